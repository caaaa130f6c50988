"""An export → a file or a folder on the disk: whole or not at all, and never in place of something that is no earlier export."""

import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from okrsite.output import Made, OutputError, publish

FOLDER = Made(".okrsite-export", "folder of exports", "export", "")
"""What a folder is marked as, so that an export replaces its like and neither a site nor anything of somebody's own."""
_ENDS = 4096  # bytes at both ends of a file, in which it says what it is
_MODE = 0o644


def write_folder(files: Iterable[tuple[str, bytes]], folder: Path, project: Path, sources: Iterable[Path]) -> int:
    """Make a folder hold exactly these files; returns how many. Raises OutputError."""
    return publish(files, folder, project, sources, FOLDER)


def write_file(content: Iterable[bytes], path: Path, is_export: Callable[[bytes], bool], *, force: bool = False) -> None:
    """Give a file this content in one step; `is_export` knows an earlier export by its beginning and its end. Raises OutputError."""
    try:
        mode = _refuse_unlike(path, is_export, force)
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content, mode)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}. Nothing was written.") from error


def _refuse_unlike(path: Path, is_export: Callable[[bytes], bool], force: bool) -> int:
    """The mode that the file is to have; raises OutputError where something of somebody's own is in its place."""
    if path.is_symlink():
        raise OutputError(f"{path} is a symbolic link. Name the file that it leads to.")
    if not path.exists():
        return _MODE
    if not path.is_file():
        raise OutputError(f"{path} is not a file. Name another one.")
    if not force and not is_export(_both_ends(path)):
        raise OutputError(f"{path} is not an earlier export as it was written, so it is not replaced. Name another file, or add --force.")
    return path.stat().st_mode & 0o777


def _both_ends(path: Path) -> bytes:
    with path.open("rb") as file:
        beginning = file.read(_ENDS)
        file.seek(max(len(beginning), path.stat().st_size - _ENDS))
        return beginning + file.read()


def _replace(path: Path, content: Iterable[bytes], mode: int) -> None:
    descriptor, beside = tempfile.mkstemp(prefix=".okrsite-", suffix=".new", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.writelines(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, mode)
        os.replace(beside, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(beside)
        raise
