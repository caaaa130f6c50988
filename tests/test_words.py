"""Languages: numbers and dates as they write them, terms of a company, and complete translations (FORMAT §9, §15, §18)."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from okrsite.cycles import Calendar, Cycle, State
from okrsite.formats import rounded, whole_percents
from okrsite.model import Health, KeyResultType, Kind, Money, Rollup, Status
from okrsite.terms import PLACEHOLDERS, TERM_NAMES, TERMS, fill, plural_of
from okrsite.words import Language
from tests import catalogues

ENGLISH = Language.load("en", catalogues.LOCALES)
FRENCH = Language.load("fr", catalogues.LOCALES)


class TestNumbers:
    @pytest.mark.parametrize(
        ("share", "percent"),
        [
            (Fraction(0), "0%"),
            (Fraction(1), "100%"),
            (Fraction(725, 1000), "73%"),
            (Fraction(724999, 1000000), "72%"),
            (Fraction(999, 1000), "99%"),
            (Fraction(1, 1000), "1%"),
            (Fraction(13, 10), "130%"),
            (Fraction(1001, 1000), "100%"),
            (Fraction(-125, 1000), "-13%"),
            (Fraction(-1, 1000), "0%"),
        ],
    )
    def test_whole_percents(self, share: Fraction, percent: str) -> None:
        assert ENGLISH.percent(share) == percent

    @given(st.fractions(min_value=-3, max_value=3))
    def test_percents_never_say_all_or_nothing_where_it_is_not(self, share: Fraction) -> None:
        whole = whole_percents(share)
        assert abs(whole - share * 100) <= 1
        assert not (share < 1 and whole >= 100)
        assert not (share > 0 and whole <= 0)

    def test_differences_have_a_sign_and_are_never_nothing(self) -> None:
        assert [ENGLISH.percent(Fraction(n, 1000), signed=True) for n in (-1, 0, 1, 50, -50)] == ["-1%", "0%", "+1%", "+5%", "-5%"]

    def test_what_is_not_measured_says_so(self) -> None:
        assert ENGLISH.percent(None) == "not measured"
        assert ENGLISH.amount(None, "EUR") == "no value yet"

    def test_at_most_six_decimals_half_away_from_zero(self) -> None:
        assert ENGLISH.number(Fraction(2, 3)) == "0.666667"
        assert ENGLISH.number(Decimal("-0.0000005")) == "-0.000001"
        assert ENGLISH.number(Decimal("0.0000004")) == "0"
        assert ENGLISH.number(Decimal("4.0")) == "4"
        assert ENGLISH.number(10**18) == "1,000,000,000,000,000,000"
        assert FRENCH.number(Decimal("1234567.5")) == "1\u202f234\u202f567,5"

    @given(st.fractions(), st.integers(min_value=0, max_value=8))
    def test_rounding_is_exact(self, value: Fraction, decimals: int) -> None:
        shown = Fraction(rounded(value, decimals))
        assert abs(shown - value) <= Fraction(1, 2 * 10**decimals)
        assert abs(shown) >= abs(value) or abs(shown - value) < Fraction(1, 2 * 10**decimals)

    @pytest.mark.parametrize(
        ("value", "unit", "english", "french"),
        [
            (6200, "visitors", "6,200\u00a0visitors", "6\u202f200\u00a0visitors"),
            (Decimal("62.5"), "%", "62.5%", "62,5\u00a0%"),
            (40, "%", "40%", "40\u00a0%"),
            (1234, "EUR", "€1,234", "1\u202f234\u00a0€"),
            (Decimal("1234.5"), "EUR", "€1,234.50", "1\u202f234,50\u00a0€"),
            (Decimal("0.0042"), "EUR", "€0.0042", "0,0042\u00a0€"),
            (-5, "JPY", "-¥5", "-5\u00a0JPY"),
            (80, "CHF", "CHF\u00a080", "80\u00a0CHF"),
            (3, "NPS", "3\u00a0NPS", "3\u00a0NPS"),
            (3, None, "3", "3"),
        ],
    )
    def test_amounts(self, value: Decimal | int, unit: str | None, english: str, french: str) -> None:
        assert ENGLISH.amount(value, unit) == english
        assert FRENCH.amount(value, unit) == french

    def test_budgets(self) -> None:
        assert ENGLISH.money(Money(Decimal(50000), "EUR")) == "€50,000"
        assert FRENCH.money(Money(Decimal(50000), "EUR", Decimal("12.5"))) == "12,50\u00a0€ sur 50\u202f000\u00a0€"

    def test_scores_never_look_better_than_they_are(self) -> None:
        scores = [
            Fraction(0),
            Fraction(1, 1000),
            Fraction(643, 1000),
            Fraction(6999, 10000),
            Fraction(7, 10),
            Fraction(9999, 10000),
            Fraction(1),
        ]
        assert [ENGLISH.score(score) for score in scores] == ["0.0", "0.01", "0.64", "0.69", "0.7", "0.99", "1.0"]
        assert FRENCH.score(Fraction(7, 10)) == "0,7"

    def test_values_of_every_type(self) -> None:
        assert [ENGLISH.value(v) for v in (True, False, ("a", "b"), (), None)] == [
            "done",
            "not done",
            "a and b",
            "none done",
            "no value yet",
        ]
        assert ENGLISH.value(Fraction(5, 2), "h") == "2.5\u00a0h"


class TestDates:
    def test_are_written_as_the_language_does(self) -> None:
        day = date(2026, 11, 3)
        assert [ENGLISH.date(day), ENGLISH.short_date(day), ENGLISH.month_day(day)] == ["November 3, 2026", "Nov 3, 2026", "Nov 3"]
        assert [FRENCH.date(day), FRENCH.short_date(day), FRENCH.month_day(day)] == ["3 novembre 2026", "3 nov. 2026", "3 nov."]
        assert [FRENCH.month(day), FRENCH.month_name(day)] == ["novembre 2026", "nov."]

    def test_the_first_is_an_ordinal_in_french(self) -> None:
        first, last = date(2026, 10, 1), date(2026, 12, 31)
        assert FRENCH.date(first) == "1er octobre 2026"
        assert FRENCH.period(first, last) == "1er oct.\u2009–\u200931 déc. 2026"
        assert ENGLISH.period(first, last) == "Oct 1\u2009–\u2009Dec 31, 2026"
        assert ENGLISH.period(first, first) == "Oct 1, 2026"

    @pytest.mark.parametrize(
        ("identifier", "english", "french"),
        [
            ("2026-q4", "2026 Q4", "T4 2026"),
            ("2026-h2", "2026 H2", "S2 2026"),
            ("2026-t3", "2026 T3", "Quadrimestre 3 2026"),
            ("2026-11", "November 2026", "Novembre 2026"),
            ("2026", "2026", "2026"),
        ],
    )
    def test_cycles_are_named_as_the_language_does(self, identifier: str, english: str, french: str) -> None:
        cycle = Calendar().find(identifier)
        assert cycle is not None
        assert ENGLISH.cycle_title(cycle) == english
        assert FRENCH.cycle_title(cycle) == french

    def test_a_cycle_with_a_title_keeps_it(self) -> None:
        assert FRENCH.cycle_title(Cycle("2026-q4", "Sprint", date(2026, 10, 1), date(2026, 12, 31))) == "Sprint"


class TestWords:
    def test_every_value_of_the_model_has_one(self) -> None:
        for language in (ENGLISH, FRENCH):
            words = [
                *map(language.status_word, Status),
                *map(language.health_word, Health),
                *map(language.kind_word, Kind),
                *map(language.rollup_word, Rollup),
                *map(language.type_word, KeyResultType),
                *map(language.state_word, State),
                *map(language.initiative_word, ("todo", "doing", "done", "dropped")),
            ]
            assert all(word and word[0].isupper() and "%" not in word for word in words)

    def test_levels(self) -> None:
        assert [ENGLISH.level_word("department"), ENGLISH.level_word("department", 2)] == ["Department", "Departments"]
        assert [FRENCH.level_word("team", 0), FRENCH.level_word("team", 2)] == ["Équipe", "Équipes"]
        assert [ENGLISH.level_word("squad"), ENGLISH.level_word("squad", 2)] == ["Squad", "Squads"], "a company's own word"

    def test_lists(self) -> None:
        assert [ENGLISH.list_of(items) for items in ("", "a", "ab", "abc")] == ["", "a", "a and b", "a, b and c"]
        assert FRENCH.list_of(iter("abc")) == "a, b et c"

    def test_counted(self) -> None:
        assert [ENGLISH.counted("objective", n) for n in (0, 1, 1200)] == ["0 objectives", "1 objective", "1,200 objectives"]
        assert [FRENCH.counted("key_result", n) for n in (0, 1, 2)] == ["0 résultat clé", "1 résultat clé", "2 résultats clés"]

    def test_forms_follow_the_number_also_between_whole_ones(self) -> None:
        message = "%(num)s day left", "%(num)s days left"
        shown = [Decimal("0"), Decimal("0.7"), Decimal("1"), Decimal("1.1"), Decimal("2")]
        assert [ENGLISH.ngettext(*message, number) for number in shown] == [
            "0 days left",
            "0.7 days left",
            "1 day left",
            "1.1 days left",
            "2 days left",
        ]
        assert [FRENCH.ngettext(*message, number).split()[1] for number in shown] == ["jour", "jour", "jour", "jour", "jours"]

    def test_a_language_without_a_translation_uses_english_words_and_its_own_formats(self, tmp_path: Path) -> None:
        swedish = Language.load("sv", tmp_path)
        assert not swedish.translated
        assert swedish.percent(None) == "not measured"
        assert swedish.percent(Fraction(1, 2)) == "50\u00a0%"
        assert swedish.date(date(2026, 11, 3)) == "3 november 2026"
        assert not Language.is_translated("sv", tmp_path)
        assert Language.is_translated("en-GB", tmp_path)

    def test_a_region_takes_the_words_of_its_language(self) -> None:
        swiss = Language.load("fr-CH", catalogues.LOCALES)
        assert (swiss.code, swiss.translated, swiss.status_word(Status.ON_TRACK)) == ("fr-CH", True, "En bonne voie")

    def test_directions(self, tmp_path: Path) -> None:
        assert [Language.load(code, tmp_path).direction for code in ("en", "ar", "he", "zz")] == ["ltr", "rtl", "rtl", "ltr"]


class TestTerms:
    def test_rename_everywhere(self) -> None:
        language = Language.load("en", catalogues.LOCALES, {"objective": "Goal", "key_result": "OKR measure", "check_ins": "Weekly notes"})
        assert language.gettext("There are no %(objectives)s yet.") == "There are no goals yet."
        assert language.gettext("%(Objective)s") == "Goal"
        assert language.term("key_result", 2, capitalised=True) == "OKR measures"
        assert language.term("check_in", 2) == "weekly notes"
        assert language.term("check_in") == "check-in"

    def test_articles_follow(self) -> None:
        english = {"objective": "goal", "key_result": "OKR"}
        assert fill("An %(objective)s and a %(key_result)s", english, "en") == "A goal and an OKR"
        french = {"objective": "cible", "cycle": "étape", "key_results": "indicateurs"}
        message = "D’%(objective)s, du %(cycle)s, de %(key_results)s, qu’%(objective)s, aide %(objective)s"
        assert fill(message, french, "fr") == "De cible, de l’étape, d’indicateurs, que cible, aide cible"

    def test_are_written_small_in_sentences_but_for_abbreviations_and_german(self) -> None:
        assert Language.load("en", catalogues.LOCALES, {"objective": "Big Rock", "kpi": "PI"}).counted("kpi", 1) == "1 PI"
        assert Language.load("en", catalogues.LOCALES, {"objective": "Big Rock"}).term("objective", 2) == "big rocks"
        assert Language.load("de", catalogues.LOCALES, {"objective": "Ziel", "objectives": "Ziele"}).term("objective", 2) == "Ziele"

    def test_plurals_are_derived(self) -> None:
        assert [plural_of(word, "en") for word in ("goal", "priority", "push", "key")] == ["goals", "priorities", "pushes", "keys"]
        assert [plural_of(word, "fr") for word in ("but", "niveau", "travail idéal", "choix")] == [
            "buts",
            "niveaux",
            "travail idéaux",
            "choix",
        ]

    def test_unknown_ones_are_refused(self) -> None:
        with pytest.raises(ValueError, match="unknown terms: objektive; known are"):
            Language.load("en", catalogues.LOCALES, {"objektive": "x"})

    def test_in_templates_terms_are_escaped_once_and_values_by_jinja(self) -> None:
        language = Language.load("en", catalogues.LOCALES, {"objective": "R&D 100% goal"})
        environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
        environment.install_gettext_callables(**language.template_callables(), newstyle=True)  # type: ignore[attr-defined]
        source = "{{ _('%(Objectives)s of %(who)s', who=who) }} {% trans n=2 %}one{% pluralize %}{{ n }} %(objectives)s{% endtrans %}"
        assert environment.from_string(source).render(who="<b>") == "R&amp;D 100% goals of &lt;b&gt; 2 R&amp;D 100% goals"


def _messages(catalog: Catalog) -> dict[tuple[object, object], Message]:
    return {(message.context, message.id): message for message in catalog if message.id}


def _texts(message: Message) -> list[tuple[str, str]]:
    """Each translated form with the original that it stands for."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string or ""))]
    return [(message.id[-1], form) for form in message.string or ()]


def _placeholders(text: str) -> set[str]:
    """Values by name, terms whichever way they are capitalised, and what scripts fill in."""
    names = set(re.findall(r"%\((\w+)\)s", text)) | set(re.findall(r"\{\w+\}", text))
    return {name.lower() if name in PLACEHOLDERS else name for name in names}


def _plain(text: str) -> str:
    return re.sub(r"%\(\w+\)s|\{\w+\}", "X", text)


def _translations() -> Iterator[tuple[str, str, str]]:
    for code in catalogues.languages():
        for message in _messages(catalogues.read(code)).values():
            for original, text in _texts(message):
                yield code, original, text


class TestCatalogues:
    """`python tests/catalogues.py update` brings new messages in; a translator fills them."""

    @pytest.mark.parametrize("code", catalogues.languages())
    def test_every_message_is_translated_and_none_is_left_over(self, code: str) -> None:
        used, known = _messages(catalogues.extract()), _messages(catalogues.read(code))
        assert set(known) - set(used) == set(), "no longer used"
        assert set(used) - set(known) == set(), "not in the catalogue yet"
        empty = [message.id for message in known.values() if not all(text for _, text in _texts(message) or [("", "")])]
        assert empty == [], "not translated"
        assert [message.id for message in known.values() if message.fuzzy] == [], "not proofread"
        assert not catalogues.read(code).obsolete, "no longer used"

    def test_french_german_and_spanish_are_there(self) -> None:
        assert {"de", "es", "fr"} <= set(catalogues.languages())

    def test_the_template_is_up_to_date(self) -> None:
        with catalogues.TEMPLATE.open("rb") as file:
            assert set(_messages(read_po(file))) == set(_messages(catalogues.extract()))

    def test_placeholders_are_kept(self) -> None:
        wrong = [(code, text) for code, original, text in _translations() if _placeholders(text) != _placeholders(original)]
        assert wrong == []

    def test_every_message_is_a_format_string(self) -> None:
        values = dict.fromkeys(
            {name for _, original, _ in _translations() for name in re.findall(r"%\((\w+)\)s", original)} | PLACEHOLDERS, "x"
        )
        for _, original, text in _translations():
            assert original % values
            assert text % values

    def test_what_a_site_may_rename_is_written_as_a_placeholder(self) -> None:
        defaults = {
            ENGLISH.term(singular, n) for singular in ("objective", "key_result", "initiative", "check_in", "cycle", "kpi") for n in (1, 2)
        }
        word = re.compile(rf"\b({'|'.join(defaults)})\b", re.IGNORECASE)
        assert [original for _, original, _ in _translations() if original not in defaults and word.search(_plain(original))] == []

    def test_french_is_set_as_the_french_do(self) -> None:
        for code, _, text in _translations():
            if code == "fr":
                plain = _plain(text.replace("%%", "%"))
                assert "'" not in plain, text
                assert not re.search(r"(?<![\u00a0\u202f0-9/])[:;!?»%]", plain), text
                assert not re.search(r"«(?!\u00a0)| {2}|\.\.\.", plain), text

    def test_german_is_set_as_the_germans_do_and_leaves_the_gender_of_terms_open(self) -> None:
        declined = re.compile(r"\b(de[rmns]|die|das|im|vom|zum|zur|beim|[mdsk]?ein\w*|dies\w+|jede\w*)\s+%\((\w+)\)s(?!-)", re.IGNORECASE)
        for code, _, text in _translations():
            if code == "de":
                assert all(match[2].lower() not in TERMS for match in declined.finditer(text)), text
                plain = _plain(text.replace("%%", "%"))
                assert not re.search(r"[\"'”«»]|(?<!\u00a0)%| {2}|\.\.\.| [:;!?]", plain), text
                assert plain.count("„") == plain.count("“"), text

    def test_spanish_is_set_as_the_spanish_do(self) -> None:
        for code, _, text in _translations():
            if code == "es":
                plain = _plain(text.replace("%%", "%"))
                assert not re.search(r"[\"'“”„]|(?<!\u00a0)%| {2}|\.\.\.| [:;!?»]|« ", plain), text
                assert plain.count("«") == plain.count("»"), text
                assert ("?" in plain, "!" in plain) == ("¿" in plain, "¡" in plain), text


def test_the_names_of_terms_are_those_that_messages_use() -> None:
    assert {name.lower() for name in PLACEHOLDERS} == TERM_NAMES
