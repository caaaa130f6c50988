"""What every spreadsheet is to us, whatever format it came in: headers, and rows of cells with the line that each began on.

A cell of a CSV file is text; one of a workbook may be a number that is known exactly, with a percent sign or a currency from its format.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from okrsite.importers.amounts import Amount, Mark
from okrsite.importers.arriving import NotTakenError, Understood, Unread

Cell = str | Amount | date | bool
"""What stands in a cell; an empty one is an empty text."""

LARGEST_FILE: Final = 32 << 20
"""Bytes that a file may have."""
MOST_BYTES: Final = 256 << 20
"""Bytes of a file that are read at all."""
MOST_ROWS: Final = 50_000
"""Rows that a table may have; empty ones count."""
MOST_COLUMNS: Final = 400
LONGEST_CELL: Final = 60_000
"""Characters that a cell may have: a document's text could not hold more."""
_LOOKED_THROUGH: Final = 20
"""Rows at the top among which the headers are looked for."""


class UnreadableTableError(NotTakenError):
    """A file is no table that can be taken (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column; there may be fewer than there are headers."""

    line: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """What stands in a column."""
        return self.cells[column] if column < len(self.cells) else ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in any cell."""
        return all(cell == "" for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """One table: `name` is the sheet's, empty where a file has only one; `mark` the one before decimals where the file tells."""

    file: str
    name: str
    header: Row
    rows: tuple[Row, ...]
    mark: Mark | None = None
    remarks: tuple[str, ...] = ()
    understood: tuple[Understood, ...] = ()
    unread: tuple[Unread, ...] = field(default=())

    @property
    def headers(self) -> tuple[str, ...]:
        """The names of the columns, as they are written."""
        return tuple(" ".join(shown(cell).split()) for cell in self.header.cells)

    @property
    def where(self) -> str:
        """What places in it are called."""
        return f"{self.file}, sheet {self.name}" if self.name else self.file


def shown(cell: Cell) -> str:
    """A cell as text."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def with_headers(rows: Sequence[Row], is_known: Callable[[str], bool]) -> tuple[Row, tuple[Row, ...], tuple[Row, ...]] | None:
    """The row of headers, the rows below and the rows above it: the one near the top with most known headers, else the first one."""
    filled = [index for index, row in enumerate(rows[:_LOOKED_THROUGH]) if not row.is_empty]
    if not filled:
        return None
    known = {index: sum(is_known(shown(cell)) for cell in rows[index].cells) for index in filled}
    best = max(filled, key=lambda index: (known[index], -index))
    below = tuple(row for row in rows[best + 1 :] if not row.is_empty)
    return rows[best], below, tuple(rows[index] for index in filled if index < best)


def bounded(rows: Iterable[Row], where: str) -> list[Row]:
    """Rows as long as there are not too many, and none is too large; raises UnreadableTableError."""
    found: list[Row] = []
    for row in rows:
        if len(found) == MOST_ROWS:
            raise UnreadableTableError(f"{where} has more than {MOST_ROWS} rows. Bring them in several files.")
        if len(row.cells) > MOST_COLUMNS:
            raise UnreadableTableError(f"{where}, line {row.line}, has more than {MOST_COLUMNS} columns. Is it separated in another way?")
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row.cells):
            raise UnreadableTableError(f"{where}, line {row.line}, has a cell of more than {LONGEST_CELL} characters. Shorten it.")
        found.append(row)
    return found


def folded(header: str) -> str:
    """A header as it is compared: small letters and digits without accents, words parted by single blanks."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)  # keyResult
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", parted.casefold()) if unicodedata.category(letter) != "Mn")
    return " ".join("".join(letter if letter.isalnum() or letter in "#%" else " " for letter in bare).split())
