"""Exports by the command, as a user gets them: the bytes of every file by its name."""

from datetime import date
from pathlib import Path

from click.testing import CliRunner, Result

from okrsite.cli import main
from tests.sites import AS_OF

FILES = {"json": "out.json", "xlsx": "out.xlsx", "dot": "out.dot", "mermaid": "out.mmd"}
FOLDERS = ("csv", "markdown", "badges")
FORMATS = (*FILES, *FOLDERS)
MARKER = ".okrsite-export"


def run(*arguments: str | Path, as_of: date = AS_OF) -> Result:
    """A command of okrsite; anything but an exit code is a crash."""
    result = CliRunner().invoke(main, [*map(str, arguments), "--as-of", as_of.isoformat()])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def export(project: Path, format_: str, out: Path, *options: str, as_of: date = AS_OF) -> dict[str, bytes]:
    """What an export writes, by path; `out` is a folder that it may make its files in."""
    target = out / FILES.get(format_, format_)
    result = run("export", "--project", project, "--format", format_, target, *options, as_of=as_of)
    assert result.exit_code == 0, result.stderr
    return files_of(target)


def files_of(target: Path) -> dict[str, bytes]:
    """The files of an export, without the mark of a folder."""
    if target.is_file():
        return {target.name: target.read_bytes()}
    paths = sorted(path for path in target.rglob("*") if path.is_file() and path.name != MARKER)
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in paths}
