"""One row for each key result: `api/objectives.csv`, for spreadsheets (FORMAT §16)."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from okrsite.figures import Figures, KeyResultFigures
from okrsite.model import KeyResult, Objective, Organisation
from okrsite.publish.json_text import number_text

COLUMNS = (
    "objective", "objective_title", "unit", "cycle", "owner", "kind", "objective_progress", "objective_status", "score",
    "key_result", "key_result_title", "type", "measured_in", "start", "target", "current", "raw", "progress", "expected", "status",
    "confidence", "weight", "key_result_owner", "due", "updated",
)  # fmt: skip
# Where a spreadsheet may take what follows for a formula: at the beginning, past quotes and blanks, and after a semicolon, which ends a
# cell where commas are decimal marks. East Asian spreadsheets take the wide forms too.
_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=[\s\"]*[=+\-@\t\r＝＋－＠])")


def objectives_csv(organisation: Organisation, figures: Figures) -> str:
    """The text of `api/objectives.csv`, with a header and CRLF line ends (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for objective in organisation.objectives.values():
        for key_result in objective.key_results:
            writer.writerow(_cell(value) for value in _row(objective, key_result, figures))
    return text.getvalue()


def _row(objective: Objective, key_result: KeyResult, figures: Figures) -> Iterator[object]:
    of_objective = figures.objectives[objective.reference]
    found = of_objective.key_results[key_result.id]
    yield from (objective.reference, objective.title, objective.unit, objective.cycle, objective.owner, str(objective.kind))
    yield from (of_objective.progress, str(of_objective.status), of_objective.score)
    yield from (key_result.id, key_result.title, str(key_result.type), key_result.unit, *_way(key_result, found))
    yield from (found.raw, found.progress, found.expected, str(found.status), found.confidence, key_result.weight)
    yield from (key_result.owner, key_result.due, of_objective.updated)


def _way(key_result: KeyResult, figures: KeyResultFigures) -> tuple[object, object, object]:
    start = (key_result.start or Decimal(0)) if key_result.type == "number" else None
    return start, key_result.target, figures.value


def _cell(value: object) -> str:
    """A value as a spreadsheet takes it; text that it would run as a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (Fraction, Decimal)):
        return number_text(value)
    if isinstance(value, date):
        return value.isoformat()
    text = "; ".join(value) if isinstance(value, tuple) else str(value)
    return _FORMULA.sub("'", text)
