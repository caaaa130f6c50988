"""Whether anything that a site or a check is made from has changed since the last run: asked of the file system alone.

Most builds and checks of a project find nothing to do. To see that from the size, the inode and the times of every file takes a moment,
however large the company is; whoever is not sure reads and compares. A change of content always moves a file's change time, which nobody
can set. The sources are looked at once, before they are read, so that whatever changes later is a change for the next run.
"""

import os
import stat
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

from okrsite.cache import Shelf
from okrsite.diagnostics import Diagnostic
from okrsite.survey import NOTHING, Tally

SETTLED = 2_000_000_000
"""Nanoseconds before a build within which a change and another one after it might have the same time."""


class Sources(NamedTuple):
    """Files and folders as they lie there: what tells them from any other state, and the time of the latest change."""

    state: bytes
    changed: int


class Last(msgspec.Struct, frozen=True):
    """The last build or check: what it had to say, what tells its sources from any other state, and the files that it wrote."""

    diagnostics: tuple[Diagnostic, ...]
    read: bytes
    written: Tally


def last_run(shelf: Shelf, key: bytes, sources: Sources) -> Last | None:
    """The last build or check of sources that are as they were, else None."""
    stored = shelf.get(key)
    last = msgspec.msgpack.decode(stored, type=Last) if stored else None
    return last if last and last.read == sources.state else None


def remember(
    shelf: Shelf, key: bytes, sources: Sources, begun: int, diagnostics: tuple[Diagnostic, ...], written: Tally = NOTHING
) -> None:  # fmt: skip
    """Keep what tells the next run that it has nothing to do; `begun` is when this one began, in nanoseconds since 1970.

    What could not be read says nothing of the next attempt, and what has changed just before may change once more without its being
    seen; then nothing is kept.
    """
    if any(diagnostic.code in ("unreadable", "history-unreadable") for diagnostic in diagnostics):
        return
    if sources.changed <= begun - SETTLED:
        shelf.put(key, msgspec.msgpack.encode(Last(diagnostics, sources.state, written)))


def look_at(places: Iterable[Path]) -> Sources:
    """Files and folders, with all that is in them, as they are now."""
    digest, changed = blake2b(digest_size=16), 0
    waiting = [str(place) for place in places]
    found: tuple[int | None, ...]
    while waiting:
        path = waiting.pop()
        try:
            status = os.lstat(path)
            changed = max(changed, status.st_ctime_ns)
            if stat.S_ISDIR(status.st_mode):
                with os.scandir(path) as entries:
                    waiting += sorted((entry.path for entry in entries), reverse=True)
            found = (status.st_mode, status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns)
        except OSError as error:
            found = (error.errno,)
        digest.update(f"{path}\0{found}\n".encode("utf-8", "surrogateescape"))
    return Sources(digest.digest(), changed)
