"""The tables of an export: which there are, and what stands in each of their columns.

A column with a path holds what a person wrote at that key of the front matter. One without says what the row belongs to, or tells readers
what an import works out again. Columns named like a computed number but with `set_` hold what a person set beside it.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from okrsite.portable.cells import DAY, FLAG, FLAG_OR_DAY, LINES, NUMBER, PLAN, RANGE, REASONS, STEPS, TEXT, Cell, Kind

Look = Literal["text", "reference", "long", "number", "share", "day"]
"""How a spreadsheet shows a column: `share` as a percentage, `reference` and `long` in wider columns."""

ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, the way to its key in the front matter, and what is meant where nothing is written there."""

    name: str
    path: tuple[str, ...] = ()
    kind: Kind = TEXT
    default: Cell = None
    look: Look = "text"


def _of(name: str, path: str = "", kind: Kind = TEXT, default: Cell = None, look: Look | None = None) -> Column:
    usual: Look = "number" if kind is NUMBER else "day" if kind is DAY else "text"
    return Column(name, tuple((path or name).split(".")), kind, default, look or usual)


def _told(name: str, look: Look = "text") -> Column:
    return Column(name, look=look)


_REF, _OBJECTIVE, _KPI = (_told(name, "reference") for name in ("ref", "objective", "kpi"))
_BUDGET = (
    _of("budget_amount", "budget.amount", NUMBER), _of("budget_currency", "budget.currency"), _of("budget_spent", "budget.spent", NUMBER),
)  # fmt: skip
_STATUS = (_of("set_status", "status.is"), _of("status_reason", "status.reason", look="long"), _of("status_since", "status.since", DAY))
_SHARED = (_of("tags", kind=LINES), _of("visibility"), _of("embargo", kind=DAY), _of("ignored_checks", "checks.ignore", REASONS))
TEXT_COLUMN = Column("text", look="long")
"""The Markdown of a document, which is no key."""

UNITS = (
    _told("unit"), _of("title"), _told("level"), _of("lead"), _of("members", kind=LINES), _of("mission", look="long"),
    _of("weight", kind=NUMBER, default=ONE), *_BUDGET, *_SHARED, TEXT_COLUMN,
)  # fmt: skip
UNIT_CYCLES = (
    _told("unit"), _told("cycle"), _told("progress", "share"), _told("own_progress", "share"), _told("objectives", "number"),
)  # fmt: skip
OBJECTIVES = (
    _REF, _of("title", look="long"), _told("unit"), _told("cycle"), _told("id"), _of("owner"), _told("progress", "share"),
    _told("expected", "share"), _told("status"), _told("confidence", "number"), _told("updated", "day"), _told("score", "share"),
    _of("kind", default="aspirational"), _of("contributors", kind=LINES), _of("why", look="long"), _of("rollup", default="key_results"),
    _of("set_progress", "progress", NUMBER, look="share"), _of("weight", kind=NUMBER, default=ONE), *_STATUS, *_BUDGET,
    _of("resources", kind=LINES), _of("set_score", "score", NUMBER, look="share"), _of("score_note", look="long"),
    _of("retrospective", look="long"), _of("continues", look="reference"), _of("aliases", kind=LINES), *_SHARED, TEXT_COLUMN,
)  # fmt: skip
KEY_RESULTS = (
    _OBJECTIVE, _of("id"), _of("title", look="long"), _of("type", default="number"), _of("measured_in", "unit"),
    _of("start", kind=NUMBER), _of("target", kind=NUMBER), _told("value", "number"), _told("progress", "share"), _told("expected", "share"),
    _told("status"), _told("confidence", "number"), _of("owner"), _of("weight", kind=NUMBER, default=ONE), _of("due", kind=DAY),
    _of("low", kind=NUMBER), _of("high", kind=NUMBER), _of("risk", kind=RANGE, look="number"), _of("set_value", "current", NUMBER),
    _of("set_done", "done", FLAG), _of("set_reached", "reached", NUMBER), _of("set_confidence", "confidence", NUMBER), *_STATUS,
    _of("steps", kind=STEPS), _of("plan", kind=PLAN), _of("aggregate"), _of("kpi"), _of("aligns_to", look="reference"), _of("url"),
)  # fmt: skip
CHECK_INS = (
    _OBJECTIVE, _told("number", "number"), _told("date", "day"), _told("by"), _told("key_result"), _told("value", "number"),
    _told("confidence", "number"), _told("status"), _told("note", "long"), _told("win", "long"),
)  # fmt: skip
ALIGNMENTS = (
    _OBJECTIVE, _of("to", look="reference"), _of("contributes", kind=FLAG, default=True),
    _of("weight", kind=NUMBER, default=ONE),
)  # fmt: skip
MILESTONES = (
    _OBJECTIVE, _told("key_result"), _of("title", look="long"), _of("due", kind=DAY), _of("done", kind=FLAG_OR_DAY, look="day"),
    _of("weight", kind=NUMBER, default=ONE),
)  # fmt: skip
INITIATIVES = (
    _OBJECTIVE, _of("title", look="long"), _of("status", default="todo"), _of("owner"), _of("due", kind=DAY), _of("url"),
)  # fmt: skip
KPIS = (
    _REF, _of("title", look="long"), _told("unit"), _told("id"), _of("owner"), _told("health"), _told("value", "number"),
    _of("measured_in", "unit"), _of("good"), _of("target", kind=NUMBER), _of("low", kind=NUMBER), _of("high", kind=NUMBER),
    _of("watch", kind=RANGE, look="number"), _of("source"), *_SHARED, TEXT_COLUMN,
)  # fmt: skip
KPI_VALUES = (_KPI, _of("date", kind=DAY), _of("value", kind=NUMBER))
PAGES = (
    _REF, _of("title", look="long"), _told("unit"), _told("cycle"), _told("id"), _of("date", kind=DAY), *_SHARED, TEXT_COLUMN,
)  # fmt: skip
PEOPLE = (_told("id"), _of("name"), _of("role"), _of("unit"), _of("email"), _of("avatar"))
SETTINGS = (_told("key"), _told("value", "long"))

TABLES = {
    "objectives": OBJECTIVES, "key-results": KEY_RESULTS, "check-ins": CHECK_INS, "units": UNITS, "unit-cycles": UNIT_CYCLES,
    "kpis": KPIS, "kpi-values": KPI_VALUES, "people": PEOPLE, "alignments": ALIGNMENTS, "milestones": MILESTONES,
    "initiatives": INITIATIVES, "pages": PAGES, "settings": SETTINGS,
}  # fmt: skip
"""All tables by name, in the order of a workbook's sheets."""
