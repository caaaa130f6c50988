"""Bytes of a CSV file → a table: its encoding and its delimiter are found out, and told.

Spreadsheets write UTF-8 with and without a mark, UTF-16, or the old encoding of Windows; where commas stand before decimals they separate
cells by semicolons.
"""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Final

from okrsite.importers.amounts import Mark
from okrsite.importers.arriving import Place, Unread
from okrsite.importers.table import LARGEST_FILE, LONGEST_CELL, Row, Table, UnreadableTableError, bounded, shown, with_headers

_DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_SAMPLE: Final = 64_000
"""Characters from which the delimiter is told."""
_SAMPLE_ROWS: Final = 50


def csv_table(file: str, raw: bytes, is_known: Callable[[str], bool]) -> Table:
    """The table that a file holds; raises UnreadableTableError."""
    if len(raw) > LARGEST_FILE:
        raise UnreadableTableError(f"{file} is larger than {LARGEST_FILE >> 20} MiB. Bring it in several files.")
    text, encoding = _decoded(file, raw)
    text, delimiter = _delimited(text)
    found = with_headers(bounded(_rows(file, text, delimiter), file), is_known)
    if found is None:
        raise UnreadableTableError(f"{file} is empty.")
    header, rows, above = found
    mark: Mark | None = "," if delimiter == ";" else None
    unread = tuple(
        Unread(Place(file, row.line), " ".join(filter(None, map(shown, row.cells))), "it stands above the headers") for row in above
    )
    return Table(file, "", header, rows, mark, (f"{encoding}, cells separated by {_DELIMITERS[delimiter]}",), unread=unread)


def csv_rows(file: str, raw: bytes) -> list[tuple[int, list[str]]]:
    """The rows of a CSV file as okrsite writes it, each with its line; raises UnreadableTableError."""
    text, _ = _decoded(file, raw)
    return [(row.line, [shown(cell) for cell in row.cells]) for row in bounded(_rows(file, text, ","), file)]


def _decoded(file: str, raw: bytes) -> tuple[str, str]:
    """The text, and what its encoding is called."""
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw.decode("utf-8-sig", "replace"), "UTF-8 with a byte order mark"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace"), "UTF-16"
    if raw[:200].count(0) >= len(raw[:200]) // 3 > 0:
        return raw.decode("utf-16-le" if raw[1:2] == b"\0" else "utf-16-be", "replace"), "UTF-16 without a byte order mark"
    try:
        return raw.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), "not UTF-8, so read as Windows-1252; look at the accents"


def _delimited(text: str) -> tuple[str, str]:
    """The text, and what separates its cells; a first line `sep=;`, which Excel reads, says it outright."""
    first, _, rest = text.partition("\n")
    named = first.strip().removeprefix("sep=")
    if first.startswith("sep=") and named in _DELIMITERS:
        return "\n" + rest, named  # the line stays, so that lines are counted as in an editor
    return text, max(_DELIMITERS, key=lambda delimiter: _fit(text[:_SAMPLE], delimiter))


def _fit(sample: str, delimiter: str) -> tuple[int, int]:
    """How well a delimiter fits: rows as wide as the widest ones, and their width."""
    widths: list[int] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(row):
                widths.append(len(row))
            if len(widths) == _SAMPLE_ROWS:
                break
    except csv.Error:
        pass
    common = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
    return (widths.count(common) * (common - 1), common) if common > 1 else (0, 0)


def _rows(file: str, text: str, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            yield Row(line, tuple(cell.strip() for cell in cells))
            line = reader.line_num + 1
    except csv.Error as error:
        reason = f"a cell is longer than {LONGEST_CELL} characters, or a quotation mark is never closed" if "limit" in str(error) else error
        raise UnreadableTableError(f"{file} cannot be read from line {line} on: {reason}.") from None
