"""The days of a line of commits, none before the one of the commit before it, whatever the clocks said.

Clocks go wrong by hours or by decades. The days that agree with the order of most commits stand; the others take the day before them.
Days before there was git are the fault of a clock.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

_GIT_BEGAN = date(2005, 4, 7)


def days_of(written: Sequence[date]) -> list[date]:
    """The day of each commit, the earliest commit first."""
    agreeing = _longest_rising(written)
    found: list[date] = []
    last = written[agreeing[0]] if agreeing else _GIT_BEGAN
    kept = set(agreeing)
    for index, day in enumerate(written):
        last = day if index in kept else last
        found.append(last)
    return found


def _longest_rising(days: Sequence[date]) -> list[int]:
    """The places of the longest run of days, others left out, in which none is before the one before it."""
    ends: list[int] = []  # where the best run of each length ends
    before: list[int] = []
    for index, day in enumerate(days):
        length = bisect_right(ends, day, key=lambda place: days[place])
        before.append(ends[length - 1] if length else -1)
        if day >= _GIT_BEGAN:
            ends[length : length + 1] = [index]
    run: list[int] = []
    place = ends[-1] if ends else -1
    while place >= 0:
        run.append(place)
        place = before[place]
    return run[::-1]
