"""What is due in the next two weeks, and what is late: mini-goals, milestones, key results, initiatives (FORMAT §5, §6).

Pages of units, of people and of the company show the first few; what does not fit there has a page of its own below `about/`, a
reserved segment (FORMAT §2). It speaks of cycles that are not over, and of what is not reached yet.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import ClassVar

from msgspec import Struct

from okrsite import urls
from okrsite.figures import KeyResultFigures
from okrsite.model import KeyResult, Objective, PlanPoint, Status
from okrsite.pages.kept import kept
from okrsite.pages.page import Page
from okrsite.pages.parts import Link, PersonLink
from okrsite.pages.roles import Role
from okrsite.pages.site import Site
from okrsite.values import exact

AHEAD = timedelta(days=14)
MOST_ON_A_PAGE = 8
"""So much stands on the page of a unit or a person."""
MOST_DUE = 200
"""So much stands on a page of all that is due; beyond, the units below have pages of their own."""
_RESTING = (Status.PAUSED, Status.CANCELLED)
_SETTLED = (Status.ACHIEVED, *_RESTING)


class DueItem(Struct, frozen=True):
    """Something that is due."""

    day: date
    """When."""
    title: str
    """What."""
    address: str
    """Where it stands, percent-encoded."""
    kind: str
    """What it is, in the site's language: a mini-goal, a milestone, a key result, an initiative."""
    aim: str
    """The value that a mini-goal wants, written out; else empty."""
    late: bool
    """Whether its day has passed."""
    objective: Link
    """What it is part of."""
    unit: Link
    """Whose objective that is."""
    owner: PersonLink | None
    """Who answers for it: its own owner, else the objective's."""


class DueList(Struct, frozen=True):
    """What is due, as a page shows it beside other things."""

    items: tuple[DueItem, ...]
    """What is late first, then by day."""
    count: int
    """How much there is."""
    late: int
    """How much of it is late."""
    everything: Link | None
    """All of it; None where it is all here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage(Page):
    """All that is due for a unit with those below it, or for a person."""

    template: ClassVar[str] = "due.html"

    due: DueList
    """What is due, as far as it fits on one page."""
    until: date
    """The last day that it looks at."""
    below: tuple[Link, ...]
    """The units right below, where not everything fits."""


def due_in_unit(site: Site, reference: str) -> DueList | None:
    """What is due in a unit and those below it; None where nothing is."""
    return _listed(site, _of_unit(site, reference), MOST_ON_A_PAGE, urls.due(reference))


def due_for_person(site: Site, identifier: str) -> DueList | None:
    """What is due for a person; None where nothing is."""
    return _listed(site, _of_person(site, identifier), MOST_ON_A_PAGE, urls.due_for(identifier))


def due_unit_pages(site: Site, reference: str) -> Iterator[DuePage]:
    """The page of all that is due in a unit, where its own page does not show it all."""
    found = _of_unit(site, reference)
    if len(found) > MOST_ON_A_PAGE:
        below = site.organisation.child_units.get(reference, ()) if len(found) > MOST_DUE else ()
        above = (*site.parents(reference), site.unit_link(reference))
        yield _page(site, urls.due(reference), above, found, tuple(_below(site, child) for child in below))


def due_person_pages(site: Site, identifier: str) -> Iterator[DuePage]:
    """The page of all that is due for a person, where their own page does not show it all."""
    found = _of_person(site, identifier)
    if len(found) > MOST_ON_A_PAGE:
        people = Link(site.language.gettext("People"), urls.PEOPLE)
        person = Link(site.person(identifier).name, urls.quoted(urls.person(identifier)))
        yield _page(site, urls.due_for(identifier), (site.unit_link(""), people, person), found, ())


def _page(site: Site, address: str, above: tuple[Link, ...], found: tuple[DueItem, ...], below: tuple[Link, ...]) -> DuePage:
    title, whose = site.language.gettext("Due soon"), above[-1].title
    return DuePage(
        address=address,
        title=f"{title} · {whose}",
        description=site.language.gettext("What is due in the next two weeks, and what is late"),
        breadcrumb=above,
        due=_due_list(found, MOST_DUE, None),
        until=site.as_of + AHEAD,
        below=below,
    )


def _below(site: Site, unit: str) -> Link:
    """What is due in a unit: its own page, where that shows it all."""
    many = len(_of_unit(site, unit)) > MOST_ON_A_PAGE
    return Link(site.organisation.units[unit].title, urls.quoted(urls.due(unit))) if many else site.unit_link(unit)


def _listed(site: Site, found: tuple[DueItem, ...], most: int, address: str) -> DueList | None:
    title = site.language.gettext("All %(count)s that are due", count=site.language.number(len(found)))
    everything = Link(title, urls.quoted(address)) if len(found) > most else None
    return _due_list(found, most, everything) if found else None


def _due_list(found: tuple[DueItem, ...], most: int, everything: Link | None) -> DueList:
    return DueList(found[:most], len(found), sum(item.late for item in found), everything)


# ---- whose ----


@kept
def _of_unit(site: Site, reference: str) -> tuple[DueItem, ...]:
    open_cycles = (i for i in site.cycle_ids if not site.is_closed(i))
    return _in_order(item for i in open_cycles for r in site.objectives_below(reference, i) for item in _of_objective(site, r))


@kept
def _of_person(site: Site, identifier: str) -> tuple[DueItem, ...]:
    role: Role = site.roles[identifier]
    concerned = dict.fromkeys((*role.owns, *(r for r, _ in role.key_results), *(r for r, _ in role.initiatives)))
    running = (r for r in concerned if not site.is_closed(site.organisation.objectives[r].cycle))
    person = site.person_link(identifier)
    return _in_order(item for r in running for item in _of_objective(site, r) if item.owner == person)


def _in_order(items: Iterable[DueItem]) -> tuple[DueItem, ...]:
    return tuple(sorted(items, key=lambda item: (item.day, item.objective.address, item.address, item.title)))


# ---- what ----


@kept
def _of_objective(site: Site, reference: str) -> tuple[DueItem, ...]:
    """What is late or due soon in an objective; one that is paused or cancelled rests."""
    objective, figures = site.organisation.objectives[reference], site.figures_of(reference)
    if figures.status in _RESTING:
        return ()
    found = [item for k in objective.key_results for item in _of_key_result(site, objective, k, figures.key_results[k.id])]
    words, until = site.language, site.as_of + AHEAD
    for initiative in objective.initiatives:
        if initiative.due and initiative.due <= until and initiative.status in ("todo", "doing"):
            found.append(_item(site, objective, initiative.due, initiative.title, words.gettext("%(Initiative)s"), initiative.owner))
    return tuple(found)


def _of_key_result(site: Site, objective: Objective, key_result: KeyResult, figures: KeyResultFigures) -> Iterator[DueItem]:
    """A key result that is not reached, its milestones that are not done, and its mini-goals."""
    if figures.status in _SETTLED or figures.progress == 1:
        return
    words, until, where, owner = site.language, site.as_of + AHEAD, urls.key_result(key_result.id), key_result.owner
    done = figures.value if isinstance(figures.value, tuple) else ()
    for milestone in key_result.milestones:
        if milestone.due and milestone.due <= until and milestone.title not in done:
            yield _item(site, objective, milestone.due, milestone.title, words.gettext("Milestone"), owner, where)
    for point in _mini_goals(site, key_result, figures):
        aim = words.amount(point.value, key_result.unit)
        yield _item(site, objective, point.date, key_result.title, words.gettext("Mini-goal"), owner, where, aim)
    if key_result.due and key_result.due <= until:
        yield _item(site, objective, key_result.due, key_result.title, words.gettext("%(Key_result)s"), owner, where)


def _mini_goals(site: Site, key_result: KeyResult, figures: KeyResultFigures) -> Iterator[PlanPoint]:
    """The last mini-goal whose day has passed, which stands for those before it, and those of the next two weeks, where not reached."""
    points = sorted(key_result.plan, key=lambda point: point.date)
    passed = [point for point in points if point.date < site.as_of]
    rises = key_result.target is None or key_result.target >= (key_result.start or 0)
    for point in (*passed[-1:], *(p for p in points if site.as_of <= p.date <= site.as_of + AHEAD)):
        value, aim = figures.value, exact(point.value)
        reached = isinstance(value, Fraction) and (value >= aim if rises else value <= aim)
        if not reached:
            yield point


def _item(
    site: Site, objective: Objective, day: date, title: str, kind: str, owner: str | None, fragment: str = "", aim: str = ""
) -> DueItem:  # fmt: skip
    link = site.objective_link(objective.reference)
    return DueItem(
        day=day,
        title=title,
        address=link.address + fragment,
        kind=kind,
        aim=aim,
        late=day < site.as_of,
        objective=link,
        unit=site.unit_link(objective.unit),
        owner=site.person_link(owner or objective.owner),
    )
