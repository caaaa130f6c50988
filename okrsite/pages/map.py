"""The map: how the objectives of a cycle support each other, as an indented outline (FORMAT §2, §10).

An objective with several parents stands under each of them, in full the first time. What supports nothing, and what nobody supports,
is shown and counted. Above MOST_LISTED objectives the outline is split by unit.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from msgspec import Struct
from msgspec.structs import replace

from okrsite import urls
from okrsite.model import Status
from okrsite.pages.map_branches import Branches, Share, branches, shares
from okrsite.pages.map_outline import MapGroup, MapRow, outline
from okrsite.pages.page import Page
from okrsite.pages.parts import CycleTab, CycleView, Link, UnitRow
from okrsite.pages.site import Site
from okrsite.pages.views import cycle_view, unit_row

MOST_LISTED = 300
"""Above so many objectives, an outline shows a unit's own ones, and those of the units below on pages of their own."""
MOST_DRAWN = 500
"""The same for a drawn map."""


class MapUnit(Struct, frozen=True):
    """A unit that has a map of its own."""

    unit: UnitRow
    """The unit, with the address of that map."""
    unaligned: int
    """How many of its objectives and of those below support nothing."""


class UnitChoice(Struct, frozen=True):
    """A unit to filter by."""

    reference: str
    """Its reference; the company's is `/`."""
    title: str
    """Its name."""
    depth: int
    """How many units enclose it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFrame(Page):
    """What the outline and the drawn map of the same objectives share."""

    section: ClassVar[str] = "map"

    cycle: CycleView | None
    """The cycle shown; None before there are objectives."""
    tabs: tuple[CycleTab, ...]
    """The switch between cycles."""
    unit: Link | None
    """The unit that it is about, in the cycle; None for the whole company."""
    outline: str
    """The address of the outline, percent-encoded."""
    drawn: str
    """The address of the drawn map, percent-encoded."""
    objective_count: int
    """How many objectives of the cycle it is about, with those on the maps of units below."""
    unaligned_count: int
    """How many of them support nothing, without the company's."""
    units: tuple[MapUnit, ...]
    """The units below with maps of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage(MapFrame):
    """The outline of a cycle, or of a unit in it."""

    template: ClassVar[str] = "map.html"

    unsupported_count: int
    """How many of the company's objectives nobody supports."""
    rows: tuple[MapRow, ...]
    """The lines of the outline."""
    unaligned: tuple[MapGroup, ...]
    """What is not aligned yet, by unit."""
    unit_choices: tuple[UnitChoice, ...]
    """The units on this page, for the filter."""
    status_choices: tuple[str, ...]
    """The names of the statuses on this page, for the filter."""


def map_pages(site: Site) -> Iterator[MapPage]:
    """The outlines of all cycles with objectives; that of the current one stands at map/ too."""
    if not site.current:
        yield _map_page(frame(site, Share("", "", ()), urls.MAP, urls.MAP), None, site)
    for cycle_id in site.cycle_ids:
        for share in shares(site, cycle_id, MOST_LISTED):
            found = branches(site, share)
            drawn = urls.alignment_map(cycle_id, _drawn_unit(site, share), drawn=True)
            yield _map_page(frame(site, share, urls.alignment_map(cycle_id, share.unit), drawn), found, site)
            if is_current(site, share):
                yield _map_page(frame(site, share, urls.MAP, current_drawn(site)), found, site)


def is_current(site: Site, share: Share) -> bool:
    """Whether it is what map/ shows."""
    return not share.unit and site.current is not None and site.current.id == share.cycle_id


def current_drawn(site: Site) -> str:
    """The drawn map of the current cycle: map/drawn/, unless that is the outline of a cycle of this name."""
    taken = {urls.collision_key(urls.alignment_map(cycle_id)) for cycle_id in site.cycle_ids}
    address = urls.alignment_map(drawn=True)
    return urls.alignment_map(site.current.id, drawn=True) if site.current and address in taken else address


def frame(site: Site, share: Share, outline_address: str, drawn: str, *, is_drawn: bool = False) -> MapFrame:
    """What both views of a share show."""
    everything = site.objectives_below(share.unit, share.cycle_id)
    cycle = site.organisation.cycles[share.cycle_id] if share.cycle_id else None
    here = drawn if is_drawn else outline_address
    return MapFrame(
        address=here,
        title=_title(site, share),
        description=site.language.gettext("Which %(objectives)s support which, from the company down to its teams."),
        breadcrumb=_breadcrumb(site, share, here, is_drawn),
        cycle=cycle_view(site, cycle) if cycle else None,
        tabs=_tabs(site, share.cycle_id, is_drawn),
        unit=_unit(site, share) if share.unit else None,
        outline=urls.quoted(outline_address),
        drawn=urls.quoted(drawn),
        objective_count=len(everything),
        unaligned_count=_unaligned(site, everything),
        units=tuple(_map_unit(site, unit, share.cycle_id, is_drawn) for unit in share.units),
    )


def fields_of(shared: MapFrame) -> dict[str, Any]:
    """The fields of what both views share, by name."""
    return {field.name: getattr(shared, field.name) for field in fields(MapFrame)}


def _map_page(shared: MapFrame, found: Branches | None, site: Site) -> MapPage:
    rows, unaligned = outline(site, found) if found else ((), ())
    shown = [*rows, *(row for group in unaligned for row in group.rows)]
    statuses = {row.status for row in shown}
    return MapPage(
        **fields_of(shared),
        unsupported_count=sum(1 for row in shown if row.unsupported),
        rows=rows,
        unaligned=unaligned,
        unit_choices=_unit_choices(site, {row.unit_reference for row in shown}),
        status_choices=tuple(status.value for status in Status if status.value in statuses),
    )


def _drawn_unit(site: Site, share: Share) -> str:
    """The unit whose drawn map shows a share: itself, or the one above that is not split further."""
    unit = share.unit
    while unit and len(site.objectives_below(parent := unit.rpartition("/")[0], share.cycle_id)) <= MOST_DRAWN:
        unit = parent
    return unit


def _unit(site: Site, share: Share) -> Link:
    """The unit's page in the cycle, where it has one: without a measured objective of its own or below it has none."""
    shown = share.cycle_id in site.figures.unit_cycles.get(share.unit, ())
    address = urls.unit_in_cycle(share.unit, share.cycle_id) if shown else urls.unit(share.unit)
    return Link(site.organisation.units[share.unit].title, urls.quoted(address))


def _title(site: Site, share: Share) -> str:
    if not share.cycle_id:
        return site.language.gettext("Map")
    cycle, unit = site.cycle_title(share.cycle_id), site.organisation.units[share.unit].title
    if share.unit:
        return site.language.gettext("Map of %(unit)s · %(title)s", unit=unit, title=cycle)
    return site.language.gettext("Map of %(title)s", title=cycle)


def _breadcrumb(site: Site, share: Share, here: str, is_drawn: bool) -> tuple[Link, ...]:
    """The home page, the map, and the maps of the cycle and of the units above."""
    trail = [site.unit_link("")]
    if here not in (urls.MAP, urls.alignment_map(drawn=True)):
        trail.append(Link(site.language.gettext("Map"), urls.MAP))
    if share.unit:
        parts = share.unit.split("/")
        above = ["", *("/".join(parts[:n]) for n in range(1, len(parts)))]
        titles = [site.cycle_title(share.cycle_id), *(site.organisation.units[unit].title for unit in above[1:])]
        addresses = (urls.alignment_map(share.cycle_id, unit, drawn=is_drawn) for unit in above)
        trail += [Link(title, urls.quoted(address)) for title, address in zip(titles, addresses, strict=True)]
    return tuple(trail)


def _tabs(site: Site, shown: str, is_drawn: bool) -> tuple[CycleTab, ...]:
    return tuple(
        CycleTab(
            title=site.language.cycle_title(cycle),
            address=urls.quoted(urls.alignment_map(cycle.id, drawn=is_drawn)),
            state=cycle.state(site.as_of).value,
            shown=cycle.id == shown,
        )
        for cycle in site.organisation.cycles.in_order(site.cycle_ids)
    )


def _unaligned(site: Site, objectives: Iterable[str]) -> int:
    organisation = site.organisation
    return sum(1 for r in objectives if organisation.objectives[r].unit and not organisation.parents.get(r))


def _map_unit(site: Site, unit: str, cycle_id: str, is_drawn: bool) -> MapUnit:
    address = urls.quoted(urls.alignment_map(cycle_id, unit, drawn=is_drawn))
    row = replace(unit_row(site, unit, cycle_id), address=address)
    return MapUnit(row, _unaligned(site, site.objectives_below(unit, cycle_id)))


def _unit_choices(site: Site, references: set[str]) -> tuple[UnitChoice, ...]:
    """The units of some lines and those around them, each before the ones below it."""
    units = site.organisation.units
    parts = [reference.split("/") for reference in references if reference != "/"]
    around = {"/".join(names[:n]) for names in parts for n in range(1, len(names) + 1)}
    company = [UnitChoice("/", units[""].title, 0)] if "/" in references else []
    return (*company, *(UnitChoice(unit, units[unit].title, units[unit].depth) for unit in sorted(around)))
