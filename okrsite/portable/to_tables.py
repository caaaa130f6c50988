"""A project with its numbers → tables for spreadsheets: what was written, and beside it how things go.

Each row is a mapping of headers to cells; `okrsite.portable.columns` has all headers in their order.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from okrsite.config import Config
from okrsite.figures import Figures, KeyResultFigures
from okrsite.model import Organisation
from okrsite.portable.cells import LINES, Cell, told
from okrsite.portable.columns import (
    ALIGNMENTS,
    INITIATIVES,
    KEY_RESULTS,
    KPI_VALUES,
    KPIS,
    MILESTONES,
    OBJECTIVES,
    PAGES,
    PEOPLE,
    TABLES,
    UNITS,
    Column,
)
from okrsite.portable.values import FORMAT, VERSION, Document, Project

Row = Mapping[str, Cell]
Tables = Mapping[str, Sequence[Row]]


class Numbers(NamedTuple):
    """Where what is told beside the written keys comes from."""

    organisation: Organisation
    figures: Figures
    config: Config
    audience: str


def tables_of(project: Project, numbers: Numbers) -> Tables:
    """All tables by name, some of them perhaps without rows."""
    tables: dict[str, list[Row]] = {name: [] for name in TABLES}
    tables["settings"] = [*_settings(project, numbers)]
    tables["unit-cycles"] = [*_unit_cycles(numbers)]
    tables["people"] = [{"id": identifier, **_cells(PEOPLE, entry)} for identifier, entry in project.people.items()]
    for document in project.documents:
        for name, row in _ROWS[document.kind](document, numbers):
            tables[name].append(row)
    return tables


def unit_name(reference: str) -> str:
    """A unit's reference as a cell has it: the company's is written `/`."""
    return reference or "/"


def _settings(project: Project, numbers: Numbers) -> Iterator[Row]:
    yield {"key": "format", "value": FORMAT}
    yield {"key": "version", "value": VERSION}
    yield {"key": "as_of", "value": numbers.figures.as_of}
    yield {"key": "audience", "value": numbers.audience}
    yield from ({"key": key, "value": value} for key, value in _leaves(project.configuration, ()))


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Cell]]:
    """The single values of the configuration, each with its path: `status.at_risk`, `cycles.1.start`."""
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _leaves(entry, (*path, str(key)))
    elif isinstance(value, (list, tuple)):
        for index, entry in enumerate(value, start=1):
            yield from _leaves(entry, (*path, str(index)))
    else:
        yield ".".join(path), value


def _unit_cycles(numbers: Numbers) -> Iterator[Row]:
    for reference, cycles in numbers.figures.unit_cycles.items():
        for cycle in cycles:
            found = numbers.figures.units[reference, cycle]
            yield {
                "unit": unit_name(reference), "cycle": cycle, "progress": told(found.progress), "own_progress": told(found.own),
                "objectives": len(found.objectives),
            }  # fmt: skip


def _cells(columns: Sequence[Column], keys: Mapping[str, Any]) -> dict[str, Cell]:
    """What was written, column by column."""
    cells: dict[str, Cell] = {}
    for column in columns:
        if column.path:
            value = _at(keys, column.path)
            cells[column.name] = column.default if value is None else column.kind.write(value)
    return cells


def _at(keys: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = keys
    for step in path:
        if not isinstance(value, Mapping):  # a status that is no more than its name
            return value if step == "is" else None
        value = value.get(step)
    return value


def _entries(keys: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    return keys.get(key) or ()


Placed = Iterator[tuple[str, Row]]


def _unit(document: Document, numbers: Numbers) -> Placed:
    level = numbers.config.level(numbers.organisation.units[document.unit].depth)
    yield "units", {**_cells(UNITS, document.keys), "unit": unit_name(document.unit), "level": level, "text": document.body}


def _objective(document: Document, numbers: Numbers) -> Placed:
    figures = numbers.figures.objectives[document.reference]
    reference = document.reference
    yield "objectives", {
        **_cells(OBJECTIVES, document.keys), "ref": reference, "unit": unit_name(document.unit), "cycle": document.cycle, "id": document.id,
        "progress": told(figures.progress), "expected": told(figures.expected), "status": str(figures.status),
        "confidence": told(figures.confidence), "updated": figures.updated, "score": told(figures.score), "text": document.body,
    }  # fmt: skip
    for key_result in _entries(document.keys, "key_results"):
        yield from _key_result(reference, key_result, figures.key_results[str(key_result["id"])])
    for alignment in _alignments(document.keys.get("aligns_to")):
        yield "alignments", {**_cells(ALIGNMENTS, alignment), "objective": reference}
    for initiative in _entries(document.keys, "initiatives"):
        yield "initiatives", {**_cells(INITIATIVES, initiative), "objective": reference}
    for number, check_in in enumerate(_entries(document.keys, "checkins"), start=1):
        for row in _check_in(check_in):
            yield "check-ins", {"objective": reference, "number": number, "date": check_in["date"], **row}


def _key_result(objective: str, keys: Mapping[str, Any], figures: KeyResultFigures) -> Placed:
    yield "key-results", {
        **_cells(KEY_RESULTS, keys), "objective": objective, "value": told(figures.value), "progress": told(figures.progress),
        "expected": told(figures.expected), "status": str(figures.status), "confidence": told(figures.confidence),
    }  # fmt: skip
    for milestone in _entries(keys, "milestones"):
        yield "milestones", {**_cells(MILESTONES, milestone), "objective": objective, "key_result": keys["id"]}


def _alignments(value: Any) -> Iterator[Mapping[str, Any]]:
    for entry in value if isinstance(value, (list, tuple)) else [value] if value else []:
        yield entry if isinstance(entry, Mapping) else {"to": entry}


def _check_in(keys: Mapping[str, Any]) -> Iterator[Row]:
    """A row for each key result that a check-in says something about; what it says of all of them stands in the first."""
    values, confidence = keys.get("values") or {}, keys.get("confidence")
    by_key_result = confidence if isinstance(confidence, Mapping) else {}
    said: dict[str, Cell] = {key: keys.get(key) for key in ("status", "note", "win")}
    named = dict.fromkeys([*values, *by_key_result])
    if not named or (confidence is not None and not by_key_result):
        yield {"by": keys.get("by"), "confidence": None if by_key_result else confidence, **said}
        said = {}
    for key_result in named:
        value = LINES.write(values.get(key_result))
        yield {"by": keys.get("by"), "key_result": key_result, "value": value, "confidence": by_key_result.get(key_result), **said}
        said = {}


def _kpi(document: Document, numbers: Numbers) -> Placed:
    values = _entries(document.keys, "values")
    yield "kpis", {
        **_cells(KPIS, document.keys), "ref": document.reference, "unit": unit_name(document.unit), "id": document.id,
        "health": str(numbers.figures.kpis[document.reference]), "value": values[-1]["value"] if values else None, "text": document.body,
    }  # fmt: skip
    for value in values:
        yield "kpi-values", {**_cells(KPI_VALUES, value), "kpi": document.reference}


def _page(document: Document, numbers: Numbers) -> Placed:
    yield "pages", {
        **_cells(PAGES, document.keys), "ref": document.reference, "unit": unit_name(document.unit), "cycle": document.cycle,
        "id": document.id, "text": document.body,
    }  # fmt: skip


_ROWS = {"unit": _unit, "objective": _objective, "kpi": _kpi, "page": _page, "review": _page}
