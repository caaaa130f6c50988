"""What a person reports about an objective → a check-in, the changes that write it, and what it changes, in words (FORMAT §7).

Where a value stands written beside a key result too, it follows the check-in, because two different values for one thing would be an
error.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from okrsite.cycles import Cycle
from okrsite.edit import Append, Change, Put
from okrsite.figures import KeyResultFigures, Measured
from okrsite.formats import rounded
from okrsite.model import KeyResult, KeyResultType, Objective, Value
from okrsite.typed import NotUnderstoodError
from okrsite.values import exact
from okrsite.words import Language
from okrsite.workbench import Workbench

_WIDE = 100  # a way so long is told in whole numbers


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports on a day; `confidence` by key result, under None for all."""

    day: date
    by: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    confidence: Mapping[str | None, Decimal] = field(default_factory=dict)
    status: str | None = None
    note: str | None = None
    win: str | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is more than the day and the person."""
        return any((self.values, self.confidence, self.status, self.note, self.win))


def changes(objective: Objective, report: Report) -> list[Change]:
    """What to change in an objective's front matter: one more check-in, and written values that it outdates. Raises NotUnderstoodError."""
    if not report.says_something:
        raise NotUnderstoodError("A check-in needs at least one value, a confidence, a status, a note or a win.")
    return [Append(("checkins",), _entry(report)), *outdated(objective, report)]


def outdated(objective: Objective, report: Report) -> list[Put]:
    """Values written beside key results that the check-in tells otherwise."""
    found = []
    for index, key_result in enumerate(objective.key_results):
        value, written = report.values.get(key_result.id), key_result.written_value
        later = any(check_in.date > report.day and key_result.id in check_in.values for check_in in objective.check_ins)
        if value is not None and written is not None and value != written and not later:
            found.append(Put(("key_results", index, _value_key(key_result)), value))
    return found


def _value_key(key_result: KeyResult) -> str:
    if key_result.type is KeyResultType.BOOLEAN:
        return "done"
    return "reached" if key_result.is_text_ladder else "current"


def _entry(report: Report) -> dict[str, Any]:
    """The check-in as it is written, in the order of FORMAT §7."""
    values = {name: value[0] if isinstance(value, tuple) and len(value) == 1 else value for name, value in report.values.items()}
    confidence = report.confidence.get(None, {name: number for name, number in report.confidence.items() if name})
    entry = {
        "date": report.day, "by": report.by, "values": values, "confidence": confidence, "status": report.status, "note": report.note,
        "win": report.win,
    }  # fmt: skip
    return {key: value for key, value in entry.items() if value is not None and value != {}}


# -- what is shown --


def summary(before: Workbench, after: Workbench, objective: Objective, report: Report) -> Iterator[str]:
    """What a report changes: values, progress and status, before → after."""
    language = before.language
    yield f"{objective.title} ({objective.reference}), {language.short_date(report.day)}"
    if before.figures is None or after.figures is None:
        yield "  Other documents have errors, so progress cannot be worked out; see okrsite check."
        return
    old, new = before.figures.objectives[objective.reference], after.figures.objectives[objective.reference]
    for key_result in objective.key_results:
        if key_result.id in report.values:
            was, now = old.key_results[key_result.id], new.key_results[key_result.id]
            values = f"{_shown(was.value, key_result, language)} → {_shown(now.value, key_result, language)}"
            yield f"  {key_result.id}: {values} ({language.percent(was.progress)} → {language.percent(now.progress)})"
    yield f"  progress: {language.percent(old.progress)} → {language.percent(new.progress)}"
    yield f"  status: {language.status_word(old.status)} → {language.status_word(new.status)}"


def prompt_of(bench: Workbench, objective: Objective, key_result: KeyResult) -> Iterator[str]:
    """What a person needs to know to tell where a key result stands now."""
    language, cycle = bench.language, bench.organisation.cycles[objective.cycle]
    figures = bench.figures.objectives[objective.reference].key_results[key_result.id] if bench.figures else None
    yield f"{key_result.title}  (#{key_result.id})"
    last = f"last value: {_shown(figures.value, key_result, language)}; " if figures else ""
    yield f"  {last}{wanted(key_result, figures, cycle, language)}"
    if key_result.type is KeyResultType.BOOLEAN:
        yield "  Answer yes or no."
    if key_result.type is KeyResultType.MILESTONES:
        yield "  Name those that are done now, with commas between them; the beginning of a title is enough."


def wanted(key_result: KeyResult, figures: KeyResultFigures | None, cycle: Cycle, language: Language) -> str:
    """What a key result is to reach, and where it is expected to stand by now, in words."""
    unit = key_result.unit
    if key_result.type is KeyResultType.AT_LEAST:
        return f"it must be at least {language.amount(key_result.target, unit)}"
    if key_result.type is KeyResultType.AT_MOST:
        return f"it must be at most {language.amount(key_result.target, unit)}"
    if key_result.type is KeyResultType.BETWEEN:
        return f"it must lie between {language.number(key_result.low or 0)} and {language.amount(key_result.high, unit)}"
    if key_result.type is KeyResultType.BASELINE:
        return "the value is to be found out; there is no target"
    end = f"by {language.short_date(cycle.end)}"
    if key_result.type is KeyResultType.BOOLEAN:
        return f"to be done {end}"
    if key_result.type is KeyResultType.MILESTONES:
        return f"milestones: {language.list_of(milestone.title for milestone in key_result.milestones)}"
    if key_result.type is KeyResultType.LADDER:
        steps = (f"{language.score(step.score)} for {_rung(step.at, unit, language)}" for step in key_result.steps)
        return f"steps: {language.list_of(steps)}"
    text = f"target {language.amount(key_result.target, unit)} {end}"
    if figures is None or figures.expected is None or key_result.target is None:
        return text
    start = exact(key_result.start or Decimal(0))
    way = exact(key_result.target) - start
    due = rounded(start + figures.expected * way, 0 if abs(way) >= _WIDE else 2)
    return f"{text}; by today {language.amount(due, unit)} is expected, {language.percent(figures.expected)} of the way"


def _rung(at: Decimal | str, unit: str | None, language: Language) -> str:
    return f"“{at}”" if isinstance(at, str) else language.amount(at, unit)


def _shown(value: Measured | None, key_result: KeyResult, language: Language) -> str:
    if key_result.is_text_ladder and isinstance(value, Fraction):
        return next((f"“{step.at}”" for step in key_result.steps if step.score == value), language.score(value))
    return language.value(value, key_result.unit)
