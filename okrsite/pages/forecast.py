"""The latest points of a course → between what it may be at the end of its cycle, if it goes on like that.

It goes on from the latest point, at the slowest and at the quickest pace since one of some earlier points. Those of the last days before
it do not count, because a jump from one day to the next is no pace. Exact, so that it is the same on every machine.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from msgspec import Struct

from okrsite.status import clamp

NEEDED = 2
"""How many earlier points there must be."""
FEWEST, MOST = 3, 7
"""How many of them are looked at, if there are so many."""
DAYS_APART = 7
"""How many days they lie before the latest one, at least."""

Points = Sequence[tuple[date, Fraction]]
"""Days and progress, by day."""


class Forecast(Struct, frozen=True):
    """A range from the latest point, of the day `since`, on: `low` to `high` at the end, 0 to 1.

    `first` and `last` are the days on which the quickest and the slowest pace reach 1, None where they do not by the end; `count` tells
    how many earlier points were looked at.
    """

    since: date
    low: Fraction
    high: Fraction
    first: date | None
    last: date | None
    count: int


def forecast(points: Points, start: date, today: date, end: date) -> Forecast | None:
    """What the points of a cycle from start to end lead to; None with fewer than three days apart, or where nothing is to come."""
    if not points or today >= end:
        return None
    day, progress = points[-1]
    earlier = _earlier(points, start, today)
    if len({before for before, _ in earlier}) < NEEDED:
        return None
    paces = [_pace(point, points[-1]) for point in earlier]
    slowest, quickest = min(paces), max(paces)
    left = (end - day).days
    return Forecast(
        since=day,
        low=clamp(progress + slowest * left),
        high=clamp(progress + quickest * left),
        first=_reached(points[-1], quickest, today, end),
        last=_reached(points[-1], slowest, today, end),
        count=len(earlier),
    )


def _pace(earlier: tuple[date, Fraction], latest: tuple[date, Fraction]) -> Fraction:
    """How much is gained in a day, made as one fraction."""
    (day, reached), (until, progress) = earlier, latest
    (above, below), (reached_above, reached_below) = progress.as_integer_ratio(), reached.as_integer_ratio()
    return Fraction(above * reached_below - reached_above * below, below * reached_below * (until - day).days)


def _earlier(points: Points, start: date, today: date) -> Points:
    """The points of the last third of the days gone by, at least 3 where there are, and at most 7."""
    before = [point for point in points if (points[-1][0] - point[0]).days >= DAYS_APART]
    since = today - (today - start) // 3
    recent = sum(day > since for day, _ in before)
    return before[-min(max(recent, FEWEST), MOST) :]


def _reached(latest: tuple[date, Fraction], pace: Fraction, today: date, end: date) -> date | None:
    """The day, after today, on which a pace from the latest point on has reached all; None where that is not by the end."""
    day, progress = latest
    missing = 1 - progress
    if missing > pace * (end - day).days:
        return None
    return max(today + timedelta(days=1), day + timedelta(days=-(-missing // pace) if missing > 0 else 0))
