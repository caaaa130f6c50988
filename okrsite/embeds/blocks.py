"""A page's Markdown → the fenced blocks in it that ask for something, wherever they stand: in lists, quotes, tabs, admonitions.

A fence inside another fence is an example and stays one; so does one in indented code. Lines are gone over once.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

_FENCE = re.compile(
    r"(?P<quote>(?:[ ]{0,3}>[ ]?)*)(?P<indent>[ ]*)(?P<item>(?:(?:[-+*]|\d{1,9}[.)])[ ]{1,4})*)"
    r"(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)$"
)
_OURS = re.compile(r"\s*(?:okr|\{\s*\.okr\s*\})\s*")
_HOLDS = re.compile(r"(?:[-+*]|\d{1,9}[.)])\s|!!!|\?\?\?|===|\[\^[^\]]+\]:|:\s|///")
"""The beginning of a line that holds what stands indented below it."""
_CODE = 4


class Block(NamedTuple):
    """The lines of a block that asks for something, and the number of the line that opens it, from 0."""

    lines: Sequence[str]
    number: int


def replaced(lines: Sequence[str], stand_in: Callable[[Block], str]) -> list[str]:
    """The lines of a text with a line that stands in for each block; what is never closed stays as it is."""
    out: list[str] = []
    number = 0
    endless: dict[str, int] = {}  # of each kind of fence, the shortest that nothing closes from here on
    while number < len(lines):
        opening = _FENCE.match(lines[number])
        end = _end(lines, number, opening, endless) if opening and _is_fence(lines, number, opening) else None
        if opening is None or end is None:
            out.append(lines[number])
            number += 1
            continue
        out += _stood_in(lines, number, end, opening, stand_in) if _OURS.fullmatch(opening["info"]) else lines[number : end + 1]
        number = end + 1
    return out


def _end(lines: Sequence[str], number: int, opening: re.Match[str], endless: dict[str, int]) -> int | None:
    """The line that closes a fence, which is not looked for where it cannot be."""
    kind, length = opening["fence"][0], len(opening["fence"])
    if length >= endless.get(kind, length + 1):
        return None
    end = _closing(lines, number, opening)
    if end is None and ">" not in opening["quote"]:
        endless[kind] = length
    return end


def _stood_in(
    lines: Sequence[str], number: int, end: int, opening: re.Match[str], stand_in: Callable[[Block], str]
) -> list[str]:  # fmt: skip
    """What stands in for a block; what follows in the same quote is a paragraph of its own."""
    found = _with_room(opening, stand_in(Block(_inside(lines, number, end, opening), number)))
    follows = end + 1 < len(lines) and _unquoted(lines[end + 1], opening["quote"].count(">")) is not None
    return [*found, opening["quote"].rstrip()] if follows else found


def _with_room(opening: re.Match[str], stand_in: str) -> list[str]:
    """What stands in for a block as a paragraph of its own, within what the block stood in."""
    quote = opening["quote"].rstrip()
    if opening["item"]:
        return [opening["quote"] + opening["indent"] + opening["item"] + stand_in]
    return [quote, opening["quote"] + opening["indent"] + stand_in]


def _closing(lines: Sequence[str], number: int, opening: re.Match[str]) -> int | None:
    """The line that closes a fence; None where none does, or where the quote ends that it stands in."""
    depth = opening["quote"].count(">")
    closing = re.compile(rf"[ ]*{re.escape(opening['fence'][0])}{{{len(opening['fence'])},}}[ ]*$")
    for place in range(number + 1, len(lines)):
        text = _unquoted(lines[place], depth)
        if text is None:
            return None
        if closing.match(text):
            return place
    return None


def _inside(lines: Sequence[str], number: int, end: int, opening: re.Match[str]) -> list[str]:
    depth = opening["quote"].count(">")
    return [_unquoted(line, depth) or "" for line in lines[number + 1 : end]]


def _unquoted(line: str, depth: int) -> str | None:
    """A line without the marks of the quote that it stands in; None where it stands in none so deep."""
    for _ in range(depth):
        mark, sign, rest = line.partition(">")
        if not sign or mark.strip():
            return None
        line = rest
    return line


def _is_fence(lines: Sequence[str], number: int, opening: re.Match[str]) -> bool:
    """Whether a fence is one, and not a line of indented code: that stands in nothing that holds what is indented."""
    room = len(opening["indent"])
    depth = opening["quote"].count(">")
    for place in range(number - 1, -1, -1):
        if room < _CODE:
            return True
        text = _unquoted(lines[place], depth)
        if text is None:
            return False
        indent = len(text) - len(text.lstrip())
        if text.strip() and indent < room:
            if not _HOLDS.match(text.lstrip()):
                return False
            room = indent
    return room < _CODE
