"""The pages of wins: everything that was won, by cycle, the latest first (FORMAT §7, §12).

The first page shows the latest wins of every cycle; each cycle has a page with all of its own, so that none grows too heavy.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from msgspec import Struct

from okrsite import urls
from okrsite.pages.page import Page
from okrsite.pages.parts import CycleTab, Link, Win
from okrsite.pages.site import Site
from okrsite.pages.views import latest_wins

MOST_PER_CYCLE = 60
"""So many wins of each cycle stand on the first page."""


class UnitWins(Struct, frozen=True):
    """What one unit won in a cycle."""

    unit: Link
    """The unit."""
    wins: tuple[Win, ...]
    """The latest first."""


class CycleWins(Struct, frozen=True):
    """What was won in one cycle."""

    cycle: Link
    """The cycle's own page."""
    state: str
    """planned, active or closed."""
    count: int
    """How many wins it has."""
    wins: tuple[Win, ...]
    """The latest first."""
    units: tuple[UnitWins, ...]
    """The same by unit, on the page of the cycle."""
    everything: Link | None
    """The page with all of them, where they are not all here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WinsPage(Page):
    """The wins of all cycles, or of one."""

    template: ClassVar[str] = "wins.html"
    section: ClassVar[str] = "wins"

    count: int
    """How many wins there are on all pages, or in the one cycle."""
    tabs: tuple[CycleTab, ...]
    """The cycles with wins, by start."""
    cycles: tuple[CycleWins, ...]
    """The wins, the latest cycle first."""


def wins_pages(site: Site) -> Iterator[WinsPage]:
    """The page of all wins, then one for each cycle that has some."""
    found = _by_cycle(site)
    title = site.language.gettext("Wins")
    description = site.language.gettext("What we have to celebrate")
    everything = tuple(_cycle_wins(site, cycle, won, MOST_PER_CYCLE, ()) for cycle, won in reversed(list(found.items())))
    yield WinsPage(
        address=urls.WINS,
        title=title,
        description=description,
        breadcrumb=(site.unit_link(""),),
        count=sum(len(won) for won in found.values()),
        tabs=_tabs(site, found, ""),
        cycles=everything,
    )
    for cycle, won in found.items():
        yield WinsPage(
            address=urls.below(urls.WINS, cycle),
            title=site.language.gettext("Wins of %(cycle_title)s", cycle_title=site.cycle_title(cycle)),
            description=description,
            breadcrumb=(site.unit_link(""), Link(title, urls.WINS)),
            count=len(won),
            tabs=_tabs(site, found, cycle),
            cycles=(_cycle_wins(site, cycle, won, len(won), _by_unit(won)),),
        )


def _by_cycle(site: Site) -> Mapping[str, tuple[Win, ...]]:
    """The cycles with wins, by start, each with its own."""
    found = {cycle: latest_wins(site, site.objectives_below("", cycle)) for cycle in site.cycle_ids}
    return {cycle: won for cycle, won in found.items() if won}


def _by_unit(won: tuple[Win, ...]) -> tuple[UnitWins, ...]:
    """Wins by unit, by address: each unit before the ones below it."""
    found: dict[Link, list[Win]] = {}
    for win in won:
        found.setdefault(win.unit, []).append(win)
    units = sorted(found, key=lambda unit: unit.address.split("/"))
    return tuple(UnitWins(unit, tuple(found[unit])) for unit in units)


def _cycle_wins(site: Site, cycle: str, won: tuple[Win, ...], most: int, units: tuple[UnitWins, ...]) -> CycleWins:
    title = site.language.ngettext(
        "%(num)s win of %(cycle_title)s", "All %(num)s wins of %(cycle_title)s", len(won), cycle_title=site.cycle_title(cycle)
    )
    everything = Link(title, urls.quoted(urls.below(urls.WINS, cycle))) if len(won) > most else None
    state = site.organisation.cycles[cycle].state(site.as_of).value
    return CycleWins(site.cycle_link(cycle), state, len(won), won[:most], units, everything)


def _tabs(site: Site, found: Mapping[str, tuple[Win, ...]], shown: str) -> tuple[CycleTab, ...]:
    cycles = site.organisation.cycles
    return tuple(
        CycleTab(site.cycle_title(i), urls.quoted(urls.below(urls.WINS, i)), cycles[i].state(site.as_of).value, i == shown) for i in found
    )
