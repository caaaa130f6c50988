"""The rules on doing OKRs well: the list, and how a site and a document set them (FORMAT §15)."""

from datetime import date
from pathlib import Path

import pytest

from okrsite.checks import FAMILIES, RULES
from okrsite.diagnostics import CATALOGUE, ConfigurationError, Severity
from okrsite.reading import load
from tests.advising import MEASURED, UNITS, codes, others, sound, told
from tests.sites import AS_OF, objective

# ---- the list ----


def test_every_rule_says_why_who_says_so_and_how_it_is_written_better() -> None:
    for rule in RULES:
        assert rule.why.endswith(".") and rule.why != CATALOGUE[rule.code].sentence
        assert rule.authority.name and rule.authority.where
        assert rule.example.instead_of != rule.example.write
    assert sorted(rule.code for rules in FAMILIES.values() for rule in rules) == sorted({rule.code for rule in RULES})


def test_a_plain_document_hears_no_more_than_that_it_has_no_owner_and_no_why(tmp_path: Path) -> None:
    plain = objective("Grow", "key_results: [{title: A, target: 9}, {title: B, target: 9}]")
    for day in (AS_OF, date(2026, 9, 1), date(2026, 10, 2)):
        assert codes(tmp_path, {"content/2026-q4/grow.md": plain}, day) == ["no-owner", "no-why"]


def test_builds_are_told_nothing_that_is_mere_advice(tmp_path: Path) -> None:
    files = {"content/2026-q4/app.md": sound("Launch the mobile app")}
    assert codes(tmp_path, files) == ["output-objective"]
    assert load(tmp_path, AS_OF, strict=True).diagnostics == ()


def test_advice_waits_until_errors_are_mended(tmp_path: Path) -> None:
    files = {"content/2026-q4/app.md": sound("Launch the mobile app"), "content/2026-q4/wrong.md": sound("Wrong", "ownr: ana")}
    assert codes(tmp_path, files) == ["unknown-key"]


def test_rules_on_numbers_keep_still_where_there_are_none(tmp_path: Path) -> None:
    """Alignments in a ring: no progress can be worked out."""
    late = "  - {title: Late, target: 9, due: 2026-10-20}"
    files = {
        "content/2026-q4/a.md": sound("Alpha", "aligns_to: b", "rollup: aligned", key_results=(late, *MEASURED)),
        "content/2026-q4/b.md": sound("Beta", "aligns_to: a", "rollup: aligned", key_results=others("Buyers")),
    }
    assert codes(tmp_path, files, config="checks: {overdue: {severity: warning}}\n") == ["alignment-ring"]


# ---- settings ----


def test_a_rule_that_is_off_can_be_switched_on_by_a_word_or_by_a_setting(tmp_path: Path) -> None:
    files = {"content/2026-q4/quality.md": sound("Quality")}
    assert codes(tmp_path, files) == []
    assert codes(tmp_path, files, config="checks: {short-title: on}\n") == ["short-title"]
    (found,) = told(tmp_path, files, config="checks: {short-title: {severity: warning, min: 2}}\n")
    assert (found.code, found.severity) == ("short-title", Severity.WARNING)


def test_limits_may_have_decimals_where_the_default_is_no_count(tmp_path: Path) -> None:
    files = {
        f"content/2026-q3/{name}.md": sound(f"Win {name}", f"score: {score}", key_results=others(name))
        for name, score in (("buyers", 0.7), ("readers", 0.8))
    }
    assert codes(tmp_path, files) == []
    assert codes(tmp_path, files, config="checks: {high-scores: {mean: 0.7}}\n") == ["high-scores"]
    with pytest.raises(ConfigurationError, match="whole number"):
        told(tmp_path, files, config="checks: {high-scores: {least: 1.5}}\n")


# ---- what a document ignores ----


def ignoring(line: str) -> tuple[str, ...]:
    return "checks:", "  ignore:", f"    {line}"


def test_a_document_ignores_a_rule_with_a_reason_and_no_other_document_does(tmp_path: Path) -> None:
    files = {
        "content/2026-q4/app.md": sound("Launch the app", *ignoring("output-objective: The law asks for it.")),
        "content/2026-q4/site.md": sound("Launch the site", key_results=others("Readers")),
    }
    (found,) = told(tmp_path, files)
    assert (found.code, found.location.file) == ("output-objective", "content/2026-q4/site.md")


def test_what_is_said_of_a_unit_is_ignored_in_its_index(tmp_path: Path) -> None:
    many = {f"content/marketing/2026-q4/{n}.md": sound(f"Win {n}", key_results=others(n)) for n in ("one", "two", "three", "four")}
    index = "\n".join(["---", "title: Marketing", *ignoring("too-many-objectives: Two of them end in October."), "---", ""])
    assert codes(tmp_path, many | UNITS) == ["too-many-objectives"]
    assert codes(tmp_path, many | UNITS | {"content/marketing/index.md": index}) == []


@pytest.mark.parametrize(
    ("line", "code", "hint"),
    [
        ("no-ownr: We share it.", "unknown-key", "`no-owner`"),
        ("unknown-key: We need it.", "unknown-key", "remove this line"),
        ("no-owner:", "wrong-type", "Write why"),
        ("no-owner: ''", "wrong-type", "Write why"),
        ("no-owner: true", "wrong-type", "Write why"),
        ("no-owner: We share it.", "unused-ignore", "Remove this line"),
    ],
)
def test_what_is_wrong_with_ignoring_is_told_at_its_line(line: str, code: str, hint: str, tmp_path: Path) -> None:
    (found,) = told(tmp_path, {"content/2026-q4/known.md": sound("Become known", *ignoring(line))})
    assert (found.code, hint in found.hint) == (code, True), found
    assert found.location.line in (6, 7)


@pytest.mark.parametrize("kind", ["kpi", "page", "review"])
def test_documents_of_every_kind_may_ignore(kind: str, tmp_path: Path) -> None:
    text = "\n".join(["---", f"type: {kind}", "title: A", *ignoring("no-owner: Nobody needs to."), "---", ""])
    assert codes(tmp_path, {"content/2026-q4/a.md" if kind == "review" else "content/a.md": text}) == ["unused-ignore"]
