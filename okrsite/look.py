"""A site and the names of a theme's static files → what all of its pages show beside their own value.

Pages are whole documents, or parts of a handbook's pages, where they have a single style sheet that holds for such a part only.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from msgspec import Struct

from okrsite import urls
from okrsite.accent import GROUNDS, HOSTED_GROUNDS, theme_css
from okrsite.pages import Site
from okrsite.pages.parts import Link
from okrsite.theme import Theme, unfit_setting

EMBED_CSS = "embeds.css"
"""The style sheet of what other sites show of this one, which its own pages do not load."""
_SETTINGS_CSS = "settings.css"
_SEARCH_JS, _WORDS_JS = "search.js", "words.js"
_OWN = {".css": "okrsite.css", ".js": "okrsite.js"}
"""The file that holds all of a kind that are okrsite's own, so that a page loads two files instead of fifteen."""


class NavigationItem(Struct, frozen=True):
    """An entry of the header's navigation."""

    section: str
    """The section of the pages that it stands for (okrsite.pages.Page.section)."""
    title: str
    """What a reader clicks."""
    address: str
    """Where it leads, percent-encoded, from the site's root."""


class Look(Struct, frozen=True):
    """What all pages of a site show beside their own value; templates know it as `site`."""

    title: str
    """The site's name."""
    language: str
    """The code of its language, for the `lang` attribute."""
    direction: str
    """ltr or rtl."""
    as_of: date
    """The day that all numbers are of."""
    audience: str
    """Whom the site is for: public, or a configured name."""
    logo: str | None
    """The address of an image, percent-encoded."""
    navigation: tuple[NavigationItem, ...]
    """The entries of the header."""
    more: tuple[Link, ...]
    """The further pages, in the footer."""
    downloads: tuple[Link, ...]
    """The files that hold all data."""
    stylesheets: tuple[str, ...]
    """The addresses of the style sheets, in order."""
    scripts: tuple[str, ...]
    """The addresses of the scripts."""
    icon: str | None
    """The address of the icon."""
    changes: str
    """The page of changes."""
    guide: str
    """The guide for newcomers."""
    health: str
    """The page of OKR health."""
    search: str | None
    """The page of search results; None within a handbook, which has a search of its own."""
    search_data: str
    """The script file that search loads first."""
    repository: str | None
    """The repository's page."""
    settings: Mapping[str, object]
    """The theme's settings in use."""


def look_of(site: Site, settings: Mapping[str, object], names: Mapping[str, str], *, search: bool) -> Look:
    """What all pages show; `names` are the addresses of the static files by their paths, and `search` tells whether there is a search."""
    language = site.language
    current = site.current
    cycles = urls.quoted(urls.cycle(current.id)) if current else None
    items = [
        NavigationItem("home", language.gettext("Home"), urls.HOME),
        *([NavigationItem("cycles", language.gettext("%(Cycles)s"), cycles)] if cycles else []),
        *([NavigationItem("kpis", language.gettext("%(Kpis)s"), urls.KPIS)] if site.organisation.kpis else []),
        *([NavigationItem("map", language.gettext("Map"), urls.MAP)] if cycles else []),
        *([NavigationItem("explore", language.gettext("Explore"), urls.EXPLORE)] if cycles else []),
        *([NavigationItem("people", language.gettext("People"), urls.PEOPLE)] if site.roles else []),
    ]
    return Look(
        title=site.title,
        language=language.code,
        direction=language.direction,
        as_of=site.as_of,
        audience=site.audience,
        logo=_logo(site, settings, names),
        navigation=tuple(items),
        more=_more(site),
        downloads=(
            Link(language.gettext("All data as JSON"), urls.OKRS_JSON),
            Link(language.gettext("%(Objectives)s as CSV"), urls.OBJECTIVES_CSV),
        ),
        stylesheets=tuple(names[path] for path in _loaded(names, ".css")),
        scripts=tuple(names[path] for path in _loaded(names, ".js")),
        icon=names.get("icon.svg"),
        changes=urls.CHANGES,
        guide=urls.GUIDE,
        health=urls.HEALTH,
        search=urls.SEARCH if search else None,
        search_data=urls.SEARCH_COMPANY,
        repository=site.config.repository.url,
        settings=settings,
    )


def static_files(theme: Theme, settings: Mapping[str, object], site: Site, *, hosted: bool) -> Mapping[str, bytes]:
    """A theme's static files with those that its settings and the site's words make; what is okrsite's own is one of each kind."""
    made = {_SETTINGS_CSS: theme_css(settings, HOSTED_GROUNDS if hosted else GROUNDS)}
    if _SEARCH_JS in theme.static:
        made[_WORDS_JS] = _words_of_search(site)
    made = {path: content for path, content in made.items() if content}
    return _joined({**theme.static, **made}, {*theme.built_in, *made})


def hosted_files(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """All files, with one style sheet in place of all that holds for our part of a page only."""
    from okrsite.scoped_css import scoped  # the library behind it takes its time, which only a handbook needs

    styles = _loaded(files, ".css")
    others = {path: content for path, content in files.items() if path not in styles}
    return others | {"hosted.css": scoped(tuple(files[path] for path in styles))}


def _joined(files: Mapping[str, bytes], own: Collection[str]) -> Mapping[str, bytes]:
    """All files, with one in place of all style sheets that are okrsite's own, and one in place of its scripts.

    Those of others stay by themselves, so that a fault in one of them does no harm to the rest.
    """
    files = dict(files)
    for ending, name in _OWN.items():
        loaded = _loaded(files, ending)
        joined = [path for path in loaded if path in own]
        if joined != loaded and _SETTINGS_CSS in joined:
            joined.remove(_SETTINGS_CSS)  # it comes after those of others
        parts = [files.pop(path) for path in joined]
        if parts:
            files.setdefault(name, b"\n".join(parts))
    return files


def _loaded(files: Iterable[str], ending: str) -> list[str]:
    """The style sheets or the scripts in the order in which a page loads them: the search, whose functions others use, what is
    okrsite's own, then by name, and last the settings, so that they win."""
    found = (path for path in files if path.endswith(ending) and path != EMBED_CSS)
    return sorted(found, key=lambda path: (path == _SETTINGS_CSS, path != _SEARCH_JS, path not in _OWN.values(), path))


def _words_of_search(site: Site) -> bytes:
    """What the search says, once for all pages."""
    language = site.language
    words = {
        "objectives": language.gettext("%(Objectives)s"),
        "keyResults": language.gettext("%(Key_results)s"),
        "units": language.gettext("Units"),
        "people": language.gettext("People"),
        "kpis": language.gettext("%(Kpis)s"),
        "documents": language.gettext("Pages"),
        "cycles": language.gettext("%(Cycles)s"),
        "count": language.gettext("Results: {count}"),
        "none": language.gettext("Nothing found for “{query}”"),
        "all": language.gettext("All results for “{query}”"),
        "failed": language.gettext("The search could not be loaded."),
    }
    return f"(globalThis.okrsite ??= {{}}).said = {json.dumps(words)};\n".encode()


def _more(site: Site) -> tuple[Link, ...]:
    """The pages that the footer leads to; the header has the main ones."""
    words = site.language
    return (
        Link(words.gettext("Wins"), urls.WINS),
        Link(words.gettext("Changes"), urls.CHANGES),
        Link(words.gettext("OKR health"), urls.HEALTH),
        Link(words.gettext("%(Cycles)s side by side"), urls.ALL_CYCLES),
        Link(words.gettext("Guide for newcomers"), urls.GUIDE),
        Link(words.gettext("About this site"), urls.ABOUT),
    )


def _logo(site: Site, settings: Mapping[str, object], names: Mapping[str, str]) -> str | None:
    """The address of the site's logo, else of the theme's: one of the static files."""
    own, path = site.config.site.logo, settings.get("logo")
    if own:
        return urls.quoted(urls.attachment(own))
    if not path:
        return None
    if str(path) not in names:
        raise unfit_setting(f"The theme's setting `logo` names `{path}`, which is not there.", f"Put it at overrides/static/{path}.")
    return urls.quoted(names[str(path)])
