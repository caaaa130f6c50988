"""Rendered sites for the tests of pages and themes: every page of a project as bytes, by the file that it is served from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
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
HTML = "{http://www.w3.org/1999/xhtml}"


@dataclass(frozen=True)
class Shown:
    """A project's pages with their bytes, and what renders them."""

    site: Site
    renderer: Renderer
    pages: Mapping[str, tuple[Page, str]]
    files: frozenset[str]


def shown(project: Path, as_of: date = AS_OF, audience: str | None = None) -> Shown:
    """Everything that a project's site consists of."""
    loaded = load(project, as_of, audience)
    site = Site(
        loaded.organisation, loaded.figures, loaded.config, load_language(loaded.config), as_of, loaded.texts.html, loaded.audience
    )
    renderer = Renderer(Theme.load("default"), site)
    pages = {urls.output_file(page.address): (page, renderer.render(page).decode()) for page in all_pages(site)}
    return Shown(site, renderer, pages, frozenset(name for name, _ in site_files(loaded, project)))


@cache
def sample() -> Shown:
    """The sample company's site."""
    return shown(ROOT)


@cache
def parsed(text: str) -> Any:
    """A page as a browser reads it."""
    return html5lib.parse(text)


def elements(text: str) -> Iterator[tuple[str, Any]]:
    """Every element of a page with its name without namespace."""
    for element in parsed(text).iter():
        if isinstance(element.tag, str):
            yield element.tag.rpartition("}")[2], element


def words(element: Any) -> str:
    """The text of an element, with single spaces."""
    return " ".join("".join(element.itertext()).split())
