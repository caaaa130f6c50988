"""The pages of changes: what was reported and what was changed, by day, the latest first (FORMAT §2).

The first page has the newest of all; each month has pages with all of its own, cut where they would grow too heavy.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import ClassVar

from msgspec import Struct

from okrsite import urls
from okrsite.pages.explore import Part
from okrsite.pages.happenings import HappeningView, happening_views
from okrsite.pages.page import Page
from okrsite.pages.parts import Link
from okrsite.pages.site import Site
from okrsite.pages.told import Happening
from okrsite.published import HistoryState
from okrsite.terms import N_, capital

_WITHOUT_HISTORY = {
    HistoryState.NO_REPOSITORY: N_("Only %(check_ins)s are told here: no git repository says what else was changed."),
    HistoryState.UNREADABLE: N_("Only %(check_ins)s are told here: the history could not be read."),
    HistoryState.OFF: N_("Only %(check_ins)s are told here: this site is made without its history."),
}


class DayOfChanges(Struct, frozen=True):
    """What happened on one day."""

    date: date
    """The day."""
    happenings: tuple[HappeningView, ...]
    """What happened, by objective."""


class MonthLink(Struct, frozen=True):
    """A month in which something happened."""

    title: str
    """Its short name."""
    address: str
    """Its page, percent-encoded."""
    shown: bool
    """Whether this page shows it."""


class YearOfMonths(Struct, frozen=True):
    """The months of a year in which something happened."""

    year: str
    """The year."""
    months: tuple[MonthLink, ...]
    """The months, by time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesPage(Page):
    """The newest changes, or those of a month."""

    template: ClassVar[str] = "changes.html"
    section: ClassVar[str] = "changes"

    missing: str | None
    """What is not told, in a sentence, where there is no history; else None."""
    days: tuple[DayOfChanges, ...]
    """What happened, the latest day first."""
    years: tuple[YearOfMonths, ...]
    """The way to every month, the latest year first."""
    parts: tuple[Part, ...]
    """The parts of the month; empty where it is in one."""


def changes_page(site: Site) -> ChangesPage:
    """The page of the newest changes."""
    return _page(site, urls.CHANGES, site.told.by_unit[""])


def month_page(site: Site, month: str, part: int) -> ChangesPage:
    """One part of a month."""
    return _page(site, urls.changes(month, part), site.told.pages[month, part], month, part)


def feed_link(site: Site, address: str) -> Link:
    """A feed, by the name that readers of feeds show."""
    return Link(site.language.gettext("Changes as a feed"), urls.quoted(address))


def _page(site: Site, address: str, happenings: tuple[Happening, ...], month: str = "", part: int = 1) -> ChangesPage:
    words, missing = site.language, _WITHOUT_HISTORY.get(site.history.state)
    title, company = words.gettext("Changes"), site.unit_link("")
    return ChangesPage(
        address=address,
        title=f"{title} · {capital(words.month(_first(month)))}" if month else title,
        description=words.gettext("What was reported and what was changed, by day"),
        breadcrumb=(company, Link(title, urls.CHANGES)) if month else (company,),
        feed=feed_link(site, urls.unit_feed()),
        missing=words.gettext(missing) if missing else None,
        days=tuple(DayOfChanges(day, happening_views(site, found)) for day, found in groupby(happenings, lambda h: h.day)),
        years=tuple(_years(site, month)),
        parts=_parts(site, month, part),
    )


def _years(site: Site, shown: str) -> Iterator[YearOfMonths]:
    for year, months in groupby(sorted(site.told.parts, reverse=True), lambda month: month[:4]):
        links = (MonthLink(site.language.month_name(_first(m)), urls.quoted(urls.changes(m)), m == shown) for m in months)
        yield YearOfMonths(year, tuple(links)[::-1])


def _parts(site: Site, month: str, shown: int) -> tuple[Part, ...]:
    count = site.told.parts[month] if month else 1
    return tuple(Part(n, urls.quoted(urls.changes(month, n)), n == shown) for n in range(1, count + 1)) if count > 1 else ()


def _first(month: str) -> date:
    """The first day of a month such as 2026-11."""
    return date.fromisoformat(f"{month}-01")
