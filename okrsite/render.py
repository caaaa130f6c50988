"""A theme and a site → a function from pages to bytes.

What is the same on many pages (head, header, footer) is rendered once for each depth and handed to the templates as Markup; so are
small things that recur, such as a status or a person. Everything that a template may use beside `page` is listed in okrsite.look.Look and
in the filters below.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from okrsite import charts, urls
from okrsite.cycles import State
from okrsite.html_text import escaped
from okrsite.look import EMBED_CSS, hosted_files, look_of, static_files
from okrsite.model import Health, KeyResultType, Kind, Money, Rollup, Status
from okrsite.packaged import FRAME, HOSTED
from okrsite.pages import NotFoundPage, Page, Site
from okrsite.pages.fragments import Fragment
from okrsite.pages.parts import MoneyView
from okrsite.template_code import rendered
from okrsite.theme import Theme, hashed_name
from okrsite.words import Language

_KEPT = 20_000
_BLANK = re.compile(r"\s*\n\s*")


class Renderer:
    """Renders the pages of one site with one theme; as whole documents, or each as the part of a handbook's page that is `hosted` there.

    A handbook has a search of its own, so that neither its parts nor what stands beside them has ours.
    """

    def __init__(self, theme: Theme, site: Site, *, hosted: bool = False, search: bool = True) -> None:
        settings = theme.chosen(site.config.theme.settings)
        files = {**static_files(theme, settings, site, hosted=hosted)}
        self.embed_style = files.pop(EMBED_CSS, b"")
        """The style sheet of what other sites show of this one."""
        files = {**hosted_files(files)} if hosted else files
        self._static = {hashed_name(path, content): content for path, content in files.items()}
        names = {path: urls.asset(hashed_name(path, content)) for path, content in files.items()}
        self.look = look_of(site, settings, names, search=search)
        terms = sorted(site.config.terms.items())
        self.fingerprint = hashlib.sha256(f"{theme.fingerprint}\n{self.look!r}\n{terms!r}\n".encode()).hexdigest()
        self._environment = theme.environment(HOSTED if hosted else FRAME)
        self._set_up(site.language)
        self._templates = lru_cache(None)(self._environment.get_template)
        self._shared = lru_cache(_KEPT)(self._render_shared)

    def render(self, page: Page) -> bytes:
        """A page's bytes: HTML in UTF-8."""
        root = page.site_path if isinstance(page, NotFoundPage) else urls.root_of(page.address)
        head, header, footer = self._shared(root, page.section)
        template = self._templates(page.template)
        text = rendered(template, page=page, root=root, site=self.look, head=head, header=header, footer=footer)
        return text.encode()

    def fragment(self, fragment: Fragment | None, root: str, style: str | None = None) -> Markup:
        """A part of the OKRs for a page of another site, without blank lines; a note that there is none to show for None.

        The site's root is `root` from there. The page loads the style sheet at the address `style`, where one is named.
        """
        link = Markup('<link rel="stylesheet" href="{}">').format(style) if style else ""
        template = self._templates(fragment.template if fragment else "embeds/note.html")
        text = rendered(template, fragment=fragment, root=root, site=self.look, styling=link, away=False)
        return Markup(_BLANK.sub("\n", text).strip())

    def static_files(self) -> Iterator[tuple[str, bytes]]:
        """The files that the pages load: their fingerprinted names below assets/, and their bytes."""
        yield from sorted(self._static.items())

    def _render_shared(self, root: str, section: str) -> tuple[Markup, ...]:
        """The regions that all pages at one depth and of one section share."""
        names = ("_partials/head.html", "_partials/header.html", "_partials/footer.html")
        return tuple(Markup(rendered(self._templates(name), root=root, section=section, site=self.look)) for name in names)

    def _partial(self, name: str, value: object, root: str = "") -> Markup:
        """A small template of one `value`; what was rendered once is kept."""
        return Markup(rendered(self._templates(f"_partials/{name}.html"), value=value, root=root, site=self.look))

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
        "confidence": language.to_tenths,
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
    return Markup(language.list_of([escaped(item) for item in items]))
