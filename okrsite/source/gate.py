"""The one gate to the disk: a project's folder becomes names, and a file becomes bytes.

Content is untrusted. No link is followed: every folder on the way to a file is opened by its own name inside the one
before, so that a folder that turns into a link between looking and reading leads nowhere, and what was opened is
checked to be a regular file.
"""

import errno
import os
import pathlib
import stat
from collections.abc import Iterator
from typing import Final

from okrsite.diagnostics import Diagnostic, Location
from okrsite.source.folders import (
    INSTEAD_OF_LINK,
    Parts,
    SourceFile,
    composed,
    linked_content,
    no_content,
    no_folder,
    not_a_file,
)  # fmt: skip

_CHUNK: Final = 1 << 20
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_FILE: Final = os.O_RDONLY | _NO_LINK | getattr(os, "O_BINARY", 0)
_FOLDER: Final = os.O_RDONLY | _NO_LINK | getattr(os, "O_DIRECTORY", 0)
_BY_DESCRIPTOR: Final = os.open in os.supports_dir_fd and os.scandir in os.supports_fd


class Disk:
    """A project's folder on the disk."""

    def __init__(self, project: pathlib.Path) -> None:
        self._project = os.path.abspath(project)

    def top_file(self, name: str) -> bytes | Diagnostic | None:
        """The bytes of a file of the project's folder itself, or why they cannot be had; None where there is no such file."""
        file = pathlib.Path(self._project, name)
        try:
            return file.read_bytes() if file.exists() else None
        except OSError as error:
            return Diagnostic(Location(name), "unreadable", f"{name} cannot be read: {error.strerror}.")

    def content_fault(self, parts: Parts) -> Diagnostic | None:
        """Why the content folder cannot be looked into, if so: missing, no folder, or reached through a link."""
        for length in range(1, len(parts) + 1):
            path, file = os.path.join(self._project, *parts[:length]), composed("/".join(parts[:length]))
            try:
                mode = os.lstat(path).st_mode
            except (FileNotFoundError, NotADirectoryError):
                return no_content(parts)
            except OSError as error:
                return _unreadable(file, error, "folder")
            if stat.S_ISLNK(mode) or _is_junction(path):
                return linked_content(file)
            if not stat.S_ISDIR(mode):
                return no_folder(file)
        return None

    def entries(self, parts: Parts, file: str) -> list[tuple[str, str]] | Diagnostic:
        """Name and kind of all that lies in a folder, by name."""
        try:
            return _entries(self._project, parts)
        except OSError as error:
            return _unreadable(file, error, "folder")

    def path(self, parts: Parts) -> str:
        """The whole path of a file."""
        return os.path.join(self._project, *parts)

    def read(self, source: SourceFile, most: int) -> bytes | Diagnostic:
        """A file's bytes, at most so many, or why they cannot be had."""
        try:
            return b"".join(_chunks(source, most))
        except _UnreadableError as error:
            return error.diagnostic

    def state(self, source: SourceFile, until: int) -> bytes:
        """The numbers of a file, and the times of its changes: as in okrsite.unchanged, whatever changes its bytes moves them."""
        try:
            found = os.lstat(source.path)
        except OSError:
            return b""
        if max(found.st_mtime_ns, found.st_ctime_ns) > until:
            return b""
        return b"%d %d %d %d %d %d" % (
            found.st_dev, found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns
        )  # fmt: skip


class _UnreadableError(Exception):
    """A file's bytes cannot be had."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def _entries(project: str, parts: Parts) -> list[tuple[str, str]]:
    """Name and kind (link, folder, file, other) of all that lies in a folder, by name."""
    if not _BY_DESCRIPTOR:
        with os.scandir(os.path.join(project, *parts)) as entries:
            return sorted((entry.name, _kind(entry)) for entry in entries)
    descriptor = _open(project, parts, _FOLDER)
    try:
        with os.scandir(descriptor) as entries:
            return sorted((entry.name, _kind(entry)) for entry in entries)
    finally:
        os.close(descriptor)


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink() or (not _BY_DESCRIPTOR and _is_junction(entry.path)):
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "folder"
    return "file" if entry.is_file(follow_symlinks=False) else "other"


def _is_junction(path: str) -> bool:
    """Whether it is a link between folders as Windows makes them, which Python knows of since 3.12."""
    return bool(getattr(os.path, "isjunction", lambda path: False)(path))


def _chunks(source: SourceFile, most: int) -> Iterator[bytes]:
    """A file's bytes piece by piece, `most` in all; _UnreadableError where it is no file or changes meanwhile."""
    size = 0
    try:
        project, *parts = source.path.rsplit(os.sep, source.file.count("/") + 1)
        descriptor = _open(project or os.sep, tuple(parts), _FILE)
        try:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise _UnreadableError(not_a_file(Location(source.file)))
            while size < most and (chunk := os.read(descriptor, min(before.st_size + 1, most - size, _CHUNK))):
                size += len(chunk)
                yield chunk
            after = os.fstat(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise _UnreadableError(_unreadable(source.file, error, "file")) from None
    if (before.st_mtime_ns, min(before.st_size, most)) != (after.st_mtime_ns, size):
        message, hint = "The file changed while it was being read.", "Run the command again."
        raise _UnreadableError(Diagnostic(Location(source.file), "unreadable", message, hint))


def _open(project: str, parts: Parts, flags: int) -> int:
    """A descriptor of what `parts` lead to below the project's folder, no link being followed on the way."""
    if not _BY_DESCRIPTOR:
        path = project
        for part in parts:
            path = os.path.join(path, part)
            if os.path.islink(path) or _is_junction(path):
                raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        return os.open(path, flags)
    descriptor = os.open(project, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for index, part in enumerate(parts, start=1):
        outer = descriptor
        try:
            descriptor = os.open(part, flags if index == len(parts) else _FOLDER, dir_fd=outer)
        finally:
            os.close(outer)
    return descriptor


def _unreadable(file: str, error: OSError, what: str) -> Diagnostic:
    """An OSError in words."""
    location = Location(file)
    if error.errno in (errno.ELOOP, errno.EMLINK):
        return Diagnostic(location, "symbolic-link", f"The {what} is a symbolic link.", INSTEAD_OF_LINK)
    if error.errno in (errno.ENXIO, errno.ENODEV):
        return not_a_file(location)
    reason = error.strerror or type(error).__name__
    return Diagnostic(
        location,
        "unreadable",
        f"The {what} cannot be read: {reason}.",
        f"See to it that the {what} is there and may be read.",
    )
