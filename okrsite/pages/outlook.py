"""An objective or a key result → what it comes to at this pace, in a sentence that names a range and never one number.

Nothing is foretold of what is over, rests or is done already, of what does not grow bit by bit, or where nobody has said anything for long.
"""

from datetime import date, timedelta
from fractions import Fraction

from okrsite.cycles import Cycle
from okrsite.measures import ONE
from okrsite.model import KeyResult, KeyResultType, Status
from okrsite.pages.course import Course, courses_of
from okrsite.pages.forecast import DAYS_APART, Forecast, forecast
from okrsite.pages.lines import until_today
from okrsite.pages.parts import ForecastView
from okrsite.pages.site import Site

_RESTING = (Status.PAUSED, Status.CANCELLED, Status.ACHIEVED)
_PERCENTS = 100
_A_DAY = timedelta(days=1)


def objective_forecast(site: Site, reference: str) -> Forecast | None:
    """Where an objective comes to."""
    figures, cycle = site.figures_of(reference), site.cycle_of(reference)
    if figures.status in _RESTING or figures.progress is None or not site.is_active(cycle.id):
        return None
    return _forecast(site, cycle, courses_of(site).of_objective(reference), figures.progress)


def key_result_forecast(site: Site, reference: str, key_result: KeyResult, course: Course) -> Forecast | None:
    """Where a key result comes to that is a number with a target, by its own course."""
    cycle = site.cycle_of(reference)
    if key_result.type is not KeyResultType.NUMBER or not site.is_active(cycle.id):
        return None
    figures = site.figures_of(reference)
    known = figures.key_results[key_result.id]
    if figures.status in _RESTING or known.status in _RESTING or known.progress is None:
        return None
    return _forecast(site, cycle, course, known.progress)


def _forecast(site: Site, cycle: Cycle, course: Course, progress: Fraction) -> Forecast | None:
    points = [point for point in until_today(site, cycle, course, progress) if point[0] >= cycle.start]
    if not points or (site.as_of - points[-1][0]).days > site.config.status.stale_after:
        return None
    return forecast(points, cycle.start, site.as_of, cycle.end)


def forecast_view(site: Site, cycle: Cycle, found: Forecast | None) -> ForecastView | None:
    """A forecast in words."""
    if found is None:
        return None
    words = site.language
    method = words.gettext(
        "From %(day)s on, at the slowest and at the quickest pace since one of %(count)s earlier points, "
        "each at least %(days)s days before.",
        day=words.month_day(found.since),
        count=words.number(found.count),
        days=words.number(DAYS_APART),
    )
    return ForecastView(_sentence(site, cycle, found), method)


def _sentence(site: Site, cycle: Cycle, found: Forecast) -> str:
    words = site.language
    everything, end = words.percent(ONE), words.month_day(cycle.end)
    if found.first and found.last:
        first, last = _days_apart(found.first, found.last, site.as_of, cycle.end)
        return words.gettext(
            "At this pace it reaches %(everything)s between %(first)s and %(last)s.",
            everything=everything,
            first=words.month_day(first),
            last=words.month_day(last),
        )
    low, high = (words.percent(share) for share in _percents_apart(found.low, found.high))
    if found.first:
        return words.gettext(
            "At this pace it ends between %(low)s and %(high)s on %(end)s. It reaches %(everything)s on %(first)s at the earliest.",
            low=low,
            high=high,
            end=end,
            everything=everything,
            first=words.month_day(found.first),
        )
    return words.gettext(
        "At this pace it ends between %(low)s and %(high)s on %(end)s. It does not reach %(everything)s by then.",
        low=low,
        high=high,
        end=end,
        everything=everything,
    )


def _percents_apart(low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """Whole percents around a range, never all of it for less; where they are the same, a point more on each side."""
    most = _PERCENTS if high == 1 else _PERCENTS - 1
    below, above = low * _PERCENTS // 1, min(-(-high * _PERCENTS // 1), most)
    if below >= above:
        below, above = max(below - 1, 0), min(above + 1, most)
    return Fraction(below, _PERCENTS), Fraction(above, _PERCENTS)


def _days_apart(first: date, last: date, today: date, end: date) -> tuple[date, date]:
    """The days from the first to the last; a day more on each side, as far as there is one, where they are the same."""
    if first < last:
        return first, last
    return max(first - _A_DAY, today + _A_DAY), min(last + _A_DAY, end)
