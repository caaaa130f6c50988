"""Runs okrsite's commands in a process that notes every path which it opens, lists, makes, moves or removes.

`watch` starts it as `python -m tests.trust.watched`, with a Job as JSON on the standard input. A single name inside an opened
folder is not noted: opened with O_NOFOLLOW, or removed, it leads nowhere else.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.sites import objective, with_company, write

ROOT = Path(__file__).parent.parent.parent
AS_OF = "2026-11-23"
# Where a process reads whatever it runs: Python, its packages, this package, and what the system says of time and languages.
INSTALLATION = (
    sys.prefix, sys.base_prefix, str(ROOT / "okrsite"), str(ROOT / "themes"), str(ROOT / "build" / "templates"),
    "/usr/share/zoneinfo", "/etc/localtime",
)  # fmt: skip
# Events whose last argument may be the descriptor of the folder that a name lies in.
_WITH_FOLDER = ("os.remove", "os.rmdir", "os.mkdir", "os.rename")


KEY_RESULT = "key_results: [{title: K, target: 10, current: 4}]"
posix = pytest.mark.skipif(os.name != "posix", reason="needs the file types of POSIX")
# `make test` runs some of each; all of them are in the long suite.
slow = pytest.mark.slow


def some(cases: Iterable[str], *kept: str) -> list[Any]:
    """Cases as parameters, those that are not kept for every run marked as slow."""
    return [case if case in kept else pytest.param(case, marks=slow) for case in cases]


def project(folder: Path, files: dict[str, str] | None = None) -> Path:
    return write(folder, with_company({"content/2026-q4/grow.md": objective("Grow", KEY_RESULT), **(files or {})}))


class Run(NamedTuple):
    """How a command ended, what it said, and the paths that it touched outside the installation."""

    exit_code: int
    output: str
    touched: list[str]


def watch(projects: Iterable[Path], command: str = "build", user: int | None = None) -> list[Run]:
    """Run a command in each project, all in one process, if need be as another user."""
    job = {"projects": [str(project) for project in projects], "command": command, "user": user}
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.watched"], input=json.dumps(job), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return [Run(*run) for run in json.loads(done.stdout)]


def _main() -> None:
    job = json.loads(sys.stdin.read())
    if job["user"] is not None:
        _run(job["command"], job["projects"][0])  # loads the modules, which another user may not be able to read
        os.setuid(job["user"])
    touched: set[str] = set()
    sys.addaudithook(lambda event, arguments: touched.update(_paths(event, arguments)))
    runs = []
    for project in job["projects"]:
        touched.clear()
        exit_code, output = _run(job["command"], project)
        runs.append((exit_code, output, sorted(path for path in touched if not _is_of_the_installation(path))))
    print(json.dumps(runs))


def _run(command: str, project: str) -> tuple[int, str]:
    from click.testing import CliRunner

    from okrsite.cli import main

    result = CliRunner().invoke(main, [command, "--project", project, "--as-of", AS_OF])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def _paths(event: str, arguments: Sequence[Any]) -> Iterable[str]:
    """The paths that an event of the interpreter is about, without links in them."""
    if event == "open":
        name, flags = arguments[0], arguments[2]
        inside_opened_folder = isinstance(name, str) and name not in (".", "..") and "/" not in name and flags & os.O_NOFOLLOW
        return () if isinstance(name, int) or inside_opened_folder else (os.path.realpath(os.fsdecode(name)),)
    in_opened_folder = isinstance(arguments[-1] if arguments else None, int) and arguments[-1] >= 0 and event in _WITH_FOLDER
    if event.startswith(("os.", "shutil.", "subprocess.", "socket.")) and event != "os.putenv":
        paths = [os.fsdecode(path) for path in arguments if isinstance(path, (str, bytes, os.PathLike))]
        return [os.path.realpath(path) for path in paths if not (in_opened_folder and "/" not in path)]
    return ()


def _is_of_the_installation(path: str) -> bool:
    return path in sys.path or any(f"{path}/".startswith(f"{os.path.realpath(place)}/") for place in INSTALLATION)


if __name__ == "__main__":
    _main()
