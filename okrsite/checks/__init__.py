"""An organisation as of a day → what is wrong with it as a whole, and advice on doing OKRs well (FORMAT §7, §15, §18).

Faults are part of the format and always looked for; rules are advice, each a small generator in a named list that a site can switch off
or give another severity or threshold in okrsite.yml.
"""

from collections.abc import Iterator
from datetime import date

from okrsite.checks.advice import RULES
from okrsite.checks.faults import faults
from okrsite.checks.rules import Rule, rule_faults, settings
from okrsite.config import Config
from okrsite.diagnostics import Diagnostic
from okrsite.model import Organisation

__all__ = ["RULES", "Rule", "check", "rule_faults"]


def check(organisation: Organisation, config: Config, as_of: date) -> Iterator[Diagnostic]:
    """Everything that is wrong or could be better, as of a day."""
    yield from faults(organisation, as_of)
    for rule in RULES:
        setting = settings(rule, config)
        if setting:
            yield from rule.find(organisation, as_of, setting)
