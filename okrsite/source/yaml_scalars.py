"""Unquoted YAML scalars become values: the rules of the YAML 1.2 core schema, with exact numbers (FORMAT §9, §14).

What people write for a number or a time but YAML readers disagree about is refused with a remedy, never guessed.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from okrsite.source.text import shown

Scalar = str | int | Decimal | bool | None


class Refusal(NamedTuple):
    """Why a scalar is not taken: a code of the catalogue, what is wrong, what to write instead."""

    code: str
    message: str
    hint: str


MOST_DIGITS: Final = 18
"""Digits of a number, and the largest exponent (FORMAT §18)."""

_SHORT: Final = 24
"""Characters of a scalar that is worth being remembered."""

_CONSTANTS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_QUOTES_OPENING: Final = "“„”\u2018\u201a"
_QUOTES_CLOSING: Final = "“”\u2018\u2019"
_WORTH_A_LOOK: Final = frozenset("+-.0123456789" + _QUOTES_OPENING)

_DECIMAL: Final = re.compile(r"([-+]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:[eE]([-+]?[0-9]+))?")
_HYPHENATED: Final = re.compile(r"[0-9]+(?:-[0-9]+)+")
_OTHER_BASE: Final = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_TIME: Final = re.compile(r"[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?")
_GROUPED: Final = re.compile(
    r"""[-+]?(?:
        [0-9][0-9_]*_[0-9_]*(?:[.,][0-9]*)?                                                 # 1_000
        | [0-9]{1,3}([ \u00a0\u2007\u2009\u202f'\u2019])[0-9]{3}(?:\1[0-9]{3})*(?:[.,][0-9]+)?   # 1 000
        | [0-9]{1,3}(?:,[0-9]{2,3})+(?:\.[0-9]+)?                                           # 1,000.5
        | [0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+                                                  # 1.000,5
        | [0-9]+,[0-9]+                                                                     # 3,5
    )""",
    re.VERBOSE,
)


def plain(text: str) -> Scalar | Refusal:
    """An unquoted scalar's value by YAML 1.2 core; dates stay text, doubtful numbers are refused (FORMAT §14)."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _WORTH_A_LOOK:
        return text
    return _number_or_text(text) if len(text) <= _SHORT else _number_or_text.__wrapped__(text)


@lru_cache(maxsize=8192)
def _number_or_text(text: str) -> Scalar | Refusal:
    """The value of a scalar that begins like a number or a quotation; numbers and days recur from document to document."""
    if text.isdecimal() and text.isascii() and len(text) <= MOST_DIGITS:
        return int(text)
    if match := _DECIMAL.fullmatch(text):
        return _number(text, match)
    if _HYPHENATED.fullmatch(text):  # most often a day
        return text
    if _OTHER_BASE.fullmatch(text):
        return _in_other_base(text)
    return _refused(text) or text


def in_word_quotes(text: str) -> bool:
    """Whether an unquoted text begins and ends with typographic quotes, as word processors make them."""
    return len(text) > 1 and text[0] in _QUOTES_OPENING and text[-1] in _QUOTES_CLOSING


def quoted(text: str) -> str:
    """The text in quotes as it can be written in YAML: straight ones, in place of typographic ones around it."""
    if in_word_quotes(text):
        text = text[1:-1]
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def word_quotes(text: str) -> Refusal:
    """The words for a text in typographic quotes."""
    hint = f"Write straight quotes: {quoted(shown(text))}."
    return Refusal("word-quotes", "This text stands in typographic quotes, which are not quotes in YAML.", hint)


def _number(text: str, match: re.Match[str]) -> int | Decimal | Refusal:
    if match[5] is None and len(text) <= MOST_DIGITS:
        return int(text) if "." not in text else Decimal(text) or Decimal(0)
    sign, whole, fraction, bare_fraction, exponent = match.groups()
    digits = (whole or "").lstrip("0")
    decimals = fraction or bare_fraction or ""
    power = (exponent or "0").lstrip("+-").lstrip("0")
    if len(digits) + len(decimals) > MOST_DIGITS or len(power) > 2 or int(power or "0") > MOST_DIGITS:
        return _too_large(text)
    if "." not in text and exponent is None:
        return int(sign + (digits or "0"))
    return Decimal(text) or Decimal(0)  # no -0.0


def _in_other_base(text: str) -> int | Refusal:
    number = int(text, 0) if len(text) <= 24 else 10**MOST_DIGITS
    return number if number < 10**MOST_DIGITS else _too_large(text)


def _too_large(text: str) -> Refusal:
    message = f"`{shown(text, 30)}` has more than {MOST_DIGITS} digits or an exponent above {MOST_DIGITS}."
    return Refusal(
        "number-too-large", message, "Use a larger unit or fewer decimals, or write it in quotes if text is meant."
    )


def _refused(text: str) -> Refusal | None:
    """Why a text that looks like a number, a time or a quotation is not taken as it is, if so."""
    if in_word_quotes(text):
        return word_quotes(text)
    if _NOT_FINITE.fullmatch(text):
        return Refusal(
            "not-finite", f"`{text}` is not a number that can be counted with.", "Write a number, or leave the key out."
        )
    if _TIME.fullmatch(text):
        message = f"`{shown(text)}` without quotes is a time to some YAML readers and a number to others."
        return Refusal("unquoted-time", message, f"Write it in quotes: {quoted(shown(text))}.")
    if _GROUPED.fullmatch(text):
        if sum(character.isdecimal() for character in text) > MOST_DIGITS:
            return _too_large(text)
        message = (
            f"`{shown(text)}` is not how a number is written here: no grouping marks, and a point before decimals."
        )
        return Refusal("number-format", message, f"Write {meant(text)}; in quotes if text is meant: {quoted(text)}.")
    return None


def meant(text: str) -> str:
    """The number that a grouped or comma-decimal text most likely means; both where it can be either."""
    bare = re.sub(r"[^-+0-9.,]", "", text)
    if re.fullmatch(r"[-+]?[0-9]{1,3},[0-9]{3}", bare):
        return f"`{bare.replace(',', '')}` (or `{bare.replace(',', '.')}` if the comma begins the decimals)"
    if bare.rfind(",") > bare.rfind(".") and bare.count(",") == 1:
        return f"`{bare.replace('.', '').replace(',', '.')}`"
    return f"`{bare.replace(',', '')}`"
