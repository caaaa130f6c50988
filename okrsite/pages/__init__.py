"""Organisation and numbers → Page values, one kind of page per file.

`all_pages` yields every page of a site in a fixed order. A page is a frozen value: equal content gives equal pages, and equal pages
give equal bytes. The theme decides how a page looks; what is on it is decided here.
"""

from collections.abc import Iterator

from okrsite import urls
from okrsite.pages.about import AboutPage, about_page
from okrsite.pages.all_cycles import CyclesPage, cycles_page
from okrsite.pages.course import Courses
from okrsite.pages.cycle import CyclePage, cycle_page
from okrsite.pages.document import DocumentPage, document_page
from okrsite.pages.explore import ExplorePage, explore_pages
from okrsite.pages.handouts import Handouts
from okrsite.pages.home import HomePage, home_page
from okrsite.pages.kpi import KpiPage, kpi_page
from okrsite.pages.kpis import KpisPage, kpis_page
from okrsite.pages.map import MapPage, map_pages
from okrsite.pages.map_drawn import DrawnMapPage, drawn_map_pages
from okrsite.pages.objective import ObjectivePage, objective_page
from okrsite.pages.page import Page
from okrsite.pages.people import PeoplePage, PersonPage, people_page, person_page
from okrsite.pages.search import SearchPage, search_page
from okrsite.pages.sheet import SheetPage, sheet_page
from okrsite.pages.show import ShowPage, show_page
from okrsite.pages.site import Bodies, Site
from okrsite.pages.special import NotFoundPage, RedirectPage, not_found_page, redirect_page
from okrsite.pages.unit import UnitPage, unit_page
from okrsite.pages.wins import WinsPage, wins_pages

KINDS: tuple[type[Page], ...] = (
    HomePage,
    UnitPage,
    ObjectivePage,
    CyclePage,
    PeoplePage,
    PersonPage,
    KpiPage,
    DocumentPage,
    KpisPage,
    WinsPage,
    CyclesPage,
    AboutPage,
    SheetPage,
    ShowPage,
    MapPage,
    DrawnMapPage,
    ExplorePage,
    SearchPage,
    NotFoundPage,
    RedirectPage,
)
"""Every kind of page: a theme has a template for each."""

__all__ = [
    "KINDS",
    "AboutPage",
    "Bodies",
    "CyclePage",
    "CyclesPage",
    "DocumentPage",
    "DrawnMapPage",
    "ExplorePage",
    "HomePage",
    "KpiPage",
    "KpisPage",
    "MapPage",
    "NotFoundPage",
    "ObjectivePage",
    "Page",
    "PeoplePage",
    "PersonPage",
    "RedirectPage",
    "SearchPage",
    "SheetPage",
    "ShowPage",
    "Site",
    "UnitPage",
    "WinsPage",
    "all_pages",
]


def all_pages(site: Site) -> Iterator[Page]:
    """Every page of a site, each at its own address."""
    yield home_page(site)
    for cycle_id in site.cycle_ids:
        yield cycle_page(site, cycle_id)
    yield from _unit_pages(site)
    courses = Courses(site)
    for reference in site.organisation.objectives:
        yield objective_page(site, courses, reference)
    for reference in site.organisation.kpis:
        yield kpi_page(site, reference)
    for reference in site.organisation.pages:
        yield document_page(site, reference)
    yield people_page(site)
    for identifier in site.roles:
        yield person_page(site, identifier)
    yield from _overviews(site)
    yield from _handouts(site, courses)
    yield from map_pages(site)
    yield from drawn_map_pages(site)
    yield from explore_pages(site)
    yield search_page(site)
    yield not_found_page(site)
    yield from _redirects(site)


def _unit_pages(site: Site) -> Iterator[Page]:
    """Each unit in its current cycle and in each one; the company's are the home page and the cycles' pages."""
    for reference in site.organisation.units:
        if reference:
            yield unit_page(site, reference, site.unit_current(reference), urls.unit(reference))
            for cycle_id in site.figures.unit_cycles.get(reference, ()):
                yield unit_page(site, reference, cycle_id, urls.unit_in_cycle(reference, cycle_id))


def _overviews(site: Site) -> Iterator[Page]:
    """What lies across all units: KPIs, wins, cycles, and how to read the site."""
    if site.organisation.kpis:
        yield kpis_page(site)
    yield from wins_pages(site)
    yield cycles_page(site)
    yield about_page(site)


def _handouts(site: Site, courses: Courses) -> Iterator[Page]:
    """Each unit's sheet and presentation."""
    handouts = Handouts(site, courses)
    for reference in site.organisation.units:
        yield sheet_page(handouts, reference)
        yield show_page(handouts, reference)


def _redirects(site: Site) -> Iterator[Page]:
    for reference, objective in site.organisation.objectives.items():
        for alias in objective.aliases:
            yield redirect_page(site, alias.text, reference)
