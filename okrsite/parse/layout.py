"""Folders → units and cycle folders: the repository's layout is the organisation (FORMAT §1, §18)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from okrsite.cycles import Calendar
from okrsite.diagnostics import Diagnostic, Location
from okrsite.urls import RESERVED

Folder = tuple[str, ...]

_UNIT_NAME = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?")
_ALMOST_A_CYCLE = re.compile(r"(\d{4})[-_ ]?([qht]\d|\d{1,2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which folders are units and which are cycle folders; `cycles` maps a cycle folder to its cycle's id."""

    units: frozenset[Folder]
    cycles: Mapping[Folder, str]
    diagnostics: tuple[Diagnostic, ...]

    def unit_of(self, folder: Folder) -> str:
        """The reference of the unit that a folder belongs to: the nearest unit above it, or it itself."""
        while folder and folder not in self.units:
            folder = folder[:-1]
        return "/".join(folder)

    def place_of(self, folder: Folder) -> tuple[str, str | None]:
        """The unit and, in a cycle folder, the cycle of the documents in a folder."""
        for length in range(1, len(folder) + 1):
            if folder[:length] in self.cycles:
                return "/".join(folder[: length - 1]), self.cycles[folder[:length]]
        return "/".join(folder), None


def read_layout(markdown: Iterable[tuple[Folder, str]], folders: Iterable[Folder], content: str, calendar: Calendar) -> Layout:
    """The layout of some Markdown files (folder and name) and folders below `content`."""
    files = set(markdown)
    indexed = {folder for folder, name in files if name == "index.md"}
    with_markdown = {folder[:length] for folder, _ in files for length in range(len(folder) + 1)}
    cycles = {folder: folder[-1] for folder in with_markdown if folder and _is_cycle(folder[-1], calendar)}
    inside = {folder for folder in folders if any(folder[:length] in cycles for length in range(1, len(folder)))}
    units = indexed - set(cycles) - inside
    faults = [*_cycle_folder_faults(cycles, indexed, inside, content)]
    faults += [f for folder in with_markdown - units - set(cycles) - inside for f in _missing_index(folder, content, calendar)]
    faults += [f for folder in units for f in _name_faults(folder, content)]
    return Layout(frozenset(units), cycles, tuple(faults))


def _is_cycle(name: str, calendar: Calendar) -> bool:
    return calendar.find(name) is not None


def _at(folder: Folder, content: str) -> Location:
    return Location("/".join((content, *folder)))


def _cycle_folder_faults(
    cycles: Mapping[Folder, str], indexed: set[Folder], inside: set[Folder], content: str
) -> Iterable[Diagnostic]:
    for folder in cycles:
        if folder in indexed:
            message = f"The cycle folder `{folder[-1]}` holds an index.md."
            yield Diagnostic(_at(folder, content), "folder-in-cycle", message, "Remove it, or rename the folder if it is a unit.")
    for folder in inside:
        if folder[:-1] in cycles:
            message = f"The cycle folder `{folder[-2]}` holds the folder `{folder[-1]}`."
            hint = "Move the folder out: objectives of a team lie in the team's own cycle folder."
            yield Diagnostic(_at(folder[:-1], content), "folder-in-cycle", message, hint)


def _missing_index(folder: Folder, content: str, calendar: Calendar) -> Iterable[Diagnostic]:
    if not folder:
        message = f"`{content}/index.md` is missing, so there is no company."
        hint = f"Create {content}/index.md with a front matter of at least `title: Your company`."
        yield Diagnostic(_at(folder, content), "empty-content", message, hint)
        return
    name = folder[-1]
    almost = _ALMOST_A_CYCLE.fullmatch(name)
    meant = f"{almost[1]}-{almost[2].lower()}" if almost else ""
    if meant and calendar.find(meant):
        hint = f"Rename it to `{meant}` if it is a cycle."
    else:
        hint = f"Add {'/'.join((content, *folder))}/index.md with `title: …` if it is a unit; a cycle folder is named like 2026-q4."
    message = f"The folder `{name}` holds Markdown but is neither a unit nor a cycle folder."
    yield Diagnostic(_at(folder, content), "folder-without-index", message, hint)


def _name_faults(folder: Folder, content: str) -> Iterable[Diagnostic]:
    if not folder:
        return
    if not _UNIT_NAME.fullmatch(folder[-1]):
        message = f"`{folder[-1]}` cannot be a unit's folder."
        hint = "Use letters and digits, with `-`, `_` or `.` between them."
        yield Diagnostic(_at(folder, content), "folder-name", message, hint)
    if len(folder) == 1 and folder[0].casefold() in RESERVED:
        message = f"The site needs the address /{folder[0]}/ for a page of its own."
        yield Diagnostic(_at(folder, content), "reserved-address", message, "Choose another name for the folder.")
