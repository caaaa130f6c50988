"""The hook for pre-commit: what it runs, and that a commit with a fault in the content does not come about."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from okrsite.cli import main
from tests.sites import objective, with_company, write

ROOT = Path(__file__).parent.parent
HOOKS = ROOT / ".pre-commit-hooks.yaml"
INSTALLED = ("okrsite", "themes", "hatch_build.py", "pyproject.toml", "README.md", "LICENSE", HOOKS.name)
TWO_KEY_RESULTS = "key_results: [{title: K, target: 9}, {title: L, target: 9}]"
GOOD = objective("Grow", "owner: ana", "why: Now.", TWO_KEY_RESULTS)
WRONG = objective("Grow", "ownr: ana", "why: Now.", TWO_KEY_RESULTS)


def hook() -> dict[str, Any]:
    (found,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def git(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False)


def test_the_hook_is_described_as_pre_commit_needs_it() -> None:
    assert hook()["id"] == "okrsite-check"
    assert (hook()["language"], hook()["pass_filenames"]) == ("python", False)


@pytest.mark.parametrize(("path", "is_meant"), [
    ("content/2026-q4/grow.md", True), ("okrs/content/people.yml", True), ("okrsite.yml", True), ("okrs/okrsite.yml", True),
    ("README.md", False), ("discontent/a.md", False), ("my-okrsite.yml", False), ("okrsite.yml.orig", False),
])  # fmt: skip
def test_the_hook_runs_for_what_check_reads(path: str, is_meant: bool) -> None:
    assert bool(re.search(hook()["files"], path)) == is_meant


@pytest.mark.parametrize(("document", "code"), [(GOOD, 0), (WRONG, 1)])
def test_its_entry_is_a_command_of_okrsite(document: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, with_company({"content/2026-q4/grow.md": document})))
    program, *arguments = hook()["entry"].split()
    assert program == "okrsite"
    assert CliRunner().invoke(main, [*arguments, "--as-of", "2026-11-23"]).exit_code == code


@pytest.mark.slow
def test_pre_commit_stops_a_commit_with_a_fault_and_lets_a_sound_one_pass(tmp_path: Path) -> None:
    project = write(tmp_path / "project", with_company({"content/2026-q4/grow.md": WRONG}))
    revision = _repository_of_the_hook(tmp_path / "okrsite")
    hooks = f"{{repo: 'file://{tmp_path}/okrsite', rev: {revision}, hooks: [{{id: okrsite-check}}]}}"
    write(project, {".pre-commit-config.yaml": f"repos: [{hooks}]\n"})
    git(project, "init", "--quiet")
    home = {"PRE_COMMIT_HOME": str(tmp_path / "cache"), "SOURCE_DATE_EPOCH": "1795435200"}  # 2026-11-23
    install = [sys.executable, "-m", "pre_commit", "install"]
    subprocess.run(install, cwd=project, env={**os.environ, **home}, check=True, capture_output=True)
    git(project, "add", ".")
    refused = git(project, "commit", "--message", "one", **home)
    assert refused.returncode == 1
    assert "grow.md:3:1: error[unknown-key]" in refused.stdout + refused.stderr
    write(project, {"content/2026-q4/grow.md": GOOD})
    git(project, "add", ".")
    accepted = git(project, "commit", "--message", "two", **home)
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    assert "Passed" in accepted.stdout + accepted.stderr


def _repository_of_the_hook(folder: Path) -> str:
    """What is installed from okrsite's repository, as one commit; returns its name."""
    folder.mkdir()
    for name in INSTALLED:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "okrsite")
    return git(folder, "rev-parse", "HEAD").stdout.strip()
