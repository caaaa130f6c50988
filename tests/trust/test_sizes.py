"""What is over a limit is one error that names it; what is just within takes no time to speak of, however it is made."""

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from okrsite.source.yaml_values import MOST_ENTRIES
from tests.sites import with_company, write
from tests.trust.test_parsing import OBJECTIVE, TWO_KEY_RESULTS, found, front, run

LONG_ENOUGH = 10
"""Seconds of processor time that no file within the limits takes by far: a guard against hangs."""

MEBIBYTE = 1_048_576
TOO_MUCH = {
    "front matter of a mebibyte": (front("why2: " + "x" * MEBIBYTE), "file-too-large", "1 MiB"),
    "a text of a mebibyte": (front() + "x" * MEBIBYTE, "file-too-large", "1 MiB"),
    "a text of 64 KiB and a byte": (front() + "x" * 65_537, "body-too-large", "64 KiB"),
    "10 000 key results": (front("key_results:", *(f"  - {{title: K{n}, target: 4}}" for n in range(10_000))), "too-many-entries", "2000"),
    "10 000 check-ins": (front("checkins:", *("  - {date: 2026-11-02, note: x}" for n in range(10_000))), "too-many-entries", "2000"),
    "10 000 keys": (front(*(f"key{n}: x" for n in range(10_000))), "too-many-entries", "2000"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_is_over_a_limit_is_one_error_that_names_the_limit(name: str, tmp_path: Path) -> None:
    text, code, limit = TOO_MUCH[name]
    begun = time.process_time()
    problems = [problem for problem in found(write(tmp_path, with_company({OBJECTIVE: text}))) if problem["severity"] == "error"]
    assert time.process_time() - begun < LONG_ENOUGH
    assert code in {str(problem["code"]) for problem in problems}
    assert len(problems) <= 2
    assert limit in str([problem["message"] for problem in problems if problem["code"] == code])


MOST = range(MOST_ENTRIES - 10)
MANY_KEY_RESULTS = ["key_results:", *(f"  - {{id: key-result-{n}, title: K, target: 4}}" for n in MOST)]
MANY_MILESTONES = "".join(f"{{title: Milestone {n}}}, " for n in MOST)


def many(entry: str) -> str:
    """So many entries of a list or a mapping between brackets, each with its number."""
    return ", ".join(entry.replace("#", str(n)) for n in MOST)


CROWDS: Mapping[str, Mapping[str, str]] = {
    "key results with one id": {OBJECTIVE: front(f"key_results: [{many('{id: k, title: K, target: 4}')}]")},
    "key results with wrong values": {OBJECTIVE: front(f"key_results: [{many('{title: [], target: x}')}]")},
    "unknown keys": {OBJECTIVE: front(*(f"ownr{n}: x" for n in MOST))},
    "unknown keys of a key result": {OBJECTIVE: front(f"key_results: [{{title: K, {many('targt#: 1')}}}]")},
    "values of unknown key results": {
        OBJECTIVE: front(*MANY_KEY_RESULTS, f"checkins: [{{date: 2026-11-02, values: {{{many('key-reslt-#: 1')}}}}}]")
    },
    "confidence in unknown key results": {
        OBJECTIVE: front(*MANY_KEY_RESULTS, f"checkins: [{{date: 2026-11-02, confidence: {{{many('key-reslt-#: 1')}}}}}]")
    },
    "unknown milestones": {
        OBJECTIVE: front(
            f"key_results: [{{id: k, title: K, type: milestones, milestones: [{MANY_MILESTONES}]}}]",
            f"checkins: [{many('{date: 2026-11-02, values: {k: Mileston #}}')}]",
        )
    },
    "mini-goals on one day": {
        OBJECTIVE: front(f"key_results: [{{title: K, target: 4, plan: [{many('{date: 2026-11-02, value: 1}')}]}}]")
    },
    "alignments to nothing": {OBJECTIVE: front(f"aligns_to: [{many('gorw#')}]", TWO_KEY_RESULTS)},
    "one old reference again and again": {OBJECTIVE: front(f"aliases: [{many('a/b')}]", TWO_KEY_RESULTS)},
    "strangers among many people": {
        OBJECTIVE: front(f"contributors: [{many('persn#')}]", TWO_KEY_RESULTS),
        "content/people.yml": "".join(f"person{n}: {{name: N}}\n" for n in range(15_000)),
    },
    "one id in many documents": {f"content/2026-q4/goal{n}.md": front("id: goal", TWO_KEY_RESULTS) for n in range(500)},
    "cycles around cycles": {
        "okrsite.yml": "cycles:\n" + "".join(f"  - {{id: cycle{n}, start: 0001-01-01, end: 9999-12-31}}\n" for n in range(1_000)),
    },
}  # fmt: skip


@pytest.mark.parametrize("crowd", CROWDS)
def test_a_crowd_within_the_limits_takes_no_time_to_speak_of(crowd: str, tmp_path: Path) -> None:
    project = write(tmp_path, with_company(CROWDS[crowd]))
    begun = time.process_time()
    result = run("check", project)
    assert time.process_time() - begun < LONG_ENOUGH
    assert result.exit_code in (0, 1), result.exception
    assert len(result.output) < 2_000_000
