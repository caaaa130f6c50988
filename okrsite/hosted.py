"""An organisation with its numbers → what a handbook shows of it: parts of pages for its frame, files beside them, and a navigation.

All is at the same addresses as in a site of its own. What a handbook has itself is left out: a search, a page for what is not found, a
sitemap. Sheets for paper, presentations and whatever else stands alone keep a frame of their own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from msgspec.structs import replace

from okrsite import urls
from okrsite.look import NavigationItem
from okrsite.model import Kpi, Objective, Unit
from okrsite.model import Page as Document
from okrsite.pages import NotFoundPage, Page, SearchPage, Site, page_jobs
from okrsite.pages.parts import Link
from okrsite.pages.unit import children_level
from okrsite.reading import Loaded
from okrsite.rebuild import File
from okrsite.render import Renderer
from okrsite.site import attachments_of, other_jobs, site_of, theme_of
from okrsite.trace import Trace

_LEFT_OUT = (SearchPage, NotFoundPage)
_TITLE_ID = "okrsite-title"
_TOP = re.compile(r"<h1(?![^>]* id=)")
_FIRST = re.compile(r"(<h1\b.*?</h1>)", re.DOTALL)
_HEADING = re.compile(r"<(h[1-6])\b[^>]*? id=\"([^\"<>]*)\"[^>]*>(.*?)</\1>", re.DOTALL)
_ID = re.compile(r"<[^<>]*? id=\"([^\"<>]*)\"")
_BESIDE = re.compile(r"<small>.*?</small>|<[^<>]*>", re.DOTALL)
# What a search does not read, and the tags that tell it nothing; those of headings and paragraphs are left.
_UNREAD = re.compile(r"<(svg|template|form|nav|details(?= class=\"[^\"]*\bshare\b))\b.*?</\1>", re.DOTALL)
_WITHIN_WORDS = re.compile(r"</?(?:abbr|bdi|code|em|i|mark|strong)\b[^<>]*>")
_AROUND_WORDS = re.compile(r"<(?!/?(?:h[1-6]|p)\b)[^<>]*>\s*")


class UnknownCycleError(Exception):
    """A cycle is to be shown first that has no objectives; the message names those that have."""


class Heading(NamedTuple):
    """A heading that can be linked to: its level from 1, its id, and its text as HTML, without tags and what is small beside it."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Part:
    """A page's part within a handbook's frame, as HTML."""

    html: str

    @cached_property
    def headings(self) -> Sequence[Heading]:
        """The headings that can be linked to, in order."""
        return [Heading(int(tag[1]), name, " ".join(_BESIDE.sub("", text).split())) for tag, name, text in _HEADING.findall(self.html)]

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every id that a link may lead to."""
        return frozenset(_ID.findall(self.html))

    @cached_property
    def searched(self) -> str:
        """Its words for a search, its title first, by heading and paragraph, without drawings, forms and ways elsewhere."""
        words = _AROUND_WORDS.sub(" ", _WITHIN_WORDS.sub("", _UNREAD.sub("", self.html)))
        before, title, after = _FIRST.split(words, maxsplit=1) if _FIRST.search(words) else ("", "", words)
        return title + before + after


class Entry(NamedTuple):
    """An entry of the navigation: a page's address, or further entries."""

    title: str
    leads_to: "str | Sequence[Entry]"


class Hosted:
    """What a handbook shows of a project."""

    def __init__(self, loaded: Loaded, project: Path, cycle: str | None = None) -> None:
        self._loaded = loaded
        self.site = _showing_first(site_of(loaded, Trace(active=False)), cycle)
        theme = theme_of(loaded.config, project)
        self.renderer = Renderer(theme, self.site, search=False)
        """Renders what stands alone."""
        self._parts = Renderer(theme, self.site, hosted=True, search=False)

    def contents(self) -> Iterator[Page | File]:
        """Every page that has a part in the handbook, and every other file.

        These are pages that stand alone, data, feeds, calendars, what is attached, scripts and style sheets.
        """
        for of_pages in page_jobs(self.site):
            for page in of_pages.pages():
                if page.stands_alone:
                    yield File(urls.output_file(page.address), self.renderer.render(page))
                elif not isinstance(page, _LEFT_OUT):
                    yield page
        for other in other_jobs(self.site):
            yield from other.files()
        yield File(urls.EMBED_STYLE, self.renderer.embed_style)  # the handbook's own pages show parts, too
        yield from (File(path, content) for path, content in attachments_of(self._loaded))
        static = dict(self.renderer.static_files()) | dict(self._parts.static_files())
        yield from (File(urls.asset(name), content) for name, content in static.items())

    def part(self, page: Page) -> Part:
        """A page's part."""
        return Part(_TOP.sub(f'<h1 id="{_TITLE_ID}"', self._parts.render(page).decode(), count=1))

    def navigation(self) -> Sequence[Entry]:
        """The pages that lead to all others: the company, its departments, and what lies across all units."""
        look = self._parts.look
        links: tuple[NavigationItem | Link, ...] = (*look.navigation, *look.more)
        home, *others = (Entry(link.title, unquote(link.address)) for link in links)
        departments = [Entry(self.site.organisation.units[unit].title, urls.unit(unit)) for unit in self._departments]
        return [
            home,
            *([Entry(children_level(self.site, self.site.organisation.units[""]), departments)] if departments else []),
            *others,
        ]

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """The addresses of the pages that show one document → its file, from the project's folder."""
        organisation = self.site.organisation
        found = {urls.document(reference): thing.location.file for reference, thing in self._documents()}
        for unit, cycles in self.site.figures.unit_cycles.items():
            if unit:
                found |= {urls.unit_in_cycle(unit, cycle): organisation.units[unit].location.file for cycle in cycles}
        return found

    @property
    def _departments(self) -> Sequence[str]:
        return self.site.organisation.child_units.get("", ())

    def _documents(self) -> Iterator[tuple[str, Unit | Objective | Kpi | Document]]:
        yield from self.site.organisation.units.items()
        yield from self.site.organisation.objectives.items()
        yield from self.site.organisation.kpis.items()
        yield from self.site.organisation.pages.items()


def _showing_first(site: Site, cycle: str | None) -> Site:
    """A site that shows a cycle first; raises UnknownCycleError for one without objectives."""
    if cycle is not None and cycle not in site.cycle_ids:
        known = ", ".join(site.cycle_ids) or "none yet"
        raise UnknownCycleError(f"There are no objectives in a cycle `{cycle}`; there are some in {known}.")
    return replace(site, first_cycle=cycle)
