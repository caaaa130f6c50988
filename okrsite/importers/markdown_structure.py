"""Markdown → a tree of headings, list items, paragraphs and tables, each with its lines: what is said, not yet what it means.

What stands below what is told by okrsite.importers.markdown_nesting. The text is bounded by its structure before a parser looks at it.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from okrsite.importers.markdown_nesting import Node, names_something, nested, paragraphs_of, together
from okrsite.importers.markdown_words import Words, words_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LARGEST: Final = 1 << 18
DEEPEST: Final = 24
LONGEST_BLOCK: Final = 1 << 17
_BRACKETS: Final = 2_000

_MARKERS: Final = re.compile(r"[ \t]*(?:(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*)*")
_RULE: Final = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*")
_TOGGLE: Final = re.compile(r"\s*<details[^<>]*>\s*<summary[^<>]*>((?:(?!</summary).)*)</summary>\s*", re.I | re.S)
_TOGGLE_END: Final = re.compile(r"\s*</details>\s*", re.I)
_TOGGLE_LEVEL: Final = 6
_TAG: Final = re.compile(r"<[^<>]*>")
_NUMBERING: Final = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]\s+(?=\S)")
_BOX: Final = re.compile(r"\[([ xX])\](?:\s+|$)")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_FRONT_MATTER: Final = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)


class TooTangledError(Exception):
    """A text that no person wrote to be read: too long, or nested too deep."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text of Markdown, read."""

    lines: Sequence[str]
    root: Node
    definitions: Mapping[str, str]
    """Where links lead that are defined apart, by the label as it is looked up."""
    front_matter: str = ""

    def source(self, node: Node) -> str:
        """The lines of a block as they were written, moved to the left margin."""
        lines = [line.expandtabs(4) for line in self.lines[node.line - 1 : node.end]]
        indent = len(lines[0]) - len(lines[0].lstrip()) if lines else 0
        return "\n".join(line[min(indent, len(line) - len(line.lstrip())) :].rstrip() for line in lines).strip("\n")


def read(text: str) -> Text:
    """The tree of a text; raises TooTangledError."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    _refuse_what_is_tangled(text)
    front = _FRONT_MATTER.match(text)
    if front:
        text = "\n" * front[0].count("\n") + text[front.end() :]
    environment: dict[str, Any] = {}
    tokens = _parser().parse(text, environment)
    lines = text.split("\n")
    root = Node("document", 1, len(lines), children=nested(_blocks(tokens)))
    _span(root)
    found = environment.get("references", {})
    return Text(lines, root, {label: str(found[label]["href"]) for label in found}, front[1] if front else "")


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # only this command needs it

    return MarkdownIt("commonmark", {"maxNesting": 4 * DEEPEST}).enable(["table", "strikethrough"])


def _refuse_what_is_tangled(text: str) -> None:
    if len(text) > LARGEST:
        raise TooTangledError("it is longer than 256 KiB; bring it in several files")
    for line in text.split("\n"):
        markers = _MARKERS.match(line)
        prefix = markers[0] if markers else ""
        depth = sum(character in ">-+*.)" for character in prefix) + len(prefix.expandtabs(4)) // 8
        if depth > DEEPEST and not _RULE.fullmatch(line):
            raise TooTangledError(f"lists and quotes stand more than {DEEPEST} deep inside one another")
    for block in re.split(r"\n[ \t>]*(?=\n)", text):
        if len(block) > LONGEST_BLOCK:
            raise TooTangledError("one paragraph or list without a blank line is longer than 128 KiB")
        if block.count("[") > _BRACKETS:
            raise TooTangledError(f"one paragraph or list without a blank line has more than {_BRACKETS} opening brackets")


def _blocks(tokens: Sequence["Token"]) -> list[Node]:
    """Blocks as they follow one another; items hold theirs."""
    root = Node("document", 0, 0)
    open_nodes, lists, index = [root], [False], 0
    while index < len(tokens):
        token = tokens[index]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token.type == "ordered_list_open")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            node = Node("item", *_lines(token), is_ordered=lists[-1])
            open_nodes[-1].children.append(node)
            open_nodes.append(node)
        elif token.type == "list_item_close":
            _close_toggles(open_nodes)
            _take_first_paragraph(open_nodes.pop())
        elif token.type == "html_block" and _is_of_toggle(token, open_nodes):
            pass
        elif token.level >= 0 and token.nesting >= 0:
            index, node = _leaf(tokens, index)
            open_nodes[-1].children.append(node)
        index += 1
    _close_toggles(open_nodes)
    return root.children


def _is_of_toggle(token: "Token", open_nodes: list[Node]) -> bool:
    """Whether HTML begins or ends a part that can be folded; its summary is a heading, with what is in it below."""
    if summary := _TOGGLE.fullmatch(token.content):
        node = Node("heading", *_lines(token), _words_of_html(summary[1]), level=_TOGGLE_LEVEL, is_whole=True)
        open_nodes[-1].children.append(node)
        open_nodes.append(node)
        return True
    if not open_nodes[-1].is_whole or not _TOGGLE_END.fullmatch(token.content):
        return False
    open_nodes[-1].end = _lines(token)[1]
    _close_toggles(open_nodes, most=1)
    return True


def _close_toggles(open_nodes: list[Node], most: int = DEEPEST) -> None:
    """Close what can be folded, and is open within the block around it."""
    while most and open_nodes[-1].is_whole:
        node = open_nodes.pop()
        node.children = nested(node.children)
        most -= 1


def _words_of_html(text: str) -> Words:
    """The words of a line of HTML, without its tags."""
    return Words(" ".join(html.unescape(_TAG.sub(" ", text)).split()))


def _leaf(tokens: Sequence["Token"], index: int) -> tuple[int, Node]:
    """A block without items in it, and the index of its last token."""
    token = tokens[index]
    last = _closing(tokens, index)
    if token.type == "paragraph_open":
        return last, Node("paragraph", *_lines(token), words_of(tokens[index + 1].children or ()))
    if token.type == "heading_open":
        words = words_of(tokens[index + 1].children or ())
        number = _NUMBERING.match(words.text)
        return last, Node("heading", *_lines(token), words.cut(number.end()) if number else words, level=int(token.tag[1]))
    if token.type == "table_open":
        return last, Node("table", *_lines(token), rows=list(_rows(tokens[index:last])))
    return last, Node("other", *_lines(token))


def _closing(tokens: Sequence["Token"], index: int) -> int:
    depth = 0
    for at in range(index, len(tokens)):
        depth += tokens[at].nesting
        if depth == 0:
            return at
    return len(tokens) - 1


def _rows(tokens: Sequence["Token"]) -> Iterator[tuple[int, list[Words]]]:
    row: list[Words] = []
    line = 1
    for token in tokens:
        if token.type == "tr_open":
            row, line = [], _lines(token)[0]
        elif token.type == "inline":
            row.append(words_of(token.children or ()))
        elif token.type == "tr_close":
            yield line, row


def _lines(token: "Token") -> tuple[int, int]:
    start, end = token.map or (0, 1)
    return start + 1, max(end, start + 1)


def _take_first_paragraph(item: Node) -> None:
    """An item's first paragraph is its text; a check box at its start is a mark."""
    if item.children and item.children[0].kind in ("paragraph", "heading"):
        item.words = item.children.pop(0).words
    if box := _BOX.match(item.words.text):
        item.checked = box[1] != " "
        item.words = item.words.cut(box.end())
    more = item.words.lines()
    if len(more) > 1 and any(names_something(line) for line in more[1:]):
        first = next(index for index, line in enumerate(more) if index and names_something(line))
        item.words = together(more[:first])
        item.children[:0] = paragraphs_of(more[first:], item.line + first, item.line + len(more) - 1)
    item.children = nested(item.children)


def _span(node: Node) -> None:
    """A heading's lines reach to the end of what stands below it."""
    for inner in reversed(list(node.walk())):
        if inner.kind == "heading" and inner.children:
            inner.end = max(inner.end, *(child.end for child in inner.children))
