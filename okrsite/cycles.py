"""Cycle ids → dates, nesting and state (FORMAT §3, §18).

A calendar understands ids such as 2026-q4 and knows those that the configuration adds; of all of them, only the ones in use
make up the site's cycles. Every question about time takes the day as an argument.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, lru_cache

from msgspec import Struct, field

_UNDERSTOOD = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<kind>[qht])(?P<number>[1-4])|(?P<month>0[1-9]|1[0-2])))?")
_MONTHS = {"q": 3, "h": 6, "t": 4}
_KEPT = 50_000  # every chart asks for the same few days of the same few cycles


class State(StrEnum):
    """Where a cycle stands on a day."""

    PLANNED = "planned"
    ACTIVE = "active"
    CLOSED = "closed"


class Cycle(Struct, frozen=True):
    """A span of days with both ends in it; `parent` and `closed_early` as the configuration says."""

    id: str
    title: str
    start: date
    end: date
    parent: str | None = None
    closed_early: bool = False

    @property
    def days(self) -> int:
        """How many days it has, at least 1."""
        return (self.end - self.start).days + 1

    def state(self, day: date) -> State:
        """Planned, active or closed on a day."""
        if self.closed_early or day > self.end:
            return State.CLOSED
        return State.PLANNED if day < self.start else State.ACTIVE

    def days_gone(self, day: date) -> int:
        """Days gone by at the end of a day, 0 to `days`."""
        return min(max((day - self.start).days + 1, 0), self.days)

    def elapsed(self, day: date) -> Fraction:
        """The share of its days gone by at the end of a day, 0 to 1, by its dates alone (FORMAT §11, §18)."""
        return _elapsed(self.start, self.end, day)

    def encloses(self, other: "Cycle") -> bool:
        """Whether all of the other's days are its own, and it has more."""
        return self.start <= other.start and other.end <= self.end and self.days > other.days


class Calendar(Struct, frozen=True):
    """What a cycle id means in this company: its fiscal year and its own cycles."""

    fiscal_year_start: int = 1
    named_by_end: bool = False
    configured: Mapping[str, Cycle] = field(default_factory=dict)

    def find(self, identifier: str) -> Cycle | None:
        """The configured or understood cycle of that id, else None."""
        return self.configured.get(identifier) or self.understood(identifier)

    def understood(self, identifier: str) -> Cycle | None:
        """The cycle that an id such as 2026, 2026-h2, 2026-t3, 2026-q4 or 2026-11 means by itself."""
        match = _UNDERSTOOD.fullmatch(identifier)
        if not match:
            return None
        try:
            return self._understood(identifier, match)
        except ValueError:  # outside the calendar's years 1 to 9999
            return None

    def _understood(self, identifier: str, match: re.Match[str]) -> Cycle | None:
        year = int(match["year"])
        if match["month"]:
            first = date(year, int(match["month"]), 1)
            return Cycle(identifier, identifier, first, _months_later(first, 1) - timedelta(days=1))
        shift = 1 if self.named_by_end and self.fiscal_year_start > 1 else 0
        first = date(year - shift, self.fiscal_year_start, 1)
        months, number = 12, 1
        if match["kind"]:
            months, number = _MONTHS[match["kind"]], int(match["number"])
            if months * number > 12:
                return None
        start = _months_later(first, months * (number - 1))
        title = identifier.replace("-", " ").upper()
        return Cycle(identifier, title, start, _months_later(start, months) - timedelta(days=1))

    def in_use(self, with_objectives: Iterable[str], others: Iterable[str] = ()) -> "Cycles":
        """The cycles that matter: configured, with objectives, or the understood year, half or quarter around one of these.

        `others` are cycles that something else names, such as a review: they are known, but not listed.
        """
        listed = frozenset({*with_objectives, *self.configured})
        cycles = {identifier: cycle for identifier in {*listed, *others} if (cycle := self.find(identifier))}
        for cycle in list(cycles.values()):
            cycles = {around.id: around for around in self._around(cycle)} | cycles
        return Cycles(cycles, listed)

    def _around(self, cycle: Cycle) -> Iterable[Cycle]:
        """The parent that a cycle names, and the understood years, halves and quarters that enclose it."""
        named = cycle.parent and self.find(cycle.parent)
        if named:
            yield named
        for identifier in self._years_and_parts(cycle):
            around = self.find(identifier)
            if around and around.encloses(cycle):
                yield around

    def _years_and_parts(self, cycle: Cycle) -> Iterable[str]:
        for year in range(cycle.start.year - 1, cycle.start.year + 2):  # what begins later does not enclose it
            if 0 < year < 10000:
                yield from (f"{year:04}{part}" for part in ("", "-h1", "-h2", "-q1", "-q2", "-q3", "-q4"))


class Cycles(Struct, frozen=True, dict=True):
    """The cycles in use and how they nest; `listed` are those configured or with objectives."""

    by_id: Mapping[str, Cycle]
    listed: frozenset[str]

    def __getitem__(self, identifier: str) -> Cycle:
        return self.by_id[identifier]

    @cached_property
    def parents(self) -> Mapping[str, str | None]:
        """The cycle each one nests in: its `parent:`, else the smallest in use that encloses it (FORMAT §18)."""
        return {cycle.id: self._parent(cycle) for cycle in self.by_id.values()}

    def _parent(self, cycle: Cycle) -> str | None:
        if cycle.parent and cycle.parent in self.by_id:
            return cycle.parent
        around = [other for other in self.by_id.values() if other.encloses(cycle)]
        return min(around, key=lambda other: (other.days, other.start, other.id)).id if around else None

    def within(self, inner: str, outer: str) -> bool:
        """Whether a cycle is the outer one or nested in it, at any depth."""
        seen: set[str] = set()
        step: str | None = inner
        while step is not None and step not in seen:
            if step == outer:
                return True
            seen.add(step)
            step = self.parents.get(step)
        return False

    def in_order(self, identifiers: Iterable[str]) -> list[Cycle]:
        """These cycles by start, the longer first where two start together, then by id."""
        return sorted((self.by_id[i] for i in identifiers), key=lambda cycle: (cycle.start, -cycle.days, cycle.id))

    def current(self, with_objectives: Iterable[str], day: date) -> Cycle | None:
        """The shortest active one of these; else the next planned one; else the last closed one (FORMAT §3)."""
        cycles = [self.by_id[i] for i in with_objectives]
        active = [c for c in cycles if c.state(day) is State.ACTIVE]
        if active:
            return min(active, key=lambda c: (c.days, c.start, c.id))
        planned = [c for c in cycles if c.state(day) is State.PLANNED]
        if planned:
            return min(planned, key=lambda c: (c.start, c.days, c.id))
        return max(cycles, key=lambda c: (c.end, -c.days, c.id), default=None)


@lru_cache(_KEPT)
def _elapsed(start: date, end: date, day: date) -> Fraction:
    days = (end - start).days + 1
    return Fraction(min(max((day - start).days + 1, 0), days), days)


def _months_later(day: date, months: int) -> date:
    """The first of the month so many months later."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
