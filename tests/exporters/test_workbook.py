"""The workbook: real numbers, days and percentages, texts that are never formulas, and a spreadsheet that opens it."""

import csv
import io
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from okrsite.portable import TABLES
from tests.exporters.exporting import export
from tests.sites import objective, with_company, write

HOSTILE = "=HYPERLINK(\"https://evil.example/\")"
PROJECT = with_company({
    "content/people.yml": "ana: {name: '+cmd|x', role: '@SUM(A1)'}\n",
    "content/2026-q4/grow.md": objective(
        "'" + HOSTILE + "'", "why: '-1+1'", "owner: ana", "kind: committed",
        "key_results: [{id: k, title: '\t=1', target: 200, unit: EUR}, {id: long, title: Long, target: 1234567890123456.5}]",
        "checkins: [{date: 2026-11-20, values: {k: 50.25}, note: '=1+1'}]",
    ) + "x" * 40_000 + "\n_x0041_\uffff\n",
    "content/kpi.md": objective("Kpi", "type: kpi", "values: {2026-11-01: 3.5}"),
})  # fmt: skip
SAMPLE = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("workbook")
    (found,) = export(write(folder / "project", PROJECT), "xlsx", folder).values()
    return found


@pytest.fixture(scope="module")
def workbook(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def test_there_is_a_sheet_for_each_table_with_a_header_that_stays_and_filters(workbook: Workbook) -> None:
    assert workbook.sheetnames == [*TABLES, "continued"]
    for name, columns in TABLES.items():
        sheet = workbook[name]
        assert [cell.value for cell in sheet[1]] == [column.name for column in columns]
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.bold for cell in sheet[1])
        assert sheet.column_dimensions["A"].width > 10


def test_numbers_days_and_shares_are_what_they_are(workbook: Workbook) -> None:
    found = cells(workbook, "key-results", 2)
    assert (found["target"].value, found["value"].value) == (200, 50.25)
    assert (found["progress"].value, found["progress"].number_format) == (0.25125, "0%")
    (day,) = (cell for cell in workbook["check-ins"][2] if isinstance(cell.value, datetime))
    assert day.is_date and day.value == datetime(2026, 11, 20) and day.number_format == "yyyy-mm-dd"
    assert cells(workbook, "kpi-values", 2)["value"].value == 3.5
    objective_row = cells(workbook, "objectives", 2)
    assert objective_row["progress"].number_format == "0%" and isinstance(objective_row["progress"].value, float)


def test_a_number_that_floating_point_would_change_keeps_its_digits_as_text(workbook: Workbook) -> None:
    assert cells(workbook, "key-results", 3)["target"].value == "1234567890123456.5"


def test_no_text_is_a_formula(workbook: Workbook, content: bytes) -> None:
    kinds = {cell.data_type for sheet in workbook for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds and "e" not in kinds
    assert cells(workbook, "objectives", 2)["title"].value == HOSTILE
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name) or b"<f " in archive.read(name)]


def test_a_long_text_goes_on_elsewhere_and_none_is_cut(workbook: Workbook) -> None:
    longest = max(len(str(cell.value)) for sheet in workbook for row in sheet.iter_rows() for cell in row)
    assert longest < 32_767
    rest = "".join(str(row[3].value) for row in workbook["continued"].iter_rows(min_row=2))
    assert (cells(workbook, "objectives", 2)["text"].value + rest).startswith("x" * 40_000)
    assert rest.endswith("_x005F_x0041__xFFFF_")


def test_nothing_in_it_tells_when_it_was_made(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml")
    assert core.count(b"2026-11-23T00:00:00Z") == 2


def cells(workbook: Workbook, sheet: str, row: int) -> dict[str, Any]:
    """The cells of a row by header."""
    return {str(header.value): cell for header, cell in zip(workbook[sheet][1], workbook[sheet][row], strict=True)}


@pytest.mark.slow
def test_libreoffice_opens_it_and_reads_what_was_written(tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice was found")
    export(SAMPLE, "xlsx", tmp_path)
    convert(office, tmp_path, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1")
    rows = list(csv.DictReader((tmp_path / "out-objectives.csv").open(encoding="utf-8", newline="")))
    found = {row["ref"]: row for row in rows}["2026-q4/cash-through-winter"]
    assert (found["progress"], found["updated"], found["status"]) == ("72.9762%", "2026-11-20", "on_track")
    assert len(list(csv.DictReader((tmp_path / "out-check-ins.csv").open(encoding="utf-8", newline="")))) > 500
    convert(office, tmp_path, "pdf")
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")


def convert(office: str, folder: Path, target: str) -> None:
    """Convert the workbook with LibreOffice, under a profile of its own."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    arguments = [office, "--headless", profile, "--convert-to", target, "--outdir", folder, folder / "out.xlsx"]
    subprocess.run(arguments, check=True, capture_output=True, timeout=180)
