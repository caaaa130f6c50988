"""Texts that are too long for one cell of a workbook ↔ cells that fit, with the rest in a sheet of its own."""

from collections.abc import Iterator, Mapping, Sequence

from okrsite.portable.cells import Cell, text_of
from okrsite.portable.columns import Column
from okrsite.portable.values import NotPortableError

SHEET = "continued"
COLUMNS = (Column("table"), Column("row", look="number"), Column("column"), Column("text", look="long"))
LONGEST = 16_000
"""Characters that one cell gets: spreadsheets take 32 767, and count some characters twice."""

Row = Mapping[str, Cell]


def split(tables: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """The tables with what does not fit in the sheet `continued`: table, row, column, text, in order."""
    found: dict[str, list[Row]] = {name: [] for name in tables}
    rest: list[Row] = []
    for name, rows in tables.items():
        for number, row in enumerate(rows, start=1):
            long = {column: cell for column, cell in row.items() if isinstance(cell, str) and len(cell) > LONGEST}
            found[name].append({**row, **{column: cell[:LONGEST] for column, cell in long.items()}} if long else row)
            for column, cell in long.items():
                rest += [{"table": name, "row": number, "column": column, "text": part} for part in _parts(cell)]
    return {**found, SHEET: rest} if rest else found


def joined(tables: Mapping[str, Sequence[Row]]) -> Mapping[str, Sequence[Row]]:
    """The tables that were split. Raises NotPortableError where a part belongs to no cell."""
    if not tables.get(SHEET):
        return tables
    parts: dict[str, dict[int, dict[str, list[str]]]] = {}
    for row in tables[SHEET]:
        table, number, column = text_of(row.get("table")), text_of(row.get("row")), text_of(row.get("column"))
        if not number.isdecimal() or not 1 <= int(number) <= len(tables.get(table, ())):
            raise NotPortableError(f"The sheet `{SHEET}` goes on with row {number} of `{table}`, which is not there.")
        parts.setdefault(table, {}).setdefault(int(number), {}).setdefault(column, []).append(text_of(row.get("text")))
    whole = {}
    for table, rows in tables.items():
        found = parts.get(table, {})
        whole[table] = [_whole(row, found.get(number, {})) for number, row in enumerate(rows, start=1)]
    return whole


def _parts(text: str) -> Iterator[str]:
    for start in range(LONGEST, len(text), LONGEST):
        yield text[start : start + LONGEST]


def _whole(row: Row, parts: Mapping[str, Sequence[str]]) -> Row:
    return {**row, **{column: text_of(row.get(column)) + "".join(rest) for column, rest in parts.items()}}
