"""Two versions of one objective → what changed in its key results: what is aimed for, how it is measured, and what it stands at."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from okrsite.diff.changes import Amount, Change, Range, Said, Share, Steps, Subject, What
from okrsite.diff.matching import key_results
from okrsite.figures import ObjectiveFigures
from okrsite.model import KeyResult, KeyResultType, Objective
from okrsite.values import exact

_ZERO = Decimal(0)

_GOALPOSTS: tuple[tuple[str, Callable[[KeyResult], Said]], ...] = (
    ("type", lambda key_result: key_result.type),
    ("start", lambda key_result: _amount(key_result.start, key_result) if key_result.type is KeyResultType.NUMBER else None),
    ("unit", lambda key_result: key_result.unit),
    ("aggregate", lambda key_result: key_result.aggregate),
)
_OTHERS: tuple[tuple[str, Callable[[KeyResult], Said]], ...] = (
    ("weight", lambda key_result: key_result.weight),
    ("due", lambda key_result: key_result.due),
    ("risk", lambda key_result: _text(key_result.risk)),
    ("plan", lambda key_result: tuple(f"{point.date}: {point.value:f}" for point in key_result.plan)),
)


def key_result_changes(
    was: Objective, objective: Objective, before: ObjectiveFigures, after: ObjectiveFigures,
    person: Callable[[str | None], str | None], is_running: bool,
) -> Iterator[Change]:  # fmt: skip
    """What changed in the key results of one objective; what moves the goalposts of a running cycle is serious."""
    for old, new in key_results(was, objective):
        either = new or old
        assert either
        change = partial(
            Change, Subject.KEY_RESULT, unit=objective.unit, reference=objective.reference, title=objective.title, cycle=objective.cycle,
            key_result=either.id, name=either.title,
        )  # fmt: skip
        if old is None:
            yield change(What.ADDED, after=target(either))
        elif new is None:
            yield change(What.REMOVED, before=target(either), serious=is_running)
        else:
            yield from _changes(old, new, change, person, is_running)
            earlier, later = before.key_results[old.id], after.key_results[new.id]
            if earlier.value != later.value:
                yield change(What.VALUE, before=Amount(earlier.value, old.unit), after=Amount(later.value, new.unit))
            if earlier.progress != later.progress:
                yield change(What.PROGRESS, before=Share(earlier.progress), after=Share(later.progress))


def _changes(
    old: KeyResult, new: KeyResult, change: Callable[..., Change], person: Callable[[str | None], str | None], is_running: bool
) -> Iterator[Change]:
    if old.title != new.title:
        yield change(What.RENAMED, before=old.title, after=new.title)
    if _aim(old) != _aim(new):
        yield change(What.TARGET, before=target(old), after=target(new), serious=is_running)
    for key, read in _GOALPOSTS:
        if read(old) != read(new) and not _is_same_start(key, old, new):
            yield change(What.SETTING, setting=key, before=read(old), after=read(new), serious=is_running)
    for key, read in _OTHERS:
        if read(old) != read(new):
            yield change(What.SETTING, setting=key, before=read(old), after=read(new))
    if old.owner != new.owner:
        yield change(What.OWNER, before=person(old.owner), after=person(new.owner))


def target(key_result: KeyResult) -> Said:
    """What a key result aims for."""
    if key_result.type is KeyResultType.BETWEEN:
        return Range(key_result.low, key_result.high, key_result.unit)
    if key_result.type is KeyResultType.LADDER:
        return Steps(tuple((step.score, step.at) for step in key_result.steps), key_result.unit)
    if key_result.type is KeyResultType.MILESTONES:
        return tuple(milestone.title for milestone in key_result.milestones)
    return None if key_result.target is None else _amount(key_result.target, key_result)


def _aim(key_result: KeyResult) -> tuple[object, ...]:
    """The same without the unit, which is told by itself."""
    return key_result.target, key_result.low, key_result.high, key_result.steps, tuple(m.title for m in key_result.milestones)


def _is_same_start(key: str, old: KeyResult, new: KeyResult) -> bool:
    """No start is 0 (FORMAT §6); what is measured in another unit, or in another way, says so by itself."""
    return key == "start" and (old.type != new.type or (old.start or 0) == (new.start or 0))


def _amount(value: Decimal | None, key_result: KeyResult) -> Amount:
    return Amount(exact(value or _ZERO), key_result.unit)


def _text(risk: Decimal | tuple[Decimal, Decimal] | None) -> str | None:
    if isinstance(risk, tuple):
        return " – ".join(f"{each:f}" for each in risk)
    return None if risk is None else f"{risk:f}"
