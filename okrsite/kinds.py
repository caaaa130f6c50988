"""The kinds of values that front matter and configuration are made of: text, numbers, days, shares, addresses (FORMAT §14).

Each is defined here once and refuses what it cannot take with a catalogue code and a remedy, so that a fault found by any model reads
the same.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from okrsite.suggestions import brief, did_you_mean


def refuse(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """The error that a validator raises: a catalogue code, a message and a remedy."""
    # The texts go through the context, because pydantic would read braces in a message template.
    return PydanticCustomError(code, "{message}", {"message": brief(message), "hint": brief(hint)})



def kind_of(value: object) -> str:
    """What a YAML value is, in words."""
    if isinstance(value, bool):
        return "true or false"
    names = {str: "text", int: "a number", Decimal: "a number", dict: "a mapping", list: "a list", type(None): "nothing"}
    return names.get(type(value), "something else")


def as_text(value: object) -> str:
    """Text with something in it, without blanks around it."""
    if not isinstance(value, str):
        hint = _NOT_TEXT.get(type(value), "Put it in quotes if it is meant as text.")
        raise refuse("wrong-type", f"Text is needed here, not {kind_of(value)}.", hint)
    text = value.strip()
    if not text:
        raise refuse("missing-key", "There is nothing between the quotes.", "Write the text, or leave the key out.")
    return text


_NOT_TEXT = {
    list: "Write one text, without `[ ]` and without `- ` before it.",
    type(None): "Write the text, or remove this line.",
}


def as_line(value: object) -> str:
    """Text with something in it, on one line."""
    line = one_line(value) if isinstance(value, str) else ""
    return line or as_text(value)  # which says what is wrong


def one_line(text: str) -> str:
    """Text on one line: line breaks and runs of blanks become one blank; NFC."""
    line = " ".join(text.split())
    return line if line.isascii() else unicodedata.normalize("NFC", line)


@lru_cache(maxsize=4096)
def _decimal_of(number: int) -> Decimal:
    """One Decimal for a number, however many documents hold it: it takes four times the room of an int."""
    return Decimal(number)


def as_number(value: object) -> Decimal:
    """An exact number."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return _decimal_of(value)
    raise refuse("wrong-type", f"A number is needed here, not {kind_of(value)}.", _number_hint(value))


def _number_hint(value: object) -> str:
    if isinstance(value, list):
        return "Write one number, without `[ ]` and without `- ` before it."
    if not isinstance(value, str):
        return "Write digits, such as 1200 or 3.5."
    text = value.strip()
    if re.fullmatch(r"[-+]?\d+(\.\d+)?\s*%", text):
        return f'Write {text.rstrip("% ")} here and `unit: "%"` beside it.'
    if re.fullmatch(r"[-+]?\d+(\.\d+)?", text):
        return f"Write {text} without quotes."
    return "Write digits only, with a point for decimals, such as 1200 or 3.5; what is counted goes into `unit`."


def _ranged(low: Decimal, high: Decimal | None, words: str) -> Any:
    def check(value: object) -> Decimal:
        if isinstance(value, str):
            raise refuse("wrong-type", "A number is needed here, not text.", _ranged_hint(value, high, words))
        number = as_number(value)
        if number < low or (high is not None and number > high):
            hint = _ranged_hint(f"{number} %", high, words) if high == 1 else f"Write {words}."
            raise refuse("out-of-range", f"{number} is not {words}.", hint)
        return number

    return PlainValidator(check)


def _ranged_hint(text: str, high: Decimal | None, words: str) -> str:
    """What to write for a percentage where a number from 0 to `high` is needed."""
    percentage = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)\s*%", text.strip())
    if percentage and high is not None and high < Decimal(percentage[1]) <= 100:
        return f"Write {words}: {(Decimal(percentage[1]) / 100 * high).normalize():f} for {percentage[1]} %."
    return _number_hint(text) if text.strip().isdecimal() else f"Write {words}, with digits only."


_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LENGTH_OF_DAY = 10


def as_day(value: object) -> date:
    """A day written as year-month-day."""
    day = _day_written(value) if isinstance(value, str) and len(value) == _LENGTH_OF_DAY else None
    if day is None:
        shown = f"`{value}`" if isinstance(value, (str, int, Decimal)) else kind_of(value)
        raise refuse("bad-date", f"{shown} is not a date.", _date_hint(str(value)))
    return day


@lru_cache(maxsize=4096)
def _day_written(text: str) -> date | None:
    """The day that a text is; there are few in a company, however many documents name them."""
    match = _DAY.fullmatch(text)
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise refuse("bad-date", f"There is no day {text} in the calendar.", "Check the month and the day.") from None


def _date_hint(text: str) -> str:
    """The day that a text most likely means, as it is written here; an example where it can mean several."""
    hint = "Write year-month-day, such as 2026-11-02."
    if match := re.fullmatch(r"(\d{4})[-./ ]?(\d{1,2})[-./ ]?(\d{1,2})(?:[T ].*)?", text.strip()):
        year, month, day = match.groups()
    elif match := re.fullmatch(r"(\d{1,2})([-./])\s*(\d{1,2})\2\s*(\d{4})", text.strip()):
        first, mark, second, year = match.groups()
        # Points are used where the day comes first; else only a number above 12 tells.
        month, day = (second, first) if mark == "." or int(first) > 12 else (first, second)
        if mark != "." and int(first) <= 12 and int(second) <= 12:
            return hint
    else:
        return hint
    try:
        return f"Write year-month-day: `{date(int(year), int(month), int(day))}`."
    except ValueError:
        return hint


def as_flag(value: object) -> bool:
    """True or false."""
    if isinstance(value, bool):
        return value
    raise refuse("wrong-type", f"true or false is needed here, not {kind_of(value)}.", "Write `true` or `false`, without quotes.")


def as_url(value: object) -> str:
    """A web or mail address."""
    text = as_text(value)
    if not re.fullmatch(r"(https?://[^\s<>\"\\^`{|}]+|mailto:[^\s<>\"]+)", text, re.IGNORECASE):
        raise refuse("bad-url", f"`{text}` is not a web address.", "Write a full address such as https://example.com/report.")
    return text


def as_list(value: object) -> list[object]:
    """A list; a single text or mapping stands for a list of one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def choice(*names: str) -> Any:
    """A validator for one of some names, with the nearest one as remedy."""

    def check(value: object) -> str:
        if isinstance(value, str) and value in names:
            return value
        shown = f"`{value}`" if isinstance(value, (str, int, Decimal, bool)) else kind_of(value)
        raise refuse("unknown-value", f"{shown} is not known here.", did_you_mean(str(value), names))

    return PlainValidator(check)


def one_of(*names: str) -> Any:
    """The kind of a value that is one of some names."""
    return Annotated[str, choice(*names), WithJsonSchema({"enum": list(names)})]

def _decimal(check: Any, limits: dict[str, object]) -> Any:
    """The kind of an exact number; defaults are written as plain numbers in the JSON Schema."""
    return Annotated[Decimal, check, PlainSerializer(float), WithJsonSchema({"type": "number", **limits})]


Text = Annotated[str, PlainValidator(as_text), WithJsonSchema({"type": "string", "minLength": 1})]
Line = Annotated[str, PlainValidator(as_line), WithJsonSchema({"type": "string", "minLength": 1})]
Number = _decimal(PlainValidator(as_number), {})
Share = _decimal(_ranged(Decimal(0), Decimal(1), "a number from 0 to 1"), {"minimum": 0, "maximum": 1})
Weight = _decimal(_ranged(Decimal(0), None, "a number of at least 0"), {"minimum": 0})
Confidence = _decimal(_ranged(Decimal(0), Decimal(10), "a number from 0 to 10"), {"minimum": 0, "maximum": 10})
Day = Annotated[date, PlainValidator(as_day), WithJsonSchema({"type": "string", "format": "date"})]
Flag = Annotated[bool, PlainValidator(as_flag), WithJsonSchema({"type": "boolean"})]
Url = Annotated[str, PlainValidator(as_url), WithJsonSchema({"type": "string", "format": "uri"})]
