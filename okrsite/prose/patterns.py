"""Pieces of a line that this dialect reads in its own way: comments, and addresses with or without angle brackets.

Each is a pattern of Python-Markdown; what they make of a match is an element of the tree, or nothing where it is text after all.
"""

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from okrsite.prose import hyperlinks

_PUNCTUATION = ".,;:!?'\"*_~|"
_BRACKETS = {")": "(", "]": "["}


class Comment(InlineProcessor):
    """A comment inside a paragraph is left out."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        end = data.find("-->", m.end())
        return (None, None, None) if end < 0 else ("", m.start(), end + 3)


class Autolink(InlineProcessor):
    """<https://acme.example>; anything else in angle brackets is text."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        return _linked(self.unescape(m[1]), m[1].removeprefix("mailto:"), m.start(), m.end())


class Mail(InlineProcessor):
    """<ana@acme.example>, without the disguise that Python-Markdown gives it."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        return _linked("mailto:" + self.unescape(m[1]), m[1], m.start(), m.end())


class Address(InlineProcessor):
    """A web address as it stands in the text; the punctuation that follows it does not belong to it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        address = m[0].rstrip(_PUNCTUATION)
        while address[-1] in _BRACKETS and address.count(address[-1]) > address.count(_BRACKETS[address[-1]]):
            address = address[:-1].rstrip(_PUNCTUATION)
        return _linked(address, address, m.start(), m.start() + len(address))


def _linked(href: str, text: str, start: int, end: int) -> Any:
    if not isinstance(hyperlinks.read(href), hyperlinks.Web):
        return None, None, None
    element = Element("a", {"href": href})
    element.text = AtomicString(text)
    return element, start, end
