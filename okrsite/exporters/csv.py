"""Tables → a folder of CSV files that every spreadsheet opens: one file for each table."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from okrsite.exporters.exported import Exported
from okrsite.portable import TABLES
from okrsite.portable.values import exact_text
from okrsite.spreadsheet_text import defused


def csv_export(exported: Exported) -> Iterator[tuple[str, bytes]]:
    """The files, by name; the mark at their beginning tells spreadsheets that they are UTF-8."""
    for name, columns in TABLES.items():
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(column.name for column in columns)
        for row in exported.tables[name]:
            cells = (row.get(column.name) for column in columns)
            writer.writerow([_CELLS[type(cell)](cell) for cell in cells])
        yield f"{name}.csv", text.getvalue().encode("utf-8-sig")


_CELLS: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda cell: "",
    bool: lambda cell: "true" if cell else "false",
    str: defused,
    int: str,
    Decimal: exact_text,
    date: date.isoformat,
}
"""How cells of each type are written."""
