"""`okrsite close`, as people and scripts call it: scores are proposed, explained, and written all or none."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from okrsite.cli import main
from tests.sites import data, with_company, write
from tests.terminals import on_terminal


def objective(title: str, current: float | None, *lines: str) -> str:
    value = "" if current is None else f", current: {current}"
    return "\n".join(["---", f"title: {title}", *lines, f"key_results: [{{title: K, target: 1000{value}}}]", "---", "Body", ""])


FILES = with_company(
    {
        "content/2026-q3/near.md": objective("Near", 699.9),
        "content/2026-q3/sure.md": objective("Sure", 999, "kind: committed"),
        "content/2026-q3/done.md": objective("Done", 500, "score: 0.4  # ours"),
        "content/2026-q3/over.md": objective("Over", 5, "status: cancelled"),
        "content/2026-q4/later.md": objective("Later", 5),
        "content/marketing/index.md": "---\ntitle: Marketing\n---\n",
        "content/marketing/2026-q3/seen.md": objective("Seen", 456),
        "content/marketing/2026-q3/found.md": "---\ntitle: Found\nkey_results: [{title: K, type: baseline}]\n---\n",
    }
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


def close(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["close", "--project", str(project), "--as-of", "2026-11-23", *arguments])


def changed(project: Path) -> dict[str, list[str]]:
    """The lines that were added to each file; nothing may have gone."""
    found = {}
    for file, before in FILES.items():
        old, new = before.splitlines(), (project / file).read_text(encoding="utf-8").splitlines()
        if added := [line for line in new if line not in old]:
            found[Path(file).stem] = added
            assert [line for line in new if line not in added] == old, file
    return found


def test_what_is_proposed_is_the_progress_and_never_rounded_up_to_good(project: Path) -> None:
    result = close(project, "2026-q3", "--yes")
    assert result.exit_code == 0, result.output
    assert changed(project) == {"near": ["score: 0.69"], "sure": ["score: 0.99"], "seen": ["score: 0.46"]}
    assert result.stdout == ""
    assert "The score is 0.69; 0.7 would have been good." in result.stderr
    assert "The score is 0.99; 1.0 would have been good." in result.stderr
    assert "marketing/2026-q3/found is left open: nothing in it is measured." in result.stderr
    assert "3 scores written." in result.stderr


def test_the_scores_count(project: Path) -> None:
    close(project, "2026-q3", "--yes")
    scores = {objective["ref"]: objective["score"] for objective in data(project, {})["objectives"]}
    assert (scores["2026-q3/near"], scores["2026-q3/done"], scores["2026-q4/later"]) == (0.69, 0.4, None)


def test_scores_notes_and_retrospectives_are_given_by_reference(project: Path) -> None:
    result = close(
        project, "2026-q3", "near=0.7", "marketing/2026-q3/found=1", "--note", "near=One day late: fine",
        "--retrospective", "found=Ask earlier.",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert changed(project) == {
        "near": ["score: 0.7", 'score_note: "One day late: fine"'],
        "found": ["score: 1", "retrospective: Ask earlier."],
    }


def test_a_score_that_is_written_is_replaced_only_where_one_is_given(project: Path) -> None:
    assert close(project, "2026-q3", "done=0.5").exit_code == 0
    assert "score: 0.5  # ours\n" in (project / "content/2026-q3/done.md").read_text(encoding="utf-8")


def test_a_unit_stands_for_itself_and_those_below(project: Path) -> None:
    assert close(project, "2026-q3", "--yes", "--unit", "marketing").exit_code == 0
    assert changed(project) == {"seen": ["score: 0.46"]}


def test_a_cycle_that_still_runs_says_when_scores_count_and_how_to_close_it(project: Path) -> None:
    result = close(project, "2026-q4", "--yes")
    assert result.exit_code == 0
    assert "runs until 2026-12-31" in result.stderr
    assert "cycles: [{id: 2026-q4, state: closed}]" in result.stderr
    assert changed(project) == {"later": ["score: 0.01"]}
    write(project, {"okrsite.yml": "cycles: [{id: 2026-q4, state: closed}]\n"})
    assert "runs until" not in close(project, "2026-q4", "--yes").stderr


def test_a_cycle_with_all_its_scores_is_told_so(project: Path) -> None:
    write(project, {"content/2026-q1/old.md": objective("Old", 5, "score: 0")})
    result = close(project, "2026-q1", "--yes")
    assert (result.exit_code, result.stderr) == (0, "Every objective of 2026-q1 has its score.\n")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["2026-q3"], 2, "2026-q3/near: 0.69 is proposed"),
        (["2026-q3"], 2, "take what is proposed with --yes"),
        (["2026-q2", "--yes"], 2, "Known here: `2026-q3`, `2026-q4`."),
        (["2026-q3", "--yes", "--unit", "marketin"], 2, "Did you mean `marketing`?"),
        (["2026-q3", "near=70"], 2, "Write 0.7 for 70 %."),
        (["2026-q3", "near=0,7"], 2, "Write `0.7`."),
        (["2026-q3", "near=good"], 2, "`good` is not a number."),
        (["2026-q3", "near"], 2, "not written like OBJECTIVE="),
        (["2026-q3", "near=0.1", "2026-q3/near=0.2"], 2, "given twice"),
        (["2026-q3", "later=0.5"], 2, "none of the objectives to be closed"),
        (["2026-q3", "nera=0.5"], 2, "There is no unit or objective `nera`. Did you mean `near`?"),
        (["2026-q3", "near=0.5", "--note", "sure=Why not"], 2, "`2026-q3/sure` gets no score here"),
    ],
)
def test_what_cannot_be_taken_is_explained_and_nothing_is_written(arguments: list[str], code: int, said: str, project: Path) -> None:
    result = close(project, *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
    assert changed(project) == {}


def test_one_file_that_cannot_be_edited_keeps_all_from_being_written(project: Path) -> None:
    sure = "---\ntitle: Sure\nscore_note: | # to come\n  x\nkey_results: [{title: K, target: 9}]\n---\n"
    write(project, {"content/2026-q3/sure.md": sure})
    result = close(project, "2026-q3", "--yes", "--note", "sure=Because")
    assert result.exit_code == 1
    assert "Add these lines by hand:\n  score_note: Because" in result.stderr
    assert "score:" not in (project / "content/2026-q3/near.md").read_text(encoding="utf-8")


def test_content_with_errors_is_refused_with_them(project: Path) -> None:
    write(project, {"content/2026-q4/later.md": "---\ntitel: Later\n---\n"})
    result = close(project, "2026-q3", "--yes")
    assert result.exit_code == 1
    assert "later.md:2:1: error[unknown-key]" in result.stderr


def test_a_dry_run_shows_the_difference_and_writes_nothing(project: Path) -> None:
    result = close(project, "2026-q3", "--yes", "--dry-run")
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if line.startswith("+score")] == ["+score: 0.69", "+score: 0.99", "+score: 0.46"]
    assert changed(project) == {}


# -- on a terminal --


def test_on_a_terminal_it_asks_for_each_score_and_then_for_all(project: Path) -> None:
    answers = "70\n0.7\nCounted late\nCount daily\n" + "\n\n\n" + "\n" + "\n\n\n" + "y\n"
    code, out, err = on_terminal("close", "2026-q3", "--project", project, "--as-of", "2026-11-23", answers=answers)
    assert (code, out) == (0, ""), err
    assert "70% is the progress of 1 key result." in err
    assert "Write 0.7 for 70 %." in err, "what cannot be taken is asked again"
    assert changed(project) == {
        "near": ["score: 0.7", "score_note: Counted late", "retrospective: Count daily"],
        "sure": ["score: 0.99"],
        "seen": ["score: 0.46"],
    }


def test_on_a_terminal_nothing_is_written_without_consent(project: Path) -> None:
    code, _, err = on_terminal("close", "2026-q3", "--project", project, "--as-of", "2026-11-23", answers="\n" * 10 + "n\n")
    assert code == 0
    assert "Nothing was written." in err
    assert changed(project) == {}
