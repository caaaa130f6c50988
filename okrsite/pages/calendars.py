"""What a unit's calendar is about: its cycles, and the days on which to check in, unless people agree on others.

These are Mondays, so often that one may be missed before anything is stale: every week, and every second one where nothing is stale
within four. Where something is stale sooner than a week, it is that often.
"""

from datetime import date
from typing import NamedTuple

from okrsite import urls
from okrsite.cycles import Cycle
from okrsite.pages.kept import kept
from okrsite.pages.parts import Link
from okrsite.pages.site import Site

_WEEK = 7


class CheckInDays(NamedTuple):
    """The first day, and how many days lie between one and the next."""

    first: date
    every: int

    @property
    def weeks(self) -> int:
        """The same in weeks; 0 where it is more often."""
        return self.every // _WEEK


def check_in_days(cycle: Cycle, stale_after: int) -> CheckInDays | None:
    """The days to check in; None for a cycle that is over before its first Monday."""
    if stale_after < _WEEK:
        return CheckInDays(cycle.start, max(stale_after, 1))
    monday = cycle.start.toordinal() + -cycle.start.weekday() % _WEEK
    weeks = stale_after // (2 * _WEEK) or 1
    return CheckInDays(date.fromordinal(monday), weeks * _WEEK) if monday <= cycle.end.toordinal() else None


@kept
def calendar_cycles(site: Site, reference: str) -> tuple[Cycle, ...]:
    """The cycles with objectives of a unit or of those below it that run or are planned; where there are none, the one that was last."""
    used = [i for i in site.cycle_ids if site.objectives_below(reference, i)]
    found = [i for i in used if not site.is_closed(i)] or used[-1:]
    return tuple(site.organisation.cycles[i] for i in found)


def calendar_link(site: Site, reference: str) -> Link | None:
    """The calendar of a unit and those below it, where anything runs or is planned in them."""
    if all(site.is_closed(cycle.id) for cycle in calendar_cycles(site, reference)):
        return None
    return Link(site.language.gettext("Calendar"), urls.quoted(urls.unit_calendar(reference)))
