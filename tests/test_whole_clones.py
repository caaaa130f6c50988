"""A clone that lacks its older commits is never told as if it were the whole history; whatever builds a site in CI fetches all of it."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from okrsite.cli import main
from tests.repositories import commit, git
from tests.sites import objective, with_company

PROJECT = Path(__file__).parent.parent
FILE = "content/2026-q4/grow.md"
GROW = objective("Grow", "why: Now.", "key_results: [{title: Leads, target: 9, current: 4}]")
SETTINGS = ("git fetch --unshallow", "fetch-depth: 0", "GIT_DEPTH: 0", "clone: {depth: full}", "fetchDepth: 0")
WORKFLOWS = sorted([*(PROJECT / ".github/workflows").glob("*.yml"), *(PROJECT / "okrsite/starter/ci/github").rglob("workflows/*.yml")])
# Commands that read the history: those of okrsite itself, and those that build the sample.
_BUILDS = re.compile(r"\bokrsite (build|show|diff)\b|\bpytest\b|\bmake (site|docs|test)\b")


@pytest.fixture
def shallow(tmp_path: Path) -> Path:
    for value in (4, 5, 6):
        commit(tmp_path / "whole", with_company({FILE: GROW.replace("current: 4", f"current: {value}")}))
    git(tmp_path, "clone", "-q", "--depth", "2", (tmp_path / "whole").as_uri(), "shallow")
    return tmp_path / "shallow"


def build(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["build", "--project", str(folder), *arguments])


@pytest.mark.parametrize("arguments", [(), ("--at", "HEAD"), ("--at", "2999-01-01")])
def test_a_shallow_clone_ends_with_1_and_says_what_to_set_in_each_service(shallow: Path, arguments: tuple[str, ...]) -> None:
    result = build(shallow, *arguments)
    assert result.exit_code == 1
    assert "error[shallow-history]" in result.stderr
    assert [setting for setting in SETTINGS if setting not in result.stderr] == []
    assert not (shallow / "site").exists()


def test_a_day_before_what_a_shallow_clone_holds_is_no_day_before_the_first_commit(shallow: Path) -> None:
    result = build(shallow, "--at", "2001-01-01")
    assert result.exit_code == 2
    assert "This clone is shallow" in result.stderr and "fetch-depth: 0" in result.stderr


def test_without_a_history_a_shallow_clone_will_do(shallow: Path) -> None:
    (shallow / "okrsite.yml").write_text("history: false\n")
    assert build(shallow).exit_code == 0


def test_what_is_to_be_fetched_makes_the_clone_whole(shallow: Path) -> None:
    git(shallow, "fetch", "-q", "--unshallow")
    assert build(shallow).exit_code == 0


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_every_job_that_builds_on_github_fetches_everything(file: Path) -> None:
    for name, job in yaml.safe_load(file.read_text())["jobs"].items():
        steps: list[dict[str, Any]] = job.get("steps", [])
        if any(_BUILDS.search(step.get("run", "")) for step in steps):
            (checkout,) = (step for step in steps if step.get("uses", "").startswith("actions/checkout@"))
            assert checkout["with"].get("fetch-depth") == 0, f"{file.name}, {name}"


def test_some_jobs_build() -> None:
    jobs = [job for file in WORKFLOWS for job in yaml.safe_load(file.read_text())["jobs"].values()]
    assert sum(any(_BUILDS.search(step.get("run", "")) for step in job.get("steps", [])) for job in jobs) >= 7


def test_every_job_that_builds_on_gitlab_fetches_everything() -> None:
    jobs = yaml.safe_load((PROJECT / "okrsite/starter/ci/gitlab/.gitlab-ci.yml").read_text())
    building = [name for name, job in jobs.items() if any(line.startswith("okrsite ") for line in job.get("script", []))]
    assert len(building) >= 4
    for name in building:
        around = jobs[jobs[name]["extends"]]
        assert {**around["variables"], **jobs[name].get("variables", {})}["GIT_DEPTH"] == "0", name


def test_the_documentation_names_the_same_settings() -> None:
    page = (PROJECT / "docs/hosting.md").read_text()
    assert [setting for setting in (*SETTINGS, "COPY") if setting not in page] == []
