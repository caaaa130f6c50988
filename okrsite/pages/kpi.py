"""The page of a KPI: how the business is doing, by day, and which key results should move it (FORMAT §8)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from markupsafe import Markup
from msgspec import Struct

from okrsite import urls
from okrsite.model import Health, Kpi
from okrsite.pages.kpi_chart import kpi_chart, watch_edges
from okrsite.pages.kpi_trend import KpiTrend, known_values, latest_trend, longer_trend
from okrsite.pages.page import Page
from okrsite.pages.parts import Chart, ChartRow, KeyResultLine, Link, PersonLink
from okrsite.pages.share import Share, share
from okrsite.pages.site import Site
from okrsite.pages.views import is_moving, key_result_lines

_MOST_ROWS = 100


class Mover(Struct, frozen=True):
    """A key result that should move the KPI."""

    line: KeyResultLine
    """The key result."""
    objective: Link
    """What it measures."""
    unit: Link
    """Whose objective that is."""
    cycle: Link
    """When: the unit's page in the objective's cycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KpiPage(Page):
    """A KPI."""

    template: ClassVar[str] = "kpi.html"

    unit: Link
    """Whose it is."""
    owner: PersonLink | None
    """Who watches it."""
    health: str
    """healthy, watch, unhealthy or unknown."""
    measured_in: str | None
    """The unit of its values."""
    value: Decimal | None
    """The latest value."""
    date: date | None
    """Its day."""
    trends: tuple[KpiTrend, ...]
    """How it changed against the value before, and over the last few where there are more than two."""
    good: str | None
    """at_least, at_most or between."""
    aim: str
    """What is good, written out: "At least 95%"; empty where it does not say."""
    watch: tuple[Decimal, ...]
    """Where the warning band ends: none, one or two values."""
    source: str | None
    """The web address that the numbers come from."""
    chart: Chart | None
    """The values over time; None with fewer than two."""
    rows: tuple[ChartRow, ...]
    """The values by day, the latest first; at most so many that the page stays light."""
    left_out: int
    """How many earlier values are not among the rows."""
    unmoved: bool
    """Whether it is unhealthy, and no key result of a cycle that is not over should move it."""
    moved_by: tuple[Mover, ...]
    """The key results that should move it, of cycles that are not over."""
    moved_before: tuple[Mover, ...]
    """Those of cycles that are over, and the cancelled ones."""
    tags: tuple[str, ...]
    """Its tags."""
    share: Share | None
    """How to show it in other sites; None on a site that is not to be embedded."""
    body: Markup
    """What it means, as safe HTML."""


def kpi_page(site: Site, reference: str) -> KpiPage:
    """The page of one KPI."""
    kpi, address = site.organisation.kpis[reference], urls.document(reference)
    values = known_values(site, kpi)
    unit = site.unit_link(kpi.unit)
    day, value = values[-1] if values else (None, None)
    rows = tuple(ChartRow(d, site.language.amount(v, kpi.measured_in), "", "") for d, v in values[: -_MOST_ROWS - 1 : -1])
    html, moved_by = site.body(kpi, address), running_movers(site, reference)
    return KpiPage(
        address=address,
        title=kpi.title,
        description=kpi.title,
        breadcrumb=(*site.parents(kpi.unit), unit),
        edit_url=site.edit_url(kpi.location),
        unit=unit,
        owner=site.person_link(kpi.owner),
        health=site.figures.kpis[reference].value,
        measured_in=kpi.measured_in,
        value=value,
        date=day,
        trends=tuple(trend for trend in (latest_trend(site, kpi), longer_trend(site, kpi)) if trend),
        good=kpi.good,
        aim=aim(site, kpi),
        watch=watch_edges(kpi),
        source=kpi.source,
        chart=Chart(kpi_chart(site, kpi, values), rows, any(row.note for row in rows)) if len(values) > 1 else None,
        rows=rows,
        left_out=len(values) - len(rows),
        unmoved=site.figures.kpis[reference] is Health.UNHEALTHY and not moved_by,
        moved_by=moved_by,
        moved_before=_earlier_movers(site, reference),
        tags=kpi.tags,
        share=share(site, reference, kpi.title, badge=False),
        body=Markup(html),
    )


def aim(site: Site, kpi: Kpi) -> str:
    """What is good, written out: "At least 95%"; empty where it does not say."""
    words = site.language
    if kpi.good == "at_least":
        return words.gettext("At least %(value)s", value=words.amount(kpi.target, kpi.measured_in))
    if kpi.good == "at_most":
        return words.gettext("At most %(value)s", value=words.amount(kpi.target, kpi.measured_in))
    if kpi.good == "between":
        low, high = words.amount(kpi.low, kpi.measured_in), words.amount(kpi.high, kpi.measured_in)
        return words.gettext("Between %(low)s and %(high)s", low=low, high=high)
    return ""


def running_movers(site: Site, reference: str) -> tuple[Mover, ...]:
    """The key results that name a KPI and are still to move it."""
    named = site.organisation.kpi_moved_by.get(reference, ())
    return tuple(_mover(site, *found) for found in named if is_moving(site, *found))


def _earlier_movers(site: Site, reference: str) -> tuple[Mover, ...]:
    """Those that are not, the latest cycle first."""
    named = [found for found in site.organisation.kpi_moved_by.get(reference, ()) if not is_moving(site, *found)]
    order = {identifier: place for place, identifier in enumerate(site.cycle_ids)}
    return tuple(_mover(site, *found) for found in sorted(named, key=lambda found: -order[site.organisation.objectives[found[0]].cycle]))


def _mover(site: Site, reference: str, identifier: str) -> Mover:
    objective, anchor = site.organisation.objectives[reference], urls.key_result(identifier)
    line = next(line for line in key_result_lines(site, reference) if line.address.endswith(anchor))
    cycle = site.unit_cycle_link(objective.unit, objective.cycle)
    return Mover(line, site.objective_link(reference), site.unit_link(objective.unit), cycle)
