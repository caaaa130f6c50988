"""A key result's value, of any day → words and figures in the site's language."""

from decimal import Decimal
from fractions import Fraction

from okrsite.figures import Measured
from okrsite.model import KeyResult
from okrsite.pages.site import Site


def written(site: Site, key_result: KeyResult, value: Measured | Decimal | None) -> str:
    """A value of a key result, written out; a text ladder's is the step's words."""
    if key_result.is_text_ladder and isinstance(value, (Fraction, Decimal)):
        words = next((str(step.at) for step in key_result.steps if step.score == value), None)
        return words or site.language.value(value)
    return site.language.value(value, key_result.unit)
