"""What earlier runs worked out, kept in the project's folder `.okrsite/` by what it was worked out from.

A shelf is one file: a mapping of keys to bytes, which a later run either understands whole or passes over. Nothing in it is ever executed
(it is no pickle), nothing is lost when it is deleted, and a key names everything that the value depends on, the program's version
included. What a run does not use is not kept.
"""

import os
import sys
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import msgspec

FOLDER = ".okrsite"
_IGNORED = "# What okrsite keeps between its runs; safe to delete.\n*\n"
_DIGEST = 16


def digest(*parts: bytes | str) -> bytes:
    """A key for what was made from these parts; parts are told apart."""
    found = blake2b(digest_size=_DIGEST)
    for part in parts:
        text = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(text).to_bytes(8, "little") + text)
    return found.digest()


@cache
def program() -> bytes:
    """What tells this program, with the libraries that it works with, from any other version of it, also from one that is being changed."""
    files = sorted(Path(__file__).parent.rglob("*.py"))
    libraries = ("babel", "jinja2", "markdown", "markupsafe", "msgspec", "nh3", "pydantic", "pyyaml")
    return digest(sys.version, *map(version, libraries), *(path.read_bytes() for path in files))


class Shelf:
    """One file of kept values; without a `folder` they are kept for as long as there is the shelf."""

    def __init__(self, folder: Path | None, name: str) -> None:
        self._file = folder / FOLDER / name if folder and not (folder / FOLDER).is_symlink() else None
        self._seal = digest(name, program())
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
        """End a run: keep what it used, and write it, at once or not at all; a folder that cannot be written keeps nothing."""
        is_new = self._used != self._kept
        self._kept, self._used = self._used, {}
        if self._file is None or not is_new:
            return
        content = msgspec.msgpack.encode(self._kept)
        with suppress(OSError):
            _prepare(self._file.parent)
            beside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
            beside.write_bytes(self._seal + digest(content) + content)
            beside.replace(self._file)

    def _read(self) -> dict[bytes, bytes]:
        assert self._file
        try:
            raw = self._file.read_bytes()
        except OSError:
            return {}
        seal, check, content = raw[:_DIGEST], raw[_DIGEST : 2 * _DIGEST], raw[2 * _DIGEST :]
        if seal != self._seal or check != digest(content):
            return {}
        return msgspec.msgpack.decode(content, type=dict[bytes, bytes])


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
