"""Tables of an export → the project that they were made from.

Only what was written counts; what an export tells readers besides is worked out again. Whoever edits a table may leave cells empty,
and leave out columns and whole tables.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from okrsite.model import KeyResultType
from okrsite.portable.cells import Cell, day_of, flag_of, lines_of, number_of, scalar_of, text_of
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
    UNITS,
    Column,
)
from okrsite.portable.continued import joined
from okrsite.portable.values import FORMAT, VERSION, Document, DocumentKind, Keys, NotPortableError, Project, tidy_keys
from okrsite.urls import slug

Row = Mapping[str, Cell]
Tables = Mapping[str, Sequence[Row]]

# What the settings say of the export itself.
_ABOUT = ("format", "version", "as_of", "audience")
# Parts of the configuration whose values are texts, whatever they look like.
_TEXTS = ("site", "levels", "terms", "audiences", "cycles")
_DEEPEST = 8


def is_export(tables: Tables) -> bool:
    """Whether some tables say that they are an export of okrsite."""
    return any(text_of(row.get("key")) == "format" and text_of(row.get("value")) == FORMAT for row in tables.get("settings", ()))


def project_of_tables(tables: Tables) -> Project:
    """The project that some tables hold. Raises NotPortableError."""
    tables = joined(tables)
    settings = {text_of(row.get("key")): row.get("value") for row in tables.get("settings", ())}
    if text_of(settings.get("format")) != FORMAT:
        raise NotPortableError("The table `settings` does not say that this is an export of okrsite.")
    if text_of(settings.get("version")) != str(VERSION):
        raise NotPortableError(f"This export has the version {text_of(settings.get('version'))}; only {VERSION} is known here.")
    people = {text_of(row.get("id")): _keys(PEOPLE, row) for row in tables.get("people", ()) if row.get("id")}
    configuration = _configuration({key: value for key, value in settings.items() if key and key not in _ABOUT})
    return Project(configuration, people, tuple(_Reading(tables).documents()))


def _configuration(settings: Mapping[str, Cell]) -> Keys:
    tree: Keys = {}
    for key, cell in settings.items():
        *around, last = key.split(".")[:_DEEPEST]
        node = tree
        for step in around:
            below = node.setdefault(step, {})
            if not isinstance(below, dict):
                raise NotPortableError(f"The table `settings` has values both at and below `{step}`.")
            node = below
        is_text = key.split(".")[0] in _TEXTS and key != "site.publish_email"
        node[last] = text_of(cell) if is_text else scalar_of(cell)
    configuration = {key: _with_lists(value) for key, value in tree.items()}
    for cycle in configuration.get("cycles") or ():
        if isinstance(cycle, dict):
            cycle |= {key: day_of(cycle[key]) for key in ("start", "end") if key in cycle}
    return configuration


def _with_lists(value: Any) -> Any:
    """A mapping of 1, 2, 3 … is the list that it was."""
    if not isinstance(value, dict):
        return value
    entries: Keys = {str(key): _with_lists(entry) for key, entry in value.items()}
    return list(entries.values()) if entries and all(key.isdecimal() for key in entries) else entries


def _keys(columns: Sequence[Column], row: Row) -> Keys:
    """The front matter that a row holds."""
    keys: Keys = {}
    for column in columns:
        cell = row.get(column.name)
        if not column.path or cell is None or cell == "":
            continue
        value = column.kind.read(cell)
        if value == column.default:
            continue
        node = keys
        for step in column.path[:-1]:
            node = node.setdefault(step, {})
        node[column.path[-1]] = value
    if isinstance(status := keys.get("status"), dict) and status.keys() == {"is"}:
        keys["status"] = status["is"]
    return tidy_keys(keys)


def _unit_of(cell: Cell) -> str:
    return text_of(cell).strip("/")


@dataclass
class _Parts:
    """What other tables hold of an objective."""

    key_results: dict[str, Keys] = field(default_factory=dict)
    alignments: list[Any] = field(default_factory=list)
    initiatives: list[Any] = field(default_factory=list)
    check_ins: dict[str, Keys] = field(default_factory=dict)


class _Reading:
    """One run: rows of all tables come together as documents."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._parts = {self._objective(row).reference: _Parts() for row in tables.get("objectives", ())}
        self._values: dict[str, list[Any]] = {self._kpi(row).reference: [] for row in tables.get("kpis", ())}

    def documents(self) -> Iterator[Document]:
        for name, read in (("key-results", self._key_result), ("milestones", self._milestone), ("alignments", self._alignment),
                           ("initiatives", self._initiative), ("check-ins", self._check_in), ("kpi-values", self._kpi_value)):  # fmt: skip
            for number, row in enumerate(self._tables.get(name, ()), start=1):
                read(row, f"{name}, row {number}")
        for name, make in (("units", self._unit), ("objectives", self._objective), ("kpis", self._kpi), ("pages", self._page)):
            for number, row in enumerate(self._tables.get(name, ()), start=1):
                yield make(row, number)

    def _unit(self, row: Row, number: int = 0) -> Document:
        return Document("unit", _unit_of(row.get("unit")), None, "", _keys(UNITS, row), text_of(row.get("text")), "units", number)

    def _objective(self, row: Row, number: int = 0) -> Document:
        document = self._filed("objective", row, OBJECTIVES, "objectives", number)
        if not number:
            return document
        parts, keys = self._parts[document.reference], dict(document.keys)
        found: Keys = {
            "aligns_to": parts.alignments[0] if len(parts.alignments) == 1 else parts.alignments,
            "key_results": [*parts.key_results.values()],
            "initiatives": parts.initiatives,
            "checkins": [*parts.check_ins.values()],
        }
        return Document(
            "objective", document.unit, document.cycle, document.id, tidy_keys(keys | found), document.body, "objectives", number
        )

    def _kpi(self, row: Row, number: int = 0) -> Document:
        document = self._filed("kpi", row, KPIS, "kpis", number)
        values = self._values[document.reference] if number else []
        keys = tidy_keys({**document.keys, "values": values})
        return Document("kpi", document.unit, None, document.id, keys, document.body, "kpis", number)

    def _page(self, row: Row, number: int) -> Document:
        return self._filed("review" if row.get("cycle") else "page", row, PAGES, "pages", number)

    def _filed(self, kind: DocumentKind, row: Row, columns: Sequence[Column], table: str, number: int) -> Document:
        keys = _keys(columns, row)
        identifier = text_of(row.get("id")) or slug(str(keys.get("title") or ""))
        cycle = text_of(row.get("cycle")) or None
        return Document(kind, _unit_of(row.get("unit")), cycle, identifier, keys, text_of(row.get("text")), table, number)

    def _of(self, row: Row, place: str) -> _Parts:
        reference = text_of(row.get("objective")).strip("/")
        if reference not in self._parts:
            raise NotPortableError(f"{place}: the table `objectives` has no `{reference}`.")
        return self._parts[reference]

    def _key_result_of(self, row: Row, place: str) -> Keys:
        found, identifier = self._of(row, place).key_results, text_of(row.get("key_result"))
        if identifier not in found:
            raise NotPortableError(f"{place}: the table `key-results` has no `{identifier}` of this objective.")
        return found[identifier]

    def _key_result(self, row: Row, place: str) -> None:
        keys = _keys(KEY_RESULTS, row)
        identifier = str(keys.get("id") or slug(str(keys.get("title") or "")))
        found = self._of(row, place).key_results
        if identifier in found:
            raise NotPortableError(f"{place}: there is a key result `{identifier}` of this objective already.")
        found[identifier] = {"id": identifier, **keys}

    def _milestone(self, row: Row, place: str) -> None:
        self._key_result_of(row, place).setdefault("milestones", []).append(_keys(MILESTONES, row))

    def _alignment(self, row: Row, place: str) -> None:
        keys = _keys(ALIGNMENTS, row)
        self._of(row, place).alignments.append(keys["to"] if keys.keys() == {"to"} else keys)

    def _initiative(self, row: Row, place: str) -> None:
        self._of(row, place).initiatives.append(_keys(INITIATIVES, row))

    def _kpi_value(self, row: Row, place: str) -> None:
        reference = text_of(row.get("kpi")).strip("/")
        if reference not in self._values:
            raise NotPortableError(f"{place}: the table `kpis` has no `{reference}`.")
        self._values[reference].append(_keys(KPI_VALUES, row))

    def _check_in(self, row: Row, place: str) -> None:
        """A row belongs to the check-in of its number, or where there is none, of its day."""
        check_ins = self._of(row, place).check_ins
        keys = check_ins.setdefault(text_of(row.get("number")) or text_of(row.get("date")), {"date": day_of(row.get("date"))})
        for name in ("by", "status", "note", "win"):
            if row.get(name) not in (None, ""):
                keys.setdefault(name, text_of(row.get(name)))
        confidence = None if row.get("confidence") in (None, "") else number_of(row.get("confidence"))
        identifier = text_of(row.get("key_result"))
        if not identifier:
            keys |= {} if confidence is None else {"confidence": confidence}
            return
        if row.get("value") not in (None, ""):
            value = _value(row.get("value"), self._key_result_of(row, place))
            keys.setdefault("values", {})[identifier] = value
        if confidence is not None:
            keys.setdefault("confidence", {})[identifier] = confidence


def _value(cell: Cell, key_result: Mapping[str, Any]) -> Any:
    """A reported value, as its key result counts."""
    if key_result.get("type") == KeyResultType.MILESTONES:
        return lines_of(cell)
    return flag_of(cell) if key_result.get("type") == KeyResultType.BOOLEAN else number_of(cell)
