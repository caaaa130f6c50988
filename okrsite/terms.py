"""The words that a company may replace with its own: `terms: {objective: Goal}` (FORMAT §15).

Messages hold placeholders for them, which are filled with the language's word or the site's: `%(objective)s`,
`%(objectives)s`, `%(Objective)s`, `%(Key_results)s` and so on; these names are reserved. Write no article before a
singular one: its gender may change. In a `{% trans %}` block, where Jinja doubles percent signs, they are written so too.
"""

import re
from collections.abc import Callable, Mapping

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
_PLACEHOLDER = re.compile(r"%%?\((" + "|".join(sorted(PLACEHOLDERS)) + r")\)s")
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


def fill(message: str, words: Mapping[str, str]) -> str:
    """A message with its terms; other placeholders stay."""
    return _PLACEHOLDER.sub(lambda match: words[match[1]], message)


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
    return " ".join(part if part[1:2].isupper() else part[:1].lower() + part[1:] for part in word.split(" "))
