"""A page of the OKRs → what MkDocs asks of a page: its title and headings as HTML, the ids in it, its words for a search.

It comes rendered, so that there is neither Markdown to convert nor a file to read.
"""

from html import escape
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure import pages as host
from mkdocs.structure.files import File, Files
from mkdocs.structure.toc import get_toc

from okrsite import pages
from okrsite.hosted import Hosted, Part


class Title(str):
    """A text as HTML. Themes print titles as they are, and the filter `striptags` would make markup of what was escaped once."""

    def __new__(cls, text: str) -> "Title":
        return super().__new__(cls, escape(text))

    def __html__(self) -> str:
        return escape(str(self))


class OkrPage(host.Page):
    """A page of the OKRs, as MkDocs asks for it."""

    def __init__(self, shown: pages.Page, hosted: Hosted, file: File, config: MkDocsConfig) -> None:
        self._shown, self._hosted = shown, hosted
        self._part = Part("")
        super().__init__(Title(shown.title), file, config)
        self.edit_url = self.edit_url or shown.edit_url

    def read_source(self, config: MkDocsConfig) -> None:
        """There is no Markdown; what front matter would say is known."""
        self.markdown = ""
        self.meta = {"description": Title(self._shown.description)}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Make what Markdown would have become."""
        self._part = self._hosted.part(self._shown)
        self.content = self._part.html
        self.toc = get_toc(_nested(self._part))
        self.present_anchor_ids = set(self._part.ids)
        self.links_to_anchors = {}
        if len(self._part.headings) < 3:
            self.meta["hide"] = ["toc"]  # Material would leave a column empty

    def show_to_search(self, *, escapes: bool) -> None:
        """Show the words alone, and the title as text to a search that `escapes` it itself."""
        self._kept = self.content, self.title
        self.content = self._part.searched
        self.title = self._shown.title if escapes else self.title

    def show_to_readers(self) -> None:
        """Show all of it again."""
        self.content, self.title = self._kept


def _nested(part: Part) -> list[Any]:
    """The headings as Python-Markdown gives them, each within the one above it."""
    top: list[Any] = []
    above: list[Any] = []
    for level, name, text in part.headings:
        token = {"level": level, "id": name, "name": text, "children": []}
        while above and above[-1]["level"] >= level:
            above.pop()
        (above[-1]["children"] if above else top).append(token)
        above.append(token)
    return top
