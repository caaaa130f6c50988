"""Numbers are written as Babel writes them, in every language that it knows."""

import re
from decimal import Decimal, localcontext

import pytest
from babel import Locale, localedata
from babel.numbers import get_currency_precision, get_currency_symbol, get_group_symbol, parse_pattern

from okrsite.formats import DECIMALS, NO_BREAK_SPACE, Formats

NUMBERS = [Decimal(n) for n in ("0", "1", "-1", "12", "999", "1000", "-1234.5", "12345.678901", "1234567890.1", "-0.000001", "0.5")]
LANGUAGES = [name for name in localedata.locale_identifiers() if "_" not in name]
REGIONS = [name for name in localedata.locale_identifiers() if "_" in name]


def by_babel(locale: Locale, pattern: str, number: Decimal, least: int = 0, currency: str | None = None) -> str:
    parsed = parse_pattern(pattern)
    parsed.frac_prec = (least, DECIMALS)
    with localcontext() as context:
        context.prec = 60
        return str(parsed.apply(number.scaleb(-parsed.scale), locale, currency=currency, currency_digits=False))


def money_by_babel(locale: Locale, number: Decimal, currency: str) -> str:
    pattern = locale.currency_formats["standard"].pattern
    if get_currency_symbol(currency, locale)[-1:].isalpha():
        pattern = re.sub(r"¤(?=[#0])", "¤" + NO_BREAK_SPACE, pattern)
    least = 0 if number == int(number) else get_currency_precision(currency)
    return by_babel(locale, pattern, number, least, currency)


def are_written_as_babel_does(names: list[str]) -> int:
    """How many of these languages were looked at: all but those in which Babel takes apostrophes between digits for quotes."""
    seen = 0
    for locale in map(Locale.parse, names):
        if get_group_symbol(locale) == "'":
            continue
        formats = Formats(locale)
        plain, percent = (found[None].pattern for found in (locale.decimal_formats, locale.percent_formats))
        for number in NUMBERS:
            assert formats.number(number) == by_babel(locale, plain, number), locale
            assert formats.amount_in(number, "%") == by_babel(locale, percent, number), locale
            for currency in ("EUR", "JPY", "CHF", "KWD"):
                assert formats.amount_in(number, currency) == money_by_babel(locale, number, currency), (locale, currency)
        assert formats.score(Decimal("0.5")) == by_babel(locale, plain, Decimal("0.5"), 1), locale
        assert formats.score(Decimal(1)) == by_babel(locale, plain, Decimal(1), 1), locale
        seen += 1
    return seen


def test_numbers_percents_scores_and_money_are_written_as_the_language_does() -> None:
    assert are_written_as_babel_does(LANGUAGES) > 200


@pytest.mark.slow
def test_and_as_every_region_does() -> None:
    assert are_written_as_babel_does(REGIONS) > 500


def test_large_numbers_of_the_swiss_have_all_their_apostrophes() -> None:
    written = Formats(Locale.parse("de_CH")).number(Decimal("1234567.5"))
    assert written.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'") == "1'234'567.5"
