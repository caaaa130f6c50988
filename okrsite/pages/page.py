"""What all kinds of page share.

A page is a frozen value whose fields are the theme's contract: the template may use these and nothing else, and a test holds both to
it. A template decides how a page looks, never what is on it.
"""

from dataclasses import dataclass
from typing import ClassVar

from okrsite.pages.parts import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the site."""

    template: ClassVar[str]
    """The file below templates/ that shows this kind."""
    section: ClassVar[str] = ""
    """Which entry of the navigation it belongs to: home, cycles, people or none."""
    stands_alone: ClassVar[bool] = False
    """Whether it has a frame of its own within a handbook, too."""

    address: str
    """Where it is published, from the site's root, not percent-encoded (okrsite.urls)."""
    title: str
    """Its heading, and its name in the browser."""
    description: str
    """One sentence for search engines and previews."""
    breadcrumb: tuple[Link, ...] = ()
    """The pages above it, the home page first; without itself."""
    edit_url: str | None = None
    """Where its file is changed; None without a repository or a file."""
    feed: Link | None = None
    """The feed of what happens in what it shows; None where there is none."""
