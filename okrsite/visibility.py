"""Who may see what: one definition of what is shown and what is removed, right after reading (FORMAT §13, §18).

Nothing that comes after has met what is removed, so no page, number, link or message can depend on it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from okrsite.diagnostics import Diagnostic
from okrsite.model import Visibility
from okrsite.parse import Item

Chain = tuple[Visibility, ...]
Folder = tuple[str, ...]

# A unit whose index.md cannot be understood may say there who may see it, so nobody is shown what lies below.
_UNCLEAR = Visibility("restricted")


class View(Struct, frozen=True):
    """What a build shows: public things, those of the named visibilities, and as of a day what is no longer embargoed.

    `everything` is for those who have the repository, and for resolving what no build publishes.
    """

    as_of: date
    names: frozenset[str] = frozenset()
    everything: bool = False

    def shows(self, chain: Chain) -> bool:
        """Whether a thing is shown whose own visibility and that of everything around it is the chain."""
        return self.everything or all(
            (visibility.name == "public" or visibility.name in self.names)
            and (visibility.embargo is None or visibility.embargo <= self.as_of)
            for visibility in chain
        )

    @property
    def breadth(self) -> tuple[bool, int, tuple[str, ...]]:
        """A key that sorts views, the narrowest first."""
        return self.everything, len(self.names), tuple(sorted(self.names))


def view_for(as_of: date, audience: str | None = None, *, drafts: bool = False) -> View:
    """What `build` publishes, with one audience's things and, in the preview, drafts."""
    names = {audience} if audience and audience != "public" else set()
    return View(as_of, frozenset(names | ({"draft"} if drafts else set())))


class Chains:
    """The visibilities of every item and of everything around it: each index.md hides all that lies in its folder.

    `unread` are files of which no item could be made.
    """

    def __init__(self, items: Iterable[Item], unread: Iterable[str], content: str) -> None:
        self._prefix = content + "/"
        self._indexes: Mapping[Folder, Item] = {self.folder(item.file)[:-1]: item for item in items if item.is_unit}
        unclear = [*unread, *(item.file for item in self._indexes.values() if item.is_unclear)]
        self._unclear = {self.folder(file)[:-1] for file in unclear if file.endswith("/index.md")}

    def folder(self, path: str) -> Folder:
        """A path relative to the project as the names below the content folder; empty for that folder itself."""
        return tuple(path.removeprefix(self._prefix).split("/")) if path.startswith(self._prefix) else ()

    def of(self, item: Item) -> Chain:
        """The visibilities around an item, the company's first, and its own; one that cannot be understood hides only what is below."""
        around = self._around(item)
        return (*self._written(around), *self._doubts(around), item.visibility or Visibility())

    def of_folder(self, folder: Folder) -> Chain:
        """The visibilities that hide what lies in a folder."""
        around = _upwards(folder)
        return (*self._written(around), *self._doubts(around))

    def is_unclear(self, item: Item, view: View) -> bool:
        """Whether a view does not show an item only because nobody can tell who may see what is around it."""
        around = self._around(item)
        written = (*self._written(around), item.visibility or Visibility())
        return view.shows(written) and not view.shows(self._doubts(around))

    def narrowest_view(self, item: Item, as_of: date) -> View:
        """The narrowest build that publishes an item; where none does, a view of everything (FORMAT §18)."""
        chain = self.of(item)
        names = frozenset(visibility.name for visibility in chain) - {"public"}
        view = View(as_of, names)
        never = "restricted" in names or not view.shows(chain)
        return View(as_of, everything=True) if never else view

    def wider_faults(self, items: Iterable[Item]) -> Iterator[Diagnostic]:
        """An error for each of some items that would be shown to more people than what encloses it."""
        for item in items:
            written = item.visibility if item.says_visibility else None
            outer = [visibility.name for visibility in self._written(self._around(item))] if written else []
            if written and (wider := [name for name in outer if not _narrows(written.name, name)]):
                message = f"`visibility: {written.name}` is wider than what encloses it, which is `{wider[0]}`."
                yield Diagnostic(item.visibility_location, "wider-visibility", message, "Remove the line, or move the document.")

    def _around(self, item: Item) -> list[Folder]:
        """The folders whose index.md is around an item: those that it lies in, but a unit is not around itself."""
        folders = _upwards(self.folder(item.file)[:-1])
        return folders[:-1] if item.is_unit else folders

    def _written(self, folders: Iterable[Folder]) -> Chain:
        indexes = (self._indexes.get(folder) for folder in folders)
        return tuple(index.visibility or Visibility() for index in indexes if index)

    def _doubts(self, folders: Iterable[Folder]) -> Chain:
        return tuple(_UNCLEAR for folder in folders if folder in self._unclear)


def _upwards(folder: Folder) -> list[Folder]:
    """A folder and all around it, the content folder first."""
    return [folder[:length] for length in range(len(folder) + 1)]


def _narrows(inner: str, outer: str) -> bool:
    """Whether what is shown under the inner name is never shown to somebody who may not see the outer one."""
    if outer == "public" or inner in (outer, "restricted"):
        return True
    return inner == "draft" and outer != "restricted"
