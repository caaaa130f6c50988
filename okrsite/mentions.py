"""Who is named in published documents: only they have a page and a place in okrs.json (FORMAT §13, §18)."""

from collections.abc import Iterator
from datetime import date

from okrsite.model import Objective, Organisation, Person


def mentioned_people(organisation: Organisation, as_of: date) -> tuple[Person, ...]:
    """Everybody who is named, sorted by id; a name that is no key of people.yml stands for itself."""
    names = {name for name in _names(organisation, as_of) if name}
    return tuple(organisation.people.get(name) or Person(name, name) for name in sorted(names))


def owned_by(organisation: Organisation) -> dict[str, list[str]]:
    """The references of the objectives that each person owns."""
    owned: dict[str, list[str]] = {}
    for reference, objective in organisation.objectives.items():
        if objective.owner:
            owned.setdefault(objective.owner, []).append(reference)
    return owned


def _names(organisation: Organisation, as_of: date) -> Iterator[str | None]:
    for unit in organisation.units.values():
        yield unit.lead
        yield from unit.members
    for kpi in organisation.kpis.values():
        yield kpi.owner
    for objective in organisation.objectives.values():
        yield from _names_in(objective, as_of)


def _names_in(objective: Objective, as_of: date) -> Iterator[str | None]:
    yield objective.owner
    yield from objective.contributors
    yield from (key_result.owner for key_result in objective.key_results)
    yield from (initiative.owner for initiative in objective.initiatives)
    yield from (check_in.by for check_in in objective.check_ins if check_in.date <= as_of)
