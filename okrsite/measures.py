"""Single values → progress and health: the formulas of FORMAT §6, §8 and §9, and the mean of FORMAT §10.

Exact fractions throughout; nothing here knows of an organisation.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm
from operator import mul

from okrsite.figures import Measured, Term
from okrsite.model import Health, KeyResult, KeyResultType, Kpi
from okrsite.values import exact

ZERO, ONE = Fraction(0), Fraction(1)


def raw_progress(key_result: KeyResult, value: Measured | None) -> Fraction | None:
    """A key result's progress before clamping (FORMAT §6, §9); None without a value, and for what has no value of its own to measure."""
    kind = key_result.type
    if kind is KeyResultType.NUMBER and type(value) is Fraction:  # first, because nearly all values are such
        return share_of_way(value, exact(key_result.start) if key_result.start is not None else ZERO, exact(given(key_result.target)))
    if value is None or kind in (KeyResultType.BASELINE, KeyResultType.ALIGNED):
        return None
    if isinstance(value, bool):
        return ONE if value else ZERO
    if isinstance(value, tuple):
        done = sum((exact(m.weight) for m in key_result.milestones if m.title in value), ZERO)
        return done / sum((exact(m.weight) for m in key_result.milestones), ZERO)
    if kind is KeyResultType.LADDER:
        return _rung(key_result, value)
    return ONE if _holds(key_result, value) else ZERO


def share_of_way(value: Fraction, start: Fraction, target: Fraction) -> Fraction:
    """How much of the way from start to target a value has gone: `(value - start) / (target - start)`, made as one fraction."""
    (value_above, value_below), (start_above, start_below) = value.as_integer_ratio(), start.as_integer_ratio()
    target_above, target_below = target.as_integer_ratio()
    gone = (value_above * start_below - start_above * value_below) * target_below
    return Fraction(gone, (target_above * start_below - start_above * target_below) * value_below)


def shares_of_way(values: Iterable[Fraction], start: Decimal | None, target: Decimal) -> Iterator[Fraction]:
    """The same for many values of one way, each kept within 0 to 1: charts have them by the thousand, and most are made as no fraction."""
    (start_above, start_below), (target_above, target_below) = (start or ZERO).as_integer_ratio(), target.as_integer_ratio()
    way = target_above * start_below - start_above * target_below
    if way < 0:
        way, target_below = -way, -target_below
    for value in values:
        above, below = value.as_integer_ratio()
        gone, whole = (above * start_below - start_above * below) * target_below, way * below
        yield ZERO if gone <= 0 else ONE if gone >= whole else Fraction(gone, whole)


def mean(terms: Iterable[Term]) -> Fraction | None:
    """The weighted mean of what takes part; None where nothing does, or all weights are 0."""
    parts = [(term.progress, term.weight) for term in terms if term.left_out is None and term.progress is not None]
    return weighted_mean([progress for progress, _ in parts], [weight for _, weight in parts])


def weighted_mean(values: Sequence[Fraction], weights: Sequence[Fraction | Decimal]) -> Fraction | None:
    """The mean of some values by their weights; None where all weights are 0, or there is no value."""
    if not values:
        return None
    wholes, below = _wholes(values)
    if weights.count(weights[0]) == len(weights):  # nearly all means are such
        return Fraction(sum(wholes), below * len(wholes)) if weights[0] else None
    shares, _ = _wholes(weights)
    everything = sum(shares)
    return Fraction(sum(map(mul, wholes, shares)), below * everything) if everything else None


def plain_mean(values: Collection[Decimal]) -> Fraction | None:
    """The mean of some numbers that count the same; None without any."""
    if not values:
        return None
    wholes, below = _wholes(list(values))
    return Fraction(sum(wholes), below * len(wholes))


def means_by_day(
    courses: Sequence[Sequence[tuple[date, Fraction]]], before: Sequence[Fraction], weights: Sequence[Decimal]
) -> Iterator[tuple[date, Fraction]]:
    """The weighted mean of some courses on each day of any of them, each with what counts before its first; none where all weights are 0.

    Whole numbers over one denominator, to which each day adds what changed: of fractions, each would be made and reduced on the way.
    """
    shares, _ = _wholes(weights)
    (firsts, *columns), denominator = _over_one_denominator([before, *([value for _, value in course] for course in courses)])
    changes: dict[date, int] = {}
    above, below = 0, denominator * sum(shares)
    for course, wholes, latest, share in zip(courses, columns, firsts, shares, strict=True):
        above += latest * share
        for (day, _), whole in zip(course, wholes, strict=True):
            changes[day] = changes.get(day, 0) + (whole - latest) * share
            latest = whole
    if below:
        for day, change in sorted(changes.items()):
            above += change
            yield day, Fraction(above, below)


def _wholes(numbers: Sequence[Fraction | Decimal]) -> tuple[list[int], int]:
    """Some numbers as whole numbers over one denominator."""
    ratios = [number.as_integer_ratio() for number in numbers]
    denominator = lcm(*[below for _, below in ratios])
    return [above * (denominator // below) for above, below in ratios], denominator


def _over_one_denominator(columns: Iterable[Iterable[Fraction]]) -> tuple[list[list[int]], int]:
    ratios = [[number.as_integer_ratio() for number in column] for column in columns]
    denominator = lcm(*{below for column in ratios for _, below in column})
    return [[above * (denominator // below) for above, below in column] for column in ratios], denominator


def kpi_health(kpi: Kpi, as_of: date) -> Health:
    """How a KPI's latest known value is doing (FORMAT §8)."""
    value = next((value for day, value in reversed(kpi.values) if day <= as_of), None)
    if value is None or kpi.good is None:
        return Health.UNKNOWN
    if kpi.good == "between":
        low, high = given(kpi.low), given(kpi.high)
        healthy, watched = low <= value <= high, isinstance(kpi.watch, tuple) and kpi.watch[0] <= value <= kpi.watch[1]
    else:
        sign = 1 if kpi.good == "at_least" else -1
        healthy = value * sign >= given(kpi.target) * sign
        watched = kpi.watch is not None and not isinstance(kpi.watch, tuple) and value * sign >= kpi.watch * sign
    if healthy:
        return Health.HEALTHY
    return Health.WATCH if watched else Health.UNHEALTHY


def _rung(key_result: KeyResult, value: Fraction) -> Fraction:
    """The highest step that a value reaches; a ladder of words is climbed by its scores."""
    if key_result.is_text_ladder:
        return value
    amounts = [(exact(step.score), exact(step.at)) for step in key_result.steps if isinstance(step.at, Decimal)]
    falling = len(amounts) > 1 and amounts[-1][1] < amounts[0][1]
    return max((score for score, at in amounts if (value <= at if falling else value >= at)), default=ZERO)


def _holds(key_result: KeyResult, value: Fraction) -> bool:
    """Whether a threshold holds; equal counts."""
    if key_result.type is KeyResultType.AT_LEAST:
        return value >= exact(given(key_result.target))
    if key_result.type is KeyResultType.AT_MOST:
        return value <= exact(given(key_result.target))
    return exact(given(key_result.low)) <= value <= exact(given(key_result.high))


def given(number: Decimal | None) -> Decimal:
    """A number that parsing has made sure of."""
    assert number is not None, "a required number was reported as missing before"
    return number
