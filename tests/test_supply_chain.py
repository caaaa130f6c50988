"""What builds and tests okrsite is named exactly: libraries by version and hash, actions by commit; pull requests get no rights."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCK = ROOT / ".ci/requirements.txt"
WORKFLOWS = sorted([*(ROOT / ".github/workflows").glob("*.yml"), *(ROOT / "okrsite/starter/ci/github/.github/workflows").glob("*.yml")])
COMMENT = ROOT / "okrsite/starter/ci/github/.github/workflows/okrs-comment.yml"
ACTION = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def locked() -> dict[str, tuple[Requirement, int]]:
    """Each library of the lock file: what is written, and how many hashes it has."""
    entries = LOCK.read_text().replace("\\\n", " ").splitlines()
    found = [(Requirement(entry.split(" --hash")[0]), entry.count("--hash=sha256:")) for entry in entries]
    return {canonicalize_name(requirement.name): (requirement, hashes) for requirement, hashes in found}


def needed() -> list[Requirement]:
    """What pyproject.toml names, for users and for development."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [Requirement(text) for text in (*project["dependencies"], *project["optional-dependencies"]["dev"])]


def test_every_library_is_locked_with_hashes() -> None:
    for name, (requirement, hashes) in locked().items():
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], name
        assert hashes, name


@pytest.mark.parametrize("requirement", needed(), ids=lambda requirement: requirement.name)
def test_the_lock_file_fits_what_is_needed(requirement: Requirement) -> None:
    chosen, _ = locked()[canonicalize_name(requirement.name)]
    (version,) = chosen.specifier
    assert requirement.specifier.contains(version.version), "run `make lock`"


@pytest.mark.parametrize("path", [path for path in WORKFLOWS if path != COMMENT], ids=lambda path: path.name)
def test_actions_are_named_by_commit(path: Path) -> None:
    uses = [line.split("uses:")[1].strip() for line in path.read_text().splitlines() if "uses:" in line]
    assert uses
    assert [use for use in uses if not ACTION.fullmatch(use)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_pull_request_gets_no_secret_and_no_right_to_write(path: Path) -> None:
    text = path.read_text()
    workflow: dict[Any, Any] = yaml.safe_load(text)
    assert "pull_request_target" not in text and "secrets." not in text
    assert "workflow_run" not in text or path == COMMENT
    assert set((workflow["permissions"] or {}).values()) <= {"read"}
    on_pull_requests = "pull_request" in workflow[True]  # YAML 1.1 takes `on` for true
    for job in workflow["jobs"].values():
        writes = "write" in (job.get("permissions") or {}).values()
        assert not (writes and on_pull_requests) or job["if"] == "github.event_name != 'pull_request'"
        checkouts = [step for step in job["steps"] if "checkout" in step.get("uses", "")]
        assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_the_workflow_that_comments_runs_nothing_of_a_pull_request() -> None:
    workflow: dict[Any, Any] = yaml.safe_load(COMMENT.read_text())
    assert set(workflow[True]) == {"workflow_run"}
    assert workflow["permissions"] == {}
    (job,) = workflow["jobs"].values()
    assert job["permissions"] == {"actions": "read", "pull-requests": "write"}
    assert job["if"].startswith("vars.OKR_COMMENT == 'true' && ")
    (step,) = job["steps"]  # no action at all, so no checkout, and no artifact is unpacked into files
    assert set(step) == {"env", "run"}
    assert "${{" not in step["run"]
    assert not re.search(r"\b(git|okrsite|pip|python3?|bash|sh|eval|source)\b", step["run"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_command_is_made_of_what_an_event_says(path: Path) -> None:
    workflow: dict[Any, Any] = yaml.safe_load(path.read_text())
    commands = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert [command for command in commands if re.search(r"\$\{\{\s*github\.", command)] == []


def test_only_the_list_of_objectives_without_news_may_write_issues() -> None:
    rights = {
        path.name: {right for job in yaml.safe_load(path.read_text())["jobs"].values() for right in job.get("permissions", {}).items()}
        for path in COMMENT.parent.glob("*.yml")
    }
    assert {name: {right for right, level in found if level == "write"} for name, found in rights.items()} == {
        "okrs.yml": {"pages", "id-token"},
        "okrs-check.yml": set(),
        "okrs-comment.yml": {"pull-requests"},
        "okrs-stale.yml": {"issues"},
    }


def test_the_starter_names_the_version_that_made_it() -> None:
    texts = [path.read_text() for path in (ROOT / "okrsite/starter/ci").rglob("*.yml")]
    installs = [line.strip(" -") for text in texts for line in text.splitlines() if "pip install" in line]
    assert {line.removeprefix("run: ") for line in installs} == {"pip install okrsite==__VERSION__"}
    assert len(installs) == 4
