"""Folders → units and cycle folders: the repository's layout is the organisation (FORMAT §1, §18)."""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from okrsite.cycles import Calendar
from okrsite.diagnostics import Diagnostic, Location
from okrsite.urls import RESERVED

Folder = tuple[str, ...]

_UNIT_NAME = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?")
_ALMOST_A_CYCLE = re.compile(
    r"(?P<year>\d{4})[-_ ./]*(?:(?P<part>[qht])0?(?P<number>\d)|(?P<month>\d\d|[5-9]))"
    r"|(?P<part_>[qht])0?(?P<number_>\d)[-_ ./]*(?P<year_>\d{4})",
    re.IGNORECASE,
)


class Layout(Struct, frozen=True):
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
    misspelt = {folder: name for folder, name in files if name != "index.md" and name.casefold() == "index.md"}
    with_markdown = {(), *(folder[:length] for folder, _ in files for length in range(len(folder) + 1))}
    cycles = {folder: folder[-1] for folder in with_markdown if folder and _is_cycle(folder[-1], calendar)}
    inside = {folder for folder in folders if any(folder[:length] in cycles for length in range(1, len(folder)))}
    units = indexed - set(cycles) - inside
    faults = [*_cycle_folder_faults(cycles, indexed, inside, content)]
    neither = with_markdown - units - set(cycles) - inside
    faults += [f for folder in neither for f in _missing_index(folder, content, calendar, misspelt.get(folder))]
    faults += [f for folder in units for f in _name_faults(folder, content)]
    # Documents in a folder that is meant for a cycle are read as its own, so that one slip is one error.
    meant = {folder: cycle for folder in neither if folder and (cycle := meant_cycle(folder[-1], calendar))}
    return Layout(frozenset(units), {**meant, **cycles}, tuple(faults))


def meant_cycle(name: str, calendar: Calendar) -> str | None:
    """The cycle that a name such as 2026-Q4, 2026q4 or Q4 2026 is meant for, if there is one."""
    match = _ALMOST_A_CYCLE.fullmatch(name.strip())
    if not match:
        return None
    year, part, number = (match[key] or match[key + "_"] for key in ("year", "part", "number"))
    identifier = f"{year}-{part.lower()}{number}" if part else f"{year}-{int(match['month']):02}"
    return identifier if calendar.find(identifier) else None


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


def _missing_index(folder: Folder, content: str, calendar: Calendar, misspelt: str | None) -> Iterable[Diagnostic]:
    path = "/".join((content, *folder))
    rename = f"Rename {path}/{misspelt} to index.md: small letters matter." if misspelt else ""
    if not folder:
        message = f"`{path}/index.md` is missing, so there is no company."
        hint = rename or f"Create {path}/index.md with three lines: `---`, `title: Your company`, `---`."
        yield Diagnostic(_at(folder, content), "empty-content", message, hint)
        return
    meant = meant_cycle(folder[-1], calendar)
    if meant:
        hint = f"Rename it to `{meant}` if it is a cycle."
    else:
        hint = rename or f"Add {path}/index.md with `title: …` if it is a unit; a cycle folder is named like 2026-q4."
    message = f"The folder `{folder[-1]}` holds Markdown but is neither a unit nor a cycle folder."
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
