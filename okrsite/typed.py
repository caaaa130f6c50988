"""What a person types about key results → values, by the type of each; what cannot be taken is told with what to write instead.

Numbers are read as in documents (FORMAT §14), so that nobody's `3,5` becomes 35.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from okrsite.kinds import as_number
from okrsite.model import KeyResult, KeyResultType, Objective, Value
from okrsite.parse.key_results import is_rung
from okrsite.schema import SETTABLE_STATUSES
from okrsite.source import yaml_scalars
from okrsite.source.text import control_characters
from okrsite.suggestions import brief, did_you_mean

_YES = ("yes", "y", "true", "done")
_NO = ("no", "n", "false", "not done")


class NotUnderstoodError(Exception):
    """Something that was typed cannot be taken; the message says what to write instead."""


def reported_values(objective: Objective, typed: Iterable[str]) -> dict[str, Value]:
    """The values in texts such as `visitors=6200`. Raises NotUnderstoodError."""
    values: dict[str, Value] = {}
    for text in typed:
        name, equals, written = text.partition("=")
        if not equals:
            raise NotUnderstoodError(f"`{text}` is not written like KEY-RESULT=VALUE, such as visitors=6200.")
        key_result = key_result_named(objective, name)
        value, before = value_typed(written, key_result), values.get(key_result.id)
        if isinstance(value, tuple) and isinstance(before, tuple):
            value = (*before, *(title for title in value if title not in before))
        elif before is not None:
            raise NotUnderstoodError(f"`{key_result.id}` is given twice.")
        values[key_result.id] = value
    return values


def reported_confidence(objective: Objective, typed: Iterable[str]) -> dict[str | None, Decimal]:
    """The confidence in texts such as `7` or `visitors=8`. Raises NotUnderstoodError."""
    found: dict[str | None, Decimal] = {}
    for text in typed:
        name, equals, written = text.rpartition("=")
        key = key_result_named(objective, name).id if equals else None
        if key in found or (found and (key is None or None in found)):
            raise NotUnderstoodError("Give one confidence for all key results, or one for each.")
        found[key] = confidence_typed(written)
    return found


def confidence_typed(text: str) -> Decimal:
    """The confidence that a text means. Raises NotUnderstoodError."""
    number = number_typed(text)
    if not 0 <= number <= 10:
        raise NotUnderstoodError(f"A confidence is a number from 0 (no hope) to 10 (certain), not {text}.")
    return number


def known_status(status: str | None) -> str | None:
    """The status that a person may set by that name. Raises NotUnderstoodError."""
    if status is None or status in SETTABLE_STATUSES:
        return status
    raise NotUnderstoodError(f"There is no status `{brief(status, 60)}`. {did_you_mean(status, SETTABLE_STATUSES)}")


def text_typed(text: str | None) -> str | None:
    """A text as it is, if a document may hold it. Raises NotUnderstoodError."""
    if text and (faults := control_characters(text, "")):
        raise NotUnderstoodError(f"`{brief(text, 60)}`: {faults[0].message} Leave it out.")
    return text


def key_result_named(objective: Objective, name: str) -> KeyResult:
    """The key result of that id. Raises NotUnderstoodError."""
    if found := objective.key_result(name.strip()):
        return found
    hint = did_you_mean(name, [key_result.id for key_result in objective.key_results])
    raise NotUnderstoodError(f"`{objective.reference}` has no key result `{brief(name, 60)}`. {hint}".rstrip())


def is_reported(key_result: KeyResult) -> bool:
    """Whether a key result's value is reported by check-ins, not taken from others."""
    return key_result.type is not KeyResultType.ALIGNED and not key_result.aggregate


def value_typed(text: str, key_result: KeyResult) -> Value:
    """The value that a text means for a key result. Raises NotUnderstoodError."""
    text = text.strip()
    try:
        if not is_reported(key_result):
            raise NotUnderstoodError("its value is taken from what aligns to it; check in there")
        if key_result.type is KeyResultType.BOOLEAN:
            return _flag(text)
        if key_result.type is KeyResultType.MILESTONES:
            return _milestones(text, [milestone.title for milestone in key_result.milestones])
        return _step(text, key_result) if key_result.is_text_ladder else number_typed(text)
    except NotUnderstoodError as error:
        raise NotUnderstoodError(f"`{key_result.id}`: {error}") from None


def _flag(text: str) -> bool:
    if text.casefold() in _YES:
        return True
    if text.casefold() in _NO:
        return False
    raise NotUnderstoodError(f"`{brief(text, 60)}` is neither yes nor no.")


def number_typed(text: str) -> Decimal:
    """The number that a text means (FORMAT §14). Raises NotUnderstoodError."""
    value = yaml_scalars.plain(text.strip())
    if isinstance(value, yaml_scalars.Refusal):
        raise NotUnderstoodError(f"{value.message} {value.hint.partition('; in quotes')[0].rstrip('.')}.")  # nobody means text here
    try:
        return as_number(value)
    except ValueError as error:  # pydantic's custom errors are values errors with a context
        context = getattr(error, "context", None) or {}
        raise NotUnderstoodError(f"`{brief(text, 60)}` is not a number. {context.get('hint', '')}".rstrip()) from None


def _milestones(text: str, titles: Sequence[str]) -> tuple[str, ...]:
    """One title, or several with commas between them; a beginning is enough where only one begins like it."""
    try:
        return (_beginning(text, titles, "milestone"),)
    except NotUnderstoodError:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if len(parts) < 2:
            raise
        return tuple(dict.fromkeys(_beginning(part, titles, "milestone") for part in parts))


def _step(text: str, key_result: KeyResult) -> Decimal:
    """A step by its score or by its words."""
    words = {str(step.at): step.score for step in key_result.steps}
    value = yaml_scalars.plain(text)
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return words[_beginning(text, list(words), "step")]
    score = as_number(value)
    if not is_rung(score, key_result.steps):
        raise NotUnderstoodError(f"{text} is no step. {did_you_mean(text, [str(step.score) for step in key_result.steps])}")
    return score


def _beginning(text: str, titles: Sequence[str], what: str) -> str:
    """The title that a text is, or is the beginning of."""
    wanted = " ".join(text.split()).casefold()
    found = [title for title in titles if title.casefold() == wanted] or [title for title in titles if title.casefold().startswith(wanted)]
    if len(found) == 1 and wanted:
        return found[0]
    if found and wanted:
        raise NotUnderstoodError(f"`{brief(text, 60)}` may mean {', '.join(f'“{title}”' for title in found)}.")
    raise NotUnderstoodError(f"there is no {what} `{brief(text, 60)}`. {did_you_mean(text, titles)}".rstrip())
