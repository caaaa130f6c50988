"""The page of search results; without JavaScript it leads to the pages that list everything."""

from dataclasses import dataclass
from typing import ClassVar

from okrsite import urls
from okrsite.pages.page import Page
from okrsite.pages.parts import Link
from okrsite.pages.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage(Page):
    """Where `search/?q=…` shows what it found."""

    template: ClassVar[str] = "search.html"
    section: ClassVar[str] = "search"

    lists: tuple[Link, ...]
    """The pages that list everything, for those who browse."""


def search_page(site: Site) -> SearchPage:
    """The page of search results."""
    words = site.language
    lists = [site.unit_link("")]
    if site.cycle_ids:
        lists.append(Link(words.gettext("Explore"), urls.EXPLORE))
    if site.roles:
        lists.append(Link(words.gettext("People"), urls.PEOPLE))
    return SearchPage(
        address=urls.SEARCH,
        title=words.gettext("Search"),
        description=words.gettext("Search %(objectives)s, %(key_results)s, units, people and %(kpis)s"),
        breadcrumb=(site.unit_link(""),),
        lists=tuple(lists),
    )
