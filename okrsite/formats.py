"""Numbers, dates and currencies → text, the way a language writes them (FORMAT §6, §9, §18).

Built on what Babel knows, which it looks up anew for each number: here it is asked once for each format. What was written once is kept,
because a site writes the same few numbers many times. Nothing here knows a word of any language; okrsite.words adds these.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 (a method is called date)
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

Number = Fraction | Decimal | int

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
DECIMALS = 6
_MILLION = 10**DECIMALS
_GOOD_HUNDREDTHS = (70, 100)
_KEPT = 50_000


@dataclass(frozen=True)
class _Form:
    """How a language writes numbers of one kind: what stands before and after one of 0 or more and one below, its groups of digits
    from the right, its signs between them and before the decimals, and how many decimals there are at least.
    """

    around: tuple[tuple[str, str], tuple[str, str]]
    groups: tuple[int, int]
    between: str
    point: str
    decimals: int

    @classmethod
    def of(cls, locale: "Locale", pattern: str, decimals: int = 0, currency: str | None = None) -> "_Form":
        """The form of a pattern such as `#,##0 %`."""
        from babel.numbers import get_decimal_symbol, get_group_symbol, parse_pattern

        parsed = parse_pattern(pattern)
        parsed.frac_prec = (0, 0)
        one = Decimal(1).scaleb(-parsed.scale)
        samples = (parsed.apply(sample, locale, currency=currency, currency_digits=False) for sample in (one, -one))
        (before, _, after), (before_less, _, after_less) = (sample.partition("1") for sample in samples)
        around = (before, after), (before_less, after_less)
        return cls(around, parsed.grouping, get_group_symbol(locale), get_decimal_symbol(locale), decimals)

    def write(self, millionths: int) -> str:
        """A number, given as a whole number of millionths."""
        before, after = self.around[millionths < 0]
        whole, rest = divmod(abs(millionths), _MILLION)
        decimals = f"{rest:0{DECIMALS}}".rstrip("0").ljust(self.decimals, "0") if rest or self.decimals else ""
        return f"{before}{self._grouped(str(whole))}{self.point if decimals else ''}{decimals}{after}"

    def _grouped(self, digits: str) -> str:
        first, others = self.groups
        groups = [digits[-first:]]
        digits = digits[:-first]
        while digits:
            groups.append(digits[-others:])
            digits = digits[:-others]
        return self.between.join(reversed(groups))


class Formats:
    """How one language writes numbers and dates; `first_of_month` is its 1 in a date, such as the French 1er."""

    def __init__(self, locale: "Locale", first_of_month: str = "1") -> None:
        self.locale = locale
        self._first_of_month = first_of_month
        self._number = _Form.of(locale, locale.decimal_formats[None].pattern)
        self._score = _Form.of(locale, locale.decimal_formats[None].pattern, decimals=1)
        self._percent = _Form.of(locale, locale.percent_formats[None].pattern)
        self._percents: Callable[[int], str] = lru_cache(_KEPT)(self._write_percents)
        self._hundredths: Callable[[int], str] = lru_cache(_KEPT)(self._write_hundredths)
        # By numerator and denominator, because the hash of a fraction takes longer than finding what is kept.
        self._plain: Callable[[int, int], str] = lru_cache(_KEPT)(self._write_number)
        self._of_unit: Callable[[int, int, str], str] = lru_cache(_KEPT)(self._write_amount)
        self._currency: Callable[[str, bool], _Form] = lru_cache(_KEPT)(self._currency_form)
        self._by_pattern: Callable[[str, Day], str] = lru_cache(_KEPT)(self._write_date)
        self._by_skeleton: Callable[[str, Day], str] = lru_cache(_KEPT)(self._write_skeleton)

    def whole_percent(self, share: Number, *, signed: bool = False) -> str:
        """A share in whole percents by the rule of FORMAT §9; `signed` writes a plus and never 0 for less than 0."""
        numerator, denominator = share.as_integer_ratio()
        whole = (200 * numerator + denominator) // (2 * denominator)
        if 0 < whole < 100 and not signed:  # most of all shares, of which no more is to be asked
            return self._percents(whole)
        whole = _whole_percents(numerator, denominator, never_zero=signed)
        text = self._percents(whole)
        return self._plus(text) if signed and whole > 0 else text

    def _write_percents(self, whole: int) -> str:
        return self._percent.write(whole * _MILLION)

    def _plus(self, text: str) -> str:
        from babel.numbers import get_plus_sign_symbol

        return get_plus_sign_symbol(self.locale) + text

    def score(self, value: Number) -> str:
        """A score with one or two decimals; it never looks like 0.7 or 1.0 where it is less (FORMAT §12, §18)."""
        numerator, denominator = value.as_integer_ratio()
        shown = _scaled(numerator, denominator, 100)
        for bound in _GOOD_HUNDREDTHS:
            if numerator * 100 < bound * denominator and shown >= bound:
                shown = bound - 1
        return self._hundredths(1 if numerator > 0 and shown == 0 else shown)

    def _write_hundredths(self, hundredths: int) -> str:
        return self._score.write(hundredths * _MILLION // 100)

    def number(self, value: Number) -> str:
        """A number without a unit: 6,200."""
        return self._plain(*value.as_integer_ratio())

    def to_tenths(self, value: Number) -> str:
        """A number without a unit, with at most one decimal, such as a confidence: 7.7."""
        return self._plain(_scaled(*value.as_integer_ratio(), 10), 10)

    def amount_in(self, value: Number, unit: str | None) -> str:
        """A number with its unit: `%` and currencies as the language writes them, else `6 200 visitors` (FORMAT §6)."""
        return self._of_unit(*value.as_integer_ratio(), unit) if unit else self.number(value)

    def _write_number(self, numerator: int, denominator: int) -> str:
        return self._number.write(_scaled(numerator, denominator, _MILLION))

    def _write_amount(self, numerator: int, denominator: int, unit: str) -> str:
        millionths = _scaled(numerator, denominator, _MILLION)
        if unit == "%":
            return self._percent.write(millionths)
        if is_currency(unit):
            return self._currency(unit, millionths % _MILLION == 0).write(millionths)
        return f"{self._plain(numerator, denominator)}{NO_BREAK_SPACE}{unit}"

    def _currency_form(self, currency: str, is_whole: bool) -> _Form:
        """Without decimals where there are none, else with at least the currency's own."""
        from babel.numbers import get_currency_precision, get_currency_symbol

        pattern = self.locale.currency_formats["standard"].pattern
        if get_currency_symbol(currency, self.locale)[-1:].isalpha():
            pattern = re.sub(r"¤(?=[#0])", "¤" + NO_BREAK_SPACE, pattern)
        return _Form.of(self.locale, pattern, 0 if is_whole else get_currency_precision(currency), currency)

    def date(self, day: Day) -> str:
        """November 3, 2026."""
        return self._by_pattern(self.locale.date_formats["long"].pattern, day)

    def short_date(self, day: Day) -> str:
        """Nov 3, 2026."""
        return self._by_skeleton("yMMMd", day)

    def month_day(self, day: Day) -> str:
        """Nov 3."""
        return self._by_skeleton("MMMd", day)

    def month(self, day: Day) -> str:
        """November 2026."""
        return self._by_skeleton("yMMMM", day)

    def month_name(self, day: Day) -> str:
        """Nov."""
        return self._by_pattern("MMM", day)

    def period(self, start: Day, end: Day) -> str:
        """Oct 1 – Dec 31, 2026."""
        if start == end:
            return self.short_date(start)
        fields = self.locale.interval_formats.get("yMMMd") or {}
        widest = "y" if start.year != end.year else "M" if start.month != end.month else "d"
        patterns = fields.get(widest)
        if not patterns:
            return f"{self.short_date(start)} – {self.short_date(end)}"
        return "".join(self._by_pattern(pattern, day) for pattern, day in zip(patterns, (start, end), strict=True))

    def _write_skeleton(self, name: str, day: Day) -> str:
        return self._by_pattern(str(self.locale.datetime_skeletons[name].pattern), day)

    def _write_date(self, pattern: str, day: Day) -> str:
        from babel.dates import parse_pattern

        if day.day == 1 and self._first_of_month != "1":
            parts = pattern.split("'")  # every second part stands in quotes
            parts[::2] = [re.sub(r"(?<!d)d(?!d)", f"'{self._first_of_month}'", part) for part in parts[::2]]
            pattern = "'".join(parts)
        return parse_pattern(pattern).apply(day, self.locale)


def rounded(value: Number, decimals: int = DECIMALS) -> Decimal:
    """A number with at most so many decimals, half away from zero, exactly (FORMAT §9)."""
    return _decimal(*value.as_integer_ratio(), decimals)


def whole_percents(share: Number, *, never_zero: bool = False) -> int:
    """Whole percents, half away from zero, never 100 for less than 1 nor 0 for more than 0 (FORMAT §9).

    `never_zero` holds the same for less than 0, as a difference needs it.
    """
    return _whole_percents(*share.as_integer_ratio(), never_zero=never_zero)


def _whole_percents(numerator: int, denominator: int, *, never_zero: bool) -> int:
    whole = _scaled(numerator, denominator, 100)
    if whole == 100 and numerator < denominator:
        return 99
    if whole == 0 and (numerator > 0 or (numerator and never_zero)):
        return 1 if numerator > 0 else -1
    return whole


def _decimal(numerator: int, denominator: int, decimals: int) -> Decimal:
    return Decimal(f"{_scaled(numerator, denominator, 10**decimals)}e-{decimals}")


def _scaled(numerator: int, denominator: int, scale: int) -> int:
    """So many times a fraction as a whole number, half away from zero."""
    whole = (2 * abs(numerator) * scale + denominator) // (2 * denominator)
    return whole if numerator > 0 else -whole


@lru_cache(None)
def is_currency(code: str) -> bool:
    """Whether a text is a currency's code (ISO 4217)."""
    from babel.numbers import is_currency

    return len(code) == 3 and code.isupper() and bool(is_currency(code))
