"""Documents that are new or other → what `check` would say of the project with them; then their files, all or none.

Commands that write look first and write afterwards: what would break a reference somewhere else is not written (FORMAT §17).
"""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from okrsite.config import Config
from okrsite.diagnostics import Diagnostic, in_order
from okrsite.edit import NotWrittenError as EditNotWrittenError
from okrsite.edit import write_all
from okrsite.edit.files import Rewritten
from okrsite.project import read_content
from okrsite.reading import everything_wrong
from okrsite.source.folders import Origin, Parts, SourceFile, no_content
from okrsite.source.gate import Disk


@dataclass(frozen=True, slots=True)
class Addition:
    """A document to be: its file, relative to the project and with `/`, and its text."""

    file: str
    text: str


class NotWrittenError(Exception):
    """A file cannot be written; none was (exit code 2)."""


def new_problems(
    project: Path, additions: Sequence[Addition], config: Config, as_of: date, others: Sequence[Addition] = ()
) -> tuple[Diagnostic, ...]:  # fmt: skip
    """What `check` would find with the additions and does not find without them; raises NotWrittenError where a file is there already.

    `others` are files that are there, with the texts that they will have; what was wrong in them already may stand on another line.
    """
    for addition in additions:
        _refuse_taken(project, addition)
    disk, moved = Disk(project), {other.file for other in others}

    def known(diagnostic: Diagnostic) -> object:
        file = diagnostic.location.file
        return (file, diagnostic.code, diagnostic.message) if file in moved else diagnostic

    before = set(map(known, everything_wrong(read_content(disk, config), config, as_of)))
    after = everything_wrong(read_content(With(disk, [*additions, *others]), config), config, as_of)
    return in_order(diagnostic for diagnostic in after if known(diagnostic) not in before)


def write(project: Path, additions: Iterable[Addition], others: Mapping[Path, Rewritten] | None = None) -> None:
    """Write the files, and other bytes into those that are there; all of it or nothing, and no addition replaces a file."""
    made: list[Path] = []
    try:
        for addition in additions:
            _write(project, addition, made)
        write_all(others or {})
    except BaseException as error:
        _remove(made)
        if isinstance(error, OSError):
            raise NotWrittenError(f"{error.filename or project} cannot be written: {error.strerror}. Nothing was written.") from error
        if isinstance(error, EditNotWrittenError):
            raise NotWrittenError(str(error)) from error
        raise


class With:
    """A project's files with additions among them, or in the place of those that are there."""

    def __init__(self, origin: Origin, additions: Sequence[Addition]) -> None:
        self._origin = origin
        self._texts = {tuple(addition.file.split("/")): addition.text for addition in additions}

    def top_file(self, name: str) -> bytes | Diagnostic | None:
        text = self._texts.get((name,))
        return self._origin.top_file(name) if text is None else text.encode()

    def content_fault(self, parts: Parts) -> Diagnostic | None:
        """Why the content folder cannot be looked into; one that is not there is made for what is added below it."""
        fault = self._origin.content_fault(parts)
        is_made = fault == no_content(parts) and any(path[: len(parts)] == parts for path in self._texts)
        return None if is_made else fault

    def entries(self, parts: Parts, file: str) -> Sequence[tuple[str, str]] | Diagnostic:
        """What lies in a folder, which may be one that only the additions need."""
        below = [path[len(parts) :] for path in self._texts if path[: len(parts)] == parts]
        added = {path[0]: "folder" if len(path) > 1 else "file" for path in below}
        found = self._origin.entries(parts, file) if not below or Path(self._origin.path(parts)).is_dir() else []
        return found if isinstance(found, Diagnostic) else sorted((added | dict(found)).items())

    def path(self, parts: Parts) -> str:
        return self._origin.path(parts)

    def read(self, source: SourceFile, most: int) -> bytes | Diagnostic:
        text = self._texts.get(tuple(source.file.split("/")))
        return self._origin.read(source, most) if text is None else text.encode()[:most]

    def state(self, source: SourceFile, until: int) -> bytes:
        return self._origin.state(source, until) if tuple(source.file.split("/")) not in self._texts else b""


def _write(project: Path, addition: Addition, made: list[Path]) -> None:
    """Write one file and note it, and each folder that is made for it, in `made`."""
    path = project / addition.file
    around = [folder for folder in reversed(path.parents) if folder.is_relative_to(project) and folder != project]
    for folder in around:
        if folder.is_symlink():
            raise NotWrittenError(f"{folder} is a symbolic link, which is not followed. Nothing was written.")
        if not folder.is_dir():
            folder.mkdir()
            made.append(folder)
    _refuse_taken(project, addition)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        made.append(path)
        file.write(addition.text)


def _refuse_taken(project: Path, addition: Addition) -> None:
    path = project / addition.file
    if path.exists() or path.is_symlink():
        raise NotWrittenError(f"{addition.file} is there already; nothing was written.")


def _remove(made: list[Path]) -> None:
    for path in reversed(made):
        with contextlib.suppress(OSError):  # somebody else has put something there meanwhile
            path.rmdir() if path.is_dir() else path.unlink()
