"""A file's bytes become a Document: front matter as values with places, and the body exactly as written.

The text goes through python-frontmatter's handler interface, but split and read our own way: the library alone strips
the text (and so moves line numbers and the body's indentation) and takes an unclosed front matter for none at all.
"""

import re
from dataclasses import replace
from typing import Final

import frontmatter
from frontmatter.default_handlers import BaseHandler
from msgspec import Struct

from okrsite.diagnostics import Diagnostic, Location, in_order
from okrsite.source.text import decode, shown
from okrsite.source.yaml_values import MOST_ENTRIES, Positions, Yaml, read_yaml

LARGEST_BODY: Final = 65_536
"""Bytes of UTF-8 that the text below the front matter may have (FORMAT §14)."""

_FENCE: Final = re.compile(r"\n---[ \t]*$", re.MULTILINE)
_OPENING: Final = re.compile(r"(?:[ \t]*\n)*---[ \t]*(?:\n|\Z)")
_LOOKS_LIKE_FENCE: Final = re.compile(r"^[ \t]*(?:-{2,}|\.\.\.|[–—]+-*)[ \t]*$", re.MULTILINE)
_BLANK_LINES: Final = re.compile(r"(?:[ \t]*\n)*")
_BEGIN: Final = (
    "Begin the file with a line `---`, then lines such as `title: Grow`, then another line `---`. "
    "A file that is no document gets a name that starts with `_`; such files are ignored."
)


class Document(Struct, frozen=True):
    """One Markdown file, read: `data` is its front matter, None where it could not be made out (FORMAT §1, §14).

    `folder` is the path below the content folder, `stem` the file's name without `.md`; the body's first line is line
    `body_line` of the file, and it neither begins nor ends with blank lines.
    """

    file: str
    folder: tuple[str, ...]
    stem: str
    data: dict[str, object] | None
    positions: Positions
    body: str
    body_line: int
    diagnostics: tuple[Diagnostic, ...]


def read_document(file: str, folder: tuple[str, ...], stem: str, raw: bytes) -> Document:
    """The document that a file's bytes hold, with every fault that can be seen in the file alone (FORMAT §14)."""
    text, faults = decode(file, raw)
    if text is None:
        return Document(file, folder, stem, None, Positions(1), "", 1, faults)
    parts = _split(text)
    if parts is None:
        faults = in_order((*faults, _no_front_matter(file, text)))
        return Document(file, folder, stem, None, Positions(1), "", 1, faults)
    handler = _Handler(file, parts)
    data, _ = frontmatter.parse(text, handler=handler)
    yaml = handler.yaml
    body, too_large = _within_limit(file, parts)
    faults = in_order((*faults, *yaml.diagnostics, *too_large)) if faults or yaml.diagnostics or too_large else ()
    # What the document as a whole lacks, it lacks from its first line on (FORMAT §18).
    positions = replace(yaml.positions, first_line=1)
    return Document(file, folder, stem, None if yaml.failed else data, positions, body, parts.body_line, faults)


def read_data_file(file: str, raw: bytes, most_entries: int = MOST_ENTRIES) -> Yaml:
    """The mapping that a whole file of YAML holds, such as `people.yml`; an empty file is an empty one (FORMAT §18)."""
    text, faults = decode(file, raw)
    if text is None or faults:
        return Yaml(None, Positions(1), faults, failed=True)
    return _as_mapping(read_yaml(text, file, most_entries=most_entries), file, text, "The file")


class _Parts(Struct, frozen=True):
    """A text cut at its fences; lines count from 1 in the file."""

    front: str
    front_line: int
    body: str
    body_line: int


class _Handler(BaseHandler):
    """Hands python-frontmatter one text's parts, and keeps what its interface has no place for."""

    FM_BOUNDARY = _FENCE
    START_DELIMITER = END_DELIMITER = "---"

    def __init__(self, file: str, parts: _Parts) -> None:
        super().__init__()
        self.file = file
        self.parts = parts
        self.yaml = Yaml({}, Positions(parts.front_line))

    def split(self, text: str) -> tuple[str, str]:
        """Front matter and body of the text before the library stripped it."""
        return self.parts.front, self.parts.body

    def load(self, fm: str) -> dict[str, object]:
        """The front matter's values; an empty mapping where it has none."""
        yaml = read_yaml(fm, self.file, self.parts.front_line)
        self.yaml = _as_mapping(yaml, self.file, fm, "The front matter")
        return self.yaml.value if isinstance(self.yaml.value, dict) else {}


def front_matter_span(text: str) -> tuple[int, int] | None:
    """Where the lines between the two `---` begin and end in a text with plain line ends; None where one of the two is not there."""
    opening = _OPENING.match(text)
    closing = _FENCE.search(text, opening.end() - 1) if opening else None  # the line end of the opening fence included
    return (opening.end(), closing.start() + 1) if opening and closing else None


def _split(text: str) -> _Parts | None:
    """Cut a text at its `---` lines; None where one of the two is not there."""
    span = front_matter_span(text)
    if span is None:
        return None
    front_line = text.count("\n", 0, span[0]) + 1
    after = text.find("\n", span[1])  # the end of the closing fence
    start = _BLANK_LINES.match(text, after + 1 if after >= 0 else len(text)).end()  # type: ignore[union-attr]
    end = text.find("\n", len(text.rstrip(" \t\n")))
    body = text[start : end if end >= 0 else len(text)] if text[start:].strip(" \t\n") else ""
    body_line = front_line + text.count("\n", span[0], start)
    return _Parts(text[span[0] : span[1]], front_line, body, body_line)


def _no_front_matter(file: str, text: str) -> Diagnostic:
    """What is missing from a text without two fences."""
    if opening := _OPENING.match(text):
        line = text[: opening.end()].rstrip().count("\n") + 1
        hint = "Write a line `---` below the last key, with nothing before it."
        if other := _LOOKS_LIKE_FENCE.search(text, opening.end()):
            number = text.count("\n", 0, other.start()) + 1
            hint += (
                f" If line {number} (`{other[0].strip()}`) was meant for it: three hyphens at the start of the line."
            )
        return Diagnostic(
            Location(file, line), "unclosed-front-matter", "The front matter that begins here is never closed.", hint
        )
    if not text.strip():
        return Diagnostic(Location(file), "no-front-matter", "The file is empty.", _BEGIN)
    blank = _BLANK_LINES.match(text).end()  # type: ignore[union-attr]
    line = text.count("\n", 0, blank) + 1
    message = f"The file begins with `{shown(text[blank:].split(chr(10), 1)[0], 40)}`, not with front matter."
    return Diagnostic(Location(file, line), "no-front-matter", message, _BEGIN)


def _within_limit(file: str, parts: _Parts) -> tuple[str, tuple[Diagnostic, ...]]:
    """The body, or none and a fault where it is too large."""
    if len(parts.body) * 4 <= LARGEST_BODY or len(parts.body.encode()) <= LARGEST_BODY:
        return parts.body, ()
    message = "The text below the front matter is larger than 64 KiB (65 536 bytes)."
    hint = "Move parts of it into pages of their own and link to them."
    return "", (Diagnostic(Location(file, parts.body_line), "body-too-large", message, hint),)


def _as_mapping(yaml: Yaml, file: str, text: str, what: str) -> Yaml:
    """The same reading where its value is a mapping or nothing; else a failed one."""
    if yaml.failed or isinstance(yaml.value, dict):
        return yaml
    if yaml.value is None and not yaml.diagnostics:
        return Yaml({}, yaml.positions)
    first = next(
        (number for number, line in enumerate(text.split("\n")) if line.strip() and not line.lstrip().startswith("#")),
        0,
    )
    location = Location(file, yaml.positions.first_line + first)
    hint = "Write lines of `key: value`, with a space behind the colon."
    fault = Diagnostic(location, "not-a-mapping", f"{what} is not made of `key: value` lines.", hint)
    return Yaml(None, yaml.positions, (*yaml.diagnostics, fault), failed=True)
