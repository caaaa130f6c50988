"""Texts that a spreadsheet would take for something else → texts that it shows, and back.

In CSV an apostrophe goes before each place where a formula could begin; before one that has apostrophes already goes one more, so that
taking one away gives exactly what was there. In workbooks, which know what is text, only what XML cannot hold is spelled out.
"""

import re

# Where a spreadsheet may take what follows for a formula: at the beginning, on a new line, and after a semicolon, which ends a cell
# where commas are decimal marks; each past quotes and blanks. East Asian spreadsheets take the wide forms too. What is looked over after
# each such place ends before the next one, so that a long text is looked at once.
_BEGINS = r"(?:^|(?<=[;\t\r\n]))"
_FORMULA_FOLLOWS = r"(?=(?:[^\S\t\r\n]|[\"'])*[=+\-@\t\r＝＋－＠])"
_OPEN = re.compile(_BEGINS + _FORMULA_FOLLOWS)
_DEFUSED = re.compile(_BEGINS + "'" + _FORMULA_FOLLOWS)
# A text in which no formula can begin but at its first letter, and does not: nearly all.
_HARMLESS = re.compile(r"[^\W_][^;\t\r\n]*")


def defused(text: str) -> str:
    """The text as a spreadsheet takes it for text."""
    return text if _HARMLESS.fullmatch(text) else _OPEN.sub("'", text)


def undefused(text: str) -> str:
    """The text that was defused."""
    return text if _HARMLESS.fullmatch(text) else _DEFUSED.sub("", text)


# What a workbook cannot hold as it is: a character that XML refuses or changes, and what looks like one that is spelled out.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SPELLED = re.compile("_x(?![dD][89a-fA-F])([0-9A-Fa-f]{4})_")  # half a character has no place in a file


def escaped(text: str) -> str:
    """The text as a cell of a workbook has it: `_x000D_` for a carriage return."""
    return _UNFIT.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def unescaped(text: str) -> str:
    """The text that a cell of a workbook means."""
    return _SPELLED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
