"""A text → whether nothing can be wrong with it, known without converting it, which takes ten times as long.

Whoever only looks for faults need not convert such a text: it stays far below every limit of okrsite.prose.complexity, and all the links
that it may have lead to pages of the web. Of any other text nothing is said here.
"""

import re

from okrsite.prose import complexity, dialect, hyperlinks
from okrsite.prose.lines import CLOSE, OPEN, mark_lines

LONGEST = 16_384
"""Characters of a text of which something is said: no structure of so short a text takes long that the limits let pass."""

_MARK = re.compile(r"[\\`*_~\[\]<&!]")
_LOOKS = 4
"""Times that a piece of text is looked at, at most: as part of its paragraph, and of what stands around it there."""

# Tabs move what follows, angle brackets and definitions make links of other kinds, and the rest is what converting puts in.
_UNCERTAIN = ("<", "\t", "]:", "\x02", "\x03", OPEN, CLOSE)
# What follows each `](`: an address that means the same to whoever reads it, or anything else.
_DESTINATION = re.compile(r"\]\((?:(https?://[\w!#$%&+,./:;=?@~-]+)\))?", re.ASCII)
# Lines that stand deep inside of lists, or begin several of them.
_DEEP = re.compile(r"\n(?: {8}|(?: *(?:[-+*]|\d+[.)])(?= )){4})")
_LINES_OF_A_LINE = 3  # a blank one is put before and behind some
_LONGEST_INDENT = 32
_FENCED = "\x02wzxhzdk:99999\x03"  # as long as what Python-Markdown puts in the place of code


def is_plainly_sound(text: str) -> bool:
    """Whether a text can certainly be converted, and no link in it leads to the site or to nothing."""
    return _is_short(text) and _leads_to_the_web(text) and (_is_flat(text) or _is_simple(text))


def _is_short(text: str) -> bool:
    """Whether what is counted while a text is converted stays below its limits, even if all of its marks stood in one paragraph."""
    marks = len(_MARK.findall(text))
    distance = _LOOKS * marks * (len(text) + complexity.PLACEHOLDER_LENGTH * marks)
    return len(text) <= LONGEST and distance <= complexity.DISTANCE and text.count("[") <= complexity.BRACKET_DEPTH


def _is_flat(text: str) -> bool:
    """Whether a text has neither quotes, tables nor deep lists, and so few lines that nothing in them can cost too much."""
    lines = _LINES_OF_A_LINE * (text.count("\n") + 1)
    is_deep = ">" in text or "|" in text or _DEEP.search("\n" + text)
    return not is_deep and lines * (len(text) + _LONGEST_INDENT * lines) <= complexity.DIVIDER_COST


def _is_simple(text: str) -> bool:
    """The same, of any text; it takes longer to tell."""
    return complexity.too_complex(dialect.prepare(mark_lines(text), lambda code: _FENCED)) is None


def _leads_to_the_web(text: str) -> bool:
    return not any(mark in text for mark in _UNCERTAIN) and all(map(_is_web_page, _DESTINATION.findall(text)))


def _is_web_page(address: str) -> bool:
    found = hyperlinks.read(address)
    return isinstance(found, hyperlinks.Web) and found.is_page
