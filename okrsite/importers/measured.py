"""What a row says of a number → how the key result is measured, in the words of the format (FORMAT §6).

What the row does not say is not made up: a result without a number is done or it is not, and where only a progress is told, percents of the
way are what is counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from okrsite.importers.amounts import Amount, currency, plain_number
from okrsite.importers.table import folded
from okrsite.importers.targets import Target

_ONE_HUNDRED: Final = Decimal(100)
_ROUNDED: Final = Decimal("0.005")
"""How far a progress in whole percents may be from what it was."""
_BOOLEAN: Final = (
    "binary", "boolean", "yes no", "pass fail", "done not done", "open done", "task", "oui non", "binaire", "true false", "checkbox",
)  # fmt: skip
_AT_LEAST: Final = (
    "at least", "stay above", "maintain above", "stay at or above", "maintain at or above", "keep above", "au moins", "control at least",
)  # fmt: skip
_AT_MOST: Final = (
    "at most", "stay below", "maintain below", "stay at or below", "maintain at or below", "keep below", "au plus", "control at most",
)  # fmt: skip
_BASELINE: Final = ("baseline", "find a baseline", "base de reference")
_PERCENT: Final = ("percentage", "percent", "%", "custom percent", "pourcentage", "percentage tracked")


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one key result; `is_done` where a yes or no stands for its value, or a status says so."""

    type: str = ""
    start: Amount | None = None
    target: Amount | None = None
    current: Amount | None = None
    measured_in: str = ""
    progress: Decimal | None = None
    is_done: bool | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to measure by."""
        return any(found is not None for found in (self.target, self.current, self.progress, self.is_done))


def measured(told: Told) -> tuple[dict[str, Any], str | None]:
    """The keys of a key result that say how it is measured, and what is to be told about the reading."""
    word = folded(told.type)
    if word in _BOOLEAN or (told.target is None and told.current is None and told.progress is None):
        return _boolean(told), None
    if told.target is None and told.current is not None and (told.progress is None or word in _BASELINE):
        return {"type": "baseline", "current": told.current.number, "unit": _unit(told, word)}, "no target, so a value to find"
    if told.target is None:
        return _percents(told)
    if bound := _bound(told, word):
        return _threshold(told, word, bound), None
    if _falls(told):
        return _threshold(told, word, "at_most"), "beyond the target and not done, and no start, so a value to get below: at_most"
    start = told.start.number if told.start else Decimal(0)
    if told.target.number == start:
        kept = "at_most" if start == 0 else "at_least"
        return _threshold(told, word, kept), f"start and target are the same, so a value to keep: {kept}"
    return _number(told, word, start)


def measured_by_words(told: Told, words: Target) -> tuple[dict[str, Any], str] | None:
    """How a key result is measured whose words name the number to reach, with where it stands by its cells; None where these do not fit."""
    keys, current = dict(words.keys), told.current
    if any(found and found.unit not in (None, keys.get("unit")) for found in (told.start, current)):
        return None
    if told.start and not keys.get("type") and not keys.get("start"):
        keys["start"] = told.start.number
    if current is not None:
        keys["current"] = current.number
    elif told.progress is not None:
        if not is_way(keys):
            return None
        keys["current"] = on_the_way(keys, told.progress)
    elif told.is_done:
        keys["current"] = keys["target"]
    now = keys.get("current")
    return keys, words.taken if now is None else f"{words.taken}, now {now:f}"


def is_way(keys: Mapping[str, Any]) -> bool:
    """Whether words say a way that a part of can lie behind: its start, or things that are counted from none.

    Of `99.9 % uptime` nobody knows where it began, and of a value that is to be kept no part is the way.
    """
    unit = str(keys.get("unit") or "%")
    return not keys.get("type") and (bool(keys.get("start")) or (unit != "%" and currency(unit) is None))


def on_the_way(keys: Mapping[str, Any], progress: Decimal) -> Decimal:
    """The value at which a part of the way from start to target lies behind; a whole number where the part may be one that was rounded."""
    start, target = keys.get("start") or Decimal(0), keys["target"]
    exact = plain_number(start + progress * (target - start))
    whole = exact.to_integral_value()
    is_whole = start == start.to_integral_value() and target == target.to_integral_value()
    return whole if is_whole and abs((whole - start) / (target - start) - progress) < _ROUNDED else exact


def _falls(told: Told) -> bool:
    """Whether a value lies beyond its target and is not there yet, without a start that says so."""
    if told.start or told.target is None or told.current is None or told.progress is None:
        return False
    return told.progress < 1 and told.current.number > told.target.number > 0


def _boolean(told: Told) -> dict[str, Any]:
    is_done = told.is_done
    if is_done is None and told.progress is not None:
        is_done = told.progress >= 1
    if is_done is None and told.current is not None:
        is_done = told.target is not None and told.current.number >= told.target.number
    return {"type": "boolean", "done": is_done}


def _percents(told: Told) -> tuple[dict[str, Any], str | None]:
    """Where only the progress is known, the way itself is counted."""
    progress = told.progress if told.progress is not None else Decimal(0)
    current = plain_number(progress * _ONE_HUNDRED)
    return {"target": _ONE_HUNDRED, "current": current, "unit": "%"}, "no target, so percents of the way"


def _threshold(told: Told, word: str, kind: str) -> dict[str, Any]:
    assert told.target
    return {"type": kind, "target": told.target.number, "current": told.current.number if told.current else None, "unit": _unit(told, word)}


def _number(told: Told, word: str, start: Decimal) -> tuple[dict[str, Any], str | None]:
    assert told.target
    current, note = told.current.number if told.current else None, None
    if current is None and told.progress is not None:
        current = on_the_way({"start": start, "target": told.target.number}, told.progress)
        note = f"now {current:f}, from the progress"
    elif told.start is None and current is not None and current > told.target.number > 0:
        note = "no start, so from 0, and more than reached; if it is to fall, say where it began"
    numbers: Mapping[str, Decimal | None] = {
        "start": told.start.number if told.start else None, "target": told.target.number, "current": current,
    }  # fmt: skip
    unit = _unit(told, word)
    if unit == "%" and told.target.unit is None and told.target.number <= 1 and all(abs(n) <= 1 for n in numbers.values() if n is not None):
        numbers = {key: None if number is None else plain_number(number * _ONE_HUNDRED) for key, number in numbers.items()}
    return {**numbers, "unit": unit}, note


def _bound(told: Told, word: str) -> str | None:
    if word in _AT_LEAST or word in _AT_MOST:
        return "at_least" if word in _AT_LEAST else "at_most"
    return told.target.bound if told.target else None


def _unit(told: Told, word: str) -> str | None:
    """What is counted: said in a column of its own, beside an amount, or by the type."""
    written = told.measured_in.strip()
    beside = next((found.unit for found in (told.target, told.current, told.start) if found and found.unit), None)
    named = "%" if word in _PERCENT else currency(told.type.strip())
    if folded(written) in ("percent", "percentage", "pourcent", "pourcentage"):
        written = "%"
    if written in ("#", "number", "Number", "nombre", "Nombre"):
        written = ""
    return (currency(written) or written) or beside or named
