"""Files → what each document holds, and its text, converted: in several processes, and only what no shelf knows.

A document is kept by its bytes, its place and the configuration, a text by itself: a new check-in converts nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple, TypeVar

from okrsite.cache import Shelf, digest
from okrsite.config import Config
from okrsite.diagnostics import Diagnostic
from okrsite.model import Objective
from okrsite.parse import Item, Layout, parse_document
from okrsite.prose import is_plainly_sound
from okrsite.source.folders import SourceFile, read_bytes
from okrsite.source.front_matter import read_document
from okrsite.stored import is_objective, mark_of, restore, store, store_text, text_key_of, top_heading
from okrsite.work import Tell, in_slices

T = TypeVar("T")

_LEAST = 50  # documents that are worth a process of their own
_SOUND = b""
"""Kept in place of a text that nobody has converted yet, because nothing can be wrong with it."""


class _Read:
    """What became of a file: its key on the shelf, and the document as bytes, None where the shelf has it.

    Where it was read there is the `item` too; another process gets the bytes alone, which are ready for the shelf.
    """

    __slots__ = ("item", "key", "stored")

    def __init__(self, key: bytes, stored: bytes | None, item: Item | None = None) -> None:
        self.key, self.stored, self.item = key, stored, item

    def __reduce__(self) -> tuple[type["_Read"], tuple[bytes, bytes | None]]:
        return _Read, (self.key, self.stored)


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
    places = {folder: layout.place_of(folder) for folder in {source.folder for source in sources}}
    around = digest(repr(config)) if shelf else b""

    def read(source: SourceFile) -> _Read | Diagnostic:
        raw = read_bytes(source)
        if isinstance(raw, Diagnostic):
            return raw
        key = digest(raw, source.file, repr(places[source.folder]), around) if shelf else b""
        if shelf and shelf.get(key) is not None:
            return _Read(key, None)
        document = read_document(source.file, source.folder, source.name.removesuffix(".md"), raw)
        item = parse_document(document, *places[source.folder], config)
        return _Read(key, store(item), item)

    slices = in_slices(lambda some: list(map(read, some)), sources, jobs, _LEAST, tell)
    for source, found in zip(sources, _let_go(slices), strict=True):
        if isinstance(found, Diagnostic):
            yield found
        else:
            stored = _kept(shelf, found.key, found.stored)
            yield Document(source.file, stored, found.item) if shelf else Document(source.file, b"", found.item or restore(stored))


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
