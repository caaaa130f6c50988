"""Values → JSON text with exact numbers: what okrs.json is written with (FORMAT §9, §16).

The standard library writes decimals only by way of binary floating point, so the writing of numbers is our own; its escaping of text is
used as it is. A document may be written in pieces, so that the text of a very large one never stands in memory as a whole.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import Any

_INDENT = "  "
_ENTRY_LINE = "\n" + 2 * _INDENT


class Exact(str):
    """A number with all its digits, as text that is JSON already."""


def json_text(value: object) -> str:
    """JSON with two-space indent and a line feed at the end; mappings keep their order."""
    return _text(value, "\n") + "\n"


def json_pieces(document: Mapping[str, object]) -> Iterator[str]:
    """The same text of a mapping, piece by piece; where a value is an iterator, it gives a list's entries as `entry_text` writes them."""
    separator = "{"
    for key, value in document.items():
        yield f"{separator}\n{_INDENT}{quoted(key)}: "
        if isinstance(value, Iterator):
            yield from _list_pieces(value)
        else:
            yield _text(value, "\n" + _INDENT)
        separator = ","
    yield "\n}\n" if document else "{}\n"


def entry_text(value: object) -> str:
    """The text of one entry of a list that is itself a value of the document."""
    return _text(value, _ENTRY_LINE)


def _list_pieces(entries: Iterator[str]) -> Iterator[str]:
    separator = "["
    for entry in entries:
        yield separator + _ENTRY_LINE + entry
        separator = ","
    yield "[]" if separator == "[" else f"\n{_INDENT}]"


def number_text(value: Fraction | Decimal | int) -> str:
    """A number with at most 6 decimals, half away from zero, without trailing zeros: 4.0 is written 4."""
    numerator, denominator = value.as_integer_ratio()
    if denominator == 1:
        return str(numerator)
    scaled = (2_000_000 * abs(numerator) + denominator) // (2 * denominator)
    whole, decimals = divmod(scaled, 1_000_000)
    text = f"{whole}.{decimals:06}".rstrip("0").rstrip(".")
    return f"-{text}" if numerator < 0 and scaled else text


def _text(value: object, line: str) -> str:
    """A value's text; `line` begins a new line at its depth."""
    write = _WRITERS.get(type(value))
    if write:
        return write(value)
    inner = line + _INDENT
    if isinstance(value, dict):
        return _frame(tuple(value), line) % tuple([_text(entry, inner) for entry in value.values()])
    if isinstance(value, (list, tuple)):
        entries = f",{inner}".join([_text(entry, inner) for entry in value])
        return f"[{inner}{entries}{line}]" if value else "[]"
    raise TypeError(f"{type(value).__name__} has no place in JSON")


@lru_cache(1024)
def _frame(keys: tuple[object, ...], line: str) -> str:
    """Everything of a mapping but its values, whose places are `%s`: thousands of things have the same keys at the same depth."""
    labels = [f"{quoted(str(key))}: ".replace("%", "%%") for key in keys]
    places = ",".join(f"{line}{_INDENT}{label}%s" for label in labels)
    return f"{{{places}{line}}}" if keys else "{}"


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda value: "null",
    bool: lambda value: "true" if value else "false",
    str: quoted,
    Exact: str,
    int: number_text,
    Decimal: number_text,
    Fraction: number_text,
    date: lambda value: f'"{value.isoformat()}"',
}
