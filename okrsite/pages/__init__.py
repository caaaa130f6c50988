"""Organisation and numbers → Page values, one kind of page per file.

`page_jobs` makes every page of a site in a fixed order. A page is a frozen value: equal content gives equal pages, and equal pages
give equal bytes. The theme decides how a page looks; what is on it is decided here.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import NamedTuple

from okrsite import urls
from okrsite.pages.about import AboutPage, about_page
from okrsite.pages.all_cycles import CyclesPage, cycles_page
from okrsite.pages.changes import ChangesPage, changes_page, month_page
from okrsite.pages.cycle import CyclePage, cycle_page
from okrsite.pages.document import DocumentPage, document_page
from okrsite.pages.due import DuePage, due_person_pages, due_unit_pages
from okrsite.pages.embed import EmbedPage, embed_page
from okrsite.pages.explore import ExplorePage, explore_pages
from okrsite.pages.guide import GuidePage, guide_page
from okrsite.pages.handouts import Handouts
from okrsite.pages.health import HealthPage, health_page
from okrsite.pages.home import HomePage, home_page
from okrsite.pages.initiatives import InitiativesPage, initiatives_pages
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
from okrsite.pages.site import Site
from okrsite.pages.special import NotFoundPage, RedirectPage, not_found_page, redirect_page
from okrsite.pages.unit import UnitPage, current_unit_pages, unit_page
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
    HealthPage,
    DuePage,
    InitiativesPage,
    ChangesPage,
    CyclesPage,
    AboutPage,
    GuidePage,
    SheetPage,
    ShowPage,
    EmbedPage,
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
    "ChangesPage",
    "CyclePage",
    "CyclesPage",
    "DocumentPage",
    "DrawnMapPage",
    "DuePage",
    "EmbedPage",
    "ExplorePage",
    "GuidePage",
    "HealthPage",
    "HomePage",
    "InitiativesPage",
    "KpiPage",
    "KpisPage",
    "MapPage",
    "NotFoundPage",
    "ObjectivePage",
    "Page",
    "PageJob",
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
    "page_jobs",
]


class PageJob(NamedTuple):
    """Some pages that are made together: a name that no other job has, and a function that makes them."""

    name: str
    pages: Callable[[], Iterable[Page]]


def all_pages(site: Site) -> Iterator[Page]:
    """Every page of a site, each at its own address."""
    return chain.from_iterable(job.pages() for job in page_jobs(site))


def page_jobs(site: Site) -> Iterator[PageJob]:
    """The jobs that make every page of a site, in a fixed order; each looks up what it needs only once it is done."""
    yield _job("home", home_page, site)
    for cycle_id in site.cycle_ids:
        yield _job(urls.cycle(cycle_id), cycle_page, site, cycle_id)
    yield from _unit_jobs(site)
    for reference in site.organisation.objectives:
        yield _job(reference, objective_page, site, reference)
    for reference in site.organisation.kpis:
        yield _job(reference, kpi_page, site, reference)
    for reference in site.organisation.pages:
        yield _job(reference, document_page, site, reference)
    yield _job(urls.PEOPLE, people_page, site)
    for identifier in site.roles:
        yield PageJob(urls.PEOPLE + identifier, partial(_person_pages, site, identifier))
    yield from _overview_jobs(site)
    yield from _handout_jobs(site)
    if site.config.site.embeds:
        yield from _embed_jobs(site)
    for alias, reference in site.outline.aliases:
        yield _job(f"alias {alias}", redirect_page, site, alias, reference)


def _job(name: str, page: Callable[..., Page], *arguments: object) -> PageJob:
    return PageJob(name, lambda: (page(*arguments),))


def _unit_jobs(site: Site) -> Iterator[PageJob]:
    """Each unit in its current cycle and in each one; the company's are the home page and the cycles' pages."""
    for reference in site.organisation.units:
        yield PageJob(f"{reference}/ agenda", partial(_agenda_pages, site, reference))
        yield _job(urls.below(urls.HEALTH, reference), health_page, site, reference)
        if reference:
            current = site.unit_current(reference)
            yield PageJob(f"{reference}/", partial(current_unit_pages, site, reference))
            for cycle_id in site.figures.unit_cycles.get(reference, ()):
                if cycle_id != current:
                    yield _job(urls.unit_in_cycle(reference, cycle_id), unit_page, site, reference, cycle_id)


def _person_pages(site: Site, identifier: str) -> Iterator[Page]:
    """Somebody's page, and that of all that is due for them, where it is much."""
    yield person_page(site, identifier)
    yield from due_person_pages(site, identifier)


def _agenda_pages(site: Site, reference: str) -> Iterator[Page]:
    """What is due in a unit, where it is much, and its work, where it has some."""
    yield from due_unit_pages(site, reference)
    yield from initiatives_pages(site, reference)


def _overview_jobs(site: Site) -> Iterator[PageJob]:
    """What lies across all units: KPIs, wins, cycles, how to read the site, and the ways to find something."""
    if site.organisation.kpis:
        yield _job(urls.KPIS, kpis_page, site)
    yield PageJob(urls.WINS, lambda: wins_pages(site))
    yield from _changes_jobs(site)
    yield _job(urls.ALL_CYCLES, cycles_page, site)
    yield _job(urls.ABOUT, about_page, site)
    yield _job(urls.GUIDE, guide_page, site)
    yield PageJob(urls.MAP, lambda: map_pages(site))
    yield PageJob(f"{urls.MAP} drawn", lambda: drawn_map_pages(site))
    yield PageJob(urls.EXPLORE, lambda: explore_pages(site))
    yield _job(urls.SEARCH, search_page, site)
    yield _job(urls.NOT_FOUND, not_found_page, site)


def _changes_jobs(site: Site) -> Iterator[PageJob]:
    """What happened lately, and in each month."""
    yield _job(urls.CHANGES, changes_page, site)
    for month, part in site.told.pages:
        yield _job(urls.changes(month, part), month_page, site, month, part)


def _handout_jobs(site: Site) -> Iterator[PageJob]:
    """Each unit's sheet and presentation."""
    handouts = Handouts(site)
    for reference in site.organisation.units:
        yield _job(urls.below(urls.PRINT, reference), sheet_page, handouts, reference)
        yield _job(urls.below(urls.PRESENT, reference), show_page, handouts, reference)


def _embed_jobs(site: Site) -> Iterator[PageJob]:
    """What other sites show in a frame."""
    organisation = site.organisation
    for reference in (*organisation.units, *organisation.objectives, *organisation.kpis):
        yield _job(urls.embed(reference), embed_page, site, reference)
