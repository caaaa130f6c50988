"""The text of one block of Markdown, with what was marked in it: links, bold, strike-through, code, by position.

Titles of okrsite are plain text, so marks and links leave the text here; positions let a text be cut into title, owner and
outcome later, each with its own links.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from okrsite.importers.texts import as_markdown
from okrsite.prose import hyperlinks

if TYPE_CHECKING:
    from markdown_it.token import Token

_OPENINGS: Final = {"link_open": "link", "strong_open": "bold", "s_open": "struck"}
_CLOSINGS: Final = {"link_close", "strong_close", "s_close"}
_BLANKS: Final = re.compile(r"[ \t\xa0\u202f]+")
_COMMENT: Final = re.compile(r"<!--(.*?)-->", re.S)


@dataclass(frozen=True, slots=True)
class Span:
    """A marked part of a text, from `start` up to `end`; a link and a picture have an `href`."""

    kind: Literal["link", "picture", "bold", "struck", "code", "hidden"]
    start: int
    end: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A text without marks, and where the marks were."""

    text: str = ""
    spans: tuple[Span, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text.strip())

    def cut(self, start: int, end: int | None = None) -> "Words":
        """A part of it with the marks that lie in it, without blanks around."""
        end = len(self.text) if end is None else end
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        inside = (s for s in self.spans if (s.start < end and s.end > start) or start <= s.start == s.end <= end)
        spans = tuple(Span(s.kind, max(s.start, start) - start, min(s.end, end) - start, s.href) for s in inside)
        return Words(self.text[start:end], spans)

    def without(self, start: int, end: int) -> "Words":
        """The rest of it where a part is taken out."""
        return self.cut(0, start).joined(self.cut(end))

    def joined(self, other: "Words") -> "Words":
        """Both, with one blank between them."""
        if not self or not other:
            return self if self else other
        shift = len(self.text) + 1
        moved = tuple(Span(s.kind, s.start + shift, s.end + shift, s.href) for s in other.spans)
        return Words(f"{self.text} {other.text}", self.spans + moved)

    def lines(self) -> list["Words"]:
        """Its lines, where the source has a line break within a paragraph."""
        found, start = [], 0
        for line in self.text.split("\n"):
            if part := self.cut(start, start + len(line)):
                found.append(part)
            start += len(line) + 1
        return found

    def is_all(self, kind: str) -> bool:
        """Whether everything but punctuation at the end is marked so."""
        if not self:
            return False
        marked = max((s.end for s in self.spans if s.kind == kind and s.start == 0), default=0)
        return marked > 0 and not self.text[marked:].strip(" .:;,!")

    @property
    def line(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())

    @property
    def links(self) -> list[tuple[str, str]]:
        """What leads elsewhere, with the words that do, pictures too."""
        return [(" ".join(self.text[s.start : s.end].split()), s.href) for s in self.spans if s.kind in ("link", "picture")]

    @property
    def hidden(self) -> list[str]:
        """What readers of the page did not see: comments."""
        return [s.href for s in self.spans if s.kind == "hidden"]

    def marked(self) -> str:
        """The text as Markdown on one line: what was no mark is none again; links into the old site are shown, not followed."""
        pieces, at = [], 0
        for span in sorted((s for s in self.spans if s.kind in ("link", "picture")), key=lambda s: (s.start, s.end)):
            if span.start < at:
                continue
            pieces.append(_between(self.text[at : span.start]))
            pieces.append(link(" ".join(self.text[span.start : span.end].split()), span.href))
            at = span.end
        return " ".join("".join([*pieces, _between(self.text[at:])]).split())


def _between(text: str) -> str:
    """Plain text between links as Markdown, with the blanks at its ends."""
    before, after = " " * text[:1].isspace(), " " * text[-1:].isspace()
    return f"{before}{as_markdown(text)}{after}"


def link(text: str, href: str) -> str:
    """A link in Markdown; one that leads nowhere from a new place is its text and the path as code."""
    if isinstance(hyperlinks.read(href), hyperlinks.Web) and not re.search(r"[\s<>]", href):
        return f"[{as_markdown(text) or as_markdown(href)}](<{href}>)"
    return f"{as_markdown(text)} (`{href.replace('`', '')}`)".strip()


def words_of(tokens: Sequence["Token"]) -> Words:
    """The words of an inline token's children."""
    pieces: list[str] = []
    spans: list[Span] = []
    opened: list[tuple[str, int, str]] = []
    length = 0
    for token in tokens:
        if token.type in _OPENINGS:
            opened.append((_OPENINGS[token.type], length, str(token.attrGet("href") or "")))
        elif token.type in _CLOSINGS and opened:
            kind, start, href = opened.pop()
            spans.append(Span(kind, start, length, href))  # type: ignore[arg-type]
        else:
            text = _text_of(token)
            spans.extend(_marked(token, length, length + len(text)))
            pieces.append(text)
            length += len(text)
    return Words("".join(pieces), tuple(spans)).cut(0)


def _text_of(token: "Token") -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    if token.type == "html_inline":
        return "\n" if token.content.lower().startswith("<br") else ""
    content = _BLANKS.sub(" ", token.content)
    return content if token.type in ("text", "code_inline", "image", "text_special") else ""


def _marked(token: "Token", start: int, end: int) -> Iterator[Span]:
    if token.type == "code_inline":
        yield Span("code", start, end)
    elif token.type == "image":
        yield Span("picture", start, end, str(token.attrGet("src") or ""))
    elif token.type == "html_inline" and (comment := _COMMENT.match(token.content)):
        yield Span("hidden", start, end, comment[1].strip())
