"""Headers of other people's spreadsheets → what each column holds, as far as headers and cells tell.

Where a header alone does not tell, the cells below it do: `Start` stands over days or over amounts, `Type` over levels or over ways to
measure, `Unit` over teams or over what is counted.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from okrsite.importers.amounts import Amount, Mark, amount, currency, decimal_mark
from okrsite.importers.arriving import NotTakenError
from okrsite.importers.days import day, needs_order
from okrsite.importers.headers import FIELDS, NAMES
from okrsite.importers.table import Cell, Table, folded, shown
from okrsite.suggestions import did_you_mean

OBJECTIVES: Final = ("objective", "objectif", "goal", "o", "okr", "objektiv", "big bet")
KEY_RESULTS: Final = ("key result", "keyresult", "kr", "resultat cle", "milestone", "metric", "kpi")
INITIATIVES: Final = ("initiative", "project", "projet", "task", "tache", "action")
"""What a row may be called, folded."""

_ORGANISATION: Final = ("division", "department", "team", "subteam", "unit_path")
NUMBERED: Final = (
    "key_result", "owner", "email", "type", "start", "target", "current", "measured_in", "progress", "status", "confidence", "weight",
    "end_date", "note",
)  # fmt: skip

_BY_NAME: Final = {name: field for field, names in NAMES.items() for name in names}
# Headers whose cells decide: days or amounts, titles or amounts.
_DAY_OR_AMOUNT: Final = {
    **dict.fromkeys(("start", "debut", "begin"), ("start_date", "start")), **dict.fromkeys(("end", "fin"), ("end_date", "target")),
}  # fmt: skip
_TITLE_OR_AMOUNT: Final = {**dict.fromkeys(("goal", "goals", "objectif"), "target"), **dict.fromkeys(("resultat", "outcome"), "current")}
_UNIT_WORDS: Final = ("unit", "units")
_LEVELS: Final = frozenset((*OBJECTIVES, *KEY_RESULTS, *INITIATIVES))
_NUMBERED: Final = re.compile(r"(?:key ?result|kr|resultat ?cle) ?#?(\d{1,2})(?: (.+))?")
_NUMBERED_PARTS: Final = {
    "title": "key_result", "name": "key_result", "completion": "progress", "value": "current", "unit": "measured_in", "due": "end_date",
    "due date": "end_date", "owner email": "email", "titre": "key_result", "deadline": "end_date", "goal": "target", "objectif": "target",
}  # fmt: skip
_MEASURES: Final = frozenset(
    "% # number count days day hours hour users points people percent percentage nombre jours heures pts nps eur usd".split()
)
_WEAK: Final = ("title", "name", "titre", "nom", "summary", "id", "key", "no", "nr", "#", "ref", "result", "value", "notes", "from")
"""Headers that many things are called; another column with a clearer one wins."""
_OF_GOALS: Final = frozenset(
    "key_result level parents cycle start_date end_date type start target current progress status confidence".split()
)
"""What a table has one of at least whose rows are goals."""


class UnknownFieldError(NotTakenError):
    """A mapping names a column or a field that there is not (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where it stands, its header, what it holds, and of which numbered key result, 0 where it is of the row itself."""

    index: int
    header: str
    field: str
    number: int = 0

    @property
    def name(self) -> str:
        """The field as `--map` takes it."""
        return f"{self.field}_{self.number}" if self.number else self.field


def is_known(header: str) -> bool:
    """Whether a header is one that columns of OKRs have."""
    name = folded(header)
    return name in _BY_NAME or name in _DAY_OR_AMOUNT or name in _UNIT_WORDS or bool(_NUMBERED.fullmatch(name))


def columns_of(table: Table, named: Mapping[str, str]) -> tuple[Column, ...]:
    """What each column of a table holds; `named` says it of some headers, whatever they look like."""
    by_header = {folded(header): field for header, field in named.items()}
    found = [_column(index, header, by_header, table) for index, header in enumerate(table.headers)]
    found = list(_without_rivals(found, set(by_header)))
    is_of_goals = any(column.field in _OF_GOALS for column in found)
    return tuple(column if is_of_goals or not _is_weak(column, by_header) else replace(column, field="text") for column in found)


def _is_weak(column: Column, named: Mapping[str, str]) -> bool:
    """Whether a column holds objectives only as far as a header tells that lists of anything have, such as `Name`."""
    name = folded(column.header)
    return column.field == "objective" and name in _WEAK and name not in named


def field_of(name: str) -> tuple[str, int]:
    """The field that somebody named, and the number of its key result; raises UnknownFieldError."""
    field, _, number = name.rpartition("_")
    if number.isdecimal() and field in NUMBERED and 0 < int(number) < 100:
        return field, int(number)
    if name not in FIELDS:
        raise UnknownFieldError(f"There is no field `{name}`. {did_you_mean(name, FIELDS)} Fields: {', '.join(FIELDS)}.")
    return name, 0


def _column(index: int, header: str, named: Mapping[str, str], table: Table) -> Column:
    name = folded(header)
    if name in named:
        return Column(index, header, *field_of(named[name]))
    cells = [row.cell(index) for row in table.rows if row.cell(index) != ""]
    if not name:
        return Column(index, header, "text")
    if match := _NUMBERED.fullmatch(name):
        part = match[2] or "title"
        field = _NUMBERED_PARTS.get(part) or _BY_NAME.get(part) or (_DAY_OR_AMOUNT.get(part) or ("", ""))[1]
        return Column(index, header, field, int(match[1])) if field in NUMBERED else Column(index, header, "text")
    if name in _DAY_OR_AMOUNT:
        as_days, as_amounts = _DAY_OR_AMOUNT[name]
        return Column(index, header, as_days if _are_days(cells) else as_amounts)
    if name in _TITLE_OR_AMOUNT and _are_amounts(cells):
        return Column(index, header, _TITLE_OR_AMOUNT[name])
    if name in _UNIT_WORDS:
        return Column(index, header, "measured_in" if _are_measures(cells) or _has_organisation(table) else "team")
    field = _BY_NAME.get(name, "text")
    if field == "type" and cells and all(folded(shown(cell)) in _LEVELS for cell in cells):
        field = "level"
    return Column(index, header, field)


def _without_rivals(columns: Iterable[Column], given: set[str]) -> Iterator[Column]:
    """Columns of which no two hold the same thing: who was named wins, then a clear header, then the first one."""
    found = list(columns)
    best: dict[tuple[str, int], Column] = {}
    for column in sorted(found, key=lambda c: (folded(c.header) not in given, folded(c.header) in _WEAK, c.index)):
        best.setdefault((column.field, column.number), column)
    several = ("text", "ignore", "row_id", "parents", "description", "tags", "initiative")
    for column in found:
        is_best = best[column.field, column.number] is column
        yield column if is_best or column.field in several else Column(column.index, column.header, "text")


def _are_days(cells: Iterable[Cell]) -> bool:
    found = [shown(cell) for cell in cells]
    return bool(found) and sum(day(text) is not None or needs_order(text) for text in found) * 2 > len(found)


def _are_amounts(cells: Iterable[Cell]) -> bool:
    """Whether most cells are a number, bare, in percent or of money: titles may begin with one, but say more."""
    found = [amount(cell) if isinstance(cell, str) else cell for cell in cells]
    plain = [one for one in found if isinstance(one, Amount) and (one.unit in (None, "%") or currency(one.unit or ""))]
    return bool(plain) and len(plain) * 2 > len(found)


def _are_measures(cells: Iterable[Cell]) -> bool:
    words = [shown(cell).casefold() for cell in cells]
    return bool(words) and sum(word in _MEASURES or currency(word.upper()) is not None for word in words) * 2 >= len(words)


def _has_organisation(table: Table) -> bool:
    return any(_BY_NAME.get(folded(header)) in _ORGANISATION for header in table.headers)


def mark_of(table: Table, columns: Iterable[Column], given: Mark | None) -> Mark:
    """The mark before decimals in a table, where a column by itself does not tell."""
    if given or table.mark:
        return given or table.mark or "."
    fields = ("start", "target", "current", "progress", "confidence", "weight")
    indices = [column.index for column in columns if column.field in fields]
    texts = [cell for row in table.rows for index in indices if isinstance(cell := row.cell(index), str) and amount(cell)]
    return decimal_mark(texts, ".")
