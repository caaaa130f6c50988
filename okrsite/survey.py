"""A site's folder as it lies on the disk → what tells it from any other state, found in one walk.

A file is told from others by its size, its time and its number. Not by the time of its last change of any kind, which moves with every
second name that a file gets when a build takes it over.
"""

import os
from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import msgspec

MARKER = ".okrsite-site"
_REPOSITORY = ".git"
_LARGEST = 1 << 64


class Written(NamedTuple):
    """A file as it lies on the disk: what tells it from any other."""

    size: int
    modified: int
    number: int

    @classmethod
    def of(cls, status: os.stat_result) -> "Written":
        """What the system says of a file."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ino)


class Tally(msgspec.Struct, frozen=True):
    """Some files as they lie on the disk, told from any others by how many they are and by the sum of what tells each.

    So that of a new site follows from that of the old one, whatever has changed, and nobody has to look at all of its files again.
    """

    count: int = 0
    total: int = 0

    @classmethod
    def of(cls, files: Iterable[tuple[str, Written]]) -> "Tally":
        """That of some files."""
        marks = [_mark(path, written) for path, written in files]
        return cls(len(marks), sum(marks) % _LARGEST)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.count + other.count, (self.total + other.total) % _LARGEST)

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(self.count - other.count, (self.total - other.total) % _LARGEST)


NOTHING = Tally()
"""No files at all."""


class Survey(NamedTuple):
    """What was found in a folder: its files, None where it is no site that can be looked at; and the place of a git repository in it."""

    tally: Tally | None
    repository: str | None = None


def survey(site_dir: Path, found: Callable[[str], None] | None = None) -> Survey:
    """Look through a folder; `found` hears the path of each of its files."""
    files: list[tuple[str, Written]] = []
    repository, is_marked, is_seen, waiting = None, False, True, [""]
    while waiting:
        folder = waiting.pop()
        try:
            entries = _entries(f"{site_dir}/{folder}")
        except OSError:  # nobody can tell what is in there
            is_seen = False
            continue
        for name, written in entries:
            path = folder + name
            if name == _REPOSITORY:
                repository = repository or f"{site_dir}/{path}"
            if written is None:
                waiting.append(path + "/")
            elif path == MARKER:
                is_marked = True
            else:
                files.append((path, written))
                if found:
                    found(path)
    return Survey(Tally.of(files) if is_marked and is_seen else None, repository)


def _entries(folder: str) -> list[tuple[str, Written | None]]:
    """What lies in a folder, by name; None for a folder."""
    with os.scandir(folder) as entries:
        return [(entry.name, _written(entry)) for entry in entries]


def _written(entry: os.DirEntry[str]) -> Written | None:
    return None if entry.is_dir(follow_symlinks=False) else Written.of(entry.stat(follow_symlinks=False))


def _mark(path: str, written: Written) -> int:
    size, modified, number = written
    text = f"{path}\0{size}\0{modified}\0{number}"
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
