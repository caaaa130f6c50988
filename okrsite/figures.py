"""What roll-up and status find out: exact numbers, each with its explanation as data.

Pages, `okrsite show` and okrs.json all read these values, so that they say the same (FORMAT §9 to §12). Numbers are fractions;
they are rounded only where they are written out.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct, field

from okrsite.model import Health, Status

# A key result's value as of a day: an amount or a step, done or not, the titles of the milestones done.
Measured = Fraction | bool | tuple[str, ...]
Series = tuple[tuple[date, Measured], ...]


class LeftOut(StrEnum):
    """Why a thing does not take part in a mean."""

    NOT_MEASURED = "not_measured"
    CANCELLED = "cancelled"


class Term(Struct, frozen=True):
    """One part of a mean: a key result (`reference#id`), an objective or a unit, with its progress and its weight."""

    kind: str
    reference: str
    title: str
    progress: Fraction | None
    weight: Decimal
    left_out: LeftOut | None = None


class Explanation(Struct, frozen=True):
    """How a number came about: the rule's name (a key result type, a roll-up mode, `own`, `tree`), its parts, and what came out."""

    rule: str
    terms: tuple[Term, ...]
    result: Fraction | None


class StatusRule(StrEnum):
    """Which rule of FORMAT §11 decided a status."""

    SET = "set"
    SCORE = "score"
    REACHED = "reached"
    NO_VALUE_YET = "no_value_yet"
    NOT_MEASURED = "not_measured"
    PACE = "pace"
    THRESHOLD = "threshold"
    BASELINE = "baseline"
    WORST = "worst"
    STALE = "stale"


class StatusReason(Struct, frozen=True):
    """Why a status is what it is.

    `gap` is expected minus progress (PACE); `good_from` the score that counts as good and `score` the one reached (SCORE); `text` and
    `since` are a person's (SET), `by_check_in` tells where that judgement stood; `last_update`, `days` since then, and `before`, the
    status that went stale (STALE).
    """

    rule: StatusRule
    gap: Fraction | None = None
    score: Fraction | None = None
    good_from: Fraction | None = None
    text: str | None = None
    since: date | None = None
    by_check_in: bool = False
    last_update: date | None = None
    days: int | None = None
    before: Status | None = None


class KeyResultFigures(Struct, frozen=True):
    """A key result as of the day; `raw` may lie outside 0 to 1, `progress` never does, None is not measured (FORMAT §9)."""

    value: Measured | None
    raw: Fraction | None
    progress: Fraction | None
    expected: Fraction | None
    status: Status
    reason: StatusReason
    confidence: Fraction | None
    series: Series
    explanation: Explanation


class ObjectiveFigures(Struct, frozen=True):
    """An objective as of the day; `score` only once its cycle is closed, `updated` None where nothing was ever reported."""

    progress: Fraction | None
    expected: Fraction
    status: Status
    reason: StatusReason
    score: Fraction | None
    confidence: Fraction | None
    updated: date | None
    explanation: Explanation
    key_results: Mapping[str, KeyResultFigures]


class UnitFigures(Struct, frozen=True):
    """A unit in one cycle: the mean of its own objectives, the rolled-up one, and how many objectives have each status."""

    own: Fraction | None
    progress: Fraction | None
    objectives: tuple[str, ...]
    statuses: Mapping[Status, int]
    own_explanation: Explanation
    explanation: Explanation


class Figures(Struct, frozen=True):
    """All numbers of an organisation as of a day. `unit_cycles` lists each unit's cycles by start (FORMAT §18)."""

    as_of: date
    objectives: Mapping[str, ObjectiveFigures]
    units: Mapping[tuple[str, str], UnitFigures]
    unit_cycles: Mapping[str, tuple[str, ...]]
    kpis: Mapping[str, Health] = field(default_factory=dict)
