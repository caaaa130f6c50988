"""Typed values from YAML, and what is wrong with them: pydantic's errors as diagnostics with a place and a remedy.

The kinds of values that front matter and configuration are made of (text, numbers, days, shares, addresses) are defined here once;
each refuses what it cannot take with a catalogue code, so that a fault found by any model reads the same.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Protocol, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, PlainSerializer, PlainValidator, ValidationError, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from okrsite.diagnostics import CATALOGUE, Diagnostic, Location

Path = tuple[str | int, ...]


class Positions(Protocol):
    """Where keys and values stand in a file, by path: (line, column), both from 1."""

    def key(self, path: Path) -> tuple[int, int]:
        """The place of a key, else of what lacks it."""

    def value(self, path: Path) -> tuple[int, int]:
        """The place of a value, else of what encloses it."""


class Written(BaseModel):
    """A mapping that people write: unknown keys are errors, values stay as they are."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, data: Any) -> Any:
        """A known key with nothing behind it counts as left out, so that templates may leave keys empty."""
        if isinstance(data, dict) and None in data.values():
            return {key: value for key, value in data.items() if value is not None or key not in _names(cls)}
        return data


ModelT = TypeVar("ModelT", bound=Written)


@dataclass(frozen=True, slots=True)
class Place:
    """A file and the positions in it: makes a path of keys into a location."""

    file: str
    positions: Positions

    def key(self, *path: str | int) -> Location:
        """Where a key stands."""
        return Location(self.file, *self.positions.key(path))

    def value(self, *path: str | int) -> Location:
        """Where a value stands."""
        return Location(self.file, *self.positions.value(path))


def validate(model: type[ModelT], data: Mapping[str, object], place: Place) -> tuple[ModelT | None, list[Diagnostic]]:
    """The typed value of a mapping, or None with every fault in it."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=True)
        return None, [_diagnostic(model, fault, place) for fault in faults if not _is_echo(fault, faults)]


def without_faults(model: type[ModelT], data: Mapping[str, object]) -> tuple[ModelT | None, Mapping[str, Sequence[int]]]:
    """The typed value of what is left of a mapping without its faulty keys and list entries; of such lists, which entries are left."""
    kept: dict[str, list[int]] = {}
    rest = {key: value for key, value in data.items() if value is not None}
    try:
        return model.model_validate(rest), kept
    except ValidationError as error:
        faulty = {tuple(fault["loc"]) for fault in error.errors(include_url=False)}
    for key in {str(path[0]) for path in faulty if path}:
        entries, indices = data.get(key), {path[1] for path in faulty if path[0] == key and len(path) > 1}
        if isinstance(entries, list) and (key,) not in faulty:
            kept[key] = [index for index in range(len(entries)) if index not in indices]
            rest[key] = [entries[index] for index in kept[key]]
        else:
            rest.pop(key, None)
    needed = {name: "…" for name, field in model.model_fields.items() if field.is_required()}
    try:
        return model.model_validate({**needed, **rest}), kept
    except ValidationError:
        return None, kept


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that comes nearest to one that is not known, if any comes near."""
    folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    found = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that offers the nearest known word, else all of them where they are few."""
    candidates = list(known)
    near = nearest(word, candidates)
    return f"Did you mean `{near}`?" if near is not None else known_here(candidates)


def known_here(candidates: Sequence[str]) -> str:
    """A hint that lists all known words; empty where they are none or too many to read."""
    return f"Known here: {', '.join(f'`{candidate}`' for candidate in candidates)}." if 0 < len(candidates) <= 40 else ""


def refuse(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """The error that a validator raises: a catalogue code, a message and a remedy."""
    # The texts go through the context, because pydantic would read braces in a message template.
    return PydanticCustomError(code, "{message}", {"message": brief(message), "hint": brief(hint)})


def brief(text: str, most: int = 300) -> str:
    """A text on one line, of a length that people read."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most // 2] + "…" + line[-most // 2 :]


# ---- kinds of values ----


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
    """Text on one line: line breaks and runs of blanks become one blank; NFC."""
    return unicodedata.normalize("NFC", " ".join(as_text(value).split()))


def as_number(value: object) -> Decimal:
    """An exact number."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
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


def as_day(value: object) -> date:
    """A day written as year-month-day."""
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value) if isinstance(value, str) else None
    if not match:
        shown = f"`{value}`" if isinstance(value, (str, int, Decimal)) else kind_of(value)
        raise refuse("bad-date", f"{shown} is not a date.", _date_hint(str(value)))
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise refuse("bad-date", f"There is no day {value} in the calendar.", "Check the month and the day.") from None


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


# ---- pydantic's faults as diagnostics ----


def _is_echo(fault: Any, faults: Sequence[Any]) -> bool:
    """Whether a list is only too short because of its faulty entries."""
    length = len(fault["loc"])
    return fault["type"] == "too_short" and any(len(f["loc"]) > length and f["loc"][:length] == fault["loc"] for f in faults)


def _diagnostic(model: type[Written], fault: Any, place: Place) -> Diagnostic:
    path: Path = tuple(fault["loc"])
    kind, context = fault["type"], fault.get("ctx", {})
    name = f"`{path[-1]}`" if path and isinstance(path[-1], str) else "This entry"
    if kind in CATALOGUE:
        at = place.key(*path) if kind == "missing-key" else place.value(*path)
        return Diagnostic(at, kind, _named(path, context["message"]), context["hint"])
    if kind == "extra_forbidden":
        return _unknown_key(model, path, fault["input"], place)
    if kind == "missing":
        return Diagnostic(place.key(*path), "missing-key", f"{name} is missing{_inside(path)}.", f"Add `{path[-1]}: …`.")
    if kind == "too_short":
        return Diagnostic(place.value(*path), "wrong-type", f"{name} is empty.", "Write at least one entry, or leave the key out.")
    message = f"{name} is {kind_of(fault['input'])}; {_WANTED.get(kind, 'that is not what is needed here')}."
    return Diagnostic(place.value(*path), "wrong-type", message, _example(model, path, fault))


def _unknown_key(model: type[Written], path: Path, value: object, place: Place) -> Diagnostic:
    key, inner = str(path[-1]), _model_at(model, _keys(path[:-1]))
    if re.fullmatch(r"\d[\d.]*", key) and value is None:
        message = f"Between `{{` and `}}` a comma ends the value before it, so `{key}` was read as a key of its own."
        return Diagnostic(place.key(*path), "number-format", message, "Write numbers without grouping marks and with a point, such as 3.5.")
    message = f"The key `{brief(key, 60)}` is not known{_inside(path)}."
    if len(path) > 1 and key in _names(model):
        hint = f"`{key}` is a key of the whole document: begin its line further left, in the column of `{path[0]}`."
    elif key not in _names(inner) and (outer := _keys_with(inner, key)):
        hint = f"`{key}` belongs below {' or '.join(f'`{name}:`' for name in outer)}: put its line further in."
    else:
        hint = did_you_mean(key, _names(inner))
    return Diagnostic(place.key(*path), "unknown-key", message, hint)


def _example(model: type[Written], path: Path, fault: Any) -> str:
    """How to write what is needed at a path, with the keys that it cannot do without."""
    inner = _model_at(model, _keys(path))
    needed = [field.alias or name for name, field in inner.model_fields.items() if field.is_required()] if inner is not model else []
    fits = needed == ["title"] and isinstance(fault["input"], str) and re.fullmatch(r"[\w ]+", fault["input"])
    pairs = ", ".join(f"{key}: {fault['input'] if fits else '…'}" for key in needed)
    if fault["type"] in ("list_type", "tuple_type"):
        if pairs:
            return f"Write `- {pairs}` on a line of its own, and further keys below `{needed[0]}`."
        return f"Write `{path[-1]}: [{fault['input']}]`." if isinstance(fault["input"], str) else f"Write `{path[-1]}: [one, two]`."
    if pairs:
        return f"Write `{{{pairs}}}`, or a line for each key."
    return f"Write `{_keys(path)[-1]}:` and below it lines such as `  key: value`."


_WANTED = {
    "model_type": "a mapping of `key: value` lines is needed here",
    "model_attributes_type": "a mapping of `key: value` lines is needed here",
    "dict_type": "a mapping of `key: value` lines is needed here",
    "list_type": "a list is needed here: one line beginning with `- ` for each entry",
    "tuple_type": "a list is needed here: one line beginning with `- ` for each entry",
}


def _named(path: Path, message: str) -> str:
    keys = _keys(path)
    if keys and keys[-1] in _UNWRITTEN:
        keys = keys[:-1]
    return f"`{keys[-1]}`: {message}" if keys else message


# Keys that stand for the whole value where it is written short: `status: on_track`, `aligns_to: top`, `confidence: 8`.
_UNWRITTEN = ("is", "to", "None")


def _keys(path: Path) -> tuple[str, ...]:
    return tuple(part for part in path if isinstance(part, str))


def _inside(path: Path) -> str:
    """Which list entry a key belongs to, in words: ` in key_results, entry 2`."""
    if len(path) > 2 and isinstance(path[-2], int):
        return f" in `{path[-3]}`, entry {path[-2] + 1}"
    return f" in `{path[-2]}`" if len(path) > 1 else ""


@cache
def _names(model: type[Written]) -> tuple[str, ...]:
    """The keys of a model as people write them."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


@cache
def _model_at(model: type[Written], keys: tuple[str, ...]) -> type[Written]:
    """The model that a path of keys leads to."""
    for key in keys:
        by_alias = {field.alias or name: field for name, field in model.model_fields.items()}
        inner = _inner_model(by_alias[key].annotation) if key in by_alias else None
        model = inner or model
    return model


def _keys_with(model: type[Written], key: str) -> list[str]:
    """The keys of a model whose values are mappings with a certain key, or lists of such."""
    fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
    return [name for name, annotation in fields.items() if (inner := _inner_model(annotation)) and key in _names(inner)]


def _inner_model(annotation: Any) -> type[Written] | None:
    if isinstance(annotation, type) and issubclass(annotation, Written):
        return annotation
    return next((found for part in get_args(annotation) if (found := _inner_model(part))), None)
