"""The thresholds of a rule (okrsite.checks), so that pages and `okrsite check` go by the same ones."""

from okrsite.checks import RULES
from okrsite.checks.rules import Thresholds, setting
from okrsite.pages.site import Site

_BY_CODE = {rule.code: rule for rule in RULES}


def limits_of(site: Site, code: str) -> Thresholds | None:
    """A rule's thresholds as the site sets them; None where it is off."""
    found = setting(_BY_CODE[code], site.config)
    return found.thresholds if found else None
