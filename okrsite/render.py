"""A theme and a site → a function from pages to bytes.

What is the same on many pages (head, header, footer) is rendered once for each depth and handed to the templates as Markup; so are
small things that recur, such as a status or a person. Everything that a template may use beside `page` is listed in `Look` and in the
filters below.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2.bccache import Bucket, BytecodeCache
from markupsafe import Markup, escape

from okrsite import charts, urls
from okrsite.accent import theme_css
from okrsite.cycles import State
from okrsite.formats import rounded
from okrsite.model import Health, KeyResultType, Kind, Money, Rollup, Status
from okrsite.pages import NotFoundPage, Page, Site
from okrsite.pages.parts import Link, MoneyView
from okrsite.template_code import escaped
from okrsite.theme import Theme, hashed_name, unfit_setting
from okrsite.words import Language

_SETTINGS_CSS = "settings.css"
_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """An entry of the header's navigation."""

    section: str
    """The section of the pages that it stands for (okrsite.pages.Page.section)."""
    title: str
    """What a reader clicks."""
    address: str
    """Where it leads, percent-encoded, from the site's root."""


@dataclass(frozen=True, slots=True)
class Look:
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
    search: str
    """The page of search results."""
    search_data: str
    """The script file that search loads first."""
    repository: str | None
    """The repository's page."""
    settings: Mapping[str, object]
    """The theme's settings in use."""


class Renderer:
    """Renders the pages of one site with one theme."""

    def __init__(self, theme: Theme, site: Site) -> None:
        settings = theme.chosen(site.config.theme.settings)
        files = {**theme.static, **_settings_css(settings)}
        self._static = {hashed_name(path, content): content for path, content in files.items()}
        names = {path: urls.asset(hashed_name(path, content)) for path, content in files.items()}
        self.look = _look(site, settings, names)
        terms = sorted(site.config.terms.items())
        self.fingerprint = hashlib.sha256(f"{theme.fingerprint}\n{self.look!r}\n{terms!r}\n".encode()).hexdigest()
        self._environment = theme.environment()
        self._environment.bytecode_cache = _compiled(self.fingerprint)
        self._set_up(site.language)
        self._templates = lru_cache(None)(self._environment.get_template)
        self._shared = lru_cache(_KEPT)(self._render_shared)

    def render(self, page: Page) -> bytes:
        """A page's bytes: HTML in UTF-8."""
        root = page.site_path if isinstance(page, NotFoundPage) else urls.root_of(page.address)
        head, header, footer = self._shared(root, page.section)
        template = self._templates(page.template)
        text = template.render(page=page, root=root, site=self.look, head=head, header=header, footer=footer)
        return text.encode()

    def static_files(self) -> Iterator[tuple[str, bytes]]:
        """The files that the pages load: their fingerprinted names below assets/, and their bytes."""
        yield from sorted(self._static.items())

    def _render_shared(self, root: str, section: str) -> tuple[Markup, ...]:
        """The regions that all pages at one depth and of one section share."""
        names = ("_partials/head.html", "_partials/header.html", "_partials/footer.html")
        return tuple(Markup(self._templates(name).render(root=root, section=section, site=self.look)) for name in names)

    def _partial(self, name: str, value: object, root: str = "") -> Markup:
        """A small template of one `value`; what was rendered once is kept."""
        return Markup(self._templates(f"_partials/{name}.html").render(value=value, root=root, site=self.look))

    def _set_up(self, language: Language) -> None:
        environment: Any = self._environment  # the i18n extension adds methods that its type does not have
        environment.install_gettext_callables(**language.template_callables(), newstyle=True)
        environment.globals.update(template_words(language))
        partial = lru_cache(_KEPT)(self._partial)
        environment.filters.update(word_filters(language))
        environment.filters.update(
            status=lambda key: partial("status", key),
            shape=lambda key: partial("shape", key),
            health=lambda key: partial("health", key),
            spread=lambda counts: partial("spread", counts),
            person=lambda person, root: partial("person", person, root),
            bar=charts.progress_bar,
            spread_bar=lambda counts: charts.spread_bar(tuple((c.key, c.count) for c in counts)),
            sparkline=charts.sparkline,
            line_chart=charts.line_chart,
            histogram=charts.histogram,
            timeline=charts.timeline,
        )


class _Compiled(BytecodeCache):
    """The templates of one site as code, words and all, for the next time that the same process renders it."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja before it compiles a template."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja after it has compiled one."""
        self._code[bucket.key, bucket.checksum] = bucket.code


@lru_cache(1)
def _compiled(fingerprint: str) -> _Compiled:
    return _Compiled()


def template_words(language: Language) -> dict[str, Callable[..., Markup]]:
    """`_` and its like as Jinja's own, with values escaped, but several times as fast: every message is prepared once."""
    source = {name: lru_cache(None)(function) for name, function in language.template_callables().items()}
    plain = lru_cache(None)(lambda message: Markup(source["gettext"](message) % {}))

    def gettext(message: str, /, **values: object) -> Markup:
        return _filled(source["gettext"](message), values) if values else plain(message)

    def ngettext(one: str, many: str, number: int, /, **values: object) -> Markup:
        return _filled(source["ngettext"](one, many, number), {"num": number, **values})

    def pgettext(context: str, message: str, /, **values: object) -> Markup:
        return _filled(source["pgettext"](context, message), values)

    def npgettext(context: str, one: str, many: str, number: int, /, **values: object) -> Markup:
        return _filled(source["npgettext"](context, one, many, number), {"num": number, **values})

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext, "pgettext": pgettext, "npgettext": npgettext}


def _filled(message: str, values: Mapping[str, object]) -> Markup:
    return Markup(message % {name: escaped(value) for name, value in values.items()})


def word_filters(language: Language) -> dict[str, Callable[..., object]]:
    """The filters that write values in the site's language."""
    period = lru_cache(None)(language.period)
    return {
        "percent": language.percent,
        "score": language.score,
        "number": language.number,
        "confidence": lru_cache(None)(lambda confidence: language.number(rounded(confidence, 1))),
        "amount": language.amount,
        "money": lambda m: language.money(Money(m.amount, m.currency, m.spent) if isinstance(m, MoneyView) else m),
        "date": language.date,
        "short_date": language.short_date,
        "month_day": language.month_day,
        "period": lambda cycle: period(cycle.start, cycle.end),
        "counted": lambda count, name: language.counted(name, count),
        "list_of": lambda items: _list_of(language, items),
        "status_word": lambda key: language.status_word(Status(key)),
        "health_word": lambda key: language.health_word(Health(key)),
        "kind_word": lambda key: language.kind_word(Kind(key)),
        "rollup_word": lambda key: language.rollup_word(Rollup(key)),
        "type_word": lambda key: language.type_word(KeyResultType(key)),
        "state_word": lambda key: language.state_word(State(key)),
        "initiative_word": language.initiative_word,
    }


def _list_of(language: Language, items: Iterable[object]) -> Markup:
    """a, b and c; Markup stays as it is, all else is escaped."""
    return Markup(language.list_of([str(escape(item)) for item in items]))


def _settings_css(settings: Mapping[str, object]) -> Mapping[str, bytes]:
    content = theme_css(settings)
    return {_SETTINGS_CSS: content} if content else {}


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


def _look(site: Site, settings: Mapping[str, object], names: Mapping[str, str]) -> Look:
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
    styles = sorted((path for path in names if path.endswith(".css")), key=lambda path: (path == _SETTINGS_CSS, path))
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
        stylesheets=tuple(names[path] for path in styles),
        scripts=tuple(names[path] for path in sorted(names) if path.endswith(".js")),
        icon=names.get("icon.svg"),
        changes=urls.CHANGES,
        guide=urls.GUIDE,
        health=urls.HEALTH,
        search=urls.SEARCH,
        search_data=urls.SEARCH_COMPANY,
        repository=site.config.repository.url,
        settings=settings,
    )
