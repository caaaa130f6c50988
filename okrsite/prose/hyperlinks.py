"""A link as somebody wrote it → where it may lead: to the web, to a place of the site, or nowhere.

Decided after decoding, because readers decode too: `&#106;avascript:` and `java%0ascript:` are what they become. Only http, https,
mailto and tel leave the site (DESIGN, "What the house must stand").
"""

import html
import re
import unicodedata
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ROUNDS = 10
# Most addresses of pages: nothing in them needs decoding, encoding or a second look.
_PLAIN_PAGE = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?:/[A-Za-z0-9/._~?#=,@+-]*)?")


class Web(Struct, frozen=True):
    """An address outside the site, percent-encoded where it must be."""

    url: str

    @property
    def is_page(self) -> bool:
        """Whether it is a page rather than a mail address or a telephone number."""
        return self.url[:4].lower() == "http"


class Place(Struct, frozen=True):
    """A path, decoded, as it stands in a document, and what follows the `#`; an empty path is the document itself."""

    path: str
    fragment: str


def read(written: str) -> Web | Place | None:
    """Where a link leads; None where it may not lead."""
    if _PLAIN_PAGE.fullmatch(written):
        return Web(written)
    address = html.unescape(written).strip(" \t\n\r")
    if _is_hidden(address):
        return None
    scheme = _SCHEME.match(address)
    if scheme:
        return _web(address, scheme[1].lower())
    if address.startswith("//") or "\\" in address or _SCHEME.match(_bare(address)):
        return None
    path, _, fragment = (unquote(part) for part in address.partition("#"))
    return None if _is_hidden(path + fragment) else Place(path, fragment)


def _web(address: str, scheme: str) -> Web | None:
    if scheme not in SCHEMES:
        return None
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if scheme in ("http", "https"):
        if not host or address[len(scheme) :][:3] != "://":
            return None
    elif len(address) == len(scheme) + 1:
        return None
    return Web(quote(address, safe="/:?#[]@!$&'()*+,;=~%-._"))


def _is_hidden(text: str) -> bool:
    """Whether a text holds what no reader sees and some readers drop: control characters and noncharacters."""
    if text.isascii():
        return not text.isprintable()
    return any(unicodedata.category(character) in ("Cc", "Cn", "Cs") for character in text)


def _bare(address: str) -> str:
    """An address as the most forgiving reader might take it: decoded as long as there is something to decode, nothing unseen in it."""
    for _ in range(_ROUNDS):
        decoded = html.unescape(unquote(address))
        if decoded == address:
            break
        address = decoded
    return "".join(c for c in address if unicodedata.category(c)[0] not in "CZ")
