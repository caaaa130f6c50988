"""Projects of hostile content → built sites and what the commands print, all through the command line."""

from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from okrsite.cli import main
from okrsite.output import MARKER
from tests.repositories import commit

AS_OF = "2026-11-23"


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """A project's files, every character as it is."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
    return folder


def publish(folder: Path, files: Mapping[str, str], message: str, on: str) -> Path:
    """Write a project's files, and commit them on a day; a repository is made where none is."""
    write(folder, files)
    commit(folder, {}, message, on)
    return folder


def run(command: str, project: Path, *options: str) -> Result:
    """A command, as of the day of the tests; anything but an exit code is a crash."""
    result = CliRunner().invoke(main, [command, "--project", str(project), "--as-of", AS_OF, *options])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def build(project: Path) -> dict[str, bytes]:
    """Every file of a project's site, by its path below it; made in this process, so that a test may look on."""
    result = run("build", project, "--jobs", "1")
    assert result.exit_code == 0, [line for line in result.output.splitlines() if "error[" in line or line.startswith("okrsite:")]
    site = project / "site"
    names = (path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    return {name: (site / name).read_bytes() for name in sorted(names) if name != MARKER}
