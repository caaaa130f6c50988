"""Numbers, dates and currencies → text, the way a language writes them (FORMAT §6, §9, §18).

Built on Babel, which is slow: every format is made once, and what was written once is kept, because a site writes the
same few numbers many times. Nothing here knows a word of any language; okrsite.words adds these.
"""

import re
from collections.abc import Callable
from datetime import date as Day  # noqa: N812 (a method is called date)
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

Number = Fraction | Decimal | int

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
DECIMALS = 6
GOOD_SCORES = (Fraction(7, 10), Fraction(1))
_KEPT = 50_000


class Formats:
    """How one language writes numbers and dates; `first_of_month` is its 1 in a date, such as the French 1er."""

    def __init__(self, locale: "Locale", first_of_month: str = "1") -> None:
        from babel.numbers import parse_pattern

        self.locale = locale
        self._first_of_month = first_of_month
        self._number = _with_decimals(parse_pattern(locale.decimal_formats[None].pattern), 0, DECIMALS)
        self._score = _with_decimals(parse_pattern(locale.decimal_formats[None].pattern), 1, 2)
        self._percent = _with_decimals(parse_pattern(locale.percent_formats[None].pattern), 0, DECIMALS)
        self._whole_percents: dict[tuple[int, bool], str] = {}
        self.number: Callable[[Number], str] = lru_cache(_KEPT)(self._write_number)
        self._of_unit: Callable[[Number, str], str] = lru_cache(_KEPT)(self._write_amount)
        self._by_pattern: Callable[[str, Day], str] = lru_cache(_KEPT)(self._write_date)

    def whole_percent(self, share: Number, *, signed: bool = False) -> str:
        """A share in whole percents by the rule of FORMAT §9; `signed` writes a plus and never 0 for less than 0."""
        whole = whole_percents(share, never_zero=signed)
        key = (whole, signed)
        if key not in self._whole_percents:
            text = self._apply(self._percent, Decimal(whole).scaleb(-2))
            self._whole_percents[key] = self._plus(text) if signed and whole > 0 else text
        return self._whole_percents[key]

    def _plus(self, text: str) -> str:
        from babel.numbers import get_plus_sign_symbol

        return get_plus_sign_symbol(self.locale) + text

    def score(self, value: Number) -> str:
        """A score with one or two decimals; it never looks like 0.7 or 1.0 where it is less (FORMAT §12, §18)."""
        shown = Fraction(rounded(value, 2))
        for bound in GOOD_SCORES:
            if value < bound <= shown:
                shown = bound - Fraction(1, 100)
        if value > 0 and shown == 0:
            shown = Fraction(1, 100)
        return self._apply(self._score, rounded(shown, 2))

    def amount_in(self, value: Number, unit: str | None) -> str:
        """A number with its unit: `%` and currencies as the language writes them, else `6 200 visitors` (FORMAT §6)."""
        return self._of_unit(value, unit) if unit else self.number(value)

    def _write_number(self, value: Number) -> str:
        return self._apply(self._number, rounded(value))

    def _write_amount(self, value: Number, unit: str) -> str:
        if unit == "%":
            return self._apply(self._percent, rounded(value).scaleb(-2))
        if is_currency(unit):
            return self._write_currency(rounded(value), unit)
        return f"{self.number(value)}{NO_BREAK_SPACE}{unit}"

    def _write_currency(self, value: Decimal, currency: str) -> str:
        """Without decimals where there are none, else with at least the currency's own."""
        from babel.numbers import get_currency_precision, get_currency_symbol, parse_pattern

        text = self.locale.currency_formats["standard"].pattern
        if get_currency_symbol(currency, self.locale)[-1:].isalpha():
            text = re.sub(r"¤(?=[#0])", "¤" + NO_BREAK_SPACE, text)
        decimals = 0 if value == value.to_integral_value() else get_currency_precision(currency)
        return self._apply(_with_decimals(parse_pattern(text), decimals, DECIMALS), value, currency)

    def _apply(self, pattern: "NumberPattern", value: Decimal, currency: str | None = None) -> str:
        with localcontext() as context:
            context.prec = 60
            return str(pattern.apply(value, self.locale, currency=currency, currency_digits=False))

    def date(self, day: Day) -> str:
        """November 3, 2026."""
        return self._by_pattern(self.locale.date_formats["long"].pattern, day)

    def short_date(self, day: Day) -> str:
        """Nov 3, 2026."""
        return self._by_pattern(self._skeleton("yMMMd"), day)

    def month_day(self, day: Day) -> str:
        """Nov 3."""
        return self._by_pattern(self._skeleton("MMMd"), day)

    def month(self, day: Day) -> str:
        """November 2026."""
        return self._by_pattern(self._skeleton("yMMMM"), day)

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

    def _skeleton(self, name: str) -> str:
        return str(self.locale.datetime_skeletons[name].pattern)

    def _write_date(self, pattern: str, day: Day) -> str:
        from babel.dates import parse_pattern

        if day.day == 1 and self._first_of_month != "1":
            parts = pattern.split("'")  # every second part stands in quotes
            parts[::2] = [re.sub(r"(?<!d)d(?!d)", f"'{self._first_of_month}'", part) for part in parts[::2]]
            pattern = "'".join(parts)
        return parse_pattern(pattern).apply(day, self.locale)


def rounded(value: Number, decimals: int = DECIMALS) -> Decimal:
    """A number with at most so many decimals, half away from zero, exactly (FORMAT §9)."""
    numerator, denominator = value.as_integer_ratio()
    scaled = (2 * abs(numerator) * 10**decimals + denominator) // (2 * denominator)
    return Decimal(f"{'-' if numerator < 0 and scaled else ''}{scaled}e-{decimals}")


def whole_percents(share: Number, *, never_zero: bool = False) -> int:
    """Whole percents, half away from zero, never 100 for less than 1 nor 0 for more than 0 (FORMAT §9).

    `never_zero` holds the same for less than 0, as a difference needs it.
    """
    numerator, denominator = share.as_integer_ratio()
    whole = (200 * abs(numerator) + denominator) // (2 * denominator)
    if whole == 100 and 0 < numerator < denominator:
        return 99
    if whole == 0 and (numerator > 0 or (numerator and never_zero)):
        return 1 if numerator > 0 else -1
    return whole if numerator > 0 else -whole


@lru_cache(None)
def is_currency(code: str) -> bool:
    """Whether a text is a currency's code (ISO 4217)."""
    from babel.numbers import is_currency

    return len(code) == 3 and code.isupper() and bool(is_currency(code))


def _with_decimals(pattern: "NumberPattern", least: int, most: int) -> "NumberPattern":
    pattern.frac_prec = (least, most)
    return pattern
