"""Exports as a reader gets them, and projects made again from what they carry."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from okrsite.exporters.csv import csv_export
from okrsite.exporters.exported import Exported
from okrsite.exporters.json import json_export
from okrsite.exporters.xlsx import xlsx_export
from okrsite.portable import Project, document_file, project_of_json, project_of_tables
from okrsite.portable.cells import Cell
from okrsite.publish.okrs_json import okrs_json
from okrsite.reading import Loaded, load
from okrsite.spreadsheet_text import undefused, unescaped
from okrsite.yaml_text import front_matter

CONTENT = "content"


def through_json(exported: Exported) -> Project:
    """What a reader of the JSON gets."""
    return project_of_json(b"".join(json_export(exported)).decode())


def through_csv(exported: Exported) -> Project:
    """What a reader of the CSV files gets."""
    return project_of_tables({path.removesuffix(".csv"): csv_rows(content) for path, content in csv_export(exported)})


def through_xlsx(exported: Exported) -> Project:
    """What a reader of the workbook gets."""
    return project_of_tables(workbook_rows(xlsx_export(exported)))


def csv_rows(content: bytes) -> list[dict[str, Cell]]:
    """The rows of a CSV file by header."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [{header: undefused(cell) for header, cell in row.items()} for row in rows]


def workbook_rows(content: bytes) -> dict[str, list[dict[str, Cell]]]:
    """The rows of all sheets of a workbook by header."""
    found: dict[str, list[dict[str, Cell]]] = {}
    for sheet in load_workbook(io.BytesIO(content), read_only=True, data_only=True):
        header, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(map(str, header), map(_plain, row), strict=False)) for row in rows]
    return found


def _plain(cell: object) -> Cell:
    return unescaped(cell) if isinstance(cell, str) else cell  # type: ignore[return-value]


def made_again(project: Project, folder: Path, as_of: date, audience: str | None = None) -> Loaded:
    """The organisation of a project that has exactly these documents, people and settings."""
    files: dict[str, str] = {"okrsite.yml": front_matter(project.configuration)}
    if project.people:
        files[f"{CONTENT}/people.yml"] = front_matter(project.people)
    for document in project.documents:
        kind: Mapping[str, str] = {} if document.kind in ("unit", "objective") else {"type": document.kind}
        files[f"{CONTENT}/{document_file(document)}"] = f"---\n{front_matter({**kind, **document.keys})}---\n{document.body}"
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    return load(folder, as_of, audience)


def okrs_of(loaded: Loaded) -> str:
    """The text of api/okrs.json."""
    return okrs_json(loaded.organisation, loaded.figures, loaded.config, loaded.audience)
