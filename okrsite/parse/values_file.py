"""The bytes of a CSV file → a KPI's values by day, with what is wrong with them, row by row (FORMAT §8, §14).

Whatever program appends to such a file gets the same strictness as people who write front matter: a day and a number in each row, and
nothing is guessed. What has no day and no number may stand in the first row only, as the names of the columns.
"""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Final, NamedTuple

from okrsite.diagnostics import MOST_FAULTS, Diagnostic, Location
from okrsite.kinds import as_day
from okrsite.source.text import LARGEST_FILE, decode, shown
from okrsite.source.yaml_scalars import Refusal, meant, plain

MOST_ROWS: Final = 10_000
"""Rows that a file of values may have."""

_OLDER: Final = "Move the oldest rows into a file of their own: what the site shows begins later then."
_A_ROW: Final = "Write a day and a number, such as 2026-11-02,1200."


class ValuesFile(NamedTuple):
    """What a file holds: its values by day, rising, and its faults."""

    values: tuple[tuple[date, Decimal], ...]
    diagnostics: tuple[Diagnostic, ...]


def read_values(file: str, raw: bytes) -> ValuesFile:
    """The values of a file; those of its sound rows where others have faults."""
    if len(raw) > LARGEST_FILE:
        return ValuesFile((), (Diagnostic(Location(file), "file-too-large", "The file is larger than 1 MiB (1 048 576 bytes).", _OLDER),))
    text, faults = decode(file, raw)
    if text is None or faults:
        return ValuesFile((), faults)
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) > MOST_ROWS + 1:
        message = f"The file has more than {MOST_ROWS:,} rows.".replace(",", " ")
        return ValuesFile((), (Diagnostic(Location(file, lines[MOST_ROWS + 1][0]), "too-many-entries", message, _OLDER),))
    return _Rows(file, lines).values()


class _Rows:
    """The rows of one file that are not blank, with their lines."""

    def __init__(self, file: str, lines: list[tuple[int, str]]) -> None:
        self._file, self._lines = file, lines
        first = lines[0][1] if lines else ""
        self._delimiter = next((mark for mark in "\t;" if mark in first), ",")

    def values(self) -> ValuesFile:
        found: dict[date, tuple[int, Decimal]] = {}
        faults = list(islice(self._read(found), MOST_FAULTS))
        return ValuesFile(tuple((day, found[day][1]) for day in sorted(found)), tuple(faults))

    def _read(self, found: dict[date, tuple[int, Decimal]]) -> Iterator[Diagnostic]:
        """Fill `found` with each day's line and number, and tell what is wrong on the way."""
        for index, (number, line) in enumerate(self._lines):
            cells = self._cells(line)
            if index == 0 and cells and _names_columns(cells):
                continue
            row = self._row(number, line, cells)
            if isinstance(row, Diagnostic):
                yield row
            elif row[0] in found:
                message = f"{row[0]} has a value in line {found[row[0]][0]} already."
                yield Diagnostic(Location(self._file, number), "duplicate-day", message, "Keep one value for each day.")
            else:
                found[row[0]] = number, row[1]

    def _cells(self, line: str) -> list[str] | None:
        """A row's cells without blanks around them; None where its quotes are not closed."""
        try:
            (cells,) = csv.reader([line], delimiter=self._delimiter, strict=True)
        except csv.Error:
            return None
        return [cell.strip() for cell in cells]

    def _row(self, number: int, line: str, cells: list[str] | None) -> tuple[date, Decimal] | Diagnostic:
        at = Location(self._file, number, len(line) - len(line.lstrip()) + 1)
        if cells is None:
            return Diagnostic(at, "values-row", "The quotes in this row do not belong together.", _A_ROW)
        if len(cells) != 2 or "" in cells:
            message = f"This row is `{shown(line, 40)}`, not a day and a number."
            return Diagnostic(at, "values-row", message, self._hint(cells))
        try:
            day = as_day(cells[0])
        except ValueError as error:  # one of okrsite.kinds, with a context
            context = getattr(error, "context", None) or {}
            return Diagnostic(at, "bad-date", str(context.get("message")), str(context.get("hint", "")))
        amount = self._number(cells[1], Location(self._file, number, line.index(self._delimiter) + 2))
        return amount if isinstance(amount, Diagnostic) else (day, amount)

    def _hint(self, cells: list[str]) -> str:
        """More than two cells are mostly a number that has the mark in it which separates the columns."""
        if len(cells) > 2 and self._delimiter == ",":
            return "Write numbers without grouping marks and with a point, such as 1200.5, and nothing behind them."
        return _A_ROW

    def _number(self, text: str, at: Location) -> Decimal | Diagnostic:
        found = plain(text)
        if isinstance(found, Refusal) and found.code == "number-format":
            return Diagnostic(at, found.code, found.message, f"Write {meant(text)}.")
        if isinstance(found, Refusal) and found.code in ("not-finite", "number-too-large"):
            return Diagnostic(at, found.code, found.message, "Write a number of at most 18 digits, or remove the row.")
        if isinstance(found, bool) or not isinstance(found, int | Decimal):
            hint = "Write digits only, with a point for decimals, such as 1200 or 3.5; what is counted goes into `unit`."
            return Diagnostic(at, "wrong-type", f"`{shown(text, 40)}` is not a number.", hint)
        return Decimal(found)


def _names_columns(cells: list[str]) -> bool:
    """Whether a first row says what the columns are: nothing in it could be meant for a day or a number."""
    return not any(character.isdecimal() for character in cells[0]) and all(isinstance(plain(cell), str) for cell in cells)
