"""Workbooks: numbers, days and formats as they are stored, merged cells, several sheets, and formulas with the results that were saved."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from tests.importers.importing import body, documents, front, imported, run

HEADERS = ("Team", "Objective", "Key result", "Start", "Target", "Current", "Due", "Cycle", "Done?")


def workbook(fill: Callable[[Any], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def fill(book: Any) -> None:
    """A plan as people make it: a title, merged cells, percentages, currencies, days, and a second sheet that is something else."""
    sheet = book.active
    sheet.title = "OKRs Q4"
    sheet.append(["Our plan"])
    sheet.append(HEADERS)
    sheet.append(["Commerce", "Cities order again", "Share", 0.1, 0.45, 0.2, date(2026, 12, 15), "Q4 2026", None])
    sheet.append([None, None, "Revenue", 10000, 250000.5, 140000, datetime(2026, 12, 31), None, None])
    sheet.append([None, None, "Tender won", None, None, True, None, None, None])
    sheet.append([None, "Cities stay", "Visits", 0, 12, 1.234, None, None, None])
    sheet.append(["Service", "Winter of repair", "Repairs", 0, 100, 7, None, "Q4 2026", None])
    sheet.merge_cells("A3:A6")
    sheet.merge_cells("B3:B5")
    for place in ("D3", "E3", "F3"):
        sheet[place].number_format = "0%"
    for place in ("D4", "E4", "F4"):
        sheet[place].number_format = '[$€-407] #,##0.00'
    book.create_sheet("People").append(["Name", "Phone"])


def test_a_workbook_arrives_with_its_numbers_and_days(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    result = imported(project, workbook(fill), "--cycle", "2026-q4", name="okrs.xlsx", format="xlsx")
    assert front(project, "commerce/2026-q4/cities-order-again.md")["key_results"] == [
        {"id": "share", "title": "Share", "due": "2026-12-15", "start": 10, "target": 45, "current": 20, "unit": "%"},
        {"id": "revenue", "title": "Revenue", "start": 10000, "target": Decimal("250000.5"), "current": 140000, "unit": "EUR"},
        {"id": "tender-won", "title": "Tender won", "type": "boolean", "done": True},
    ]
    assert front(project, "commerce/2026-q4/cities-stay.md")["key_results"][0]["current"] == Decimal("1.234")
    assert "service/2026-q4/winter-of-repair.md" in documents(project)
    assert "sheet OKRs Q4:6: empty Team → Commerce, as above" in result.output
    assert "sheet People: passed over" in result.output
    assert "Our plan" in body(project, "index.md")


def test_one_sheet_can_be_asked_for(tmp_path: Path) -> None:
    def two(book: Any) -> None:
        for name in ("One", "Two"):
            sheet = book.create_sheet(name)
            sheet.append(["Objective", "Target", "Cycle"])
            sheet.append([f"Grow {name}", 5, "2026-q4"])

    project = tmp_path / "okrs"
    imported(project, workbook(two), "--sheet", "Two", name="okrs.xlsx", format="xlsx")
    assert documents(project) == {"index.md", "2026-q4/grow-two.md"}
    wrong = run(project, "xlsx", tmp_path / "okrs.xlsx", "--sheet", "Three")
    assert wrong.exit_code == 2 and "It has: Sheet, One, Two" in wrong.output
    imported(project, workbook(two), name="okrs.xlsx", format="xlsx")
    assert documents(project) == {"index.md", "2026-q4/grow-one.md", "2026-q4/grow-two.md"}


def test_formulas_are_not_worked_out_but_taken_as_they_were_saved(tmp_path: Path) -> None:
    def formulas(book: Any) -> None:
        book.active.append(["Objective", "Target", "Current", "Cycle"])
        book.active.append(["Grow", "=5*10", "=NOW()", "2026-q4"])

    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(formulas))) as old, zipfile.ZipFile(saved, "w") as new:  # as a program saves it, with a result
        for part in old.infolist():
            new.writestr(part, re.sub(rb"<f>5\*10</f><v ?(/>|></v>)", b"<f>5*10</f><v>50</v>", old.read(part)))
    project = tmp_path / "okrs"
    result = imported(project, saved.getvalue(), name="okrs.xlsx", format="xlsx")
    assert "=5*10 → 50, as it was when the workbook was saved" in result.output
    assert "=NOW(): no result is kept for this formula" in result.output
    assert front(project, "2026-q4/grow.md")["key_results"] == [{"id": "grow", "title": "Grow", "target": 50}]
