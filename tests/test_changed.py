"""`check --changed-since`: whoever changes something hears of what they touched or broke, and of nothing else (FORMAT §17)."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from okrsite.cli import main
from tests.sites import objective, with_company, write

TWO_KEY_RESULTS = "key_results: [{title: K, target: 9}, {title: L, target: 9}]"
TWO_OTHERS, TWO_MORE = (TWO_KEY_RESULTS.replace("K,", f"{word} K,").replace("L,", f"{word} L,") for word in ("Other", "More"))
SOUND = ("owner: ana", "why: Now.", TWO_KEY_RESULTS)
BEFORE = {
    **with_company({}),
    "content/2026-q4/grow.md": objective("Grow", *SOUND),
    "content/2026-q4/old-warning.md": objective("Old", "why: Now.", TWO_OTHERS),
    "content/marketing/index.md": "---\ntitle: Marketing\n---\n",
    "content/marketing/2026-q4/leads.md": objective("Leads", "aligns_to: grow", *SOUND[:2], TWO_MORE),
}


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, message: str = "change") -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)


def committed(root: Path, way: str) -> Path:
    """A project on the branch `main` of a repository, in a folder of it; work goes on on another branch."""
    git(root, "init", "--quiet", "--initial-branch=main")
    folder = write(root / way, BEFORE)
    commit(root)
    git(root, "switch", "--quiet", "--create", "work")
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return committed(tmp_path, "")


def check(project: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["check", "--project", str(project), "--as-of", "2026-11-23", *options])


def told(project: Path, base: str = "main", *options: str) -> list[tuple[str, str]]:
    """File and code of what is told of a change."""
    document = json.loads(check(project, "--changed-since", base, "--format", "json", *options).stdout)
    return [(problem["file"], problem["code"]) for problem in document["problems"]]


def test_nothing_is_told_where_nothing_has_changed(project: Path) -> None:
    assert "no-owner" in check(project).stdout
    assert told(project) == []


@pytest.mark.parametrize("way", ["", "company/okrs"])
def test_a_rename_that_breaks_a_reference_in_another_file_is_told_and_an_old_warning_is_not(way: str, tmp_path: Path) -> None:
    project = committed(tmp_path, way)
    git(project, "mv", "content/2026-q4/grow.md", "content/2026-q4/thrive.md")
    expected = [("content/marketing/2026-q4/leads.md", "unknown-reference")]
    assert told(project) == expected
    commit(project)
    assert told(project) == expected
    assert check(project, "--changed-since", "main").exit_code == 1


@pytest.mark.parametrize("way", ["", "company/okrs"])
def test_old_problems_of_a_changed_file_are_told(way: str, tmp_path: Path) -> None:
    project = committed(tmp_path, way)
    file = project / "content/2026-q4/old-warning.md"
    file.write_text(file.read_text() + "A text.\n")
    assert told(project) == [("content/2026-q4/old-warning.md", "no-owner")]


def test_files_that_git_does_not_know_yet_belong_to_the_change(project: Path) -> None:
    write(project, {"content/2026-q4/new.md": objective("New", "ownr: ana", *SOUND[1:])})
    assert ("content/2026-q4/new.md", "unknown-key") in told(project)


def test_an_old_error_elsewhere_does_not_stop_a_change(project: Path) -> None:
    write(project, {"content/2026-q4/broken.md": objective("Broken", "ownr: ana", *SOUND[1:])})
    commit(project)
    git(project, "branch", "--force", "main")
    write(project, {"content/2026-q4/grow.md": objective("Grow more", *SOUND)})
    assert check(project).exit_code == 1
    assert check(project, "--changed-since", "main").exit_code == 0


def test_what_a_stricter_configuration_breaks_is_told(project: Path) -> None:
    write(project, {"okrsite.yml": "levels: [firm, team]\n"})
    assert told(project) == []
    write(project, {"okrsite.yml": "checks: {no-owner: {severity: error}}\n"})
    assert told(project) == [("content/2026-q4/old-warning.md", "no-owner")]


def test_what_others_did_on_the_target_branch_meanwhile_does_not_count(project: Path) -> None:
    git(project, "switch", "--quiet", "main")
    write(project, {"content/2026-q4/old-warning.md": objective("Mended", *SOUND)})
    commit(project)
    git(project, "switch", "--quiet", "work")
    assert told(project) == []


def test_a_configuration_that_was_wrong_before_hides_nothing(project: Path) -> None:
    write(project, {"okrsite.yml": "cheks: {}\n"})
    commit(project)
    git(project, "branch", "--force", "main")
    write(project, {"okrsite.yml": "{}\n"})
    assert told(project) == [("content/2026-q4/old-warning.md", "no-owner")]


def test_an_audience_is_told_of_its_own_things_only(project: Path) -> None:
    secret = objective("Secret", "visibility: board", "rollup: aligned")
    write(project, {"okrsite.yml": "audiences: [board]\n", "content/2026-q4/secret.md": secret})
    assert ("content/2026-q4/secret.md", "no-owner") in told(project, "main", "--audience", "board")
    assert told(project, "main", "--audience", "public") == []


@pytest.mark.parametrize("base", ["no-such-branch", "--output=x", ""])
def test_an_unknown_base_is_wrong_use(base: str, project: Path) -> None:
    result = check(project, f"--changed-since={base}")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "There is no commit" in result.stderr
    assert not (project / "x").exists()


def test_outside_a_repository_it_says_what_is_missing(tmp_path: Path) -> None:
    result = check(write(tmp_path, BEFORE), "--changed-since", "main")
    assert result.exit_code == 2
    assert "not in a git repository" in result.stderr
