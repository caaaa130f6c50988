"""Organisations of unusual shape: rings and chains of ten thousand objectives, folders two hundred deep, one objective under two others.

Each is read, checked, shown and built as any other: without recursion, and in time that grows with its size only.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from okrsite.cli import main
from okrsite.diagnostics import Diagnostic, Severity
from okrsite.model import Status
from tests.sites import codes, loaded, objective, problems, with_company, write

ONE_DONE_IN_FOUR = "key_results: [{title: K, target: 4, current: 1}]"
RING_LENGTHS = (1, 2, 3, 100, pytest.param(10_000, marks=pytest.mark.slow))


def run(command: str, project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [command, "--project", str(project), "--as-of", "2026-11-23", *arguments])


def rings(found: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    return [diagnostic for diagnostic in found if diagnostic.code == "alignment-ring"]


def members(ring: Diagnostic) -> list[str]:
    """Whom a ring's message names, in its order."""
    return re.findall("`([^`]+)`", ring.message)


def ring_of(length: int, first: int = 0) -> dict[str, str]:
    """Objectives that each align to the one before them, the first to the last."""
    numbers = range(first, first + length)
    above = {number: number - 1 if number > first else first + length - 1 for number in numbers}
    return {
        f"content/2026-q4/o{number:05}.md": objective(f"O {number}", f"aligns_to: 2026-q4/o{above[number]:05}", "rollup: aligned")
        for number in numbers
    }


class TestRings:
    @pytest.mark.parametrize("length", RING_LENGTHS)
    def test_are_told_once_and_whole_from_the_first_member_by_reference(self, length: int, tmp_path: Path) -> None:
        (ring,) = rings(problems(tmp_path, with_company(ring_of(length))))
        expected = [f"2026-q4/o{number:05}" for number in (0, *range(length - 1, 0, -1))]
        assert members(ring) == expected
        assert (ring.location.file, ring.location.line) == ("content/2026-q4/o00000.md", 3)

    def test_that_do_not_touch_are_told_one_by_one(self, tmp_path: Path) -> None:
        found = rings(problems(tmp_path, with_company({**ring_of(2), **ring_of(3, 2), **ring_of(1, 5)})))
        assert [len(members(ring)) for ring in found] == [2, 3, 1]

    @pytest.mark.parametrize("command", ["check", "build", "show"])
    def test_end_every_command_with_1(self, command: str, tmp_path: Path) -> None:
        result = run(command, write(tmp_path, with_company(ring_of(3))))
        assert result.exit_code == 1
        assert "alignment-ring" in result.output
        assert not (tmp_path / "site").exists()

    def test_through_key_results_name_them(self, tmp_path: Path) -> None:
        aggregate = "key_results: [{{id: k, title: K, target: 4, aggregate: sum, aligns_to: '{}#k'}}]"
        above = {"a": "b", "b": "a"}
        files = {f"content/2026-q4/{name}.md": objective(name, aggregate.format(above[name])) for name in above}
        (ring,) = rings(problems(tmp_path, with_company(files)))
        assert members(ring) == ["2026-q4/a#k", "2026-q4/b#k"]


COMPLETE = ("owner: ana", "why: Now.", "key_results: [{id: k, title: K, target: 4, current: 1}, {title: L, target: 2, current: 1}]")
SLIPS = {
    "to nothing": ("aligns_to: abov", "unknown-reference"),
    "to itself by a bare id": ("aligns_to: below", "unknown-reference"),
    "twice to the same": ("aligns_to: [above, 2026-q4/above]", "duplicate-alignment"),
    "to something else than an objective": ("aligns_to: deliveries", "unknown-reference"),
    "to an objective of an earlier cycle": ("aligns_to: 2026-q3/above", "cycle-not-nested"),
    "to one of two": ("aligns_to: double", "ambiguous-reference"),
    "to a key result that is not there": ("aligns_to: above#nothing", "unknown-reference"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_an_alignment_is_one_problem_with_its_place(slip: str, tmp_path: Path) -> None:
    line, code = SLIPS[slip]
    files = {
        "content/2026-q4/above.md": objective("Above", *COMPLETE),
        "content/2026-q4/below.md": objective("Below", line, *COMPLETE),
        "content/2026-q3/above.md": objective("Above, earlier", *COMPLETE),
        "content/one/index.md": objective("One"),
        "content/two/index.md": objective("Two"),
        "content/one/2026-q4/double.md": objective("Double", *COMPLETE),
        "content/two/2026-q4/double.md": objective("Double", *COMPLETE),
        "content/deliveries.md": objective("Deliveries", "type: kpi"),
    }
    found = [problem for problem in problems(tmp_path, with_company(files)) if problem.severity is not Severity.INFO]
    assert codes(found) == [code]
    assert (found[0].location.file, found[0].location.line) == ("content/2026-q4/below.md", 3)


def test_an_objective_that_supports_nothing_is_no_problem(tmp_path: Path) -> None:
    files = {"content/2026-q4/alone.md": objective("Alone", *COMPLETE)}
    assert problems(tmp_path, with_company(files)) == ()


def test_the_three_hundredth_slip_is_told_as_the_first_is(tmp_path: Path) -> None:
    """Only what may have been meant is not looked for any more, because that takes longer than finding the slip."""
    count = 300
    files = {f"content/2026-q4/goal{n:03}.md": objective("G", f"aligns_to: gaol{n:03}", "rollup: aligned") for n in range(count)}
    found = [d for d in problems(tmp_path, with_company(files)) if d.code == "unknown-reference"]
    assert len(found) == count
    assert "Did you mean" in found[0].hint
    assert all(d.hint for d in found)


def test_what_two_parents_share_counts_once_in_each_and_once_above_them(tmp_path: Path) -> None:
    """A diamond: the top takes the mean of its two sides, to each of which the bottom contributes."""
    found = loaded(
        tmp_path,
        with_company(
            {
                "content/2026-q4/top.md": objective("Top", "rollup: aligned"),
                "content/2026-q4/left.md": objective("Left", "rollup: aligned", "aligns_to: top"),
                "content/2026-q4/right.md": objective("Right", "rollup: aligned", "aligns_to: top"),
                "content/2026-q4/bottom.md": objective("Bottom", "aligns_to: [left, right]", ONE_DONE_IN_FOUR),
                "content/2026-q4/other.md": objective("Other", "aligns_to: right", "key_results: [{title: K, target: 4, current: 3}]"),
            }
        ),
    ).figures.objectives
    progress = {reference.rpartition("/")[2]: float(figures.progress or 0) for reference, figures in found.items()}
    assert progress == {"bottom": 0.25, "other": 0.75, "left": 0.25, "right": 0.5, "top": 0.375}
    explained = {term.reference for term in found["2026-q4/top"].explanation.terms}
    assert explained == {"2026-q4/left", "2026-q4/right"}


# ---- deep ----


def chain(length: int) -> dict[str, str]:
    """Objectives that each roll up the next one; only the last has a key result."""
    last = length - 1
    return {
        f"content/2026-q4/o{number:05}.md": objective(
            f"O {number}",
            *([f"aligns_to: o{number - 1:05}"] if number else []),
            *(["rollup: aligned"] if number < last else [ONE_DONE_IN_FOUR]),
        )
        for number in range(length)
    }


def aggregates(length: int) -> dict[str, str]:
    """Objectives whose key result adds up that of the next one; only the last has a value."""
    last = length - 1
    above = [f"aligns_to: 'o{number - 1:05}#k'," if number else "" for number in range(length)]
    value = ["aggregate: sum" if number < last else "current: 3" for number in range(length)]
    return {
        f"content/2026-q4/o{number:05}.md": objective(
            f"O {number}", f"key_results: [{{id: k, title: K, target: 12, {above[number]} {value[number]}}}]"
        )
        for number in range(length)
    }


def units(depth: int) -> dict[str, str]:
    """Units inside one another, with an objective in the deepest."""
    inner = "content/" + "u/" * depth
    folders = {"content/" + "u/" * number + "index.md": objective(f"U {number}") for number in range(1, depth + 1)}
    return {**folders, f"{inner}2026-q4/deep.md": objective("Deep", ONE_DONE_IN_FOUR)}


SHAPES = {
    "1200 objectives in a chain": (chain(1_200), "2026-q4/o00000"),
    "1200 aggregates of aggregates": (aggregates(1_200), "2026-q4/o00000"),
    "units 60 deep": (units(60), "/"),
}
LONG_SHAPES = {
    "10 000 objectives in a chain": (chain(10_000), "2026-q4/o00000"),
    "5000 aggregates of aggregates": (aggregates(5_000), "2026-q4/o00000"),
    "units 200 deep": (units(200), "/"),
}


def show_the_top(files: Mapping[str, str], top: str, folder: Path) -> Path:
    """The project of some files, whose one value at the bottom `show` tells of the top."""
    project = write(folder, with_company(files))
    checked, shown = run("check", project), run("show", project, top)
    assert (checked.exit_code, shown.exit_code) == (0, 0), (checked.exception, shown.exception)
    assert "25%" in shown.output
    return project


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_at_the_bottom_reaches_the_top(shape: str, tmp_path: Path) -> None:
    show_the_top(*SHAPES[shape], tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("shape", LONG_SHAPES)
def test_nothing_is_too_deep_for_any_command(shape: str, tmp_path: Path) -> None:
    files, top = LONG_SHAPES[shape]
    project = show_the_top(files, top, tmp_path)
    built = run("build", project)
    assert built.exit_code == 0, built.exception
    page = project / "site" / ("" if top == "/" else top) / "index.html"
    assert re.search("25[\u00a0\u202f]?%", page.read_text(encoding="utf-8"))


def test_every_member_of_a_chain_has_what_its_end_has(tmp_path: Path) -> None:
    figures = loaded(tmp_path, with_company(chain(1_500))).figures.objectives
    assert {figure.progress for figure in figures.values()} == {figures["2026-q4/o01499"].progress}
    assert {figure.status for figure in figures.values()} == {Status.OFF_TRACK}
