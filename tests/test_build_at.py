"""`okrsite build --at` and `show --at`: a past day's site, from what was published then, without what is hidden today (FORMAT §13, §17)."""

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from okrsite import site
from okrsite.cli import main
from tests.repositories import commit, git
from tests.sample_history import Commit, make_repository
from tests.sites import objective, with_company, write
from tests.test_build import tree

FILE = "content/2026-q4/grow.md"
OTHER = "content/2026-q4/other.md"
KEY_RESULT = "key_results: [{title: Leads, target: 10, current: 4}]"
GROW = objective("Grow", "owner: ana", "why: Now.", KEY_RESULT)
COMPANY = with_company({
    "okrsite.yml": "site: {title: Acme then}\naudiences: [board]\n", FILE: GROW, OTHER: objective("Other", "why: Now.", KEY_RESULT),
    "content/sales/index.md": "---\ntitle: Sales\n---\n![A plan](plan.png)\n", "content/sales/plan.png": "then",
})  # fmt: skip
FIRST, SECOND, THIRD = date(2026, 10, 5), date(2026, 10, 12), date(2026, 10, 26)


def told(day: date, subject: str, files: Mapping[str, str | None]) -> Commit:
    return Commit(day, subject, {path: None if text is None else text.encode() for path, text in files.items()})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three weeks of a company, of which the last one renamed the site, moved an objective, and took a picture away."""
    made = tmp_path / "acme"
    make_repository(made, [
        told(FIRST, "Begin", COMPANY),
        told(SECOND, "More leads", {FILE: GROW.replace("current: 4", "current: 6")}),
        told(THIRD, "Another title", {
            "okrsite.yml": "site: {title: Acme now}\naudiences: [board]\n", FILE: GROW.replace("current: 4", "current: 9"),
            OTHER: None, "content/2026-q4/moved.md": objective("Moved", "aliases: [2026-q4/other]", "why: Now.", KEY_RESULT),
            "content/sales/index.md": "---\ntitle: Sales\n---\n", "content/sales/plan.png": None,
        }),
    ])  # fmt: skip
    return made


def run(command: str, folder: Path, *arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, [command, "--project", str(folder), *arguments], env=environment or None)


def build_at(folder: Path, at: str, *arguments: str, **environment: str) -> dict[str, Any]:
    """okrs.json of the site that was built."""
    result = run("build", folder, "--at", at, "--site-dir", "past", *arguments, **environment)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads((folder / "past/api/okrs.json").read_text())
    return found


def leads(document: dict[str, Any]) -> object:
    grow = next(found for found in document["objectives"] if found["ref"] == "2026-q4/grow")
    return grow["key_results"][0]["current"]


# ---- which commit, which day ----


@pytest.mark.parametrize(
    ("at", "value", "as_of"),
    [
        ("2026-10-05", 4, "2026-10-05"), ("2026-10-11", 4, "2026-10-11"), ("2026-10-12", 6, "2026-10-12"), ("2026-11-20", 9, "2026-11-20"),
        ("HEAD", 9, "2026-10-26"), ("HEAD~1", 6, "2026-10-12"), ("main~2", 4, "2026-10-05"), ("begun", 4, "2026-10-05"),
    ],
)  # fmt: skip
def test_a_day_means_its_last_commit_and_a_commit_its_day(folder: Path, at: str, value: int, as_of: str) -> None:
    git(folder, "tag", "begun", "HEAD~2")
    document = build_at(folder, at)
    assert (leads(document), document["as_of"]) == (value, as_of)


def test_the_short_id_of_a_commit_will_do_and_is_told(folder: Path) -> None:
    commit_id = git(folder, "rev-parse", "HEAD~1")
    result = run("build", folder, "--at", commit_id[:8], "--site-dir", "past")
    assert result.exit_code == 0
    assert f"as of 2026-10-12, from commit {commit_id[:10]}." in result.stderr


def test_a_tag_that_looks_like_a_day_is_found_by_its_full_name(folder: Path) -> None:
    git(folder, "tag", "2026-10-20", "HEAD~2")
    assert leads(build_at(folder, "2026-10-20")) == 6
    assert leads(build_at(folder, "refs/tags/2026-10-20")) == 4


def test_a_named_day_wins_and_that_of_the_environment_does_not(folder: Path) -> None:
    assert build_at(folder, "2026-10-12", "--as-of", "2026-10-15")["as_of"] == "2026-10-15"
    assert build_at(folder, "2026-10-12", SOURCE_DATE_EPOCH="1795392000")["as_of"] == "2026-10-12"


def test_what_a_branch_held_before_it_was_merged_was_not_published(folder: Path) -> None:
    git(folder, "checkout", "-q", "-b", "topic", "HEAD~1")
    commit(folder, {FILE: GROW.replace("current: 4", "current: 7")})
    git(folder, "checkout", "-q", "main")
    git(folder, "merge", "-q", "--strategy", "ours", "--no-edit", "topic")
    assert leads(build_at(folder, "2026-10-20")) == 6
    assert leads(build_at(folder, "topic")) == 7


def test_a_clock_that_went_wrong_moves_no_other_commit(tmp_path: Path) -> None:
    days = (FIRST, date(2099, 1, 1), SECOND, THIRD)
    steps = [told(day, f"Step {n}", {**COMPANY, FILE: GROW.replace("current: 4", f"current: {n}")}) for n, day in enumerate(days)]
    make_repository(tmp_path, steps)
    assert [leads(build_at(tmp_path, day)) for day in ("2026-10-11", "2026-10-12", "2026-10-26")] == [1, 2, 3]
    assert build_at(tmp_path, "HEAD~2")["as_of"] == "2026-10-05"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("mian", "Did you mean `main`"), ("0" * 40, "Known here: `main`."), ("--all", "There is no commit `--all`"),
        ("", "There is no commit"),
        ("2026-10-04", "Nothing was published on 2026-10-04: the first commit is of 2026-10-05. Name a later day."),
        ("2026-13-40", "There is no day `2026-13-40`. Write year-month-day"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["build", "show"])
def test_a_past_that_there_is_not_ends_with_2_and_a_remedy(folder: Path, command: str, at: str, said: str) -> None:
    result = run(command, folder, f"--at={at}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert not (folder / "site").exists()


def test_without_a_repository_or_a_commit_there_is_no_past(tmp_path: Path) -> None:
    write(tmp_path, COMPANY)
    result = run("build", tmp_path, "--at", "2026-10-05")
    assert (result.exit_code, "git init" in result.stderr) == (2, True)
    git(tmp_path, "init", "-q")
    result = run("build", tmp_path, "--at", "2026-10-05")
    assert (result.exit_code, "Nothing is committed" in result.stderr) == (2, True)


# ---- what is built ----


@pytest.mark.parametrize("steps", [1, 2])
def test_it_is_byte_for_byte_the_site_that_a_build_wrote_then(folder: Path, tmp_path: Path, steps: int) -> None:
    git(tmp_path, "clone", "-q", str(folder), "then")
    git(tmp_path / "then", "reset", "-q", "--hard", f"HEAD~{steps}")
    day = {1: SECOND, 2: FIRST}[steps].isoformat()
    assert run("build", tmp_path / "then", "--as-of", day).exit_code == 0
    expected = tree(tmp_path / "then/site")
    for at in (day, f"main~{steps}"):
        build_at(folder, at)
        assert tree(folder / "past") == expected
    assert any(path.endswith("plan.png") for path in expected)


def test_it_does_not_matter_what_lies_on_the_disk(folder: Path) -> None:
    expected = build_at(folder, "2026-10-05")
    write(folder, {FILE: "---\ntitle: [\n", OTHER: "", "content/new/2026-q4/x.md": "?"})
    (folder / "content/2026-q4/moved.md").unlink()
    found = build_at(folder, "2026-10-05", "--no-cache")
    assert [o for o in found["objectives"] if o["ref"] == "2026-q4/other"] == []  # it cannot be read, and may say that it is hidden
    write(folder, {FILE: GROW, OTHER: objective("Other")})
    assert build_at(folder, "2026-10-05") == expected


def test_the_theme_is_todays_and_the_configuration_that_of_then(folder: Path) -> None:
    write(folder, {"overrides/frame.html": "{% extends 'default/frame.html' %}{% block footer %}Made today{% endblock %}"})
    build_at(folder, "2026-10-05")
    page = (folder / "past/about/index.html").read_text()
    assert "Made today" in page and "Acme then" in page and "Acme now" not in page


def test_a_project_in_a_subfolder_has_a_past_too(tmp_path: Path) -> None:
    files = {f"okrs/{path}": text for path, text in COMPANY.items()}
    more = {f"okrs/{FILE}": GROW.replace("current: 4", "current: 6")}
    make_repository(tmp_path, [told(FIRST, "Begin", files), told(SECOND, "More", more)])
    assert leads(build_at(tmp_path / "okrs", "2026-10-05")) == 4


def test_show_draws_the_tree_of_then(folder: Path) -> None:
    assert "40%  [" in run("show", folder, "--at", "2026-10-06").stdout
    assert run("show", folder, "--at", "2026-10-06", "2026-q4/moved").exit_code == 2
    assert "Other" in run("show", folder, "--at", "2026-10-06", "2026-q4/other").stdout


# ---- faults of then ----


def test_faults_of_then_are_shown_in_the_lines_of_then(folder: Path) -> None:
    commit(folder, {FILE: GROW.replace("owner: ana", "ownr: ana")})
    commit(folder, {FILE: objective("Quite", "kind: committed", "why: Other.", KEY_RESULT)})
    result = run("build", folder, "--at", "HEAD~1")
    assert result.exit_code == 1
    assert f"{FILE}:3:1: error[unknown-key]" in result.stderr and "    3 | ownr: ana\n" in result.stderr
    assert not (folder / "site").exists()


def test_warnings_of_then_are_shown_in_the_lines_of_then(folder: Path) -> None:
    commit(folder, {"okrsite.yml": "site: {title: Acme, language: it}\n"})
    commit(folder, {"okrsite.yml": "site: {title: Acme}\n"})
    result = run("build", folder, "--at", "HEAD~1")
    assert result.exit_code == 0
    assert "okrsite.yml:1:1: warning[untranslated-language]" in result.stderr
    assert "    1 | site: {title: Acme, language: it}\n" in result.stderr


def test_a_configuration_of_then_that_cannot_be_used_ends_with_2(folder: Path) -> None:
    commit(folder, {"okrsite.yml": "levels: [company]\nfiscal_year_start: 13\n"})
    commit(folder, {"okrsite.yml": "site: {title: Mended}\nlevels: [company]\n"})
    result = run("build", folder, "--at", "HEAD~1")
    assert result.exit_code == 2
    assert "okrsite.yml:2:20: error[out-of-range]" in result.stderr and "    2 | fiscal_year_start: 13\n" in result.stderr


def test_todays_content_is_not_overwritten_where_it_had_another_name_then(folder: Path) -> None:
    git(folder, "mv", "content", "okrs")
    commit(folder, {"okrsite.yml": "content: okrs\n"})
    result = run("build", folder, "--at", "2026-10-05", "--site-dir", "okrs/site")
    assert (result.exit_code, "lie in each other" in result.stderr) == (2, True)


# ---- what is hidden today ----


SECRET = "Falcon"
HIDING = {
    "the objective": {FILE: objective(SECRET, "visibility: restricted", "why: Now.", KEY_RESULT)},
    "a draft again": {FILE: objective(SECRET, "visibility: draft", "why: Now.", KEY_RESULT)},
    "an audience's": {FILE: objective(SECRET, "visibility: board", "why: Now.", KEY_RESULT)},
    "an embargo": {FILE: objective(SECRET, "embargo: 2026-12-01", "why: Now.", KEY_RESULT)},
    "moved": {FILE: None, "content/sales/2026-q4/new.md": objective(
        SECRET, "visibility: restricted", "aliases: [2026-q4/grow]", "why: Now.", KEY_RESULT)},
    "perhaps": {FILE: objective(SECRET, "visibilty: restricted", "why: Now.", KEY_RESULT)},
    "unreadable": {FILE: "---\ntitle: [\n"},
}  # fmt: skip


@pytest.mark.parametrize(("files", "is_committed"), [*((files, True) for files in HIDING.values()), (HIDING["moved"], False)])
def test_what_is_hidden_today_is_hidden_in_the_past(tmp_path: Path, files: dict[str, str | None], is_committed: bool) -> None:
    begin = told(FIRST, "Begin", {path: text for path, text in COMPANY.items() if path != FILE})
    then = told(FIRST, f"{SECRET} takes off", {FILE: objective(SECRET, "owner: Ana Lopez", "why: Now.", KEY_RESULT)})
    make_repository(tmp_path / "with", [begin, then])
    make_repository(tmp_path / "without", [begin])
    if is_committed:
        commit(tmp_path / "with", files)
    else:
        write(tmp_path / "with", {path: text for path, text in files.items() if text is not None})
        (tmp_path / "with" / FILE).unlink()
    for folder in ("with", "without"):
        build_at(tmp_path / folder, "2026-10-05", SOURCE_DATE_EPOCH="1795392000")
    assert tree(tmp_path / "with/past") == tree(tmp_path / "without/past")
    assert SECRET not in "".join(path.read_text("utf-8", "replace") for path in (tmp_path / "with/past").rglob("*") if path.is_file())


def test_a_unit_that_is_hidden_today_takes_what_lay_in_it_then_along(folder: Path) -> None:
    commit(folder, {"content/sales/2026-q4/gone.md": objective("Gone", "why: Now.", KEY_RESULT)})
    commit(folder, {"content/sales/2026-q4/gone.md": None, "content/sales/index.md": "---\ntitle: Sales\nvisibility: restricted\n---\n"})
    document = build_at(folder, "HEAD~1")
    assert [unit["ref"] for unit in document["units"]] == [""]
    assert "Gone" not in json.dumps(document)


def test_who_may_see_a_thing_today_sees_it_in_the_past(folder: Path) -> None:
    write(folder, HIDING["an audience's"])
    assert leads(build_at(folder, "2026-10-05", "--audience", "board")) == 4


def test_what_was_hidden_then_is_not_published_as_of_then(folder: Path) -> None:
    commit(folder, {FILE: objective("Grow", "visibility: restricted", "why: Now.", KEY_RESULT)})
    commit(folder, {FILE: GROW})
    assert [o["ref"] for o in build_at(folder, "HEAD~1")["objectives"]] == ["2026-q4/moved"]


def test_hiding_something_makes_the_past_anew(folder: Path) -> None:
    build_at(folder, "2026-10-05")
    write(folder, {FILE: objective("Grow", "visibility: restricted", "why: Now.", KEY_RESULT)})
    assert [o["ref"] for o in build_at(folder, "2026-10-05")["objectives"]] == ["2026-q4/other"]


# ---- what is kept ----


def kept(folder: Path) -> dict[str, bytes]:
    return {name: (folder / ".okrsite" / name).read_bytes() for name in ("documents", "history")}


def test_the_past_pushes_nothing_out_of_what_the_folders_own_build_keeps(folder: Path) -> None:
    assert run("build", folder, "--as-of", "2026-11-23").exit_code == 0
    before, site_before = kept(folder), tree(folder / "site")
    build_at(folder, "2026-10-05")
    commit(folder, {"okrsite.yml": "levels: [firm]\n"})
    build_at(folder, "2026-10-12")
    assert kept(folder) == before
    assert tree(folder / "site") == site_before


def test_the_past_that_has_not_changed_is_not_built_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = site.time.time_ns() + 10_000_000_000
    monkeypatch.setattr("okrsite.site.time.time_ns", lambda: later)
    document = build_at(folder, "2026-10-12")
    write(folder, {FILE: GROW.replace("current: 4", "current: 8")})
    commit(folder, {})
    with monkeypatch.context() as nothing_to_read:
        nothing_to_read.setattr("okrsite.site.load", None)
        assert build_at(folder, "2026-10-12") == document
        assert build_at(folder, "HEAD~2") == document
    assert leads(build_at(folder, "HEAD")) == 8
    write(folder, {"past/index.html": "changed"})
    build_at(folder, "HEAD")
    assert (folder / "past/index.html").read_text() != "changed"


def test_a_build_of_today_into_the_same_folder_is_todays(folder: Path) -> None:
    at_head = build_at(folder, "HEAD")
    assert run("build", folder, "--site-dir", "past", "--as-of", "2026-10-26").exit_code == 0
    assert json.loads((folder / "past/api/okrs.json").read_text()) == at_head
    write(folder, {FILE: GROW.replace("current: 4", "current: 8")})
    assert run("build", folder, "--site-dir", "past", "--as-of", "2026-10-26").exit_code == 0
    assert leads(json.loads((folder / "past/api/okrs.json").read_text())) == 8
    assert leads(build_at(folder, "HEAD")) == 9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="one process does it all")
def test_the_past_is_the_same_for_any_number_of_processes(folder: Path) -> None:
    build_at(folder, "2026-10-12", "--jobs", "1", "--no-cache")
    expected = tree(folder / "past")
    build_at(folder, "2026-10-12", "--jobs", "2", "--no-cache")
    assert tree(folder / "past") == expected
