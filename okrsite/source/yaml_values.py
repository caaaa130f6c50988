"""YAML text becomes values with the places where they stand, in one loop over the library's event stream.

Events come one at a time, so hostile texts cannot make the library recurse or expand anything; each value's place is
noted as it is built, so that no later stage has to look for it; and all faults but syntax errors are found in one run.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import Any, Final

import yaml

from okrsite.diagnostics import MOST_FAULTS, Diagnostic, Location
from okrsite.source.text import control_characters, shown, with_plain_line_ends
from okrsite.source.yaml_lines import Spot, Spots, read_lines
from okrsite.source.yaml_scalars import Refusal, in_word_quotes, plain, quoted, word_quotes
from okrsite.source.yaml_syntax import explain
from okrsite.source.yaml_trouble import gather

Path = tuple[str | int, ...]
Place = tuple[int, int]
Mark = Any
"""The library's own mark of where something begins, with its line and column in the text, from 0."""

DEEPEST: Final = 20
"""Levels of nesting, the document's own mapping counted as 1 (FORMAT §18)."""

MOST_ENTRIES: Final = 2_000
"""Entries that one list or mapping may have, so that what compares each with each comes to an end."""

_HOPELESS_DEPTH: Final = 100
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCALAR, _ALIAS, _DOCUMENT = yaml.ScalarEvent, yaml.AliasEvent, yaml.DocumentStartEvent
_MAPPING, _END_OF_MAPPING = yaml.MappingStartEvent, yaml.MappingEndEvent
_SEQUENCE, _END_OF_SEQUENCE = yaml.SequenceStartEvent, yaml.SequenceEndEvent


@dataclass(frozen=True, slots=True)
class Positions:
    """Where each key and value of one YAML text stands: (line, column) in the file, from 1.

    What is not there stands in line `first_line`, the text itself begins in line `text_line`. Places are made
    when somebody asks: most values of most documents are never asked for.
    """

    first_line: int
    spots: Spots | None = field(default=None, compare=False)  # mappings in one another have no hash
    text_line: int = 1

    def key(self, path: Path) -> Place:
        """The key's place, or a list item's own; for what is not there, that of the nearest parent that is."""
        spot = self._nearest(path)
        return (self.text_line + spot[0], spot[1] + 1) if spot else (self.first_line, 1)

    def value(self, path: Path) -> Place:
        """The value's place; for what is not there, that of the nearest parent that is."""
        spot = self._nearest(path)
        return (self.text_line + spot[2], spot[3] + 1) if spot else (self.first_line, 1)

    def _nearest(self, path: Path) -> Spot | None:
        """The spot at the end of a path, or as far as there are any on it."""
        spot, spots = None, self.spots
        try:
            for step in path:
                spot = spots[step]  # type: ignore[index]
                spots = spot[4]
        except (LookupError, TypeError):
            pass
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
    if plain_lines := read_lines(text, most_entries):
        value, spots = plain_lines
        return Yaml(value, Positions(first_line, spots, first_line))
    builder = _Builder(file, first_line, most_entries)
    builder.read(text)
    positions = Positions(first_line, builder.root_spots, first_line)
    return Yaml(None if builder.failed else builder.root, positions, tuple(builder.faults), builder.failed)


class _HopelessError(Exception):
    """The text is not worth reading any further."""


class _Builder:
    """Values, places and faults of one YAML text, grown event by event; `open` is what is not finished yet, the innermost last.

    Of each thing around the open ones it holds the value, the spots in it, and the key that a mapping waits for the value of with its
    mark; then the mark of what was opened in it.
    """

    __slots__ = ("event", "failed", "faults", "file", "first_line", "most_entries", "open", "root", "root_spots")

    def __init__(self, file: str, first_line: int, most_entries: int) -> None:
        self.file = file
        self.first_line = first_line
        self.most_entries = most_entries
        self.root: object = None
        self.root_spots: Spots | None = None
        self.faults: list[Diagnostic] = []
        self.failed = False
        self.event: yaml.Event | None = None
        self.open: list[tuple[Any, Any, str | None, Mark, Mark]] = []

    def read(self, text: str) -> None:
        """Build the value of the text; a syntax error ends it with one fault in plain words."""
        try:
            self.build(_Loader(text).get_event)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            self.failed = True
            slip = explain(gather(error, text, self.first_line, self.event, self.open_brackets(text)))
            location = Location(self.file, self.first_line + slip.place[0], slip.place[1] + 1)
            self.faults.append(Diagnostic(location, slip.code, slip.message, slip.hint))
        except _HopelessError:
            self.failed = True

    def build(self, get_event: Callable[[], Any]) -> None:
        """Take one event after the other: a key is kept until its value comes, and a value is put where it belongs, its spot beside it.

        One loop, because documents are mostly this loop: a function for each event would take longer than the library's own part.
        """
        container: Any = None
        spots: Any = None
        key: str | None = None
        key_mark: Mark = None
        in_mapping = has_root = False
        most = self.most_entries
        while (event := get_event()) is not None:
            self.event = event
            kind = type(event)
            inner: Spots | None = None
            after: str | None = None
            if kind is _SCALAR:
                value: Any = event.value
                style, mark = event.style, event.start_mark
                if event.anchor is not None or event.tag is not None:
                    self.marked(event)
                if style == '"' and not value.isprintable():
                    self.escapes(value, mark)
                if in_mapping and key is None:
                    key, key_mark = intern(value), mark
                    if key in container or not (style or key.isidentifier()):  # nothing is wrong with a key that is a word
                        self.look_at_key(key, mark, style, spots)
                    continue
                if not style:
                    value = self.plain(value, mark)
            elif kind is _MAPPING or kind is _SEQUENCE:
                value, inner = ({}, {}) if kind is _MAPPING else ([], [])
                mark = event.start_mark
                if event.anchor is not None or event.tag is not None:
                    self.marked(event)
                if in_mapping and key is None:
                    key, key_mark, after = "", mark, ""
                    self.complex_key(mark)
            elif kind is _END_OF_MAPPING or kind is _END_OF_SEQUENCE:
                container, spots, key, key_mark, _ = self.open.pop()
                in_mapping = type(container) is dict
                continue
            elif kind is _ALIAS:
                value, mark = None, event.start_mark
                name = self.alias(event.anchor, mark)
                if in_mapping and key is None:
                    key, key_mark = name, mark
                    continue
            else:  # a document or the whole text begins or ends
                if kind is _DOCUMENT and has_root:
                    self.second_document(event.start_mark)
                continue
            if in_mapping:
                container[key] = value
                spots[key] = (key_mark.line, key_mark.column, mark.line, mark.column, inner)
            elif container is not None:
                container.append(value)
                spots.append((mark.line, mark.column, mark.line, mark.column, inner))
            else:
                self.root, self.root_spots, has_root = value, inner, True
            if container is not None and len(container) > most:
                self.too_many(mark)
            if inner is not None:
                self.open.append((container, spots, after, key_mark, mark))
                container, spots, in_mapping = value, inner, kind is _MAPPING
                if len(self.open) > DEEPEST:
                    self.too_deep(mark)
            key = None

    def plain(self, text: str, mark: Mark) -> object:
        """The value of an unquoted text; the text itself, and a fault, where it is refused."""
        value = plain(text)
        if type(value) is Refusal:
            self.fault(mark, *value)
            return text
        return value

    def look_at_key(self, key: str, mark: Mark, style: str | None, spots: Mapping[str, Spot]) -> None:
        """Note that a key is written twice, or is none; `spots` are those of the keys before it."""
        if key in spots:
            first, second = (self.first_line + line for line in (spots[key][0], mark.line))
            lines = f"in line {first} and in line {second}" if first != second else f"in line {first}"
            hint = "Keep one of the two; for several values write a list under one key."
            self.fault(mark, "duplicate-key", f"`{shown(key)}` is written twice, {lines}.", hint)
        if style:
            return
        if key == "<<":
            message = "Merge keys (`<<`) are not part of the format."
            self.fault(mark, "yaml-alias", message, "Write the keys and values out here.")
        elif in_word_quotes(key):
            self.fault(mark, *word_quotes(key))

    def complex_key(self, mark: Mark) -> None:
        """Note that a list or a mapping stands where a key is needed."""
        self.failed = True
        hint = "Write a plain text before the colon; a text that begins with `[` or `{` needs quotes."
        self.fault(mark, "complex-key", "A list or a mapping stands where a key is needed.", hint)

    def alias(self, anchor: str, mark: Mark) -> str:
        """Note that an alias stands here; what it is called."""
        name = "*" + anchor
        hint = f"Write the value out; in quotes if text is meant: {quoted(shown(name))}."
        self.fault(mark, "yaml-alias", f"`{shown(name)}` is an alias, which is not part of the format.", hint)
        return name

    def second_document(self, mark: Mark) -> None:
        """Note that a second document begins, and read no further."""
        self.failed = True
        hint = "Keep one document in a file: remove this line and what follows."
        self.fault(mark, "yaml-syntax", "A second YAML document begins here.", hint)
        raise _HopelessError

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

