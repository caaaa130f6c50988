"""What lies below a project's content folder, wherever its files come from: an origin's names become a list of files (FORMAT §1, §18).

An origin is a folder on the disk or a commit. Which names are passed over, which are refused, and in what order the others stand is said
here, once for all of them, so that a commit reads as the same files on the disk do.
"""

import pathlib
import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from msgspec import Struct

from okrsite.diagnostics import Diagnostic, Location, in_order
from okrsite.source.text import LARGEST_FILE

_UNFIT_NAME: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
INSTEAD_OF_LINK: Final = (
    "Links are not followed, so that nothing outside can be published: put the file or folder itself here."
)

Parts = tuple[str, ...]
"""The segments of a path."""


class Origin(Protocol):
    """Where a project's files come from. Paths are relative to the project's folder, `parts` as the origin spells them."""

    def top_file(self, name: str) -> bytes | Diagnostic | None:
        """The bytes of a file of the project's folder itself, or why they cannot be had; None where there is no such file."""

    def content_fault(self, parts: Parts) -> Diagnostic | None:
        """Why the content folder cannot be looked into, if so."""

    def entries(self, parts: Parts, file: str) -> Sequence[tuple[str, str]] | Diagnostic:
        """Name and kind (link, folder, file, other) of all that lies in a folder, by name; `file` is what messages call it."""

    def path(self, parts: Parts) -> str:
        """What a file is found by again."""

    def read(self, source: "SourceFile", most: int) -> bytes | Diagnostic:
        """A file's bytes, at most so many, or why they cannot be had."""

    def state(self, source: "SourceFile", until: int) -> bytes:
        """What tells a file from any other, also one of other bytes in its place; empty where that cannot be told without reading it.

        So it is, too, of what has changed later than `until`, in nanoseconds since 1970: it may change again without its being seen.
        """


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file below content: `file` is relative to the project, `folder` to content, in NFC; `path` as its origin finds it.

    One that is not there yet has no origin, and is never read.
    """

    file: str
    folder: Parts
    name: str
    path: str
    origin: Origin | None = field(default=None, compare=False, repr=False)


class Tree(Struct, frozen=True):
    """What lies below the content folder, without ignored names, sorted; `folders` are those below it (FORMAT §1)."""

    markdown: tuple[SourceFile, ...]
    attachments: tuple[SourceFile, ...]
    people: SourceFile | None
    folders: tuple[Parts, ...]
    diagnostics: tuple[Diagnostic, ...]


def walk(origin: Origin, content: str) -> Tree:
    """What lies below `content`, a path inside the project (else ValueError); links are not followed (FORMAT §1, §18)."""
    parts = _content_parts(content)
    search = _Search(origin, parts)
    if fault := origin.content_fault(parts):
        return Tree((), (), None, (), (fault,))
    waiting: list[_Folder] = [((), ())]
    while waiting:
        waiting += search.look_into(*waiting.pop())
    return search.tree()


def read_bytes(source: SourceFile) -> bytes | Diagnostic:
    """A document's bytes, at most one more than a document may have, or why they cannot be had (FORMAT §14, §18)."""
    return _read(source, LARGEST_FILE + 1)


def state_of(source: SourceFile, until: int) -> bytes:
    """What tells a file, with its bytes, from any other; empty where nobody can tell, or it has changed since."""
    return source.origin.state(source, until) if source.origin else b""


def read_attachment(source: SourceFile) -> bytes | Diagnostic:
    """All of an attachment's bytes, or why they cannot be had (FORMAT §1)."""
    return _read(source, sys.maxsize)


def _read(source: SourceFile, most: int) -> bytes | Diagnostic:
    assert source.origin, "only what an origin has is read"
    return source.origin.read(source, most)


def composed(name: str) -> str:
    """The name as every system would store it, with composed accents."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


def not_a_file(location: Location) -> Diagnostic:
    """The fault of what is neither file nor folder."""
    message = "This is neither a file nor a folder, but a pipe, a socket or a device."
    return Diagnostic(location, "not-a-file", message, "Remove it, or give it a name that begins with `_`.")


def no_content(parts: Parts) -> Diagnostic:
    """The fault of a content folder that is not there."""
    hint = "Make it, with a file `index.md` in it, or run `okrsite init`."
    return Diagnostic(Location(composed("/".join(parts))), "empty-content", "There is no content folder here.", hint)


def no_folder(file: str) -> Diagnostic:
    """The fault of a content folder that is a file."""
    hint = "Put a folder in its place, with a file `index.md` in it."
    return Diagnostic(Location(file), "empty-content", f"`{file}` is not a folder.", hint)


def linked_content(file: str) -> Diagnostic:
    """The fault of a content folder that is reached through a link."""
    return Diagnostic(Location(file), "symbolic-link", f"The content folder's `{file}` is a symbolic link.", INSTEAD_OF_LINK)


_Folder = tuple[Parts, Parts]
"""A folder's segments below the content folder, normalised, and as the origin spells them."""


class _Search:
    """What has been found so far below one content folder."""

    def __init__(self, origin: Origin, content: Parts) -> None:
        self.origin = origin
        self.content = content
        self.prefix = composed("/".join(content)) + "/"
        self.files: list[SourceFile] = []
        self.folders: list[Parts] = []
        self.faults: list[Diagnostic] = []

    def look_into(self, folder: Parts, spelled: Parts) -> list[_Folder]:
        """Note one folder's files and faults; its own folders."""
        entries = self.origin.entries((*self.content, *spelled), self.address(folder).rstrip("/"))
        if isinstance(entries, Diagnostic):
            self.faults.append(entries)
            return []
        inner: list[_Folder] = []
        seen: set[str] = set()
        for spelling, kind in entries:
            name = composed(spelling)
            if name.startswith((".", "_")):
                continue
            if fault := self.unfit(folder, name, kind, name in seen):
                self.faults.append(fault)
            elif kind == "folder":
                self.folders.append((*folder, name))
                inner.append(((*folder, name), (*spelled, spelling)))
            else:
                path = self.origin.path((*self.content, *spelled, spelling))
                self.files.append(SourceFile(self.address((*folder, name)), folder, name, path, self.origin))
            seen.add(name)
        return inner

    def address(self, segments: Parts) -> str:
        """The path relative to the project."""
        return self.prefix + "/".join(segments)

    def unfit(self, folder: Parts, name: str, kind: str, is_second: bool) -> Diagnostic | None:
        """Why an entry is not taken, if so."""
        shown = _UNFIT_NAME.sub(_escaped, name)
        location = Location(self.address((*folder, shown)))
        if shown != name:
            code = "folder-name" if kind == "folder" else "unreadable"
            message = f"The name `{shown}` is not UTF-8 text, or holds a control character."
            return Diagnostic(location, code, message, "Rename it, with letters, digits and hyphens.")
        if kind == "link":
            return Diagnostic(location, "symbolic-link", f"`{name}` is a symbolic link.", INSTEAD_OF_LINK)
        if kind == "other":
            return not_a_file(location)
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


def _content_parts(content: str) -> Parts:
    """The setting's segments; ValueError where it is not a plain relative path."""
    parts = pathlib.PurePosixPath(content).parts
    if not parts or ".." in parts or "\\" in content or pathlib.PureWindowsPath(content).anchor:
        raise ValueError(f"content must be a path relative to the project's folder and inside it: {content!r}")
    if _UNFIT_NAME.search(content):
        raise ValueError(f"content holds a character that no path should: {content!r}")
    return parts


def _is_markdown(source: SourceFile) -> bool:
    return source.name.lower().endswith(".md")


def _escaped(match: re.Match[str]) -> str:
    """A character of a name as it can be shown; a byte that is not UTF-8 by its number."""
    number = ord(match[0])
    return f"\\u{number:04x}" if number in (0x2028, 0x2029) else f"\\x{number & 0xFF:02x}"
