"""Markdown → safe HTML, with the links checked on the way; the only module that imports markdown.

Content is untrusted: HTML in a text is shown as it is written, not interpreted; links and images are decided in the parsed tree,
after decoding; and nh3 lets through what is on its list only, whatever came before. Comments (`<!-- … -->`) are left out. Texts that
would take Python-Markdown out of all proportion are refused by their structure (okrsite.complexity).
"""

import html
import re
import threading
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import markdown
import nh3
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from okrsite.complexity import too_complex
from okrsite.urls import slug

Resolve = Callable[[str], str | None]
PREFIX = "text-"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text as it is published: its level in the page, its id, its plain text."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link or image that leads nowhere or may not be published: as it is written, and on which line of the body, from 0."""

    href: str
    line: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML; where `too_complex` says why, it was not converted and `html` is empty."""

    html: str
    broken_links: tuple[BrokenLink, ...] = ()
    headings: tuple[Heading, ...] = ()
    too_complex: str | None = None
