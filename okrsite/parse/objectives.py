"""An objective as written → its model value, with its check-ins (FORMAT §5, §7)."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from okrsite.cycles import Cycle
from okrsite.diagnostics import MOST_FAULTS, Diagnostic, Location
from okrsite.kinds import as_flag, as_line, as_list, as_number
from okrsite.model import (
    Alignment,
    CheckIn,
    Ignore,
    Initiative,
    KeyResult,
    KeyResultType,
    Kind,
    Money,
    Objective,
    Reference,
    Rollup,
    Status,
    Value,
    Visibility,
)
from okrsite.parse.key_results import is_rung, parse_key_results, set_status
from okrsite.schema import Budget, CheckInEntry, ObjectiveDocument, Shared
from okrsite.suggestions import brief, did_you_mean, known_here
from okrsite.validation import Place

DAYS_OUTSIDE_CYCLE = timedelta(days=31)


def parse_objective(
    written: ObjectiveDocument, unit: str, cycle: Cycle, identifier: str, place: Place, visibility: Visibility, body: str, body_line: int
) -> tuple[Objective, list[Diagnostic]]:
    """The objective that a document holds, and what is wrong with it."""
    key_results, faults = parse_key_results(written.key_results or (), cycle, place)
    by_id = {key_result.id: key_result for key_result in key_results}
    check_ins: list[CheckIn] = []
    for index, entry in enumerate(written.checkins or ()):
        if len(faults) >= MOST_FAULTS:
            break
        check_in, found = _check_in(entry, index, by_id, cycle, place)
        check_ins.append(check_in)
        faults += found
    faults += _progress_faults(written, place)
    objective = Objective(
        unit=unit, cycle=cycle.id, id=identifier, title=written.title, location=place.key(), owner=written.owner,
        contributors=written.contributors or (), why=written.why, kind=Kind(written.kind), aligns_to=_alignments(written, place),
        rollup=Rollup(written.rollup), progress=written.progress, weight=written.weight, status=set_status(written.status),
        key_results=tuple(key_results), initiatives=_initiatives(written), budget=money(written.budget),
        resources=written.resources or (), check_ins=tuple(sorted(check_ins, key=lambda check_in: check_in.date)), score=written.score,
        score_note=written.score_note, retrospective=written.retrospective,
        continues=Reference(written.continues, place.value("continues")) if written.continues else None,
        tags=written.tags or (), visibility=visibility, body=body, body_line=body_line, ignores=ignores(written, place),
        aliases=tuple(Reference(alias, place.value("aliases", i)) for i, alias in enumerate(written.aliases or ())),
    )  # fmt: skip
    return objective, faults


def money(budget: Budget | None) -> Money | None:
    """The model's value of a budget."""
    return Money(budget.amount, budget.currency, budget.spent) if budget else None


def ignores(written: Shared, place: Place) -> tuple[Ignore, ...]:
    """The advice that a document does not want."""
    found = (written.checks and written.checks.ignore) or {}
    return tuple(Ignore(rule, reason, place.key("checks", "ignore", rule)) for rule, reason in found.items())


def _alignments(written: ObjectiveDocument, place: Place) -> tuple[Alignment, ...]:
    return tuple(
        Alignment(Reference(entry.to, place.value("aligns_to", index, "to")), entry.contributes, entry.weight)
        for index, entry in enumerate(written.aligns_to or ())
    )


def _initiatives(written: ObjectiveDocument) -> tuple[Initiative, ...]:
    return tuple(Initiative(i.title, i.status, i.owner, i.due, i.url) for i in written.initiatives or ())


def _progress_faults(written: ObjectiveDocument, place: Place) -> Iterator[Diagnostic]:
    if written.rollup == "manual" and written.progress is None:
        hint = "Add `progress: 0.4`, a number from 0 to 1."
        yield Diagnostic(place.key("rollup"), "manual-progress", "`rollup: manual` needs a `progress`.", hint)
    if written.rollup != "manual" and written.progress is not None:
        hint = "Remove it; progress is computed. To write it by hand, add `rollup: manual`."
        yield Diagnostic(place.key("progress"), "manual-progress", "`progress` is only for `rollup: manual`.", hint)


# ---- check-ins ----


def _check_in(
    entry: CheckInEntry, index: int, key_results: dict[str, KeyResult], cycle: Cycle, place: Place
) -> tuple[CheckIn, list[Diagnostic]]:
    path = ("checkins", index)
    faults = [*_date_faults(entry, path, cycle, place)]
    values: dict[str, Value] = {}
    for key, raw in entry.values.items() if entry.values else ():
        if len(faults) >= MOST_FAULTS:
            break
        if key not in key_results:
            faults.append(_unknown(key, key_results, place.key(*path, "values", key)))
            continue
        value = _value(raw, key_results[key])
        if type(value) is _Misfit:
            faults.append(Diagnostic(place.value(*path, "values", key), *value))
        else:
            values[key] = value
    confidence = entry.confidence or {}
    strangers = [name for name in confidence if name is not None and name not in key_results]
    faults += [_unknown(name, key_results, place.key(*path, "confidence", name)) for name in strangers[:MOST_FAULTS]]
    status = Status(entry.status) if entry.status else None
    return CheckIn(entry.date, place.value(*path, "date"), entry.by, values, confidence, status, entry.note, entry.win), faults


def _date_faults(entry: CheckInEntry, path: tuple[str, int], cycle: Cycle, place: Place) -> Iterator[Diagnostic]:
    if not (entry.by or entry.values or entry.note or entry.confidence or entry.status or entry.win):
        hint = "Add `values`, `confidence`, `status`, a `note` or a `win`."
        yield Diagnostic(place.key(*path), "empty-check-in", f"The check-in of {entry.date} says nothing.", hint)
    if cycle.start - entry.date > DAYS_OUTSIDE_CYCLE or entry.date - cycle.end > DAYS_OUTSIDE_CYCLE:
        message = f"The check-in of {entry.date} lies more than 31 days outside the cycle {cycle.id}."
        hint = f"The cycle runs from {cycle.start} to {cycle.end}: check the date, or the file's cycle."
        yield Diagnostic(place.value(*path, "date"), "check-in-outside-cycle", message, hint)


def _unknown(name: str, key_results: dict[str, KeyResult], at: Location) -> Diagnostic:
    message = f"This objective has no key result `{brief(name, 60)}`."
    return Diagnostic(at, "unknown-key-result", message, did_you_mean(name, key_results))


class _Misfit(NamedTuple):
    """Why a value does not fit its key result: a code of the catalogue, what is wrong, what to write instead."""

    code: str
    message: str
    hint: str


_COUNTED = frozenset({
    KeyResultType.NUMBER, KeyResultType.AT_LEAST, KeyResultType.AT_MOST, KeyResultType.BETWEEN, KeyResultType.BASELINE,
})  # fmt: skip
"""Types of key results whose value may be any number."""


def _value(raw: object, key_result: KeyResult) -> Value | _Misfit:
    """The value that a check-in reports for a key result, or what is wrong with it."""
    if key_result.type in _COUNTED and not key_result.aggregate and type(raw) in (int, Decimal):
        return as_number(raw)
    if key_result.type is KeyResultType.ALIGNED or key_result.aggregate:
        message = f"The value of `{key_result.id}` is taken from what aligns to it."
        return _Misfit("aggregate-value", message, "Remove it here and check in there.")
    try:
        if key_result.type is KeyResultType.BOOLEAN:
            return as_flag(raw)
        if key_result.type is KeyResultType.MILESTONES:
            titles = tuple(as_line(title) for title in as_list(raw))
            return next((f for title in titles if (f := _milestone_fault(title, key_result))), titles)
        number = as_number(raw)
    except ValueError as error:  # pydantic's custom errors are values errors with a context
        context = getattr(error, "context", None) or {}
        return _Misfit("wrong-type", f"`{key_result.id}`: {context.get('message')}", str(context.get("hint", "")))
    return _step_fault(number, key_result) or number


def _milestone_fault(title: str, key_result: KeyResult) -> _Misfit | None:
    titles = [milestone.title for milestone in key_result.milestones]
    if title in titles:
        return None
    return _Misfit("unknown-value", f"`{key_result.id}` has no milestone “{brief(title, 60)}”.", did_you_mean(title, titles))


def _step_fault(number: Decimal, key_result: KeyResult) -> _Misfit | None:
    if not key_result.is_text_ladder or is_rung(number, key_result.steps):
        return None
    hint = known_here([str(step.score) for step in key_result.steps])
    return _Misfit("unknown-value", f"{number} is no step of the ladder `{key_result.id}`.", hint)
