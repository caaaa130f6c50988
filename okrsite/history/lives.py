"""Old versions of documents, commit by commit → lives: what went by one name in one file, from when it came to when it went.

Each life knows who could have seen it after every commit that changed it, or that changed who may see what lies around it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from okrsite.history.versions import Version
from okrsite.model import Visibility

Folder = tuple[str, ...]
Chain = tuple[Visibility, ...]

_HIDDEN = Visibility("restricted")
"""Where nobody can tell who may see something."""


class Document(NamedTuple):
    """A Markdown file as a commit left it; `blob` is None where it went."""

    file: str
    folder: Folder
    name: str
    blob: str | None

    @property
    def is_index(self) -> bool:
        """Whether it says who may see what lies in its folder."""
        return self.name == "index.md"


class State(NamedTuple):
    """A document after a commit, which is told by its place in the line; `version` is None where it is no document.

    `chain` are the visibilities of all that is around it, and its own.
    """

    commit: int
    version: Version | None
    chain: Chain

    @property
    def is_clear(self) -> bool:
        """Whether it can be told what the document said, and to whom."""
        return self.version is not None and self.version.visibility is not None


@dataclass
class Life:
    """A document by one name in one file; `went` is the place of the commit that ended it, None where it is there still."""

    name: str
    file: str
    states: list[State] = field(default_factory=list)
    went: int | None = None


class Lives:
    """All lives of a line of commits, the earliest commit first."""

    def __init__(self) -> None:
        self.all: list[Life] = []
        self._alive: dict[str, Life] = {}
        self._folders: dict[str, Folder] = {}
        self._around: dict[Folder, Visibility] = {}

    def add(self, commit: int, documents: Sequence[Document], version_of: Callable[[Document], Version | None]) -> None:
        """What the next commit changed. A unit's index.md comes first, because it decides of what lies around it."""
        kept = {document.file for document in documents if document.blob}
        for document in documents:
            if not document.blob and document.file not in kept:
                self._end(commit, document.file)
        versions = {document: version_of(document) for document in documents if document.blob}
        moved = [document.folder for document, version in versions.items() if document.is_index and self._encloses(document, version)]
        for document, version in versions.items():
            self._come(commit, document, version)
        self._see_anew(commit, moved)

    def _encloses(self, index: Document, version: Version | None) -> bool:
        """Note what an index.md says of its folder, and tell whether that is something new. One that went leaves it as it was."""
        before = self._around.get(index.folder, Visibility())
        self._around[index.folder] = (version and version.visibility) or _HIDDEN
        return before != self._around[index.folder]

    def _come(self, commit: int, document: Document, version: Version | None) -> None:
        life = self._alive.get(document.file)
        if life is None or (version and version.reference != life.name):
            self._end(commit, document.file)
            life = Life(version.reference if version else "", document.file)
            self.all.append(life)
            self._alive[document.file], self._folders[document.file] = life, document.folder
        life.states.append(State(commit, version, self._chain(document.folder, version)))

    def _end(self, commit: int, file: str) -> None:
        life = self._alive.pop(file, None)
        if life:
            life.went = commit

    def _see_anew(self, commit: int, folders: Iterable[Folder]) -> None:
        """Whoever may see a folder may see what lies in it, although no file of it was changed."""
        for folder in folders:
            for file, life in self._alive.items():
                last = life.states[-1]
                if self._folders[file][: len(folder)] == folder and last.commit != commit:
                    life.states.append(State(commit, last.version, self._chain(self._folders[file], last.version)))

    def _chain(self, folder: Folder, version: Version | None) -> Chain:
        around = (self._around.get(folder[:length], Visibility()) for length in range(len(folder) + 1))
        return (*around, (version and version.visibility) or _HIDDEN)


def by_name(lives: Iterable[Life]) -> Mapping[str, list[Life]]:
    """The lives of each name."""
    found: dict[str, list[Life]] = {}
    for life in lives:
        found.setdefault(life.name, []).append(life)
    return found
