"""Tables → a workbook with a sheet for each: real numbers, days and percentages, and never a formula.

Its bytes are the same whenever it is made: nothing in it knows of a clock but the day that it is as of.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from okrsite.exporters.exported import Exported
from okrsite.portable import TABLES, Column, split
from okrsite.portable.cells import Cell
from okrsite.portable.continued import COLUMNS, SHEET
from okrsite.portable.values import exact_text
from okrsite.spreadsheet_text import escaped

SIGN = b"okrsite export"
"""The comment of the archive, by which an export knows an earlier one that nobody has saved since."""
_WIDTHS = {"text": 18, "reference": 36, "long": 48, "number": 12, "share": 11, "day": 12}
_HEIGHT = 15  # of each row, so that a long text does not make a tall one
_FORMATS = {"share": "0%", "day": "yyyy-mm-dd"}
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that an archive can name


def xlsx_export(exported: Exported) -> bytes:
    """The workbook's bytes."""
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    workbook.properties.creator = "okrsite"
    tables = split(exported.tables)
    for name, columns in {**TABLES, **({SHEET: COLUMNS} if SHEET in tables else {})}.items():
        _write_sheet(workbook.create_sheet(name), columns, tables[name])
    stream = io.BytesIO()
    workbook.save(stream)
    return _without_clock(stream, exported.loaded.figures.as_of)


def _write_sheet(sheet: Any, columns: Sequence[Column], rows: Sequence[Mapping[str, Cell]]) -> None:
    from openpyxl.utils import get_column_letter

    for index, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = _WIDTHS[column.look]
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    sheet.append(_header(sheet, columns))
    for number, row in enumerate(rows, start=2):
        sheet.row_dimensions[number].height = _HEIGHT
        sheet.append([_cell(sheet, row.get(column.name), column.look) for column in columns])


def _header(sheet: Any, columns: Sequence[Column]) -> Iterator[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill

    bold, grey = Font(bold=True), PatternFill("solid", fgColor="EEEEEE")
    for column in columns:
        cell = WriteOnlyCell(sheet, column.name)
        cell.font, cell.fill = bold, grey
        yield cell


def _cell(sheet: Any, value: Cell, look: str) -> Any:
    """A cell: text that is nothing but text, and a number that keeps all its digits, as text where floating point would lose some."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, Decimal)):
        number = int(value) if value == int(value) else float(value)
        if Decimal(repr(number)) == value and abs(number) < _FIRST_INEXACT:
            return _formatted(WriteOnlyCell(sheet, number), look)
        value = exact_text(Decimal(value))
    if isinstance(value, date):
        return _formatted(WriteOnlyCell(sheet, datetime.combine(value, time())), "day")
    text = escaped(str(value))
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # never a formula, whatever it begins with
    if "\n" in text:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


_FIRST_INEXACT = 10**15  # spreadsheets keep fifteen digits


def _formatted(cell: Any, look: str) -> Any:
    if look in _FORMATS:
        cell.number_format = _FORMATS[look]
    return cell


def _without_clock(stream: io.BytesIO, day: date) -> bytes:
    """The same archive, with one time for everything in it."""
    made = datetime.combine(day, time()).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    result = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        new.comment = SIGN
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + made, content)
            plain = zipfile.ZipInfo(entry.filename, _EPOCH)
            plain.compress_type, plain.create_system, plain.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            new.writestr(plain, content)
    return result.getvalue()
