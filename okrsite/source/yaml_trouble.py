"""What is known of a syntax error: the library's words made comparable, and the line that it happened in.

Lines and columns count from 0 here, as in the library's marks; `number` turns a line into the file's.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml
from msgspec import Struct

from okrsite.source.text import shown
from okrsite.source.yaml_scalars import quoted

Place = tuple[int, int]


class Last(NamedTuple):
    """The last thing that the library made out before it failed; `style` is empty for an unquoted text."""

    event: type
    start: Place
    end: Place
    value: str
    style: str
    explicit: bool


class Trouble(Struct, frozen=True):
    """One syntax error: what the library says and where, its last event, and the brackets still open."""

    lines: Sequence[str]
    first_line: int
    words: str
    place: Place
    context_place: Place
    last: Last | None
    brackets: Sequence[Place]

    @property
    def line(self) -> str:
        """The line that the error is in."""
        return self.lines[self.place[0]]

    @property
    def character(self) -> str:
        """The character that the error is at; empty at the end of a line."""
        return self.at(self.place)

    def at(self, place: Place) -> str:
        """The character at a place; empty at the end of a line."""
        return self.lines[place[0]][place[1] : place[1] + 1]

    def says(self, pattern: str) -> bool:
        """Whether the library's words match."""
        return re.search(pattern, self.words) is not None

    def number(self, line: int) -> int:
        """The line's number in the file."""
        return self.first_line + line

    def quoted_from(self, place: Place) -> str:
        """The line with the value that begins at a place in quotes; in brackets, up to the next comma or bracket."""
        before, value = self.lines[place[0]][: place[1]], self.lines[place[0]][place[1] :]
        end = re.search(r"[,\]}]|\s+#|$" if self.brackets else r"\s+#|$", value)
        text = value[: end.start() if end else len(value)].rstrip()
        return shown(before + quoted(text) + (value[len(text) :] if self.brackets else ""), 160)


def gather(error: Exception, text: str, first_line: int, last: yaml.Event | None, brackets: Sequence[Place]) -> Trouble:
    """The trouble that any exception of the library stands for."""
    lines = text.split("\n")
    context, problem = getattr(error, "context", None), getattr(error, "problem", None) or str(error)
    place = _place(getattr(error, "problem_mark", None), lines) or (0, 0)
    context_place = _place(getattr(error, "context_mark", None), lines) or place
    words = f"{context}: {problem}" if context else problem
    return Trouble(lines, first_line, words, place, context_place, _last(last), brackets)


def _last(event: Any) -> Last | None:
    if event is None:
        return None
    start, end = ((mark.line, mark.column) for mark in (event.start_mark, event.end_mark))
    value, style = getattr(event, "value", ""), getattr(event, "style", None) or ""
    return Last(type(event), start, end, value, style, getattr(event, "explicit", False))


def _place(mark: Any, lines: Sequence[str]) -> Place | None:
    """A mark's place; the end of the text is taken to be behind its last character."""
    if mark is None:
        return None
    if mark.line < len(lines) - 1 or (mark.line == len(lines) - 1 and lines[-1].strip()):
        return mark.line, mark.column
    filled = max((number for number, line in enumerate(lines) if line.strip()), default=0)
    return filled, len(lines[filled].rstrip())
