"""Cycle ids, fiscal years, nesting, state and the current cycle (FORMAT §3, §18)."""

from datetime import date
from fractions import Fraction

import pytest

from okrsite.config import Config
from okrsite.cycles import Calendar, Cycle, State


@pytest.mark.parametrize(
    ("identifier", "start", "end"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-h2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026-t3", date(2026, 9, 1), date(2026, 12, 31)),
        ("2026-q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_ids_are_understood(identifier: str, start: date, end: date) -> None:
    cycle = Calendar().find(identifier)
    assert cycle is not None
    assert (cycle.start, cycle.end) == (start, end)


@pytest.mark.parametrize("identifier", ["2026-q5", "2026-h3", "2026-t4", "2026-13", "2026-Q4", "26-q4", "0000", "2026-q4-x", "2026q4", ""])
def test_other_ids_are_not(identifier: str) -> None:
    assert Calendar().find(identifier) is None


def test_a_fiscal_year_named_by_its_end() -> None:
    calendar = Calendar(fiscal_year_start=2, named_by_end=True)
    assert _span(calendar, "2023-q1") == (date(2022, 2, 1), date(2022, 4, 30))
    assert _span(calendar, "2023") == (date(2022, 2, 1), date(2023, 1, 31))
    assert _span(calendar, "2022-11") == (date(2022, 11, 1), date(2022, 11, 30)), "months are the calendar's"
    assert _span(Calendar(1, named_by_end=True), "2026") == (date(2026, 1, 1), date(2026, 12, 31)), "a January year ends in itself"


def test_a_fiscal_year_named_by_its_start() -> None:
    assert _span(Calendar(fiscal_year_start=10), "2026-q2") == (date(2027, 1, 1), date(2027, 3, 31))


def test_elapsed_counts_the_day_itself() -> None:
    cycle = Calendar().find("2026-q4")
    assert cycle is not None
    assert cycle.elapsed(date(2026, 11, 23)) == Fraction(54, 92)
    assert cycle.elapsed(date(2026, 9, 30)) == 0
    assert cycle.elapsed(date(2027, 5, 1)) == 1


def test_state_and_closing_early() -> None:
    cycle = Cycle("x", "X", date(2026, 7, 1), date(2026, 9, 30))
    assert [cycle.state(day) for day in (date(2026, 6, 30), date(2026, 9, 30), date(2026, 10, 1))] == list(State)
    config = Config.model_validate({"cycles": [{"id": "2026-q3", "state": "closed"}]})
    early = config.calendar.find("2026-q3")
    assert early is not None
    assert early.state(date(2026, 8, 1)) is State.CLOSED
    assert early.elapsed(date(2026, 7, 1)) == Fraction(1, 92), "elapsed stays by the dates"


def test_cycles_nest_in_the_smallest_in_use_around_them() -> None:
    cycles = Calendar().in_use(["2026-11", "2026-q4", "2026-t3"])
    assert cycles.parents["2026-11"] == "2026-q4"
    assert cycles.parents["2026-q4"] == "2026-t3"
    assert cycles.parents["2026-t3"] == "2026-h2", "the half year is in use, because a cycle lies in it"
    assert cycles.within("2026-11", "2026")
    assert not cycles.within("2026", "2026-11")
    assert cycles.listed == {"2026-11", "2026-q4", "2026-t3"}


def test_a_configured_parent_wins_over_dates() -> None:
    sprint = {"id": "sprint-3", "start": "2026-03-02", "end": "2026-04-12", "parent": "2026-q1"}
    cycles = Config.model_validate({"cycles": [sprint]}).calendar.in_use([])
    assert cycles.parents["sprint-3"] == "2026-q1"


@pytest.mark.parametrize(
    ("with_objectives", "current"),
    [
        (["2026", "2026-q4", "2026-h2"], "2026-q4"),
        (["2026", "2027-q1"], "2026"),
        (["2027-q1", "2027-q2", "2026-q2"], "2027-q1"),
        (["2026-q1", "2026-q3"], "2026-q3"),
        ([], None),
    ],
)
def test_the_current_cycle(with_objectives: list[str], current: str | None) -> None:
    found = Calendar().in_use(with_objectives).current(with_objectives, date(2026, 11, 23))
    assert (found.id if found else None) == current


def _span(calendar: Calendar, identifier: str) -> tuple[date, date]:
    cycle = calendar.find(identifier)
    assert cycle is not None
    return cycle.start, cycle.end
