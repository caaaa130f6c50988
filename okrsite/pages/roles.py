"""An organisation → who does what in it: every place in which somebody is named (FORMAT §8)."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct, field

from okrsite.model import Objective, Organisation


class Role(Struct, frozen=True):
    """What somebody does in published documents, by reference; key results as (objective, id), initiatives as (objective, place)."""

    leads: list[str] = field(default_factory=list)
    member_of: list[str] = field(default_factory=list)
    owns: list[str] = field(default_factory=list)
    contributes: list[str] = field(default_factory=list)
    key_results: list[tuple[str, str]] = field(default_factory=list)
    initiatives: list[tuple[str, int]] = field(default_factory=list)
    kpis: list[str] = field(default_factory=list)
    check_ins: list[tuple[str, int]] = field(default_factory=list)

    @property
    def concerned(self) -> tuple[tuple[str, int | None], ...]:
        """What somebody wants to hear of: whole objectives, under None, and their own check-ins."""
        objectives = (*self.owns, *self.contributes, *(reference for reference, _ in self.key_results))
        return (*((reference, None) for reference in dict.fromkeys(objectives)), *self.check_ins)


def mentions(organisation: Organisation, as_of: date) -> Iterator[tuple[str, str, object]]:
    """Everybody who is named, as they are spelt there, with a field of Role and what to add to it."""
    for unit in organisation.units.values():
        if unit.lead:
            yield unit.lead, "leads", unit.reference
        for member in unit.members:
            yield member, "member_of", unit.reference
    for kpi in organisation.kpis.values():
        if kpi.owner:
            yield kpi.owner, "kpis", kpi.reference
    for objective in organisation.objectives.values():
        yield from _mentions_in(objective, as_of)


def _mentions_in(objective: Objective, as_of: date) -> Iterator[tuple[str, str, object]]:
    reference = objective.reference
    if objective.owner:
        yield objective.owner, "owns", reference
    for contributor in objective.contributors:
        yield contributor, "contributes", reference
    for key_result in objective.key_results:
        if key_result.owner:
            yield key_result.owner, "key_results", (reference, key_result.id)
    for place, initiative in enumerate(objective.initiatives):
        if initiative.owner:
            yield initiative.owner, "initiatives", (reference, place)
    for place, check_in in enumerate(objective.check_ins):
        if check_in.by and check_in.date <= as_of:
            yield check_in.by, "check_ins", (reference, place)
