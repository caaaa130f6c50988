"""An export of okrsite, JSON or tables → what arrives: the documents that it was made from (see `okrsite.portable`)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from okrsite.importers.arriving import Arriving, NotTakenError, Place, Read
from okrsite.portable import NotPortableError, Project, is_export, project_of_json, project_of_tables
from okrsite.spreadsheet_text import undefused

Rows = Mapping[str, list[tuple[int, list[Any]]]]
"""The rows of each table with their lines, headers among them."""


def read_own_json(file: str, text: str) -> Read:
    """What arrives in an export as JSON; raises NotTakenError."""
    try:
        return _read(file, project_of_json(text))
    except NotPortableError as error:
        raise NotTakenError(f"{file}: {error}") from None


def own_tables(rows: Rows, *, is_defused: bool) -> Mapping[str, list[dict[str, Any]]] | None:
    """The tables of an export as mappings of header to cell, None where they are none."""
    tables = {name: _table(lines, is_defused=is_defused) for name, lines in rows.items()}
    return tables if is_export(tables) else None


def read_own_tables(file: str, tables: Mapping[str, list[dict[str, Any]]]) -> Read:
    """What arrives in the tables of an export; raises NotTakenError."""
    try:
        return _read(file, project_of_tables(tables))
    except NotPortableError as error:
        raise NotTakenError(f"{file}: {error}") from None


def _table(lines: list[tuple[int, list[Any]]], *, is_defused: bool) -> list[dict[str, Any]]:
    if not lines:
        return []
    headers = [str(cell) for cell in lines[0][1]]
    rows = (dict(zip(headers, cells, strict=False)) for _, cells in lines[1:])
    return [{key: undefused(cell) if is_defused and isinstance(cell, str) else cell for key, cell in row.items()} for row in rows]


def _read(file: str, project: Project) -> Read:
    documents = tuple(
        Arriving(
            document.kind, document.unit, document.cycle, document.id, _known(document.keys), document.body,
            Place(f"{file}, {document.table}" if document.table else file, document.row + 1),
        )
        for document in project.documents
    )  # fmt: skip
    return Read(documents, {key: _known(entry) for key, entry in project.people.items()}, configuration=_known(project.configuration))


def _known(value: Any) -> Any:
    """A value of kinds that front matter has; others become text, for `check` to find fault with."""
    if isinstance(value, Mapping):
        return {_known(key): _known(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_known(entry) for entry in value]
    return value if value is None or isinstance(value, (str, bool, int, Decimal, date)) else str(value)
