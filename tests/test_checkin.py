"""`okrsite checkin`, as people and scripts call it: what is written, what is refused, and what is said."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from okrsite.cli import main
from tests.sites import AS_OF, check, data, with_company, write
from tests.terminals import on_terminal

GROW = """\
---
title: Grow   # the one thing
key_results:
  - {id: visitors, title: Visitors, target: 10000, unit: visitors}
  - id: signed
    title: The contract is signed
    type: boolean
  - id: steps
    title: On the way
    type: milestones
    milestones: [{title: Plan agreed}, {title: Pilot held}, {title: "Planned, and told"}]
  - id: rung
    title: Stage
    type: ladder
    steps: {0.3: Draft, 0.7: Trial, 1.0: In use}
  - id: calls
    title: Calls
    type: at_most
    target: 20
checkins:
  - date: 2026-11-02
    values: {visitors: 4200}
---
What we do.
"""
WRITTEN = """\
---
title: Hold
owner: ana
key_results:
  - title: Reserves
    target: 100
    current: 40     # counted by hand
  - title: Signed
    type: boolean
    done: false
  - title: Stage
    type: ladder
    steps: {0.3: Draft, 1.0: In use}
    reached: 0.3
---
"""
FILES = with_company(
    {
        "content/2026-q4/grow.md": GROW,
        "content/2026-q3/grow.md": GROW.replace("2026-11-02", "2026-08-02"),
        "content/marketing/index.md": "---\ntitle: Marketing\n---\n",
        "content/marketing/2026-q4/hold.md": WRITTEN,
        "content/marketing/2026-q4/send.md": "---\ntitle: Send\nkey_results: [{title: Letters, target: 9}]\n---\n",
        "content/marketing/2026-q3/past.md": "---\ntitle: Past\nkey_results: [{title: K, target: 9}]\n---\n",
    }
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


def checkin(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["checkin", "--project", str(project), "--as-of", "2026-11-23", *arguments])


def text(project: Path, file: str) -> str:
    return (project / "content" / file).read_text(encoding="utf-8")


def unchanged(project: Path) -> bool:
    """Whether every file still is what the test began with."""
    fresh = write(project / "fresh", FILES)
    return all((project / file).read_bytes() == (fresh / file).read_bytes() for file in FILES)


def test_a_check_in_is_added_below_the_last_and_nothing_else_changes(project: Path) -> None:
    result = checkin(
        project, "2026-q4/grow", "visitors=6200", "signed=yes", "steps=pilot", "rung=trial", "calls=18.50", "--confidence", "7",
        "--note", "Webinar: 2 000 visitors", "--win", "Front page!", "--status", "at_risk", "--by", "ana",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    added = """\
  - date: 2026-11-23
    by: ana
    values: {visitors: 6200, signed: true, steps: Pilot held, rung: 0.7, calls: 18.5}
    confidence: 7
    status: at_risk
    note: "Webinar: 2 000 visitors"
    win: Front page!
"""
    assert text(project, "2026-q4/grow.md") == GROW.replace("4200}\n", "4200}\n" + added)
    assert result.stdout == ""
    assert "visitors: 4,200 visitors → 6,200 visitors (42% → 62%)" in result.stderr.replace("\xa0", " ")
    assert "rung: no value yet → “Trial”" in result.stderr
    assert "status: Off track → At risk" in result.stderr


def test_the_check_in_counts(project: Path) -> None:
    checkin(project, "2026-q4/grow", "visitors=6200", "--confidence", "visitors=8", "--confidence", "calls=3")
    found = next(o for o in data(project, {})["objectives"] if o["ref"] == "2026-q4/grow")
    assert found["updated"] == "2026-11-23"
    visitors, *_, calls = found["key_results"]
    assert (visitors["current"], visitors["confidence"], calls["confidence"]) == (6200, 8, 3)


@pytest.mark.parametrize(
    "reference",
    ["2026-q4/grow", "/2026-q4/grow/", "grow", "content/2026-q4/grow.md", "content/2026-q4/grow", "2026-q4/grow.md", "./grow.md"],
)
def test_an_objective_is_named_by_reference_id_or_file(reference: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "content" / "2026-q4")
    assert checkin(project, reference, "--note", "So far so good.").exit_code == 0
    assert "So far so good." in text(project, "2026-q4/grow.md")
    assert text(project, "2026-q3/grow.md") == FILES["content/2026-q3/grow.md"]


@pytest.mark.parametrize("unit", ["marketing", "content/marketing", "content/marketing/index.md"])
def test_a_unit_stands_for_its_running_objectives(unit: str, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    assert checkin(project, unit, "--note", "Holidays.").exit_code == 0
    assert all("note: Holidays." in text(project, f"marketing/2026-q4/{name}.md") for name in ("hold", "send"))
    assert text(project, "marketing/2026-q3/past.md") == FILES["content/marketing/2026-q3/past.md"]
    assert "Holidays" not in text(project, "2026-q4/grow.md")


def test_a_value_written_beside_its_key_result_follows(project: Path) -> None:
    result = checkin(project, "hold", "reserves=55", "signed=done", "stage=in use")
    assert result.exit_code == 0
    written = text(project, "marketing/2026-q4/hold.md")
    assert "    current: 55     # counted by hand\n" in written
    assert "    done: true\n" in written
    assert "    reached: 1\n" in written
    assert "`current:` of `reserves` is changed too" in result.stderr
    assert not [problem for problem in check(project, AS_OF) if problem.code == "two-values"]


def test_a_check_in_of_an_earlier_day_leaves_what_is_known_later(project: Path) -> None:
    assert checkin(project, "2026-q4/grow", "visitors=1000", "--date", "2026-10-09").exit_code == 0
    assert data(project, {})["objectives"][1]["key_results"][0]["series"] == [["2026-10-09", 1000], ["2026-11-02", 4200]]


def test_the_later_of_two_check_ins_of_one_day_counts(project: Path) -> None:
    for value in ("5000", "5100"):
        assert checkin(project, "2026-q4/grow", f"visitors={value}").exit_code == 0
    assert text(project, "2026-q4/grow.md").count("date: 2026-11-23") == 2
    assert data(project, {})["objectives"][1]["key_results"][0]["current"] == 5100


def test_several_milestones_may_be_given_at_once_or_one_by_one(project: Path) -> None:
    assert checkin(project, "2026-q4/grow", "steps=plan a, pilot").exit_code == 0
    assert checkin(project, "2026-q4/grow", "steps=Pilot held", "steps=Planned, and told").exit_code == 0
    assert "values: {steps: [Plan agreed, Pilot held]}" in text(project, "2026-q4/grow.md")
    assert 'values: {steps: [Pilot held, "Planned, and told"]}' in text(project, "2026-q4/grow.md")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["2026-q4/grow", "visitors=3,5"], 2, "Write `3.5`."),
        (["2026-q4/grow", "visitors=1 000"], 2, "Write `1000`."),
        (["2026-q4/grow", "visitors=many"], 2, "`many` is not a number."),
        (["2026-q4/grow", "visitors=yes"], 2, "not a number"),
        (["2026-q4/grow", "visitros=5"], 2, "Did you mean `visitors`?"),
        (["2026-q4/grow", "visitors"], 2, "not written like KEY-RESULT=VALUE"),
        (["2026-q4/grow", "visitors=5", "visitors=6"], 2, "given twice"),
        (["2026-q4/grow", "signed=maybe"], 2, "neither yes nor no"),
        (["2026-q4/grow", "steps=pl"], 2, "may mean “Plan agreed”, “Planned, and told”"),
        (["2026-q4/grow", "steps=party"], 2, "there is no milestone `party`"),
        (["2026-q4/grow", "steps="], 2, "there is no milestone"),
        (["2026-q4/grow", "rung=0.5"], 2, "no step"),
        (["2026-q4/grow", "--confidence", "11"], 2, "0 (no hope) to 10 (certain)"),
        (["2026-q4/grow", "--confidence", "7", "--confidence", "calls=3"], 2, "one for each"),
        (["2026-q4/grow", "--status", "on_trak"], 2, "Did you mean `on_track`?"),
        (["2026-q4/grow"], 2, "A check-in needs at least one value"),
        (["2026-q4/grow", "--note", "N", "--date", "2026-11-24"], 2, "has not come yet"),
        (["2026-q4/grow", "--note", "N", "--date", "2026-07-01"], 1, "grow.md:23:11: error[check-in-outside-cycle]"),
        (["2026-q4/grow", "--note", " "], 1, "error[missing-key]"),
        (["2026-q4/grow", "--note", "bell \x07"], 2, "not to be seen, U+0007"),
        (["2026-q4/gorw", "--note", "N"], 2, "Did you mean `2026-q4/grow`?"),
        (["2026-q3", "--note", "N"], 2, "There is no unit or objective"),
        (["marketing", "letters=3"], 2, "name one of them to give values"),
    ],
)
def test_what_cannot_be_taken_is_explained_and_nothing_is_written(arguments: list[str], code: int, said: str, project: Path) -> None:
    result = checkin(project, *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert unchanged(project)


def test_an_id_that_several_bear_is_refused_with_all_of_them(project: Path) -> None:
    write(project, {"content/marketing/2026-q4/grow.md": GROW})
    result = checkin(project, "grow", "--note", "N")
    assert result.exit_code == 2
    assert "`2026-q4/grow`, `marketing/2026-q4/grow`" in result.stderr


def test_an_objective_with_errors_is_refused_with_them(project: Path) -> None:
    write(project, {"content/2026-q4/grow.md": GROW.replace("title: Grow", "titel: Grow")})
    result = checkin(project, "2026-q4/grow", "visitors=5")
    assert result.exit_code == 1
    assert "grow.md:2:1: error[unknown-key]" in result.stderr


def test_errors_elsewhere_do_not_keep_anybody_from_reporting(project: Path) -> None:
    write(project, {"content/marketing/2026-q4/send.md": "---\ntitel: Send\n---\n"})
    result = checkin(project, "2026-q4/grow", "visitors=5")
    assert result.exit_code == 0
    assert "Other documents have errors" in result.stderr
    assert "values: {visitors: 5}" in text(project, "2026-q4/grow.md")


def test_hidden_objectives_can_be_reported_on(project: Path) -> None:
    write(project, {"content/2026-q4/secret.md": "---\ntitle: Secret\nvisibility: restricted\nkey_results: [{title: K, target: 9}]\n---\n"})
    assert checkin(project, "secret", "k=3").exit_code == 0
    assert "values: {k: 3}" in text(project, "2026-q4/secret.md")


def test_a_value_taken_from_others_cannot_be_reported(project: Path) -> None:
    write(project, {"content/2026-q4/sum.md": "---\ntitle: Sum\nkey_results: [{title: All, target: 9, aggregate: sum}]\n---\n"})
    result = checkin(project, "sum", "all=3")
    assert result.exit_code == 2
    assert "taken from what aligns to it" in result.stderr


def test_a_dry_run_shows_the_difference_and_writes_nothing(project: Path) -> None:
    result = checkin(project, "marketing", "--note", "Fine", "--dry-run")
    assert result.exit_code == 0
    added = [line for line in result.stdout.splitlines() if line.startswith("+") and not line.startswith("+++")]
    assert added == ["+checkins:", "+  - date: 2026-11-23", "+    note: Fine"] * 2
    assert "+++ b/content/marketing/2026-q4/hold.md" in result.stdout
    assert unchanged(project)


def test_text_from_content_cannot_drive_the_terminal(project: Path) -> None:
    write(project, {"content/2026-q4/odd.md": '---\ntitle: "A \\u202e B"\nkey_results: [{title: K, target: 9}]\n---\n'})
    result = checkin(project, "odd", "k=3")
    assert result.exit_code == 0
    assert "\\u202e" in result.stderr and "\u202e" not in result.stderr


def test_git_sees_added_lines_only(project: Path) -> None:
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", str(project)]
    for command in (["init", "-q"], ["add", "content"], ["commit", "-qm", "Content"]):
        subprocess.run([*git, *command], check=True)
    checkin(project, "2026-q4/grow", "visitors=6200")
    found = subprocess.run([*git, "diff", "--numstat"], check=True, capture_output=True, text=True).stdout
    assert found == "2\t0\tcontent/2026-q4/grow.md\n"


# -- on a terminal --


def test_on_a_terminal_it_asks_for_each_key_result(project: Path) -> None:
    answers = "3,5\n6200\n\npilot\ntrial\n\n7\nA good week\n\ny\n"
    code, out, err = on_terminal("checkin", "2026-q4/grow", "--project", project, "--as-of", "2026-11-23", answers=answers)
    assert (code, out) == (0, "")
    said = err.replace("\xa0", " ")
    assert "last value: 4,200 visitors; target 10,000 visitors by Dec 31, 2026; by today 5,870 visitors is expected" in said
    assert "Write `3.5`." in err, "what cannot be taken is asked again"
    assert "progress: " in err
    written = text(project, "2026-q4/grow.md")
    assert "values: {visitors: 6200, steps: Pilot held, rung: 0.7}\n    confidence: 7\n    note: A good week\n---\n" in written


def test_on_a_terminal_nothing_is_written_without_consent(project: Path) -> None:
    answers = "6200\n\n\n\n\n\n\n\nn\n"
    code, _, err = on_terminal("checkin", "2026-q4/grow", "--project", project, "--as-of", "2026-11-23", answers=answers)
    assert code == 0
    assert "Nothing was written." in err
    assert unchanged(project)


def test_on_a_terminal_a_unit_is_gone_through_objective_by_objective(project: Path) -> None:
    answers = "50\n\n\n\n\n\ny\n" + "4\n\n\n\ny\n"
    code, _, err = on_terminal("checkin", "marketing", "--project", project, "--as-of", "2026-11-23", answers=answers)
    assert code == 0, err
    assert "values: {reserves: 50}" in text(project, "marketing/2026-q4/hold.md")
    assert "values: {letters: 4}" in text(project, "marketing/2026-q4/send.md")
