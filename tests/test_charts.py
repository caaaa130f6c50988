"""Charts: well-formed SVG without style, texts escaped, numbers short, equal values equal bytes."""

from fractions import Fraction
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from okrsite import charts
from okrsite.charts import Band, Bar, Goal, Histogram, LineChart, Mark, Point, Span, Sparkline, Timeline

HALF, ONE, ZERO = Fraction(1, 2), Fraction(1), Fraction(0)
EVIL = '"><script>alert(1)</script>'
LINE = (Point(ZERO, ZERO), Point(Fraction(1, 3), Fraction(2, 7), EVIL))

DRAWN = {
    "empty bar": charts.progress_bar(None, HALF, "not_started"),
    "no progress": charts.progress_bar(ZERO, HALF, "off_track"),
    "bar": charts.progress_bar(Fraction(1, 3), ONE, "on_track"),
    "spread": charts.spread_bar((("off_track", 1), ("on_track", 2))),
    "sparkline": charts.sparkline(Sparkline("on_track", LINE, LINE, (Goal(HALF, HALF, True, EVIL),))),
    "line chart": charts.line_chart(
        LineChart(
            EVIL, "at_risk", LINE, LINE, LINE, (Goal(HALF, HALF, False, EVIL),), (Mark(HALF, EVIL),), (Mark(ONE, EVIL),), Mark(HALF, EVIL)
        )
    ),
    "line chart with bands": charts.line_chart(
        LineChart(EVIL, "at_risk", LINE, bands=(Band(ZERO, HALF, "healthy"), Band(HALF, ONE, "watch")))
    ),
    "line chart of nothing": charts.line_chart(LineChart("Nothing", "not_started", ())),
    "histogram": charts.histogram(Histogram(EVIL, (Bar(EVIL, 0, "missed"), Bar("1", 3, "achieved")))),
    "histogram of nothing": charts.histogram(Histogram("Nothing", ())),
    "timeline": charts.timeline(Timeline(EVIL, (Span(ZERO, HALF, 0, EVIL, True),), (Mark(ZERO, EVIL),), Mark(HALF, EVIL))),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_is_well_formed_and_safe(name: str) -> None:
    drawing = DRAWN[name]
    assert isinstance(drawing, Markup)
    root = ElementTree.fromstring(drawing)
    for element in root.iter():
        assert element.tag not in ("script", "style", "foreignObject")
        assert not [attribute for attribute in element.attrib if attribute == "style" or attribute.startswith("on")]


@pytest.mark.parametrize("name", DRAWN)
def test_a_chart_is_hidden_or_has_a_name(name: str) -> None:
    root = ElementTree.fromstring(DRAWN[name])
    title = root.find("title")
    assert root.get("aria-hidden") == "true" or (root.get("role") == "img" and title is not None and title.text)


def test_a_bar_is_as_long_as_its_progress() -> None:
    root = ElementTree.fromstring(charts.progress_bar(Fraction(1, 3), Fraction(3, 4), "on_track"))
    assert [rect.get("width") for rect in root.iter("rect")] == ["33.3%", "2"]
    assert [rect.get("x") for rect in root.iter("rect")] == [None, "75%"]


def test_nothing_and_not_measured_look_different() -> None:
    assert charts.progress_bar(ZERO, None, "on_track") != charts.progress_bar(None, None, "on_track")


def test_shares_of_a_spread_fill_its_bar() -> None:
    root = ElementTree.fromstring(charts.spread_bar((("off_track", 1), ("at_risk", 1), ("on_track", 1))))
    widths = [float((rect.get("width") or "0%").removesuffix("%")) for rect in root]
    assert sum(widths) == pytest.approx(100, abs=0.2)
    assert [rect.get("class") for rect in root] == ["is-off_track", "is-at_risk", "is-on_track"]


def test_equal_charts_are_equal_bytes() -> None:
    assert charts.sparkline(Sparkline("on_track", LINE)) == charts.sparkline(Sparkline("on_track", tuple(LINE)))


def test_bands_fill_the_room_behind_a_chart_from_edge_to_edge() -> None:
    root = ElementTree.fromstring(DRAWN["line chart with bands"])
    low, high = [rect for rect in root.iter("rect") if (rect.get("class") or "").startswith("band ")]
    assert [rect.get("class") for rect in (low, high)] == ["band is-health-healthy", "band is-health-watch"]
    ends = [[float((rect.get(name) or "").rstrip("%")) for name in ("y", "height")] for rect in (high, low)]
    assert ends[0][0] == 9 and sum(ends[0]) == ends[1][0] and sum(ends[1]) == 86
