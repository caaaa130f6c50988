"""`okrsite init` where people begin: in an empty folder, in a repository that has files already, and beside a site that is there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from okrsite.cli import COMMANDS, main
from tests.sites import write

DAY = "2026-11-23"
SITE = {
    "okrsite.yml": "content: goals\n",
    "goals/index.md": "---\ntitle: Acme\n---\n",
    "goals/Sales/index.md": "---\ntitle: Sales\n---\n",
    "goals/Sales/north/index.md": "---\ntitle: North\n---\n",
    "goals/_old/index.md": "---\ntitle: Old\n---\n",
}


def init(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["init", *map(str, arguments), "--as-of", DAY])


def owner_lines(folder: Path) -> list[str]:
    return (folder / ".github/CODEOWNERS").read_text().splitlines()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("ci", ["github", "gitlab", "none"])
def test_every_word_to_fill_in_is_filled_in(language: str, ci: str, tmp_path: Path) -> None:
    assert init(tmp_path, "--language", language, "--ci", ci).exit_code == 0
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [str(path) for path in files if "__" in path.name or "__" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(("language", "words"), [("en", "Objectives without news"), ("fr", "Objectifs sans nouvelles")])
def test_what_the_automation_says_is_in_the_language_of_the_site(language: str, words: str, tmp_path: Path) -> None:
    init(tmp_path, "--language", language, "--ci", "github")
    assert words in (tmp_path / ".github/workflows/okrs-stale.yml").read_text(encoding="utf-8")


def test_a_repository_with_a_readme_and_ignored_files_keeps_them(tmp_path: Path) -> None:
    write(tmp_path, {"README.md": "Mine\n", "src/main.c": "int x;\n"})
    (tmp_path / ".gitignore").write_bytes(b"*.log\r\n/site/")
    result = init(tmp_path)
    assert result.exit_code == 0
    assert (tmp_path / "README.md").read_text() == "Mine\n"
    assert (tmp_path / ".gitignore").read_bytes() == b"*.log\r\n/site/\n/.okrsite/\n/.*.okrsite-*\n"
    assert f"{tmp_path / 'README.md'} was there already and is kept" in result.stderr
    assert CliRunner().invoke(main, ["check", "--strict", "--project", str(tmp_path), "--as-of", DAY]).exit_code == 0


def test_ignored_files_that_are_a_link_are_left_to_whom_they_belong(tmp_path: Path) -> None:
    write(tmp_path, {"theirs": "*.log\n", "site/README.md": "Mine\n"})
    (tmp_path / "site/.gitignore").symlink_to(tmp_path / "theirs")
    assert init(tmp_path / "site").exit_code == 0
    assert (tmp_path / "theirs").read_text() == "*.log\n"


def test_a_site_that_is_there_gets_what_checks_and_publishes_it(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    result = init(tmp_path, "--ci", "github")
    assert result.exit_code == 0, result.stderr
    assert not (tmp_path / "content").exists() and not (tmp_path / "README.md").exists()
    assert (tmp_path / ".github/workflows/okrs-check.yml").is_file()
    assert [line for line in owner_lines(tmp_path) if "goals" in line] == [
        "# /goals/ @your-company/leadership",
        "# /goals/Sales/ @your-company/sales",
        "# /goals/Sales/north/ @your-company/north",
    ]


def test_no_workflow_is_replaced(tmp_path: Path) -> None:
    write(tmp_path, {**SITE, ".github/workflows/okrs.yml": "mine\n"})
    result = init(tmp_path, "--ci", "github")
    assert result.exit_code == 2
    assert ".github/workflows/okrs.yml" in result.stderr
    assert [path.name for path in (tmp_path / ".github").rglob("*") if path.is_file()] == ["okrs.yml"]


def test_a_site_with_a_faulty_configuration_gets_nothing_but_the_fault(tmp_path: Path) -> None:
    write(tmp_path, {**SITE, "okrsite.yml": "contnet: goals\n"})
    result = init(tmp_path, "--ci", "github")
    assert result.exit_code == 2
    assert "okrsite.yml:1:1: error[unknown-key]" in result.stderr
    assert not (tmp_path / ".github").exists()


def test_owners_are_placeholders_that_ask_nobody_yet(tmp_path: Path) -> None:
    init(tmp_path, "--ci", "github")
    assert [line for line in owner_lines(tmp_path) if line and not line.startswith("#")] == []
    assert "# /content/marketing/ @your-company/marketing" in owner_lines(tmp_path)


def test_workflows_below_the_top_of_a_repository_are_told_to_be_moved(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    told = init(tmp_path / "okrs", "--ci", "github").stderr
    assert f"move those for github to {tmp_path.resolve()}" in told and "--project okrs" in told
    assert "move those" not in init(tmp_path / "other").stderr


def test_the_last_lines_say_what_to_do_next(tmp_path: Path) -> None:
    told = init(tmp_path / "a", "--ci", "gitlab").stderr
    assert f"okrsite build --project {tmp_path / 'a'}" in told
    assert "git init" in told and "Pipeline schedules" in told


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_a_build_leaves_nothing_to_commit(tmp_path: Path) -> None:
    init(tmp_path)
    for command in (["init", "--quiet"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    assert CliRunner().invoke(main, ["build", "--project", str(tmp_path), "--as-of", DAY]).exit_code == 0
    assert (tmp_path / "site/index.html").is_file()
    new = subprocess.run(["git", "ls-files", "--others", "--exclude-standard"], cwd=tmp_path, check=True, capture_output=True)
    assert new.stdout == b""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_readme_names_commands_that_there_are(language: str, tmp_path: Path) -> None:
    init(tmp_path, "--language", language)
    named = set(re.findall(r"`okrsite (\w+)", (tmp_path / "README.md").read_text(encoding="utf-8")))
    assert {"check", "build"} < named <= set(COMMANDS)
