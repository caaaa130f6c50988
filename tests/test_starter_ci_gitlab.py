"""What `okrsite init --ci gitlab` writes: it fits GitLab's schema, and its jobs run in real clones as GitLab would run them."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.runners import OBJECTIVE, PROGRAMS, STALE, Runner, check_stale_text, needs_a_runner, run_on_gitlab, stale_since

PROJECT = "https://gitlab.example/api/v4/projects/7"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company's repository, to be copied."""
    runner = Runner(tmp_path_factory.mktemp("gitlab"))
    runner.begin("gitlab")
    return runner.upstream


@pytest.fixture
def gitlab(begun: Path, tmp_path: Path) -> Runner:
    return Runner.begun(begun, tmp_path)


def base_of(runner: Runner) -> str:
    """What GitLab names as the commit that a merge request began from."""
    return runner.run("git", "rev-parse", "origin/main", cwd=runner.clone).stdout.strip()


@pytest.mark.slow
@needs_a_runner
def test_the_jobs_fit_the_schema_of_the_service(gitlab: Runner) -> None:
    command = [str(shutil.which("check-jsonschema", path=str(PROGRAMS)) or "check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci"]
    command += ["--data-transform", "gitlab-ci", str(gitlab.upstream / ".gitlab-ci.yml")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@needs_a_runner
def test_gitlab_publishes_the_site(gitlab: Runner) -> None:
    gitlab.check_out()
    code, output = run_on_gitlab(gitlab, "pages")
    assert code == 0, output
    assert (gitlab.clone / "public/index.html").is_file()


@needs_a_runner
def test_a_merge_request_with_an_error_fails_with_a_report(gitlab: Runner) -> None:
    gitlab.commit("Mistake", {OBJECTIVE: gitlab.text_of(OBJECTIVE).replace("owner: sam", "onwer: sam")}, "topic")
    gitlab.check_out("topic")
    code, output = run_on_gitlab(gitlab, "check", CI_MERGE_REQUEST_DIFF_BASE_SHA=base_of(gitlab))
    assert code == 1, output
    assert f"{OBJECTIVE}:3:1: error[unknown-key]" in output
    report = json.loads((gitlab.clone / "code-quality.json").read_text())
    assert [(problem["check_name"], problem["location"]["path"]) for problem in report] == [("unknown-key", OBJECTIVE)]


@pytest.mark.slow
@needs_a_runner
@pytest.mark.parametrize(
    ("there", "method", "path"),
    [([], "POST", ""), ([{"id": 8, "author": {"id": 2}, "body": "<!-- okrsite diff -->\nbefore"}], "PUT", "/8")],
    ids=["first", "again"],
)
def test_a_merge_request_with_another_value_gets_one_note(there: list[Any], method: str, path: str, gitlab: Runner) -> None:
    gitlab.commit("More", {OBJECTIVE: gitlab.text_of(OBJECTIVE).replace("visitors: 1200", "visitors: 6300")}, "topic")
    gitlab.check_out("topic")
    code, output = run_on_gitlab(gitlab, "diff", CI_MERGE_REQUEST_DIFF_BASE_SHA=base_of(gitlab))
    assert code == 0, output
    notes = f"{PROJECT}/merge_requests/42/notes"
    others = {"id": 7, "author": {"id": 3}, "body": "<!-- okrsite diff -->\nnot ours"}
    gitlab.answer({notes: [others, *there], "https://gitlab.example/api/v4/user": {"id": 2}})
    code, output = run_on_gitlab(gitlab, "note", CI_MERGE_REQUEST_IID="42")
    assert code == 0, output
    ((sent_by, sent_to, body),) = gitlab.changes("curl")
    assert (sent_by, sent_to) == (method, notes + path)
    assert "6,300" in body["body"]


@pytest.mark.slow
@needs_a_runner
def test_objectives_without_news_become_one_issue_on_gitlab(gitlab: Runner) -> None:
    stale_since(gitlab)
    gitlab.answer({f"{PROJECT}/issues": []})
    code, output = run_on_gitlab(gitlab, "stale")
    assert code == 0, output
    ((method, path, body),) = gitlab.changes("curl")
    assert (method, path, set(body)) == ("POST", f"{PROJECT}/issues", {"title", "description"})
    check_stale_text(body["description"], STALE)


@pytest.mark.slow
@needs_a_runner
def test_with_news_of_everything_the_issue_on_gitlab_is_closed(gitlab: Runner) -> None:
    gitlab.check_out()
    gitlab.answer({f"{PROJECT}/issues": [{"iid": 9, "description": f"{STALE}\nbefore"}]})
    code, output = run_on_gitlab(gitlab, "stale")
    assert code == 0, output
    ((method, path, body),) = gitlab.changes("curl")
    assert (method, path, body["state_event"]) == ("PUT", f"{PROJECT}/issues/9", "close")
