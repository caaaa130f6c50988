"""A closed cycle's page tells what it came to, a planned one's how the plans take shape, and wins are found by cycle and unit."""

from pathlib import Path

import pytest

from okrsite import urls
from okrsite.pages import CyclePage, HomePage, UnitPage, WinsPage
from okrsite.pages.look_back import LookBack, Scores

from .sites import objective, with_company, write
from .theme_sites import Shown, sample, shown

KEY_RESULT = "key_results: [{title: A, target: 10, current: 5}]"


def closed(title: str, score: float | None, *lines: str) -> str:
    return objective(title, *([f"score: {score}"] if score is not None else []), KEY_RESULT, *lines)


OVER = with_company(
    {
        "content/sales/index.md": "---\ntitle: Sales\n---\n",
        "content/sales/north/index.md": "---\ntitle: North\n---\n",
        "content/2026-q3/hold.md": closed("Hold what we promised", 0.5, "kind: committed"),
        "content/sales/2026-q3/keep.md": closed("Keep the date", 0.4, "kind: committed", "score_note: The press broke"),
        "content/sales/2026-q3/kept.md": closed("Keep the other date", 1, "kind: committed"),
        "content/sales/2026-q3/known.md": closed("Become known", 0.6),
        "content/sales/north/2026-q3/north.md": closed("Go north", 0.8),
        "content/sales/2026-q3/stop.md": closed("Stop this", None, "status: cancelled"),
        "content/sales/2026-q4/known.md": objective("Become better known", "continues: sales/2026-q3/known", KEY_RESULT),
    }
)


@pytest.fixture(scope="module")
def over(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return shown(write(tmp_path_factory.mktemp("over"), OVER))


def look_back_on(site: Shown, address: str) -> tuple[LookBack | None, Scores | None, str]:
    page, text = site.pages[urls.output_file(address)]
    assert isinstance(page, (CyclePage, UnitPage))
    return page.look_back, page.scores, text


# ---- closed cycles ----


def test_broken_promises_are_told_with_their_note_or_that_there_is_none(over: Shown) -> None:
    found, _, text = look_back_on(over, "2026-q3/")
    assert found
    assert [(p.objective.title, p.note) for p in found.broken] == [("Keep the date", "The press broke"), ("Hold what we promised", None)]
    assert "Nobody has said yet what happened." in text
    found, _, text = look_back_on(over, "sales/2026-q3/")
    assert found
    assert [p.objective.title for p in found.broken] == ["Keep the date"]
    assert "Nobody has said yet" not in text


def test_what_goes_on_and_what_does_not(over: Shown) -> None:
    found, _, _ = look_back_on(over, "2026-q3/")
    assert found
    assert [(end.objective.title, [later.cycle for later in end.later]) for end in found.carried] == [("Become known", ["2026 Q4"])]
    assert {end.objective.title for end in found.dropped} == {"Hold what we promised", "Keep the date", "Stop this"}


def test_a_cycle_that_runs_is_not_looked_back_on(over: Shown) -> None:
    assert look_back_on(over, "2026-q4/")[:2] == (None, None)
    assert look_back_on(over, "sales/")[:2] == (None, None)


def test_a_units_scores_are_those_of_the_units_below_too(over: Shown) -> None:
    _, company, _ = look_back_on(over, "2026-q3/")
    _, sales, _ = look_back_on(over, "sales/2026-q3/")
    _, north, _ = look_back_on(over, "sales/north/2026-q3/")
    assert [scores and scores.count for scores in (company, sales, north)] == [5, 4, 1]
    assert sales
    assert (sales.verdict, sales.good) == ("about_right", 2)
    assert north
    assert north.verdict is None, "one score says nothing"


@pytest.mark.parametrize(
    ("scores", "kind", "settings", "verdict", "words"),
    [
        ((0.7, 0.6), "aspirational", "", "about_right", "About right"),
        ((0.9, 0.8), "aspirational", "", "too_easy", "Too easy"),
        ((0.8, 0.8), "aspirational", "", "about_right", "About right"),
        ((0.9, 0.8), "aspirational", "checks: {high-scores: {mean: 0.9}}\n", "about_right", "About right"),
        ((0.4, 0.4), "aspirational", "", "out_of_reach", "Out of reach"),
        ((0.5, 0.4), "aspirational", "", "about_right", "About right"),
        ((0.9, 0.9), "committed", "", None, None),
        ((0.9, 0.9), "aspirational", "checks: {high-scores: off}\n", None, None),
    ],
)
def test_scores_say_whether_goals_were_hard_but_not_impossible(
    scores: tuple[float, ...], kind: str, settings: str, verdict: str | None, words: str | None, tmp_path: Path
) -> None:
    files = {f"content/2026-q3/o{n}.md": closed(f"Aim {n}", score, f"kind: {kind}") for n, score in enumerate(scores)}
    _, found, text = look_back_on(shown(write(tmp_path, with_company({"okrsite.yml": settings} | files))), "2026-q3/")
    assert found
    assert found.verdict == verdict
    assert [sentence for sentence in ("Too easy", "About right", "Out of reach") if f"<strong>{sentence}</strong>" in text] == (
        [words] if words else []
    )


# ---- planned cycles ----

DRAFT = "visibility: draft"
PLANS = with_company(
    {
        "content/sales/index.md": "---\ntitle: Sales\n---\n",
        "content/lab/index.md": "---\ntitle: Lab\n---\n",
        "content/2027-q1/become.md": objective(
            "Become known", "owner: Ana", "why: W", "key_results: [{title: A, target: 3, confidence: 6}]"
        ),
        **{f"content/sales/2027-q1/o{n}.md": objective(f"Aim {n}", "key_results: [{title: A, type: boolean}]") for n in range(4)},
        "content/sales/2027-q1/sure.md": objective(
            "Sure one", "owner: Ana", "why: W", "aligns_to: become",
            "key_results: [{title: A, target: 3, confidence: 10}, {title: B, target: 3, confidence: 9}]",
        ),
        "content/sales/2027-q1/promise.md": objective(
            "Promised one", "kind: committed", "owner: Ana", "why: W", "aligns_to: become",
            "key_results: [{title: A, target: 3, confidence: 10}]",
        ),
        "content/sales/2027-q1/bold.md": objective("Bold one", "owner: Ana", "key_results: [{title: A, target: 3, confidence: 2}]"),
        "content/sales/2027-q1/empty.md": objective("Empty one", "owner: Ana", "why: W", "aligns_to: become"),
        "content/sales/2027-q1/gone.md": objective("Gone one", "status: cancelled", "key_results: [{title: A, target: 3}]"),
        "content/lab/2027-q1/idea.md": objective("Idea nobody sees", DRAFT, "key_results: [{title: A, target: 3}]"),
    }
)  # fmt: skip


def planning_on(site: Shown) -> CyclePage:
    page, _ = site.pages["2027-q1/index.html"]
    assert isinstance(page, CyclePage)
    assert page.planning
    return page


def test_a_planned_cycle_shows_what_is_still_to_be_written(tmp_path: Path) -> None:
    planning = planning_on(shown(write(tmp_path, PLANS))).planning
    assert planning
    lacks = {plan.objective.title: plan.lacks for unit in planning.units for plan in unit.plans}
    assert lacks["Become known"] == (), "the company's need not support anything"
    assert lacks["Aim 1"] == ("alignment", "owner", "why", "numbers")
    assert lacks["Empty one"] == ("key_results",)
    assert lacks["Bold one"] == ("alignment", "why")
    assert "Gone one" not in lacks
    assert {lack.key: lack.count for lack in planning.lacks} == {"alignment": 5, "owner": 4, "why": 5, "numbers": 4, "key_results": 1}
    assert planning.count == 9


def test_confidence_that_is_too_high_or_too_low_is_told_in_words(tmp_path: Path) -> None:
    site = shown(write(tmp_path, PLANS))
    planning = planning_on(site).planning
    assert planning
    doubts = {plan.objective.title: plan.doubt for unit in planning.units for plan in unit.plans if plan.confidence is not None}
    assert doubts == {"Become known": None, "Sure one": "too_sure", "Promised one": None, "Bold one": "too_bold"}
    _, text = site.pages["2027-q1/index.html"]
    assert text.count("So sure that it may ask too little") == 1
    assert text.count("So unsure that it may ask too much") == 1


def test_each_unit_is_held_against_its_limit_and_silent_ones_are_named(tmp_path: Path) -> None:
    site = shown(write(tmp_path, PLANS))
    planning = planning_on(site).planning
    assert planning
    assert [(unit.unit.title, unit.count, unit.limit) for unit in planning.units] == [("Acme", 1, 5), ("Sales", 8, 3)]
    assert ([link.title for link in planning.silent], planning.silent_count) == (["Lab"], 1)
    _, text = site.pages["2027-q1/index.html"]
    assert "8 planned, more than 3 spread people thin" in text
    other = write(tmp_path / "other", PLANS | {"okrsite.yml": "checks: {too-many-objectives: {max: 9}}\n"})
    assert "8 planned, of at most 9" in shown(other).pages["2027-q1/index.html"][1]


def test_drafts_are_seen_only_by_those_who_may(tmp_path: Path) -> None:
    site = shown(write(tmp_path, PLANS))
    assert not [name for name, (_, text) in site.pages.items() if "Idea nobody sees" in text]
    private = write(tmp_path / "private", {**PLANS, "content/lab/index.md": f"---\ntitle: Lab\n{DRAFT}\n---\n"})
    planning = planning_on(shown(private)).planning
    assert planning
    assert planning.silent == ()
    seen = planning_on(shown(private, drafts=True)).planning
    assert seen
    assert [(plan.objective.title, plan.is_draft) for unit in seen.units for plan in unit.plans if unit.unit.title == "Lab"] == [
        ("Idea nobody sees", True)
    ]


def test_a_cycle_that_runs_has_no_plans(tmp_path: Path) -> None:
    page, text = sample().pages["2026-q4/index.html"]
    assert isinstance(page, CyclePage)
    assert page.planning is None
    assert page.sections
    assert "What is planned" not in text


# ---- wins ----


def test_a_cycles_wins_are_shown_by_unit(tmp_path: Path) -> None:
    def won(*texts: str) -> str:
        return objective("Aim", KEY_RESULT, "checkins:", *(f"  - {{date: 2026-11-0{n + 1}, win: {text}}}" for n, text in enumerate(texts)))

    files = {"content/sales/index.md": "---\ntitle: Sales\n---\n", "content/sales/north/index.md": "---\ntitle: North\n---\n"}
    files |= {"content/2026-q4/a.md": won("One"), "content/sales/north/2026-q4/b.md": won("Two", "Three", "Four", "Five")}
    files |= {"content/sales/2026-q4/c.md": won("Six")}
    site = shown(write(tmp_path, with_company(files)))
    page, _ = site.pages["wins/2026-q4/index.html"]
    assert isinstance(page, WinsPage)
    found = [(unit.unit.title, [win.text for win in unit.wins]) for cycle in page.cycles for unit in cycle.units]
    assert found == [("Acme", ["One"]), ("Sales", ["Six"]), ("North", ["Five", "Four", "Three", "Two"])]
    home, text = site.pages["index.html"]
    assert isinstance(home, HomePage)
    assert [win.text for win in home.wins] == ["Five", "Four", "Three"]
    assert 'href="./wins/"' in text
