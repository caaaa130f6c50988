"""The pages of changes, and what objectives and units say of them: built from real repositories, read as visitors read them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from okrsite.pages.told import NEWEST, PER_PAGE
from tests.changing import LEADS, SETTINGS, changing, leads, site_of, without_history
from tests.repositories import commit, git
from tests.sites import objective, with_company, write
from tests.theme_sites import Element, elements

GITHUB = "https://github.com/acme/okrs/commit/"


class Company(NamedTuple):
    """A project with its commits and the text files of its site."""

    project: Path
    commits: Mapping[str, str]
    site: Mapping[str, str]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    project = tmp_path_factory.mktemp("company")
    commits = changing(project)
    return Company(project, commits, site_of(project))


def told(page: str) -> list[tuple[str, list[str]]]:
    """The days of a page of changes, each with the words of what happened."""
    found = []
    for section in elements(page):
        if section.tag == "section" and section.attributes.get("class") == "day":
            heading = next(element.words for element in section.below() if element.tag == "h2")
            found.append((heading, [item.words for item in happenings(section)]))
    return found


def happenings(part: Element) -> list[Element]:
    """What happened, within a part of a page."""
    lists = [element for element in part.below() if element.attributes.get("class") == "happenings"]
    return [item for one in lists for item in one.inner if isinstance(item, Element)]


def links(page: str) -> list[str]:
    return [element.attributes["href"] for element in elements(page) if "href" in element.attributes]


def part(page: str, **attributes: str) -> Element:
    """The first element that has some attributes; an underscore ends a name that Python keeps for itself."""
    wanted = {name.rstrip("_"): value for name, value in attributes.items()}
    return next(element for element in elements(page) if wanted.items() <= element.attributes.items())


def test_the_page_tells_by_day_what_was_and_what_is_and_who_reported_it(company: Company) -> None:
    by = {name: f"Commit {identifier[:10]}" for name, identifier in company.commits.items()}
    assert told(company.site["changes/index.html"]) == [
        ("November 17, 2026", [f"Measure more Lab Runs from 1 to 3 Count the runs {by['moved']}"]),
        ("November 16, 2026", ["Double leads Ana López North Visits still 40% Status set to At risk Win First lead from the moon"]),
        ("November 9, 2026", [f"Measure more Lab New objective {by['hidden']}"]),
        ("November 2, 2026", ["Double leads Ana López North Visits 40% Confidence 7 of 10 Two fairs & a <b>stall</b>"]),
        ("October 30, 2026", [f"Double leads North Status set to At risk The fair is late {by['judged']}"]),
        (
            "October 20, 2026",
            [
                "Double leads North Leads from 10 to 30 leads Price Start changed from €5 to €8 Pages Done: Tested "
                f"News of October {by['news']}"
            ],
        ),
        ("October 14, 2026", [f"Double leads North Leads Target changed from 100 to 80 leads Ads have lost their budget {by['lowered']}"]),
        ("September 28, 2026", [f"Double leads North New objective Publish the quarter {by['published']}"]),
    ]


def test_a_commit_that_only_brings_a_check_in_is_not_told_beside_it(company: Company) -> None:
    for page in company.site.values():
        assert company.commits["reported"][:10] not in page and company.commits["again"][:10] not in page


def test_a_subject_is_withheld_where_the_commit_touched_what_is_hidden(company: Company) -> None:
    assert company.commits["hidden"][:10] in company.site["changes/index.html"]
    assert not [name for name, page in company.site.items() if "Begin to measure" in page or "Initech" in page]


def test_commits_lead_to_the_code_host_and_without_one_are_named(company: Company, tmp_path: Path) -> None:
    assert f"{GITHUB}{company.commits['lowered']}" in links(company.site["changes/index.html"])
    commits = changing(tmp_path)
    commits["last"] = commit(tmp_path, {"okrsite.yml": "site: {title: Acme OKRs}\n"}, on="2026-11-18")
    page = site_of(tmp_path)["changes/index.html"]
    assert f"Commit {commits['lowered'][:10]}" in part(page, id="main").words
    assert not [link for link in links(page) if "commit" in link]


def test_every_month_has_its_page_and_the_pages_lead_to_each_other(company: Company) -> None:
    months = [name for name in company.site if name.startswith("changes/2026")]
    assert months == ["changes/2026-09/index.html", "changes/2026-10/index.html", "changes/2026-11/index.html"]
    for name in ("changes/index.html", *months):
        way = part(company.site[name], class_="months")
        assert way.words == "2026 Sep Oct Nov"
        addresses = [element.attributes["href"].removeprefix("../").removeprefix("../") for element in way.below() if element.tag == "a"]
        assert addresses == ["changes/2026-09/", "changes/2026-10/", "changes/2026-11/"]
    days = [day for day, _ in told(company.site["changes/2026-10/index.html"])]
    assert days == ["October 30, 2026", "October 20, 2026", "October 14, 2026"]


def test_the_first_page_has_the_newest_and_a_long_month_is_cut_into_parts(tmp_path: Path) -> None:
    check_ins = [f"  - {{date: 2026-11-{1 + n // 10:02}, note: Note {n}.}}" for n in range(PER_PAGE + 20)]
    lines = ("key_results: [{title: K, target: 1}]", "checkins:", *check_ins)
    site = site_of(write(tmp_path, with_company({"content/2026-q4/grow.md": objective("Grow", *lines)})))
    first, *parts = (site[name] for name in ("changes/index.html", "changes/2026-11/index.html", "changes/2026-11/2/index.html"))
    newest = [note for _, notes in told(first) for note in notes]
    assert len(newest) == NEWEST and "Note 119." in newest[0] and "Note 70." in newest[-1]
    numbers = [[int(re.findall(r"\d+", note)[-1]) for _, notes in told(page) for note in notes] for page in parts]
    assert numbers == [list(range(119, 19, -1)), list(range(19, -1, -1))]
    assert "changes/2026-11/3/index.html" not in site
    assert "../../../changes/2026-11/" in links(parts[1]) and "../../changes/2026-11/2/" in links(parts[0])


def test_an_objective_says_how_its_aims_were_moved_and_why(company: Company) -> None:
    page = company.site["sales/north/2026-q4/double-leads/index.html"]
    moved = {
        element.attributes["id"]: [e.words for e in element.below() if e.attributes.get("class") == "moved"]
        for element in elements(page)
        if element.attributes.get("class") == "key-result"
    }
    lowered, news = (f"Commit {company.commits[name][:10]}" for name in ("lowered", "news"))
    assert moved == {
        "kr-leads": [f"Target changed from 100 to 80 leads on Oct 14, 2026 Ads have lost their budget {lowered}"],
        "kr-price": [f"Start changed from €5 to €8 on Oct 20, 2026 News of October {news}"],
        "kr-visits": [],
        "kr-pages": [],
    }
    assert f"Published first Sep 28, 2026 Commit {company.commits['published'][:10]}" in part(page, id="main").words


def test_a_unit_tells_the_last_of_what_happened_in_it_and_below_on_its_current_page_only(company: Company) -> None:
    names = ("sales/", "sales/north/", "lab/", "sales/2026-q4/")
    told_by = {name: [item.words[:12] for item in happenings(part(company.site[f"{name}index.html"], id="main"))] for name in names}
    assert told_by == {
        "sales/": ["Double leads"] * 5, "sales/north/": ["Double leads"] * 5, "lab/": ["Measure more"] * 2, "sales/2026-q4/": []
    }  # fmt: skip


def test_home_units_and_people_lead_to_the_changes_and_to_their_feed(company: Company) -> None:
    feeds = {
        "index.html": "feed/changes.xml",
        "changes/index.html": "../feed/changes.xml",
        "changes/2026-10/index.html": "../../feed/changes.xml",
        "sales/north/index.html": "../../feed/sales/north/changes.xml",
        "people/ana/index.html": "../../feed/people/ana/changes.xml",
    }
    for name, feed in feeds.items():
        offered = part(company.site[name], type="application/atom+xml")
        assert offered.tag == "link" and offered.attributes["rel"] == "alternate"
        assert offered.attributes["href"].removeprefix("./") == feed
        assert ("../" * name.count("/") or "./") + "changes/" in links(company.site[name])


@pytest.mark.parametrize(
    ("settings", "said"),
    [("", "no git repository says what else was changed"), ("history: false\n", "this site is made without its history")],
)
def test_without_history_the_check_ins_are_told_and_one_sentence_says_so(settings: str, said: str, tmp_path: Path) -> None:
    project = write(without_history(tmp_path), {"okrsite.yml": SETTINGS + settings})
    site = site_of(project)
    page = site["changes/index.html"]
    assert f"Only check-ins are told here: {said}." in part(page, id="main").words
    assert [day for day, _ in told(page)] == ["November 16, 2026", "November 2, 2026"]
    objective_page = part(site["sales/north/2026-q4/double-leads/index.html"], id="main").words
    assert "Published first" not in objective_page and "Target changed" not in objective_page


def test_with_a_history_nothing_is_said_to_be_missing(company: Company) -> None:
    assert "Only check-ins" not in company.site["changes/index.html"]


def test_nothing_has_happened_in_a_new_company(tmp_path: Path) -> None:
    page = site_of(write(tmp_path, with_company({})))["changes/index.html"]
    assert "Nothing has happened yet." in part(page, id="main").words and told(page) == []


def test_a_site_in_french_tells_it_in_french(tmp_path: Path) -> None:
    changing(tmp_path)
    commit(tmp_path, {"okrsite.yml": "site: {language: fr, title: Acme}\n"}, on="2026-11-18")
    site = site_of(tmp_path)
    words = part(site["changes/index.html"], id="main").words
    for sentence in (
        "14 octobre 2026", "Cible passée de 100 à 80 leads", "de 10 à 30 leads", "Départ passé de 5 € à 8 €", "Fait : Tested",
        "Statut mis à « À risque »", "toujours 40 %", "Nouveau : objectif",
    ):
        assert sentence in words
    moved = part(site["sales/north/2026-q4/double-leads/index.html"], id="kr-leads").words
    assert "Cible passée de 100 à 80 leads le 14 oct. 2026" in moved


def test_what_a_first_line_holds_stays_text(tmp_path: Path) -> None:
    changing(tmp_path)
    commit(tmp_path, {LEADS: leads(60, 30, 8, ", done: true", "at_risk", 3)}, "<script>x</script> \x1b[31m & \"q\"", on="2026-11-19")
    site = site_of(tmp_path)
    assert "<script>x" not in site["changes/index.html"]
    assert "&lt;script&gt;x&lt;/script&gt; [31m &amp; " in site["changes/index.html"]
    assert not [name for name, page in site.items() if "\x1b" in page]


def test_a_milestone_that_is_called_otherwise_today_is_not_told_by_its_old_name(tmp_path: Path) -> None:
    changing(tmp_path)
    text = leads(80, 30, 8, ", done: true", "at_risk", 3).replace("Tested", "Tried")
    commit(tmp_path, {LEADS: text}, "Other words", on="2026-11-19")
    site = site_of(tmp_path)
    assert not [name for name, page in site.items() if "Tested" in page]


def test_a_value_that_a_check_in_of_the_day_tells_is_told_once(tmp_path: Path) -> None:
    lines = "key_results: [{{id: k, title: K, target: 9{}}}]"
    commit(tmp_path, with_company({"content/2026-q4/a.md": objective("A", lines.format(", current: 1"))}), "One", on="2026-11-02")
    commit(tmp_path, {"content/2026-q4/a.md": objective("A", lines.format(", current: 4"))}, "Two", on="2026-11-09")
    reported = objective("A", lines.format(""), "checkins: [{date: 2026-11-09, values: {k: 4}, note: Counted}]")
    commit(tmp_path, {"content/2026-q4/a.md": reported}, "Three", on="2026-11-10")
    identifier = git(tmp_path, "rev-parse", "HEAD~2")[:10]
    assert told(site_of(tmp_path)["changes/index.html"]) == [
        ("November 9, 2026", ["A Acme K from 1 to 4 Counted"]),
        ("November 2, 2026", [f"A Acme New objective One Commit {identifier}"]),
    ]


def test_check_ins_of_one_day_and_values_between_them_are_told_as_what_was_before(tmp_path: Path) -> None:
    check_ins = ("checkins:", "  - {date: 2026-11-02, values: {k: 1}}", "  - {date: 2026-11-09, values: {k: 2}}",
                 "  - {date: 2026-11-09, values: {k: 5}}")
    lines = ("key_results: [{id: k, title: K, target: 9}]", *check_ins)
    page = site_of(write(tmp_path, with_company({"content/2026-q4/a.md": objective("A", *lines)})))["changes/index.html"]
    assert told(page) == [("November 9, 2026", ["A Acme K from 2 to 5", "A Acme K from 1 to 2"]), ("November 2, 2026", ["A Acme K 1"])]
