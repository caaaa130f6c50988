"""Imports on the command line, into a folder: what they say, what they write, and that everything they write passes `check`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from okrsite.cli import main
from okrsite.diagnostics import has_errors
from okrsite.reading import check
from okrsite.source.front_matter import read_document
from tests.sites import AS_OF

TODAY = ("--as-of", AS_OF.isoformat())


def run(project: Path, *arguments: object, as_of: str = AS_OF.isoformat()) -> Result:
    """An import; an exception that nobody expected is raised here."""
    result = CliRunner().invoke(main, ["import", *map(str, arguments), "--project", str(project), "--as-of", as_of])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def imported(project: Path, text: str | bytes, *arguments: str, name: str = "okrs.csv", format: str = "csv") -> Result:
    """A file with some content imported into a project: it is done, it passes `check`, and a second time it changes nothing."""
    file = project.parent / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    project.mkdir(exist_ok=True)
    result = run(project, format, file, *arguments)
    assert result.exit_code == 0, result.output
    assert not has_errors(check(project, AS_OF))
    before = contents(project)
    again = run(project, format, file, *arguments)
    assert again.exit_code == 0 and "0 new, 0 changed" in again.output, again.output
    assert contents(project) == before
    return result


def contents(project: Path) -> Mapping[str, bytes]:
    """All files of a project, but for what is kept between runs."""
    files = (path for path in project.rglob("*") if path.is_file() and ".okrsite" not in path.relative_to(project).parts)
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in files}


def front(project: Path, file: str) -> dict[str, Any]:
    """The front matter of a document below the content folder."""
    document = read_document(file, (), "", (project / "content" / file).read_bytes())
    assert document.data is not None
    return document.data


def body(project: Path, file: str) -> str:
    """The Markdown of a document below the content folder."""
    return read_document(file, (), "", (project / "content" / file).read_bytes()).body


def documents(project: Path) -> set[str]:
    """All documents, by path below the content folder."""
    return {path.relative_to(project / "content").as_posix() for path in (project / "content").rglob("*.md")}
