"""A commit of git as an origin: the files of a project as they were, without a checkout.

One listing and one stream of documents give what the disk would; any other file is fetched where somebody asks for it.
"""

from collections.abc import Mapping
from functools import cached_property

from okrsite.diagnostics import Diagnostic, Location
from okrsite.git import CommittedFile, Repository
from okrsite.source.folders import INSTEAD_OF_LINK, Parts, SourceFile, linked_content, no_content, no_folder
from okrsite.source.text import LARGEST_FILE


class Commit:
    """The files of a project at a commit."""

    def __init__(self, repository: Repository, revision: str) -> None:
        self._repository = repository
        self._commit = repository.resolve(revision)
        self._read: dict[str, Mapping[str, bytes]] = {}

    def top_file(self, name: str) -> bytes | Diagnostic | None:
        """The bytes of a file of the project's folder itself, or why they cannot be had; None where there is no such file."""
        found = self._files.get(name)
        if found and found.kind == "link":
            return Diagnostic(Location(name), "symbolic-link", f"{name} is a symbolic link.", INSTEAD_OF_LINK)
        return self._content(found.blob, LARGEST_FILE + 1) if found and found.kind == "file" else None

    def content_fault(self, parts: Parts) -> Diagnostic | None:
        """Why the content folder cannot be looked into, if so."""
        for length in range(1, len(parts) + 1):
            path = "/".join(parts[:length])
            found = self._files.get(path)
            if found:
                return linked_content(path) if found.kind == "link" else no_folder(path)
        return None if parts in self._folders else no_content(parts)

    def entries(self, parts: Parts, file: str) -> list[tuple[str, str]]:
        """Name and kind of all that lies in a folder, by name; submodules have their own commits, and are passed over."""
        return sorted((name, kind) for name, kind in self._folders[parts].items() if kind != "submodule")

    def path(self, parts: Parts) -> str:
        """The path below the project's folder."""
        return "/".join(parts)

    def read(self, source: SourceFile, most: int) -> bytes | Diagnostic:
        """A file's bytes, at most so many."""
        if most > LARGEST_FILE + 1 or not _is_document(source.path):
            return self._content(self._files[source.path].blob, most)
        around = source.path.split("/")[: -len(source.folder) - 1]
        return self._documents("/".join(around) + "/")[source.path][:most]

    def state(self, source: SourceFile, until: int) -> bytes:
        """Nobody can tell: what a commit holds is read all at once."""
        return b""

    @property
    def submodules(self) -> tuple[str, ...]:
        """Folders whose files are not part of this commit."""
        return tuple(path for path, file in self._files.items() if file.kind == "submodule")

    @cached_property
    def _files(self) -> Mapping[str, CommittedFile]:
        return {file.path: file for file in self._repository.files_at(self._commit)}

    @cached_property
    def _folders(self) -> Mapping[Parts, Mapping[str, str]]:
        """Every folder's names, each with its kind."""
        found: dict[Parts, dict[str, str]] = {}
        for file in self._files.values():
            *around, name = file.path.split("/")
            found.setdefault(tuple(around), {})[name] = file.kind
            for length in range(len(around)):
                found.setdefault(tuple(around[:length]), {})[around[length]] = "folder"
        return found

    def _documents(self, below: str) -> Mapping[str, bytes]:
        """What every build reads of a folder, all at once."""
        if below not in self._read:
            files = [f for f in self._files.values() if f.kind == "file" and f.path.startswith(below) and _is_document(f.path)]
            contents = self._repository.contents((file.blob for file in files), LARGEST_FILE + 1)
            self._read[below] = {file.path: content for file, content in zip(files, contents, strict=True)}
        return self._read[below]

    def _content(self, blob: str, most: int) -> bytes:
        (content,) = self._repository.contents([blob], most)
        return content


def _is_document(path: str) -> bool:
    return path.lower().endswith((".md", "/people.yml"))
