"""What `okrsite init --ci github` writes: linted by the tools of the trade, and its steps run in real clones as GitHub would run them."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from okrsite import __version__
from tests.runners import OBJECTIVE, PROGRAMS, STALE, Runner, check_stale_text, needs_a_runner, run_on_github, stale_since


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company's repository, to be copied."""
    runner = Runner(tmp_path_factory.mktemp("github"))
    runner.begin("github")
    return runner.upstream


@pytest.fixture
def github(begun: Path, tmp_path: Path) -> Runner:
    return Runner.begun(begun, tmp_path)


# ---- linters ----


def linter(name: str) -> str:
    return str(shutil.which(name, path=str(PROGRAMS)) or name)


@needs_a_runner
def test_zizmor_finds_nothing_in_the_workflows(github: Runner) -> None:
    done = subprocess.run([linter("zizmor"), "--offline", str(github.upstream)], capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_a_runner
def test_zizmor_is_told_of_one_trigger_and_would_find_it(github: Runner) -> None:
    file = github.upstream / ".github/workflows/okrs-comment.yml"
    file.write_text(re.sub(r" # zizmor: .*", "", file.read_text()))
    done = subprocess.run([linter("zizmor"), "--offline", str(github.upstream)], capture_output=True, encoding="utf-8", timeout=120)
    assert "dangerous-triggers" in done.stdout
    assert done.returncode != 0


@pytest.mark.slow
@needs_a_runner
def test_the_workflows_fit_the_schema_of_the_service(github: Runner) -> None:
    files = map(str, sorted((github.upstream / ".github/workflows").glob("*.yml")))
    command = [linter("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", *files]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


# ---- commands ----


@pytest.mark.slow
@needs_a_runner
def test_a_push_builds_the_site_with_the_version_that_began_it(github: Runner) -> None:
    github.check_out()
    code, output = run_on_github(github, "okrs.yml", "build")
    assert code == 0, output
    assert (github.clone / "site/api/okrs.json").is_file()
    assert [call["arguments"] for call in github.calls("pip")] == [["install", f"okrsite=={__version__}"]]


@needs_a_runner
def test_a_pull_request_with_an_error_fails_with_an_annotation(github: Runner) -> None:
    github.commit("Mistake", {OBJECTIVE: github.text_of(OBJECTIVE).replace("owner: sam", "onwer: sam")}, "topic")
    github.check_out("topic")
    code, output = run_on_github(github, "okrs-check.yml", "check", GITHUB_BASE_REF="main")
    assert code == 1, output
    assert re.search(rf"^::error file={OBJECTIVE},line=3,.*unknown-key", output, re.MULTILINE), output
    assert not (github.folder / "temp/okr-diff.md").exists()


@needs_a_runner
def test_a_pull_request_with_another_value_tells_what_changes(github: Runner) -> None:
    github.commit("More", {OBJECTIVE: github.text_of(OBJECTIVE).replace("visitors: 1200", "visitors: 6300")}, "topic")
    github.check_out("topic")
    code, output = run_on_github(github, "okrs-check.yml", "check", GITHUB_BASE_REF="main")
    assert code == 0, output
    assert "6,300" in github.summary.read_text()
    assert (github.folder / "temp/okr-diff.md").read_text() in github.summary.read_text()


PULLS = "repos/acme/okrs/pulls"
ARTIFACTS = "repos/acme/okrs/actions/runs/11/artifacts"
ZIP = "repos/acme/okrs/actions/artifacts/5/zip"
COMMENTS = "repos/acme/okrs/issues/42/comments"
EVENT = {
    "github.event.workflow_run.id": "11",
    "github.event.workflow_run.head_repository.owner.login": "stranger",
    "github.event.workflow_run.head_branch": "$(touch owned)`touch owned`",
    "github.event.workflow_run.head_sha": "abc",
}
BOT = {"login": "github-actions[bot]"}


def artifact(folder: Path, text: str, name: str = "okr-diff.md") -> Path:
    with zipfile.ZipFile(folder / "artifact.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, text)
    return folder / "artifact.zip"


def answers_to_comment(folder: Path, text: str = "<!-- okrsite diff -->\nIt grew.\n", **more: Any) -> dict[str, Any]:
    """What GitHub says in the ordinary case: pull request 42 has the commit that was checked as its head."""
    return {
        PULLS: [{"number": 41, "head": {"sha": "old"}}, {"number": 42, "head": {"sha": "abc"}}],
        ARTIFACTS: {"artifacts": [{"id": 5, "name": "okr-diff", "size_in_bytes": 300}]},
        ZIP: artifact(folder, text), COMMENTS: [], **more,
    }  # fmt: skip


def run_comment(runner: Runner, answers: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    runner.answer(answers)
    runner.check_out()  # only for the workflow's own text: it checks out nothing
    code, output = run_on_github(runner, "okrs-comment.yml", "comment", EVENT)
    assert code == 0, output
    assert not (runner.clone / "owned").exists() and not (runner.folder / "temp/owned").exists()
    return runner.changes("gh")


@needs_a_runner
def test_the_difference_becomes_one_comment(github: Runner) -> None:
    changes = run_comment(github, answers_to_comment(github.folder))
    assert [(method, path) for method, path, _ in changes] == [("POST", COMMENTS)]
    assert changes[0][2]["body"].split() == "<!-- okrsite diff --> It grew.".split()
    asked = next(call["arguments"] for call in github.calls("gh") if call["path"] == PULLS)
    assert "head=stranger:$(touch owned)`touch owned`" in asked


@needs_a_runner
def test_the_comment_that_is_there_is_brought_up_to_date(github: Runner) -> None:
    there = [
        {"id": 1, "user": {"login": "stranger"}, "body": "<!-- okrsite diff -->\nnot ours"},
        {"id": 2, "user": BOT, "body": "another one of the robot"},
        {"id": 3, "user": BOT, "body": "<!-- okrsite diff -->\nbefore"},
    ]
    changes = run_comment(github, answers_to_comment(github.folder, **{COMMENTS: there}))
    assert [(method, path) for method, path, _ in changes] == [("PATCH", "repos/acme/okrs/issues/comments/3")]


@pytest.mark.slow
@needs_a_runner
@pytest.mark.parametrize(
    ("case", "more"),
    {
        "the pull request has moved on": {PULLS: [{"number": 42, "head": {"sha": "newer"}}]},
        "two pull requests have that head": {PULLS: [{"number": number, "head": {"sha": "abc"}} for number in (42, 43)]},
        "there is no artifact": {ARTIFACTS: {"artifacts": []}},
        "the artifact is too large": {ARTIFACTS: {"artifacts": [{"id": 5, "name": "okr-diff", "size_in_bytes": 1_000_001}]}},
        "the artifact has another name": {ARTIFACTS: {"artifacts": [{"id": 5, "name": "site", "size_in_bytes": 300}]}},
    }.items(),
)
def test_no_comment_where(case: str, more: dict[str, Any], github: Runner) -> None:
    assert run_comment(github, answers_to_comment(github.folder, **more)) == [], case


@needs_a_runner
def test_an_artifact_that_unpacks_to_very_much_is_not_posted(github: Runner) -> None:
    assert run_comment(github, answers_to_comment(github.folder, "x" * 50_000_000)) == []


@needs_a_runner
def test_an_artifact_without_the_text_is_not_posted(github: Runner) -> None:
    answers = answers_to_comment(github.folder)
    assert run_comment(github, {**answers, ZIP: artifact(github.folder, "It grew.", "../okr-diff.md")}) == []


@needs_a_runner
def test_an_artifact_writes_no_file_and_mentions_nobody(github: Runner) -> None:
    text = "@everyone " + "é" * 70_000
    with_more = answers_to_comment(github.folder, text)
    with zipfile.ZipFile(github.folder / "artifact.zip", "a") as packed:
        packed.writestr("../owned", "")
        packed.writestr("owned", "")
    body = run_comment(github, with_more)[0][2]["body"]
    assert "@everyone" not in body and "@\u200beveryone" in body
    assert len(body) < 65_536


ISSUES = "repos/acme/okrs/issues"


@needs_a_runner
def test_objectives_without_news_become_one_issue(github: Runner) -> None:
    stale_since(github)
    github.answer({ISSUES: [{"number": 3, "body": None}]})
    code, output = run_on_github(github, "okrs-stale.yml", "stale")
    assert code == 0, output
    ((method, path, body),) = github.changes("gh")
    assert (method, path, set(body), body["title"]) == ("POST", ISSUES, {"title", "body"}, "Objectives without news")
    check_stale_text(body["body"], STALE)


@pytest.mark.slow
@needs_a_runner
def test_the_issue_that_is_there_is_brought_up_to_date(github: Runner) -> None:
    stale_since(github)
    github.answer({ISSUES: [{"number": 9, "body": f"{STALE}\nbefore"}]})
    assert run_on_github(github, "okrs-stale.yml", "stale")[0] == 0
    ((method, path, body),) = github.changes("gh")
    assert (method, path, body["state"]) == ("PATCH", f"{ISSUES}/9", "open")


@pytest.mark.slow
@needs_a_runner
@pytest.mark.parametrize("there", [[], [{"number": 9, "body": f"{STALE}\nbefore"}]], ids=["none", "one"])
def test_with_news_of_everything_no_issue_stays_open(there: list[Any], github: Runner) -> None:
    github.check_out()
    github.answer({ISSUES: there})
    code, output = run_on_github(github, "okrs-stale.yml", "stale")
    assert code == 0, output
    assert [(method, body["state"]) for method, _, body in github.changes("gh")] == [("PATCH", "closed")] * len(there)
