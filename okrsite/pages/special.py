"""The pages that show no content of their own: not found, and moved."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from okrsite import urls
from okrsite.pages.page import Page
from okrsite.pages.parts import Link
from okrsite.pages.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundPage(Page):
    """What a server shows at any address without a page; its links cannot be relative to where it is served."""

    template: ClassVar[str] = "404.html"

    site_path: str
    """The path of the site's root on its host, which stands before every address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectPage(Page):
    """An old address of something that has moved."""

    template: ClassVar[str] = "redirect.html"
    stands_alone: ClassVar[bool] = True

    to: Link
    """Where it is now."""


def not_found_page(site: Site) -> NotFoundPage:
    """The page for addresses without one."""
    path = urlsplit(site.config.site.url).path if site.config.site.url else "/"
    title = site.language.gettext("This page does not exist")
    return NotFoundPage(address=urls.NOT_FOUND, title=title, description=title, site_path=path.rstrip("/") + "/")


def redirect_page(site: Site, alias: str, reference: str) -> RedirectPage:
    """The page at an old reference of an objective."""
    link = site.objective_link(reference)
    return RedirectPage(address=urls.document(alias), title=link.title, description=link.title, to=link)
