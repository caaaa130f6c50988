"""YAML that is plain lines → its values with their places, in half of the time that the library takes; None for any other text.

Most documents are lines of `key: value` and of `- key: value`, with lists and mappings in brackets that begin and end on one line. What
such lines mean is the same to every reader of YAML; whatever else stands in a text, such as an escape, a comment behind a value, a
text over several lines, an anchor, or anything that may be a fault, is left to the library. So no fault is ever found here.
"""

import re
from sys import intern
from typing import Any, Final

from okrsite.source.yaml_scalars import Refusal, plain

Spot = tuple[int, int, int, int, Any]
"""Line and column, from 0, of a key (for a list item, of the item) and of its value, and the Spots in the value, None for a scalar."""
Spots = dict[Any, Spot] | list[Spot]

_DEEPEST: Final = 10
"""Levels that plain lines have at most; deeper ones are the library's."""

_KEY = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}"
_FIRST = r"(?:[^\s\-?:,\[\]{}\#&*!|>'\"%@`]|-(?=[0-9.]))"
_LINE: Final = re.compile(
    rf"""(?P<indent>[ ]*+)(?P<dash>-[ ])?
    (?:(?P<key>{_KEY}):(?:[ ]+|$))?
    (?:(?P<text>{_FIRST}[^:\#]*+(?:(?::(?=[^ ])|(?<![ ])\#)[^:\#]*+)*+)(?<![ ])
      |(?P<quoted>"[^"\\]*"|'[^']*')|\{{(?P<mapping>[^{{}}\[\]]*)\}}|\[(?P<list>[^{{}}\[\]]*)\]|)$""",
    re.VERBOSE,
)
_IGNORED: Final = re.compile(r" *(?:#.*)?")
_IN_BRACKETS = rf"""(?P<value>{_FIRST}[^:\#,?]*+|"[^",:\\]*"|'[^',:]*')"""
_ITEM: Final = re.compile(rf"[ ]*+{_IN_BRACKETS}[ ]*+(?=,|$)", re.VERBOSE)
_PAIR: Final = re.compile(rf"[ ]*+(?P<key>{_KEY}):[ ]+{_IN_BRACKETS}[ ]*+(?=,|$)", re.VERBOSE)


class _OtherError(Exception):
    """The text is not plain lines."""


def read_lines(text: str, most_entries: int) -> tuple[dict[str, object], Spots] | None:
    """The mapping that plain lines make, and where everything in it stands; None for whatever the library must look at."""
    if "\t" in text:
        return None
    try:
        value, spots = _read(text)
    except _OtherError:
        return None
    may_be_too_long = text.count("\n") + text.count(",") >= most_entries
    return None if may_be_too_long and _longest(value) > most_entries else (value, spots)


def _longest(value: object) -> int:
    """How many entries the longest list or mapping has."""
    if not isinstance(value, (dict, list)):
        return 0
    return max(len(value), *map(_longest, value.values() if isinstance(value, dict) else value), 0)


def _read(text: str) -> tuple[dict[str, object], Spots]:
    """One loop over the lines: a function for each would take as long as what it does, and reading is a fifth faster for all of this.

    `around` are the mappings and lists around a line, outermost first, with the columns in which their lines begin; `waiting` is a key
    whose value stands on the lines below, with its place.
    """
    root: dict[str, object] = {}
    root_spots: dict[Any, Spot] = {}
    container, spots, column = root, root_spots, 0  # type: Any, Any, int
    around: list[tuple[Any, Any, int]] = []
    waiting: tuple[str, int, int] | None = None
    for number, line in enumerate(text.split("\n")):
        match = _LINE.fullmatch(line)
        if match is None:
            if _IGNORED.fullmatch(line):
                continue
            raise _OtherError
        dash, key, scalar, quotation, mapping, items = match.group(2, 3, 4, 5, 6, 7)
        if key is None and dash is None:
            if scalar or quotation or mapping is not None or items is not None:
                raise _OtherError
            continue
        begin = match.end(1)
        if waiting is not None:
            if begin < column or (begin == column and not dash) or len(around) == _DEEPEST:
                raise _OtherError
            name, name_line, name_column = waiting
            waiting = None
            around.append((container, spots, column))
            value, inner = ([], []) if dash else ({}, {})  # type: Any, Any
            container[name] = value
            spots[name] = (name_line, name_column, number, begin, inner)
            container, spots, column = value, inner, begin
        else:
            while begin < column or (begin == column and not dash and type(container) is list and around):
                container, spots, column = around.pop()
            if begin != column or (type(container) is list) != bool(dash):
                raise _OtherError
        if dash:
            begin += 2
            if key is not None:
                if len(around) == _DEEPEST:
                    raise _OtherError
                around.append((container, spots, column))
                value, inner = {}, {}
                container.append(value)
                spots.append((number, begin, number, begin, inner))
                container, spots, column = value, inner, begin
        inner = None
        if scalar is not None:
            value, at = plain(scalar), match.start(4)
            if type(value) is Refusal:
                raise _OtherError
        elif quotation is not None:
            value, at = quotation[1:-1], match.start(5)
        elif mapping is not None:
            at = match.start(6) - 1
            value, inner = _in_braces(mapping, number, at + 1)
        elif items is not None:
            at = match.start(7) - 1
            value, inner = _in_brackets(items, number, at + 1)
        elif key is not None and key not in container:
            waiting = intern(key), number, begin
            continue
        else:
            raise _OtherError
        if key is None:
            container.append(value)
            spots.append((number, at, number, at, inner))
        elif key in container:
            raise _OtherError
        else:
            container[key := intern(key)] = value
            spots[key] = (number, begin, number, at, inner)
    if waiting is not None or not root:
        raise _OtherError
    return root, root_spots


def _in_braces(text: str, line: int, column: int) -> tuple[dict[str, object], dict[Any, Spot]]:
    """The mapping that stands between braces, and where it has what."""
    found: dict[str, object] = {}
    spots: dict[Any, Spot] = {}
    end = -1 if text.strip(" ") else len(text)
    while end < len(text):
        match = _PAIR.match(text, end + 1)
        if match is None or match[1] in found:
            raise _OtherError
        key = intern(match[1])
        found[key] = _value(match[2])
        spots[key] = (line, column + match.start(1), line, column + match.start(2), None)
        end = match.end()
    return found, spots


def _in_brackets(text: str, line: int, column: int) -> tuple[list[object], list[Spot]]:
    """The list that stands between brackets, and where it has what."""
    found: list[object] = []
    spots: list[Spot] = []
    end = -1 if text.strip(" ") else len(text)
    while end < len(text):
        match = _ITEM.match(text, end + 1)
        if match is None:
            raise _OtherError
        found.append(_value(match[1]))
        at = column + match.start(1)
        spots.append((line, at, line, at, None))
        end = match.end()
    return found, spots


def _value(written: str) -> object:
    """The value of a quoted or an unquoted text in brackets."""
    if written[0] in "\"'":
        return written[1:-1]
    value = plain(written.rstrip(" "))
    if type(value) is Refusal:
        raise _OtherError
    return value
