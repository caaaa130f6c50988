"""Columns of an organisation → the names of a unit and those above it: Marketing, Growth (FORMAT §1)."""

import re
from typing import Final

from okrsite.importers.cells import Cells
from okrsite.importers.table import Row, folded

_LEVELS: Final = ("division", "department", "team", "subteam")
_WAY: Final = re.compile(r"\s*(?:[>›»→\\]|\s/\s|::)\s*")
_COMPANY: Final = frozenset(
    ("company", "company wide", "companywide", "whole company", "corporate", "organisation", "organization", "org", "global", "all",
     "entreprise", "societe", "toute l entreprise", "tous", "unternehmen")
)  # fmt: skip


def unit_names(cells: Cells, row: Row) -> tuple[str, ...]:
    """The names from the top; none for the company itself, and where nothing is said."""
    if folded(cells.text(row, "scope")) in _COMPANY:
        return ()
    names = [name for level in ("unit_path", *_LEVELS) for name in names_in(cells.line(row, level))]
    kept = [name for name in names if not is_company(name)]
    return tuple(name for index, name in enumerate(kept) if index == 0 or folded(name) != folded(kept[index - 1]))


def names_in(text: str) -> list[str]:
    """The names in a text such as `Marketing > Growth`; of several units in one cell the first one."""
    first = re.split(r"[;\n]", text)[0]
    return [name.strip() for name in _WAY.split(first) if name.strip(" /")]


def is_company(name: str) -> bool:
    """Whether a unit is called the company as a whole."""
    return folded(name) in _COMPANY
