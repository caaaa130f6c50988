"""A word that stands for a secret → every form in which it could be published, and the search for it in files of every kind.

`canary` makes texts that share one stem, so that a search for the stem finds all of them. The search looks at names and bytes, and into
archives, compressed files and the texts of pictures.
"""

import base64
import gzip
import html.entities
import io
import json
import tarfile
import unicodedata
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator, Mapping

STEM = "qxçanåryzv"


def canary(number: int) -> str:
    """A text of its own that is a slug, a word and a person's name at once."""
    return f"{STEM}{number:03}"


def spellings() -> Iterator[str]:
    """The stem as texts: forwards and backwards, composed, decomposed and without accents, in small and capital letters."""
    for word in (STEM, STEM[::-1]):
        apart = unicodedata.normalize("NFD", word)
        for text in (word, apart, "".join(c for c in apart if not unicodedata.combining(c))):
            yield from (text, text.upper(), text.title())


def encodings(text: str) -> Iterator[tuple[str, bytes]]:
    """A text as bytes, in each way in which a file of a site may hold it."""
    raw = text.encode()
    yield "utf-8", raw
    yield "utf-16 little", text.encode("utf-16-le")
    yield "utf-16 big", text.encode("utf-16-be")
    yield "html decimal", text.encode("ascii", "xmlcharrefreplace")
    yield "html hexadecimal", "".join(c if c.isascii() else f"&#x{ord(c):x};" for c in text).encode()
    names = html.entities.codepoint2name
    yield "html named", "".join(f"&{names[ord(c)]};" if ord(c) in names else c for c in text).encode()
    yield "json", json.dumps(text)[1:-1].encode()
    yield "percent", urllib.parse.quote(text).encode()
    yield "percent, small letters", urllib.parse.quote(text).replace("%C3", "%c3").replace("%A7", "%a7").replace("%A5", "%a5").encode()
    yield "hexadecimal", raw.hex().encode()
    for shift in range(3):
        yield f"base64 from {shift}", _inner_base64(raw, shift)


def _inner_base64(raw: bytes, shift: int) -> bytes:
    """The base64 digits that depend on these bytes alone, where so many bytes of a group stand before them."""
    digits = base64.b64encode(bytes(shift) + raw)
    return digits[(shift * 8 + 5) // 6 : (shift + len(raw)) * 8 // 6]


NEEDLES = frozenset(needle for text in spellings() for _, needle in encodings(text))


def leaks(files: Mapping[str, bytes]) -> list[str]:
    """Where the stem is found in some files: the path, and what stands around it."""
    return [f"{path}: {around!r}" for path, content in files.items() for around in _found(path, content)]


def _found(path: str, content: bytes) -> Iterator[bytes]:
    for blob in (path.encode("utf-8", "surrogateescape"), *unpacked(content)):
        for needle in NEEDLES:
            at = blob.find(needle)
            if at >= 0:
                yield blob[max(0, at - 60) : at + len(needle) + 60]


def unpacked(content: bytes) -> Iterator[bytes]:
    """Some bytes, and what can be unpacked from them at any depth."""
    yield content
    for inner in _members(content):
        yield from unpacked(inner)


def _members(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"\x1f\x8b"):
        yield gzip.decompress(content)
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                yield entry.filename.encode() + b"\n" + entry.comment
                yield archive.read(entry)
    elif content[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            for member in archive.getmembers():
                yield member.name.encode()
                yield (archive.extractfile(member) or io.BytesIO()).read()
    elif content.startswith(b"BEGIN:VCALENDAR") and b"\r\n " in content:
        yield content.replace(b"\r\n ", b"")  # a line that was folded within a word
    elif content.startswith(b"\x89PNG\r\n\x1a\n"):
        yield from _picture_texts(content)


def _picture_texts(content: bytes) -> Iterator[bytes]:
    """The compressed texts of a PNG; those that are not compressed are found as they are."""
    at = 8
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kind, chunk = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        if kind in (b"zTXt", b"iTXt") and (start := chunk.find(b"\x78")) >= 0:
            yield zlib.decompressobj().decompress(chunk[start:])
        at += length + 12


def picture(text: str = "", *, packed: bool = False) -> bytes:
    """A PNG of one pixel that carries a text."""
    said = b"Comment\0" + (b"\0" + zlib.compress(text.encode()) if packed else text.encode())
    pixel = _chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0") + _chunk(b"zTXt" if packed else b"tEXt", said)
    return b"\x89PNG\r\n\x1a\n" + pixel + _chunk(b"IDAT", zlib.compress(b"\0\0")) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")
