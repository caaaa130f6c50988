"""Real documents arrive as a person would read them: each objective and key result under its unit, with the numbers of the text."""

import html
import re
from datetime import date
from pathlib import Path

import pytest

from okrsite.cycles import Calendar
from okrsite.importers.arriving import Read
from okrsite.importers.cells import Wishes
from okrsite.importers.markdown_reading import read_markdown
from okrsite.importers.writing import carry_out, plan_of, text_of
from tests.importers.by_hand import DOCUMENTS, EITHER, arrived, by_hand

NAMES = sorted(path.stem for path in DOCUMENTS.glob("*.txt"))
ENOUGH = 0.95
CYCLES = {
    "nodejs-commcomm-2020": "2020", "sourced-2018-Q2": "2018-q2", "sourced-2018-Q4": "2018-q4", "sourced-2019-Q1": "2019-q1",
    "sourcegraph-fy21-q1": "2021-q1", "sourcegraph-fy22-q3": "2022-q3", "sourcegraph-fy23-q1": "2023-q1",
}  # fmt: skip
NUMBERS_NOT_FOUND = {
    "sourced-2018-Q2": 3,  # “over 2/3 of”, which is no decimal number
    "sourced-2018-Q4": 1,  # “get 20 to join”
    "sourcegraph-fy23-q1": 3,  # two numbers in one title, or one far from its verb
}
# Words that say what a thing is, and so become its place: marks, numbers of list items, labels of links, the cycle.
MARKS = {"objective", "objectives", "result", "kr", "okrs", "x", "fy21", "6", "7", "n23", "n24"}


def read(name: str) -> Read:
    file = DOCUMENTS / f"{name}.md"
    return read_markdown([(file.name, file.read_bytes())], Wishes(Calendar()))


@pytest.mark.parametrize("name", NAMES)
def test_objectives_and_key_results_arrive_under_their_unit(name: str) -> None:
    hand, found = by_hand(name), arrived(read(name))
    assert (hand.objectives & found.objectives).total() >= ENOUGH * hand.objectives.total(), hand.objectives - found.objectives
    assert (hand.key_results & found.key_results).total() >= ENOUGH * hand.key_results.total(), hand.key_results - found.key_results
    assert found.objectives - hand.objectives == found.key_results - hand.key_results, "nothing arrives that nobody would count"


@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_those_of_the_text_and_none_is_false(name: str) -> None:
    hand, found = by_hand(name), arrived(read(name))
    sure = hand.sure_numbers()
    missed = {key for key, numbers in sure.items() if found.numbers.get(key) is None}
    false = {key: numbers for key, numbers in found.numbers.items() if hand.numbers.get(key) not in (numbers, EITHER)}
    assert false == {}
    assert len(missed) == NUMBERS_NOT_FOUND.get(name, 0), missed


@pytest.mark.parametrize("name", NAMES)
def test_owners_and_the_cycle_are_known(name: str) -> None:
    hand, found = by_hand(name), read(name)
    assert hand.owners.items() <= arrived(found).owners.items()
    assert {document.cycle for document in found.documents if document.kind == "objective"} == {CYCLES[name]}


@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_lost(name: str) -> None:
    source = re.sub(r"</?sub>", "", (DOCUMENTS / f"{name}.md").read_text(encoding="utf-8"))
    texts = " ".join(f"{text_of(document)} {document.unit} {document.cycle}" for document in read(name).documents)
    assert _words(source) - _words(texts) - MARKS == set()


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", html.unescape(text).replace("_", " ").casefold()))


QUICK = ("nodejs-commcomm-2020", "sourcegraph-fy22-q3")


@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in NAMES])
def test_what_is_written_has_no_errors_and_a_second_import_changes_nothing(name: str, tmp_path: Path) -> None:
    as_of = date(2026, 11, 23)
    plan = plan_of(tmp_path, read(name), as_of)
    assert plan.is_possible, plan.problems
    carry_out(tmp_path, plan)
    again = plan_of(tmp_path, read(name), as_of)
    assert {outcome.state for outcome in again.outcomes} == {"unchanged"}


def test_days_in_the_text_tell_the_fiscal_year() -> None:
    assert read("sourcegraph-fy22-q3").configuration == {"fiscal_year_start": 2, "fiscal_year_named_by": "end"}


def test_what_explains_objectives_is_text_of_the_company() -> None:
    company = next(document for document in read("nodejs-commcomm-2020").documents if document.kind == "unit")
    assert company.keys["title"] == "Community Committee"
    assert "OKRs consist of two elements" in company.body and "rework.withgoogle.com" in company.body


def test_what_was_struck_out_is_cancelled_and_boxes_below_a_key_result_are_milestones() -> None:
    found = {str(document.keys["title"]): document.keys for document in read("sourced-2018-Q4").documents}
    assert found["Release a new version of PGA"]["status"] == "cancelled"
    migration = found["Get bblfsh ready for wide language support of our use cases"]["key_results"][0]  # type: ignore[index]
    assert migration["milestones"] == [{"title": "Go", "done": True}, {"title": "Scala", "done": None}, {"title": "Python", "done": None}]
