"""An organisation as of a day → what is wrong with it as a whole, and advice on doing OKRs well (FORMAT §7, §15, §18).

Faults are part of the format and always looked for; rules are advice, each a small generator in a named list that a site can switch off
or give another severity or threshold in okrsite.yml, and a document can ignore with a reason.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from okrsite.checks import alignment, ambition, key_results, objectives, rhythm
from okrsite.checks.faults import faults
from okrsite.checks.ignoring import Ignored
from okrsite.checks.rules import Rule, rule_faults, setting
from okrsite.checks.situation import Situation
from okrsite.diagnostics import CATALOGUE, Diagnostic, Severity, has_errors
from okrsite.published import HistoryState

FAMILIES = {
    "Objectives": objectives.RULES,
    "Key results": key_results.RULES,
    "Ambition": ambition.RULES,
    "Rhythm": rhythm.RULES,
    "Alignment": alignment.RULES,
}
"""The rules by what they are about."""

RULES: tuple[Rule, ...] = tuple(chain.from_iterable(FAMILIES.values()))

__all__ = ["FAMILIES", "RULES", "Rule", "Situation", "check", "check_history", "rule_faults"]


def check(situation: Situation, *, is_sound: bool = True, least: Severity = Severity.INFO) -> Iterator[Diagnostic]:
    """Everything that is wrong or could be better, down to the `least` severity.

    Where there are errors already, so that the content is not sound, mere advice waits until they are mended: what cannot be read makes
    others look alone, unmeasured or late. Rules that ask for numbers wait too, because there are none.
    """
    found = list(faults(situation.organisation, situation.as_of))
    yield from found
    ignored = Ignored(situation.organisation)
    unknown = list(ignored.unknown(rule.code for rule in RULES))
    yield from unknown
    is_sound = is_sound and not has_errors([*found, *unknown])
    has_history = situation.history.state is HistoryState.READ
    asked = [rule for rule in RULES if (is_sound or not rule.measured) and (has_history or not rule.historical)]
    if not is_sound and least is Severity.INFO:
        least = Severity.WARNING
    yield from ignored.wanted(_advice(situation, asked, least))
    if least is Severity.INFO:
        yield from ignored.unused(rule.code for rule in asked if setting(rule, situation.config))


def check_history(situation: Situation, least: Severity = Severity.INFO) -> Iterator[Diagnostic]:
    """What the history has to say, where everything else has been checked."""
    asked = [rule for rule in RULES if rule.historical and situation.history.state is HistoryState.READ]
    return Ignored(situation.organisation).wanted(_advice(situation, asked, least))


def _advice(situation: Situation, rules: Iterable[Rule], least: Severity) -> Iterator[Diagnostic]:
    for rule in rules:
        set_to = setting(rule, situation.config)
        if set_to and set_to.severity.is_at_least(least):
            for finding in rule.find(situation, set_to.thresholds):
                override = set_to.severity if set_to.severity is not CATALOGUE[rule.code].severity else None
                yield Diagnostic(finding.location, rule.code, finding.message, finding.hint, override)
