"""YAML text becomes values with the places where they stand, in one loop over the library's event stream.

Events come one at a time, so hostile texts cannot make the library recurse or expand anything; each value's place is
noted as it is built, so that no later stage has to look for it; and all faults but syntax errors are found in one run.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from sys import intern
from typing import Any, Final

import yaml

from okrsite.diagnostics import MOST_FAULTS, Diagnostic, Location
from okrsite.source.text import control_characters, shown, with_plain_line_ends
from okrsite.source.yaml_scalars import Refusal, in_word_quotes, plain, quoted, word_quotes
from okrsite.source.yaml_syntax import explain
from okrsite.source.yaml_trouble import gather

Path = tuple[str | int, ...]
Place = tuple[int, int]
Mark = Any
"""The library's own mark of where something begins, with its line and column in the text, from 0."""
Spot = tuple[Mark, Mark, Any]
"""Where a key (for a list item, the item) and its value stand, and the Spots in the value, None for a scalar."""
Spots = dict[Any, Spot] | list[Spot]

DEEPEST: Final = 20
"""Levels of nesting, the document's own mapping counted as 1 (FORMAT §18)."""

MOST_ENTRIES: Final = 2_000
"""Entries that one list or mapping may have, so that what compares each with each comes to an end."""

_HOPELESS_DEPTH: Final = 100
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Positions:
    """Where each key and value of one YAML text stands: (line, column) in the file, from 1.

    What is not there stands in line `first_line`, the text itself begins in line `text_line`. Places are made of the library's marks
    when somebody asks: most values of most documents are never asked for.
    """

    first_line: int
    spots: Spots | None = field(default=None, compare=False)  # marks are no values: two of one place are not equal
    text_line: int = 1

    def key(self, path: Path) -> Place:
        """The key's place, or a list item's own; for what is not there, that of the nearest parent that is."""
        spot = self._nearest(path)
        return (self.text_line + spot[0].line, spot[0].column + 1) if spot else (self.first_line, 1)

    def value(self, path: Path) -> Place:
        """The value's place; for what is not there, that of the nearest parent that is."""
        spot = self._nearest(path)
        return (self.text_line + spot[1].line, spot[1].column + 1) if spot else (self.first_line, 1)

    def _nearest(self, path: Path) -> Spot | None:
        """The spot at the end of a path, or as far as there are any on it."""
        spot, spots = None, self.spots
        for step in path:
            try:
                spot = spots[step]  # type: ignore[index]
            except (LookupError, TypeError):
                break
            spots = spot[2]
        return spot


@dataclass(frozen=True, slots=True)
class Yaml:
    """One YAML text, read: its value (dict, list, str, int, Decimal, bool or None), places and faults.

    `failed` tells that the value could not be made out and is None. Else a faulty scalar is kept as the text written,
    its fault located where the value stands; an alias is None, and of keys written twice the last one counts.
    """

    value: object
    positions: Positions
    diagnostics: tuple[Diagnostic, ...] = ()
    failed: bool = False


def read_yaml(text: str, file: str, first_line: int = 1, most_entries: int = MOST_ENTRIES) -> Yaml:
    """The value of one YAML 1.2 core document whose first line is line `first_line` of `file` (FORMAT §14)."""
    text = with_plain_line_ends(text)
    if faults := control_characters(text, file, first_line, for_yaml=True):
        return Yaml(None, Positions(first_line), faults, failed=True)
    builder = _Builder(file, first_line, most_entries)
    builder.read(text)
    positions = Positions(first_line, builder.root_spots, first_line)
    return Yaml(None if builder.failed else builder.root, positions, tuple(builder.faults), builder.failed)


class _HopelessError(Exception):
    """The text is not worth reading any further."""


class _Builder:
    """Values, places and faults of one YAML text, grown event by event; `open` is what is not finished yet.

    Each container grows beside the spots of what is in it; `key` is what a mapping waits for the value of, None where its
    next key comes.
    """

    __slots__ = ("container", "failed", "faults", "file", "first_line", "key", "key_mark", "most_entries", "open", "root", "root_mark",
                 "root_spots", "spots")  # fmt: skip

    def __init__(self, file: str, first_line: int, most_entries: int) -> None:
        self.file = file
        self.first_line = first_line
        self.most_entries = most_entries
        self.root: object = None
        self.root_spots: Spots | None = None
        self.root_mark: Mark = None
        self.faults: list[Diagnostic] = []
        self.failed = False
        self.container: Any = None
        self.spots: Any = None
        self.key: str | None = None
        self.key_mark: Mark = None
        self.open: list[tuple[Any, Any, str | None, Mark, Mark]] = []

    def read(self, text: str) -> None:
        """Build the value of the text; a syntax error ends it with one fault in plain words."""
        event: yaml.Event | None = None
        try:
            get_event = _Loader(text).get_event
            while (following := get_event()) is not None:
                event = following
                _HANDLERS[type(event)](self, event)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            self.failed = True
            slip = explain(gather(error, text, self.first_line, event, self.open_brackets(text)))
            location = Location(self.file, self.first_line + slip.place[0], slip.place[1] + 1)
            self.faults.append(Diagnostic(location, slip.code, slip.message, slip.hint))
        except _HopelessError:
            self.failed = True

    def document(self, event: Any) -> None:
        if self.root_mark is not None:
            self.failed = True
            hint = "Keep one document in a file: remove this line and what follows."
            self.fault(event.start_mark, "yaml-syntax", "A second YAML document begins here.", hint)
            raise _HopelessError

    def scalar(self, event: Any) -> None:
        text: str = event.value
        style, mark, container = event.style, event.start_mark, self.container
        if event.anchor is not None or event.tag is not None:
            self.marked(event)
        if style == '"' and not text.isprintable():
            self.escapes(text, mark)
        if self.key is None and type(container) is dict:
            self.key, self.key_mark = intern(text), mark
            if text in container or not (style or text.isidentifier()):  # nothing is wrong with a key that is a word
                self.look_at_key(text, mark, style)
            return
        value = text if style else plain(text)
        if type(value) is Refusal:
            self.fault(mark, *value)
            value = text
        self.attach(value, mark)

    def look_at_key(self, text: str, mark: Mark, style: str | None) -> None:
        if text in self.container:
            first, second = (self.first_line + found.line for found in (self.spots[text][0], mark))
            lines = f"in line {first} and in line {second}" if first != second else f"in line {first}"
            hint = "Keep one of the two; for several values write a list under one key."
            self.fault(mark, "duplicate-key", f"`{shown(text)}` is written twice, {lines}.", hint)
        if style:
            return
        if text == "<<":
            message = "Merge keys (`<<`) are not part of the format."
            self.fault(mark, "yaml-alias", message, "Write the keys and values out here.")
        elif in_word_quotes(text):
            self.fault(mark, *word_quotes(text))

    def mapping(self, event: Any) -> None:
        self.begin({}, {}, event)

    def sequence(self, event: Any) -> None:
        self.begin([], [], event)

    def begin(self, new: Any, spots: Spots, event: Any) -> None:
        mark = event.start_mark
        if event.anchor is not None or event.tag is not None:
            self.marked(event)
        after: str | None = None
        if self.key is None and type(self.container) is dict:
            self.key, self.key_mark, after = "", mark, ""
            self.failed = True
            hint = "Write a plain text before the colon; a text that begins with `[` or `{` needs quotes."
            self.fault(mark, "complex-key", "A list or a mapping stands where a key is needed.", hint)
        key_mark = self.key_mark
        self.attach(new, mark, spots)
        self.open.append((self.container, self.spots, after, key_mark, mark))
        self.container, self.spots, self.key = new, spots, None
        if len(self.open) > DEEPEST:
            self.too_deep(mark)

    def end(self, event: Any) -> None:
        self.container, self.spots, self.key, self.key_mark, _ = self.open.pop()

    def alias(self, event: Any) -> None:
        mark, name = event.start_mark, "*" + event.anchor
        hint = f"Write the value out; in quotes if text is meant: {quoted(shown(name))}."
        self.fault(mark, "yaml-alias", f"`{shown(name)}` is an alias, which is not part of the format.", hint)
        if self.key is None and type(self.container) is dict:
            self.key, self.key_mark = name, mark
        else:
            self.attach(None, mark)

    def attach(self, value: object, mark: Mark, inner: Spots | None = None) -> None:
        """Put a value where it belongs, and its spot beside it."""
        container = self.container
        if type(container) is dict:
            container[self.key] = value
            self.spots[self.key] = (self.key_mark, mark, inner)
            self.key = None
        elif container is not None:
            container.append(value)
            self.spots.append((mark, mark, inner))
        else:
            self.root, self.root_mark, self.root_spots = value, mark, inner
            return
        if len(container) > self.most_entries:
            self.too_many(mark)

    def too_many(self, mark: Mark) -> None:
        """Note that a list or mapping goes on too long, and read no further."""
        self.failed = True
        message = f"More than {self.most_entries} entries stand in one list or mapping; this is the first too many."
        self.fault(mark, "too-many-entries", message, "Spread them over several documents, or keep details elsewhere.")
        raise _HopelessError

    def marked(self, event: Any) -> None:
        """Note that a value bears an anchor or a tag."""
        mark = event.start_mark
        if event.anchor is not None:
            name = shown("&" + event.anchor)
            hint = f"Remove `{name}`; put the value in quotes if text is meant that begins with `&`."
            message = f"`{name}` is an anchor, which is not part of the format."
            self.fault(mark, "yaml-alias", message, hint)
        if event.tag is not None:
            hint = "Remove it; put the value in quotes if text is meant that begins with `!`."
            self.fault(mark, "yaml-tag", "A tag (`!…`) is not part of the format.", hint)

    def escapes(self, text: str, mark: Mark) -> None:
        """Note that a text in double quotes holds, by its escapes, what no text should."""
        if _NO_TEXT.search(text):
            message = "An escape in this text stands for a control character or half a character."
            self.fault(mark, "control-character", message, "Remove the escape; a backslash itself is written `\\\\`.")

    def too_deep(self, mark: Mark) -> None:
        """Note that a value is nested too deep; give up where that is no accident."""
        self.failed = True
        if len(self.open) == DEEPEST + 1:
            message, hint = f"Values are nested more than {DEEPEST} levels deep here.", "Write them with fewer levels."
            self.fault(mark, "too-deep", message, hint)
        if len(self.open) > _HOPELESS_DEPTH:
            raise _HopelessError

    def fault(self, mark: Mark, code: str, message: str, hint: str) -> None:
        self.faults.append(Diagnostic(Location(self.file, self.first_line + mark.line, mark.column + 1), code, message, hint))
        if len(self.faults) == MOST_FAULTS:
            raise _HopelessError

    def open_brackets(self, text: str) -> list[tuple[int, int]]:
        """Line and column, from 0, of each `[` and `{` that is not closed yet."""
        lines = text.split("\n")
        places = [(mark.line, mark.column) for *_, mark in self.open]
        return [(line, column) for line, column in places if lines[line][column : column + 1] in ("[", "{")]


_HANDLERS: Final[dict[type, Callable[[_Builder, Any], None]]] = {
    yaml.ScalarEvent: _Builder.scalar,
    yaml.MappingStartEvent: _Builder.mapping,
    yaml.MappingEndEvent: _Builder.end,
    yaml.SequenceStartEvent: _Builder.sequence,
    yaml.SequenceEndEvent: _Builder.end,
    yaml.AliasEvent: _Builder.alias,
    yaml.DocumentStartEvent: _Builder.document,
    **dict.fromkeys((yaml.StreamStartEvent, yaml.DocumentEndEvent, yaml.StreamEndEvent), lambda builder, event: None),
}
