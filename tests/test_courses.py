"""Progress by day: charts of objectives and units end at their numbers however deep what is below them, by the roll-up of each day."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from okrsite.measures import ONE, ZERO, share_of_way, shares_of_way, weighted_mean
from okrsite.pages import CyclePage, HomePage, ObjectivePage, Page, Site, UnitPage, all_pages
from okrsite.pages.course import courses_of
from okrsite.pages.parts import Chart
from okrsite.reading import Loaded, load, load_language

from .repositories import commit
from .sites import AS_OF, loaded, objective, with_company, write
from .theme_sites import elements, sample

DEPTH = 60
MEASURED = ("key_results: [{id: a, title: A, target: 10}]", "checkins: [{date: 2026-10-20, values: {a: 5}}]")
FRACTIONS = st.fractions(min_value=0, max_value=1, max_denominator=10**6)
WEIGHTS = st.decimals(min_value=0, max_value=100, places=3).map(Fraction)


def site_of(found: Loaded) -> Site:
    language, texts = load_language(found.config), found.texts.by_file
    return Site(found.organisation, found.figures, found.config, language, found.figures.as_of, texts, history=found.history)


def pages(folder: Path, files: dict[str, str]) -> Site:
    return site_of(loaded(folder, with_company(files)))


def page_at(site: Site, address: str) -> Page:
    return next(page for page in all_pages(site) if page.address == address)


def chain() -> dict[str, str]:
    """Objectives of which each counts in the one before it; only the last is measured."""
    files = {}
    for number in range(DEPTH):
        above = [f"aligns_to: o{number - 1:03}"] if number else []
        own = MEASURED if number == DEPTH - 1 else ("rollup: aligned",)
        files[f"content/2026-q4/o{number:03}.md"] = objective(f"Goal {number}", *above, *own)
    return files


def test_every_objective_of_a_long_chain_of_alignments_has_a_chart_that_ends_at_its_number(tmp_path: Path) -> None:
    found = [page for page in all_pages(pages(tmp_path, chain())) if isinstance(page, ObjectivePage)]
    assert len(found) == DEPTH
    for page in found:
        assert page.chart is not None, page.address
        assert {point.y for point in page.chart.drawing.line[1:]} == {page.progress} == {Fraction(1, 2)}


@given(st.lists(st.fractions()), st.none() | st.decimals(-9, 9, places=2), st.decimals(-9, 9, places=2))
def test_many_shares_of_one_way_are_what_each_is_alone(values: list[Fraction], start: Decimal | None, target: Decimal) -> None:
    assume((start or 0) != target)
    alone = [share_of_way(value, Fraction(start or 0), Fraction(target)) for value in values]
    assert list(shares_of_way(values, start, target)) == [min(max(share, ZERO), ONE) for share in alone]


def test_pages_of_a_unit_share_the_card_of_an_objective(tmp_path: Path) -> None:
    files = {"content/team/index.md": "---\ntitle: Team\n---\n", "content/team/2026-q4/a.md": objective("Grow", *MEASURED)}
    cards = [page.objectives[0] for page in all_pages(pages(tmp_path, files)) if isinstance(page, UnitPage)]
    assert len(cards) == 2
    assert cards[0] is cards[1]


def unit(title: str, *lines: str) -> str:
    return "\n".join(["---", f"title: {title}", *lines, "---", ""])


def measured(title: str, values: dict[str, int], *lines: str, key_result: str = "{id: a, title: A, target: 100}") -> str:
    """An objective that was reported on some days."""
    reports = ", ".join(f"{{date: {day}, values: {{a: {value}}}}}" for day, value in values.items())
    return objective(title, *lines, f"key_results: [{key_result}]", f"checkins: [{reports}]")


COMPANY = {
    "content/2026-q4/own.md": measured("Own", {"2026-10-20": 10, "2026-11-10": 40}, "weight: 2"),
    "content/team/index.md": unit("Team", "weight: 3"),
    "content/team/2026-q4/one.md": measured("One", {"2026-10-30": 20, "2026-11-10": 60, "2026-11-20": 70}),
    "content/team/2026-q4/two.md": measured("Two", {"2026-10-25": 1}, key_result="{id: a, title: A, type: baseline}"),
    "content/team/2026-q4/three.md": measured("Three", {"2026-11-01": 90}, "status: {is: cancelled, reason: No}"),
    "content/team/2026-q4/four.md": measured("Four", {"2026-11-05": 1}, key_result="{id: a, title: A, type: at_least, target: 1}"),
}


def drawn(chart: Chart | None) -> list[tuple[str, str, str]]:
    assert chart is not None
    return [(row.date.isoformat(), row.value, row.note) for row in chart.rows]


def test_the_company_s_chart_has_its_own_objectives_and_those_below_by_their_weights_on_each_day(tmp_path: Path) -> None:
    """(2 × own + 3 × the mean of one and four) / 5: what was not reported yet counts 0; what has no progress or is cancelled does not."""
    site = pages(tmp_path, COMPANY)
    home, cycle = page_at(site, ""), page_at(site, "2026-q4/")
    assert isinstance(home, HomePage) and isinstance(cycle, CyclePage)
    assert home.chart is not None
    assert home.chart == cycle.chart
    rows = [("2026-10-20", "4%"), ("2026-10-30", "10%"), ("2026-11-05", "40%"), ("2026-11-10", "64%"), ("2026-11-20", "67%")]
    assert drawn(home.chart) == [(day, value, "") for day, value in rows]
    assert home.chart.drawing.line[-1].y == home.progress == Fraction(67, 100)


def test_where_units_below_do_not_count_neither_do_they_in_the_chart(tmp_path: Path) -> None:
    home = page_at(pages(tmp_path, COMPANY | {"okrsite.yml": "unit_rollup: own\n"}), "")
    assert isinstance(home, HomePage)
    assert [(day, value) for day, value, _ in drawn(home.chart)] == [("2026-10-20", "10%"), ("2026-11-10", "40%")]


def test_the_chart_of_a_unit_ends_at_its_number_however_deep_the_units_below(tmp_path: Path) -> None:
    files, path = {}, "content"
    for number in range(DEPTH):
        path += f"/u{number}"
        files[f"{path}/index.md"] = unit(f"Unit {number}")
    files[f"{path}/2026-q4/deep.md"] = measured("Deep", {"2026-10-20": 20, "2026-11-20": 50})
    found = [p for p in all_pages(pages(tmp_path, files)) if isinstance(p, UnitPage | HomePage | CyclePage)]
    assert len(found) == 2 * DEPTH + 2
    for page in found:
        assert [(day, value) for day, value, _ in drawn(page.chart)] == [("2026-10-20", "20%"), ("2026-11-20", "50%")], page.address


DAYS = (date(2026, 10, 19), date(2026, 10, 20), date(2026, 10, 30), date(2026, 11, 4), date(2026, 11, 10), date(2026, 11, 22))


@pytest.mark.parametrize("day", DAYS)
def test_a_course_is_what_the_site_said_on_each_of_its_days(tmp_path: Path, day: date) -> None:
    """Where everything is told by check-ins, the numbers as of a day are those that its course has on it."""
    project = write(tmp_path, with_company(COMPANY))
    site, then = site_of(load(project, AS_OF)), load(project, day).figures
    for (reference, cycle), figures in then.units.items():
        known = [progress for at, progress in courses_of(site).of_unit(reference, cycle) if at <= day]
        assert (known[-1] if known else 0) == figures.progress


def test_every_chart_of_the_sample_ends_at_the_number_beside_it() -> None:
    found = [page for page, _ in sample().pages.values() if isinstance(page, UnitPage | HomePage | CyclePage) and page.chart]
    assert len(found) > 20
    for page in found:
        assert page.chart is not None
        assert page.chart.drawing.line[-1].y == page.progress, page.address
        assert page.chart.rows[-1].value == sample().site.language.percent(page.progress), page.address


def test_a_unit_of_which_nothing_was_reported_has_no_chart(tmp_path: Path) -> None:
    home = page_at(pages(tmp_path, {"content/2026-q4/own.md": objective("Own", "key_results: [{title: A, target: 10, current: 4}]")}), "")
    assert isinstance(home, HomePage)
    assert (home.progress, home.chart) == (Fraction(2, 5), None)


def test_values_that_were_published_without_a_check_in_make_the_charts_of_an_objective_and_its_unit(tmp_path: Path) -> None:
    file = "content/team/2026-q4/own.md"
    files = with_company({"content/team/index.md": unit("Team"), ".gitignore": ".okrsite/\n"})
    for value, day in (10, "2026-10-12"), (40, "2026-11-02"), (70, "2026-11-16"):
        commit(tmp_path, files | {file: objective("Own", f"key_results: [{{id: a, title: A, target: 100, current: {value}}}]")}, on=day)
    site = site_of(load(tmp_path, AS_OF))
    page, team = page_at(site, "team/2026-q4/own/"), page_at(site, "team/")
    assert isinstance(page, ObjectivePage) and isinstance(team, UnitPage)
    rows = [("2026-10-12", "10%"), ("2026-11-02", "40%"), ("2026-11-16", "70%")]
    assert drawn(page.chart) == [(day, value, "New value") for day, value in rows]
    assert drawn(team.chart) == [(day, value, "") for day, value in rows]
    write(tmp_path, {file: objective("Own", "key_results: [{id: a, title: A, target: 100, current: 80}]")})
    changed = page_at(site_of(load(tmp_path, AS_OF)), "team/2026-q4/own/")
    assert isinstance(changed, ObjectivePage)
    assert drawn(changed.chart)[-2:] == [("2026-11-16", "70%", "New value"), ("2026-11-23", "80%", "")]


def test_cards_have_a_small_line_of_at_most_twelve_points_that_ends_at_their_number() -> None:
    lines = []
    for page, _ in sample().pages.values():
        cards = (*page.objectives, *page.children) if isinstance(page, UnitPage) else page.units if isinstance(page, HomePage) else ()
        lines += [(card.spark, card.progress) for card in cards if card.spark]
    assert len(lines) > 50
    for line, progress in lines:
        assert 4 <= len(line.line) <= 12
        assert line.line[-1].y == progress


def test_what_was_reported_once_has_no_small_line(tmp_path: Path) -> None:
    files = {
        "content/team/index.md": unit("Team"),
        "content/team/2026-q4/once.md": measured("Once", {"2026-10-20": 5}),
        "content/other/index.md": unit("Other"),
        "content/other/2026-q4/twice.md": measured("Twice", {"2026-10-20": 5, "2026-10-21": 6}),
    }
    home = page_at(site := pages(tmp_path, files), "")
    assert isinstance(home, HomePage)
    assert [(row.title, row.spark is not None) for row in home.units] == [("Other", True), ("Team", False)]
    for name, has_line in ("team/", False), ("other/", True):
        page = page_at(site, name)
        assert isinstance(page, UnitPage)
        assert (page.objectives[0].spark is not None) == has_line


@pytest.mark.parametrize("name", ["index.html", "2026-q4/index.html", "commerce/index.html"])
def test_a_page_of_a_unit_draws_its_chart_with_today_and_the_numbers_behind_it(name: str) -> None:
    page, text = sample().pages[name]
    figure = next(e for e in elements(text) if e.tag == "div" and e.attributes.get("class") == "drawing")
    inside = list(figure.below())
    assert {"area", "line", "expected", "today"} <= {e.attributes.get("class") for e in inside}
    headings = [e.words for e in inside if e.tag == "th" and e.attributes.get("scope") == "col"]
    assert headings == ["Day", "Value", "Expected"]
    assert isinstance(page, UnitPage | HomePage | CyclePage) and page.chart
    values = [e.words for e in inside if e.tag == "td"]
    assert values == [value for row in page.chart.rows for value in (row.value, row.expected)]


@given(st.lists(st.tuples(FRACTIONS, WEIGHTS), max_size=8))
def test_a_mean_is_that_of_its_definition(parts: list[tuple[Fraction, Fraction]]) -> None:
    total = sum((weight for _, weight in parts), Fraction(0))
    expected = sum((value * weight for value, weight in parts), Fraction(0)) / total if total else None
    assert weighted_mean([value for value, _ in parts], [weight for _, weight in parts]) == expected
