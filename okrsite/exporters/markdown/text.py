"""Texts that are nothing but texts → Markdown that every reader of Markdown takes for them; tables, links and bars of progress.

Marks that could mean something are written as entities of HTML, which CommonMark and Python-Markdown both take, in tables too, and which
no shortcode, macro or emoji of a site generator looks into.
"""

import posixpath
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from urllib.parse import quote

from okrsite.yaml_text import scalar

_MEANING = re.compile(r"[\"#$&*+<=>@[\\\]^_`{|}~]|:(?=\S)|(?<=www)\.")
_FIRST = re.compile(r"^([-:]|\d+(?=[.)]))")
_FULL, _EMPTY, _LENGTH = "▰", "▱", 10
_UNSEEN = str.maketrans("<>", "‹›")


def escaped(text: str) -> str:
    """A text on one line, in which nothing means anything."""
    line = " ".join(text.split())
    marked = _MEANING.sub(lambda match: "".join(f"&#{ord(character)};" for character in match[0]), line)
    return _FIRST.sub(lambda match: "".join(f"&#{ord(character)};" for character in match[0]), marked)


def paragraphs(text: str) -> str:
    """A text of several lines as paragraphs and lines."""
    blocks = (block.split("\n") for block in text.strip().split("\n\n"))
    return "\n\n".join("<br>\n".join(escaped(line) for line in block if line.strip()) for block in blocks)


def link(title: str, target: str, page: str) -> str:
    """A link from a page to a file or to a place in one (`file.md#kr-x`); the title is a text, the place a slug."""
    file, mark, fragment = target.partition("#")
    path = quote(posixpath.relpath(file, posixpath.dirname(page) or ".")) if file != page else ""
    return f"[{escaped(title)}]({path}{mark}{fragment})"


def bar(progress: Fraction | None) -> str:
    """Progress as a bar of text; nothing where it is not measured."""
    if progress is None:
        return ""
    full = int(progress * _LENGTH + Fraction(1, 2))
    return _FULL * full + _EMPTY * (_LENGTH - full) + " "


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already; empty without rows."""
    lines = [_row(row) for row in rows]
    return "\n".join([_row(header), _row(["---"] * len(header)), *lines]) if lines else ""


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell or " " for cell in cells) + " |"


def page_text(title: str, *blocks: str) -> bytes:
    """A whole page: front matter with the title, the same as its heading, and what follows.

    Some generators put the title of the front matter into pages as it is, so that marks of HTML are replaced there by such as look alike.
    """
    front = f"---\ntitle: {scalar(' '.join(title.split()).translate(_UNSEEN))}\n---\n"
    return "\n\n".join([f"{front}\n# {escaped(title)}", *(block.strip("\n") for block in blocks if block.strip())]).encode() + b"\n"
