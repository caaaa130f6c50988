"""Values of front matter ↔ cells of a table: each kind of cell with its way there and its way back.

A cell is text, a number, a day, true or false, or nothing. Tables of text have only texts, so the way back takes those for every kind; what
it does not understand it leaves as it is, and whoever reads the front matter finds fault with it in the words of the format.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from okrsite.portable.values import day_or_text, exact_text
from okrsite.yaml_text import Data

Cell = str | int | float | Decimal | date | bool | None
"""What a cell of a table can hold."""

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)")
_MOST_DIGITS = 40  # what is longer is no number of the format, and is left for validation to refuse


class Kind(NamedTuple):
    """A kind of cell: how a value is written into one, and how it is read again."""

    write: Callable[[Any], Cell]
    read: Callable[[Cell], Any]


def _as_is(value: Any) -> Cell:
    return value if isinstance(value, (str, int, Decimal, date)) else None


def text_of(cell: Cell) -> str:
    """A cell as text; a number that a spreadsheet made of one, in digits."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float, Decimal)):
        return exact_text(Decimal(str(cell)))
    if isinstance(cell, datetime):
        cell = cell.date()
    return cell.isoformat() if isinstance(cell, date) else (cell or "").replace("\r\n", "\n")


def number_of(cell: Cell) -> Data:
    """A cell as an exact number."""
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        return Decimal(str(cell))
    text = text_of(cell).strip()
    return Decimal(text) if len(text) <= _MOST_DIGITS and _NUMBER.fullmatch(text) else text


def day_of(cell: Cell) -> Data:
    """A cell as a day."""
    return day_or_text(text_of(cell).strip())


def flag_of(cell: Cell) -> Data:
    """A cell as true or false; spreadsheets write them large."""
    return {"true": True, "false": False}.get(text_of(cell).strip().lower(), text_of(cell))


def flag_or_day_of(cell: Cell) -> Data:
    """A cell as true, false or a day."""
    flag = flag_of(cell)
    return flag if isinstance(flag, bool) else day_of(cell)


def lines_of(cell: Cell) -> list[str]:
    """A cell as a list, with a line for each entry."""
    return [line for line in text_of(cell).split("\n") if line]


def scalar_of(cell: Cell) -> Data:
    """A cell as a flag, a number, or else a text."""
    flag = flag_of(cell)
    return flag if isinstance(flag, bool) else number_of(cell)


def _lines(value: Any) -> Cell:
    return "\n".join(str(entry) for entry in value) if isinstance(value, (list, tuple)) else _as_is(value)


def _range(value: Any) -> Cell:
    return "\n".join(map(text_of, value)) if isinstance(value, (list, tuple)) else _as_is(value)


def _range_of(cell: Cell) -> Data:
    lines = lines_of(cell)
    return [number_of(line) for line in lines] if len(lines) > 1 else number_of(cell)


def _steps(value: Mapping[Decimal, Decimal | str]) -> Cell:
    return "\n".join(f"{text_of(score)}: {_step(at)}" for score, at in value.items())


def _step(at: Decimal | str) -> str:
    """An amount in digits; words as they are, in quotes where they could be taken for an amount."""
    words = text_of(at)
    return f'"{words}"' if isinstance(at, str) and (words.startswith('"') or not isinstance(number_of(words), str)) else words


def _steps_of(cell: Cell) -> dict[Data, Data]:
    pairs = dict(_pair(line) for line in lines_of(cell))
    return {number_of(score): at[1:-1] if at.startswith('"') else number_of(at) for score, at in pairs.items()}


def _plan(value: Sequence[Mapping[str, Cell]]) -> Cell:
    return "\n".join(f"{text_of(point['date'])}: {text_of(point['value'])}" for point in value)


def _plan_of(cell: Cell) -> Data:
    return [{"date": day_of(day), "value": number_of(amount)} for day, amount in map(_pair, lines_of(cell))]


def _pairs(value: Mapping[str, str]) -> Cell:
    return "\n".join(f"{key}: {entry}" for key, entry in value.items())


def _pair(line: str) -> tuple[str, str]:
    first, _, second = line.partition(": ")
    return first, second


def told(value: object) -> Cell:
    """A computed value as readers get it: a number with at most 6 decimals."""
    if isinstance(value, Fraction):
        scaled = abs(value) * 1_000_000
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        return Decimal(whole if value >= 0 else -whole).scaleb(-6)
    if isinstance(value, (tuple, list)):
        return "\n".join(map(str, value))
    return value if isinstance(value, (str, int, Decimal, date)) or value is None else str(value)


TEXT = Kind(_as_is, text_of)
NUMBER = Kind(_as_is, number_of)
DAY = Kind(_as_is, day_of)
FLAG = Kind(_as_is, flag_of)
FLAG_OR_DAY = Kind(_as_is, flag_or_day_of)
LINES = Kind(_lines, lines_of)
RANGE = Kind(_range, _range_of)
STEPS = Kind(_steps, _steps_of)
PLAN = Kind(_plan, _plan_of)
REASONS = Kind(_pairs, lambda cell: dict(map(_pair, lines_of(cell))))
