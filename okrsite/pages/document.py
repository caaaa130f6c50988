"""The page of a text: a unit's page, or what it learned in a cycle (FORMAT §8)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from markupsafe import Markup

from okrsite import urls
from okrsite.pages.page import Page
from okrsite.pages.parts import Link
from okrsite.pages.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage(Page):
    """A page or a review."""

    template: ClassVar[str] = "document.html"

    unit: Link
    """Whose it is."""
    cycle: Link | None
    """A review's cycle: the unit's page in it."""
    date: date | None
    """A review's day."""
    tags: tuple[str, ...]
    """Its tags."""
    body: Markup
    """The text as safe HTML."""


def document_page(site: Site, reference: str) -> DocumentPage:
    """The page of one text."""
    page, address = site.organisation.pages[reference], urls.document(reference)
    unit = site.unit_link(page.unit)
    cycle = site.unit_cycle_link(page.unit, page.cycle) if page.cycle else None
    html = site.body(page, address)
    return DocumentPage(
        address=address,
        title=page.title,
        description=page.title,
        breadcrumb=(*site.parents(page.unit), unit, *([cycle] if cycle else [])),
        edit_url=site.edit_url(page.location),
        unit=unit,
        cycle=cycle,
        date=page.day,
        tags=page.tags,
        body=Markup(html),
    )
