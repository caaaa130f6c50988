"""Markdown → safe HTML, with its links checked on the way (FORMAT §4 to §8, DESIGN "What the house must stand").

Content is untrusted: HTML in a text is shown as it is written, not interpreted; links and images are decided in the parsed tree,
after decoding; and nh3 lets through what is on its list only, whatever came before. Texts that would take Python-Markdown out of
all proportion are refused by their structure. The only package that imports markdown and nh3.
"""


from msgspec import Struct

from okrsite.prose.converter import TooComplexError, convert
from okrsite.prose.soundness import is_plainly_sound
from okrsite.prose.tree import BrokenLink, Heading, Job, Resolve

__all__ = ["PREFIX", "BrokenLink", "Heading", "Rendered", "Resolve", "is_plainly_sound", "no_links", "render"]

PREFIX = "text-"


class Rendered(Struct, frozen=True):
    """A text as HTML; where `too_complex` says why, it was not converted and `html` is empty."""

    html: str
    broken_links: tuple[BrokenLink, ...] = ()
    headings: tuple[Heading, ...] = ()
    too_complex: str | None = None


def render(body: str, *, resolve: Resolve, prefix: str = PREFIX, top: int = 2) -> Rendered:
    """A Markdown text as HTML that is safe in a page.

    `resolve` takes a link's path as it stands in the document, decoded and without fragment, and gives the href that leads
    there from the page, or None. `prefix` starts every id; a page with several texts gives each its own. `top` is the level of
    the highest headings, 2 to 6.
    """
    job = Job(resolve, prefix, top)
    try:
        html = convert(body, job)
    except TooComplexError as refusal:
        return Rendered("", too_complex=str(refusal))
    return Rendered(html, tuple(sorted(job.broken, key=lambda link: link.line)), tuple(job.headings))


def no_links(path: str) -> str | None:
    """Resolves nothing: for a text that has no place in the site."""
    return None
