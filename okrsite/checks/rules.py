"""What a rule is, and how okrsite.yml sets it: `off`, or a mapping of a severity and the rule's own thresholds (FORMAT §15)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from okrsite.config import Config
from okrsite.diagnostics import CATALOGUE, Diagnostic, Location, Severity
from okrsite.model import Organisation
from okrsite.suggestions import did_you_mean
from okrsite.validation import Place


@dataclass(frozen=True, slots=True)
class Setting:
    """How serious a rule's findings are, and its thresholds."""

    severity: Severity
    thresholds: Mapping[str, int]

    def finding(self, location: Location, code: str, message: str, hint: str) -> Diagnostic:
        """A diagnostic of the configured severity."""
        return Diagnostic(location, code, message, hint, self.severity)


@dataclass(frozen=True, slots=True)
class Rule:
    """A piece of advice: its code in the catalogue, how it finds, and its thresholds unless configured."""

    code: str
    find: Callable[[Organisation, date, Setting], Iterable[Diagnostic]]
    thresholds: Mapping[str, int] = field(default_factory=dict)


def settings(rule: Rule, config: Config) -> Setting | None:
    """A rule's setting; None where it is off."""
    written = config.checks.get(rule.code)
    if written == "off":
        return None
    given = written if isinstance(written, dict) else {}
    severity = Severity(given.get("severity", CATALOGUE[rule.code].severity))
    return Setting(severity, {name: int(given.get(name, default)) for name, default in rule.thresholds.items()})


def rule_faults(rules: Iterable[Rule], config: Config, place: Place) -> Iterator[Diagnostic]:
    """What is wrong with the `checks` of okrsite.yml."""
    by_code = {rule.code: rule for rule in rules}
    for code, written in config.checks.items():
        if code not in by_code:
            message = f"There is no check `{code}`."
            yield Diagnostic(place.key("checks", code), "unknown-key", message, did_you_mean(code, by_code))
        elif isinstance(written, dict):
            yield from _setting_faults(by_code[code], written, place)
        elif written != "off":
            hint = "Write `off`, or a mapping such as `{severity: error}`."
            yield Diagnostic(place.value("checks", code), "unknown-value", f"`{code}` cannot be set to this.", hint)


def _setting_faults(rule: Rule, written: Mapping[str, object], place: Place) -> Iterator[Diagnostic]:
    known = ("severity", *rule.thresholds)
    for key, value in written.items():
        at = place.value("checks", rule.code, key)
        if key not in known:
            message = f"The check `{rule.code}` has no setting `{key}`."
            yield Diagnostic(place.key("checks", rule.code, key), "unknown-key", message, did_you_mean(key, known))
        elif key == "severity" and value not in tuple(Severity):
            yield Diagnostic(at, "unknown-value", f"`{value}` is not a severity.", "Write `error` or `warning`.")
        elif key != "severity" and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            yield Diagnostic(at, "wrong-type", f"`{key}` needs a whole number.", f"Write `{key}: {rule.thresholds[key]}`.")
