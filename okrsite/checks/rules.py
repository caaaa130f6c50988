"""What a rule is, and how okrsite.yml sets it: `on`, `off`, or a mapping of a severity and the rule's own thresholds (FORMAT §15)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct, field

from okrsite.checks.situation import Situation
from okrsite.config import Config
from okrsite.diagnostics import CATALOGUE, Diagnostic, Location, Severity
from okrsite.suggestions import did_you_mean
from okrsite.validation import Place

Threshold = int | Decimal
Thresholds = Mapping[str, Threshold]


class Finding(NamedTuple):
    """What a rule has to say: where, what, and what to do about it."""

    location: Location
    message: str
    hint: str


class Authority(NamedTuple):
    """Who holds this to be good practice, and where they say so."""

    name: str
    where: str


class Wording(NamedTuple):
    """How it is often written, and how it is written better."""

    instead_of: str
    write: str


class Rule(Struct, frozen=True):
    """A piece of advice: its code in the catalogue, how it finds, why, who says so, an example, and its thresholds unless configured.

    `measured` rules ask for numbers, which only content without errors has; a `historical` one needs the history. Where a rule is not `on`,
    a site has to switch it on.
    """

    code: str
    find: Callable[[Situation, Thresholds], Iterable[Finding]]
    why: str
    authority: Authority
    example: Wording
    thresholds: Thresholds = field(default_factory=dict)
    on: bool = True
    measured: bool = False
    historical: bool = False

    @property
    def severity(self) -> Severity:
        """How serious it is unless configured."""
        return CATALOGUE[self.code].severity


class Setting(Struct, frozen=True):
    """How serious a rule's findings are, and its thresholds."""

    severity: Severity
    thresholds: Thresholds


def setting(rule: Rule, config: Config) -> Setting | None:
    """A rule's setting; None where it is off."""
    written = config.checks.get(rule.code, "on" if rule.on else "off")
    if written == "off":
        return None
    given = written if isinstance(written, dict) else {}
    severity = Severity(given.get("severity", rule.severity))
    return Setting(severity, {name: type(default)(given.get(name, default)) for name, default in rule.thresholds.items()})


def rule_faults(rules: Iterable[Rule], config: Config, place: Place) -> Iterator[Diagnostic]:
    """What is wrong with the `checks` of okrsite.yml."""
    by_code = {rule.code: rule for rule in rules}
    for code, written in config.checks.items():
        if code not in by_code:
            message = f"There is no check `{code}`."
            yield Diagnostic(place.key("checks", code), "unknown-key", message, did_you_mean(code, by_code))
        elif isinstance(written, dict):
            yield from _setting_faults(by_code[code], written, place)
        elif written not in ("on", "off"):
            hint = "Write `off`, `on`, or a mapping such as `{severity: error}`."
            yield Diagnostic(place.value("checks", code), "unknown-value", f"`{code}` cannot be set to this.", hint)


def _setting_faults(rule: Rule, written: Mapping[str, object], place: Place) -> Iterator[Diagnostic]:
    known = ("severity", *rule.thresholds)
    for key, value in written.items():
        at = place.value("checks", rule.code, key)
        if key not in known:
            message = f"The check `{rule.code}` has no setting `{key}`."
            yield Diagnostic(place.key("checks", rule.code, key), "unknown-key", message, did_you_mean(key, known))
        elif key == "severity" and value not in tuple(Severity):
            yield Diagnostic(at, "unknown-value", f"`{value}` is not a severity.", "Write `error`, `warning` or `info`.")
        elif key != "severity" and not _fits(value, rule.thresholds[key]):
            kind = "whole number" if isinstance(rule.thresholds[key], int) else "number"
            yield Diagnostic(at, "wrong-type", f"`{key}` needs a {kind}.", f"Write `{key}: {rule.thresholds[key]}`.")


def _fits(value: object, default: Threshold) -> bool:
    """Whether a value may stand for a threshold: a number of at least 0, a whole one where the default is."""
    kinds = (int,) if isinstance(default, int) else (int, Decimal)
    return isinstance(value, kinds) and not isinstance(value, bool) and value >= 0
