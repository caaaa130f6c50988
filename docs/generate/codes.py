"""The catalogue of diagnostics → every code with its sentence, and for advice why it is given, who says so and how to set it."""

from collections.abc import Iterator

from okrsite.checks import FAMILIES, RULES, Rule
from okrsite.diagnostics import CATALOGUE, Severity

from .markdown import codes, table

_DIAGNOSTICS = """\
# Diagnostics

Everything that `okrsite check` and `okrsite build` may find, by code. Each problem is printed with its file, line and
column, the line itself, and what to write instead.

## Errors

Content with an error is not published: nothing is written, and the last site stays as it is.

{errors}

## Warnings

A site with warnings is built, unless `--strict` is given.

{warnings}

## Advice

`okrsite check` gives advice on doing OKRs well. Most of it is of severity `info`: it fails nothing, not even with
`--strict`, is not printed by `build`, and waits until all errors are mended. Each piece of advice can be switched off,
made a warning or an error, or given another limit in `okrsite.yml`, and a document can ignore it with a reason; see
[Checks](../configuration.md#checks).

{unused}

{families}"""


def diagnostics_page() -> str:
    """Every code, errors first, in the catalogue's order; then the rules by what they are about."""
    families = (section for title, rules in FAMILIES.items() for section in _family(title, rules))
    advice = {rule.code for rule in RULES}
    return _DIAGNOSTICS.format(
        errors=_codes(Severity.ERROR, advice), warnings=_codes(Severity.WARNING, advice), unused=_codes(Severity.INFO, advice),
        families="\n".join(families),
    )  # fmt: skip


def _codes(severity: Severity, advice: set[str]) -> str:
    entries = CATALOGUE.items()
    found = ((f"`{code}`", entry.sentence) for code, entry in entries if entry.severity is severity and code not in advice)
    return table(("code", "meaning"), found)


def _family(title: str, rules: tuple[Rule, ...]) -> Iterator[str]:
    yield f"### Advice on {title.lower()}\n"
    for rule in rules:
        yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"#### `{rule.code}`\n"
    yield f"{CATALOGUE[rule.code].sentence} {rule.why}\n"
    yield f"- **Severity**: `{rule.severity}`{'' if rule.on else ', off unless you switch it on'}"
    if rule.thresholds:
        yield f"- **Limits**: {codes(f'{name}: {value}' for name, value in rule.thresholds.items())}"
    yield f"- **Says who**: {rule.authority.name}, {rule.authority.where}"
    yield f"- **Instead of**: {rule.example.instead_of}"
    yield f"- **Better**: {rule.example.write}"
    yield f"- **Switch**: {codes(_switches(rule))}\n"


def _switches(rule: Rule) -> Iterator[str]:
    yield f"checks: {{{rule.code}: {'off' if rule.on else 'on'}}}"
    if rule.thresholds:
        limits = "".join(f", {name}: {value}" for name, value in list(rule.thresholds.items())[:1])
        yield f"checks: {{{rule.code}: {{severity: warning{limits}}}}}"
