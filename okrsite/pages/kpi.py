"""The page of a KPI: how the business is doing, by day, and which key results should move it (FORMAT §8)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from markupsafe import Markup

from okrsite import urls
from okrsite.charts import LineChart, Mark, Point
from okrsite.model import Kpi
from okrsite.pages.page import Page
from okrsite.pages.parts import Chart, ChartRow, KeyResultLine, Link, PersonLink
from okrsite.pages.site import Site
from okrsite.pages.views import key_result_lines


@dataclass(frozen=True, slots=True)
class Mover:
    """A key result that should move the KPI."""

    line: KeyResultLine
    """The key result."""
    objective: Link
    """What it measures."""
    unit: Link
    """Whose objective that is."""


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
    change: Decimal | None
    """How much that is above the value before."""
    good: str | None
    """at_least, at_most or between."""
    target: Decimal | None
    """The edge of what is good."""
    low: Decimal | None
    """The lower end of what is good."""
    high: Decimal | None
    """The upper end of what is good."""
    watch: tuple[Decimal, ...]
    """Where the warning band ends: none, one or two values."""
    source: str | None
    """The web address that the numbers come from."""
    chart: Chart | None
    """The values over time; None with fewer than two."""
    rows: tuple[ChartRow, ...]
    """The values by day, the latest first."""
    moved_by: tuple[Mover, ...]
    """The key results that name it."""
    tags: tuple[str, ...]
    """Its tags."""
    body: Markup
    """What it means, as safe HTML."""


def kpi_page(site: Site, reference: str) -> KpiPage:
    """The page of one KPI."""
    kpi, address = site.organisation.kpis[reference], urls.document(reference)
    values = tuple((day, value) for day, value in kpi.values if day <= site.as_of)
    unit = site.unit_link(kpi.unit)
    day, value = values[-1] if values else (None, None)
    rows = tuple(ChartRow(d, site.language.amount(v, kpi.measured_in), "", "") for d, v in reversed(values))
    html = site.body(kpi, address)
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
        change=values[-1][1] - values[-2][1] if len(values) > 1 else None,
        good=kpi.good,
        target=kpi.target,
        low=kpi.low,
        high=kpi.high,
        watch=_watch(kpi),
        source=kpi.source,
        chart=Chart(_drawing(site, kpi, values), rows) if len(values) > 1 else None,
        rows=rows,
        moved_by=movers(site, reference),
        tags=kpi.tags,
        body=Markup(html),
    )


def _watch(kpi: Kpi) -> tuple[Decimal, ...]:
    if kpi.watch is None:
        return ()
    return kpi.watch if isinstance(kpi.watch, tuple) else (kpi.watch,)


def _drawing(site: Site, kpi: Kpi, values: tuple[tuple[date, Decimal], ...]) -> LineChart:
    """The values between their lowest and highest, with the edges of what is good across."""
    edges = [edge for edge in (kpi.target, kpi.low, kpi.high) if edge is not None]
    all_values = [Fraction(value) for _, value in values] + [Fraction(edge) for edge in edges]
    low, height = min(all_values), (max(all_values) - min(all_values)) or Fraction(1)
    first, width = values[0][0], (values[-1][0] - values[0][0]).days or 1
    words = site.language
    points = tuple(
        Point(
            Fraction((day - first).days, width),
            (Fraction(value) - low) / height,
            words.gettext("%(day)s: %(value)s", day=words.short_date(day), value=words.amount(value, kpi.measured_in)),
        )
        for day, value in values
    )
    limits = tuple(Mark((Fraction(edge) - low) / height, words.amount(edge, kpi.measured_in)) for edge in sorted(set(edges)))
    return LineChart(
        title=words.gettext("%(kpi_title)s over time", kpi_title=kpi.title),
        status=f"health-{site.figures.kpis[kpi.reference].value}",
        line=points,
        dots=points,
        limits=limits,
        days=(Mark(Fraction(0), words.short_date(first)), Mark(Fraction(1), words.short_date(values[-1][0]))),
    )


def movers(site: Site, reference: str, *, running: bool = False) -> tuple[Mover, ...]:
    """The key results that name a KPI; only those of cycles that are not over where `running`."""
    found = []
    for objective, identifier in site.organisation.kpi_moved_by.get(reference, ()):
        if running and site.is_closed(site.organisation.objectives[objective].cycle):
            continue
        anchor = urls.key_result(identifier)
        line = next(line for line in key_result_lines(site, objective) if line.address.endswith(anchor))
        found.append(Mover(line, site.objective_link(objective), site.unit_link(site.organisation.objectives[objective].unit)))
    return tuple(found)
