"""Values → JSON text with exact numbers: what okrs.json is written with (FORMAT §9, §16).

The standard library writes decimals only by way of binary floating point, so the writing of numbers is our own; its escaping of text is
used as it is.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from json.encoder import encode_basestring as quoted

from okrsite.formats import rounded


def json_text(value: object) -> str:
    """JSON with two-space indent and a line feed at the end; mappings keep their order."""
    return "".join(_parts(value, "\n")) + "\n"


def number_text(value: Fraction | Decimal | int) -> str:
    """A number with at most 6 decimals, half up, without trailing zeros: 4.0 is written 4."""
    text = f"{rounded(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _parts(value: object, line: str) -> Iterator[str]:
    """The pieces of a value's text; `line` begins a new line at its depth."""
    if value is None:
        yield "null"
    elif isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, str):
        yield quoted(value)
    elif isinstance(value, (Fraction, Decimal, int)):
        yield number_text(value)
    elif isinstance(value, date):
        yield f'"{value.isoformat()}"'
    elif isinstance(value, dict):
        yield from _collection("{}", ((quoted(str(key)) + ": ", entry) for key, entry in value.items()), line)
    elif isinstance(value, (list, tuple)):
        yield from _collection("[]", (("", entry) for entry in value), line)
    else:
        raise TypeError(f"{type(value).__name__} has no place in JSON")


def _collection(brackets: str, entries: Iterator[tuple[str, object]], line: str) -> Iterator[str]:
    inner, separator = line + "  ", brackets[0]
    for label, entry in entries:
        yield separator + inner + label
        yield from _parts(entry, inner)
        separator = ","
    yield brackets if separator == brackets[0] else line + brackets[1]
