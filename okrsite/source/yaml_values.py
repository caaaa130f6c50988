"""YAML text becomes values with the places where they stand, in one loop over the library's event stream.

Events come one at a time, so hostile texts cannot make the library recurse or expand anything; each value's place is
noted as it is built, so that no later stage has to look for it; and all faults but syntax errors are found in one run.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import yaml

from okrsite.diagnostics import MOST_FAULTS, Diagnostic, Location
from okrsite.source.text import control_characters, shown, with_plain_line_ends
from okrsite.source.yaml_scalars import Refusal, in_word_quotes, plain, quoted, word_quotes
from okrsite.source.yaml_syntax import explain
from okrsite.source.yaml_trouble import gather

Path = tuple[str | int, ...]
Place = tuple[int, int]

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
    keys: dict[Path, Place]
    values: dict[Path, Place]

    def key(self, path: Path) -> Place:
        """The key's place, or a list item's own; for what is not there, that of the nearest parent that is."""
        while path:
            if place := self.keys.get(path) or self.values.get(path):
                return place
            path = path[:-1]
        return (self.first_line, 1)

    def value(self, path: Path) -> Place:
        """The value's place; for what is not there, that of the nearest parent that is."""
        while path:
            if place := self.values.get(path):
                return place
            path = path[:-1]
        return (self.first_line, 1)


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
        return Yaml(None, Positions(first_line, {}, {}), faults, failed=True)
    builder = _Builder(file, first_line, most_entries)
    builder.read(text)
    positions = Positions(first_line, builder.keys, builder.values)
    return Yaml(None if builder.failed else builder.root, positions, tuple(builder.faults), builder.failed)


class _HopelessError(Exception):
    """The text is not worth reading any further."""


class _Builder:
    """Values, places and faults of one YAML text, grown event by event; `open` is what is not finished yet."""

    __slots__ = (
        "container",
        "failed",
        "faults",
        "file",
        "first_line",
        "keys",
        "most_entries",
        "open",
        "path",
        "pending",
        "root",
        "values",
    )

    def __init__(self, file: str, first_line: int, most_entries: int) -> None:
        self.file = file
        self.first_line = first_line
        self.most_entries = most_entries
        self.root: object = None
        self.keys: dict[Path, Place] = {}
        self.values: dict[Path, Place] = {}
        self.faults: list[Diagnostic] = []
        self.failed = False
        self.container: dict[object, object] | list[object] | None = None
        self.path: Path = ()
        self.pending: Path | None = None  # the value that a mapping waits for; None where its next key comes
        self.open: list[tuple[dict[object, object] | list[object] | None, Path, Path | None]] = []

    def read(self, text: str) -> None:
        """Build the value of the text; a syntax error ends it with one fault in plain words."""
        event: yaml.Event | None = None
        try:
            for event in iter(_Loader(text).get_event, None):
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
        if self.values:
            self.failed = True
            hint = "Keep one document in a file: remove this line and what follows."
            self.fault(self.place(event), "yaml-syntax", "A second YAML document begins here.", hint)
            raise _HopelessError

    def scalar(self, event: Any) -> None:
        mark = event.start_mark
        place = (self.first_line + mark.line, mark.column + 1)
        text: str = event.value
        if event.anchor is not None or event.tag is not None:
            self.marked(event, place)
        if event.style == '"':
            self.escapes(text, place)
        container = self.container
        if self.pending is None and type(container) is dict:
            self.key(container, text, place, event.style)
            return
        value = text if event.style else plain(text)
        if type(value) is Refusal:
            self.fault(place, *value)
            value = text
        self.attach(value, place)

    def key(self, mapping: dict[object, object], text: str, place: Place, style: str | None) -> None:
        self.pending = path = (*self.path, text)
        if text in mapping:
            first, second = self.keys[path][0], place[0]
            lines = f"in line {first} and in line {second}" if first != second else f"in line {first}"
            hint = "Keep one of the two; for several values write a list under one key."
            self.fault(place, "duplicate-key", f"`{shown(text)}` is written twice, {lines}.", hint)
        if not style and text == "<<":
            message = "Merge keys (`<<`) are not part of the format."
            self.fault(place, "yaml-alias", message, "Write the keys and values out here.")
        elif not style and in_word_quotes(text):
            self.fault(place, *word_quotes(text))
        self.keys[path] = place

    def mapping(self, event: Any) -> None:
        self.begin({}, event)

    def sequence(self, event: Any) -> None:
        self.begin([], event)

    def begin(self, new: dict[object, object] | list[object], event: Any) -> None:
        place = self.place(event)
        if event.anchor is not None or event.tag is not None:
            self.marked(event, place)
        after: Path | None = None
        if self.pending is None and type(self.container) is dict:
            self.pending = after = (*self.path, "")
            self.keys[after] = place
            self.failed = True
            hint = "Write a plain text before the colon; a text that begins with `[` or `{` needs quotes."
            self.fault(place, "complex-key", "A list or a mapping stands where a key is needed.", hint)
        path = self.attach(new, place)
        self.open.append((self.container, self.path, after))
        self.container, self.path, self.pending = new, path, None
        if len(self.open) > DEEPEST:
            self.too_deep(place)

    def end(self, event: Any) -> None:
        self.container, self.path, self.pending = self.open.pop()

    def alias(self, event: Any) -> None:
        place, name = self.place(event), "*" + event.anchor
        hint = f"Write the value out; in quotes if text is meant: {quoted(shown(name))}."
        self.fault(place, "yaml-alias", f"`{shown(name)}` is an alias, which is not part of the format.", hint)
        if self.pending is None and type(self.container) is dict:
            self.pending = (*self.path, name)
            self.keys[self.pending] = place
        else:
            self.attach(None, place)

    def attach(self, value: object, place: Place) -> Path:
        """Put a value where it belongs; its path."""
        container = self.container
        path: Path = ()
        if type(container) is list:
            path = (*self.path, len(container))
            container.append(value)
        elif type(container) is dict and self.pending is not None:
            path, self.pending = self.pending, None
            container[path[-1]] = value
        else:
            self.root = value
        self.values[path] = place
        if container is not None and len(container) > self.most_entries:
            self.too_many(place)
        return path

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
            self.fault(place, "yaml-alias", f"`{name}` is an anchor, which is not part of the format.", hint)
        if event.tag is not None:
            hint = "Remove it; put the value in quotes if text is meant that begins with `!`."
            self.fault(place, "yaml-tag", "A tag (`!…`) is not part of the format.", hint)

    def escapes(self, text: str, place: Place) -> None:
        """Note that a text in double quotes holds, by its escapes, what no text should."""
        if _NO_TEXT.search(text):
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
        paths = [*(path for _, path, _ in self.open), self.path][1:]
        places = [(line - self.first_line, column - 1) for line, column in (self.values[path] for path in paths)]
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
