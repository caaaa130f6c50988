"""The work towards objectives: on their own pages, on those of units and people, and for each unit all of it by day and by person.

The page of all of a unit's work, with that of the units below it, lies below `about/`, a reserved segment (FORMAT §2, §5).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from okrsite import urls
from okrsite.model import Initiative, Status
from okrsite.pages.kept import kept
from okrsite.pages.page import Page
from okrsite.pages.parts import Link, PersonLink
from okrsite.pages.site import Site
from okrsite.pages.work_links import WorkLink, work_link

MOST_ON_A_UNIT = 6
"""So much of a unit's own work stands on its page."""
MOST_ON_A_PAGE = 200
"""So much work stands on a page of all of it; beyond, the units below have pages of their own."""
_OPEN = ("doing", "todo")


class InitiativeView(Struct, frozen=True):
    """Work towards an objective."""

    title: str
    """What is done."""
    status: str
    """todo, doing, done or dropped."""
    owner: PersonLink | None
    """Who does it."""
    due: date | None
    """By when."""
    overdue: bool
    """Whether that day has passed and it is neither done nor dropped."""
    link: WorkLink | None
    """Where the work is followed."""


class Work(Struct, frozen=True):
    """An initiative among those of other objectives."""

    initiative: InitiativeView
    """The work."""
    objective: Link
    """What it is for."""
    unit: Link
    """Whose objective that is."""


class WorkOfUnit(Struct, frozen=True):
    """A unit's own work in a cycle."""

    items: tuple[Work, ...]
    """The next of it, what is open first, by day."""
    everything: Link | None
    """All work, with that of the units below; None where there is none in cycles that are not over."""


class Share(Struct, frozen=True):
    """Somebody's share of the work."""

    person: PersonLink | None
    """Who; None for what nobody has taken on."""
    open: int
    """How much of it is open."""
    late: int
    """How much of that is late."""
    done: int
    """How much is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativesPage(Page):
    """All work of a unit and those below it in the cycles that are not over."""

    template: ClassVar[str] = "initiatives.html"

    count: int
    """How much there is."""
    late: int
    """How much of it is late."""
    items: tuple[Work, ...]
    """What is open by day, the earliest first, then what is done and what was dropped."""
    shares: tuple[Share, ...]
    """The same by person, who has most that is open first."""
    below: tuple[Link, ...]
    """Such pages of the units right below, where not everything fits on this one."""


def initiative_view(site: Site, initiative: Initiative) -> InitiativeView:
    """Work towards an objective, with whether it is late."""
    return InitiativeView(
        title=initiative.title,
        status=initiative.status,
        owner=site.person_link(initiative.owner),
        due=initiative.due,
        overdue=initiative.status in _OPEN and initiative.due is not None and initiative.due < site.as_of,
        link=work_link(site, initiative.url) if initiative.url else None,
    )


def work(site: Site, reference: str, initiative: Initiative) -> Work:
    """An initiative of an objective, among others."""
    unit = site.organisation.objectives[reference].unit
    return Work(initiative_view(site, initiative), site.objective_link(reference), site.unit_link(unit))


def work_of_unit(site: Site, reference: str, own: Iterable[str], *, is_current: bool) -> WorkOfUnit | None:
    """A unit's own work for some of its objectives, and from its page in the current cycle the way to all; None where there is neither."""
    found = sorted((w for r in own for w in _work_for(site, r)), key=_by_day)
    everything = work_link_of(site, reference) if is_current else None
    return WorkOfUnit(tuple(found[:MOST_ON_A_UNIT]), everything) if found or everything else None


def without_more(work: WorkOfUnit | None) -> WorkOfUnit | None:
    """The same on a page of one cycle, from which no way leads to all work."""
    return replace(work, everything=None) if work and work.items else None


def work_link_of(site: Site, reference: str) -> Link | None:
    """The page of all work of a unit; None where there is none."""
    title = site.language.gettext("All %(initiatives)s by day and person")
    return Link(title, urls.quoted(urls.work(reference))) if _has_work(site, reference) else None


def initiatives_pages(site: Site, reference: str) -> Iterator[InitiativesPage]:
    """The page of all work of a unit, where there is some."""
    found = sorted(_all_work(site, reference), key=_by_day)
    if not found:
        return
    title, unit = site.language.gettext("%(Initiatives)s"), site.organisation.units[reference]
    yield InitiativesPage(
        address=urls.work(reference),
        title=f"{title} · {unit.title}",
        description=site.language.gettext("The work of %(unit_title)s, by day and by person", unit_title=unit.title),
        breadcrumb=(*site.parents(reference), site.unit_link(reference)),
        count=len(found),
        late=sum(w.initiative.overdue for w in found),
        items=tuple(found[:MOST_ON_A_PAGE]),
        shares=tuple(_shares(found)),
        below=_pages_below(site, reference) if len(found) > MOST_ON_A_PAGE else (),
    )


def _pages_below(site: Site, reference: str) -> tuple[Link, ...]:
    children = (child for child in site.organisation.child_units.get(reference, ()) if _has_work(site, child))
    return tuple(Link(site.organisation.units[child].title, urls.quoted(urls.work(child))) for child in children)


@kept
def _work_for(site: Site, reference: str) -> tuple[Work, ...]:
    """The work for an objective."""
    return tuple(work(site, reference, initiative) for initiative in site.organisation.objectives[reference].initiatives)


@kept
def _has_work(site: Site, reference: str) -> bool:
    return any(True for _ in _all_work(site, reference))


def _all_work(site: Site, reference: str) -> Iterator[Work]:
    """The work of a unit and those below it in the cycles that are not over, without that for cancelled objectives."""
    for cycle_id in site.cycle_ids:
        for objective in site.objectives_below(reference, cycle_id) if not site.is_closed(cycle_id) else ():
            if site.organisation.objectives[objective].initiatives and site.figures_of(objective).status is not Status.CANCELLED:
                yield from _work_for(site, objective)


def _by_day(item: Work) -> tuple[bool, date, str, str]:
    """What is open first, by day, without a day last."""
    initiative = item.initiative
    return initiative.status not in _OPEN, initiative.due or date.max, item.objective.address, initiative.title


def _shares(found: Iterable[Work]) -> Iterator[Share]:
    counts: dict[PersonLink | None, Counter[str]] = {}
    for item in found:
        initiative = item.initiative
        told = counts.setdefault(initiative.owner, Counter())
        told["open" if initiative.status in _OPEN else initiative.status] += 1
        told["late"] += initiative.overdue
    shares = (Share(person, told["open"], told["late"], told["done"]) for person, told in counts.items())
    yield from sorted(shares, key=lambda s: (-s.open, -s.late, -s.done, (s.person.name, s.person.address or "") if s.person else ("", "")))
