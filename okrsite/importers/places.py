"""Where arriving documents belong: the unit that is there under another folder's name, units that are missing, and the file of each.

What arrives is not trusted: a place that is none of FORMAT §1 and §2 is refused before a path is made of it.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from okrsite.config import Config
from okrsite.importers.arriving import Arriving, Place
from okrsite.importers.naming import name_of
from okrsite.model import Unit
from okrsite.urls import is_slug, unportable_name

_UNIT_NAME: Final = re.compile(r"[^\W_](?:[\w.-]*[^\W_])?")
_WITH_CYCLE: Final = ("objective", "review")
_REFERRING: Final = ("aligns_to", "continues", "kpi", "to")
_LISTS: Final = ("key_results", "aligns_to")


def reference_of(document: Arriving) -> str:
    """What others call a document (FORMAT §2, §18)."""
    cycle = document.cycle if document.kind in _WITH_CYCLE else None
    return "/".join(part for part in (document.unit, cycle, document.id) if part)


def file_of(document: Arriving, content: str) -> str:
    """The file of a new document, relative to the project."""
    reference = reference_of(document)
    name = f"{reference}.md" if document.kind != "unit" else f"{reference}/index.md".lstrip("/")
    return f"{content}/{name}"


def fault_of(document: Arriving, config: Config) -> str | None:
    """Why there is no place for a document, if so."""
    for name in document.unit.split("/") if document.unit else ():
        if not _UNIT_NAME.fullmatch(name) or unportable_name(name):
            return f"`{name}` cannot be a unit's folder: use letters and digits, with `-`, `_` or `.` between them."
        if config.calendar.find(name):
            return f"`{name}` is a cycle, so it cannot be a unit's folder: give the unit another name."
    if document.kind == "unit":
        return None
    if not is_slug(document.id) or unportable_name(document.id):
        return f"`{document.id}` is not an id: use lower-case letters and digits joined by single hyphens."
    if document.kind in _WITH_CYCLE and not config.calendar.find(document.cycle or ""):
        if document.cycle is None:
            return "Nothing says in which cycle it is. Say it with --cycle, such as --cycle 2026-q4."
        return f"`{document.cycle}` is not a cycle: name one like 2026-q4 with --cycle, or configure it in okrsite.yml."
    return None


def with_known_units(documents: Sequence[Arriving], known: Mapping[str, Unit]) -> list[Arriving]:
    """The documents in the units that are there: one that arrives under another folder's name is known by its title and the unit above."""
    by_title: dict[tuple[str | None, str], list[str]] = {}
    for unit in known.values():
        by_title.setdefault((unit.parent, _folded(unit.title)), []).append(unit.reference)
    moved: dict[str, str] = {}
    for document in sorted((d for d in documents if d.kind == "unit" and d.unit), key=lambda d: d.unit.count("/")):
        above, _, folder = document.unit.rpartition("/")
        above = moved.get(above, above)
        here = f"{above}/{folder}".lstrip("/")
        same = by_title.get((above, _folded(document.keys.get("title"))), [])
        moved[document.unit] = same[0] if here not in known and len(same) == 1 else here
    if all(old == new for old, new in moved.items()):
        return list(documents)
    return _moved(documents, moved)


def with_known_objectives(documents: Sequence[Arriving], titles: Mapping[str, str]) -> list[Arriving]:
    """The documents by the ids that they have here: an objective that is called otherwise is known by its title, in its unit and cycle."""
    arriving = {reference_of(document) for document in documents}
    by_title: dict[tuple[str, str], list[str]] = {}
    for reference, title in titles.items():
        if reference not in arriving:
            by_title.setdefault((reference.rpartition("/")[0], _folded(title)), []).append(reference)
    found: list[Arriving] = []
    for document in documents:
        reference = reference_of(document)
        is_new = document.kind == "objective" and reference not in titles
        same = by_title.get((reference.rpartition("/")[0], _folded(document.keys.get("title"))), []) if is_new else []
        found.append(replace(document, id=same[0].rpartition("/")[2]) if len(same) == 1 else document)
    return _called_anew(documents, found) if found != list(documents) else found


def with_units_above(documents: Sequence[Arriving], known: Collection[str], company: str) -> list[Arriving]:
    """The documents and the units that they need and that neither arrive nor are there; every new unit has a title."""
    there = {*known, *(document.unit for document in documents if document.kind == "unit")}
    made: list[Arriving] = []
    for document in documents:
        for reference in _lineage(document.unit):
            if reference not in there:
                there.add(reference)
                made.append(Arriving("unit", reference, None, "", {"title": _title(reference, company)}, "", Place("", 0)))
    return [*made, *(document if _has_title(document, known) else _titled(document, company) for document in documents)]


def _has_title(document: Arriving, known: Collection[str]) -> bool:
    return document.kind != "unit" or document.unit in known or "title" in document.keys


def _titled(document: Arriving, company: str) -> Arriving:
    return replace(document, keys={"title": _title(document.unit, company), **document.keys})


def _title(reference: str, company: str) -> str:
    return name_of(reference.rpartition("/")[2]) if reference else company


def _lineage(unit: str) -> Iterator[str]:
    """The references of the company and of each unit down to this one."""
    yield ""
    names = unit.split("/") if unit else []
    yield from ("/".join(names[:length]) for length in range(1, len(names) + 1))


def _moved(documents: Sequence[Arriving], moved: Mapping[str, str]) -> list[Arriving]:
    """Documents in the units that they are in here, with their references to each other."""
    new = [replace(document, unit=moved.get(document.unit, document.unit)) for document in documents]
    return _called_anew(documents, new)


def _called_anew(documents: Sequence[Arriving], new: Sequence[Arriving]) -> list[Arriving]:
    """New documents with references to each other by what they are called now."""
    called = {reference_of(old): reference_of(one) for old, one in zip(documents, new, strict=True)}
    return [replace(document, keys=_referring(document.keys, called)) for document in new]


def _referring(keys: Mapping[str, Any], called: Mapping[str, str]) -> dict[str, Any]:
    return {key: _anew(value, called) if key in _REFERRING or key in _LISTS else value for key, value in keys.items()}


def _anew(value: Any, called: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        reference, mark, key_result = value.partition("#")
        return called.get(reference, reference) + mark + key_result
    if isinstance(value, Mapping):
        return _referring(value, called)
    return [_anew(entry, called) for entry in value] if isinstance(value, (list, tuple)) else value


def _folded(title: object) -> str:
    return " ".join(str(title).split()).casefold()
