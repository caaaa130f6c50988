"""The rules on ambition, rhythm and alignment: what is said when, and what is left alone."""

import re
from datetime import date
from pathlib import Path

import pytest

from okrsite.reading import ContentError, check, load
from tests.advising import MEASURED, UNITS, codes, others, sound, told
from tests.repositories import commit
from tests.sites import AS_OF, objective, with_company

# ---- ambition ----


@pytest.mark.parametrize(
    ("confidence", "lines", "day", "expected"),
    [
        (9.5, (), date(2026, 10, 5), ["draft-confidence"]),
        (2, (), date(2026, 9, 20), ["draft-confidence"]),
        (9, (), date(2026, 10, 5), []),
        (2.5, (), date(2026, 10, 5), []),
        (10, ("kind: committed",), date(2026, 10, 5), []),
        (10, (), date(2026, 10, 20), []),
    ],
)
def test_confidence_is_looked_at_while_things_can_be_changed(
    confidence: float, lines: tuple[str, ...], day: date, expected: list[str], tmp_path: Path
) -> None:
    rows = tuple(line.replace("}", f", confidence: {confidence}}}") for line in MEASURED)
    assert codes(tmp_path, {"content/2026-q4/a.md": sound("Become known", *lines, key_results=rows)}, day) == expected


@pytest.mark.parametrize(
    ("scores", "kind", "expected"),
    [
        ((1, 1), "aspirational", ["full-scores"]), ((0.9, 0.8), "aspirational", ["high-scores"]), ((0.9, 0.7), "aspirational", []),
        ((1, 1), "committed", []), ((1,), "aspirational", []),
    ],
)  # fmt: skip
def test_scores_are_too_good_to_be_hard(scores: tuple[float, ...], kind: str, expected: list[str], tmp_path: Path) -> None:
    files = {
        f"content/2026-q3/{index}.md": sound(f"Win {index}", f"score: {score}", f"kind: {kind}", key_results=others(f"Number {index}"))
        for index, score in enumerate(scores)
    }
    assert codes(tmp_path, files) == expected
    assert codes(tmp_path, files, date(2027, 3, 1)) == []


def test_a_promise_that_was_not_kept_needs_a_word(tmp_path: Path) -> None:
    missed = sound("Become known", "kind: committed", "score: 0.9")
    assert codes(tmp_path, {"content/2026-q3/a.md": missed}) == ["committed-missed"]
    assert codes(tmp_path, {"content/2026-q3/a.md": missed.replace("score: 0.9", "score: 0.9\nscore_note: The fair was called off.")}) == []
    assert codes(tmp_path, {"content/2026-q3/a.md": missed.replace("0.9", "1")}) == []


# ---- rhythm ----

BEGUN = sound("Others report", "checkins: [{date: 2026-10-05, note: Begun.}]", key_results=others("Buyers"))
REPORTING = {"content/2026-q4/other.md": BEGUN}


def test_only_where_others_report_one_is_asked_why_one_does_not(tmp_path: Path) -> None:
    silent = {"content/2026-q4/a.md": sound()}
    assert codes(tmp_path, silent) == []
    assert codes(tmp_path, silent | REPORTING) == ["not-started"]
    assert codes(tmp_path, silent | REPORTING, date(2026, 10, 7)) == []
    assert codes(tmp_path, {"content/2026-q4/a.md": sound("Become known", "status: paused")} | REPORTING) == []


def test_values_without_a_check_in_are_told_of_after_two_weeks(tmp_path: Path) -> None:
    valued = {"content/2026-q4/a.md": sound().replace("target: 500", "target: 500, current: 90")}
    assert codes(tmp_path, valued | REPORTING) == ["no-check-in"]
    assert codes(tmp_path, valued | REPORTING, date(2026, 10, 14)) == []


def test_what_is_due_and_open_is_told_of_and_what_is_done_is_not(tmp_path: Path) -> None:
    rows = (
        "  - {title: Leads, target: 9, current: 9, due: 2026-11-01}",
        "  - {title: Fairs, target: 9, current: 1, due: 2026-11-22}",
        "  - {title: Talks, target: 9, current: 1, due: 2026-11-23}",
        "  - {title: Steps, type: milestones, milestones: [{title: One, due: 2026-11-01, done: true}, {title: Two, due: 2026-11-01}]}",
    )
    work = "initiatives: [{title: A, due: 2026-11-01}, {title: B, due: 2026-11-01, status: done}, {title: C, due: 2026-12-01}]"
    found = told(tmp_path, {"content/2026-q4/a.md": sound("Become known", work, key_results=rows)})
    assert {diagnostic.code for diagnostic in found} == {"overdue"}
    assert [re.search("“(.*?)”", diagnostic.message)[1] for diagnostic in found] == ["A", "Fairs", "Two"]  # type: ignore[index]


CHECKED = """checkins:
  - {date: 2026-10-10, values: {visitors-a-week: %s}}
  - {date: 2026-11-20, status: on_track, values: {visitors-a-week: %s}}"""


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(900, 1800, ["far behind"]), (8800, 8800, ["moved for weeks"]), (8000, 8800, [])],
)
def test_somebody_says_on_track_and_the_numbers_do_not(first: int, last: int, said: list[str], tmp_path: Path) -> None:
    rows = (MEASURED[0], "  - {title: Nothing, target: 9, weight: 0}")
    found = told(tmp_path, {"content/2026-q4/a.md": sound("Become known", CHECKED % (first, last), key_results=rows)})
    assert {diagnostic.code for diagnostic in found} <= {"on-track-but-behind"}
    assert [words for words in said if words in found[0].message] == said
    assert len(found) == len(said)


def test_a_confidence_that_falls_needs_a_word(tmp_path: Path) -> None:
    def falling(first: str, last: str) -> list[str]:
        rows = f"checkins: [{{date: {first}, confidence: 8, note: Good.}}, {{date: 2026-11-20, {last}}}]"
        return codes(tmp_path, {"content/2026-q4/a.md": sound("Become known", rows)})

    assert falling("2026-11-06", "confidence: 6") == ["falling-confidence"] * 2
    assert falling("2026-11-06", "confidence: {visitors-a-week: 6}") == ["falling-confidence"]
    assert falling("2026-11-06", "confidence: 6.5") == []
    assert falling("2026-11-05", "confidence: 6") == []
    assert falling("2026-11-06", "confidence: 2, note: The fair was called off.") == []


@pytest.mark.parametrize(
    ("files", "day", "expected"),
    [
        ({}, AS_OF, ["not-closed"]),
        ({}, date(2026, 10, 14), []),
        ({}, date(2027, 1, 15), []),
        ({"content/2026-q3/review.md": "---\ntype: review\ntitle: What we learned\n---\nMuch.\n"}, AS_OF, []),
    ],
)
def test_a_cycle_is_closed_within_weeks_by_a_score_or_words(files: dict[str, str], day: date, expected: list[str], tmp_path: Path) -> None:
    assert codes(tmp_path, {"content/2026-q3/a.md": sound(), **files}, day) == expected


FILE = "content/2026-q4/a.md"


def build_says(project: Path) -> list[str]:
    return [diagnostic.code for diagnostic in load(project, AS_OF).diagnostics]


@pytest.mark.parametrize(
    ("message", "on", "lines", "expected"),
    [
        ("Update a.md", "2026-11-10", (), ["target-moved"]),
        ("target", "2026-11-10", (), ["target-moved"]),
        ("Halve the target, the fair was called off", "2026-11-10", (), []),
        ("Update a.md", "2026-10-10", (), []),
        ("Update a.md", "2026-11-10", ("checkins: [{date: 2026-11-12, note: The fair was called off.}]",), []),
        ("Update a.md", "2026-11-10", ("checks: {ignore: {target-moved: A slip of the pen.}}",), []),
    ],
)
def test_a_target_that_moves_needs_a_word(message: str, on: str, lines: tuple[str, ...], expected: list[str], tmp_path: Path) -> None:
    last = sound("Become known", *lines)
    commit(tmp_path, with_company({FILE: last.replace("9000", "18000")}), "Plan the quarter", on="2026-10-01")
    commit(tmp_path, {FILE: last}, message, on=on)
    assert build_says(tmp_path) == expected
    if expected:
        with pytest.raises(ContentError):
            load(tmp_path, AS_OF, strict=True)
    assert [diagnostic.code for diagnostic in check(tmp_path, AS_OF)] == [], "only a build reads the history"


# ---- alignment ----

TOP = {"content/2026-q4/top.md": sound()}


def test_an_orphan_is_one_only_where_there_is_something_to_support(tmp_path: Path) -> None:
    alone = {"content/marketing/2026-q4/a.md": sound("Meet buyers", key_results=others("Buyers"))} | UNITS
    assert codes(tmp_path / "a", alone) == []
    assert codes(tmp_path / "b", alone | TOP) == ["orphan"]
    assert codes(tmp_path / "c", alone | {"content/2026/top.md": sound()}) == ["orphan"]
    assert codes(tmp_path / "d", alone | {"content/2026-q3/top.md": sound("Become known", "score: 0.7")}) == []
    assert codes(tmp_path / "e", alone | TOP, date(2026, 9, 20)) == [], "drafts are still being written"
    by_key_result = others("Buyers")[0].replace("}", ", aligns_to: 'top#visitors-a-week'}")
    aligned = {"content/marketing/2026-q4/a.md": sound("Meet buyers", key_results=(by_key_result, others("Callers")[1]))}
    assert codes(tmp_path / "f", alone | TOP | aligned) == []


def test_a_level_is_skipped_only_past_objectives_of_its_own(tmp_path: Path) -> None:
    on = "checks: {level-skip: on}\n"
    team = {"content/marketing/growth/2026-q4/c.md": sound("Be read", "aligns_to: top", key_results=others("Readers"))} | UNITS | TOP
    department = {"content/marketing/2026-q4/b.md": sound("Meet buyers", "aligns_to: top", key_results=others("Buyers"))}
    assert codes(tmp_path / "a", team, config=on) == []
    assert codes(tmp_path / "b", team | department, config=on) == ["level-skip"]
    both = {"content/marketing/growth/2026-q4/c.md": sound("Be read", "aligns_to: [top, b]", key_results=others("Readers"))}
    assert codes(tmp_path / "c", team | department | both, config=on) == []


def test_a_copy_is_one_of_another_unit(tmp_path: Path) -> None:
    copy = {"content/marketing/2026-q4/a.md": sound("Become  KNOWN", "aligns_to: top", key_results=others("Buyers"))}
    assert codes(tmp_path / "a", TOP | UNITS | copy) == ["copied-objective"]
    year = {"content/2026/year.md": sound(key_results=others("Buyers"))}
    carried = year | {"content/2026-q4/q.md": sound("Become known", "aligns_to: year")}
    assert codes(tmp_path / "b", carried) == []


def test_two_children_are_no_only_child(tmp_path: Path) -> None:
    top = {"content/2026-q4/top.md": objective("Become known", "owner: ana", "why: So.", "rollup: aligned")}
    one = {"content/marketing/2026-q4/a.md": sound("Meet buyers", "aligns_to: top", key_results=others("Buyers"))}
    two = {"content/marketing/2026-q4/b.md": sound("Be read", "aligns_to: top", key_results=others("Readers"))}
    sales = {"content/sales/index.md": "---\ntitle: Sales\n---\n"}
    assert codes(tmp_path / "a", top | UNITS | one) == [], "there is no other unit that could do its part"
    assert codes(tmp_path / "b", top | UNITS | sales | one) == ["only-child"]
    assert codes(tmp_path / "c", top | UNITS | sales | one | two) == []


def test_advice_names_nothing_that_its_reader_may_not_see(tmp_path: Path) -> None:
    """A public objective counts what a restricted one above it counts."""
    files = TOP | {"content/2026-q4/top.md": sound("Buy the competitor", "visibility: restricted")} | UNITS
    files["content/marketing/2026-q4/a.md"] = sound("Buy the competitor")
    found = told(tmp_path, files)
    assert not [diagnostic for diagnostic in found if diagnostic.location.file.endswith("/a.md")]
