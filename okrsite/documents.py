"""Files → what each document holds, and its text, converted: in several processes, and only what no shelf knows.

A document is kept by its bytes, its place and the configuration, a text by itself: a new check-in converts nothing.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, TypeVar

import msgspec

from okrsite.cache import Shelf, digest
from okrsite.config import Config
from okrsite.diagnostics import Diagnostic
from okrsite.model import Objective
from okrsite.parse import Item, Layout, parse_document
from okrsite.prose import is_plainly_sound
from okrsite.source.folders import SourceFile, read_bytes, state_of
from okrsite.source.front_matter import read_document
from okrsite.stored import is_objective, mark_of, restore, store, store_text, text_key_of, top_heading
from okrsite.unchanged import SETTLED
from okrsite.work import Tell, in_slices

T = TypeVar("T")

_LEAST = 50  # documents that are worth a process of their own
_LYING = digest("lying")
_encode_lying = msgspec.msgpack.Encoder().encode
_SOUND = b""
"""Kept in place of a text that nobody has converted yet, because nothing can be wrong with it."""


class _Read:
    """What became of a file: its key on the shelf, and the document as bytes, None where the shelf has it; and how it lies.

    Where it was read there is the `item` too; another process gets the bytes alone, which are ready for the shelf.
    """

    __slots__ = ("item", "key", "lying", "stored")

    def __init__(self, key: bytes, lying: "_Lying | None", stored: bytes | None, item: Item | None = None) -> None:
        self.key, self.lying, self.stored, self.item = key, lying, stored, item

    def __reduce__(self) -> tuple[type["_Read"], tuple[bytes, "_Lying | None", bytes | None]]:
        return _Read, (self.key, self.lying, self.stored)


class _Lying(NamedTuple):
    """A file as it lies there, and the digest of its bytes: while it lies so nobody has to read it."""

    state: bytes
    content: bytes


_decode_lying = msgspec.msgpack.Decoder(dict[str, _Lying]).decode


class Document:
    """A file that could be read: as the bytes that a shelf has, or else as its item, which bytes become once somebody asks for it."""

    __slots__ = ("_item", "file", "stored")

    def __init__(self, file: str, stored: bytes, item: Item | None = None) -> None:
        self.file, self.stored, self._item = file, stored, item

    @property
    def item(self) -> Item:
        """What it holds."""
        if self._item is None:
            self._item = restore(self.stored)
        return self._item

    @property
    def mark(self) -> bytes:
        """What tells all that it says, but for its text, from others."""
        return mark_of(self.stored)

    @property
    def text_key(self) -> bytes | None:
        """What tells its text from others; None where it has none."""
        return text_key_of(self.stored)

    @property
    def is_objective(self) -> bool:
        """Whether it is an objective without errors."""
        return is_objective(self.stored) if self.stored else isinstance(self.item.value, Objective)


class _Text(NamedTuple):
    """The text of a file, the level of its highest headings, and what tells it from others, where there is a shelf."""

    file: str
    body: str
    top: int
    key: bytes


def read_documents(
    sources: Sequence[SourceFile], layout: Layout, config: Config, shelf: Shelf | None, jobs: int, tell: Tell
) -> Iterator[Document | Diagnostic]:
    """What each file holds, or why it cannot be read."""
    reader = _Reader(sources, layout, config, shelf)
    known = {source.file: there for source in sources if (there := reader.known(source))}
    unknown = [source for source in sources if source.file not in known]
    new = _let_go(in_slices(lambda some: list(map(reader.read, some)), unknown, jobs, _LEAST, tell))
    lying: dict[str, _Lying] = {}
    for source in sources:
        found = known.get(source.file) or next(new)
        if isinstance(found, Diagnostic):
            yield found
        else:
            if found.lying:
                lying[source.file] = found.lying
            stored = _kept(shelf, found.key, found.stored)
            yield Document(source.file, stored, found.item) if shelf else Document(source.file, b"", found.item or restore(stored))
    reader.remember(lying)


class _Reader:
    """Reads documents, but for those that a shelf has and that lie as they lay when they were read."""

    def __init__(self, sources: Sequence[SourceFile], layout: Layout, config: Config, shelf: Shelf | None) -> None:
        self._config, self._shelf = config, shelf
        self._places = {folder: layout.place_of(folder) for folder in {source.folder for source in sources}}
        self._around = digest(repr(config)) if shelf else b""
        settled = time.time_ns() - SETTLED
        self._states = {source.file: state_of(source, settled) for source in sources} if shelf else {}
        stored = shelf.get(_LYING) if shelf else None
        self._before = _decode_lying(stored) if stored else {}

    def known(self, source: SourceFile) -> _Read | None:
        """What is known of a file without reading it."""
        lying = self._before.get(source.file)
        if self._shelf is None or lying is None or lying.state != self._states[source.file]:
            return None
        key = self._key(source, lying.content)
        return _Read(key, lying, None) if self._shelf.get(key) is not None else None

    def read(self, source: SourceFile) -> _Read | Diagnostic:
        """What a file holds, or why it cannot be read."""
        raw = read_bytes(source)
        if isinstance(raw, Diagnostic):
            return raw
        content = digest(raw) if self._shelf else b""
        key = self._key(source, content) if self._shelf else b""
        state = self._states.get(source.file)
        lying = _Lying(state, content) if state else None
        if self._shelf and self._shelf.get(key) is not None:
            return _Read(key, lying, None)
        document = read_document(source.file, source.folder, source.name.removesuffix(".md"), raw)
        item = parse_document(document, *self._places[source.folder], self._config)
        return _Read(key, lying, store(item), item)

    def remember(self, lying: Mapping[str, _Lying]) -> None:
        """Keep how the files lie there, unless that is known of nearly all."""
        new = sum(1 for file, there in lying.items() if self._before.get(file) != there)
        if self._shelf and new > len(lying) // 100:
            self._shelf.put(_LYING, _encode_lying(lying))

    def _key(self, source: SourceFile, content: bytes) -> bytes:
        return digest(content, source.file, repr(self._places[source.folder]), self._around)


def converted(
    documents: Iterable[Document], shelf: Shelf | None, jobs: int, tell: Tell, *, faults_only: bool
) -> Mapping[str, bytes]:
    """The texts of some documents by file, as `restore_text` takes them; with `faults_only` those that may have a fault."""
    known: dict[str, bytes] = {}
    new: list[_Text] = []
    for document in documents:
        key = document.text_key
        found = shelf.get(key) if shelf and key else None
        if found or (found is not None and faults_only):
            known[document.file] = found
        elif (key or not shelf) and (value := document.item.value) and value.body:
            new.append(_Text(document.file, value.body, top_heading(value), key or b""))

    def convert(some: Sequence[_Text]) -> list[bytes]:
        return [_SOUND if faults_only and is_plainly_sound(text.body) else store_text(text.body, text.top) for text in some]

    for text, stored in zip(new, chain.from_iterable(in_slices(convert, new, jobs, _LEAST, tell)), strict=True):
        known[text.file] = _kept(shelf, text.key, stored)
    return {file: stored for file, stored in known.items() if stored}


def _kept(shelf: Shelf | None, key: bytes, new: bytes | None) -> bytes:
    """The bytes that a key stands for: new ones, which the shelf keeps from now on, or those that it has."""
    if new is None:
        known = shelf.get(key) if shelf else None
        assert known is not None, "what a shelf has is not read again"
        return known
    if shelf:
        shelf.put(key, new)
    return new


def _let_go(slices: list[list[T]]) -> Iterator[T]:
    """Everything in some slices, each of which is forgotten once it has been looked at: they are as large as the company."""
    slices.reverse()
    while slices:
        yield from slices.pop()
