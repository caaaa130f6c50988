"""Titles and names → ids and folders, the same ones each time that the same file is read (FORMAT §1, §2, §18)."""

import unicodedata
from collections.abc import Iterable

from okrsite.cycles import Calendar
from okrsite.urls import RESERVED, SLUG_LENGTH, slug, unportable_name

_NAMELESS = "untitled"
_AMONG_UNITS = "-team"
"""What is put behind a unit's name that the site needs for itself, such as `people`, or that is a cycle's."""


class Names:
    """Ids that are given out, no two alike in one place: the title's slug, then `-2`, `-3` in the order of arrival."""

    def __init__(self) -> None:
        self._taken: set[tuple[str, str]] = set()

    def take(self, place: str, title: str) -> str:
        """An id for a title that no other has in that place, such as the objectives of a unit in a cycle."""
        base, number = slug(title) or _NAMELESS, 1
        name = base
        while (place, name) in self._taken or unportable_name(name):
            number += 1
            name = base[: SLUG_LENGTH - len(f"-{number}")].rstrip("-") + f"-{number}"
        self._taken.add((place, name))
        return name


def unit_reference(names: Iterable[str]) -> str:
    """The reference of a unit that is called by its name and those of the units around it, from the top; nameless ones are passed over."""
    folders = [slug(name) for name in names]
    found = [folder for folder in folders if folder]
    return "/".join(_allowed(folder, is_first=index == 0) for index, folder in enumerate(found))


def name_of(folder: str) -> str:
    """What a unit may be called of which only the folder is known: `growth-team` is Growth team."""
    words = unicodedata.normalize("NFC", folder).replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _allowed(folder: str, *, is_first: bool) -> str:
    is_taken = (is_first and folder in RESERVED) or Calendar().find(folder) is not None or unportable_name(folder) is not None
    return folder[: SLUG_LENGTH - len(_AMONG_UNITS)].rstrip("-") + _AMONG_UNITS if is_taken else folder
