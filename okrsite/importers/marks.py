"""Marks before titles in cells → what a row is, and its title without them: `O1: Grow`, `KR 1.2 - Leads`, a list of results in one cell."""

import re
from typing import Final, Literal

from okrsite.importers.table import folded

Level = Literal["objective", "key result", ""]

_NUMBER: Final = r"\s?#?\d{1,3}(?:\.\d{1,3})*"
_AFTER: Final = r"\s*[:.)–—-]\s+"
_OBJECTIVE: Final = re.compile(rf"(?P<mark>(?:o|obj|objective|objectif){_NUMBER}){_AFTER}|(?:objective|objectif)\s*:\s*", re.I)
_KEY_RESULT: Final = re.compile(rf"(?P<mark>(?:kr|key result|résultat clé){_NUMBER}){_AFTER}|(?:kr|key result|résultat clé)\s*:\s*", re.I)
_CALLED: Final = re.compile(rf"(?:(?P<objective>o|obj)|kr){_NUMBER}", re.I)
_BULLET: Final = re.compile(r"\s*(?:[-*•–·]\s+|\d{1,2}[.)]\s+|(?=kr\s?\d))", re.I)
_TOTALS: Final = frozenset(
    ("total", "totals", "grand total", "subtotal", "sub total", "sum", "average", "overall", "total general", "sous total", "somme",
     "moyenne")
)  # fmt: skip


def unmarked(title: str) -> tuple[Level, str, str]:
    """What a mark says that a title is, the mark itself, and the title without it; none of that where there is no mark."""
    for level, pattern in (("objective", _OBJECTIVE), ("key result", _KEY_RESULT)):
        if (match := pattern.match(title)) and title[match.end() :]:
            return level, match["mark"] or "", title[match.end() :]  # type: ignore[return-value]
    return "", "", title


def level_of_id(row_id: str) -> Level:
    """What a row is that others call `O1` or `KR1.2`."""
    match = _CALLED.fullmatch(row_id.strip())
    return "" if match is None else "objective" if match["objective"] else "key result"


def is_total(text: str) -> bool:
    """Whether a row that begins with this only sums up others."""
    return folded(text) in _TOTALS


def parents_of(text: str) -> list[str]:
    """What a cell names, several with commas, semicolons or line breaks between them, as it is compared."""
    return [name for part in re.split("[;,\n]", text) if (name := folded(part))]


def several(text: str) -> list[str]:
    """The results that stand below each other in one cell, each behind a bullet or a number; one, where they do not."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or not all(_BULLET.match(line) for line in lines):
        return [" ".join(text.split())]
    return [" ".join(_BULLET.sub("", line, count=1).split()) for line in lines]
