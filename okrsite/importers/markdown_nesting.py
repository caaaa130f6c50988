"""Blocks one after the other → blocks below one another: lists below the lines that name them, key results below their objective.

A heading holds what follows it. So does a paragraph that serves as one: a bold line, or one that names what comes, such as
`Key results:`. Lines of one paragraph are taken apart where one of them names something of its own.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from okrsite.importers.markdown_marks import Mark, mark_of
from okrsite.importers.markdown_words import Words

_BOLD_LINE, _NAMING_LINE = 7, 8
"""Levels of paragraphs that serve as headings, below those of real ones."""


@dataclass(slots=True, eq=False)
class Node:
    """A block; `line` to `end` are its lines from 1, `words` its own text: of a heading, a paragraph, an item's first paragraph."""

    kind: Literal["document", "heading", "item", "paragraph", "table", "other"]
    line: int
    end: int
    words: Words = field(default_factory=Words)
    level: int = 0
    """Of a heading, 1 to 6, and deeper for paragraphs that serve as one."""
    is_ordered: bool = False
    checked: bool | None = None
    """Of an item with a check box."""
    children: list["Node"] = field(default_factory=list)
    is_whole: bool = False
    """Of a heading, whether what stands below it is in it already: of a part that can be folded."""
    rows: list[tuple[int, list[Words]]] = field(default_factory=list)
    """Of a table: the line and the cells of each row, the head first."""

    def items(self) -> list["Node"]:
        """The list items right below it, of all its lists."""
        return [child for child in self.children if child.kind == "item"]

    def all_words(self) -> Iterator[Words]:
        """Its own words, and those of its cells."""
        yield self.words
        for _, cells in self.rows:
            yield from cells

    def walk(self) -> Iterator["Node"]:
        """Itself and everything below it, in the order of the text."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


_NAMING: Final = re.compile(
    r"(?:key results?|krs?|r[ée]sultats?[ -]cl[ée]s?|initiatives?|objectives?|objectifs?|goals?|o\d+|kr ?\d+(?:\.\d+)*|owner|lead|driver"
    r"|responsable|why|pourquoi|score|progress|progr[eè]s|status|statut|due|confidence|confiance|target|cible|current|baseline|start"
    r"|valeur actuelle)\b[^:\n]{0,20}:",
    re.I,
)


def names_something(words: Words) -> bool:
    """Whether a line begins with a word and a colon that say what it is: `KR 1: …`, `Owner: …`."""
    return bool(_NAMING.match(words.text))


def nested(blocks: Sequence[Node]) -> list[Node]:
    """Blocks below the headings that they belong to."""
    top: list[Node] = []
    open_headings: list[Node] = []
    blocks = list(_taken_apart(blocks))
    names = _names_above_lists(blocks)
    for block in blocks:
        level = 0 if block.is_whole else _BOLD_LINE if id(block) in names else _level(block)
        if block.kind == "paragraph" and (marked := mark_of(block.words)) and marked.mark is Mark.KEY_RESULT:
            block.kind = "item"
        while level and open_headings and open_headings[-1].level >= level:
            open_headings.pop()
        (open_headings[-1].children if open_headings else top).append(block)
        if level:
            block.kind, block.level = "heading", level
            open_headings.append(block)
    for heading in [block for block in blocks if block.kind == "heading" and not block.is_whole]:
        heading.children = _adopted(heading.children)
    return _adopted(top)


def _names_above_lists(blocks: Sequence[Node]) -> set[int]:
    """Lines that serve as headings where there are no others but the title: every list has one above it, as short as a name."""
    above = [before for before, block in itertools.pairwise(blocks) if block.kind == "item" and before.kind != "item"]
    names = {block.words.line for block in above if block.kind == "paragraph" and _SHORT.fullmatch(block.words.line)}
    is_habit = 1 < len(names) == len(above) and not any(block.kind == "heading" and block.level > 1 for block in blocks)
    return {id(block) for block in above} if is_habit else set()


def _taken_apart(blocks: Sequence[Node]) -> Iterator[Node]:
    for block in blocks:
        lines = block.words.lines() if block.kind == "paragraph" else []
        if len(lines) > 1 and any(map(names_something, lines)):
            yield from paragraphs_of(lines, block.line, block.end)
        else:
            yield block


_BELOW_OBJECTIVES: Final = (Mark.KEY_RESULT, Mark.KEY_RESULTS, Mark.INITIATIVES)


def _adopted(blocks: Sequence[Node]) -> list[Node]:
    """Key results that stand beside their objective, not below it, are put below it: `- Objective: …`, `- KR: …`."""
    found: list[Node] = []
    holder: Node | None = None
    for block in blocks:
        marked = mark_of(block.words) if block.kind in ("heading", "item") else None
        mark = marked.mark if marked else None
        if mark is Mark.OBJECTIVE:
            holder = block
        if holder is not None and mark in _BELOW_OBJECTIVES and block.kind == holder.kind and holder.level in (block.level, _BOLD_LINE):
            holder.children.append(block)
            holder.end = max(holder.end, block.end)
        else:
            found.append(block)
    return found


_SHORT: Final = re.compile(r"[^\W\d_][\w&'’/-]*(?: [\w&'’/-]+){0,3} ?:?")
_HEADS: Final = re.compile(
    r"(?:key results?|krs?|r[ée]sultats?[ -]cl[ée]s?|initiatives?|actions?|projects?|projets?|objectives?|objectifs?|goals?)\s*:?$", re.I
)
_OBJECTIVE_LINE: Final = re.compile(r"(?:(?:objectives?|objectifs?)\s*#?\d*(?:\.\d+)*\s*[:.–—-]|O\d+(?:\.\d+)*\s*[:.–—-])\s*\S", re.I)


def _level(block: Node) -> int:
    """The level of a block that has others below it, 0 of one that has not."""
    if block.kind == "heading":
        return block.level
    if block.kind != "paragraph" or not block.words:
        return 0
    line = block.words.line
    if _HEADS.match(line):
        return _NAMING_LINE
    is_head = _OBJECTIVE_LINE.match(line) or (block.words.is_all("bold") and len(line) <= 200)
    return _BOLD_LINE if is_head else 0


_LABELLED: Final = re.compile(r"[^\W\d_][\w ]{1,19}:\s+\S")


def paragraphs_of(lines: Sequence[Words], first: int, last: int) -> list[Node]:
    """Lines of one paragraph, from its first line to its last, taken apart where one names something: `Owner: Ana` below a title.

    A line such as `Last edited: today` goes on with none that does.
    """
    found: list[Node] = []
    for at, line in enumerate(lines, first):
        is_new = not found or names_something(line) or (names_something(found[-1].words) and _LABELLED.match(line.text))
        if is_new:
            found.append(Node("paragraph", min(at, last), min(at, last), line))
        else:
            found[-1].words, found[-1].end = found[-1].words.joined(line), min(at, last)
    found[-1].end = last
    return found


def together(lines: Sequence[Words]) -> Words:
    whole = Words()
    for line in lines:
        whole = whole.joined(line)
    return whole
