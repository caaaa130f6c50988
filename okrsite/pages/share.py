"""A thing's page → how to show it in other sites: what it is called there, a frame, a badge (`embed/<reference>/`)."""

from msgspec import Struct

from okrsite import urls
from okrsite.html_text import escaped
from okrsite.pages.site import Site

_HEIGHT, _LINE = 260, 40  # pixels of a card, and of one line in it, where it is narrow
_MOST_LINES = 12
_MARKS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", **{mark: f"\\{mark}" for mark in "\\`*_{}[]!"}})
"""What means something in Markdown, as every reader of it takes it for text."""


class Share(Struct, frozen=True):
    """How to show a thing in other sites."""

    reference: str
    """What it is called in an `okr` block."""
    page: str
    """The page without a frame, percent-encoded."""
    badge: str | None
    """The drawing that says how it is going, percent-encoded; None where there is none."""
    frame: str | None
    """The HTML of a frame; None where nobody knows where the site is published."""
    markdown: str | None
    """The badge with a link, in Markdown; None without a badge, or where nobody knows where the site is published."""


def share(site: Site, reference: str, title: str, lines: int = 0, *, badge: bool = True) -> Share | None:
    """How to embed a thing that has so many lines below its title; None on a site that is not to be embedded."""
    if not site.config.site.embeds:
        return None
    place, url = urls.quoted(reference), site.config.site.url  # what is quoted once makes addresses that are quoted
    page, drawing, root = urls.embed(place), urls.badge(place) if badge else None, urls.absolute(url, "") if url else None
    return Share(
        reference=reference or "/",
        page=page,
        badge=drawing,
        frame=_frame(root + page, title, lines) if root else None,
        markdown=_markdown(root + drawing, root + urls.document(place), title) if root and drawing else None,
    )


def _frame(address: str, title: str, lines: int) -> str:
    height = _HEIGHT + _LINE * min(lines, _MOST_LINES)
    attributes = f'src="{escaped(address)}" title="{escaped(title)}" width="100%" height="{height}" loading="lazy" style="border:0"'
    return f"<iframe {attributes}></iframe>"


def _markdown(drawing: str, address: str, title: str) -> str:
    text = " ".join(title.split()).translate(_MARKS)
    return f"[![{text}]({_closed(drawing)})]({_closed(address)})"


def _closed(address: str) -> str:
    """An address in which no bracket ends a link."""
    return address.replace("(", "%28").replace(")", "%29")
