"""Pages of KPIs: where a KPI goes and whether that is good, the bands behind its chart, and which key results should move it."""

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from okrsite.charts import Band
from okrsite.pages import KpiPage, KpisPage, UnitPage
from okrsite.pages.kpi_trend import KpiTrend

from .sites import objective, with_company, write
from .theme_sites import Shown, shown

RISE = (10, 11, 14, 13, 16, 20)
MONTHS = ("06-30", "07-31", "08-31", "09-30", "10-31", "11-20")


def kpi(*lines: str, values: tuple[float, ...] = RISE) -> str:
    """A KPI's file with a value for each of the last months."""
    told = ", ".join(f"2026-{day}: {value}" for day, value in zip(MONTHS[-len(values) :], values, strict=True))
    return objective("Rate", "type: kpi", *lines, f"values: {{{told}}}")


def made(folder: Path, text: str, **files: str) -> tuple[KpiPage, str, Shown]:
    """The page of a KPI, as a value and as text, and its site."""
    objectives = {f"content/2026-q4/{name}.md": file for name, file in files.items()}
    site = shown(write(folder, with_company({"content/rate.md": text, **objectives})))
    page, html = site.pages["rate/index.html"]
    assert isinstance(page, KpiPage)
    return page, html, site


# ---- trends ----


@pytest.mark.parametrize(
    ("lines", "values", "trends"),
    [
        (["good: at_least", "target: 15"], RISE, [("up", "better"), ("up", "better")]),
        (["good: at_most", "target: 15"], RISE, [("up", "worse"), ("up", "worse")]),
        (["good: between", "low: 12", "high: 18"], RISE, [("up", "worse"), ("up", "worse")]),
        (["good: between", "low: 12", "high: 18"], (4, 6, 8), [("up", "better"), ("up", "better")]),
        (["good: between", "low: 12", "high: 18"], (13, 14, 15), [("up", "same"), ("up", "same")]),
        (["good: at_least", "target: 15"], (20, 10, 12), [("up", "better"), ("down", "worse")]),
        (["good: at_least", "target: 15"], (5, 7, 7), [("level", "same"), ("up", "better")]),
        ([], RISE, [("up", "unknown"), ("up", "unknown")]),
        (["good: at_least", "target: 15"], (5, 7), [("up", "better")]),
        (["good: at_least", "target: 15"], (5,), []),
    ],
)
def test_a_trend_has_a_direction_and_says_whether_that_is_good(
    lines: list[str], values: tuple[float, ...], trends: list[tuple[str, str]], tmp_path: Path
) -> None:
    page, html, _ = made(tmp_path, kpi(*lines, values=values))
    assert [(trend.direction, trend.verdict) for trend in page.trends] == trends
    assert html.count('class="arrow"') == len(trends)
    assert (html.count(">Better</b>"), html.count(">Worse</b>")) == tuple(sum(v == word for _, v in trends) for word in ("better", "worse"))


def test_the_longer_trend_looks_back_over_five_values(tmp_path: Path) -> None:
    page, html, _ = made(tmp_path, kpi("unit: '%'", "good: at_least", "target: 15"))
    assert page.trends == (
        KpiTrend("up", "4 percentage points more than on Oct 31", "better"),
        KpiTrend("up", "Over the last 5 values: 9 percentage points more than on Jul 31", "better"),
    )
    assert page.trends[1].sentence in html


def test_values_of_later_days_are_no_trend(tmp_path: Path) -> None:
    text = kpi("good: at_least", "target: 15").replace("}", ", 2026-12-31: 1}")
    page, html, _ = made(tmp_path, text)
    assert (page.value, page.trends[0].direction) == (20, "up")
    assert "Dec 31" not in html


# ---- bands ----


def bands(page: KpiPage) -> list[tuple[str, float, float]]:
    """The bands of a chart in the KPI's own numbers, as far as its limits tell them; open ends are those of the chart."""
    assert page.chart
    limits = {float(mark.at): float(mark.label.rstrip("%")) for mark in page.chart.drawing.limits}
    return [(band.health, limits.get(float(band.bottom), 0.0), limits.get(float(band.top), 99.0)) for band in page.chart.drawing.bands]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["good: at_least", "target: 15", "watch: 12"], [("healthy", 15, 99), ("watch", 12, 15)]),
        (["good: at_most", "target: 12", "watch: 15"], [("healthy", 0, 12), ("watch", 12, 15)]),
        (["good: between", "low: 12", "high: 15", "watch: [11, 18]"], [("healthy", 12, 15), ("watch", 11, 12), ("watch", 15, 18)]),
        (["good: at_least", "target: 15"], [("healthy", 15, 99)]),
        (["good: at_least", "target: 400", "watch: 300"], [("healthy", 400, 99), ("watch", 300, 400)]),
        ([], []),
    ],
)
def test_the_bands_of_a_chart_are_those_of_its_health(lines: list[str], found: list[tuple[str, float, float]], tmp_path: Path) -> None:
    page, html, _ = made(tmp_path, kpi(*lines))
    assert bands(page) == found
    assert html.count('class="band is-health-') == len(found)
    assert html.count("key-band") == len({health for health, _, _ in found}), "each band is named below the chart"


def test_a_band_in_which_no_value_lies_has_a_body(tmp_path: Path) -> None:
    page, _, _ = made(tmp_path, kpi("good: at_least", "target: 400"))
    assert page.chart
    (band,) = page.chart.drawing.bands
    assert isinstance(band, Band) and band.top - band.bottom > 0.05
    assert all(0 <= point.y < band.bottom for point in page.chart.drawing.line)


def test_level_values_have_a_chart_too(tmp_path: Path) -> None:
    page, _, _ = made(tmp_path, kpi("good: at_least", "target: 0", values=(0, 0, 0)))
    assert page.chart and len({point.y for point in page.chart.drawing.line}) == 1


def test_ten_years_of_days_are_a_light_page_that_hides_no_peak(tmp_path: Path) -> None:
    first = date(2016, 11, 24)
    rows = [f"{first + timedelta(days=n)},{5000 if n == 1234 else -70 if n == 2345 else n % 50}" for n in range(3600)]
    write(tmp_path, {"content/rate.csv": "\n".join(rows)})
    page, html, site = made(tmp_path, objective("Rate", "type: kpi", "good: at_least", "target: 15", "values_from: rate.csv"))
    assert page.chart
    line = page.chart.drawing.line
    assert len(line) <= 201 and len(page.rows) == 100 and page.left_out == 3500
    assert {max(line, key=lambda p: p.y).label, min(line, key=lambda p: p.y).label} == {"Apr 11, 2020: 5,000", "Apr 27, 2023: -70"}
    assert len(html) < 60_000 and "3,500 earlier values" in html
    assert len(site.pages["index.html"][1]) < 40_000


# ---- what moves it ----

UNHEALTHY = kpi("good: at_least", "target: 50")


def mover(title: str, *lines: str) -> str:
    return objective(title, "owner: Ana", *lines, "key_results: [{id: k, title: Move it, target: 10, current: 4, kpi: rate}]")


def test_key_results_that_should_move_it_come_with_their_progress(tmp_path: Path) -> None:
    earlier = mover("Begin").replace("title: Begin", "title: Begin\ncycle: 2026-q3")
    page, html, _ = made(tmp_path, UNHEALTHY, now=mover("Go on"), before=earlier, off=mover("Give up", "status: cancelled"))
    assert [(m.objective.title, m.cycle.title, m.line.progress) for m in page.moved_by] == [("Go on", "2026 Q4", Fraction(2, 5))]
    assert [m.objective.title for m in page.moved_before] == ["Give up", "Begin"]
    assert html.index("Go on") < html.index("Give up") and "40%" in html
    assert not page.unmoved and "running or planned" not in html


def test_an_unhealthy_kpi_that_nothing_moves_is_named_wherever_it_shows(tmp_path: Path) -> None:
    page, html, site = made(tmp_path, UNHEALTHY, off=mover("Give up", "status: cancelled"))
    assert page.unmoved and "no running or planned key result should move it" in html
    overview, text = site.pages["kpis/index.html"]
    assert isinstance(overview, KpisPage)
    assert [kpi.tile.title for kpi in overview.unmoved] == ["Rate"]
    assert "Unhealthy, and no key result should move them:" in text
    assert "No key result should move it." in site.pages["index.html"][1]


@pytest.mark.parametrize(("text", "unmoved"), [(UNHEALTHY, True), (kpi("good: at_least", "target: 5"), False), (kpi(), False)])
def test_a_units_page_names_it_and_says_nothing_of_healthy_ones(text: str, unmoved: bool, tmp_path: Path) -> None:
    site = shown(write(tmp_path, with_company({"content/sales/index.md": "---\ntitle: Sales\n---\n", "content/sales/rate.md": text})))
    page, html = site.pages["sales/index.html"]
    assert isinstance(page, UnitPage)
    assert ([kpi.unmoved for kpi in page.kpis], "No key result should move it." in html) == ([unmoved], unmoved)
