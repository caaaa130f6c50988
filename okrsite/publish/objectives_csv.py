"""One row for each key result: `api/objectives.csv`, for spreadsheets (FORMAT §16)."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from okrsite.figures import Figures, KeyResultFigures, ObjectiveFigures
from okrsite.model import KeyResult, Objective, Organisation
from okrsite.publish.json_text import number_text
from okrsite.spreadsheet_text import defused

COLUMNS = (
    "objective", "objective_title", "unit", "cycle", "owner", "kind", "objective_progress", "objective_status", "score",
    "key_result", "key_result_title", "type", "measured_in", "start", "target", "current", "raw", "progress", "expected", "status",
    "confidence", "weight", "key_result_owner", "due", "updated",
)  # fmt: skip


def objectives_csv(organisation: Organisation, figures: Figures) -> str:
    """The text of `api/objectives.csv`, with a header and CRLF line ends (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for reference, objective in organisation.objectives.items():
        writer.writerows(_rows(objective, figures.objectives[reference]))
    return text.getvalue()


def _rows(objective: Objective, figures: ObjectiveFigures) -> Iterator[list[str]]:
    """A row for each of its key results: what is said of both, what of the key result, and when they were updated."""
    shared = _cells(
        objective.reference, objective.title, objective.unit, objective.cycle, objective.owner, objective.kind.value,
        figures.progress, figures.status.value, figures.score,
    )  # fmt: skip
    updated = _cells(figures.updated)
    for key_result in objective.key_results:
        yield shared + _of_key_result(key_result, figures.key_results[key_result.id]) + updated


def _of_key_result(key_result: KeyResult, figures: KeyResultFigures) -> list[str]:
    start = (key_result.start or Decimal(0)) if key_result.type == "number" else None
    return _cells(
        key_result.id, key_result.title, key_result.type.value, key_result.unit, start, key_result.target, figures.value,
        figures.raw, figures.progress, figures.expected, figures.status.value, figures.confidence, key_result.weight,
        key_result.owner, key_result.due,
    )  # fmt: skip


def _cells(*values: object) -> list[str]:
    return [_CELLS[type(value)](value) for value in values]


# How values of each type are written.
_CELLS: Mapping[type, Callable[[Any], str]] = {
    type(None): lambda value: "",
    bool: lambda value: "true" if value else "false",
    str: defused,
    tuple: lambda value: defused("; ".join(value)),
    date: date.isoformat,
    Decimal: number_text,
    Fraction: number_text,
}
