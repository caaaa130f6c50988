"""Whether anything that a site or a check is made from, or the site itself, has changed since the last run: asked of the file system alone.

Most builds and checks of a project find nothing to do. To see that from the size, the inode and the times of every file takes a moment,
however large the company is; whoever is not sure reads and compares. A change of content always moves a file's change time, which nobody
can set.
"""

import os
import stat
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

import msgspec

from okrsite.cache import Shelf
from okrsite.diagnostics import Diagnostic

_SETTLED = 2_000_000_000
"""Nanoseconds before a build within which a change and another one after it might have the same time."""


class Last(msgspec.Struct, frozen=True):
    """The last build or check: how many files it wrote and what it had to say, with signatures of what it read and of what it wrote."""

    files: int
    diagnostics: tuple[Diagnostic, ...]
    read: bytes
    written: bytes


def state_of(places: Iterable[Path]) -> bytes:
    """What tells files and folders, with all that is in them, from any other state."""
    return _signature(places) or b""


def last_build(shelf: Shelf, key: bytes, sources: Iterable[Path], site_dir: Path | None) -> Last | None:
    """The last build where all is as it was, else None; a check is one that has no `site_dir`."""
    stored = shelf.get(key)
    if stored is None:
        return None
    last = msgspec.msgpack.decode(stored, type=Last)
    unchanged = last.written == _written(site_dir) and last.read == _signature(sources)
    return last if unchanged else None


def remember(
    shelf: Shelf, key: bytes, sources: Iterable[Path], site_dir: Path | None, begun: int, files: int, diagnostics: tuple[Diagnostic, ...]
) -> None:
    """Keep what tells the next build that it has nothing to do; `begun` is when this one began to read, in nanoseconds since 1970.

    What could not be read says nothing of the next attempt, so then nothing is kept.
    """
    if any(diagnostic.code in ("unreadable", "history-unreadable") for diagnostic in diagnostics):
        return
    read = _signature(sources, before=begun - _SETTLED)
    if read is not None:
        shelf.put(key, msgspec.msgpack.encode(Last(files, diagnostics, read, _written(site_dir))))


def _written(site_dir: Path | None) -> bytes:
    return state_of([site_dir] if site_dir else [])


def _signature(places: Iterable[Path], before: int | None = None) -> bytes | None:
    """What tells files and folders, with all that is in them, from any other state; None where something has changed since `before`."""
    digest = blake2b(digest_size=16)
    waiting = [str(place) for place in places]
    found: tuple[int | None, ...]
    while waiting:
        path = waiting.pop()
        try:
            status = os.lstat(path)
            if before is not None and status.st_ctime_ns > before:
                return None
            if stat.S_ISDIR(status.st_mode):
                with os.scandir(path) as entries:
                    waiting += sorted((entry.path for entry in entries), reverse=True)
            found = (status.st_mode, status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns)
        except OSError as error:
            found = (error.errno,)
        digest.update(f"{path}\0{found}\n".encode("utf-8", "surrogateescape"))
    return digest.digest()
