"""A key result's value, of any day → words and figures in the site's language."""

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
