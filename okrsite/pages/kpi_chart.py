"""A KPI's values → its chart: the values by day, with the bands of what is good and of what is to be watched behind them (FORMAT §8)."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from okrsite.charts import Band, LineChart, Mark, Point
from okrsite.model import Health, Kpi
from okrsite.pages.site import Site
from okrsite.words import Language

_MOST_POINTS = 200
_MOST_DOTS = 40
_AROUND = Fraction(1, 10)
"""Room above and below what must be seen, as a share of its height, so that a band has a body where nothing lies in it."""

Values = Sequence[tuple[date, Decimal]]


def thinned(values: Values, most: int = _MOST_POINTS) -> Values:
    """At most about so many values: the first, the last, and the lowest and highest of each stretch of days."""
    if len(values) <= most:
        return values
    size = -(-len(values) // (most // 2 - 1))
    kept = {values[0], values[-1]}
    for start in range(0, len(values), size):
        stretch = sorted(values[start : start + size], key=lambda entry: entry[1])
        kept |= {stretch[0], stretch[-1]}
    return sorted(kept)


def watch_edges(kpi: Kpi) -> tuple[Decimal, ...]:
    """Where the warning band ends: none, one or two values."""
    if kpi.watch is None:
        return ()
    return kpi.watch if isinstance(kpi.watch, tuple) else (kpi.watch,)


def kpi_chart(site: Site, kpi: Kpi, values: Values) -> LineChart:
    """The drawing of at least two values."""
    words, drawn = site.language, thinned(values)
    edges = sorted({edge for edge in (kpi.target, kpi.low, kpi.high, *watch_edges(kpi)) if edge is not None})
    scale = _scale([value for _, value in drawn] + edges)
    first, width = drawn[0][0], (drawn[-1][0] - drawn[0][0]).days or 1
    line = tuple(Point(Fraction((day - first).days, width), scale.share(value), _label(words, kpi, day, value)) for day, value in drawn)
    return LineChart(
        title=words.gettext("%(kpi_title)s over time", kpi_title=kpi.title),
        status=f"health-{site.figures.kpis[kpi.reference].value}",
        line=line,
        dots=line if len(line) <= _MOST_DOTS else line[-1:],
        limits=tuple(Mark(scale.share(edge), words.amount(edge, kpi.measured_in)) for edge in edges),
        days=(Mark(Fraction(0), words.short_date(first)), Mark(Fraction(1), words.short_date(drawn[-1][0]))),
        bands=tuple(_bands(kpi, scale)),
    )


class _Scale(NamedTuple):
    """The lowest value of a chart and the height above it."""

    low: Fraction
    height: Fraction

    def share(self, value: Decimal) -> Fraction:
        """Where a value lies, from 0 to 1."""
        return (Fraction(value) - self.low) / self.height


def _scale(shown: Sequence[Decimal]) -> _Scale:
    """A scale with some room around what is shown, but not below 0 where nothing is."""
    low, high = Fraction(min(shown)), Fraction(max(shown))
    around = (high - low or abs(high) or Fraction(1)) * _AROUND
    bottom = Fraction(0) if 0 <= low < around else low - around
    return _Scale(bottom, high + around - bottom)


def _label(words: Language, kpi: Kpi, day: date, value: Decimal) -> str:
    return words.gettext("%(day)s: %(value)s", day=words.short_date(day), value=words.amount(value, kpi.measured_in))


def _bands(kpi: Kpi, scale: _Scale) -> Iterator[Band]:
    """The healthy band, and the warning bands beside it; none where the KPI does not say what is good."""
    for health, low, high in _ranges(kpi):
        bottom = Fraction(0) if low is None else scale.share(low)
        top = Fraction(1) if high is None else scale.share(high)
        if bottom < top:
            yield Band(bottom, top, health.value)


def _ranges(kpi: Kpi) -> Iterator[tuple[Health, Decimal | None, Decimal | None]]:
    """What is healthy and what is to be watched, each from and to; None stands for an open end."""
    edges = watch_edges(kpi)
    if kpi.good == "at_least":
        yield Health.HEALTHY, kpi.target, None
        yield from ((Health.WATCH, edge, kpi.target) for edge in edges)
    elif kpi.good == "at_most":
        yield Health.HEALTHY, None, kpi.target
        yield from ((Health.WATCH, kpi.target, edge) for edge in edges)
    elif kpi.good == "between":
        yield Health.HEALTHY, kpi.low, kpi.high
        if len(edges) == 2:
            yield Health.WATCH, edges[0], kpi.low
            yield Health.WATCH, kpi.high, edges[1]
