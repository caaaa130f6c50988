"""The macros `okr` and `okr_link`, for mkdocs-macros and Zensical: what the Markdown extension shows, as calls in double braces."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import escape

from okrsite.diagnostics import Diagnostic, Location
from okrsite.embeds.asking import ask_for
from okrsite.embeds.embeds import Embeds, Here
from okrsite.embeds.escaped import markdown_proof
from okrsite.embeds.hosts import root_from
from okrsite.embeds.markdown_extension import UNREADABLE, OkrExtension, log
from okrsite.embeds.trouble import TroubleError


def define_env(env: Any) -> None:
    """Called by the macros' plugin, which passes what it knows of the site and of the page."""
    macros = _Macros(env)
    env.macro(macros.okr, "okr")
    env.macro(macros.okr_link, "okr_link")


class _Macros:
    """The macros of one site; they look up the page each time, because it changes."""

    def __init__(self, env: Any) -> None:
        self._env = env
        self._styled: object = None
        self._extension = OkrExtension(**_options(env))

    def okr(self, reference: str = "", **options: object) -> str:
        """A part of the OKRs, such as `okr("marketing", view="tree")`."""
        embeds = self._embeds()
        if embeds is None:
            return markdown_proof(UNREADABLE)
        here = self._here(embeds)
        style = self._style(here.root)
        try:
            html, wrong = embeds.html(ask_for([("ref", reference), *options.items()]), here.root, style, Location(here.file))
        except TroubleError as trouble:
            html, wrong = embeds.note(here.root, style), trouble.at(Location(here.file))
        if wrong:
            log(wrong)
        return markdown_proof(html)

    def okr_link(self, reference: str, text: str = "") -> str:
        """A link to an OKR page, with words, or with the title of what it leads to."""
        embeds = self._embeds()
        if embeds is None:
            return markdown_proof(escape(text))
        here = self._here(embeds)
        found = embeds.link(reference, Location(here.file))
        if isinstance(found, Diagnostic):
            log(found)
            return markdown_proof(escape(f"{text} ({embeds.not_there})".strip()))
        return markdown_proof(f'<a href="{escape(here.root + found.address)}">{escape(text or found.title)}</a>')

    @property
    def _plugin(self) -> Any:
        """The MkDocs plugin, which may come to have read the project after the macros were made."""
        return _plugin_of(self._env)

    def _embeds(self) -> Embeds | None:
        return self._plugin.embeds if self._plugin else self._extension.read(_folder(self._env))

    def _here(self, embeds: Embeds) -> Here:
        if self._plugin:
            here: Here = self._plugin.here()
            return here
        page = getattr(self._env, "page", None)
        file = getattr(page, "file", None)  # MkDocs has one; Zensical has a path, from which it takes links
        path = str(getattr(page, "path", "") or "")
        url, name = (file.url, file.src_uri) if file else (path, path)
        return Here(root_from(url, self._extension.base(embeds)), name)

    def _style(self, root: str) -> str | None:
        """The style sheet, for the first part on a page."""
        page = getattr(self._env, "page", None)
        if self._plugin or (page is not None and page is self._styled):
            return None
        self._styled = page
        return self._extension.style(root)


def _plugin_of(env: Any) -> Any:
    """The MkDocs plugin of okrsite, where the site has it."""
    plugins = getattr(env, "conf", {}).get("plugins") or {}
    found = plugins.values() if isinstance(plugins, Mapping) else ()
    return next((plugin for plugin in found if isinstance(getattr(plugin, "embeds", None), Embeds)), None)


def _options(env: Any) -> dict[str, Any]:
    """The options below `extra: okrsite:`, else those of the Markdown extension."""
    conf = getattr(env, "conf", {})
    extra, extensions = conf.get("extra") or {}, conf.get("mdx_configs") or {}
    return dict(extra.get("okrsite") or extensions.get("okrsite") or {})


def _folder(env: Any) -> str:
    """The folder of the site's configuration."""
    conf = getattr(env, "conf", {})
    file = conf.get("config_file_path")
    return os.path.dirname(str(file)) if file else str(conf.get("root_dir") or Path.cwd())
