"""A whole document → which marks it uses: what no single line can tell.

A bold line or a short heading means something only where all the others of its kind look so, too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from okrsite.importers.markdown_marks import Mark, is_background, mark_of
from okrsite.importers.markdown_nesting import Node
from okrsite.importers.markdown_periods import without_period

_TREE_DEPTH: Final = 4
"""OKRs have two levels, with details three; lists that go deeper are trees, in which whatever has something below it is an objective."""
_NAME_WORDS: Final = 3
"""Units have names, objectives are sentences: headings of at most so many words, typically, are names."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which marks a document uses."""

    names_objectives: bool
    names_key_results: bool
    has_boxes: bool
    depth: int
    """How deep its lists go, 0 without one."""
    lists_are_named: bool
    """Whether the headings right above its lists are names rather than sentences."""

    @property
    def has_words(self) -> bool:
        """Whether words tell objectives or key results."""
        return self.names_objectives or self.names_key_results

    @property
    def is_tree(self) -> bool:
        """Whether depth alone tells, at any depth."""
        return self.depth >= _TREE_DEPTH and not self.has_words and not self.has_boxes


def evidence_of(root: Node) -> Evidence:
    """Look at a whole document."""
    marks = {marked.mark for node in root.walk() if node.kind in ("heading", "item") and (marked := mark_of(node.words))}
    boxes = any(node.checked is not None for node in root.walk())
    above = [node for node in root.walk() if node.kind == "heading" and node.items() and not is_background(node.words)]
    return Evidence(Mark.OBJECTIVE in marks, Mark.KEY_RESULT in marks, boxes, _list_depth(root), bool(above) and are_names(above, most=2))


def _list_depth(node: Node) -> int:
    deepest, waiting = 0, [(node, 0)]
    while waiting:
        inner, depth = waiting.pop()
        depth += inner.kind == "item"
        deepest = max(deepest, depth)
        waiting.extend((child, depth) for child in inner.children)
    return deepest


# -- how lists and headings look --

Look = tuple[bool, bool]


def look_of(items: Sequence[Node]) -> Look:
    """Whether a list is numbered, and whether it has bold entries."""
    return items[0].is_ordered, any(item.words.is_all("bold") for item in items)


def looks_in(root: Node) -> frozenset[Look]:
    """How the outer lists look that have others below them."""
    return frozenset(_outer_looks(root))


def _outer_looks(node: Node) -> Iterator[Look]:
    for inner in node.walk():
        items = inner.items()
        if items and inner.kind != "item" and any(item.items() for item in items):
            yield look_of(items)


def looks_right(items: Sequence[Node], looks: frozenset[Look]) -> bool:
    """Where some outer lists are bold, others than these are text, unless they are numbered as these are."""
    bold = {is_ordered for is_ordered, is_bold in looks if is_bold}
    return not bold or look_of(items)[1] or items[0].is_ordered in bold


def are_names(headings: Sequence[Node], most: int = _NAME_WORDS) -> bool:
    """Whether headings are typically as short as names are; what stands in brackets behind them does not count."""
    return median(len(without_period(heading.words.line).split("(")[0].split()) for heading in headings) <= most
