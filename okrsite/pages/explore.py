"""Explore: all objectives of a cycle as a table, a plain one for every cycle; with JavaScript it is sorted and filtered (FORMAT §2).

Without JavaScript the pages lead to each other: one for each cycle, a long one in parts. The script reads the same objectives in the
same order from okrsite.publish.search_index.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from msgspec import Struct

from okrsite import urls
from okrsite.model import Status
from okrsite.pages.page import Page
from okrsite.pages.parts import CycleTab, Link, PersonLink
from okrsite.pages.site import Site

ROWS = 500
"""How many objectives one plain table holds at most."""


class ExploreRow(Struct, frozen=True):
    """An objective in the table."""

    title: str
    """What will be achieved."""
    address: str
    """Its page, percent-encoded."""
    unit: Link
    """Whose it is: the unit's page in the cycle."""
    level: str
    """What a unit of that depth is called."""
    owner: PersonLink | None
    """The one accountable."""
    status: str
    """The status' name."""
    progress: Fraction | None
    """0 to 1; None where it is not measured."""
    tags: tuple[str, ...]
    """Its tags."""


class ExploreCycle(Struct, frozen=True):
    """A cycle that can be chosen."""

    id: str
    """Its id, as the address of a filter names it."""
    title: str
    """Its name."""
    data: str
    """The script file with its objectives, percent-encoded."""


class Part(Struct, frozen=True):
    """One part of a long table."""

    number: int
    """From 1."""
    address: str
    """Its page, percent-encoded."""
    shown: bool
    """Whether this page shows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorePage(Page):
    """The objectives of a cycle, or a part of them."""

    template: ClassVar[str] = "explore.html"
    section: ClassVar[str] = "explore"

    cycle: str
    """The id of the cycle that it shows."""
    cycle_title: str
    """Its name."""
    tabs: tuple[CycleTab, ...]
    """The plain tables of all cycles."""
    cycles: tuple[ExploreCycle, ...]
    """What the script offers, the latest first."""
    statuses: tuple[str, ...]
    """All statuses by name, in FORMAT §11's order."""
    rows: tuple[ExploreRow, ...]
    """The objectives on this page, the company's first."""
    total: int
    """How many the cycle has."""
    parts: tuple[Part, ...]
    """The parts of the table; empty where it is in one."""
    percent: str
    """How the language writes per cent, with # for the number."""


def explore_pages(site: Site) -> Iterator[ExplorePage]:
    """Explore with the current cycle, and the plain tables of every cycle; nothing where there are no objectives."""
    if site.current:
        yield _page(site, site.current.id, 1, urls.EXPLORE)
    for cycle_id in site.cycle_ids:
        for part in range(1, _parts(len(site.objectives_below("", cycle_id))) + 1):
            yield _page(site, cycle_id, part, urls.explore(cycle_id, part))


def _page(site: Site, cycle_id: str, part: int, address: str) -> ExplorePage:
    everything = site.objectives_below("", cycle_id)
    title, words = site.cycle_title(cycle_id), site.language
    explore = words.gettext("Explore")
    main = address == urls.EXPLORE
    count = _parts(len(everything))
    return ExplorePage(
        address=address,
        title=explore if main else f"{explore} · {title}",
        description=words.gettext("All %(objectives)s of %(title)s", title=title),
        breadcrumb=(site.unit_link(""),) if main else (site.unit_link(""), Link(explore, urls.EXPLORE)),
        cycle=cycle_id,
        cycle_title=title,
        tabs=_tabs(site, cycle_id),
        cycles=tuple(ExploreCycle(i, site.cycle_title(i), urls.quoted(urls.search_cycle(i))) for i in reversed(site.cycle_ids)),
        statuses=tuple(status.value for status in Status),
        rows=tuple(_row(site, reference) for reference in everything[(part - 1) * ROWS : part * ROWS]),
        total=len(everything),
        parts=tuple(Part(n, urls.quoted(urls.explore(cycle_id, n)), n == part) for n in range(1, count + 1)) if count > 1 else (),
        percent=words.percent(Fraction(1, 100)).replace("1", "#"),
    )


def _parts(objectives: int) -> int:
    return -(-objectives // ROWS)


def _tabs(site: Site, shown: str) -> tuple[CycleTab, ...]:
    cycles = site.organisation.cycles.in_order(site.cycle_ids)
    return tuple(
        CycleTab(site.cycle_title(c.id), urls.quoted(urls.explore(c.id)), c.state(site.as_of).value, c.id == shown) for c in cycles
    )


def _row(site: Site, reference: str) -> ExploreRow:
    objective, figures = site.organisation.objectives[reference], site.figures_of(reference)
    unit = site.organisation.units[objective.unit]
    return ExploreRow(
        title=objective.title,
        address=urls.quoted(urls.objective(reference)),
        unit=Link(unit.title, urls.quoted(urls.unit_in_cycle(objective.unit, objective.cycle))),
        level=site.language.level_word(site.config.level(unit.depth)),
        owner=site.person_link(objective.owner),
        status=figures.status.value,
        progress=figures.progress,
        tags=objective.tags,
    )
