"""A site's language: translations, a company's own terms, and words for every value of the model (FORMAT §15, §18).

English sentences in the sources are the message ids; catalogues are `locales/<code>/LC_MESSAGES/okrsite.po`, read as
they are. A message is always a format string: `%(name)s` is filled by the caller, a percent sign is written `%%`. The
placeholders of okrsite.terms, such as `%(objectives)s`, are filled here, so that a renamed term is renamed everywhere.
"""

import gettext
import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from okrsite.cycles import Cycle, State
from okrsite.formats import Formats, Number, rounded
from okrsite.model import Health, KeyResultType, Kind, Money, Rollup, Status
from okrsite.terms import N_, TERM_NAMES, TERMS, capital, fill, placeholder_words, plural_of, site_terms

if TYPE_CHECKING:
    from babel import Locale

DOMAIN = "okrsite"

_STATUSES = {
    Status.OFF_TRACK: N_("Off track"),
    Status.AT_RISK: N_("At risk"),
    Status.STALE: N_("Stale"),
    Status.NOT_STARTED: N_("Not started"),
    Status.ON_TRACK: N_("On track"),
    Status.ACHIEVED: N_("Achieved"),
    Status.MISSED: N_("Missed"),
    Status.PAUSED: N_("Paused"),
    Status.CANCELLED: N_("Cancelled"),
}
_HEALTHS = {
    Health.HEALTHY: N_("Healthy"),
    Health.WATCH: N_("Watch"),
    Health.UNHEALTHY: N_("Unhealthy"),
    Health.UNKNOWN: N_("Unknown"),
}
_KINDS = {Kind.ASPIRATIONAL: N_("Aspirational"), Kind.COMMITTED: N_("Committed")}
_ROLLUPS = {
    Rollup.KEY_RESULTS: N_("From its %(key_results)s"),
    Rollup.ALIGNED: N_("From the %(objectives)s that support it"),
    Rollup.BOTH: N_("From its %(key_results)s and the %(objectives)s that support it"),
    Rollup.MANUAL: N_("Set by hand"),
}
_TYPES = {
    KeyResultType.NUMBER: N_("Number"),
    KeyResultType.AT_LEAST: N_("At least"),
    KeyResultType.AT_MOST: N_("At most"),
    KeyResultType.BETWEEN: N_("Between"),
    KeyResultType.BOOLEAN: N_("Done or not"),
    KeyResultType.MILESTONES: N_("Milestones"),
    KeyResultType.LADDER: N_("Ladder"),
    KeyResultType.BASELINE: N_("Baseline"),
    KeyResultType.ALIGNED: N_("What supports it"),
}
_STATES = {State.PLANNED: N_("Planned"), State.ACTIVE: N_("Active"), State.CLOSED: N_("Closed")}
_INITIATIVES = {"todo": N_("To do"), "doing": N_("In progress"), "done": N_("Done"), "dropped": N_("Dropped")}
_LEVELS = {
    "company": (N_("Company"), N_("Companies")),
    "department": (N_("Department"), N_("Departments")),
    "team": (N_("Team"), N_("Teams")),
    "individual": (N_("Individual"), N_("Individuals")),
}
_CYCLES = {"q": N_("%(year)s Q%(number)s"), "h": N_("%(year)s H%(number)s"), "t": N_("%(year)s T%(number)s")}


class Language(Formats):
    """The words and formats of one site; where it is not `translated`, the words are English ones (FORMAT §18)."""

    def __init__(self, code: str, translations: gettext.NullTranslations, translated: bool, terms: Mapping[str, str]) -> None:
        from babel import Locale

        locale = _locale(code)
        super().__init__(locale, translations.pgettext("the first day of a month, in a date", "1"))
        self.code = code.replace("_", "-")
        self.direction: str = locale.text_direction
        self.translated = translated
        self._translations = translations
        self._plural_rule = locale.plural_form if translated else Locale("en").plural_form
        self._form: Callable[[int], int] = getattr(translations, "plural", lambda number: int(number != 1))
        self._terms = site_terms(terms, translations.gettext, locale.language)
        words = placeholder_words(self._terms)
        html_words = {name: escape(word) for name, word in words.items()}
        language = locale.language if translated else "en"
        self._filled = cache(lambda message, as_html: fill(message, html_words if as_html else words, language))
        self._said = cache(lambda message: fill(translations.gettext(message), words, language))

    @classmethod
    def load(cls, code: str, locales: Path, terms: Mapping[str, str] | None = None) -> "Language":
        """The language of a code such as fr or pt-BR; ValueError for a term that is not in TERM_NAMES."""
        unknown = sorted(set(terms or ()) - TERM_NAMES)
        if unknown:
            raise ValueError(f"unknown terms: {', '.join(unknown)}; known are {', '.join(sorted(TERM_NAMES))}")
        file = _catalogue(code, locales)
        translations = _translations(file) if file else gettext.NullTranslations()
        return cls(code, translations, cls.is_translated(code, locales), terms or {})

    @classmethod
    def is_translated(cls, code: str, locales: Path) -> bool:
        """Whether there are words for a code, rather than English ones in their place."""
        return _catalogue(code, locales) is not None or re.split("[-_]", code)[0] == "en"

    def gettext(self, message: str, **values: object) -> str:
        """A message in this language, with its terms and the given values filled in."""
        return self._said(message) % values

    def ngettext(self, singular: str, plural: str, number: Number, **values: object) -> str:
        """The same in the number's grammatical form, also of 0.7; `%(num)s` is the number as the language writes it."""
        message = self._translations.ngettext(singular, plural, self._whole(number))
        return self._fill(message) % {"num": self.number(number), **values}

    def pgettext(self, context: str, message: str, **values: object) -> str:
        """The same for a message that means different things in different contexts."""
        return self._fill(self._translations.pgettext(context, message)) % values

    def npgettext(self, context: str, singular: str, plural: str, number: Number, **values: object) -> str:
        """Context and grammatical number together."""
        message = self._translations.npgettext(context, singular, plural, self._whole(number))
        return self._fill(message) % {"num": self.number(number), **values}

    def _fill(self, message: str) -> str:
        return self._filled(message, False)

    def template_callables(self) -> dict[str, Callable[..., str]]:
        """What `install_gettext_callables(**…, newstyle=True)` takes: terms are filled in as HTML, values by Jinja."""
        source, filled, whole = self._translations, self._filled, self._whole
        return {
            "gettext": lambda message: filled(source.gettext(message), True),
            "ngettext": lambda one, many, number: filled(source.ngettext(one, many, whole(number)), True),
            "pgettext": lambda context, message: filled(source.pgettext(context, message), True),
            "npgettext": lambda context, one, many, number: filled(source.npgettext(context, one, many, whole(number)), True),
        }

    def _whole(self, number: Number) -> int:
        """A whole number of the same grammatical form: 0.7 is like 2 in English and like 1 in French."""
        if number == int(number):
            return int(number)
        return 1 if self._plural_rule(rounded(number)) == "one" else 2

    def is_plural(self, count: int) -> bool:
        """Whether a count takes a plural in this language: 0 does in English, but not in French."""
        return self._form(count) != self._form(1)

    def term(self, name: str, count: int = 1, *, capitalised: bool = False) -> str:
        """The word for one of TERMS in the form that goes with a count: `term("key_result", 2)` is "key results"."""
        word = self._terms[TERMS[name] if self.is_plural(count) else name]
        return capital(word) if capitalised else word

    def counted(self, name: str, count: int) -> str:
        """A number of things of one of TERMS: `counted("objective", 3)` is "3 objectives"."""
        return f"{self.number(count)} {self.term(name, count)}"

    def percent(self, share: Number | None, *, signed: bool = False) -> str:
        """Whole percents (FORMAT §9), also below 0 and above 1; "not measured" for None; `signed` for differences."""
        return self.gettext("not measured") if share is None else self.whole_percent(share, signed=signed)

    def amount(self, value: Number | None, unit: str | None = None) -> str:
        """A number with its unit (FORMAT §6), "no value yet" for None."""
        return self.gettext("no value yet") if value is None else self.amount_in(value, unit)

    def value(self, value: Fraction | Decimal | bool | tuple[str, ...] | None, unit: str | None = None) -> str:
        """A key result's value: an amount, done or not, the titles of the milestones done."""
        if isinstance(value, bool):
            return self.gettext("done") if value else self.gettext("not done")
        if isinstance(value, tuple):
            return self.list_of(value) if value else self.gettext("none done")
        return self.amount(value, unit)

    def money(self, money: Money) -> str:
        """A budget: "€50,000", with what is spent "€20,000 of €50,000"."""
        amount = self.amount_in(money.amount, money.currency)
        if money.spent is None:
            return amount
        return self.gettext("%(spent)s of %(amount)s", spent=self.amount_in(money.spent, money.currency), amount=amount)

    def list_of(self, items: Iterable[str]) -> str:
        """a, b and c."""
        *rest, last = [*items] or [""]
        if not rest:
            return last
        between, end = self._list
        return end % {"first": between.join(rest), "last": last}

    @cached_property
    def _list(self) -> tuple[str, str]:
        """What stands between the items of a list, and how it ends."""
        end = self._translations.pgettext("the end of a list", "%(first)s and %(last)s")
        return self.pgettext("between the items of a list", ", "), self._fill(end)

    def status_word(self, status: Status) -> str:
        """On track."""
        return self.gettext(_STATUSES[status])

    def health_word(self, health: Health) -> str:
        """Healthy."""
        return self.gettext(_HEALTHS[health])

    def kind_word(self, kind: Kind) -> str:
        """Aspirational."""
        return self.gettext(_KINDS[kind])

    def rollup_word(self, rollup: Rollup) -> str:
        """From its key results."""
        return self.gettext(_ROLLUPS[rollup])

    def type_word(self, kind: KeyResultType) -> str:
        """At least."""
        return self.gettext(_TYPES[kind])

    def state_word(self, state: State) -> str:
        """Planned."""
        return self.gettext(_STATES[state])

    def initiative_word(self, status: str) -> str:
        """In progress."""
        return self.gettext(_INITIATIVES[status])

    def level_word(self, name: str, count: int = 1) -> str:
        """Department; a level that the configuration names differently keeps its own word (FORMAT §1)."""
        one, many = _LEVELS.get(name) or (name, plural_of(name, self.locale.language))
        word = many if self.is_plural(count) else one
        return capital(self.gettext(word) if name in _LEVELS else word)

    def cycle_title(self, cycle: Cycle) -> str:
        """A cycle's own title; one that is understood by its id, as the language says it: T4 2026 (FORMAT §3)."""
        understood = re.fullmatch(r"(\d{4})-(?:([qht])(\d)|\d\d)", cycle.id)
        if not understood or cycle.title not in (cycle.id, cycle.id.replace("-", " ").upper()):
            return cycle.title
        year, kind, number = understood.groups()
        return self.gettext(_CYCLES[kind], year=year, number=number) if kind else capital(self.month(cycle.start))


def _locale(code: str) -> "Locale":
    """Babel's locale of a code, or of its language alone; where it knows neither, that of English."""
    from babel import Locale, UnknownLocaleError

    for name in (code.replace("-", "_"), re.split("[-_]", code)[0]):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def _catalogue(code: str, locales: Path) -> Path | None:
    """The catalogue of a code such as pt-BR, else of its language alone."""
    for name in (code.replace("-", "_"), re.split("[-_]", code)[0]):
        file = locales / name / "LC_MESSAGES" / f"{DOMAIN}.po"
        if file.is_file():
            return file
    return None


def _translations(file: Path) -> gettext.GNUTranslations:
    """A catalogue as it is written, compiled in memory."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=file.parts[-3]))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
