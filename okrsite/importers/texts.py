"""Texts of spreadsheets → Markdown that shows just these texts: nothing in a cell becomes a link, a heading or HTML."""

import re
from collections.abc import Iterable
from typing import Final

HEADING: Final = "## From the import"
_SPECIAL: Final = re.compile(r"([\\`*_\[\]{}])")
_AT_THE_START: Final = re.compile(r"^(\s*)(?:([#>+=~|:-])|(\d{1,9})([.)])(?=\s|$))", re.MULTILINE)
_ENTITY: Final = {"&": "&amp;", "<": "&lt;"}


def as_markdown(text: str) -> str:
    """A text as paragraphs."""
    plain = re.sub("[&<]", lambda match: _ENTITY[match[0]], text.replace("\r\n", "\n").replace("\r", "\n"))
    plain = _AT_THE_START.sub(_escaped_start, _SPECIAL.sub(r"\\\1", plain))
    return "\n".join(line.strip() for line in plain.split("\n")).strip()


def kept(texts: Iterable[tuple[str, str, str]]) -> str:
    """What is kept as text, as a section of a document's body: of which key result, under which header, what."""
    lines = []
    for of, header, text in dict.fromkeys(texts):
        name = " — ".join(" ".join(part.split()) for part in (of, header) if part)
        paragraphs = as_markdown(text).split("\n")
        lines.append(f"- **{as_markdown(name).replace(chr(10), ' ')}:** " + "\n  ".join(filter(None, paragraphs)))
    return "\n".join([HEADING, "", *lines]) if lines else ""


def _escaped_start(match: re.Match[str]) -> str:
    if match[2]:
        return f"{match[1]}\\{match[2]}" if match[2] in "#>+-" else f"{match[1]}&#{ord(match[2])};"
    return f"{match[1]}{match[3]}\\{match[4]}"
