"""The page of a cycle: the whole company in it, and once closed its scores, reviews, lessons and wins (FORMAT §12, §18)."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from okrsite import urls
from okrsite.charts import Bar, Histogram
from okrsite.model import Kind, Status
from okrsite.pages.page import Page
from okrsite.pages.parts import (
    CycleTab,
    CycleView,
    DocumentLink,
    ExplanationView,
    Link,
    MoneyView,
    ObjectiveCard,
    StatusCount,
    UnitRow,
    Win,
)
from okrsite.pages.site import Site
from okrsite.pages.unit import Retrospective, objectives_budget, retrospectives
from okrsite.pages.views import cycle_tabs, cycle_view, document_link, explanation_view, latest_wins, objective_card, unit_row

MOST_LISTED = 300
"""Above so many objectives, only those of the company and its departments are listed; the others are on their units' pages."""
_MOST_WINS = 12
_BUCKETS = 10
_GOOD = {Kind.ASPIRATIONAL: Fraction(7, 10), Kind.COMMITTED: Fraction(1)}


@dataclass(frozen=True, slots=True)
class UnitSection:
    """A unit and its own objectives in the cycle."""

    depth: int
    """0 for the company."""
    unit: UnitRow
    """The unit, without the ones below."""
    objectives: tuple[ObjectiveCard, ...]
    """Its own objectives, where they are listed."""
    listed: bool
    """Whether they are listed here; else they are on the unit's page."""


@dataclass(frozen=True, slots=True)
class Scores:
    """How the scores of a closed cycle are spread."""

    count: int
    """How many objectives have a score."""
    mean: Fraction
    """Their mean, 0 to 1."""
    good: int
    """How many are good: from 0.7 for aspirational, 1 for committed ones."""
    all_full: bool
    """Whether every score is 1: a hint that the targets were too easy."""
    chart: Histogram
    """How many lie in each tenth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclePage(Page):
    """The whole company in one cycle."""

    template: ClassVar[str] = "cycle.html"
    section: ClassVar[str] = "cycles"

    cycle: CycleView
    """The cycle."""
    inside: Link | None
    """The cycle that it nests in, where that has objectives."""
    tabs: tuple[CycleTab, ...]
    """All cycles with objectives."""
    side_by_side: Link
    """The page that compares them."""
    progress: Fraction | None
    """The company's rolled-up progress, 0 to 1."""
    own: Fraction | None
    """The progress of the company's own objectives, 0 to 1."""
    explanation: ExplanationView | None
    """How the rolled-up progress came about."""
    own_explanation: ExplanationView | None
    """How the company's own progress came about."""
    statuses: tuple[StatusCount, ...]
    """All objectives of the cycle by status."""
    objective_count: int
    """How many these are."""
    sections: tuple[UnitSection, ...]
    """The company and all units below with something in the cycle, each before the ones below it."""
    scores: Scores | None
    """How the scores are spread, once closed."""
    reviews: tuple[DocumentLink, ...]
    """What the units learned."""
    retrospectives: tuple[Retrospective, ...]
    """What was learned from single objectives."""
    wins: tuple[Win, ...]
    """What was won."""
    budget: tuple[MoneyView, ...]
    """What the cycle's objectives may cost, per currency."""


def cycle_page(site: Site, cycle_id: str) -> CyclePage:
    """The page of one cycle."""
    cycle, figures = site.organisation.cycles[cycle_id], site.figures.units.get(("", cycle_id))
    everything = site.objectives_below("", cycle_id)
    listed = [r for r in everything if _is_listed(site, site.organisation.objectives[r].unit, len(everything))]
    parent = site.organisation.cycles.parents.get(cycle_id)
    title = site.cycle_title(cycle_id)
    return CyclePage(
        address=urls.cycle(cycle_id),
        title=title,
        description=site.language.gettext("All %(objectives)s of %(title)s", title=title),
        breadcrumb=(site.unit_link(""),),
        cycle=cycle_view(site, cycle),
        inside=site.cycle_link(parent) if parent in site.cycle_ids else None,
        tabs=cycle_tabs(site, site.cycle_ids, cycle_id),
        side_by_side=Link(site.language.gettext("%(Cycles)s side by side"), urls.ALL_CYCLES),
        progress=figures.progress if figures else None,
        own=figures.own if figures else None,
        explanation=explanation_view(site, figures.explanation, cycle_id) if figures else None,
        own_explanation=explanation_view(site, figures.own_explanation) if figures else None,
        statuses=site.spread(everything),
        objective_count=len(everything),
        sections=tuple(_sections(site, "", cycle_id, len(everything))),
        scores=scores_of(site, everything) if site.is_closed(cycle_id) else None,
        reviews=tuple(document_link(site, p) for p in site.organisation.pages.values() if p.cycle == cycle_id),
        retrospectives=retrospectives(site, listed),
        wins=latest_wins(site, everything, _MOST_WINS),
        budget=objectives_budget(site, "", cycle_id),
    )


def _is_listed(site: Site, unit: str, total: int) -> bool:
    return total <= MOST_LISTED or site.organisation.units[unit].depth <= 1


def _sections(site: Site, unit: str, cycle_id: str, total: int) -> Iterator[UnitSection]:
    """A unit and those below it, where they have objectives in the cycle."""
    row = unit_row(site, unit, cycle_id)
    if not row.objectives:
        return
    depth, listed = site.organisation.units[unit].depth, _is_listed(site, unit, total)
    own = site.organisation.by_unit_and_cycle.get((unit, cycle_id), ())
    yield UnitSection(depth, row, tuple(objective_card(site, r) for r in own) if listed else (), listed)
    for child in site.organisation.child_units.get(unit, ()):
        yield from _sections(site, child, cycle_id, total)


def scores_of(site: Site, objectives: tuple[str, ...]) -> Scores | None:
    """How the scores of some objectives are spread; None where none has one. Cancelled ones do not count."""
    scored = [
        (f.score, site.organisation.objectives[r].kind)
        for r in objectives
        if (f := site.figures_of(r)).score is not None and f.status is not Status.CANCELLED
    ]
    scores = [score for score, _ in scored if score is not None]
    if not scores:
        return None
    counts = [0] * (_BUCKETS + 1)
    for score in scores:
        counts[min(int(score * _BUCKETS), _BUCKETS)] += 1
    words = site.language
    bars = tuple(Bar(words.number(Fraction(tenth, _BUCKETS)), count, _colour(tenth)) for tenth, count in enumerate(counts))
    good = sum(1 for score, kind in scored if score is not None and score >= _GOOD[kind])
    mean = sum(scores, Fraction(0)) / len(scores)
    return Scores(len(scores), mean, good, all(s == 1 for s in scores), Histogram(words.gettext("How the scores are spread"), bars))


def _colour(tenth: int) -> str:
    return Status.ACHIEVED.value if tenth >= 7 else Status.AT_RISK.value if tenth >= 4 else Status.MISSED.value
