"""The page of all KPIs: unit by unit, what is unhealthy first, with the key results that should move each (FORMAT §8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from okrsite import urls
from okrsite.formats import is_currency
from okrsite.model import Health, Kpi
from okrsite.pages.kpi import Mover, movers
from okrsite.pages.meanings import points_of
from okrsite.pages.page import Page
from okrsite.pages.parts import KpiTile, Link, PersonLink
from okrsite.pages.site import Site
from okrsite.pages.views import kpi_tile

_BY_CONCERN = (Health.UNHEALTHY, Health.WATCH, Health.UNKNOWN, Health.HEALTHY)
_ALARMING = (Health.UNHEALTHY, Health.WATCH)


@dataclass(frozen=True, slots=True)
class KpiTrend:
    """How a KPI's latest value differs from the one before."""

    sentence: str
    """By how much it rose or fell, and since when, in the site's language."""
    verdict: str
    """better, worse or same, by what is good for the KPI; unknown where it does not say what is."""


@dataclass(frozen=True, slots=True)
class WatchedKpi:
    """A KPI with all that a reader needs to judge it."""

    tile: KpiTile
    """Its name, value and health."""
    unit: Link
    """Whose it is."""
    owner: PersonLink | None
    """Who watches it."""
    aim: str
    """What is good, written out: "At least 95%"; empty where it does not say."""
    trend: KpiTrend | None
    """How it changed; None with fewer than two values."""
    moved_by: tuple[Mover, ...]
    """The key results of cycles that are not over and name it."""


@dataclass(frozen=True, slots=True)
class UnitKpis:
    """What one unit watches."""

    unit: Link
    """The unit."""
    level: str
    """What a unit of its depth is called."""
    kpis: tuple[WatchedKpi, ...]
    """Its KPIs, those that need a look first."""


@dataclass(frozen=True, slots=True)
class HealthCount:
    """How many KPIs have a health."""

    key: str
    """healthy, watch, unhealthy or unknown."""
    count: int
    """How many, at least 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KpisPage(Page):
    """All KPIs of the site."""

    template: ClassVar[str] = "kpis.html"
    section: ClassVar[str] = "kpis"

    count: int
    """How many there are."""
    healths: tuple[HealthCount, ...]
    """How many have each health, the worst first, without zeros."""
    alarming: tuple[WatchedKpi, ...]
    """Those that are unhealthy or to be watched, the worst first."""
    units: tuple[UnitKpis, ...]
    """The units that watch something, each before the ones below it."""


def kpis_page(site: Site) -> KpisPage:
    """The page of all KPIs."""
    title = site.language.gettext("%(Kpis)s")
    health = site.figures.kpis
    alarming = sorted((k for k in site.organisation.kpis.values() if health[k.reference] in _ALARMING), key=lambda k: _concern(site, k))
    counts = [(h, sum(found is h for found in health.values())) for h in _BY_CONCERN]
    return KpisPage(
        address=urls.KPIS,
        title=title,
        description=site.language.gettext("How the business is doing, number by number"),
        breadcrumb=(site.unit_link(""),),
        count=len(health),
        healths=tuple(HealthCount(h.value, count) for h, count in counts if count),
        alarming=tuple(watched_kpi(site, kpi) for kpi in alarming),
        units=tuple(_units(site, "")),
    )


def watched_kpis(site: Site, unit: str) -> tuple[WatchedKpi, ...]:
    """What a unit watches, what needs a look first."""
    return tuple(watched_kpi(site, kpi) for kpi in sorted(site.documents_of(unit).kpis, key=lambda kpi: _concern(site, kpi)))


def watched_kpi(site: Site, kpi: Kpi) -> WatchedKpi:
    """One KPI with what is good for it, how it changed and what should move it."""
    return WatchedKpi(
        tile=kpi_tile(site, kpi),
        unit=site.unit_link(kpi.unit),
        owner=site.person_link(kpi.owner),
        aim=_aim(site, kpi),
        trend=_trend(site, kpi),
        moved_by=movers(site, kpi.reference, running=True),
    )


def _concern(site: Site, kpi: Kpi) -> tuple[int, str]:
    return _BY_CONCERN.index(site.figures.kpis[kpi.reference]), kpi.reference


def _units(site: Site, unit: str) -> Iterator[UnitKpis]:
    """A unit and those below it, where they watch something."""
    found = watched_kpis(site, unit)
    if found:
        level = site.language.level_word(site.config.level(site.organisation.units[unit].depth))
        yield UnitKpis(site.unit_link(unit), level, found)
    for child in site.organisation.child_units.get(unit, ()):
        yield from _units(site, child)


def _aim(site: Site, kpi: Kpi) -> str:
    words = site.language
    if kpi.good == "at_least":
        return words.gettext("At least %(value)s", value=words.amount(kpi.target, kpi.measured_in))
    if kpi.good == "at_most":
        return words.gettext("At most %(value)s", value=words.amount(kpi.target, kpi.measured_in))
    if kpi.good == "between":
        low, high = words.amount(kpi.low, kpi.measured_in), words.amount(kpi.high, kpi.measured_in)
        return words.gettext("Between %(low)s and %(high)s", low=low, high=high)
    return ""


def _trend(site: Site, kpi: Kpi) -> KpiTrend | None:
    values = [(day, value) for day, value in kpi.values if day <= site.as_of]
    if len(values) < 2:
        return None
    (since, before), (_, now) = values[-2:]
    return KpiTrend(_change(site, kpi, now - before, since), _verdict(kpi, before, now))


def _change(site: Site, kpi: Kpi, change: Decimal, since: date) -> str:
    """Percentages differ by points; words that are counted are left out, since they would have to agree with the number."""
    words, day, size = site.language, site.language.month_day(since), abs(change)
    if change == 0:
        return words.gettext("The same as on %(day)s", day=day)
    if kpi.measured_in == "%":
        points = points_of(size, words)
        if change > 0:
            return words.gettext("%(points)s more than on %(day)s", points=points, day=day)
        return words.gettext("%(points)s less than on %(day)s", points=points, day=day)
    amount = words.amount(size, kpi.measured_in if kpi.measured_in and is_currency(kpi.measured_in) else None)
    if change > 0:
        return words.gettext("%(amount)s more than on %(day)s", amount=amount, day=day)
    return words.gettext("%(amount)s less than on %(day)s", amount=amount, day=day)


def _verdict(kpi: Kpi, before: Decimal, now: Decimal) -> str:
    """Whether a KPI moved the good way; between two ends, whether it came nearer to them."""
    if kpi.good == "at_least":
        gain = now - before
    elif kpi.good == "at_most":
        gain = before - now
    elif kpi.good == "between" and kpi.low is not None and kpi.high is not None:
        gain = _distance(before, kpi.low, kpi.high) - _distance(now, kpi.low, kpi.high)
    else:
        return "unknown"
    return "better" if gain > 0 else "worse" if gain < 0 else "same"


def _distance(value: Decimal, low: Decimal, high: Decimal) -> Decimal:
    return max(low - value, value - high, Decimal(0))
