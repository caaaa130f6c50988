"""A Markdown converter → which page of which site it converts, as far as the program that made it tells.

MkDocs, ProperDocs and Zensical each leave a processor with the page in their converters. They are asked for by the names under which they
are registered, so that nothing of theirs has to be installed.
"""

import os
from typing import NamedTuple
from urllib.parse import urlsplit

from markdown import Markdown

from okrsite import urls


class Host(NamedTuple):
    """A page of the site that embeds: its address from that site's root, its file, its whole text, and the folder of the site's
    configuration; empty where they are not known."""

    url: str = ""
    file: str = ""
    source: str = ""
    folder: str = ""


def host_of(md: Markdown) -> Host:
    """The page that a converter is made for; empty where nobody tells."""
    if "relpath" in md.treeprocessors:  # MkDocs and ProperDocs
        processor = md.treeprocessors["relpath"]
        file, config = getattr(processor, "file", None), getattr(processor, "config", None) or {}
        folder = os.path.dirname(str(config.get("config_file_path") or ""))
        return Host(_text(file, "url"), _text(file, "src_uri"), _text(file, "content_string"), folder)
    if "rendering_context" in md.preprocessors:  # Zensical
        context = md.preprocessors["rendering_context"]
        page, config = getattr(context, "page", None), getattr(context, "config", None) or {}
        path = _text(page, "path")  # Zensical takes relative links for links from the page's file, and sets them right afterwards
        return Host(path, path, "", str(config.get("root_dir") or ""))
    return Host()


def _text(thing: object, name: str) -> str:
    """An attribute that should be a text; empty where it is not there, or cannot be read."""
    try:
        return str(getattr(thing, name, "") or "")
    except OSError:
        return ""


def root_from(page: str, base: str) -> str:
    """How a page reaches the OKR pages: a web address or a path from the host's root stays, all else is from the root of its site."""
    base = base if not base or base.endswith("/") else base + "/"
    if base.startswith("/") or urlsplit(base).scheme:
        return base
    return urls.root_of("" if page == "./" else page.lstrip("/")) + base.removeprefix("./")
