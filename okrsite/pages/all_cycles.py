"""All cycles side by side: how much was taken on, how far it got, and how the scores are spread (FORMAT §3, §12).

It lies below `about/`, a reserved segment, as an address `cycles/` could be a unit's (FORMAT §2).
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from msgspec import Struct

from okrsite import urls
from okrsite.pages.look_back import Scores, scores_of
from okrsite.pages.page import Page
from okrsite.pages.parts import CycleView, StatusCount
from okrsite.pages.site import Site
from okrsite.pages.views import cycle_view


class ComparedCycle(Struct, frozen=True):
    """One cycle among the others."""

    cycle: CycleView
    """The cycle."""
    depth: int
    """How many cycles with objectives it is nested in."""
    objectives: int
    """How many objectives it has, in all units."""
    progress: Fraction | None
    """The company's rolled-up progress, 0 to 1."""
    statuses: tuple[StatusCount, ...]
    """All its objectives by status."""
    wins: int
    """How many wins were reported."""
    scores: Scores | None
    """How its scores are spread, once closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclesPage(Page):
    """All cycles with objectives."""

    template: ClassVar[str] = "cycles.html"
    section: ClassVar[str] = "cycles"

    cycles: tuple[ComparedCycle, ...]
    """By start, the longer first where two start together."""


def cycles_page(site: Site) -> CyclesPage:
    """The page that compares the cycles."""
    return CyclesPage(
        address=urls.ALL_CYCLES,
        title=site.language.gettext("%(Cycles)s side by side"),
        description=site.language.gettext("How much each %(cycle)s took on, how far it got, and how its scores are spread"),
        breadcrumb=(site.unit_link(""),),
        cycles=tuple(_compared(site, cycle_id) for cycle_id in site.cycle_ids),
    )


def _compared(site: Site, cycle_id: str) -> ComparedCycle:
    everything = site.objectives_below("", cycle_id)
    figures = site.figures.units.get(("", cycle_id))
    objectives = (site.organisation.objectives[r] for r in everything)
    return ComparedCycle(
        cycle=cycle_view(site, site.organisation.cycles[cycle_id]),
        depth=sum(i != cycle_id and site.organisation.cycles.within(cycle_id, i) for i in site.cycle_ids),
        objectives=len(everything),
        progress=figures.progress if figures else None,
        statuses=site.spread(everything),
        wins=sum(bool(check_in.win) for o in objectives for check_in in site.known_check_ins(o)),
        scores=scores_of(site, everything) if site.is_closed(cycle_id) else None,
    )
