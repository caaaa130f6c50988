"""The page of all KPIs: unit by unit, what is unhealthy first, with the key results that should move each (FORMAT §8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from msgspec import Struct

from okrsite import urls
from okrsite.model import Health, Kpi
from okrsite.pages.kpi import Mover, aim, running_movers
from okrsite.pages.kpi_trend import KpiTrend, latest_trend
from okrsite.pages.page import Page
from okrsite.pages.parts import KpiTile, Link, PersonLink
from okrsite.pages.site import Site
from okrsite.pages.views import kpi_tile

_BY_CONCERN = (Health.UNHEALTHY, Health.WATCH, Health.UNKNOWN, Health.HEALTHY)
_ALARMING = (Health.UNHEALTHY, Health.WATCH)


class WatchedKpi(Struct, frozen=True):
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


class UnitKpis(Struct, frozen=True):
    """What one unit watches."""

    unit: Link
    """The unit."""
    level: str
    """What a unit of its depth is called."""
    kpis: tuple[WatchedKpi, ...]
    """Its KPIs, those that need a look first."""


class HealthCount(Struct, frozen=True):
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
    unmoved: tuple[WatchedKpi, ...]
    """Those that are unhealthy, and no key result of a cycle that is not over should move them."""
    units: tuple[UnitKpis, ...]
    """The units that watch something, each before the ones below it."""


def kpis_page(site: Site) -> KpisPage:
    """The page of all KPIs."""
    title = site.language.gettext("%(Kpis)s")
    health = site.figures.kpis
    concerns = sorted((k for k in site.organisation.kpis.values() if health[k.reference] in _ALARMING), key=lambda k: _concern(site, k))
    alarming = tuple(watched_kpi(site, kpi) for kpi in concerns)
    counts = [(h, sum(found is h for found in health.values())) for h in _BY_CONCERN]
    return KpisPage(
        address=urls.KPIS,
        title=title,
        description=site.language.gettext("How the business is doing, number by number"),
        breadcrumb=(site.unit_link(""),),
        count=len(health),
        healths=tuple(HealthCount(h.value, count) for h, count in counts if count),
        alarming=alarming,
        unmoved=tuple(kpi for kpi in alarming if kpi.tile.unmoved),
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
        aim=aim(site, kpi),
        trend=latest_trend(site, kpi),
        moved_by=running_movers(site, kpi.reference),
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
