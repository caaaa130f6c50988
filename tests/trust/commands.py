"""The program as people and scripts call it: files → a project on the disk → what a command prints, how it ends and what it writes."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from click.testing import CliRunner

from okrsite.cli import main

Files = Mapping[str, str | bytes]


@dataclass(frozen=True)
class Outcome:
    """How a command ended, what it printed, and every file of the site."""

    code: int
    stdout: str
    stderr: str
    site: dict[str, bytes]


def put(project: Path, files: Files) -> Path:
    """Make a project hold exactly these files; what earlier commands wrote beside the content stays."""
    for name in ("content", "okrsite.yml"):
        path = project / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for name, content in files.items():
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return project


def run(project: Path, command: str, *options: str, as_of: date) -> Outcome:
    """Call a command on a project."""
    result = CliRunner().invoke(main, [command, "--project", str(project), "--as-of", str(as_of), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Outcome(result.exit_code, result.stdout, result.stderr, tree(project / "site"))


def anew(project: Path, files: Files, command: str, *options: str, as_of: date) -> Outcome:
    """Call a command on a project of these files that has never been built."""
    shutil.rmtree(project, ignore_errors=True)
    return run(put(project, files), command, *options, as_of=as_of)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
