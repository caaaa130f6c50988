"""What one document holds ↔ bytes, which a cache keeps and which processes hand to each other; its text by itself, converted.

The model's own classes are the schema: bytes that do not fit them are no document. Like parsing, converting a text takes one document
and nothing else: links stand for themselves until it is known what they lead to (okrsite.bodies).
"""

from collections.abc import Callable, Mapping
from hashlib import blake2b
from urllib.parse import quote

import msgspec
from msgspec.structs import fields, replace

from okrsite import prose
from okrsite.diagnostics import Diagnostic, Location
from okrsite.model import Kpi, Objective, Page, Person, Reference, Unit, Visibility
from okrsite.parse import Item

LINK = "okrsite-path.invalid/"
"""Begins the href of a link to a place of the site; what follows is the path as it is written, percent-encoded."""


People = tuple[Mapping[str, Person] | None, list[Diagnostic]]
"""Who is in people.yml, None where nobody can tell, and what is wrong with it."""


class _Row(msgspec.Struct, array_like=True):
    """An item with its value under the name of its kind, so that each field has one type."""

    file: str
    unit: str
    reference: str
    visibility: Visibility | None
    says_visibility: bool
    visibility_location: Location
    diagnostics: tuple[Diagnostic, ...]
    names: frozenset[str]
    keys: tuple[Reference, ...]
    is_unclear: bool
    values_file: Reference | None
    as_unit: Unit | None
    as_objective: Objective | None
    as_kpi: Kpi | None
    as_page: Page | None
    sketch: Objective | None


_MARK, _KEY = 8, 16  # bytes, with which a document's begin
_HEAD = _MARK + _KEY + 1
_NO_TEXT = bytes(_KEY)
_OBJECTIVE, _OTHER = b"o", b"-"
_SHARED = [field.name for field in fields(Item) if field.name not in ("value", "sketch")]
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Row).decode
_decode_people: Callable[[bytes], People] = msgspec.msgpack.Decoder(People).decode
_decode_text = msgspec.msgpack.Decoder(prose.Rendered).decode


def store(item: Item) -> bytes:
    """A document's bytes, which begin with what tells its text, and all else that it says, from others."""
    value = item.value
    said = replace(item, value=replace(value, body="", body_line=0) if value else None, names=frozenset())  # names follow from the rest
    mark = blake2b(_encode(_row(said)), digest_size=_MARK).digest()
    text = text_key(value.body, top_heading(value)) if value and value.body else _NO_TEXT
    return mark + text + (_OBJECTIVE if isinstance(value, Objective) else _OTHER) + _encode(_row(item))


def restore(stored: bytes) -> Item:
    """The document that bytes made by `store` stand for."""
    row = _decode(memoryview(stored)[_HEAD:])
    value = row.as_objective or row.as_unit or row.as_kpi or row.as_page
    return Item(  # in the order of its fields: by name it takes four times as long
        row.file, row.unit, row.reference, value, row.visibility, row.says_visibility, row.visibility_location, row.diagnostics,
        row.sketch, row.names, row.keys, row.is_unclear, row.values_file,
    )  # fmt: skip


def mark_of(stored: bytes) -> bytes:
    """What tells all that a document says, but for its text, from others."""
    return stored[:_MARK]


def text_key_of(stored: bytes) -> bytes | None:
    """What tells a document's text from others; None where it has none."""
    key = stored[_MARK : _MARK + _KEY]
    return None if key == _NO_TEXT else key


def is_objective(stored: bytes) -> bool:
    """Whether a document is an objective without errors."""
    return stored[_HEAD - 1 : _HEAD] == _OBJECTIVE


def text_key(body: str, top: int) -> bytes:
    """What tells a text, with the level of its highest headings, from others; there are many, so this is no `digest` of several parts."""
    return blake2b(body.encode(), digest_size=_KEY, person=b"text %d" % top).digest()


def _row(item: Item) -> _Row:
    value = item.value
    return _Row(
        **{name: getattr(item, name) for name in _SHARED},
        as_unit=value if isinstance(value, Unit) else None,
        as_objective=value if isinstance(value, Objective) else None,
        as_kpi=value if isinstance(value, Kpi) else None,
        as_page=value if isinstance(value, Page) else None,
        sketch=item.sketch,
    )


def top_heading(value: Unit | Objective | Kpi | Page) -> int:
    """The level of a text's highest headings: that of a page stands by itself, others below a heading of their own."""
    return 2 if isinstance(value, Page) else 3


def store_text(body: str, top: int) -> bytes:
    """The bytes of a text, converted; its links are not resolved yet."""
    return _encode(prose.render(body, resolve=lambda path: LINK + quote(path), top=top))


def restore_text(stored: bytes) -> prose.Rendered:
    """The text that bytes made by `store_text` stand for."""
    return _decode_text(stored)


def store_people(people: People) -> bytes:
    """The bytes of what people.yml holds."""
    return _encode(people)


def restore_people(stored: bytes) -> People:
    """What bytes made by `store_people` stand for."""
    return _decode_people(stored)
