"""What other sites show: every view, every spelling of a reference, and what is told where there is nothing to show."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from okrsite.diagnostics import Diagnostic, Severity
from okrsite.embeds import Ask, Embeds
from okrsite.embeds.asking import ask_for, ask_of
from okrsite.embeds.trouble import TroubleError
from okrsite.theme import Theme
from tests.embedding import COMPANY, ROOT, embeds_of, shown, trouble
from tests.sites import objective
from tests.theme_sites import Element, elements


@pytest.fixture(scope="module")
def embeds(tmp_path_factory: pytest.TempPathFactory) -> Embeds:
    return embeds_of(tmp_path_factory.mktemp("company"))


def links(element: Element) -> list[tuple[str, str]]:
    """The words and the address of every link."""
    return [(inner.words, inner.attributes["href"]) for inner in element.below() if inner.tag == "a"]


def rows(element: Element) -> list[list[str]]:
    """The words of a table's cells, row by row."""
    return [[cell.words for cell in row.below() if cell.tag in ("th", "td")] for row in element.below() if row.tag == "tr"]


# -- views --


def test_a_card_has_the_progress_the_status_the_owner_and_the_key_results(embeds: Embeds) -> None:
    card = shown(embeds, "sales/2026-q4/sell")
    assert card.words.startswith("Off track 20% Sell more")
    assert links(card) == [
        ("Sell more", "../okrs/sales/2026-q4/sell/"),
        ("Leads", "../okrs/sales/2026-q4/sell/#kr-leads"),
        ("Answered", "../okrs/sales/2026-q4/sell/#kr-answered"),
        ("Ana López", "../okrs/people/ana/"),
        ("Sales", "../okrs/sales/"),
        ("2026 Q4", "../okrs/sales/2026-q4/"),
    ]


def test_a_unit_is_a_card_with_its_own_objectives_in_a_cycle(embeds: Embeds) -> None:
    card = shown(embeds, "sales")
    assert [words for words, _ in links(card)] == ["2026 Q4", "Sales", "Sell more", "Ana López"]
    assert [words for words, _ in links(shown(embeds, "sales", "cycle: 2026 Q3"))] == ["2026 Q3", "Sales", "Sell at all", "Ana López"]
    assert shown(embeds, "sales/2026-q3").words == shown(embeds, "sales", "cycle: 2026-q3").words


def test_key_results_are_a_table_with_values_and_goals(embeds: Embeds) -> None:
    table = shown(embeds, "sales/2026-q4/sell", "view: key-results")
    assert rows(table) == [
        ["Key result", "Today", "Goal", "Progress", "Status"],
        ["Leads", "4 leads", "10 leads", "40%", "Stale"],
        ["Answered", "no value yet", "At least 90", "0%", "Off track"],
    ]


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("sales/2026-q4/sell", "Sell more 20% 59% expected by now"),
        ("sales/2026-q4/sell#leads", "Leads 40% 59% expected by now"),
        ("sales", "Sales 60% 59% expected by now"),
        ("2026-q4", "Acme 40% 59% expected by now"),
        ("sales/2026-q3", "Sales 100%"),
    ],
)
def test_a_bar_says_how_far_and_what_is_expected(reference: str, words: str, embeds: Embeds) -> None:
    bar = shown(embeds, reference, "view: progress")
    assert bar.words == words
    assert [e.attributes["class"] for e in bar.below() if e.tag == "svg"]


def test_a_status_is_one_line(embeds: Embeds) -> None:
    line = shown(embeds, "sales/2026-q4/sell#leads", "view: status")
    assert (line.tag, line.words) == ("span", "Leads 40% Stale")
    assert shown(embeds, "sales", "view: status").words == "Sales 60% Off track 1 Achieved 1"


def test_a_tree_has_the_units_below_and_their_objectives(embeds: Embeds) -> None:
    everything = ["Acme", "Become known", "Sales", "Sell more", "The shop", "Open on time"]
    assert [words for words, _ in links(shown(embeds, "view: tree"))][1:] == everything
    assert [words for words, _ in links(shown(embeds, "/", "view: tree", "depth: 1", "objectives: no"))][1:] == ["Acme", "Sales"]


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        ((), ["Become known", "Sell more", "Open on time"]),
        (("unit: sales",), ["Sell more", "Open on time"]),
        (("unit: sales", "below: no"), ["Sell more"]),
        (("cycle: 2026-q3",), ["Sell at all"]),
        (("owner: ana",), ["Sell more"]),
        (("owner: Ana López",), ["Sell more"]),
        (("tag: growth",), ["Sell more"]),
        (("status: off track",), ["Become known", "Sell more"]),
        (("status: On_Track",), []),
        (("level: team",), ["Open on time"]),
        (("limit: 1",), ["Become known"]),
    ],
)
def test_a_table_has_the_objectives_that_are_chosen(options: tuple[str, ...], titles: list[str], embeds: Embeds) -> None:
    found = rows(shown(embeds, "view: table", *options))[1:]
    assert [row[0] for row in found] == (titles or ["No objectives match."])


def test_a_table_that_leaves_out_says_so_and_leads_on(embeds: Embeds) -> None:
    assert links(shown(embeds, "view: table", "limit: 1"))[-1] == ("and 2 more", "../okrs/explore/")


def test_a_person_has_a_table_of_their_objectives(embeds: Embeds) -> None:
    assert [row[0] for row in rows(shown(embeds, "people/ana"))[1:]] == ["Sell more"]
    assert [row[0] for row in rows(shown(embeds, "people/bob", "cycle: 2026-q3"))[1:]] == ["Sell at all"]


def test_a_kpi_has_its_value_and_what_is_good(embeds: Embeds) -> None:
    assert shown(embeds, "sales/nps").words == "Unhealthy 42 Would recommend us At least 50 Nov 1, 2026"


def test_fragments_hold_no_headings_and_no_ids_and_name_their_language(embeds: Embeds) -> None:
    for lines in EVERY_VIEW:
        fragment = shown(embeds, *lines)
        assert fragment.attributes["lang"] == "en"
        assert fragment.attributes["class"].split()[0] == "okr-embed"
        assert not [e for e in fragment.below() if "id" in e.attributes or e.tag in ("h1", "h2", "h3")]


EVERY_VIEW = [
    *(("sales/2026-q4/sell", f"view: {view}") for view in ("card", "key-results", "progress", "status")),
    *(("sales", f"view: {view}") for view in ("card", "progress", "status", "tree", "table")),
    *(("sales/2026-q4/sell#leads", f"view: {view}") for view in ("progress", "status")),
    ("sales/nps",),
    ("people/ana",),
]


def test_a_theme_may_show_them_in_its_own_way(tmp_path: Path) -> None:
    override = {"overrides/embeds/progress.html": "<p class='okr-embed'>{{ fragment.title }}: {{ fragment.progress|percent }}</p>"}
    assert shown(embeds_of(tmp_path, {**COMPANY, **override}), "sales", "view: progress").words == "Sales: 60%"


def test_words_are_those_of_the_site(tmp_path: Path) -> None:
    french = {**COMPANY, "okrsite.yml": "site: {language: fr}\nterms: {objective: Cap}\n"}
    assert rows(shown(embeds_of(tmp_path, french), "view: table"))[0][0] == "Cap"


# -- references --


@pytest.mark.parametrize(
    ("reference", "title", "address"),
    [
        ("sales/2026-q4/sell", "Sell more", "sales/2026-q4/sell/"),
        ("okr:sales/2026-q4/sell", "Sell more", "sales/2026-q4/sell/"),
        ("sell", "Sell more", "sales/2026-q4/sell/"),
        ("sell#leads", "Leads", "sales/2026-q4/sell/#kr-leads"),
        ("sales/2026-q4/sell#kr-leads", "Leads", "sales/2026-q4/sell/#kr-leads"),
        ("sales/2026-q4/old-name", "Sell more", "sales/2026-q4/sell/"),
        ("/sales/", "Sales", "sales/"),
        ("/", "Acme", ""),
        ("2026-q4", "2026 Q4", "2026-q4/"),
        ("sales/2026-q3", "Sales · 2026 Q3", "sales/2026-q3/"),
        ("nps", "Would recommend us", "sales/nps/"),
        ("sales/how", "How we sell", "sales/how/"),
        ("people/ana", "Ana López", "people/ana/"),
        ("people/Bob", "Bob", "people/bob/"),
    ],
)
def test_a_reference_leads_where_it_should(reference: str, title: str, address: str, embeds: Embeds) -> None:
    link = embeds.link(reference)
    assert not isinstance(link, Diagnostic)
    assert (link.title, link.address) == (title, address)


@pytest.mark.parametrize(
    ("lines", "code", "message", "hint"),
    [
        (("sales/2026-q4/sel",), "unknown-reference", "nothing published that is called `sales/2026-q4/sel`", "`sales/2026-q4/sell`"),
        (("sell#lead",), "unknown-reference", "has no key result `lead`", "`leads`"),
        (("sales#leads",), "unknown-reference", "only objectives have key results", "`#leads`"),
        (("../sell",), "unknown-reference", "is a path", "full reference"),
        (("sales", "view: crad"), "unknown-value", "no view `crad`", "`card`"),
        (("sales", "view: kpi"), "unknown-value", "A unit cannot be shown as `kpi`", "`card`, `progress`, `status`, `tree`, `table`"),
        (("sales/how",), "unknown-value", "A page cannot be shown as `card`", "[text](okr:…)"),
        (("sales", "tag: x"), "unknown-key", "no option `tag`", "`cycle`"),
        (("sales", "cycle: 2026-q5"), "unknown-value", "no cycle `2026-q5`", "`2026-q4`"),
        (("view: table", "status: of track"), "unknown-value", "no status `of track`", "`off_track`"),
        (("view: table", "owner: anna"), "unknown-reference", "Nobody is called `anna`", "`ana`"),
        (("view: table", "below: maybe"), "unknown-value", "neither yes nor no", "`yes`"),
        (("view: table", "limit: -1"), "out-of-range", "from 0 to 500", "whole number"),
        (("sales", "view: table", "unit: sales"), "duplicate-key", "beside a reference", "Remove"),
        (("view: card",), "missing-key", "does not say what it shows", "first line"),
    ],
)
def test_what_is_wrong_is_told_and_a_note_stands_in_its_place(
    lines: tuple[str, ...], code: str, message: str, hint: str, embeds: Embeds
) -> None:
    found = trouble(embeds, *lines)
    assert (found.code, found.severity) == (code, Severity.WARNING)
    assert message in found.message
    assert hint in found.hint


def test_a_bare_id_of_several_things_is_refused_with_all_of_them(tmp_path: Path) -> None:
    twice = {**COMPANY, "content/sales/shop/2026-q4/sell.md": objective("Sell there", "key_results: [{title: S, target: 1}]")}
    found = trouble(embeds_of(tmp_path, twice), "sell")
    assert found.code == "ambiguous-reference"
    assert "`sales/2026-q4/sell`, `sales/shop/2026-q4/sell`" in found.message


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("sales", "colour: red"), "no option `colour`"),
        (("sales", "view"), "not a `key: value`"),
        (("sales", "view: a", "view: b"), "twice"),
    ],
)
def test_a_block_that_means_nothing_is_refused(lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(TroubleError) as raised:
        ask_of(lines)
    assert message in raised.value.message


def test_a_block_is_read_with_patience() -> None:
    assert ask_of(["", "  sales  ", "", "VIEW :  Key-Results ", 'cycle: "2026-q4"']) == Ask(
        "sales", {"view": "Key-Results", "cycle": "2026-q4"}
    )
    assert ask_of(["ref: sales"]) == ask_for([("Reference", "sales")]) == Ask("sales")


# -- what is hidden --

HIDDEN = {
    "content/sales/2026-q4/canary.md": objective(
        "Canary", "owner: carl", "visibility: restricted", "aligns_to: known", "aliases: [sales/2026-q4/canary-before]",
        "key_results: [{id: canary-leads, title: Canary, target: 1}]",
    ),
    "content/canary-unit/index.md": "---\ntitle: Canary\nvisibility: board\n---\n",
    "content/canary-unit/2026-q4/inner.md": objective("Inner canary", "key_results: [{title: K, target: 1}]"),
    "content/canary-kpi.md": objective("Canary", "type: kpi", "embargo: 2026-12-01", "values: {2026-11-01: 3}"),
    "content/people.yml": COMPANY["content/people.yml"] + "carl: {name: Canary}\n",
}  # fmt: skip
NAMES = (
    "sales/2026-q4/canary",
    "canary",
    "canary-unit",
    "canary-unit/2026-q4/inner",
    "canary-kpi",
    "people/carl",
    "sales/2026-q4/canary-before",
)


def told(embeds: Embeds, *references: str) -> Iterator[tuple[str, Diagnostic | None]]:
    for reference in references:
        yield embeds.html(Ask(reference), ROOT)


def test_what_is_hidden_is_told_as_what_never_was(tmp_path: Path) -> None:
    hiding, plain = embeds_of(tmp_path / "a", {**COMPANY, **HIDDEN}), embeds_of(tmp_path / "b")
    asked = (*NAMES, "sales/2026-q4/canar", "cana", "sales/2026-q4/sell#canary-leads")
    assert list(told(hiding, *asked)) == list(told(plain, *asked))
    assert all("anary" not in html for html, _ in told(hiding, *asked))
    assert all(wrong and "anary" not in wrong.hint for _, wrong in told(hiding, *asked))


@pytest.mark.parametrize("lines", EVERY_VIEW, ids=" ".join)
def test_no_view_knows_what_is_hidden(lines: tuple[str, ...], tmp_path: Path) -> None:
    hiding, plain = embeds_of(tmp_path / "a", {**COMPANY, **HIDDEN}), embeds_of(tmp_path / "b")
    assert hiding.html(ask_of(lines), ROOT) == plain.html(ask_of(lines), ROOT)


def test_an_audience_sees_its_own(tmp_path: Path) -> None:
    assert "Canary" in shown(embeds_of(tmp_path, {**COMPANY, **HIDDEN}, audience="board"), "canary-unit").words


# -- looks --


def test_every_rule_of_the_style_sheet_is_below_one_class() -> None:
    css = Theme.load().static["embeds.css"].decode()
    selectors = [line.partition("{")[0].strip() for line in css.splitlines() if "{" in line and not line.startswith(("  ", "/*", "@media"))]
    assert len(selectors) > 40
    assert [one for one in selectors if not one.startswith((".okr-embed", ":is(["))] == []
    assert all(".okr-embed" in part for one in selectors for part in one.replace(":is(", "(").split("), "))
    assert "@import" not in css and "url(" not in css and "!important" not in css


def test_classes_of_fragments_are_their_own(embeds: Embeds) -> None:
    drawn = {"bar", "spark", "tick", "line", "dot", "expected", "goal", "reached"}
    for lines in EVERY_VIEW:
        html = embeds.html(ask_of(lines), ROOT)[0]
        classes = {name for e in elements(html) for name in e.attributes.get("class", "").split()}
        assert {name for name in classes - drawn if not name.startswith(("okr-", "is-"))} == set()
