"""Cells of a table with known columns → the values they mean, each reading and each failure noted with its place.

What one cell leaves open, the others of its column tell: the order of days and months, the mark before decimals, whether 1 is a percent or
all of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from okrsite.cycles import Calendar
from okrsite.importers.amounts import Amount, Mark, amount, decimal_mark, plain_number
from okrsite.importers.arriving import NotTakenError, Place, Understood, Unread
from okrsite.importers.columns import Column, mark_of
from okrsite.importers.days import Order, day, needs_order, orders
from okrsite.importers.table import Cell, Row, Table, folded, shown

DATES = ("start_date", "end_date", "updated")
YES = frozenset(
    "yes y true oui vrai ja si x ✓ ✔ ☑ ✅ done complete completed achieved reached accomplished fait termine atteint finished ok".split()
)
NO = frozenset("no n false non faux nein open todo pending ☐ ✗".split()) | {"not done", "not started", "non atteint", "a faire"}
_SURE = {
    **dict.fromkeys("high haute elevee eleve green vert".split(), 8), **dict.fromkeys("medium moyenne moyen yellow amber jaune".split(), 5),
    **dict.fromkeys("low faible basse red rouge".split(), 2),
}  # fmt: skip


class OpenDatesError(NotTakenError):
    """Dates can be read in two ways, and nothing tells in which (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person who imports says: where things go that do not say it themselves, and how doubtful cells are to be read."""

    calendar: Calendar
    unit: str = ""
    cycle: str | None = None
    dates: Order | None = None
    mark: Mark | None = None


@dataclass
class Cells:
    """The cells of one table, read by what their columns hold."""

    table: Table
    columns: Sequence[Column]
    wishes: Wishes
    understood: list[Understood] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def place(self, row: Row) -> Place:
        """Where a row stands."""
        return Place(self.table.where, row.line)

    # -- cells as they are --

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, int], Column]:
        found: dict[tuple[str, int], Column] = {}
        for column in self.columns:
            found.setdefault((column.field, column.number), column)
        return found

    @cached_property
    def numbers(self) -> list[int]:
        """The numbers of the key results that have columns of their own."""
        return sorted({column.number for column in self.columns if column.number})

    def has(self, name: str, number: int = 0) -> bool:
        """Whether there is a column that holds this."""
        return (name, number) in self._by_name

    def all_of(self, row: Row, name: str) -> list[tuple[str, str]]:
        """The texts of all columns that hold this, each with its header; nothing of empty cells."""
        found = ((column.header, self.shown(row.cell(column.index))) for column in self.columns if column.field == name)
        return [(header, text) for header, text in found if text]

    def cell(self, row: Row, name: str, number: int = 0) -> Cell:
        """What stands there, an empty text where there is no such column."""
        column = self._by_name.get((name, number))
        return row.cell(column.index) if column else ""

    def text(self, row: Row, name: str, number: int = 0) -> str:
        """The text that stands there."""
        return self.shown(self.cell(row, name, number))

    def line(self, row: Row, name: str, number: int = 0) -> str:
        """The text that stands there, on one line."""
        return " ".join(self.text(row, name, number).split())

    @staticmethod
    def shown(cell: Cell) -> str:
        """A cell as text, an amount as people write it."""
        return shown(cell).strip()

    # -- cells as values --

    def amount(self, row: Row, name: str, number: int = 0) -> Amount | None:
        """The amount that stands there."""
        found = self._amount(row, name, number)
        if found:
            self.take(row, self.text(row, name, number), str(found))
        return found

    def share(self, row: Row, name: str, number: int = 0) -> Decimal | None:
        """The part of a whole that stands there: 0.45 for 45 %, and for 45 where the column holds percents."""
        if (is_all := self.flag(row, name, number)) is not None:
            return Decimal(is_all)
        found = self._amount(row, name, number)
        if found is None:
            return None
        if found.unit not in (None, "%"):
            self.fail(row, name, number, "it is not a part of a whole")
            return None
        value = found.number / 100 if found.unit == "%" or self._in_percent(name, number) else found.number
        self.take(row, self.text(row, name, number), str(Amount(plain_number(value * 100), "%")))
        return value

    def confidence(self, row: Row, number: int = 0) -> Decimal | None:
        """How sure they are, 0 to 10, whatever it was written as: 0.7, 70 %, high."""
        text = self.text(row, "confidence", number)
        if (word := _SURE.get(folded(text))) is not None:
            self.take(row, text, f"{word} of 10")
            return Decimal(word)
        found = self._amount(row, "confidence", number)
        if found is None:
            return None
        value = found.number / 10 if found.unit == "%" else found.number * self._scale_of_confidence(number)
        if not 0 <= value <= 10:
            self.fail(row, "confidence", number, "it is not between 0 and 10")
            return None
        if value != found.number:
            self.take(row, text, f"{plain_number(value):f} of 10")
        return plain_number(value)

    def _amount(self, row: Row, name: str, number: int) -> Amount | None:
        cell = self.cell(row, name, number)
        if isinstance(cell, Amount):
            return cell
        text = self.shown(cell)
        if not text or isinstance(cell, (bool, date)):
            return None
        found = amount(text, self._mark(name, number))
        if found is None:
            self.fail(row, name, number, "it is not an amount")
        return found

    def flag(self, row: Row, name: str, number: int = 0) -> bool | None:
        """Yes or no, None where the text is neither."""
        cell = self.cell(row, name, number)
        if isinstance(cell, bool):
            return cell
        word = folded(self.shown(cell)) or self.shown(cell)
        return True if word in YES else False if word in NO else None

    def day(self, row: Row, name: str, number: int = 0) -> date | None:
        """The day that stands there."""
        cell = self.cell(row, name, number)
        if isinstance(cell, date):
            return cell
        text = self.shown(cell)
        if not text:
            return None
        found = day(text, self._order(name, number))
        if found is None:
            self.fail(row, name, number, "the column holds dates in two orders" if needs_order(text) else "it is not a day")
            return None
        self.take(row, text, found.isoformat())
        return found

    # -- notes --

    def take(self, row: Row, written: str, taken: str) -> None:
        """Note a reading, unless it says what was written."""
        if "".join(taken.split()) != "".join(written.split()):
            self.understood.append(Understood(self.place(row), written, taken))

    def fail(self, row: Row, name: str, number: int, reason: str) -> None:
        """Note a cell that was not understood."""
        column = self._by_name[name, number]
        self.unread.append(Unread(self.place(row), f"{column.header}: {self.shown(row.cell(column.index))}", reason))

    # -- what a column tells as a whole --

    def _texts(self, name: str, number: int) -> list[str]:
        column = self._by_name.get((name, number))
        cells = [row.cell(column.index) for row in self.table.rows] if column else []
        return [cell for cell in cells if isinstance(cell, str) and cell]

    def _amounts(self, name: str, number: int) -> list[Amount]:
        mark = self._mark(name, number)
        column = self._by_name[name, number]
        known = [cell for row in self.table.rows if isinstance(cell := row.cell(column.index), Amount)]
        return [*known, *(found for text in self._texts(name, number) if (found := amount(text, mark)))]

    def _scale_of_confidence(self, number: int) -> Decimal:
        """What makes numbers of a column lie between 0 and 10: some people write 70, others 0.7."""
        if number not in self._scales:
            found = [abs(other.number) for other in self._amounts("confidence", number)]
            in_percent = sum(other > 10 for other in found) * 2 > len(found)
            self._scales[number] = Decimal("0.1") if in_percent else Decimal(10) if max(found) <= 1 else Decimal(1)
        return self._scales[number]

    @cached_property
    def _scales(self) -> dict[int, Decimal]:
        return {}

    @cached_property
    def _percents(self) -> dict[tuple[str, int], bool]:
        return {}

    @cached_property
    def _marks(self) -> dict[tuple[str, int], Mark]:
        return {}

    @cached_property
    def _mark_of_all(self) -> Mark:
        return mark_of(self.table, self.columns, self.wishes.mark)

    def _mark(self, name: str, number: int) -> Mark:
        key = (name, number)
        if key not in self._marks:
            texts = [text for text in self._texts(name, number) if amount(text)]
            self._marks[key] = self.wishes.mark or decimal_mark(texts, self._mark_of_all)
        return self._marks[key]

    def _in_percent(self, name: str, number: int) -> bool:
        """Whether plain numbers in a column are percents: some are above 1, or the header says so."""
        if (name, number) not in self._percents:
            are_above = any(found.unit is None and abs(found.number) > 1 for found in self._amounts(name, number))
            self._percents[name, number] = are_above or "%" in self._by_name[name, number].header
        return self._percents[name, number]

    @cached_property
    def _orders(self) -> Mapping[tuple[str, int], Order | None]:
        """The order of days and months in each column of dates, told by itself or else by the others; raises OpenDatesError."""
        dated = [column for column in self.columns if column.field in DATES]
        told = {(c.field, c.number): orders(self._texts(c.field, c.number)) for c in dated}
        others = {next(iter(found)) for found in told.values() if len(found) == 1}
        result: dict[tuple[str, int], Order | None] = {}
        for column in dated:
            key = (column.field, column.number)
            found, open_texts = told[key], [text for text in self._texts(*key) if needs_order(text)]
            if self.wishes.dates or len(found) == 1:
                result[key] = self.wishes.dates or next(iter(found))
            elif len(others) == 1 and found:
                result[key] = next(iter(others))
            elif found and open_texts:
                raise OpenDatesError(
                    f"{self.table.where}: the dates in `{column.header}` can be read in two ways, such as {open_texts[0]}. "
                    "Say which with --dates dmy (day first) or --dates mdy (month first)."
                )
            else:
                result[key] = None
        return result

    def _order(self, name: str, number: int) -> Order | None:
        return self._orders.get((name, number))
