"""An objective among others → whether good practice is kept: what it supports, whom it passes over, whether anybody looks and says so.

Advice (okrsite.checks) and health (okrsite.health) ask the same small questions here. Mappings are looked up by key alone, so that a page
that asks about one objective is not made from all of them.
"""

from datetime import date
from fractions import Fraction

from okrsite.cycles import State
from okrsite.figures import ObjectiveFigures, StatusRule
from okrsite.model import KeyResultType, Objective, Organisation, Rollup, Status
from okrsite.status import judgement
from okrsite.values import is_cancelled, known_check_ins

_AT_REST = (Status.ACHIEVED, Status.MISSED, Status.PAUSED, Status.CANCELLED)


def is_orphan(organisation: Organisation, objective: Objective) -> bool:
    """Whether it supports nothing, although the company has objectives in its cycle or in one around it."""
    supports = objective.aligns_to or any(key_result.aligns_to for key_result in objective.key_results)
    return bool(objective.unit) and not supports and has_objectives_around(organisation, "", objective.cycle)


def has_objectives_around(organisation: Organisation, unit: str, cycle: str) -> bool:
    """Whether a unit has objectives in a cycle or in one that it is nested in."""
    cycles = organisation.cycles
    return any(organisation.by_unit_and_cycle.get((unit, other)) for other in cycles.listed if cycles.within(cycle, other))


def passed_over(organisation: Organisation, objective: Objective) -> str | None:
    """A unit between it and one that it supports, with objectives of the same cycle of which it supports none; the nearest one."""
    supported = {unit_of(edge.target) for edge in organisation.parents.get(objective.reference, ())}
    for above in sorted(supported):
        between = units_between(objective.unit, above)
        passed = next((unit for unit in between if organisation.by_unit_and_cycle.get((unit, objective.cycle))), None)
        if passed is not None and not supported & set(between):
            return passed
    return None


def units_between(unit: str, above: str) -> list[str]:
    """The units between one and another that encloses it, from below."""
    if above and not unit.startswith(f"{above}/"):
        return []
    parts, outer = unit.split("/"), above.count("/") + 1 if above else 0
    return ["/".join(parts[:length]) for length in range(len(parts) - 1, outer, -1)]


def reaches_another_unit(organisation: Organisation, objective: Objective) -> bool:
    """Whether it supports an objective of another unit, or is supported by one."""
    above = (edge.target for edge in organisation.parents.get(objective.reference, ()))
    below = (edge.source for edge in organisation.children.get(objective.reference, ()))
    return any(unit_of(other) != objective.unit for other in (*above, *below))


def unit_of(objective: str) -> str:
    """The unit that an objective's reference names (FORMAT §2); the objective itself is not looked at."""
    return "/".join(objective.split("/")[:-2])


def is_given_up(objective: Objective, as_of: date) -> bool:
    """Whether a person has cancelled it, above it or in a check-in; no numbers are needed to know."""
    said, _ = judgement(objective, known_check_ins(objective, as_of), as_of)
    return said is not None and said.status is Status.CANCELLED


def is_measured(objective: Objective, as_of: date) -> bool:
    """Whether a key result tells on the way how far it is, or the objectives that support it do; done or not tells only the end."""
    if objective.rollup in (Rollup.ALIGNED, Rollup.BOTH):
        return True
    return any(k.type is not KeyResultType.BOOLEAN and not is_cancelled(k, as_of) for k in objective.key_results)


def is_waited_for(organisation: Organisation, objective: Objective, figures: ObjectiveFigures, as_of: date, patience: int) -> bool:
    """Whether the last that was heard of it, or else its cycle's first day, is longer ago than one has the patience for."""
    cycle = organisation.cycles[objective.cycle]
    is_running = cycle.state(as_of) is State.ACTIVE and figures.status not in _AT_REST
    return is_running and (as_of - (figures.updated or cycle.start)).days > patience


def is_said_on_track_but_behind(figures: ObjectiveFigures, gap: Fraction) -> bool:
    """Whether a person says that it is on track, while it is further behind its pace than the gap."""
    says_so = figures.status is Status.ON_TRACK and figures.reason.rule is StatusRule.SET
    return says_so and figures.progress is not None and figures.expected - figures.progress > gap


def is_looked_back_at(objective: Objective) -> bool:
    """Whether somebody has scored it, or written down what was learned."""
    return objective.score is not None or bool(objective.retrospective)
