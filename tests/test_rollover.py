"""`okrsite rollover`: what is unfinished goes on in a later cycle, what is done stays, and no file is changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from okrsite.cli import main
from okrsite.source.front_matter import read_document
from tests.sites import objective, with_company, write

SAMPLE = Path(__file__).parent.parent
AS_OF = "2026-12-20"
UNITS = with_company({"content/sales/index.md": "---\ntitle: Sales\n---\n", "content/sales/west/index.md": "---\ntitle: West\n---\n"})
TWO = "key_results: [{title: K, target: 9}, {title: L, target: 9}]"


def run(project: Path, *arguments: str, as_of: str = AS_OF) -> Result:
    return CliRunner().invoke(main, [arguments[0], "--project", str(project), "--as-of", as_of, *arguments[1:]])


def rollover(project: Path, *options: str, as_of: str = AS_OF) -> Result:
    return run(project, "rollover", "2026-q4", "--to", "2027-q1", *options, as_of=as_of)


def front(project: Path, file: str) -> dict[str, Any]:
    """A document's front matter as okrsite reads it."""
    document = read_document(file, (), "x", (project / file).read_bytes())
    assert document.data is not None and document.diagnostics == ()
    return document.data


def files(project: Path) -> dict[str, bytes]:
    found = (path for path in project.rglob("*") if path.is_file() and ".okrsite" not in path.parts)
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in found}


FULL = """
---
title: "Win: the west"
owner: ana
contributors: [ben, "Kim: Exemple"]
why: |
  First reason.

    An indented one: with a colon.
kind: committed
rollup: both
weight: 2.5
status: {is: at_risk, reason: Rain}
score: 0.4
score_note: Hm.
retrospective: Long.
tags: [west, "yes"]
visibility: board
budget: {amount: 100, currency: EUR}
resources: [a van]
aliases: [sales/2026-q3/old]
key_results:
  - id: visits
    title: Visits
    plan: [{date: 2026-11-15, value: 50}]
    start: 10
    target: 100
    unit: visits
    confidence: 4
    owner: ben
    weight: 2
    url: https://a.example/x
    due: 2026-12-01
  - {id: price, title: Price, start: 9.5, target: 7, current: 8.25, unit: EUR}
  - {id: reached, title: Reached, start: 1, target: 5}
  - {id: cancelled, title: Cancelled, target: 5, status: cancelled}
  - {id: signed, title: Signed, type: boolean, done: true}
  - {id: agreed, title: Agreed, type: boolean}
  - {id: steps, title: Steps, type: milestones, milestones: [{title: One, done: 2026-10-05}, {title: Two, weight: 3}, {title: Three}]}
  - {id: rungs, title: Rungs, type: ladder, steps: {0.3: 1, 0.7: 2, 1.0: 4}}
  - {id: words, title: Words, type: ladder, steps: {0.5: half, 1: "all: of it"}}
  - {id: floor, title: Floor, type: at_least, target: 4, risk: 3, current: 5}
  - {id: band, title: Band, type: between, low: 1, high: 3, risk: [0, 4]}
  - {id: find, title: Find, type: baseline, current: 7}
  - {id: below, title: Below, type: aligned}
initiatives:
  - {title: Done, status: done}
  - {title: Dropped, status: dropped}
  - {title: Doing, status: doing, owner: ben, due: 2026-12-24, url: "https://a.example/i"}
  - {title: To do}
checkins:
  - {date: 2026-11-02, by: ana, values: {visits: 40, reached: 6, steps: Three, rungs: 2}, confidence: 7, status: on_track, win: W}
  - {date: 2026-12-19, values: {visits: 62.5}}
  - {date: 2026-12-28, values: {visits: 99}}
---
## Plan

See [the unit](../index.md), [a sibling](other.md), [a stranger](stayed.md#why) and ![a chart](chart.png).
"""
WEST = {
    **UNITS,
    "okrsite.yml": "audiences: [board]\nchecks: {key-result-count: off}\n",
    "content/sales/2026-q4/win.md": FULL,
    "content/sales/2026-q4/other.md": objective("Other", "owner: ana", "why: Now.", TWO, "visibility: board"),
    "content/sales/2026-q4/stayed.md": objective("Stayed", "owner: ana", "why: Now.", TWO, "visibility: board", "status: cancelled"),
    "content/sales/2026-q4/chart.png": "not looked at",
}


def test_an_objective_goes_on_with_what_is_left_of_it_and_without_its_past(tmp_path: Path) -> None:
    project = write(tmp_path, WEST)
    before = files(project)
    result = rollover(project, "--yes")
    assert result.exit_code == 0, result.output
    file = "content/sales/2027-q1/win.md"
    assert front(project, file) == {
        "title": "Win: the west",
        "owner": "ana",
        "contributors": ["ben", "Kim: Exemple"],
        "why": "First reason.\n\n  An indented one: with a colon.",
        "kind": "committed",
        "rollup": "both",
        "weight": pytest.approx(2.5),
        "key_results": [
            {
                "id": "visits", "title": "Visits", "owner": "ben", "weight": 2, "url": "https://a.example/x",
                "start": 62.5, "target": 100, "unit": "visits",
            },
            {"id": "price", "title": "Price", "start": 8.25, "target": 7, "unit": "EUR"},
            {"id": "reached", "title": "Reached", "start": 1, "target": 5},
            {"id": "agreed", "title": "Agreed", "type": "boolean"},
            {"id": "steps", "title": "Steps", "type": "milestones", "milestones": [{"title": "Two", "weight": 3}]},
            {"id": "rungs", "title": "Rungs", "type": "ladder", "steps": {"0.3": 1, "0.7": 2, "1": 4}},
            {"id": "words", "title": "Words", "type": "ladder", "steps": {"0.5": "half", "1": "all: of it"}},
            {"id": "floor", "title": "Floor", "type": "at_least", "target": 4, "risk": 3},
            {"id": "band", "title": "Band", "type": "between", "low": 1, "high": 3, "risk": [0, 4]},
            {"id": "find", "title": "Find", "type": "baseline"},
            {"id": "below", "title": "Below", "type": "aligned"},
        ],
        "initiatives": [
            {"title": "Doing", "status": "doing", "owner": "ben", "due": "2026-12-24", "url": "https://a.example/i"},
            {"title": "To do"},
        ],
        "continues": "sales/2026-q4/win",
        "tags": ["west", "yes"],
        "visibility": "board",
    }  # fmt: skip
    assert {name: data for name, data in files(project).items() if name in before} == before
    for told in ("reached: reached already; set a new target", "signed: left behind", "cancelled: left behind", "visits: its mini-goals"):
        assert told in result.stdout
    assert run(project, "check", as_of="2027-01-05").exit_code == 0


def test_links_in_the_plan_lead_where_they_led_or_to_what_goes_on(tmp_path: Path) -> None:
    project = write(tmp_path, WEST)
    assert rollover(project, "--yes").exit_code == 0
    body = (project / "content/sales/2027-q1/win.md").read_text(encoding="utf-8").rpartition("---\n")[2]
    assert body == (
        "## Plan\n\nSee [the unit](../index.md), [a sibling](other.md), [a stranger](../2026-q4/stayed.md#why) "
        "and ![a chart](../2026-q4/chart.png).\n"
    )


def test_parents_are_those_of_the_new_cycle_or_those_that_still_run(tmp_path: Path) -> None:
    project = write(tmp_path, {
        **UNITS,
        "content/2027/year.md": objective("Year", "key_results: [{id: sum, title: S, target: 90}, {title: L, target: 9}]"),
        "content/2026/gone.md": objective("Gone", "owner: ana", "why: Now.", TWO),
        "content/2026-q4/above.md": objective("Above", "owner: ana", "why: Now.", "aligns_to: 2026/gone",
            "key_results: [{id: part, title: P, target: 9, aggregate: sum}, {id: done, title: D, type: boolean, done: true}]"),
        "content/2026-q4/dropped.md": objective("Dropped", "status: cancelled", "owner: ana", "why: Now.", TWO),
        "content/sales/2026-q4/below.md": objective("Below", "owner: ana", "why: Now.",
            "aligns_to: [{to: above, weight: 2}, {to: ../../2026-q4/above.md#done}, {to: 2027/year#sum, contributes: false}, dropped]",
            "key_results: [{id: mine, title: M, target: 9, aligns_to: above#part, current: 3}, {title: L, target: 9}]"),
    })  # fmt: skip
    result = rollover(project, "--yes")
    assert result.exit_code == 0, result.output
    below = front(project, "content/sales/2027-q1/below.md")
    assert below["aligns_to"] == [{"to": "2027-q1/above", "weight": 2}, {"to": "2027/year#sum", "contributes": False}]
    assert below["key_results"][0] == {"id": "mine", "title": "M", "aligns_to": "2027-q1/above#part", "start": 3, "target": 9}
    assert "aligns_to" not in front(project, "content/2027-q1/above.md")
    for told in ("2026/gone", "2026-q4/above#done", "2026-q4/dropped"):
        assert f"no longer aligns to {told}" in result.stdout
    assert run(project, "check", as_of="2027-01-05").exit_code == 0


def test_a_published_objective_never_names_a_successor_that_is_hidden(tmp_path: Path) -> None:
    project = write(tmp_path, {
        **UNITS,
        "content/2026-q4/above.md": objective("Above", "owner: ana", "why: Now.", TWO),
        "content/2027-q1/secret.md": objective("Secret", "visibility: draft", "continues: above", "owner: ana", "why: Now.", TWO),
        "content/sales/2026-q4/public.md": objective("P", "aligns_to: above", "owner: ana", "why: Now.", TWO),
        "content/sales/2026-q4/draft.md": objective("D", "visibility: draft", "aligns_to: above", "owner: ana", "why: Now.", TWO),
    })  # fmt: skip
    result = rollover(project, "--yes")
    assert result.exit_code == 0, result.output
    assert "aligns_to" not in front(project, "content/sales/2027-q1/public.md")
    assert front(project, "content/sales/2027-q1/draft.md")["aligns_to"] == "2027-q1/secret"
    assert run(project, "check", as_of="2027-01-05").exit_code == 0


def test_what_stays_is_named_with_its_reason(tmp_path: Path) -> None:
    project = write(tmp_path, {
        **UNITS,
        "content/2026-q4/cancelled.md": objective("C", "status: cancelled", TWO),
        "content/2026-q4/finished.md": objective("F", "key_results: [{title: K, type: boolean, done: true}]"),
        "content/2026-q4/reached.md": objective("R", "key_results: [{title: K, target: 9, current: 9}]"),
        "content/2026-q4/there.md": objective("T", TWO),
        "content/2027-q1/there.md": objective("Another of that name", TWO),
        "content/2026-q4/renamed.md": objective("N", TWO),
        "content/2027-q1/new-name.md": objective("N", "continues: renamed", TWO),
        "content/2026-q4/open.md": objective("O", TWO),
    })  # fmt: skip
    lines = rollover(project, "--dry-run").stdout.splitlines()
    assert [line for line in lines if line.startswith("leave behind")] == [
        "leave behind 2026-q4/cancelled: cancelled",
        "leave behind 2026-q4/finished: all its key results are done or cancelled",
        "leave behind 2026-q4/renamed: 2027-q1/new-name carries it on already",
        "leave behind 2026-q4/there: content/2027-q1/there.md is there already",
    ]
    assert "carry over   2026-q4/reached → content/2027-q1/reached.md" in lines
    lines = rollover(project, "--dry-run", "--only", "unfinished").stdout.splitlines()
    assert "leave behind 2026-q4/reached: achieved" in lines
    assert lines[-1] == "1 to carry over, 5 to leave behind."


def test_one_unit_takes_those_below_it_along_and_no_other_with_a_similar_name(tmp_path: Path) -> None:
    other = {"content/sales-east/index.md": "---\ntitle: East\n---\n"}
    own = {f"content/{unit}2026-q4/o.md": objective("O", TWO) for unit in ("", "sales/", "sales/west/", "sales-east/")}
    project = write(tmp_path, {**UNITS, **other, **own})
    assert rollover(project, "--yes", "--unit", "sales").exit_code == 0
    written = sorted(path.relative_to(project).as_posix() for path in project.rglob("2027-q1/*.md"))
    assert written == ["content/sales/2027-q1/o.md", "content/sales/west/2027-q1/o.md"]


def test_nothing_is_written_where_it_would_break_a_reference_elsewhere(tmp_path: Path) -> None:
    project = write(tmp_path, {
        **UNITS,
        "content/2026-q4/grow.md": objective("Grow", TWO),
        "content/2027-q1/later.md": objective("Later", "continues: grow", TWO),
        "content/sales/2026-q4/sell.md": objective("Sell", TWO),
        "content/sales/2027/sell-more.md": objective("More", "continues: sell", TWO),
    })  # fmt: skip
    before = files(project)
    result = rollover(project, "--yes")
    assert result.exit_code == 1
    assert "content/sales/2027/sell-more.md:3:12: error[ambiguous-reference]" in result.stderr
    assert files(project) == before


def test_one_file_that_cannot_be_written_takes_all_others_back(tmp_path: Path) -> None:
    own = {f"content/{unit}2026-q4/o.md": objective("O", TWO) for unit in ("", "sales/", "sales/west/")}
    project = write(tmp_path, {**UNITS, **own})
    write(project, {"content/sales/west/2027-q1": "a file where a folder is needed"})
    before = files(project)
    result = rollover(project, "--yes")
    assert result.exit_code == 2
    assert "Nothing was written" in result.stderr
    assert files(project) == before
    assert not (project / "content/2027-q1").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("2026-q4", "--to", "2026-q3", "--yes"), "does not come after"),
        (("2026-q4", "--to", "2026-q4", "--yes"), "does not come after"),
        (("2026-q4", "--to", "2027-q7", "--yes"), "no cycle `2027-q7`"),
        (("2026-q3", "--to", "2027-q1", "--yes"), "Cycles with objectives: 2026-q4"),
        (("2026-q4", "--to", "2027-q1", "--yes", "--unit", "slaes"), "Did you mean `sales`?"),
        (("2026-q4", "--to", "2027-q1"), "--yes"),
    ],
)
def test_wrong_use_ends_with_2_and_writes_nothing(arguments: tuple[str, ...], words: str, tmp_path: Path) -> None:
    project = write(tmp_path, {**UNITS, "content/2026-q4/o.md": objective("O", TWO)})
    before = files(project)
    result = run(project, "rollover", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert files(project) == before


def test_content_with_errors_is_not_carried_over(tmp_path: Path) -> None:
    own = {"content/2026-q4/o.md": objective("O", TWO), "content/2026-q4/b.md": objective("B", "ownr: x", TWO)}
    project = write(tmp_path, {**UNITS, **own})
    result = rollover(project, "--yes")
    assert result.exit_code == 1
    assert "error[unknown-key]" in result.stderr
    assert not (project / "content/2027-q1").exists()


def test_titles_that_drive_a_terminal_are_shown_as_escapes(tmp_path: Path) -> None:
    project = write(tmp_path, {**UNITS, "content/2026-q4/o.md": objective("O", TWO)})
    result = run(project, "rollover", "2026-q4", "--to", "2027\x1b[2J", "--yes")
    assert result.exit_code == 2
    assert "\x1b" not in result.output


@pytest.mark.skipif(os.name == "nt", reason="terminals of another kind")
@pytest.mark.parametrize(("answer", "is_written"), [(b"y\n", True), (b"n\n", False), (b"\n", False)])
def test_on_a_terminal_it_asks_before_it_writes(answer: bytes, is_written: bool, tmp_path: Path) -> None:
    import pty  # which Windows does not have

    project = write(tmp_path, {**UNITS, "content/2026-q4/o.md": objective("O", TWO)})
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "okrsite", "rollover", "2026-q4", "--to", "2027-q1", "--project", str(project), "--as-of", AS_OF]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        os.close(theirs)
        os.write(ours, answer)
        _, asked = process.communicate(timeout=120)
    os.close(ours)
    assert "Write 1 new files?" in asked
    assert (project / "content/2027-q1/o.md").exists() is is_written


@pytest.mark.parametrize(
    ("cycle", "to", "day"),
    [
        pytest.param("2026-q3", "2026-q4", "2026-10-02", marks=pytest.mark.slow),
        ("2026-q4", "2027-q1", "2027-01-02"),
        pytest.param("2026-q4", "2027-q2", "2026-11-23", marks=pytest.mark.slow),
    ],
)
def test_the_sample_company_goes_on_without_a_new_error(cycle: str, to: str, day: str, tmp_path: Path) -> None:
    shutil.copytree(SAMPLE / "content", tmp_path / "content")
    shutil.copy(SAMPLE / "okrsite.yml", tmp_path)
    before = files(tmp_path)
    result = run(tmp_path, "rollover", cycle, "--to", to, "--yes", as_of=day)
    assert result.exit_code == 0, result.output
    after = files(tmp_path)
    assert len(after) - len(before) == result.stdout.count("carry over   ") > 0
    assert {name: after[name] for name in before} == before
    assert run(tmp_path, "check", as_of=day).exit_code == 0
    again = run(tmp_path, "rollover", cycle, "--to", to, "--yes", as_of=day)
    assert again.exit_code == 0
    assert "\n0 to carry over, " in again.stdout
    assert files(tmp_path) == after
