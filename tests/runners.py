"""Machines of GitHub and GitLab for tests: clones of a company's repository, in which the steps of workflows and jobs are run for real."""

import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

AS_OF = "2026-11-23"
STALE = "<!-- okrsite stale -->"
EPOCH = "1795392000"  # the same day
OBJECTIVE = "content/2026-q4/become-known.md"
PROGRAMS = Path(sys.executable).parent
NEEDED = ("bash", "git", "jq", "unzip")
needs_a_runner = pytest.mark.skipif(
    os.name == "nt" or not all(map(shutil.which, NEEDED)), reason=f"runners have {', '.join(NEEDED)}; one is missing here"
)

# Programs that the steps call and that would reach out of this machine. Each call is noted with what it was handed.
FAKES = {
    "pip": "",
    "apt-get": "",
    "gh": """
        path = next(argument for argument in arguments[1:] if "/" in argument and not argument.startswith("head="))
        answer(arguments[arguments.index("--method") + 1] if "--method" in arguments else "GET", path.split("?")[0], "--input")
    """,
    "curl": """
        path = arguments[-1].split("?")[0] if arguments[-1].startswith("https:") else ""
        answer(arguments[arguments.index("--request") + 1] if "--request" in arguments else "GET", path, "--data")
    """,
}
FAKE = """\
#!{python}
import json, os, sys
from pathlib import Path
arguments, name, folder = sys.argv[1:], Path(sys.argv[0]).name, Path(sys.argv[0]).parent

def note(**call):
    with (folder / "calls.jsonl").open("a") as calls:
        calls.write(json.dumps({{"name": name, "arguments": arguments, **call}}) + "\\n")

def answer(method, path, handed):
    file = arguments[arguments.index(handed) + 1].lstrip("@") if handed in arguments else None
    note(method=method, path=path, body=json.loads(Path(file).read_text()) if file else None)
    answers = json.loads((folder / "answers.json").read_text())
    if method == "GET":
        found = answers[path]
        sys.stdout.buffer.write(Path(found["file"]).read_bytes() if "file" in found else json.dumps(found["json"]).encode())

if name in ("pip", "apt-get"):
    note()
{body}
"""


class Runner:
    """A machine of GitHub or GitLab: a clone of a company's repository, and nothing that reaches further."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clone, self.bin, self.upstream = folder, folder / "clone", folder / "bin", folder / "upstream"
        self.summary = folder / "summary.md"
        self.summary.touch()
        (folder / "temp").mkdir()
        self._install_fakes()

    @classmethod
    def begun(cls, begun: Path, folder: Path) -> "Runner":
        """One whose company has begun elsewhere, the same way."""
        runner = cls(folder)
        shutil.copytree(begun, runner.upstream)
        return runner

    def begin(self, system: str) -> None:
        """The company's repository, as a newcomer makes it."""
        self.run("okrsite", "init", "upstream", "--ci", system, "--as-of", AS_OF, cwd=self.folder)
        self.run("git", "init", "--quiet", "--initial-branch", "main", ".", cwd=self.upstream)
        self.commit("Begin")

    def _install_fakes(self) -> None:
        self.bin.mkdir()
        for name, body in FAKES.items():
            lines = "\n".join(line.strip() for line in body.splitlines())
            (self.bin / name).write_text(FAKE.format(python=sys.executable, body=lines))
            (self.bin / name).chmod(0o755)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "CI_", "GIT_"))}
        person = {f"GIT_{role}_{what}": "a@b.example" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        path = os.pathsep.join(map(str, (self.bin, PROGRAMS, os.environ["PATH"])))
        return {**kept, **person, "PATH": path, "SOURCE_DATE_EPOCH": EPOCH, "GIT_CONFIG_GLOBAL": os.devnull}

    def run(self, *command: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command, cwd=cwd, env={**self.environment, **more}, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL, timeout=120
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def commit(self, message: str, files: Mapping[str, str] | None = None, branch: str = "main") -> None:
        self.run("git", "checkout", "--quiet", "-B", branch, cwd=self.upstream)
        for path, text in (files or {}).items():
            (self.upstream / path).write_text(text, encoding="utf-8")
        self.run("git", "add", "--all", cwd=self.upstream)
        self.run("git", "commit", "--quiet", "--message", message, cwd=self.upstream)

    def check_out(self, branch: str = "main") -> None:
        """What actions/checkout leaves with the whole history: for a pull request, what its merge would give, on no branch."""
        self.run("git", "clone", "--quiet", str(self.upstream), str(self.clone), cwd=self.folder)
        self.run("git", "checkout", "--quiet", "--detach", "origin/main", cwd=self.clone)
        if branch != "main":
            self.run("git", "merge", "--quiet", "--no-ff", "--no-edit", f"origin/{branch}", cwd=self.clone)

    def text_of(self, path: str) -> str:
        return (self.upstream / path).read_text(encoding="utf-8")

    def answer(self, answers: Mapping[str, Any]) -> None:
        """What the service says to each path that is asked of it."""
        told = {path: {"file": str(found)} if isinstance(found, Path) else {"json": found} for path, found in answers.items()}
        (self.bin / "answers.json").write_text(json.dumps(told))

    def calls(self, name: str) -> list[dict[str, Any]]:
        """What one of the fakes was called with."""
        file = self.bin / "calls.jsonl"
        found = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        return [call for call in found if call["name"] == name]

    def changes(self, name: str) -> list[tuple[str, str, Any]]:
        """What it was told to change: method, path, what was sent."""
        return [(call["method"], call["path"], call["body"]) for call in self.calls(name) if call["method"] != "GET"]

    def shell(self, script: str, *, strict: bool, **more: str) -> subprocess.CompletedProcess[str]:
        options = ("--noprofile", "--norc", "-eo", "pipefail") if strict else ("-e",)
        environment = {**self.environment, **more}
        return subprocess.run(
            ["bash", *options, "-c", script], cwd=self.clone, env=environment, capture_output=True, encoding="utf-8", timeout=120
        )  # fmt: skip


def run_on_github(runner: Runner, workflow: str, job: str, event: Mapping[str, str] | None = None, **more: str) -> tuple[int, str]:
    """Run each step of a job that is a command, as a runner does: exit code and output of the first that fails, or of all."""
    document: dict[Any, Any] = yaml.safe_load((runner.clone / ".github/workflows" / workflow).read_text())
    strict = document.get("defaults", {}).get("run", {}).get("shell") == "bash"  # else a runner does not set pipefail
    runner_sets = {
        "GITHUB_ACTIONS": "true", "CI": "true", "GITHUB_REPOSITORY": "acme/okrs", "GITHUB_WORKSPACE": str(runner.clone),
        "GITHUB_STEP_SUMMARY": str(runner.summary), "GITHUB_OUTPUT": str(runner.folder / "output"),
        "RUNNER_TEMP": str(runner.folder / "temp"), **more,
    }  # fmt: skip
    output = ""
    for step in document["jobs"][job]["steps"]:
        if "run" in step:
            environment = {name: filled(str(value), event or {}) for name, value in step.get("env", {}).items()}
            done = runner.shell(step["run"], strict=strict, **runner_sets, **environment)
            output += done.stdout + done.stderr
            if done.returncode:
                return done.returncode, output
    return 0, output


def filled(text: str, event: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ (.+?) \}\}", lambda match: {"github.token": "token", **event}[match[1]], text)


def run_on_gitlab(runner: Runner, job: str, **more: str) -> tuple[int, str]:
    """Run a job's script as a runner does: every line in one shell, after what the job extends."""
    document = yaml.safe_load((runner.clone / ".gitlab-ci.yml").read_text())
    made = {**document.get(document[job].get("extends"), {}), **document[job]}
    variables = {
        "CI": "true", "GITLAB_CI": "true", "CI_API_V4_URL": "https://gitlab.example/api/v4", "CI_PROJECT_ID": "7",
        "OKR_TOKEN": "token", **made.get("variables", {}), **more,
    }  # fmt: skip
    done = runner.shell("\n".join([*made.get("before_script", []), *made["script"]]), strict=True, **variables)
    return done.returncode, done.stdout + done.stderr


def stale_since(runner: Runner) -> None:
    """A repository in which the company's objective was fine a month ago and has had no news since; the department's has."""
    quiet = runner.text_of(OBJECTIVE).replace(AS_OF, "2026-10-20").replace("visitors: 1200", "visitors: 9900")
    quiet = quiet.replace("Become known in our home market", "'@all #1 [x](y) <b>Become</b> known'").replace("aligned", "boolean")
    settings = runner.text_of("okrsite.yml") + "  url: https://okr.acme.example/team/\n"
    runner.commit("Quiet", {OBJECTIVE: quiet.replace("visitors: 9900", "visitors: 9900, departments: true"), "okrsite.yml": settings})
    runner.check_out()


def check_stale_text(text: str, marker: str) -> None:
    assert text.startswith(marker)
    (line,) = [line for line in text.splitlines() if line.startswith("- ")]
    assert "](<https://okr.acme.example/team/2026-q4/become-known/>)" in line
    assert "Sam" in line and "last news 2026-10-20" in line
    assert not any(found in line for found in ("@all", "#1", "[x](y)", "<b>"))
    assert html.unescape(line).replace("\u200b", "").startswith("- [@all #1 [x](y) <b>Become</b> known](<")
