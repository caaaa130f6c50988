"""The Python-Markdown extension: fenced `okr` blocks and `okr:` links in any page, by itself or within MkDocs and Zensical.

Blocks are taken out before anything else reads the text, and put away as finished HTML; links are set when all others are done, so that
no host takes them for links of its own.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from okrsite import urls
from okrsite.diagnostics import Diagnostic, Location
from okrsite.embeds.asking import ask_of
from okrsite.embeds.blocks import Block, replaced
from okrsite.embeds.embeds import Embeds, Here, Tell
from okrsite.embeds.finding import SCHEME
from okrsite.embeds.hosts import host_of, root_from
from okrsite.embeds.projects import Wanted, embeds_of
from okrsite.embeds.trouble import TroubleError

_BEFORE_FENCES = 27  # after line ends are made equal (30), before any fenced code (25)
_AFTER_LINKS = -5  # after hosts have seen to their own links (0)
_log = logging.getLogger("mkdocs.okrsite")

UNREADABLE = '<div class="okr-embed okr-note" role="note">\n<p>The OKRs that should stand here cannot be read.</p>\n</div>'

Source = Embeds | Callable[[], Embeds | None] | None


class OkrExtension(Extension):
    """Shows OKRs in pages; see okrsite.embeds for how a program hands it a project that has been read."""

    def __init__(
        self, *, embeds: Source = None, here: Callable[[], Here] | None = None, tell: Tell | None = None, **options: Any
    ) -> None:  # fmt: skip
        self.config = {
            "project": [".", "The folder with okrsite.yml"],
            "base": ["", "Where the OKR pages lie: a web address, or a path from the root of this site"],
            "as_of": ["", "The day to look from; today by default"],
            "audience": ["", "For whom; public by default"],
            "stylesheet": [True, "Whether pages load the style sheet from the OKR pages"],
        }
        super().__init__(**options)
        self._given, self._here, self._tell = embeds, here, tell or log

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        """Called by Python-Markdown for each converter that is made."""
        page = _Page(self, md)
        md.preprocessors.register(_Blocks(page, md), "okrsite", _BEFORE_FENCES)
        md.treeprocessors.register(_Links(page, md), "okrsite", _AFTER_LINKS)

    def embeds(self, md: Markdown) -> Embeds | None:
        """The project, read when it is asked for; None where it cannot be, which is told."""
        if self._given is not None:
            return self._given if isinstance(self._given, Embeds) else self._given()
        return self.read(host_of(md).folder)

    def read(self, folder: str) -> Embeds | None:
        """The project that the options name, from the folder of the host's configuration."""
        embeds, problems = embeds_of(self._wanted(folder))
        for problem in problems:
            _log.error("okrsite: %s", problem)
        return embeds

    def here(self, md: Markdown, embeds: Embeds) -> Here:
        """Where the page stands that is being converted."""
        if self._here:
            return self._here()
        host = host_of(md)
        return Here(root_from(host.url, self.base(embeds)), host.file, host.source)

    def base(self, embeds: Embeds) -> str:
        """Where the OKR pages are published, by the options, else by the project's own configuration."""
        return self.getConfig("base") or embeds.web_address or ""

    def style(self, root: str) -> str | None:
        """The address of the style sheet; None where the host loads it by itself."""
        return root + urls.EMBED_STYLE if self._given is None and self.getConfig("stylesheet") else None

    def tell(self, found: Diagnostic) -> None:
        """Say what is wrong."""
        self._tell(found)

    def _wanted(self, folder: str) -> Wanted:
        project = (Path(folder) / self.getConfig("project")).absolute()
        return Wanted(project, self.getConfig("as_of") or None, self.getConfig("audience") or None)


def log(found: Diagnostic) -> None:
    """A diagnostic as a warning that `mkdocs build --strict` counts."""
    place = f"{found.location.file}:{found.location.line}" if found.location.file else f"line {found.location.line}"
    _log.warning("%s: %s", place, f"{found.message} {found.hint} [{found.code}]".replace("  ", " "))


class _Page:
    """One page that is being converted: what is shown on it, and the lines in which that is written."""

    def __init__(self, extension: OkrExtension, md: Markdown) -> None:
        self._extension, self._md = extension, md
        self._lines: Sequence[str] = ()
        self._styled = False

    def begin(self, lines: Sequence[str]) -> None:
        self._lines, self._styled = lines, False

    def block(self, block: Block) -> str:
        """A line that stands for what a block asks for."""
        return self._md.htmlStash.store(self._html(block))

    def _html(self, block: Block) -> str:
        embeds = self._extension.embeds(self._md)
        if embeds is None:
            return UNREADABLE
        here = self._extension.here(self._md, embeds)
        style, self._styled = None if self._styled else self._extension.style(here.root), True
        at = self._place(here, block.number)
        try:
            html, wrong = embeds.html(ask_of(block.lines), here.root, style, at)
        except TroubleError as trouble:
            html, wrong = embeds.note(here.root, style), trouble.at(at)
        if wrong:
            self._extension.tell(wrong)
        return html

    def link(self, element: Element) -> None:
        """Set where a link leads; where that is nowhere, only its text stays."""
        embeds = self._extension.embeds(self._md)
        reference = element.get("href", "").removeprefix(SCHEME)
        if embeds is None:
            _unlink(element, "")
            return
        here = self._extension.here(self._md, embeds)
        found = embeds.link(unquote(reference), self._place(here, self._line_of(element.get("href", ""))))
        if isinstance(found, Diagnostic):
            self._extension.tell(found)
            _unlink(element, embeds.not_there)
            return
        element.set("href", here.root + found.address)
        if not len(element) and not (element.text or "").strip():
            element.text = found.title

    def _line_of(self, written: str) -> int:
        """The first line in which something stands."""
        return next((number for number, line in enumerate(self._lines) if written in line), 0)

    def _place(self, here: Here, number: int) -> Location:
        """A line of this page as its file counts: what stands above the text, such as front matter, is counted too where that is known."""
        source = here.source.splitlines()
        text = self._lines[number].strip() if number < len(self._lines) else ""
        above = len(source) - len(_stripped(self._lines))
        at = number + above
        known = 0 <= at < len(source) and source[at].strip() == text
        return Location(here.file, (at if known else number) + 1)


def _stripped(lines: Sequence[str]) -> Sequence[str]:
    """Lines without the empty ones at their end, which hosts add."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


class _Blocks(Preprocessor):
    """Takes the blocks out."""

    def __init__(self, page: _Page, md: Markdown) -> None:
        super().__init__(md)
        self._page = page

    def run(self, lines: list[str]) -> list[str]:
        self._page.begin(lines)
        return replaced(lines, self._page.block)


class _Links(Treeprocessor):
    """Sets the links."""

    def __init__(self, page: _Page, md: Markdown) -> None:
        super().__init__(md)
        self._page = page

    def run(self, root: Element) -> None:
        for element in list(_links(root)):
            self._page.link(element)


def _links(root: Element) -> Iterator[Element]:
    return (element for element in root.iter("a") if element.get("href", "").startswith(SCHEME))


def _unlink(element: Element, said: str) -> None:
    """A link as the words that it was, and what is said of it."""
    element.tag = "span"
    element.attrib.clear()
    element.set("class", "okr-missing")
    if said:
        note = SubElement(element, "small")
        note.text = f" ({said})"
