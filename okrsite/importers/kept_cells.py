"""The text that arrives for a document that is there → its text with the cells that are kept in it as they are now.

A cell that okrsite has no key for stands in the text below its name, so it is found again there, and a new one takes the place of the old.
All other text is its author's, and stays.
"""

import re
from collections.abc import Mapping
from typing import Final

from okrsite.importers.texts import HEADING

_CELL: Final = re.compile(r"^- \*\*(?P<name>.+?):\*\* .*(?:\n  .*)*", re.MULTILINE)


def with_cells(old: str, new: str) -> str:
    """A text with the cells of another one: in the place of those of the same name, else behind the others."""
    there = _cells(old)
    more: list[str] = []
    for name, cells in _cells(new).items():
        known = there.get(name, [])
        missing = [cell for cell in cells if cell not in known]
        if len(cells) == len(known) == len(missing) == 1:
            old = old.replace(known[0], missing[0], 1)
        else:
            more += missing
    return _added(old, more) if more else old


def _cells(text: str) -> Mapping[str, list[str]]:
    """The cells that are kept in a text, by their names."""
    found: dict[str, list[str]] = {}
    for match in _CELL.finditer(text.partition(HEADING)[2]):
        found.setdefault(match["name"], []).append(match[0])
    return found


def _added(text: str, cells: list[str]) -> str:
    before, heading, kept = text.partition(HEADING)
    if not heading:
        return "\n\n".join(filter(None, (text.rstrip("\n"), HEADING, "\n".join(cells)))) + "\n"
    end = max((match.end() for match in _CELL.finditer(kept)), default=0)
    return "".join((before, heading, kept[:end], "\n" if end else "\n\n", "\n".join(cells), kept[end:] or "\n"))
