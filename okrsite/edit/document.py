"""A document's bytes and what is to be different → its bytes with only the lines that must change changed.

Values are found by where they stand, never by writing the YAML anew, so that comments, quotes, order, indentation, line ends and the text
below stay byte for byte. Each edit is proved: the result, read again, says what it said before and the change, or nothing is written.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from okrsite.diagnostics import has_errors
from okrsite.edit.changes import Append, Change, Path, Put, Value, applied, block_item, by_hand, inline, same
from okrsite.source.front_matter import Document, front_matter_span, read_document
from okrsite.source.spans import Span, read_spans
from okrsite.source.text import with_plain_line_ends
from okrsite.yaml_text import scalar

_LINE_END: Final = re.compile("(\r\n|\r|\n)")
_COMMENT: Final = re.compile(r"( *)#.*\n?")
_DASH: Final = re.compile("- +")
_BYTE_ORDER_MARK: Final = "\ufeff"


class UnsafeEditError(Exception):
    """A change cannot be made without touching more than it; `lines` are those that a person would write."""

    def __init__(self, file: str, lines: str) -> None:
        self.file, self.lines = file, lines
        super().__init__(f"{file} is written in a way that okrsite does not edit safely, so nothing was changed.")


def edited(file: str, raw: bytes, changes: Sequence[Change]) -> bytes:
    """The bytes of a document with some changes made, one after the other. Raises UnsafeEditError, also for a document with faults."""
    for change in changes:
        before = _read(file, raw)
        if before.data is None or has_errors(before.diagnostics):
            raise UnsafeEditError(file, by_hand(change))
        try:
            raw = _changed(raw, change)
            after = _read(file, raw)
        except (_NotSafeError, LookupError, UnicodeError):
            raise UnsafeEditError(file, by_hand(change)) from None
        if not _proved(before, after, change):
            raise UnsafeEditError(file, by_hand(change))
    return raw


class _NotSafeError(Exception):
    """There is no place of which it is sure that writing there means only what is wanted."""


class _Cut(NamedTuple):
    """Characters of the front matter to be taken out, and what comes in their place."""

    start: int
    end: int
    text: str


def _read(file: str, raw: bytes) -> Document:
    return read_document(file, (), "", raw)


def _proved(before: Document, after: Document, change: Change) -> bool:
    if before.data is None or after.data is None or has_errors(after.diagnostics):
        return False
    return same(after.data, applied(before.data, change)) and after.body == before.body


def _changed(raw: bytes, change: Change) -> bytes:
    text = raw.decode("utf-8")
    plain = with_plain_line_ends(text)
    span = front_matter_span(plain)
    if span is None:
        raise _NotSafeError
    start, end = span
    front = _Front(plain[start:end])
    cuts = front.put(change.path, change.value) if isinstance(change, Put) else front.append(change)
    return _with_cuts(text, [_Cut(cut.start + start, cut.end + start, cut.text) for cut in cuts]).encode("utf-8")


def _with_cuts(text: str, cuts: Iterable[_Cut]) -> str:
    """A text with its own line ends and byte order mark, cut where a text with plain ones says."""
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    pieces = _LINE_END.split(text[len(mark) :])
    lines, ends = pieces[::2], [*pieces[1::2], ""]
    plain_starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    starts = list(accumulate((len(line) + len(end) for line, end in zip(lines, ends, strict=True)), initial=len(mark)))

    def place(index: int) -> tuple[int, int]:
        line = bisect_right(plain_starts, index) - 1
        return line, starts[line] + index - plain_starts[line]

    for cut in sorted(cuts, reverse=True):
        line, start = place(cut.start)
        neighbour = line - 1 if line and cut.start == plain_starts[line] else line
        new = cut.text.replace("\n", ends[neighbour] or "\n")
        text = text[:start] + new + text[place(cut.end)[1] :]
    return text


class _Front:
    """The lines between the fences, and where their values stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = read_spans(text)

    # -- values --

    def put(self, path: Path, value: Value) -> list[_Cut]:
        """What to write so that a path has a value."""
        parent, key = self.at(path[:-1]), str(path[-1])
        existing = parent.inner.get(key) if parent and isinstance(parent.inner, dict) else None
        return self.replace(existing, inline(value)) if existing else self.add(parent, f"{scalar(key)}: {inline(value)}")

    def at(self, path: Path) -> Span | None:
        """The span at a path; None for the whole of a front matter that says nothing yet."""
        span = self.root
        for step in path:
            if span is None or span.inner is None:
                raise _NotSafeError
            span = span.inner[step]  # type: ignore[index]
        return span

    def replace(self, old: Span, text: str) -> list[_Cut]:
        """A value in the place of another; comments within the old one would be lost, so they make it unsafe."""
        written = self.text[old.start : old.end]
        is_text = old.inner is None and old.style in ("", "'", '"')
        if old.style == "block" or ("#" in written and not is_text):
            raise _NotSafeError
        gap = "" if self.text[old.start - 1 : old.start].isspace() else " "
        return [_Cut(old.start, old.end, gap + text + ("\n" if written.endswith("\n") else ""))]

    def add(self, parent: Span | None, entry: str) -> list[_Cut]:
        """One more key of a mapping."""
        if parent and not isinstance(parent.inner, dict):
            raise _NotSafeError
        if parent and parent.style == "flow":
            return self.add_in_brackets(parent, entry)
        indent = self.indent(parent.start) if parent else ""
        return [self.line_below(parent, len(indent) if parent is not self.root else -1, f"{indent}{entry}\n")]

    # -- lists --

    def append(self, change: Append) -> list[_Cut]:
        """What to write for one more item of a list."""
        parent, key = self.at(change.path[:-1]), str(change.path[-1])
        existing = parent.inner.get(key) if parent and isinstance(parent.inner, dict) else None
        if parent and parent.style == "flow":
            return self.append_in_brackets(parent, existing, key, change.value)
        indent = self.indent(parent.start) if parent else ""
        item_indent = indent + self.list_indent()
        if existing is None:
            return self.add(parent, f"{scalar(key)}:\n{block_item(change.value, item_indent, 2)}".rstrip("\n"))
        written = self.text[existing.start : existing.end]
        if written in ("", "[]", "null", "~"):
            emptied = _Cut(len(self.text[: existing.start].rstrip(" \t")), existing.end, "")
            below = self.line_below(existing, len(indent), block_item(change.value, item_indent, 2))
            return [emptied, below] if written else [below]
        if not isinstance(existing.inner, list):
            raise _NotSafeError
        if existing.style == "flow":
            return self.add_in_brackets(existing, inline(change.value))
        return [self.append_in_block(existing, change.value)]

    def append_in_block(self, items: Span, value: Mapping[str, Value]) -> _Cut:
        """An item below the last one, indented like it."""
        indent, last = self.indent(items.start), items.last
        dash = self.text[: last.start].rpartition("\n")[2][len(indent) :] if last else ""
        offset = len(dash) if _DASH.fullmatch(dash) else 2
        return self.line_below(items, len(indent), block_item(value, indent, offset))

    def append_in_brackets(self, parent: Span, items: Span | None, key: str, value: Mapping[str, Value]) -> list[_Cut]:
        if items is None:
            return self.add_in_brackets(parent, f"{scalar(key)}: [{inline(value)}]")
        if isinstance(items.inner, list):
            return self.add_in_brackets(items, inline(value))
        if self.text[items.start : items.end] in ("", "null", "~"):
            return self.replace(items, f"[{inline(value)}]")
        raise _NotSafeError

    def add_in_brackets(self, around: Span, entry: str) -> list[_Cut]:
        """One more entry behind the last one; on a line of its own where the last one has one."""
        last = around.last
        if last is None:
            return [_Cut(around.start + 1, around.start + 1, entry)]
        line = self.text.rfind("\n", 0, last.key) + 1
        before = self.text[line : last.key]
        separator = f",\n{before}" if around.start < line and not before.strip(" ") else ", "
        return [_Cut(last.end, last.end, separator + entry)]

    # -- lines --

    def indent(self, start: int) -> str:
        """The blanks that bring a line to the column where a value begins."""
        return " " * (start - self.text.rfind("\n", 0, start) - 1)

    def list_indent(self) -> str:
        """How far lists in this document are indented below their key."""
        entries = self.root.inner.values() if self.root and isinstance(self.root.inner, dict) else ()
        for span in entries:
            if isinstance(span.inner, list) and span.style == "block":
                return " " * (len(self.indent(span.start)) - len(self.indent(span.key)))
        return "  "

    def line_below(self, above: Span | None, column: int, lines: str) -> _Cut:
        """Lines below a value and below comments that belong to it, which are indented further than a column."""
        if above is None:
            return _Cut(len(self.text), len(self.text), lines)
        at_start = self.text[:above.end].endswith("\n") and above.end > above.start
        end = above.end if at_start else self.text.index("\n", above.end) + 1
        while (comment := _COMMENT.match(self.text, end)) and len(comment[1]) > column:
            end = comment.end()
        return _Cut(end, end, lines)
