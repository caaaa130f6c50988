"""YAML text becomes values with the places where they stand, in one loop over the library's event stream.

Events come one at a time, so hostile texts cannot make the library recurse or expand anything; each value's place is
noted as it is built, so that no later stage has to look for it; and all faults but syntax errors are found in one run.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
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
Spot = tuple[Place, Place, Any]
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
    """Where each key and value of one YAML text stands: (line, column) in the file, from 1."""

    first_line: int
    spots: Spots | None = None

    def key(self, path: Path) -> Place:
        """The key's place, or a list item's own; for what is not there, that of the nearest parent that is."""
        spot = self._nearest(path)
        return spot[0] if spot else (self.first_line, 1)

    def value(self, path: Path) -> Place:
        """The value's place; for what is not there, that of the nearest parent that is."""
        spot = self._nearest(path)
        return spot[1] if spot else (self.first_line, 1)

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
    positions = Positions(first_line, builder.root_spots)
    return Yaml(None if builder.failed else builder.root, positions, tuple(builder.faults), builder.failed)


class _HopelessError(Exception):
    """The text is not worth reading any further."""


class _Builder:
    """Values, places and faults of one YAML text, grown event by event; `open` is what is not finished yet.

    Each container grows beside the spots of what is in it; `key` is what a mapping waits for the value of, None where its
    next key comes.
    """

    __slots__ = (
        "container",
        "failed",
        "faults",
        "file",
        "first_line",
        "key",
        "key_place",
        "most_entries",
        "open",
        "root",
        "root_place",
        "root_spots",
        "spots",
    )

    def __init__(self, file: str, first_line: int, most_entries: int) -> None:
        self.file = file
        self.first_line = first_line
        self.most_entries = most_entries
        self.root: object = None
        self.root_spots: Spots | None = None
        self.root_place: Place | None = None
        self.faults: list[Diagnostic] = []
        self.failed = False
        self.container: Any = None
        self.spots: Any = None
        self.key: str | None = None
        self.key_place: Place = (first_line, 1)
        self.open: list[tuple[Any, Any, str | None, Place, Place]] = []

    def read(self, text: str) -> None:
        """Build the value of the text; a syntax error ends it with one fault in plain words."""
        event: yaml.Event | None = None
        try:
            get_event = _Loader(text).get_event
            while (following := get_event()) is not None:
                event = following
                if handler := _HANDLERS.get(type(event)):
                    handler(self, event)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            self.failed = True
            slip = explain(gather(error, text, self.first_line, event, self.open_brackets(text)))
            location = Location(self.file, self.first_line + slip.place[0], slip.place[1] + 1)
            self.faults.append(Diagnostic(location, slip.code, slip.message, slip.hint))
        except _HopelessError:
            self.failed = True

    def document(self, event: Any) -> None:
        if self.root_place is not None:
            self.failed = True
            hint = "Keep one document in a file: remove this line and what follows."
            self.fault(self.place(event), "yaml-syntax", "A second YAML document begins here.", hint)
            raise _HopelessError

    def scalar(self, event: Any) -> None:
        text: str = event.value
        style = event.style
        mark = event.start_mark
        place = (self.first_line + mark.line, mark.column + 1)
        if event.anchor is not None or event.tag is not None:
            self.marked(event, place)
        if style == '"':
            self.escapes(text, place)
        if self.key is None and type(self.container) is dict:
            self.begin_pair(text, place, style)
            return
        value = text if style else plain(text)
        if type(value) is Refusal:
            self.fault(place, *value)
            value = text
        self.attach(value, place)

    def begin_pair(self, text: str, place: Place, style: str | None) -> None:
        self.key, self.key_place = intern(text), place
        if text in self.container:
            first, second = self.spots[text][0][0], place[0]
            lines = f"in line {first} and in line {second}" if first != second else f"in line {first}"
            hint = "Keep one of the two; for several values write a list under one key."
            self.fault(place, "duplicate-key", f"`{shown(text)}` is written twice, {lines}.", hint)
        if style:
            return
        if text == "<<":
            message = "Merge keys (`<<`) are not part of the format."
            self.fault(place, "yaml-alias", message, "Write the keys and values out here.")
        elif in_word_quotes(text):
            self.fault(place, *word_quotes(text))

    def mapping(self, event: Any) -> None:
        self.begin({}, {}, event)

    def sequence(self, event: Any) -> None:
        self.begin([], [], event)

    def begin(self, new: Any, spots: Spots, event: Any) -> None:
        place = self.place(event)
        if event.anchor is not None or event.tag is not None:
            self.marked(event, place)
        after: str | None = None
        if self.key is None and type(self.container) is dict:
            self.key, self.key_place, after = "", place, ""
            self.failed = True
            hint = "Write a plain text before the colon; a text that begins with `[` or `{` needs quotes."
            self.fault(place, "complex-key", "A list or a mapping stands where a key is needed.", hint)
        key_place = self.key_place
        self.attach(new, place, spots)
        self.open.append((self.container, self.spots, after, key_place, place))
        self.container, self.spots, self.key = new, spots, None
        if len(self.open) > DEEPEST:
            self.too_deep(place)

    def end(self, event: Any) -> None:
        self.container, self.spots, self.key, self.key_place, _ = self.open.pop()

    def alias(self, event: Any) -> None:
        place, name = self.place(event), "*" + event.anchor
        hint = f"Write the value out; in quotes if text is meant: {quoted(shown(name))}."
        self.fault(place, "yaml-alias", f"`{shown(name)}` is an alias, which is not part of the format.", hint)
        if self.key is None and type(self.container) is dict:
            self.key, self.key_place = name, place
        else:
            self.attach(None, place)

    def attach(self, value: object, place: Place, inner: Spots | None = None) -> None:
        """Put a value where it belongs, and its spot beside it."""
        container = self.container
        if type(container) is dict:
            container[self.key] = value
            self.spots[self.key] = (self.key_place, place, inner)
            self.key = None
        elif container is not None:
            container.append(value)
            self.spots.append((place, place, inner))
        else:
            self.root, self.root_place, self.root_spots = value, place, inner
            return
        if len(container) > self.most_entries:
            self.too_many(place)

    def too_many(self, place: Place) -> None:
        """Note that a list or mapping goes on too long, and read no further."""
        self.failed = True
        message = f"More than {self.most_entries} entries stand in one list or mapping; this is the first too many."
        self.fault(place, "too-many-entries", message, "Spread them over several documents, or keep details elsewhere.")
        raise _HopelessError

    def marked(self, event: Any, place: Place) -> None:
        """Note that a value bears an anchor or a tag."""
        if event.anchor is not None:
            name = shown("&" + event.anchor)
            hint = f"Remove `{name}`; put the value in quotes if text is meant that begins with `&`."
            message = f"`{name}` is an anchor, which is not part of the format."
            self.fault(place, "yaml-alias", message, hint)
        if event.tag is not None:
            hint = "Remove it; put the value in quotes if text is meant that begins with `!`."
            self.fault(place, "yaml-tag", "A tag (`!…`) is not part of the format.", hint)

    def escapes(self, text: str, place: Place) -> None:
        """Note that a text in double quotes holds, by its escapes, what no text should."""
        if not text.isprintable() and _NO_TEXT.search(text):
            message = "An escape in this text stands for a control character or half a character."
            self.fault(place, "control-character", message, "Remove the escape; a backslash itself is written `\\\\`.")

    def too_deep(self, place: Place) -> None:
        """Note that a value is nested too deep; give up where that is no accident."""
        self.failed = True
        if len(self.open) == DEEPEST + 1:
            message, hint = f"Values are nested more than {DEEPEST} levels deep here.", "Write them with fewer levels."
            self.fault(place, "too-deep", message, hint)
        if len(self.open) > _HOPELESS_DEPTH:
            raise _HopelessError

    def fault(self, place: Place, code: str, message: str, hint: str) -> None:
        self.faults.append(Diagnostic(Location(self.file, *place), code, message, hint))
        if len(self.faults) == MOST_FAULTS:
            raise _HopelessError

    def place(self, event: Any) -> Place:
        return (self.first_line + event.start_mark.line, event.start_mark.column + 1)

    def open_brackets(self, text: str) -> list[tuple[int, int]]:
        """Line and column, from 0, of each `[` and `{` that is not closed yet."""
        lines = text.split("\n")
        places = [(line - self.first_line, column - 1) for *_, (line, column) in self.open]
        return [(line, column) for line, column in places if lines[line][column : column + 1] in ("[", "{")]


_HANDLERS: Final[dict[type, Callable[[_Builder, Any], None]]] = {
    yaml.ScalarEvent: _Builder.scalar,
    yaml.MappingStartEvent: _Builder.mapping,
    yaml.MappingEndEvent: _Builder.end,
    yaml.SequenceStartEvent: _Builder.sequence,
    yaml.SequenceEndEvent: _Builder.end,
    yaml.AliasEvent: _Builder.alias,
    yaml.DocumentStartEvent: _Builder.document,
}
