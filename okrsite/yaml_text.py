"""Values become YAML that every reader takes for the same value: text for the commands that write documents.

A text stands without quotes only where no version of YAML, no flow mapping and no comment could take it for anything
else; in doubt it is quoted. What a person wrote by hand is never passed through here.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Final
from unicodedata import category

from okrsite.source import yaml_scalars

_BARE: Final = re.compile(r"""[^\W_](?:[-\w ./()%&+'’…«»€$!?;=@*"\u00a0\u202f]|:(?=[\w/])|(?<=[\w/])\#)*""")
_ESCAPED: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_OLD_WORDS: Final = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))


def scalar(value: str | int | Decimal | date | bool | None) -> str:
    """A value on one line, fit for a block, for a list or mapping in brackets, and for a key."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, str):
        return value if _is_plain(value) else _quoted(value)
    return str(value)  # an ISO date, a whole number


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
