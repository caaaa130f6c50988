"""The feeds of changes: what RFC 4287 asks of them, and what a feed reader makes of them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import feedparser
import pytest

from okrsite.pages.told import NEWEST
from tests.changing import LEADS, OTHER, REPOSITORY, changing, leads, site_of, without_history
from tests.repositories import commit
from tests.sites import codes, objective, problems, with_company, write
from tests.trust.outputs import faults
from tests.trust.sinks import site as site_of_texts

ATOM = "{http://www.w3.org/2005/Atom}"
HOME = "https://okr.acme.example/"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
HOSTILE = ["</content><script>x</script>", "]]>&<b>", 'a" onclick="x', "{{ 7*7 }}", "\u202eevil"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    project = tmp_path_factory.mktemp("company")
    changing(project)
    return site_of(project)


def feeds(site: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in site.items() if name.startswith("feed/")}


def broken_rules(text: str) -> Iterator[str]:
    """What a feed has against RFC 4287: §4.1.1 and §4.1.2 on what must be there and how often, §3.3 and §4.2 on what it holds."""
    feed = ElementTree.fromstring(text)
    yield from _broken_in(feed, ("id", "title", "updated", "author"), {"author", "link", "entry"})
    if not feed.findall(f"{ATOM}link[@rel='self']"):
        yield "it does not say where it is"
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    if len(ids) != len(set(ids)):
        yield "an id is there twice"
    moments = [entry.findtext(f"{ATOM}updated", "") for entry in feed.findall(f"{ATOM}entry")]
    if moments != sorted(moments, reverse=True) or moments[:1] not in ([], [feed.findtext(f"{ATOM}updated")]):
        yield "it is not by time, or was not updated with its newest entry"
    for entry in feed.findall(f"{ATOM}entry"):
        yield from _broken_in(entry, ("id", "title", "updated", "content"), {"link", "category", "content"})


def _broken_in(element: ElementTree.Element, required: tuple[str, ...], allowed: set[str]) -> Iterator[str]:
    found = [child.tag.removeprefix(ATOM) for child in element]
    for tag in required:
        if found.count(tag) != 1:
            yield f"{tag} is there {found.count(tag)} times"
    yield from {f"{tag} is not known" for tag in found} - {f"{tag} is not known" for tag in {*required, *allowed}}
    if not urlsplit(element.findtext(f"{ATOM}id", "")).scheme:
        yield "the id is no full IRI"
    if not MOMENT.fullmatch(element.findtext(f"{ATOM}updated", "")):
        yield "updated is no moment"
    alternates = [link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    if len(alternates) != 1 or not alternates[0].get("href"):
        yield "there is not one page of the same"
    if element.tag == f"{ATOM}feed" and not element.findtext(f"{ATOM}author/{ATOM}name"):
        yield "the author has no name"


def test_every_feed_keeps_the_rules_of_atom(site: Mapping[str, str]) -> None:
    names = ("", "lab/", "people/ana/", "people/ben/", "sales/", "sales/north/")
    assert list(feeds(site)) == [f"feed/{name}changes.xml" for name in names]
    assert {name: list(broken_rules(text)) for name, text in feeds(site).items()} == {name: [] for name in feeds(site)}


def test_a_feed_of_nothing_keeps_them_too(tmp_path: Path) -> None:
    text = site_of(write(tmp_path, with_company({})))["feed/changes.xml"]
    assert list(broken_rules(text)) == [] and feedparser.parse(text).entries == []


def test_a_reader_gets_titles_days_links_and_who_it_was(site: Mapping[str, str]) -> None:
    read = feedparser.parse(site["feed/changes.xml"])
    assert not read.bozo and read.version == "atom10"
    assert read.feed.title == "Acme OKRs · Changes" and read.feed.author == "Acme OKRs" and read.feed.language == "en"
    assert {link.rel: link.href for link in read.feed.links} == {"self": HOME + "feed/changes.xml", "alternate": HOME + "changes/"}
    assert [(entry.updated, entry.title) for entry in read.entries] == [
        ("2026-11-17T00:00:00Z", "Measure more · Runs: from 1 to 3"),
        ("2026-11-16T00:00:00Z", "Double leads · Win"),
        ("2026-11-09T00:00:00Z", "Measure more · New objective"),
        ("2026-11-02T00:00:00Z", "Double leads · Visits: 40%"),
        ("2026-10-30T00:00:00Z", "Double leads · Status set to At risk"),
        ("2026-10-20T00:00:00Z", "Double leads · Leads: from 10 to 30\xa0leads"),
        ("2026-10-14T00:00:00Z", "Double leads · Leads: Target changed from 100 to 80\xa0leads"),
        ("2026-09-28T00:00:00Z", "Double leads · New objective"),
    ]
    assert {entry.link for entry in read.entries} == {HOME + "lab/2026-q4/measure/", HOME + "sales/north/2026-q4/double-leads/"}
    reported, lowered = read.entries[3], read.entries[6]
    assert reported.content[0].value == (
        "<ul><li>Visits: 40%</li><li>Confidence 7 of 10</li></ul><p>Two fairs &amp; a &lt;b&gt;stall&lt;/b&gt;</p><p>Ana López</p>"
    )
    assert "<p>Ads have lost their budget</p>" in lowered.content[0].value
    assert 'href="https://github.com/acme/okrs/commit/' in lowered.content[0].value


def test_units_and_people_have_feeds_of_what_concerns_them(site: Mapping[str, str]) -> None:
    titles = {name: {entry.title.split(" · ")[0] for entry in feedparser.parse(text).entries} for name, text in feeds(site).items()}
    assert titles == {
        "feed/changes.xml": {"Double leads", "Measure more"},
        "feed/lab/changes.xml": {"Measure more"},
        "feed/sales/changes.xml": {"Double leads"},
        "feed/sales/north/changes.xml": {"Double leads"},
        "feed/people/ana/changes.xml": {"Double leads"},
        "feed/people/ben/changes.xml": {"Measure more"},
    }


def test_a_person_hears_of_check_ins_of_theirs_on_the_objectives_of_others(tmp_path: Path) -> None:
    key_results = "key_results: [{title: K, target: 1}]"
    check_ins = "checkins: [{date: 2026-11-02, by: Zoe, note: Mine}, {date: 2026-11-09, by: Yan, note: Theirs}]"
    site = site_of(write(tmp_path, with_company({"content/2026-q4/a.md": objective("A", "owner: Yan", key_results, check_ins)})))
    notes = {name: re.findall("Mine|Theirs", site[f"feed/people/{name}/changes.xml"]) for name in ("zoe", "yan")}
    assert notes == {"zoe": ["Mine"], "yan": ["Theirs", "Mine"]}


def test_without_the_address_of_the_site_links_are_relative_to_the_feed(tmp_path: Path) -> None:
    site = site_of(write(without_history(tmp_path), {"okrsite.yml": "site: {title: Acme OKRs}\n" + REPOSITORY}))
    for name, text in feeds(site).items():
        assert list(broken_rules(text)) == []
        address = f"https://anywhere.example/okr/{name}"
        for link in ElementTree.fromstring(text).iter(f"{ATOM}link"):
            path = urlsplit(urljoin(address, link.get("href"))).path.removeprefix("/okr/")
            assert not urlsplit(link.get("href")).scheme
            assert (path if path.endswith(".xml") else path + "index.html") in site


def test_ids_stay_whatever_is_written_later(tmp_path: Path) -> None:
    changing(tmp_path)
    before = {entry.id: entry.title for entry in feedparser.parse(site_of(tmp_path)["feed/changes.xml"]).entries}
    text = leads(80, 30, 8, ", done: true", "at_risk", 3).replace("Double leads", "Treble leads")
    text = text.replace("owner: ana", "owner: ana\naliases: [sales/north/2026-q4/double-leads]")
    text = text.replace("Two fairs", "Three fairs").replace("checkins:\n", "checkins:\n  - {date: 2026-11-02, by: ben, note: Late news}\n")
    commit(tmp_path, {LEADS: None, LEADS.replace("double", "treble"): text}, "Another name", on="2026-11-20")
    after = {entry.id: entry.title for entry in feedparser.parse(site_of(tmp_path)["feed/changes.xml"]).entries}
    assert {identifier: title.replace("Double", "Treble") for identifier, title in before.items()}.items() <= after.items()
    assert len(after) == len(before) + 1


def test_a_feed_has_the_newest_only(tmp_path: Path) -> None:
    check_ins = [f"  - {{date: 2026-11-{1 + n // 10:02}, note: Note {n}.}}" for n in range(NEWEST + 9)]
    lines = ("key_results: [{title: K, target: 1}]", "checkins:", *check_ins)
    text = site_of(write(tmp_path, with_company({"content/2026-q4/grow.md": objective("Grow", *lines)})))["feed/changes.xml"]
    assert [int(number) for number in re.findall(r"Note (\d+)\.", text)] == list(range(NEWEST + 8, 8, -1))


def test_hostile_texts_are_texts_for_a_reader(tmp_path: Path) -> None:
    files = site_of_texts(HOSTILE, lambda text: text, with_bodies=False)
    site = site_of(write(tmp_path, files))
    everything = {name: text.encode() for name, text in site.items()}
    assert not [fault for fault in faults(everything, frozenset(), everything) if fault.startswith("feed/")]
    for name, text in feeds(site).items():
        read = feedparser.parse(text, sanitize_html=False)
        assert not read.bozo and list(broken_rules(text)) == [], name


def test_what_xml_cannot_hold_is_replaced(tmp_path: Path) -> None:
    changing(tmp_path)
    text = leads(60, 30, 8, ", done: true", "at_risk", 3).replace("'Two fairs & a <b>stall</b>'", '"Two\\uFFFE fairs"')
    north = "---\ntitle: \"Up\\uFFFE north\"\n---\n"
    commit(tmp_path, {LEADS: text, "content/sales/north/index.md": north}, "\x1b[31m \x0b <b>&</b>", on="2026-11-19")
    feed = site_of(tmp_path)["feed/changes.xml"]
    assert list(broken_rules(feed)) == []
    told = [entry.content[0].value for entry in feedparser.parse(feed, sanitize_html=False).entries]
    assert "<p>[31m &lt;b&gt;&amp;&lt;/b&gt;</p>" in told[0]
    assert any("<p>Two\ufffd fairs</p>" in one for one in told)


def test_a_report_leaves_the_feeds_of_other_units_and_people_as_they_lie(tmp_path: Path) -> None:
    project = without_history(tmp_path)
    before = feeds(site_of(project))
    written = {name: (project / "site" / name).stat().st_mtime_ns for name in before}
    lines = ("owner: ben", "key_results: [{id: runs, title: Runs, target: 9}]", "checkins: [{date: 2026-11-20, values: {runs: 2}}]")
    write(project, {OTHER: objective("Measure more", *lines)})
    after = feeds(site_of(project))
    concerned = {"feed/changes.xml", "feed/lab/changes.xml", "feed/people/ben/changes.xml"}
    assert {name for name in before if before[name] != after[name]} == concerned
    assert {name for name in before if written[name] != (project / "site" / name).stat().st_mtime_ns} == concerned


def test_a_unit_cannot_be_called_as_a_feed_is(tmp_path: Path) -> None:
    unit = "---\ntitle: X\n---\n"
    top = problems(tmp_path / "top", with_company({"content/Changes.xml/index.md": unit}))
    assert codes(top) == ["reserved-address"]
    below = with_company({"content/lab/index.md": unit, "content/lab/changes.xml/index.md": unit})
    assert codes(problems(tmp_path / "below", below)) == ["address-collision", "address-collision"]
