"""Bytes for several files → the files with these bytes, all of them or none.

Each file is written whole beside the old one and takes its place in one step, with the old one's mode; what was replaced is put back when
a later one fails. A file that somebody has saved meanwhile is left to them.
"""

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Rewritten(NamedTuple):
    """A file's bytes as they were read, and as they are to be."""

    old: bytes
    new: bytes


class NotWrittenError(Exception):
    """Nothing was written; the message names the file and says why."""


def write_all(files: Mapping[Path, Rewritten]) -> None:
    """Give all of these files their new bytes. Raises NotWrittenError, with every file as it was."""
    staged: dict[Path, Path] = {}
    replaced: list[Path] = []
    try:
        for path, content in files.items():
            staged[path] = _beside(path, content.new)
        for path, content in files.items():
            if path.read_bytes() != content.old:
                raise NotWrittenError(f"{path} was changed by somebody else meanwhile. Nothing was written; run the command again.")
            os.replace(staged[path], path)
            replaced.append(path)
    except BaseException as error:
        for path in replaced:
            os.replace(_beside(path, files[path].old), path)
        if isinstance(error, OSError):
            raise NotWrittenError(f"{error.filename or ''} cannot be written: {error.strerror}. Nothing was written.") from error
        raise
    finally:
        for beside in staged.values():
            with suppress(FileNotFoundError):
                beside.unlink()


def _beside(path: Path, content: bytes) -> Path:
    """A new file in the same folder, whose name okrsite and git's users pass over, with the mode of the one that it is meant to replace."""
    descriptor, name = tempfile.mkstemp(prefix=".okrsite-", suffix=".new", dir=path.parent)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, name)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)
