"""The page of a cycle: the whole company in it (FORMAT §12, §18).

While it is planned, it shows how the plans take shape; once it is closed, its scores, what became of it, reviews, lessons and wins.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from msgspec import Struct

from okrsite import urls
from okrsite.cycles import State
from okrsite.pages.budgets import objectives_budget
from okrsite.pages.look_back import LookBack, Scores, look_back, scores_of
from okrsite.pages.page import Page
from okrsite.pages.parts import (
    Chart,
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
from okrsite.pages.planning import Planning, planning_of
from okrsite.pages.progress_chart import unit_chart
from okrsite.pages.site import Site
from okrsite.pages.unit import Retrospective, retrospectives
from okrsite.pages.views import cycle_tabs, cycle_view, document_link, explanation_view, latest_wins, objective_card, unit_row

MOST_LISTED = 300
"""Above so many objectives, only those of the company and its departments are listed; the others are on their units' pages."""
_MOST_WINS = 12


class UnitSection(Struct, frozen=True):
    """A unit and its own objectives in the cycle."""

    depth: int
    """0 for the company."""
    unit: UnitRow
    """The unit, without the ones below."""
    objectives: tuple[ObjectiveCard, ...]
    """Its own objectives, where they are listed."""
    listed: bool
    """Whether they are listed here; else they are on the unit's page."""


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
    chart: Chart | None
    """The rolled-up progress over time; None where nothing was reported."""
    statuses: tuple[StatusCount, ...]
    """All objectives of the cycle by status."""
    objective_count: int
    """How many these are."""
    sections: tuple[UnitSection, ...]
    """The company and all units below with something in the cycle, each before the ones below it."""
    planning: Planning | None
    """How the plans take shape, while it is planned."""
    scores: Scores | None
    """How the scores are spread, once closed."""
    look_back: LookBack | None
    """What became of its objectives, once closed."""
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
    title, is_planned = site.cycle_title(cycle_id), cycle.state(site.as_of) is State.PLANNED
    planning = planning_of(site, cycle_id, lambda unit: _is_listed(site, unit, len(everything))) if is_planned else None
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
        explanation=explanation_view(site, figures.explanation, cycle_id=cycle_id) if figures else None,
        own_explanation=explanation_view(site, figures.own_explanation) if figures else None,
        chart=unit_chart(site, "", cycle_id),
        statuses=site.spread(everything),
        objective_count=len(everything),
        sections=() if planning else tuple(_sections(site, "", cycle_id, len(everything))),
        planning=planning,
        scores=scores_of(site, everything) if site.is_closed(cycle_id) else None,
        look_back=look_back(site, listed) if site.is_closed(cycle_id) else None,
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
