"""Files → the published folder, all at once or not at all.

The new site is written beside the old one and takes its place in one step, so that a reader, a web server, or whoever comes after a
killed build, sees the old site or the new one. A folder is only ever replaced where okrsite made it.
"""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

MARKER = ".okrsite-site"
_MARKER_TEXT = b"This folder was made by okrsite and is replaced as a whole by its next build.\n"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class OutputError(Exception):
    """The site cannot be written; the message names the folder and the remedy, and the old site is untouched."""


def publish(files: Iterable[tuple[str, bytes]], site_dir: Path, project: Path) -> int:
    """Make a folder hold exactly these files (path below it, bytes); returns how many. Raises OutputError."""
    site_dir = site_dir.absolute()
    refuse_unsafe(site_dir, project)
    try:
        site_dir.parent.mkdir(parents=True, exist_ok=True)
        with _lock(site_dir):
            _sweep(site_dir)
            return _replace(files, site_dir)
    except OSError as error:
        if error.errno is None:  # not the system's: whoever makes the files has a fault of its own
            raise
        raise OutputError(f"{error.filename or site_dir} cannot be written: {error.strerror}. The old site is untouched.") from error


def refuse_unsafe(site_dir: Path, project: Path) -> None:
    """Raises OutputError for a folder that is not okrsite's to replace."""
    project = project.absolute()
    if site_dir.is_symlink():
        raise OutputError(f"{site_dir} is a symbolic link. Name the folder that it leads to.")
    if site_dir in (Path(site_dir.anchor), Path.home()) or site_dir == project or site_dir in project.parents:
        raise OutputError(f"{site_dir} holds more than a site. Choose a folder of its own with --site-dir.")
    if site_dir.exists() and not site_dir.is_dir():
        raise OutputError(f"{site_dir} is not a folder. Choose another one with --site-dir.")
    if site_dir.is_dir() and any(site_dir.iterdir()) and not (site_dir / MARKER).is_file():
        raise OutputError(f"{site_dir} was not made by okrsite, so it is not replaced. Empty it, or choose another --site-dir.")


def _replace(files: Iterable[tuple[str, bytes]], site_dir: Path) -> int:
    stage = _beside(site_dir, f"new-{os.getpid()}")
    try:
        count = _write(files, stage)
        if site_dir.exists():
            _exchange(stage, site_dir)
        else:
            os.rename(stage, site_dir)
        return count
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _write(files: Iterable[tuple[str, bytes]], stage: Path) -> int:
    stage.mkdir()
    (stage / MARKER).write_bytes(_MARKER_TEXT)
    made: set[str] = set()
    count = 0
    for path, content in files:
        folder = path.rpartition("/")[0]
        if folder not in made:
            (stage / folder).mkdir(parents=True, exist_ok=True)
            made.add(folder)
        with open(f"{stage}/{path}", "xb") as file:
            file.write(content)
        count += 1
    return count


def _exchange(stage: Path, site_dir: Path) -> None:
    """Swap two folders in one step where the system can; else by two renames, of which the next build mends the first."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if hasattr(libc, "renameat2"):
            done = libc.renameat2(_AT_FDCWD, os.fsencode(stage), _AT_FDCWD, os.fsencode(site_dir), _RENAME_EXCHANGE)
            if done == 0:
                return
    old = _beside(site_dir, "old")
    os.rename(site_dir, old)
    os.rename(stage, site_dir)
    shutil.rmtree(old, ignore_errors=True)


def _sweep(site_dir: Path) -> None:
    """Remove what killed builds left behind, and finish the swap that one of them began."""
    old = _beside(site_dir, "old")
    if old.exists() and not site_dir.exists():
        os.rename(old, site_dir)
    for leftover in (old, *site_dir.parent.glob(_beside(site_dir, "new-*").name)):
        shutil.rmtree(leftover, ignore_errors=True)


def _beside(site_dir: Path, what: str) -> Path:
    return site_dir.with_name(f".{site_dir.name}.okrsite-{what}")


@contextmanager
def _lock(site_dir: Path) -> Iterator[None]:
    """Keep a second build out of the same folder; the system lets go of the lock when a build is killed."""
    try:
        import fcntl
    except ImportError:  # no such locks on this system
        yield
        return
    with open(_beside(site_dir, "lock"), "wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OutputError(f"Another build is writing {site_dir}. Wait for it to end, then build again.") from error
        yield
