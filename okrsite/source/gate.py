"""The one gate to the disk: the project's content folder becomes a list of files, and a file becomes bytes.

Content is untrusted. No link is followed: every folder on the way to a file is opened by its own name inside the one
before, so that a folder that turns into a link between looking and reading leads nowhere, and what was opened is
checked to be a regular file.
"""

import errno
import os
import pathlib
import re
import stat
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from okrsite.diagnostics import Diagnostic, Location, in_order
from okrsite.source.text import LARGEST_FILE

_CHUNK: Final = 1 << 20
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_FILE: Final = os.O_RDONLY | _NO_LINK | getattr(os, "O_BINARY", 0)
_FOLDER: Final = os.O_RDONLY | _NO_LINK | getattr(os, "O_DIRECTORY", 0)
_BY_DESCRIPTOR: Final = os.open in os.supports_dir_fd and os.scandir in os.supports_fd
_UNFIT_NAME: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_INSTEAD_OF_LINK: Final = (
    "Links are not followed, so that nothing outside can be published: put the file or folder itself here."
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file below content: `file` is relative to the project, `folder` to content, in NFC; `path` as on the disk."""

    file: str
    folder: tuple[str, ...]
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Tree:
    """What lies below the content folder, without ignored names, sorted; `folders` are those below it (FORMAT §1)."""

    markdown: tuple[SourceFile, ...]
    attachments: tuple[SourceFile, ...]
    people: SourceFile | None
    folders: tuple[tuple[str, ...], ...]
    diagnostics: tuple[Diagnostic, ...]


def walk(project: pathlib.Path, content: str) -> Tree:
    """What lies below `content`, a path inside `project` (else ValueError); links are not followed (FORMAT §1, §18)."""
    parts = _content_parts(content)
    search = _Search(os.path.abspath(project), parts)
    if fault := _unfit_content(search.project, parts):
        return Tree((), (), None, (), (fault,))
    waiting: list[_Folder] = [((), ())]
    while waiting:
        waiting += search.look_into(*waiting.pop())
    return search.tree()


def read_bytes(source: SourceFile) -> bytes | Diagnostic:
    """A document's bytes, at most one more than a document may have, or why they cannot be had (FORMAT §14, §18)."""
    try:
        return b"".join(_chunks(source, LARGEST_FILE + 1))
    except _UnreadableError as error:
        return error.diagnostic


def read_attachment(source: SourceFile) -> bytes | Diagnostic:
    """All of an attachment's bytes, or why they cannot be had (FORMAT §1)."""
    try:
        return b"".join(_chunks(source, sys.maxsize))
    except _UnreadableError as error:
        return error.diagnostic


_Folder = tuple[tuple[str, ...], tuple[str, ...]]
"""A folder's segments below the content folder, normalised, and as the disk spells them."""


class _UnreadableError(Exception):
    """A file's bytes cannot be had."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class _Search:
    """What has been found so far below one content folder."""

    def __init__(self, project: str, content: tuple[str, ...]) -> None:
        self.project = project
        self.content = content
        self.prefix = _composed("/".join(content)) + "/"
        self.files: list[SourceFile] = []
        self.folders: list[tuple[str, ...]] = []
        self.faults: list[Diagnostic] = []

    def look_into(self, folder: tuple[str, ...], spelled: tuple[str, ...]) -> list[_Folder]:
        """Note one folder's files and faults; its own folders."""
        try:
            entries = _entries(self.project, (*self.content, *spelled))
        except OSError as error:
            self.faults.append(_unreadable(self.address(folder).rstrip("/"), error, "folder"))
            return []
        inner: list[_Folder] = []
        seen: set[str] = set()
        for spelling, kind in entries:
            name = _composed(spelling)
            if name.startswith((".", "_")):
                continue
            if fault := self.unfit(folder, name, kind, name in seen):
                self.faults.append(fault)
            elif kind == "folder":
                self.folders.append((*folder, name))
                inner.append(((*folder, name), (*spelled, spelling)))
            else:
                path = os.path.join(self.project, *self.content, *spelled, spelling)
                self.files.append(SourceFile(self.address((*folder, name)), folder, name, path))
            seen.add(name)
        return inner

    def address(self, segments: tuple[str, ...]) -> str:
        """The path relative to the project."""
        return self.prefix + "/".join(segments)

    def unfit(self, folder: tuple[str, ...], name: str, kind: str, is_second: bool) -> Diagnostic | None:
        """Why an entry is not taken, if so."""
        shown = _UNFIT_NAME.sub(_escaped, name)
        location = Location(self.address((*folder, shown)))
        if shown != name:
            code = "folder-name" if kind == "folder" else "unreadable"
            message = f"The name `{shown}` is not UTF-8 text, or holds a control character."
            return Diagnostic(location, code, message, "Rename it, with letters, digits and hyphens.")
        if kind == "link":
            return Diagnostic(location, "symbolic-link", f"`{name}` is a symbolic link.", _INSTEAD_OF_LINK)
        if kind == "other":
            return _not_a_file(location)
        if is_second:
            message = f"Two names here read `{name}` and differ only in how their accents are stored."
            return Diagnostic(location, "address-collision", message, "Rename or remove one of the two.")
        return None

    def tree(self) -> Tree:
        """What was found, sorted."""
        files = sorted(self.files, key=lambda source: source.file)
        people = next((source for source in files if not source.folder and source.name == "people.yml"), None)
        markdown = tuple(source for source in files if _is_markdown(source))
        attachments = tuple(source for source in files if source is not people and not _is_markdown(source))
        return Tree(markdown, attachments, people, tuple(sorted(self.folders)), in_order(self.faults))


def _content_parts(content: str) -> tuple[str, ...]:
    """The setting's segments; ValueError where it is not a plain relative path."""
    parts = pathlib.PurePosixPath(content).parts
    if not parts or ".." in parts or "\\" in content or pathlib.PureWindowsPath(content).anchor:
        raise ValueError(f"content must be a path relative to the project's folder and inside it: {content!r}")
    if _UNFIT_NAME.search(content):
        raise ValueError(f"content holds a character that no path should: {content!r}")
    return parts


def _unfit_content(project: str, parts: tuple[str, ...]) -> Diagnostic | None:
    """Why the content folder cannot be looked into, if so: missing, no folder, or reached through a link."""
    for length in range(1, len(parts) + 1):
        path, file = os.path.join(project, *parts[:length]), _composed("/".join(parts[:length]))
        try:
            mode = os.lstat(path).st_mode
        except (FileNotFoundError, NotADirectoryError):
            hint = "Make it, with a file `index.md` in it, or run `okrsite init`."
            return Diagnostic(
                Location(_composed("/".join(parts))), "empty-content", "There is no content folder here.", hint
            )
        except OSError as error:
            return _unreadable(file, error, "folder")
        if stat.S_ISLNK(mode) or _is_junction(path):
            return Diagnostic(
                Location(file), "symbolic-link", f"The content folder's `{file}` is a symbolic link.", _INSTEAD_OF_LINK
            )
        if not stat.S_ISDIR(mode):
            hint = "Put a folder in its place, with a file `index.md` in it."
            return Diagnostic(Location(file), "empty-content", f"`{file}` is not a folder.", hint)
    return None


def _entries(project: str, parts: tuple[str, ...]) -> list[tuple[str, str]]:
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


def _is_markdown(source: SourceFile) -> bool:
    return source.name.lower().endswith(".md")


def _composed(name: str) -> str:
    """The name as every system would store it, with composed accents."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


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
                raise _UnreadableError(_not_a_file(Location(source.file)))
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


def _open(project: str, parts: tuple[str, ...], flags: int) -> int:
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


def _escaped(match: re.Match[str]) -> str:
    """A character of a name as it can be shown; a byte that is not UTF-8 by its number."""
    number = ord(match[0])
    return f"\\u{number:04x}" if number in (0x2028, 0x2029) else f"\\x{number & 0xFF:02x}"


def _not_a_file(location: Location) -> Diagnostic:
    message = "This is neither a file nor a folder, but a pipe, a socket or a device."
    return Diagnostic(location, "not-a-file", message, "Remove it, or give it a name that begins with `_`.")


def _unreadable(file: str, error: OSError, what: str) -> Diagnostic:
    """An OSError in words."""
    location = Location(file)
    if error.errno in (errno.ELOOP, errno.EMLINK):
        return Diagnostic(location, "symbolic-link", f"The {what} is a symbolic link.", _INSTEAD_OF_LINK)
    if error.errno in (errno.ENXIO, errno.ENODEV):
        return _not_a_file(location)
    reason = error.strerror or type(error).__name__
    return Diagnostic(
        location,
        "unreadable",
        f"The {what} cannot be read: {reason}.",
        f"See to it that the {what} is there and may be read.",
    )
