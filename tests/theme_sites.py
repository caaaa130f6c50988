"""Rendered sites for the tests of pages and themes: every page of a project as text, by the file that it is served from.

Pages are read by two parsers: `strictly` as a browser does (slow, for one page of each kind), `elements` with the standard library's.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import html5lib

from okrsite import urls
from okrsite.pages import Page, Site, all_pages
from okrsite.reading import load, load_language
from okrsite.render import Renderer
from okrsite.site import site_files
from okrsite.theme import Theme

ROOT = Path(__file__).parent.parent
AS_OF = date(2026, 11, 23)
_EMPTY = {"meta", "link", "img", "br", "hr", "input", "col", "path", "rect", "circle", "line"}


@dataclass(frozen=True)
class Shown:
    """A project's pages with their text, and what renders them."""

    site: Site
    renderer: Renderer
    pages: Mapping[str, tuple[Page, str]]
    files: frozenset[str]


@dataclass
class Element:
    """An element with all that it holds."""

    tag: str
    attributes: dict[str, str]
    inner: list["Element | str"] = field(default_factory=list)

    def below(self) -> Iterator["Element"]:
        """Every element in it."""
        for inner in self.inner:
            if isinstance(inner, Element):
                yield inner
                yield from inner.below()

    @property
    def words(self) -> str:
        """Its text, with single spaces."""
        return " ".join(" ".join(inner.words if isinstance(inner, Element) else inner for inner in self.inner).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        if self.open[-1].tag != "template":  # what stands in one is not on the page until a script fills it
            self.open[-1].inner.append(element)
        if tag not in _EMPTY:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inner.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY:
            assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inner.append(data)


def shown(project: Path, as_of: date = AS_OF, audience: str | None = None, *, drafts: bool = False) -> Shown:
    """Everything that a project's site consists of."""
    loaded = load(project, as_of, audience, drafts=drafts)
    language = load_language(loaded.config)
    site = Site(loaded.organisation, loaded.figures, loaded.config, language, as_of, loaded.texts.by_file, loaded.audience)
    renderer = Renderer(Theme.load("default"), site)
    pages = {urls.output_file(page.address): (page, renderer.render(page).decode()) for page in all_pages(site)}
    return Shown(site, renderer, pages, frozenset(name for name, _ in site_files(loaded, project)))


@cache
def sample() -> Shown:
    """The sample company's site."""
    return shown(ROOT)


@cache
def elements(text: str) -> tuple[Element, ...]:
    """Every element of a page, in the order of the text."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is not closed"
    return tuple(reader.open[0].below())


def strictly(text: str) -> tuple[list[tuple[str, dict[str, str]]], list[Any]]:
    """Every element of a page with its attributes as a browser sees them, and what is wrong with its HTML."""
    parser = html5lib.HTMLParser()
    tree = parser.parse(re.sub(r"<template.*?</template>", "", text, flags=re.DOTALL))  # newer than the library
    found = [(e.tag.rpartition("}")[2], dict(e.attrib)) for e in tree.iter() if isinstance(e.tag, str)]
    return found, parser.errors
