"""Pieces of somebody's Markdown → a body that a document may hold: what leads nowhere from its new place is shown, not followed.

Nothing of the text is lost. What cannot be converted, or would still lead nowhere, stands as it was written, as code.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from okrsite import prose
from okrsite.importers.markdown_words import link
from okrsite.prose import hyperlinks

_FEW_PIECES: Final = 200
MOST_BYTES: Final = 60_000
"""Bytes of one body: a document may have 64 KiB of text."""

_INLINE: Final = re.compile(r"!?\[([^\[\]]*)\]\(\s*<?([^()<>\s]*(?:\([^()\s]*\)[^()<>\s]*)?)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)")
_BY_LABEL: Final = re.compile(r"\[([^\[\]]+)\](?:\[([^\[\]]*)\])?(?!\()")


@dataclass(slots=True)
class Body:
    """A body that grows by pieces; those of one list stay together."""

    definitions: Mapping[str, str]
    pieces: list[str] = field(default_factory=list)
    _is_list: bool = False

    def add(self, text: str, *, is_list: bool = False) -> None:
        """Put a piece behind the others."""
        if not text.strip():
            return
        if is_list and self._is_list and self.pieces:
            self.pieces[-1] += "\n" + text
        else:
            self.pieces.append(text)
        self._is_list = is_list

    def texts(self) -> list[str]:
        """The body, safe to be a document's; several where one would be too long."""
        packs: list[list[str]] = [[]]
        size = 0
        for piece in self.pieces:
            for text in _in_parts(_linked(piece, self.definitions)):
                size += len(text.encode()) + 2
                if size > MOST_BYTES and packs[-1]:
                    packs.append([])
                    size = len(text.encode()) + 2
                packs[-1].append(text)
        return [_sound(pack) for pack in packs if pack]


def _sound(pieces: list[str]) -> str:
    """Pieces as one text that can be converted; what cannot be stands as code, each piece by itself where there are not too many."""
    whole = "\n\n".join(pieces)
    if _is_sound(whole):
        return whole
    if len(pieces) <= _FEW_PIECES:
        mended = "\n\n".join(piece if _is_sound(piece) else _as_code(piece) for piece in pieces)
        if _is_sound(mended):
            return mended
    return _as_code(whole)


def _linked(text: str, definitions: Mapping[str, str]) -> str:
    """A piece with links that are complete in themselves, without those that would lead nowhere."""
    text = _BY_LABEL.sub(lambda match: _resolved(match, definitions), text)
    return _INLINE.sub(lambda match: match[0] if _leads_somewhere(match[2]) else link(match[1], match[2]), text)


def _resolved(match: re.Match[str], definitions: Mapping[str, str]) -> str:
    """A link whose address is defined elsewhere, with the address in its place."""
    href = definitions.get(" ".join((match[2] or match[1]).split()).upper())
    if href is None:
        return match[0]
    return f"[{match[1]}](<{href}>)" if _leads_somewhere(href) else link(match[1], href)


def _leads_somewhere(href: str) -> bool:
    return isinstance(hyperlinks.read(href), hyperlinks.Web)


def _is_sound(text: str) -> bool:
    """Whether a text can be converted, and every link in it leads somewhere."""
    rendered = prose.render(text, resolve=prose.no_links)
    return rendered.too_complex is None and not rendered.broken_links


def _as_code(text: str) -> str:
    fence = "~" * max(4, max((len(run) + 1 for run in re.findall(r"~+", text)), default=0))
    return f"{fence}\n{text}\n{fence}"


def _in_parts(text: str) -> Iterator[str]:
    """A text in parts that a body can hold, cut at the ends of lines where there are any."""
    if len(text.encode()) < MOST_BYTES:
        yield text
        return
    part = ""
    for line in text.split("\n"):
        for piece in (line[at : at + MOST_BYTES // 8] for at in range(0, len(line) or 1, MOST_BYTES // 8)):
            if len((part + piece).encode()) > MOST_BYTES // 2:
                yield _as_code(part)
                part = ""
            part += piece
        part += "\n"
    yield _as_code(part)
