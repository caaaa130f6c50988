"""Whose a title says that it is, where the whole document has that habit: `[DP]` behind it, `CEO:` before it.

One pair of brackets, or one colon, proves nothing; it is taken for a name where the document does so again and again.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from okrsite.importers.markdown_key_results import Titled
from okrsite.importers.markdown_marks import before_colon, bracketed_names, mark_of, names_role
from okrsite.importers.markdown_nesting import Node
from okrsite.importers.markdown_roles import Role, Roles
from okrsite.importers.markdown_words import Words

_OFTEN: Final = 2


class Owners:
    """Which habits of naming owners a document has."""

    def __init__(self, root: Node, roles: Roles) -> None:
        titles = [node for node in root.walk() if roles[node] in (Role.OBJECTIVE, Role.KEY_RESULT)]
        self._in_brackets = sum(any(True for _ in bracketed_names(_unmarked(node))) for node in titles) >= _OFTEN
        lists = [found for node in root.walk() for kind in ("item", "heading") if (found := _objectives(node, kind, roles))]
        named = [items for items in lists if _all_named(items)]
        certain = [items for items in named if any(names_role(_before(item)) for item in items)]
        taken = named if len(certain) >= _OFTEN else certain
        self._before_colon = {id(item) for item in chain.from_iterable(taken)}

    def taken_out(self, node: Node, head: Titled, *, is_objective: bool) -> Titled:
        """A title without the names of those whose it is."""
        words, owners = head.words, list(head.owners)
        if self._in_brackets:
            for names, start, end in reversed(list(bracketed_names(words))):
                words = words.without(start, end)
                owners[len(head.owners) : len(head.owners)] = [name.strip() for name in names.split(",")]
        found = before_colon(words) if is_objective and id(node) in self._before_colon else None
        if found:
            words, owners = words.cut(found[1]), [found[0], *owners]
        return replace(head, words=words, owners=list(dict.fromkeys(owners)))


def _objectives(node: Node, kind: str, roles: Roles) -> list[Node]:
    return [child for child in node.children if child.kind == kind and roles[child] is Role.OBJECTIVE]


def _all_named(items: Sequence[Node]) -> bool:
    return all(_before(item) for item in items)


def _before(item: Node) -> str:
    found = before_colon(_unmarked(item))
    return found[0] if found else ""


def _unmarked(node: Node) -> Words:
    """A title without the word that says what it is."""
    marked = mark_of(node.words)
    return node.words.cut(marked.end) if marked else node.words
