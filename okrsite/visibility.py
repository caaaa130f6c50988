"""Who may see what: one function removes the rest, right after reading (FORMAT §13, §18).

Nothing after this module has met what it removed, so no page, number, link or message can depend on it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from okrsite.diagnostics import Diagnostic
from okrsite.model import Visibility
from okrsite.parse import Item

Chain = tuple[Visibility, ...]


@dataclass(frozen=True, slots=True)
class View:
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


def view_for(as_of: date, audience: str | None = None, *, drafts: bool = False) -> View:
    """What `build` publishes, with one audience's things and, in the preview, drafts."""
    names = {audience} if audience and audience != "public" else set()
    return View(as_of, frozenset(names | ({"draft"} if drafts else set())))


class Chains:
    """The visibilities of every item and of all units around it."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = tuple(items)
        self._units: Mapping[str, Item] = {item.unit: item for item in self._items if item.is_unit}

    def of(self, item: Item) -> Chain:
        """An item's own visibility last, the company's first; one that cannot be understood hides nothing."""
        own = () if item.is_unit else (item.visibility or Visibility(),)
        return (*self.of_unit(item.unit), *own)

    def of_unit(self, unit: str) -> Chain:
        """The visibilities of a unit and those above it."""
        parts = unit.split("/") if unit else []
        around = (self._units.get("/".join(parts[:length])) for length in range(len(parts) + 1))
        return tuple(item.visibility or Visibility() for item in around if item)

    def visible(self, view: View) -> tuple[Item, ...]:
        """What a view shows."""
        return tuple(item for item in self._items if view.shows(self.of(item)))

    def narrowest_view(self, item: Item, as_of: date) -> View:
        """The narrowest build that publishes an item; where none does, a view of everything (FORMAT §18)."""
        chain = self.of(item)
        names = frozenset(visibility.name for visibility in chain) - {"public"}
        view = View(as_of, names)
        never = "restricted" in names or not view.shows(chain)
        return View(as_of, everything=True) if never else view

    def wider_faults(self) -> Iterable[Diagnostic]:
        """An error for each item that would be shown to more people than what encloses it."""
        for item in self._items:
            around = self.of_unit(item.unit)[:-1] if item.is_unit else self.of_unit(item.unit)
            written = item.visibility
            if written and item.says_visibility and any(not _narrows(written.name, outer.name) for outer in around):
                outer_name = next(outer.name for outer in around if not _narrows(written.name, outer.name))
                message = f"`visibility: {written.name}` is wider than what encloses it, which is `{outer_name}`."
                hint = "Remove the line, or move the document."
                yield Diagnostic(item.visibility_location, "wider-visibility", message, hint)


def _narrows(inner: str, outer: str) -> bool:
    """Whether what is shown under the inner name is never shown to somebody who may not see the outer one."""
    if outer == "public" or inner in (outer, "restricted"):
        return True
    return inner == "draft" and outer != "restricted"
