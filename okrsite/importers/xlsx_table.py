"""Bytes of a workbook → its sheets as tables: numbers exactly as they are stored, with what their formats say of them.

A workbook is a ZIP archive of XML from somebody else: its unpacked size is bounded before anything is unpacked, entities are not resolved,
and no formula is worked out: what the program that saved it last kept as the result is taken.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from okrsite.importers.amounts import Amount, currency, plain_number
from okrsite.importers.arriving import Place, Understood, Unread
from okrsite.importers.table import (
    LARGEST_FILE,
    Cell,
    Row,
    Table,
    UnreadableTableError,
    bounded,
    shown,
    with_headers,
)

_MOST_UNPACKED: Final = 128 << 20
_MOST_PARTS: Final = 2_000
_MOST_SHEETS: Final = 100
_MONEY: Final = re.compile(r"\[\$([^\]-]+)(?:-[^\]]*)?\]|([€£¥₹])|\"\s*([^\"\s]{1,3})\s*\"|(?<![\\\"\w])(\$)")


def xlsx_tables(file: str, raw: bytes, is_known: Callable[[str], bool], sheet: str | None = None) -> list[Table]:
    """The sheets of a workbook that hold anything, or the one that is asked for; raises UnreadableTableError."""
    found = []
    for name, rows, formulas in _sheets(file, raw, sheet):
        if (parts := with_headers(rows, is_known)) is None:
            continue
        header, below, above = parts
        where = f"{file}, sheet {name}"
        understood, lost = _of_formulas(where, below, formulas)
        unread = tuple(
            Unread(Place(where, row.line), " ".join(filter(None, map(shown, row.cells))), "it stands above the headers") for row in above
        )
        found.append(Table(file, name, header, below, ".", (), understood, (*unread, *lost)))
    return found


def xlsx_rows(file: str, raw: bytes) -> dict[str, list[tuple[int, list[Any]]]]:
    """The rows of each sheet of a workbook as okrsite writes it: text, numbers, days and yes or no, None for an empty cell."""
    return {
        name: [(row.line, [_plain(cell) for cell in row.cells]) for row in rows] for name, rows, _ in _sheets(file, raw)
    }


def _plain(cell: Cell) -> Any:
    if isinstance(cell, Amount):
        return cell.number / 100 if cell.unit == "%" else cell.number
    return None if cell == "" else cell


_Formulas = dict[tuple[int, int], str]
_Sheet = tuple[str, list[Row], _Formulas]


def _sheets(file: str, raw: bytes, sheet: str | None = None) -> Iterator[_Sheet]:
    """Name, rows and formulas of each sheet."""
    _check_archive(file, raw)
    import openpyxl  # a third of a second, which only a workbook is worth

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl would lose in writing does not matter in reading
            values, sources = (
                openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=kept, keep_links=False) for kept in (True, False)
            )
            names = [one.title for one in values.worksheets]
            if sheet is not None and sheet not in names:
                raise UnreadableTableError(f"{file} has no sheet `{sheet}`. It has: {', '.join(names)}.")
            for name in names[:_MOST_SHEETS]:
                if sheet in (None, name):
                    rows = bounded(_rows(values[name]), f"{file}, sheet {name}")
                    yield name, rows, dict(_formulas(sources[name]))
    except UnreadableTableError:
        raise
    except Exception as error:  # whatever a broken archive or hostile XML makes of a library that was written for good ones
        reason = type(error).__name__
        raise UnreadableTableError(f"{file} cannot be read as a workbook (.xlsx): {reason}. Save it anew and try again.") from None


def _check_archive(file: str, raw: bytes) -> None:
    """Refuse what would unpack to more than a machine can hold."""
    if len(raw) > LARGEST_FILE:
        raise UnreadableTableError(f"{file} is larger than {LARGEST_FILE >> 20} MiB. Bring it in several files.")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UnreadableTableError(f"{file} is not a workbook of the kind .xlsx. Save it as one, or as CSV.") from None
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise UnreadableTableError(f"{file} unpacks to more than {_MOST_UNPACKED >> 20} MiB, so it is not opened.")


def _rows(sheet: Any) -> Iterator[Row]:
    for line, cells in _filled_rows(sheet):
        found = [_cell(cell) for cell in cells]
        while found and found[-1] == "":
            found.pop()
        if found:  # programs keep a million rows for which somebody chose a colour
            yield Row(line, tuple(found))


def _filled_rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows that a file holds, with their numbers; what it says of its size is not believed."""
    sheet.reset_dimensions()
    return ((line, cells) for line, cells in enumerate(sheet.iter_rows(), start=1) if cells)


def _formulas(sheet: Any) -> Iterator[tuple[tuple[int, int], str]]:
    for line, cells in _filled_rows(sheet):
        for column, cell in enumerate(cells):
            if cell.data_type == "f":
                yield (line, column), str(cell.value)


def _cell(cell: Any) -> Cell:
    """One cell as it is meant: a number that is shown as a percentage is one."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return _number(value, str(cell.number_format or ""))
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, (date, time)):
        return value if isinstance(value, date) else value.isoformat()
    return str(value).strip()


def _number(value: int | float, shape: str) -> Cell:
    """A number with what its format puts beside it; fifteen digits are what spreadsheets keep."""
    number = Decimal(format(value, ".15g"))
    if not number.is_finite() or abs(number) >= Decimal(10) ** 18:
        return str(value)
    if "%" in shape:
        return Amount(plain_number(number * 100), "%")
    money = _MONEY.search(shape)
    unit = currency(next(filter(None, money.groups()), "").strip()) if money else None
    return Amount(plain_number(number), unit)


def _of_formulas(where: str, rows: tuple[Row, ...], formulas: _Formulas) -> tuple[tuple[Understood, ...], tuple[Unread, ...]]:
    """What was taken for each formula, and those for which nothing is kept."""
    understood, lost = [], []
    lines = {row.line: row for row in rows}
    for (line, column), formula in formulas.items():
        if line not in lines:
            continue
        cell = lines[line].cell(column)
        if cell == "":
            lost.append(Unread(Place(where, line), formula, "no result is kept for this formula; open the workbook, save it and try again"))
        else:
            understood.append(Understood(Place(where, line), formula, f"{shown(cell)}, as it was when the workbook was saved"))
    return tuple(understood), tuple(lost)
