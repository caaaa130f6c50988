"""Series → SVG, drawn at build time (FORMAT §9; README: the site asks nobody for anything).

A chart is a frozen value with every text and number that it shows, so that a theme may draw it in its own way; the functions here are
the default way. Sizes that follow from numbers are attributes, because a strict policy forbids inline style; all others are the style
sheet's. Lengths are percentages, so that a chart fills whatever room the page gives it while its text keeps its size.
"""

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from markupsafe import Markup
from msgspec import Struct

from okrsite.html_text import escaped

_TOP, _FLOOR = 9, 86  # per cent of the height: where 1 and where 0 lies


class Point(Struct, frozen=True):
    """A place in a chart: `x` and `y` from 0 (left, bottom) to 1, and what a reader learns there."""

    x: Fraction
    y: Fraction
    label: str = ""


DIAGONAL = (Point(Fraction(0), Fraction(0)), Point(Fraction(1), Fraction(1)))
"""From nothing to all: what is expected nearly everywhere."""


class Mark(Struct, frozen=True):
    """A label on one of a chart's axes, at 0 to 1 of it."""

    at: Fraction
    label: str


class Goal(Struct, frozen=True):
    """A mini-goal or milestone: where it lies in the chart, whether it has been reached, and what it says."""

    x: Fraction
    y: Fraction
    reached: bool
    label: str


class Band(Struct, frozen=True):
    """A range of values behind a chart, from 0 to 1 of its height: healthy or watch."""

    bottom: Fraction
    top: Fraction
    health: str


class LineChart(Struct, frozen=True):
    """A value over time: `line` as it went, `expected` as it should, `dots` where somebody reported, `limits` across the chart.

    `ahead` are the corners of where it goes from here, `bands` what is good and what is to be watched.
    """

    title: str
    status: str
    line: tuple[Point, ...]
    expected: tuple[Point, ...] = ()
    dots: tuple[Point, ...] = ()
    goals: tuple[Goal, ...] = ()
    limits: tuple[Mark, ...] = ()
    days: tuple[Mark, ...] = ()
    today: Mark | None = None
    ahead: tuple[Point, ...] = ()
    bands: tuple[Band, ...] = ()


class Sparkline(Struct, frozen=True):
    """A line chart without words, beside the numbers that it draws."""

    status: str
    line: tuple[Point, ...]
    expected: tuple[Point, ...] = ()
    goals: tuple[Goal, ...] = ()


class Bar(Struct, frozen=True):
    """One bar of a histogram: what it counts, how often, and its status colour."""

    label: str
    count: int
    status: str


class Histogram(Struct, frozen=True):
    """How often each thing occurs."""

    title: str
    bars: tuple[Bar, ...]


def progress_bar(progress: Fraction | None, expected: Fraction | None, status: str) -> Markup:
    """A bar filled from 0 to 1 with a tick where it should be; it only repeats a number beside it, so it is hidden from readers."""
    filled, tick = '<line y1="50%" x2="100%" y2="50%"/>', ""
    if progress is not None:
        filled = f'<rect width="{_across(progress)}%" height="100%"/>' if progress.numerator > 0 else ""
    if progress is not None and expected is not None and 0 < expected.numerator < expected.denominator:
        tick = f'<rect class="tick" x="{_across(expected)}%" width="2" height="100%"/>'
    return Markup(f'<svg class="bar is-{status}" aria-hidden="true">{filled}{tick}</svg>')


@lru_cache(maxsize=4096)
def spread_bar(counts: tuple[tuple[str, int], ...]) -> Markup:
    """A bar cut into the shares of each status, beside a list that says the same in words."""
    total = sum(count for _, count in counts)
    parts = ['<svg class="spread-bar" aria-hidden="true">']
    done = 0
    for status, count in counts:
        x, width = _short(Fraction(100 * done, total)), _short(Fraction(100 * count, total))
        parts.append(f'<rect class="is-{status}" x="{x}%" width="{width}%" height="100%"/>')
        done += count
    return Markup("".join([*parts, "</svg>"]))


def sparkline(chart: Sparkline) -> Markup:
    """A small line beside the numbers that it draws."""
    parts = [f'<svg class="spark is-{chart.status}" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">']
    if chart.expected:
        parts.append(f'<path class="expected" d="{_path(chart.expected)}"/>')
    for goal in chart.goals:
        reached = " reached" if goal.reached else ""
        parts.append(f'<path class="goal{reached}" d="M{_across(goal.x)} {_between(goal.y, 29, 1)}h.01"/>')
    if len(chart.line) > 1:
        parts.append(f'<path class="line" d="{_path(chart.line)}"/>')
    if chart.line:
        last = chart.line[-1]
        parts.append(f'<path class="dot" d="M{_across(last.x)} {_between(last.y, 29, 1)}h.01"/>')
    return Markup("".join([*parts, "</svg>"]))


def line_chart(chart: LineChart) -> Markup:
    """A line with what was expected, check-ins, mini-goals and today on it; its numbers stand in a table beside it."""
    parts = [f'<svg class="chart is-{chart.status}" role="img"><title>{escaped(chart.title)}</title>']
    parts += [_band(band) for band in chart.bands]
    parts += [_limit(limit) for limit in chart.limits]
    parts += _days(chart.days)
    if chart.today:
        parts.append(_today(chart.today))
    parts.append(_lines(chart))
    parts += [_goal(goal) for goal in chart.goals]
    parts += [_dot(dot) for dot in chart.dots]
    return Markup("".join([*parts, "</svg>"]))


def histogram(chart: Histogram) -> Markup:
    """Bars side by side, each with its count on it and its label below."""
    most = max((bar.count for bar in chart.bars), default=0) or 1
    parts = [f'<svg class="histogram" role="img"><title>{escaped(chart.title)}</title>']
    for number, bar in enumerate(chart.bars):
        x, middle, width = _places(number, len(chart.bars))
        if bar.count:
            y, height, above = _heights(bar.count, most)
            parts.append(
                f'<rect class="is-{bar.status}" x="{x}%" y="{y}%" width="{width}%" '
                f'height="{height}%" rx="2"/><text class="count" x="{middle}%" y="{above}%">{bar.count}</text>'
            )
        parts.append(f'<text class="name" x="{middle}%" y="98%">{escaped(bar.label)}</text>')
    parts.append('<line class="floor" y1="86%" x2="100%" y2="86%"/></svg>')
    return Markup("".join(parts))


@lru_cache(maxsize=4096)
def _places(number: int, bars: int) -> tuple[str, str, str]:
    """Where a bar of a histogram begins, its middle, and its width."""
    step = Fraction(100, bars)
    return _short(number * step + step / 8), _short(number * step + step / 2), _short(step * 3 / 4)


@lru_cache(maxsize=4096)
def _heights(count: int, most: int) -> tuple[str, str, str]:
    """Where a bar of a histogram begins from the top, its height, and where its count stands."""
    height = 72 * Fraction(count, most)
    return _short(86 - height), _short(height), _short(83 - height)


class Span(Struct, frozen=True):
    """A cycle on a line of time: from and to (0 to 1), its row from the top, its name, and whether it is the current one."""

    start: Fraction
    end: Fraction
    row: int
    label: str
    current: bool = False


class Timeline(Struct, frozen=True):
    """Cycles on one line of time with the months below and today on it."""

    title: str
    spans: tuple[Span, ...]
    months: tuple[Mark, ...]
    today: Mark | None = None


def timeline(chart: Timeline) -> Markup:
    """The line of time of the current cycle and those around it."""
    height = 36 + 24 * (1 + max((span.row for span in chart.spans), default=0))
    parts = [f'<svg class="timeline" role="img" height="{height}"><title>{escaped(chart.title)}</title>']
    for month in chart.months:
        x = _across(month.at)
        parts.append(f'<line class="month" x1="{x}%" x2="{x}%" y1="14" y2="{height - 18}"/>')
        parts.append(f'<text class="name" x="{x}%" dx="4" y="10">{escaped(month.label)}</text>')
    parts += [_span(span) for span in chart.spans]
    if chart.today:
        x = _across(chart.today.at)
        anchor, shift = ("end", -6) if chart.today.at > Fraction(1, 2) else ("start", 6)
        parts.append(f'<line class="today" x1="{x}%" x2="{x}%" y1="14" y2="{height}"/>')
        name = f'<text class="today" x="{x}%" dx="{shift}" y="{height - 4}" text-anchor="{anchor}">{escaped(chart.today.label)}</text>'
        parts.append(name)
    return Markup("".join([*parts, "</svg>"]))


def _span(span: Span) -> str:
    """Its name is cut off where it is longer than the span, by an SVG of the span's size."""
    x, y, width = _across(span.start), 18 + 24 * span.row, _across(span.end - span.start)
    current = " current" if span.current else ""
    return (
        f'<svg class="span{current}" x="{x}%" y="{y}" width="{width}%" height="20"><rect width="100%" height="20" rx="4"/>'
        f'<text x="8" y="14">{escaped(span.label)}</text></svg>'
    )


def _band(band: Band) -> str:
    top, bottom = _stretch(band.top), _stretch(band.bottom)
    return f'<rect class="band is-health-{band.health}" y="{_short(top)}%" width="100%" height="{_short(bottom - top)}%"/>'


def _stretch(share: Fraction) -> Fraction:
    """A share of a line chart's height, in per cent from the top."""
    return _FLOOR + (_TOP - _FLOOR) * share


def _limit(limit: Mark) -> str:
    y = _level(limit.at)
    text = f'<text class="limit" y="{y}%" dy="-4">{escaped(limit.label)}</text>' if limit.label else ""
    return f'<line class="grid" y1="{y}%" x2="100%" y2="{y}%"/>{text}'


def _days(days: tuple[Mark, ...]) -> Iterable[str]:
    for day in days:
        anchor = "start" if day.at == 0 else "end" if day.at == 1 else "middle"
        yield f'<text class="day" x="{_across(day.at)}%" y="98%" text-anchor="{anchor}">{escaped(day.label)}</text>'


def _today(today: Mark) -> str:
    x = _across(today.at)
    anchor, shift = ("end", -6) if today.at > Fraction(1, 2) else ("start", 6)
    line = f'<line class="today" x1="{x}%" y1="2%" x2="{x}%" y2="{_FLOOR}%"/>'
    return f'{line}<text class="today" x="{x}%" dx="{shift}" y="7%" text-anchor="{anchor}">{escaped(today.label)}</text>'


def _lines(chart: LineChart) -> str:
    """What is stretched with the chart: where it goes from here, the expected line, the line, and the ground below it."""
    parts = []
    if chart.ahead:
        parts.append(f'<path class="ahead" d="M{_stretched(chart.ahead)}Z"/>')
    if len(chart.expected) > 1:
        parts.append(f'<path class="expected" d="M{_stretched(chart.expected)}"/>')
    if len(chart.line) > 1:
        course, first, last = _stretched(chart.line), _across(chart.line[0].x), _across(chart.line[-1].x)
        parts.append(f'<path class="area" d="M{first} {_FLOOR}L{course}L{last} {_FLOOR}Z"/><path class="line" d="M{course}"/>')
    return f'<svg viewBox="0 0 100 100" preserveAspectRatio="none">{"".join(parts)}</svg>' if parts else ""


def _stretched(points: tuple[Point, ...]) -> str:
    return _corners(points, _FLOOR, _TOP)


def _goal(goal: Goal) -> str:
    reached = " reached" if goal.reached else ""
    x, y = _across(goal.x), _level(goal.y)
    return f'<rect class="goal{reached}" x="{x}%" y="{y}%" width="8.5" height="8.5"><title>{escaped(goal.label)}</title></rect>'


def _dot(dot: Point) -> str:
    return f'<circle class="dot" cx="{_across(dot.x)}%" cy="{_level(dot.y)}%" r="4.5"><title>{escaped(dot.label)}</title></circle>'


def _across(share: Fraction) -> str:
    """Where a share of the width lies, in per cent."""
    return _between(share, 0, 100)


def _level(share: Fraction) -> str:
    """Where a share of a line chart's height lies, in per cent from the top."""
    return _between(share, _FLOOR, _TOP)


def _between(share: Fraction, zero: int, one: int) -> str:
    """Where a share lies between two lengths, half up; whole numbers only, because charts are full of these."""
    numerator, denominator = share.as_integer_ratio()
    return _written((20 * (zero * denominator + (one - zero) * numerator) + denominator) // (2 * denominator))


def _path(points: tuple[Point, ...]) -> str:
    return _STRAIGHT if points is DIAGONAL else "M" + _corners(points, 29, 1)


def _corners(points: tuple[Point, ...], floor: int, top: int) -> str:
    """The corners of a line: `_across` and `_between` for each, without a call for each, because lines are most of all charts."""
    corners = []
    for point in points:
        (x, width), (y, height) = point.x.as_integer_ratio(), point.y.as_integer_ratio()
        left = (2000 * x + width) // (2 * width)
        down = (20 * (floor * height + (top - floor) * y) + height) // (2 * height)
        corners.append(f"{_written(left)} {_written(down)}")
    return "L".join(corners)


def _short(number: Fraction | int) -> str:
    """A number with at most one decimal, so that equal charts are equal bytes and small ones."""
    return _written(round(number * 10))


@lru_cache(maxsize=4096)
def _written(tenths: int) -> str:
    whole, tenth = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole}.{tenth}" if tenth else f"{sign}{whole}"


_STRAIGHT = "M" + _corners(DIAGONAL, 29, 1)
