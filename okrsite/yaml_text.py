"""Values become YAML that every reader takes for the same value: text for the commands that write documents.

A text stands without quotes only where no version of YAML, no flow mapping and no comment could take it for anything
else; in doubt it is quoted. What a person wrote by hand is never passed through here.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeGuard
from unicodedata import category

from okrsite.source import yaml_scalars

_BARE: Final = re.compile(r"""[^\W_](?:[-\w ./()%&+'’…«»€$!;=@*"\u00a0\u202f]|:(?=[\w/])|(?<=[\w/])\#)*""")
_ESCAPED: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_OLD_WORDS: Final = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))


Scalar = str | int | Decimal | date | bool | None
Data = Scalar | Sequence["Data"] | Mapping[str, "Data"] | Mapping[Decimal, "Data"]
"""What front matter can hold."""

_ON_SEVERAL_LINES: Final = frozenset(("key_results", "checkins"))
"""Lists whose entries people come back to, and so get a line for each key."""


def scalar(value: Scalar) -> str:
    """A value on one line, fit for a block, for a list or mapping in brackets, and for a key."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, str):
        return value if _is_plain(value) else _quoted(value)
    return str(value)  # an ISO date, a whole number


def front_matter(values: Mapping[str, Data]) -> str:
    """Lines of `key: value` in the order given; a key whose value is None or empty is left out."""
    return "".join(_entry(key, value, "") for key, value in values.items() if not _is_nothing(value))


def _entry(key: str, value: Data, indent: str) -> str:
    """A key with its value, on as many lines as it takes."""
    head = f"{indent}{scalar(key)}:"
    if isinstance(value, str) and _fits_a_block(value):
        return "\n".join([f"{head} |-", *(f"{indent}  {line}".rstrip() for line in value.split("\n"))]) + "\n"
    if _is_list(value) and any(isinstance(item, Mapping) for item in value):
        return f"{head}\n" + "".join(_item(item, f"{indent}  ", key in _ON_SEVERAL_LINES) for item in value)
    return f"{head} {_on_one_line(value)}\n"


def _item(item: Data, indent: str, on_several_lines: bool) -> str:
    if not (on_several_lines and isinstance(item, Mapping)):
        return f"{indent}- {_on_one_line(item)}\n"
    lines = "".join(_entry(str(key), value, f"{indent}  ") for key, value in item.items() if not _is_nothing(value))
    return f"{indent}- {lines.removeprefix(indent + '  ')}"


def _on_one_line(value: Data) -> str:
    if isinstance(value, Mapping):
        inner = (f"{scalar(key)}: {_on_one_line(entry)}" for key, entry in value.items() if not _is_nothing(entry))
        return "{" + ", ".join(inner) + "}"
    if _is_list(value):
        return "[" + ", ".join(map(_on_one_line, value)) + "]"
    return scalar(value)  # type: ignore[arg-type]


def _is_nothing(value: Data) -> bool:
    return value is None or (isinstance(value, (Sequence, Mapping)) and not isinstance(value, str) and not value)


def _is_list(value: Data) -> TypeGuard[Sequence[Data]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _fits_a_block(text: str) -> bool:
    """Whether a text of several lines can stand as it is, which is how people write it."""
    lines = text.split("\n")
    return len(lines) > 1 and text == text.strip() and all(line == line.rstrip() and line.isprintable() for line in lines)


def _number(value: Decimal) -> str:
    """Digits without an exponent and without zeros that say nothing: 4.0 is written 4 (FORMAT §18)."""
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _is_plain(text: str) -> bool:
    if not _BARE.fullmatch(text) or text[-1].isspace() or text.casefold() in _OLD_WORDS:
        return False
    has_letter = any(character.isalpha() for character in text)
    return has_letter and not re.match(r"\d[\d.,_]*e[-+]?\d", text, re.I) and yaml_scalars.plain(text) == text


def _quoted(text: str) -> str:
    return '"' + "".join(map(_within_quotes, text)) + '"'


def _within_quotes(character: str) -> str:
    if character in _ESCAPED:
        return _ESCAPED[character]
    if character.isprintable() or category(character) == "Zs":
        return character
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
