"""What earlier runs worked out, kept in the project's folder `.okrsite/` by what it was worked out from.

A shelf is one file: a seal, then frames, each a mapping of keys to bytes behind its length and its digest. A run adds a frame with what is
new, and writes the file anew where too much of it is not used any more; a frame that is torn or damaged ends the file. Nothing in it is
ever executed (it is no pickle), nothing is lost when it is deleted, and a key names everything that the value depends on, the program's
version included.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path

import msgspec

FOLDER = ".okrsite"
_IGNORED = "# What okrsite keeps between its runs; safe to delete.\n*\n"
_DIGEST = 16
_LENGTH = 8
_IN_A_FRAME = 1_000
_LARGEST = 1.5  # times of what is used that a file may have


def digest(*parts: bytes | memoryview | str) -> bytes:
    """A key for what was made from these parts; parts are told apart."""
    found = sha256()  # of large values it takes a third of the time of others, because processors know it
    for part in parts:
        text = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(text).to_bytes(8, "little"))
        found.update(text)
    return found.digest()[:_DIGEST]


@cache
def program() -> bytes:
    """What tells this program, with the libraries that it works with, from any other version of it, also from one that is being changed."""
    # What templates were compiled to (okrsite.precompiled) follows from the compiler, and from the theme, of which others take care.
    files = sorted(file for file in Path(__file__).parent.rglob("*.py") if file.parent.name != "compiled")
    libraries = ("babel", "jinja2", "markdown", "markupsafe", "msgspec", "nh3", "pydantic", "pyyaml")
    return digest(sys.version, *map(version, libraries), *(path.read_bytes() for path in files))


class Shelf:
    """One file of kept values; without a `folder` they are kept for as long as there is the shelf."""

    def __init__(self, folder: Path | None, name: str) -> None:
        self._file = folder / FOLDER / name if folder and not (folder / FOLDER).is_symlink() else None
        self._seal = digest(name, program())
        self._size = 0  # how much of the file is good, 0 where it has to be written anew
        self._kept: dict[bytes, bytes] = self._read() if self._file else {}
        self._used: dict[bytes, bytes] = {}

    def get(self, key: bytes) -> bytes | None:
        """The value kept under a key; it is kept on."""
        found = self._kept.get(key)
        if found is not None:
            self._used[key] = found
        return found

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value."""
        self._used[key] = value

    def save(self) -> None:
        """End a run: keep what it used, and write what is new; a folder that cannot be written keeps nothing."""
        new = {key: value for key, value in self._used.items() if self._kept.get(key) != value}
        self._kept, self._used = self._used, {}
        is_damaged = bool(self._kept) and not self._size
        if self._file is None or not (new or is_damaged):
            return
        used = sum(map(len, self._kept.values()))
        with suppress(OSError):
            if self._size and self._size + sum(map(len, new.values())) < _LARGEST * used:
                self._add(new)
            else:
                self._write()

    def _add(self, values: Mapping[bytes, bytes]) -> None:
        assert self._file
        with self._file.open("ab") as file:
            file.writelines(_frames(values))
            self._size = file.tell()

    def _write(self) -> None:
        """Write the file anew, at once or not at all."""
        assert self._file
        _prepare(self._file.parent)
        beside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with beside.open("wb") as file:
            file.writelines(chain([self._seal], _frames(self._kept)))
            size = file.tell()
        beside.replace(self._file)
        self._size = size

    def _read(self) -> dict[bytes, bytes]:
        assert self._file
        found: dict[bytes, bytes] = {}
        with suppress(OSError), self._file.open("rb") as file:
            if file.read(_DIGEST) != self._seal:
                return found
            all_of_it = os.fstat(file.fileno()).st_size
            while length := file.read(_LENGTH):
                expected, content = file.read(_DIGEST), file.read(min(int.from_bytes(length, "little"), all_of_it))
                if expected != digest(content):
                    return found
                found |= msgspec.msgpack.decode(content, type=dict[bytes, bytes])
            self._size = file.tell()
        return found


def _frames(values: Mapping[bytes, bytes]) -> Iterator[bytes]:
    """Some values as they are written: in frames of a bounded number, so that no copy of all of them is ever made."""
    left = iter(values.items())
    while some := dict(islice(left, _IN_A_FRAME)):
        content = msgspec.msgpack.encode(some)
        yield from (len(content).to_bytes(_LENGTH, "little"), digest(content), content)


class Memory:
    """Shelves that stay open, for a process that does the same work again and again."""

    def __init__(self) -> None:
        self._shelves: dict[str, Shelf] = {}

    def shelf(self, name: str) -> Shelf:
        """The shelf of a name, with what the last run left on it."""
        if name not in self._shelves:
            self._shelves[name] = Shelf(None, name)
        return self._shelves[name]


def _prepare(folder: Path) -> None:
    """A folder that is only its owner's, because it holds what no build may show, and that git does not see."""
    folder.mkdir(mode=0o700, exist_ok=True)
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text(_IGNORED, encoding="utf-8")
