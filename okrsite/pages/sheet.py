"""The sheet of a unit: all that it aims for, for paper and for the screen, with nothing folded away (FORMAT §4, §5).

It shows the unit's current cycle. Texts of documents are left to their own pages: a sheet is what one can hold in the hand.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from okrsite import urls
from okrsite.pages.budgets import Budgets, budgets_of
from okrsite.pages.handouts import FullCycle, Handouts, sheet_link, units_below
from okrsite.pages.kpis import WatchedKpi, watched_kpis
from okrsite.pages.page import Page
from okrsite.pages.parts import CycleView, ExplanationView, Link, PersonLink, StatusCount, UnitRow, Win
from okrsite.pages.unit import child_rows
from okrsite.pages.views import cycle_view, explanation_view, latest_wins

_MOST_WINS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage(Page):
    """A unit on paper."""

    template: ClassVar[str] = "print.html"
    stands_alone: ClassVar[bool] = True

    back: Link
    """The unit's page."""
    level: str
    """What a unit of its depth is called."""
    mission: str | None
    """What it is there for, in one sentence."""
    lead: PersonLink | None
    """Who leads it."""
    members: tuple[PersonLink, ...]
    """Who belongs to it."""
    cycle: CycleView | None
    """The cycle shown; None for a unit that never had objectives."""
    progress: Fraction | None
    """The rolled-up progress, 0 to 1."""
    own: Fraction | None
    """The progress of its own objectives, 0 to 1."""
    explanation: ExplanationView | None
    """How the rolled-up progress came about."""
    statuses: tuple[StatusCount, ...]
    """Its own objectives and those of all units below by status."""
    cycles: tuple[FullCycle, ...]
    """Its own objectives, by cycle."""
    children: tuple[UnitRow, ...]
    """The units below it."""
    kpis: tuple[WatchedKpi, ...]
    """What it watches."""
    wins: tuple[Win, ...]
    """The latest wins of the unit and those below in this cycle."""
    budgets: Budgets | None
    """What it, its objectives and the units below it plan and spend; None where nobody plans anything."""
    sheets: tuple[Link, ...]
    """The sheets of all units below."""


def sheet_page(handouts: Handouts, reference: str) -> SheetPage:
    """The sheet of one unit."""
    site, unit = handouts.site, handouts.site.organisation.units[reference]
    cycle_id = site.unit_current(reference)
    cycle = site.organisation.cycles[cycle_id] if cycle_id else None
    figures = site.figures.units.get((reference, cycle_id)) if cycle_id else None
    below = site.objectives_below(reference, cycle_id) if cycle_id else ()
    return SheetPage(
        address=urls.below(urls.PRINT, reference),
        title=unit.title,
        description=site.language.gettext("Everything about %(unit_title)s on one sheet", unit_title=unit.title),
        back=site.unit_link(reference),
        level=site.language.level_word(site.config.level(unit.depth)),
        mission=unit.mission,
        lead=site.person_link(unit.lead),
        members=site.people_links(tuple(m for m in unit.members if m != unit.lead)),
        cycle=cycle_view(site, cycle) if cycle else None,
        progress=figures.progress if figures else None,
        own=figures.own if figures else None,
        explanation=explanation_view(site, figures.explanation, cycle_id=cycle_id or "") if figures else None,
        statuses=site.spread(below),
        cycles=handouts.cycles(reference),
        children=child_rows(site, reference, cycle_id),
        kpis=watched_kpis(site, reference),
        wins=latest_wins(site, below, _MOST_WINS),
        budgets=budgets_of(site, reference, cycle_id),
        sheets=tuple(sheet_link(site, child) for child in units_below(site, reference)),
    )
