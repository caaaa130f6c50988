"""A key result's value, of any day → words and figures in the site's language."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from okrsite.figures import Measured
from okrsite.model import KeyResult
from okrsite.pages.site import Site


def written(site: Site, key_result: KeyResult, value: Measured | Decimal | None) -> str:
    """A value of a key result, written out; a text ladder's is the step's words."""
    if not isinstance(value, (Decimal, Fraction)):  # in this order: whether something else is a fraction takes long to find out
        return site.language.value(value, key_result.unit)
    if key_result.is_text_ladder:
        words = next((str(step.at) for step in key_result.steps if step.score == value), None)
        return words or site.language.number(value)
    return site.language.amount_in(value, key_result.unit)


def writer(site: Site, key_result: KeyResult) -> Callable[[Measured | Decimal | None], str]:
    """The same for many values of one key result, which is asked only once how they are written."""
    if key_result.is_text_ladder:
        return lambda value: written(site, key_result, value)
    amount_in, in_words, unit = site.language.amount_in, site.language.value, key_result.unit
    return lambda value: amount_in(value, unit) if isinstance(value, (Decimal, Fraction)) else in_words(value, unit)
