"""A unit, an objective or a KPI on a page without a frame, which other sites show in theirs: a wiki, an intranet (`embed/<reference>/`).

It has links out of the frame, no script, and is not meant for search engines.
"""

from dataclasses import dataclass
from typing import ClassVar

from okrsite import urls
from okrsite.pages.fragment_views import kpi_fragment, objective_card_fragment, unit_card_fragment
from okrsite.pages.fragments import Fragment
from okrsite.pages.page import Page
from okrsite.pages.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedPage(Page):
    """Something for a frame in another site."""

    template: ClassVar[str] = "embed.html"
    stands_alone: ClassVar[bool] = True

    fragment: Fragment
    """What it shows."""
    style: str
    """The address of the style sheet, percent-encoded."""


def embed_page(site: Site, reference: str) -> EmbedPage:
    """The page for frames of one thing."""
    fragment = _fragment(site, reference)
    return EmbedPage(
        address=urls.embed(reference),
        title=fragment.title,
        description=fragment.title,
        fragment=fragment,
        style=urls.quoted(urls.EMBED_STYLE),
    )


def _fragment(site: Site, reference: str) -> Fragment:
    if reference in site.organisation.objectives:
        return objective_card_fragment(site, reference)
    if reference in site.organisation.units:
        return unit_card_fragment(site, reference, site.unit_current(reference))
    return kpi_fragment(site, reference)
