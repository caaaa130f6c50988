"""A KPI's values → where it goes: against the value before and over the last few, in words and a direction, and whether that is good."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from okrsite.formats import is_currency
from okrsite.model import Kpi
from okrsite.pages.meanings import points_of
from okrsite.pages.site import Site

_LAST = 5
"""Values that the longer trend looks back over."""

Values = tuple[tuple[date, Decimal], ...]


class KpiTrend(Struct, frozen=True):
    """How a KPI's latest value differs from an earlier one."""

    direction: str
    """up, down or level."""
    sentence: str
    """By how much it rose or fell, and since when, in the site's language."""
    verdict: str
    """better, worse or same, by what is good for the KPI; unknown where it does not say what is."""


def known_values(site: Site, kpi: Kpi) -> Values:
    """The values up to the site's day."""
    return tuple((day, value) for day, value in kpi.values if day <= site.as_of)


def latest_trend(site: Site, kpi: Kpi) -> KpiTrend | None:
    """Against the value before; None with fewer than two."""
    values = known_values(site, kpi)[-2:]
    if len(values) < 2:
        return None
    (since, before), (_, now) = values
    return KpiTrend(_direction(before, now), _change(site, kpi, now - before, since), _verdict(kpi, before, now))


def longer_trend(site: Site, kpi: Kpi) -> KpiTrend | None:
    """Over the last five values; None with fewer than three, of which the latest change says all."""
    values = known_values(site, kpi)[-_LAST:]
    if len(values) < 3:
        return None
    (since, before), (_, now) = values[0], values[-1]
    words = site.language
    change = _change(site, kpi, now - before, since)
    sentence = words.gettext("Over the last %(count)s values: %(change)s", count=words.number(len(values)), change=change)
    return KpiTrend(_direction(before, now), sentence, _verdict(kpi, before, now))


def _direction(before: Decimal, now: Decimal) -> str:
    return "up" if now > before else "down" if now < before else "level"


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
