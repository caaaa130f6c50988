"""Faults that depend on the day: missing key results, two values for one, check-ins from the future (FORMAT §7, §18)."""

from collections.abc import Iterator
from datetime import date

from okrsite.cycles import State
from okrsite.diagnostics import Diagnostic, Severity
from okrsite.model import Objective, Organisation, Rollup, Value


def faults(organisation: Organisation, as_of: date) -> Iterator[Diagnostic]:
    """All of them, in all objectives."""
    for objective in organisation.objectives.values():
        yield from _no_key_results(objective, organisation, as_of)
        yield from _two_values(objective, as_of)
        yield from _later_check_ins(objective, as_of)


def _no_key_results(objective: Objective, organisation: Organisation, as_of: date) -> Iterator[Diagnostic]:
    if objective.key_results or objective.rollup is not Rollup.KEY_RESULTS:
        return
    active = organisation.cycles[objective.cycle].state(as_of) is State.ACTIVE
    hint = "Add `key_results:` with two to five numbers that show when it is reached."
    message = f"The objective “{objective.title}” has no key results."
    yield Diagnostic(objective.location, "no-key-results", message, hint, None if active else Severity.WARNING)


def _two_values(objective: Objective, as_of: date) -> Iterator[Diagnostic]:
    for key_result in objective.key_results:
        if key_result.written_value is None or key_result.value_location is None:
            continue
        reported = [c for c in objective.check_ins if c.date <= as_of and key_result.id in c.values]
        if reported and reported[-1].values[key_result.id] != key_result.written_value:
            latest = reported[-1]
            written, found = _shown(key_result.written_value), _shown(latest.values[key_result.id])
            message = f"`{key_result.id}` is {written} here, but {found} in the check-in of {latest.date}."
            hint = "Remove the value here; the latest check-in tells it."
            yield Diagnostic(key_result.value_location, "two-values", message, hint)


def _later_check_ins(objective: Objective, as_of: date) -> Iterator[Diagnostic]:
    for check_in in objective.check_ins:
        if check_in.date > as_of:
            message = f"The check-in of {check_in.date} is later than {as_of} and is left out."
            yield Diagnostic(check_in.location, "checkin-later", message, "Check the date, or wait for it.")


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
