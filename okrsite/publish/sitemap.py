"""Addresses → sitemap.xml, for search engines; it needs full addresses, so it exists only where `site.url` is configured."""

from collections.abc import Iterable
from html import escape

from okrsite import urls


def sitemap(site_url: str, addresses: Iterable[str]) -> str:
    """The text of sitemap.xml for some pages, sorted by address."""
    entries = "".join(f"  <url><loc>{escape(urls.absolute(site_url, address), quote=False)}</loc></url>\n" for address in sorted(addresses))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n' + entries + "</urlset>\n"
    )
