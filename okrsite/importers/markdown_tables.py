"""Tables within a page of Markdown → what arrives, by the reader of spreadsheets: a table is the same, whatever it stands in.

Below an objective's title a table may list key results only; they are that objective's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from okrsite.importers.arriving import Read
from okrsite.importers.cells import Wishes
from okrsite.importers.columns import columns_of
from okrsite.importers.markdown_nesting import Node
from okrsite.importers.spreadsheets import mapped, read_tables
from okrsite.importers.table import Row, Table

_OBJECTIVE: Final = "Objective"
_ANY_CYCLE: Final = "2000"
"""Key results alone are in no cycle, but the reader of tables wants one."""


def holds_objectives(node: Node) -> bool:
    """Whether a table has a column of objectives."""
    return "objective" in _fields(_table("", node))


def holds_key_results(node: Node) -> bool:
    """Whether a table has a column of key results and none of objectives."""
    fields = _fields(_table("", node))
    return "key_result" in fields and "objective" not in fields


def objectives_in(file: str, node: Node, wishes: Wishes) -> Read:
    """What a table of objectives says; raises NotTakenError."""
    return read_tables(mapped([_table(file, node)], {}), wishes)


def key_results_in(file: str, node: Node, objective: str, wishes: Wishes) -> tuple[Read, Sequence[Mapping[str, Any]]]:
    """What a table of one objective's key results says, and these; raises NotTakenError."""
    table = _table(file, node)
    rows = [replace(row, cells=(objective if not index else "", *row.cells)) for index, row in enumerate(table.rows)]
    whole = replace(table, header=replace(table.header, cells=(_OBJECTIVE, *table.header.cells)), rows=tuple(rows))
    read = read_tables(mapped([whole], {}), replace(wishes, cycle=wishes.cycle or _ANY_CYCLE))
    found = [entry for document in read.documents if document.kind == "objective" for entry in _list(document.keys.get("key_results"))]
    return read, found


def _list(value: Any) -> list[Mapping[str, Any]]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _table(file: str, node: Node) -> Table:
    rows = [Row(line, tuple(words.line for words in cells)) for line, cells in node.rows]
    return Table(file, "", rows[0] if rows else Row(node.line, ()), tuple(row for row in rows[1:] if not row.is_empty))


def _fields(table: Table) -> set[str]:
    return {column.field for column in columns_of(table, {})}
