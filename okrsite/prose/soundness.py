"""A text → whether nothing can be wrong with it, known without converting it, which takes ten times as long.

Whoever only looks for faults need not convert such a text: it stays far below every limit of okrsite.prose.complexity, and all the links
that it may have lead to pages of the web. Of any other text nothing is said here.
"""

import re

from okrsite.prose import complexity, dialect, hyperlinks
from okrsite.prose.lines import CLOSE, OPEN, mark_lines

# Tabs move what follows, angle brackets and definitions make links of other kinds, and the rest is what converting puts in.
_UNCERTAIN = ("<", "\t", "]:", "\x02", "\x03", OPEN, CLOSE)
# What follows each `](`: an address that means the same to whoever reads it, or anything else.
_DESTINATION = re.compile(r"\]\((?:(https?://[\w!#$%&+,./:;=?@~-]+)\))?", re.ASCII)
_FENCED = "\x02wzxhzdk:99999\x03"  # as long as what Python-Markdown puts in the place of code


def is_plainly_sound(text: str) -> bool:
    """Whether a text can certainly be converted, and no link in it leads to the site or to nothing."""
    return complexity.is_short(text) and _leads_to_the_web(text) and (complexity.is_flat(text) or _is_simple(text))


def _is_simple(text: str) -> bool:
    """Whether a text that is not flat is within the limits all the same; it takes longer to tell."""
    return complexity.too_complex(dialect.prepare(mark_lines(text), lambda code: _FENCED)) is None


def _leads_to_the_web(text: str) -> bool:
    return not any(mark in text for mark in _UNCERTAIN) and all(map(_is_web_page, _DESTINATION.findall(text)))


def _is_web_page(address: str) -> bool:
    found = hyperlinks.read(address)
    return isinstance(found, hyperlinks.Web) and found.is_page
