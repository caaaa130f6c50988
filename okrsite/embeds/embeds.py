"""A project → everything of it that pages of other sites can show: blocks, links and the notes that stand where there is nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from okrsite.diagnostics import Diagnostic, Location
from okrsite.embeds.asking import Ask
from okrsite.embeds.finding import Finder
from okrsite.embeds.trouble import TroubleError
from okrsite.embeds.views import fragment_of
from okrsite.pages.parts import Link
from okrsite.pages.site import Site
from okrsite.reading import Loaded
from okrsite.render import Renderer
from okrsite.site import site_of, theme_of
from okrsite.trace import Trace

_NOWHERE = Location("")


class Here(NamedTuple):
    """The page that something is shown on: how it reaches the OKR pages, what messages call it, and its whole text, if that is known."""

    root: str
    file: str = ""
    source: str = ""


Tell = Callable[[Diagnostic], None]
"""Hears what is wrong."""


class Embeds:
    """What pages of other sites can show of one project, as of one day, for one audience."""

    def __init__(self, site: Site, renderer: Renderer) -> None:
        self._renderer = renderer
        self._site = site
        self._finder = Finder(site)

    @classmethod
    def of(cls, loaded: Loaded, project: Path) -> "Embeds":
        """The embeds of a project that has been read. Raises ConfigurationError for a theme that cannot be used."""
        site = site_of(loaded, Trace(active=False))
        return cls(site, Renderer(theme_of(loaded.config, project), site))

    @property
    def style(self) -> bytes:
        """The style sheet, whose rules are all below one class."""
        return self._renderer.embed_style

    @property
    def web_address(self) -> str | None:
        """Where the configuration says that the OKR pages are published."""
        return self._site.config.site.url

    def html(self, ask: Ask, root: str, style: str | None = None, at: Location = _NOWHERE) -> tuple[Markup, Diagnostic | None]:
        """What is asked for as HTML without blank lines; where that cannot be, a note, and what is wrong.

        The OKR pages are reached by `root`; the page loads the style sheet at the address `style`, where one is named.
        """
        try:
            return self._renderer.fragment(fragment_of(self._site, self._finder, ask), root, style), None
        except TroubleError as trouble:
            return self.note(root, style), trouble.at(at)

    def note(self, root: str, style: str | None = None) -> Markup:
        """What stands where there is nothing to show."""
        return self._renderer.fragment(None, root, style)

    def link(self, reference: str, at: Location = _NOWHERE) -> Link | Diagnostic:
        """What a reference leads to, by its address from the root of the OKR pages."""
        try:
            return self._finder.link(self._finder.find(reference))
        except TroubleError as trouble:
            return trouble.at(at)

    @property
    def not_there(self) -> str:
        """What is said beside a link that leads nowhere."""
        return self._site.language.gettext("not published")
