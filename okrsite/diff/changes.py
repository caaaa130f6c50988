"""What a change is: frozen values that every format writes out, each in its own way.

A change has what was before and what is after, as typed values, so that words and numbers are made where they are written.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from okrsite.figures import Measured


class What(StrEnum):
    """What changed. The names are part of the JSON format."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    OWNER = "owner"
    STATUS = "status"
    PROGRESS = "progress"
    SCORE = "score"
    SETTING = "setting"
    TEXT = "text"
    ALIGNED = "aligned"
    NO_LONGER_ALIGNED = "no_longer_aligned"
    ORPHANED = "orphaned"
    CHECK_IN = "check_in"
    CHECK_IN_CHANGED = "check_in_changed"
    CHECK_IN_REMOVED = "check_in_removed"
    TARGET = "target"
    VALUE = "value"
    HEALTH = "health"


class Subject(StrEnum):
    """What kind of thing changed. The names are part of the JSON format."""

    UNIT = "unit"
    OBJECTIVE = "objective"
    KEY_RESULT = "key_result"
    KPI = "kpi"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with its unit."""

    value: Measured | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Share:
    """A progress or a score; None is not measured."""

    value: Fraction | None


@dataclass(frozen=True, slots=True)
class Range:
    """What must lie between two values."""

    low: Decimal | None
    high: Decimal | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Steps:
    """The rungs of a ladder: the score, and what earns it."""

    steps: tuple[tuple[Decimal, Decimal | str], ...]
    unit: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """A check-in: its day, who wrote it, its note and its win."""

    day: date
    by: str | None
    note: str | None
    win: str | None


Said = Amount | Share | Range | Steps | Report | StrEnum | Decimal | bool | date | str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Change:
    """One change: of what, where (in the newer version, else in the older), and from what to what.

    `key_result` is the id of the key result that it is about, `name` its title; `setting` the key that was written differently. What moves
    the goalposts of a cycle that is running is `serious`.
    """

    subject: Subject
    what: What
    unit: str
    reference: str
    title: str
    cycle: str | None = None
    key_result: str | None = None
    name: str | None = None
    setting: str | None = None
    before: Said = None
    after: Said = None
    serious: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of a unit's number in a cycle."""

    unit: str
    title: str
    cycle: str
    before: Fraction | None
    after: Fraction | None


@dataclass(frozen=True, slots=True)
class Mover:
    """An objective that moves the company's number in a cycle: by how much, and its own progress before and after."""

    reference: str
    title: str
    by: Fraction
    before: Fraction | None
    after: Fraction | None


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that changed; `company` is what becomes of the company's number in its current cycle, `movers` are what moves it."""

    as_of: date
    changes: tuple[Change, ...]
    effects: tuple[Effect, ...]
    company: Effect | None
    movers: tuple[Mover, ...]
    unit_titles: dict[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed that anybody would see."""
        return not self.changes and not self.effects
