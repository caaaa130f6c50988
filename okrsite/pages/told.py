"""Check-ins, and commits that changed something beside them → what happened, in the order in which it is told, by month, unit and person.

Here are only the keys of what happened, so that a page or a feed needs no more than what it tells of; okrsite.pages.happenings puts it
into words.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple

from msgspec import Struct

from okrsite.model import KeyResult, KeyResultType, Objective, Organisation
from okrsite.published import Change, ChangeKind, History

NEWEST = 50
"""So many happenings stand in a feed and on the first page of changes."""
PER_PAGE = 100
"""So many stand on one page of a month, so that none grows too heavy."""
_DAY = attrgetter("day")


class Happening(NamedTuple):
    """Something that happened to an objective: a check-in, by its place among the objective's, or else a commit."""

    day: date
    objective: str
    check_in: int | None = None
    commit: str | None = None


class Told(Struct, frozen=True):
    """What happened, the latest first: `pages` has the pages of a month by (month, part), `parts` how many these are.

    `by_unit` has the newest of each unit and those below it, `by_person` those of the objectives that are somebody's, and their check-ins.
    """

    parts: Mapping[str, int]
    pages: Mapping[tuple[str, int], tuple[Happening, ...]]
    by_unit: Mapping[str, tuple[Happening, ...]]
    by_person: Mapping[str, tuple[Happening, ...]]


def told(organisation: Organisation, history: History, as_of: date, concerned: Mapping[str, Collection[tuple[str, int | None]]]) -> Told:
    """All that happened up to a day; `concerned` has the objectives that are a person's, and their check-ins by objective and place."""
    latest = _latest_first(organisation, history, as_of)
    pages = _pages(latest)
    parts: dict[str, int] = {}
    for month, part in pages:
        parts[month] = max(part, parts.get(month, 0))
    return Told(parts, pages, _by_unit(latest, organisation), _by_person(latest, concerned))


def changes_of(objective: Objective, changes: Collection[Change]) -> Mapping[str, tuple[Change, ...]]:
    """What is told of each commit that changed something in an objective, without what its check-ins tell."""
    if not changes:
        return {}
    reported = {(check_in.date, identifier) for check_in in objective.check_ins for identifier in check_in.values}
    found: dict[str, tuple[Change, ...]] = {}
    for change in changes:
        if (change.publication.day, change.key_result) not in reported and _says_something(objective, change):
            found[change.publication.commit] = (*found.get(change.publication.commit, ()), change)
    return found


def newly_done(key_result: KeyResult, change: Change) -> tuple[str, ...]:
    """The milestones that a commit marked as done, among those that there are today."""
    before, after = (value if isinstance(value, tuple) else () for value in (change.before, change.after))
    return tuple(m.title for m in key_result.milestones if m.title in after and m.title not in before)


def _says_something(objective: Objective, change: Change) -> bool:
    key_result = objective.key_result(change.key_result) if change.key_result else None
    if key_result and key_result.type is KeyResultType.MILESTONES and change.kind is ChangeKind.VALUE:
        return bool(newly_done(key_result, change))
    if change.kind is ChangeKind.START:  # 0 where it is left out
        return (change.before or 0) != (change.after or 0)
    return change.kind is not ChangeKind.TARGET or None not in (change.before, change.after)


def _latest_first(organisation: Organisation, history: History, as_of: date) -> list[Happening]:
    """The latest day first; on one day by objective, and what was written last first: the sort by days keeps that order."""
    found: list[Happening] = []
    for reference, objective in sorted(organisation.objectives.items(), key=itemgetter(0)):
        known = enumerate(check_in.date for check_in in objective.check_ins)
        own = [Happening(day, reference, place) for place, day in known if day <= as_of]
        for commit, changes in changes_of(objective, history.changes.get(reference, ())).items():
            own.append(Happening(changes[0].publication.day, reference, commit=commit))
        found += reversed(own)
    return sorted(found, key=_DAY, reverse=True)


def _pages(latest: Iterable[Happening]) -> dict[tuple[str, int], tuple[Happening, ...]]:
    months: dict[str, list[Happening]] = {}
    for day, happenings in groupby(latest, _DAY):
        months.setdefault(day.isoformat()[:7], []).extend(happenings)
    return {
        (month, part + 1): tuple(found[part * PER_PAGE : (part + 1) * PER_PAGE])
        for month, found in months.items()
        for part in range(-(-len(found) // PER_PAGE))
    }


def _by_unit(latest: Iterable[Happening], organisation: Organisation) -> dict[str, tuple[Happening, ...]]:
    found: dict[str, list[Happening]] = {reference: [] for reference in organisation.units}
    around = {reference: tuple(_upwards(organisation, reference)) for reference in organisation.units}
    for happening in latest:
        for unit in around[organisation.objectives[happening.objective].unit]:
            if len(found[unit]) < NEWEST:
                found[unit].append(happening)
    return {unit: tuple(newest) for unit, newest in found.items()}


def _upwards(organisation: Organisation, reference: str) -> Iterator[str]:
    """A unit and those above it."""
    unit: str | None = reference
    while unit is not None:
        yield unit
        unit = organisation.units[unit].parent


def _by_person(
    latest: Iterable[Happening], concerned: Mapping[str, Collection[tuple[str, int | None]]]
) -> dict[str, tuple[Happening, ...]]:
    people: dict[str, list[str]] = {}
    reporters: dict[tuple[str, int | None], str] = {}  # a check-in has one
    for person, things in concerned.items():
        for thing in things:
            objective, check_in = thing
            if check_in is None:
                people.setdefault(objective, []).append(person)
            else:
                reporters[thing] = person
    found: dict[str, list[Happening]] = {person: [] for person in concerned}
    for happening in latest:
        _, objective, check_in, _ = happening
        whole, reporter = people.get(objective, ()), reporters.get((objective, check_in))
        for person in whole if reporter is None or reporter in whole else (*whole, reporter):
            if len(newest := found[person]) < NEWEST:
                newest.append(happening)
    return {person: tuple(newest) for person, newest in found.items()}
