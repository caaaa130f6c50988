"""What the main line of a repository has published of each objective: its values by day, and what was changed when (FORMAT §11, §18).

Only what is visible today is here, under the name that it has today. A published value is one that was written without a day of its own,
such as `current`; check-ins carry their days with them, and are no part of this.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from msgspec import Struct, field

from okrsite.figures import Measured, Series


class HistoryState(StrEnum):
    """Whether there is a history, and if not, why."""

    READ = "read"
    NO_REPOSITORY = "no_repository"
    UNREADABLE = "unreadable"
    OFF = "off"


class Publication(Struct, frozen=True):
    """A commit of the main line: its day, and its first line; None where that may say something of what is not published."""

    commit: str
    day: date
    subject: str | None


class ChangeKind(StrEnum):
    """What a commit changed in an objective."""

    CREATED = "created"
    VALUE = "value"
    TARGET = "target"
    START = "start"
    STATUS = "status"


class Change(Struct, frozen=True):
    """One thing that a commit changed; `before` and `after` are values, targets or names of statuses, None where there was none.

    A range, as of `between`, is changed at one of its ends: `end` is `low` or `high`.
    """

    kind: ChangeKind
    publication: Publication
    key_result: str | None = None
    before: Measured | str | None = None
    after: Measured | str | None = None
    end: str | None = None


class History(Struct, frozen=True):
    """What the repository tells of the objectives that are visible today, up to a day.

    `values` are by objective and key result, one a day, without equal neighbours; `updates` the last day on which a value of an objective
    was changed; `changes` of each objective by day. `skipped` counts old versions that could not be understood, and
    `uncommitted` are files that differ from the last commit.
    """

    state: HistoryState
    values: Mapping[tuple[str, str], Series] = field(default_factory=dict)
    updates: Mapping[str, date] = field(default_factory=dict)
    changes: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    skipped: int = 0
    uncommitted: tuple[str, ...] = ()


NO_HISTORY = History(HistoryState.NO_REPOSITORY)
"""Where nothing but the files as they are is known."""
