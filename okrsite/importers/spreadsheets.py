"""Tables of spreadsheets → what arrives: the columns of each are settled first, so that they can be shown before anything happens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from okrsite.importers.arriving import Place, Read, Understood
from okrsite.importers.cells import Cells, Wishes
from okrsite.importers.columns import Column, columns_of
from okrsite.importers.goal import Goal
from okrsite.importers.goals import read_of
from okrsite.importers.owners import Owners
from okrsite.importers.rows import Rows
from okrsite.importers.table import Cell, Row, Table, UnreadableTableError, shown
from okrsite.publish.objectives_csv import COLUMNS

_UNITS = ("unit_path", "division", "department", "team", "subteam")
"""The columns of an organisation, from the outermost."""
_SHOWN = 500
"""Characters of headers that a message shows."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A table and what its columns hold."""

    table: Table
    columns: tuple[Column, ...]

    @property
    def has_goals(self) -> bool:
        """Whether a column holds objectives."""
        return any(column.field == "objective" for column in self.columns)


def mapped(tables: Sequence[Table], named: Mapping[str, str]) -> list[Mapped]:
    """What the columns of each table hold; raises UnknownFieldError, and UnreadableTableError where none holds objectives."""
    found = [Mapped(table, columns_of(table, named)) for table in tables]
    if published := [table for table in tables if table.headers == COLUMNS]:
        what = f"{published[0].where} is a site's objectives.csv, which lacks check-ins, texts and people."
        raise UnreadableTableError(f"{what} An export has them: okrsite export --format csv FOLDER")
    if not any(one.has_goals for one in found):
        headers = "; ".join(f"{', '.join(filter(None, table.headers))[:_SHOWN]} ({table.where})" for table in tables)
        message = f'No column holds objectives. The headers are: {headers}. Say which one does: --map "HEADER=objective".'
        raise UnreadableTableError(message)
    return found


def read_tables(found: Sequence[Mapped], wishes: Wishes) -> Read:
    """What arrives in some tables; sheets without objectives are passed over. Raises OpenDatesError and NoCycleError."""
    owners = Owners()
    goals: list[Goal] = []
    homeless: list[tuple[Place, str]] = []
    understood, unread = [], []
    for one in (one for one in found if one.has_goals):
        table, merged = _with_merged_cells(one)
        cells = Cells(table, one.columns, wishes, [*table.understood, *merged], list(table.unread))
        rows = Rows(cells, owners)
        rows.read()
        goals += rows.goals
        homeless += [(cells.place(row), text) for row, text in rows.homeless]
        homeless += [(lost.place, lost.text) for lost in table.unread]
        understood += cells.understood
        unread += cells.unread
    read = read_of(goals, owners.people, wishes, homeless)
    unread = [*dict.fromkeys([*unread, *read.unread])]
    return replace(read, understood=tuple(dict.fromkeys([*understood, *read.understood])), unread=tuple(unread))


def _with_merged_cells(one: Mapped) -> tuple[Table, list[Understood]]:
    """A table in which what merged cells leave empty is filled in, and what was: of the outermost unit, and of the cycle."""
    rows, told = list(one.table.rows), []
    objective = next(column.index for column in one.columns if column.field == "objective")
    outermost = next((column for field in _UNITS for column in one.columns if column.field == field), None)
    cycle = next((column for column in one.columns if column.field == "cycle"), None)
    for column in filter(None, (outermost, cycle)):
        with_objective = [position for position, row in enumerate(rows) if row.cell(objective) != ""]
        if column.index > objective or not _is_merged([shown(rows[position].cell(column.index)) for position in with_objective]):
            continue
        last = rows[with_objective[0]]
        for position in with_objective:
            if rows[position].cell(column.index) == "":
                rows[position] = _filled(rows[position], column.index, last.cell(column.index))
                reading = f"{shown(last.cell(column.index))}, as above: each name stands once, as in merged cells"
                told.append(Understood(Place(one.table.where, rows[position].line), f"empty {column.header}", reading))
            last = rows[position]
    return replace(one.table, rows=tuple(rows)), told


def _filled(row: Row, column: int, cell: Cell) -> Row:
    cells = (*row.cells, *("",) * (column + 1 - len(row.cells)))
    return replace(row, cells=(*cells[:column], cell, *cells[column + 1 :]))


def _is_merged(texts: Sequence[str]) -> bool:
    """Whether each of several values stands once, at the top of its block, with empty cells below."""
    filled = [text for text in texts if text]
    return bool(texts and texts[0]) and 1 < len(filled) < len(texts) and len(set(filled)) == len(filled)
