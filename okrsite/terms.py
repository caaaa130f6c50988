"""The words that a company may replace with its own: `terms: {objective: Goal}` (FORMAT §15).

Messages hold placeholders for them, which are filled with the language's word or the site's: `%(objective)s`, `%(objectives)s`,
`%(Objective)s`, `%(Key_results)s` and so on; these names are reserved. An article before one follows the word in English ("an
objective", "a goal") and elides in French; a gender does not follow. In a `{% trans %}` block they are written the same.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

TERMS: Mapping[str, str] = {
    "objective": "objectives",
    "key_result": "key_results",
    "initiative": "initiatives",
    "check_in": "check_ins",
    "cycle": "cycles",
    "kpi": "kpis",
}
"""What `terms:` may rename: the singular's name → the plural's, which is derived where only the singular is renamed."""

TERM_NAMES = frozenset({*TERMS, *TERMS.values()})
PLACEHOLDERS = TERM_NAMES | {name.capitalize() for name in TERM_NAMES}
_PLACEHOLDER = r"%%?\((?P<name>" + "|".join(sorted(PLACEHOLDERS)) + r")\)s"
# What may stand before a term: as it is before a consonant, and before a vowel.
_FRENCH_ARTICLES = (("de ", "d’"), ("le ", "l’"), ("du ", "de l’"), ("au ", "à l’"), ("ce ", "cet "), ("que ", "qu’"))
_ARTICLES = {"en": (("a ", "an "),), "fr": _FRENCH_ARTICLES}
_VOWELS = {"en": "aeiou", "fr": "aeiouyhàâäéèêëîïôöùûüœæ"}
_CAPITAL_NOUNS = ("de", "lb")
_FRENCH_PLURALS = ((r"(eau|eu)$", r"\1x"), (r"al$", "aux"), (r"(?<![sxz])$", "s"))
_ENGLISH_PLURALS = ((r"([^aeiou])y$", r"\1ies"), (r"(s|x|ch|sh)$", r"\1es"), (r"$", "s"))
_PLURALS = {
    "en": _ENGLISH_PLURALS,
    "fr": _FRENCH_PLURALS,
    "es": ((r"([aeiouáéó])$", r"\1s"), (r"z$", "ces"), (r"ión$", "iones"), (r"(?<!s)$", "es")),
}


def N_(message: str) -> str:  # noqa: N802 (the name that gettext's tools know)
    """Marks a message for extraction; it is translated later."""
    return message


_DEFAULTS = {
    "objective": N_("objective"),
    "objectives": N_("objectives"),
    "key_result": N_("key result"),
    "key_results": N_("key results"),
    "initiative": N_("initiative"),
    "initiatives": N_("initiatives"),
    "check_in": N_("check-in"),
    "check_ins": N_("check-ins"),
    "cycle": N_("cycle"),
    "cycles": N_("cycles"),
    "kpi": N_("KPI"),
    "kpis": N_("KPIs"),
}


def site_terms(given: Mapping[str, str], translate: Callable[[str], str], language: str) -> dict[str, str]:
    """The word for every name of TERM_NAMES as it stands inside a sentence: the site's own, else the language's."""
    words = {name: translate(word) for name, word in _DEFAULTS.items()}
    for singular, plural in TERMS.items():
        if singular in given:
            words[singular] = _inside_sentence(given[singular], language)
            words[plural] = plural_of(words[singular], language)
        if plural in given:
            words[plural] = _inside_sentence(given[plural], language)
    return words


def placeholder_words(words: Mapping[str, str]) -> dict[str, str]:
    """What each of PLACEHOLDERS stands for, ready to be put into a format string."""
    small = {name: word.replace("%", "%%") for name, word in words.items()}
    return small | {name.capitalize(): capital(word) for name, word in small.items()}


def fill(message: str, words: Mapping[str, str], language: str) -> str:
    """A message with its terms, articles before them following; other placeholders stay."""
    articles = _ARTICLES.get(language, ())

    def filled(match: re.Match[str]) -> str:
        word, before = words[match["name"]], match["before"] or ""
        if not before:
            return word
        pair = next(pair for pair in articles if before.lower() in pair)
        article = pair[word[:1].lower() in _VOWELS[language]]
        return (capital(article) if before[0].isupper() else article) + word

    return _pattern(language).sub(filled, message)


@lru_cache(None)
def _pattern(language: str) -> re.Pattern[str]:
    """A term's placeholder with what may stand before it, the longest first: `de l’` before `l’`."""
    articles = sorted((article for pair in _ARTICLES.get(language, ()) for article in pair), key=len, reverse=True)
    before = "|".join(rf"\b{re.escape(article)}" for article in articles) or "(?!)"
    return re.compile(rf"(?P<before>(?i:{before}))?{_PLACEHOLDER}")


def capital(text: str) -> str:
    """A text that starts with a capital letter."""
    return text[:1].upper() + text[1:]


def plural_of(word: str, language: str) -> str:
    """A word's regular plural in English, French and Spanish; elsewhere the word itself, so write both there."""
    for ending, replacement in _PLURALS.get(language, ()):
        plural, changed = re.subn(ending, replacement, word, count=1)
        if changed:
            return plural
    return word


def _inside_sentence(word: str, language: str) -> str:
    """`Big Rock` → `big rock`; abbreviations such as KPI, and nouns in languages like German, keep their capitals."""
    if language in _CAPITAL_NOUNS:
        return word
    return " ".join(part if part[1:] != part[1:].lower() else part.lower() for part in word.split(" "))
