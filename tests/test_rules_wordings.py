"""The rules that listen to words: of objectives and key results, in each language with lists of its own."""

from datetime import date
from pathlib import Path

import pytest

from okrsite.checks.vocabulary import counts_something, vocabulary_for
from tests.advising import MEASURED, UNITS, codes, sound

# ---- wordings ----

OUTPUTS = {
    "en": ["Launch the mobile app", "Redesign our website", "Set up a data warehouse", "Shipping version two", "[Web] Build a new shop"],
    "fr": ["Lancer l'application mobile", "Mettre en place un nouvel outil", "Refonte du site", "Launch the app"],
    "de": ["Neue App entwickeln", "Einführung eines neuen Systems", "Ein neues Lager bauen"],
    "es": ["Lanzar la aplicación móvil", "Puesta en marcha del almacén"],
}
OUTCOMES = {
    "en": [
        "Build bikes that stay on the road for fifteen years", "Deliver on the day that we promised", "Build right the first time",
        "Build a high-performing company",
        "Deliver the spring on the days we promised", "Hire the people whom our plans need", "Win repeat orders from four more cities",
        "Shipments arrive on time", "Build for long-term growth",
    ],
    "fr": ["Livrer le jour promis", "Recruter les personnes dont nos projets ont besoin", "Nous faire connaître sur notre marché"],
    "de": ["Vertrauen aufbauen", "Kunden schneller antworten", "Eine App entwickeln, damit Kunden unterwegs bestellen"],
    "es": ["Construir una marca", "Ganar la confianza de los hospitales"],
}  # fmt: skip
HABITS = {
    "en": ["Continue our hiring", "Maintain market position", "Keep hiring engineers", "Remain competitive"],
    "fr": ["Maintenir notre position", "Continuer à recruter", "Rester compétitifs"],
    "de": ["Marktposition beibehalten", "Marktführer bleiben"],
    "es": ["Mantener nuestra posición", "Seguir siendo líderes"],
}
CHANGES = {
    "en": ["Keep enough cash for six months", "Keep everyone at full pay through a short season", "Keep spring promises"],
    "fr": ["Garder à tout moment six mois de trésorerie"],
    "de": ["Lieferzeit halbieren"],
    "es": ["Duplicar las ventas"],
}
TASKS = {
    "en": ["Publish a roadmap", "Identify & roll out a tracking tool", "Designed the careers page", "Recruit the summer interns"],
    "fr": ["Rédiger la charte", "Organiser un séminaire", "Mise en place d'un tableau de bord"],
    "de": ["Umfrage durchführen", "Konzept erarbeiten", "Analyse der Konkurrenz"],
    "es": ["Realizar una encuesta", "Diseñar la página"],
}
RESULTS = {
    "en": ["Contract signed", "A second lender under contract", "Certificate received", "Land ten large logos"],
    "fr": ["Contrat signé", "Certificat obtenu"],
    "de": ["Vertrag unterzeichnet", "Zertifikat erhalten"],
    "es": ["Contrato firmado"],
}
WISHES = {
    "en": ["Improve the response time", "Better onboarding", "Maximize ROI on spend", "Support the sales team"],
    "fr": ["Améliorer la qualité", "Renforcer la marque"],
    "de": ["Reaktionszeit verbessern", "Steigerung der Qualität"],
    "es": ["Mejorar la calidad", "Reforzar la marca"],
}


def each(titles: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, title) for language, found in titles.items() for title in found]


@pytest.mark.parametrize(("language", "title"), each(OUTPUTS))
def test_a_title_that_names_a_thing_to_be_made_is_heard(language: str, title: str) -> None:
    assert vocabulary_for(language).names_output(title)


@pytest.mark.parametrize(("language", "title"), each(OUTCOMES))
def test_a_title_that_says_what_it_is_good_for_is_left_alone(language: str, title: str) -> None:
    assert not vocabulary_for(language).names_output(title)


@pytest.mark.parametrize(("language", "title"), each(HABITS))
def test_a_title_that_asks_to_go_on_is_heard(language: str, title: str) -> None:
    assert vocabulary_for(language).names_habit(title)


@pytest.mark.parametrize(("language", "title"), each(CHANGES))
def test_holding_what_is_in_danger_is_no_habit(language: str, title: str) -> None:
    assert not vocabulary_for(language).names_habit(title)


@pytest.mark.parametrize(("language", "title"), each(TASKS))
def test_a_task_is_heard(language: str, title: str) -> None:
    assert vocabulary_for(language).names_task(title)


@pytest.mark.parametrize(("language", "title"), each(RESULTS))
def test_what_others_decide_is_no_task(language: str, title: str) -> None:
    words = vocabulary_for(language)
    assert not words.names_task(title) and not words.names_wish(title)


@pytest.mark.parametrize(("language", "title"), each(WISHES))
def test_a_wish_is_heard(language: str, title: str) -> None:
    assert vocabulary_for(language).names_wish(title)


def test_a_language_without_lists_listens_to_english_and_a_region_to_its_language() -> None:
    assert vocabulary_for("nl").names_output("Launch the app")
    assert vocabulary_for("de-AT").names_output("Neue App entwickeln")
    assert not vocabulary_for("en").names_output("Lancer l'application")


@pytest.mark.parametrize("title", ["Reach 10 000 people", "Get 95 of 100 bikes right", "Cut cost by 5 %", "Grow to 3.5 million"])
def test_amounts_are_numbers(title: str) -> None:
    assert counts_something(title)


@pytest.mark.parametrize("title", ["Win in B2B", "Pass ISO 27001", "Meet the 2027 rules", "Open 24/7", "Mend v2", "Be in Tier 1"])
def test_names_and_years_are_none(title: str) -> None:
    assert not counts_something(title)


def test_the_words_are_those_of_the_sites_language(tmp_path: Path) -> None:
    files = {"content/2026-q4/app.md": sound("Lancer l'application mobile")}
    assert codes(tmp_path, files) == []
    assert codes(tmp_path, files, config="site: {language: fr}\n") == ["output-objective"]


# ---- key results ----


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Publish 2 articles", "task-as-key-result"),
        ("Merged changes land within 25 minutes", "hidden-number"),
        ("Score is 4+ of the survey", "hidden-number"),
        ("Improve the conversion rate from 4 % to 7 %", "hidden-number"),
        ("Improve the conversion rate", "vague-key-result"),
        ("A rack silent after 1000 km on cobbles", None),
    ],
)
def test_of_each_key_result_without_a_measure_one_thing_is_said(title: str, code: str | None, tmp_path: Path) -> None:
    files = {"content/2026-q4/a.md": sound(key_results=(*MEASURED, f"  - {{title: '{title}', type: boolean}}"))}
    assert codes(tmp_path, files) == ([code] if code else [])


def test_a_number_may_be_worded_in_any_way(tmp_path: Path) -> None:
    rows = ("  - {title: Improve the response time, target: 3, start: 9}", "  - {title: Publish articles, target: 12}")
    assert codes(tmp_path, {"content/2026-q4/a.md": sound(key_results=rows)}) == []


def test_an_objective_that_only_looks_for_first_values_may_look_until_the_end(tmp_path: Path) -> None:
    looking = tuple(f"  - {{title: {name}, type: baseline}}" for name in ("Cost of a call", "Calls of a day"))
    assert codes(tmp_path, {"content/2026-q4/a.md": sound(key_results=looking)}) == []
    assert codes(tmp_path, {"content/2026-q4/a.md": sound(key_results=(*MEASURED, looking[0]))}) == ["late-baseline"]
    assert codes(tmp_path, {"content/2026-q4/a.md": sound(key_results=(*MEASURED, looking[0]))}, date(2026, 11, 1)) == []


def test_a_measure_is_counted_twice_unless_one_feeds_the_other(tmp_path: Path) -> None:
    top = {"content/2026-q4/top.md": sound(key_results=("  - {title: Leads, target: 9}", "  - {title: Fairs, target: 3}"))}
    below = sound("Meet buyers", "aligns_to: top", key_results=("  - {title: LEADS, target: 9}", "  - {title: Visits, target: 30}"))
    assert codes(tmp_path, top | UNITS | {"content/marketing/2026-q4/b.md": below}) == ["duplicate-metric"]
    fed = below.replace("LEADS, target: 9", "Leads, target: 9, aligns_to: top#leads")
    assert codes(tmp_path, top | UNITS | {"content/marketing/2026-q4/b.md": fed}) == []
    share = below.replace("LEADS, target: 9", "Leads, target: 4")
    assert codes(tmp_path, top | UNITS | {"content/marketing/2026-q4/b.md": share}) == []


def test_units_beside_each_other_may_count_the_same(tmp_path: Path) -> None:
    files = {
        "content/sales/index.md": "---\ntitle: Sales\n---\n",
        "content/marketing/2026-q4/a.md": sound("Be liked here"),
        "content/sales/2026-q4/b.md": sound("Be liked there"),
    }
    assert codes(tmp_path, files | UNITS) == []
