"""The presentation of a unit: one objective a screen, for the weekly meeting (FORMAT §5, §11).

First the unit at one look, then its objectives of the cycles that run, last the units below with their own presentations.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from msgspec import Struct

from okrsite import urls
from okrsite.pages.handouts import FullObjective, Handouts, show_link
from okrsite.pages.page import Page
from okrsite.pages.parts import CycleView, Link, StatusCount, UnitRow, Win
from okrsite.pages.site import Site
from okrsite.pages.unit import child_rows
from okrsite.pages.views import cycle_view, latest_wins

_MOST_WINS = 3


class ObjectiveSlide(Struct, frozen=True):
    """One objective on a screen of its own."""

    anchor: str
    """The HTML id of its place on the page."""
    place: str
    """Which screen it is, written out: 2 of 5."""
    cycle: Link
    """The unit's page in the objective's cycle."""
    objective: FullObjective
    """What is talked about."""


class ShownUnit(Struct, frozen=True):
    """A unit below, with its own presentation."""

    unit: UnitRow
    """The unit in the cycle."""
    show: Link
    """Its presentation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPage(Page):
    """A unit on the wall of a meeting room."""

    template: ClassVar[str] = "present.html"
    stands_alone: ClassVar[bool] = True

    back: Link
    """The unit's page."""
    level: str
    """What a unit of its depth is called."""
    mission: str | None
    """What it is there for, in one sentence."""
    cycle: CycleView | None
    """The cycle shown; None for a unit that never had objectives."""
    progress: Fraction | None
    """The rolled-up progress, 0 to 1."""
    statuses: tuple[StatusCount, ...]
    """Its own objectives that are shown, by status."""
    first: str
    """Which screen the opening is, written out: 1 of 5."""
    slides: tuple[ObjectiveSlide, ...]
    """Its own objectives, those of the current cycle first."""
    last: str
    """Which screen the closing is, written out; empty where there is none."""
    wins: tuple[Win, ...]
    """The latest wins of the unit and those below in this cycle."""
    units: tuple[ShownUnit, ...]
    """The units below."""


def show_page(handouts: Handouts, reference: str) -> ShowPage:
    """The presentation of one unit."""
    site, unit = handouts.site, handouts.site.organisation.units[reference]
    cycle_id = site.unit_current(reference)
    figures = site.figures.units.get((reference, cycle_id)) if cycle_id else None
    shown = [(group.cycle, objective) for group in handouts.cycles(reference) for objective in group.objectives]
    units = _units(site, reference, cycle_id)
    won = latest_wins(site, site.objectives_below(reference, cycle_id), _MOST_WINS) if cycle_id else ()
    count = 1 + len(shown) + bool(units or won)
    return ShowPage(
        address=urls.below(urls.PRESENT, reference),
        title=unit.title,
        description=site.language.gettext("The %(objectives)s of %(unit_title)s, one a screen", unit_title=unit.title),
        back=site.unit_link(reference),
        level=site.language.level_word(site.config.level(unit.depth)),
        mission=unit.mission,
        cycle=cycle_view(site, site.organisation.cycles[cycle_id]) if cycle_id else None,
        progress=figures.progress if figures else None,
        statuses=site.spread(handouts.references(reference)),
        first=_place(site, 1, count),
        slides=tuple(ObjectiveSlide(f"screen-{n}", _place(site, n, count), cycle, o) for n, (cycle, o) in enumerate(shown, start=2)),
        last=_place(site, count, count) if units or won else "",
        wins=won,
        units=units,
    )


def _units(site: Site, reference: str, cycle_id: str | None) -> tuple[ShownUnit, ...]:
    children = site.organisation.child_units.get(reference, ())
    rows = child_rows(site, reference, cycle_id)
    return tuple(ShownUnit(row, show_link(site, child)) for child, row in zip(children, rows, strict=False))


def _place(site: Site, number: int, count: int) -> str:
    words = site.language
    return words.gettext("%(number)s of %(count)s", number=words.number(number), count=words.number(count))
