"""Progress by day: the chart of an objective ends at its number however deep the alignments below it, and shared values are one."""

from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from okrsite.measures import weighted_mean
from okrsite.pages import ObjectivePage, Site, UnitPage, all_pages
from okrsite.reading import load_language

from .sites import loaded, objective, with_company

DEPTH = 60
MEASURED = ("key_results: [{id: a, title: A, target: 10}]", "checkins: [{date: 2026-10-20, values: {a: 5}}]")
FRACTIONS = st.fractions(min_value=0, max_value=1, max_denominator=10**6)
WEIGHTS = st.decimals(min_value=0, max_value=100, places=3).map(Fraction)


def pages(folder: Path, files: dict[str, str]) -> Site:
    found = loaded(folder, with_company(files))
    texts = found.texts.by_file
    return Site(found.organisation, found.figures, found.config, load_language(found.config), found.figures.as_of, texts)


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


def test_pages_of_a_unit_share_the_card_of_an_objective(tmp_path: Path) -> None:
    files = {"content/team/index.md": "---\ntitle: Team\n---\n", "content/team/2026-q4/a.md": objective("Grow", *MEASURED)}
    cards = [page.objectives[0] for page in all_pages(pages(tmp_path, files)) if isinstance(page, UnitPage)]
    assert len(cards) == 2
    assert cards[0] is cards[1]


@given(st.lists(st.tuples(FRACTIONS, WEIGHTS), max_size=8))
def test_a_mean_is_that_of_its_definition(parts: list[tuple[Fraction, Fraction]]) -> None:
    total = sum((weight for _, weight in parts), Fraction(0))
    expected = sum((value * weight for value, weight in parts), Fraction(0)) / total if total else None
    assert weighted_mean([value for value, _ in parts], [weight for _, weight in parts]) == expected
