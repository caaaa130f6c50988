"""Amounts, dates and cycles as people write them in spreadsheets."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrsite.cycles import Calendar, Cycle
from okrsite.importers.amounts import Mark, amount, decimal_mark
from okrsite.importers.days import Order, cycle_id, cycle_of, day, needs_order, orders


@pytest.mark.parametrize(
    ("written", "number", "unit"),
    [
        ("1 000", "1000", None), ("1\u00a0000", "1000", None), ("1\u202f234,50 €", "1234.5", "EUR"), ("1,000", "1000", None),
        ("1.000,5", "1000.5", None), ("1,000.5", "1000.5", None), ("3,5", "3.5", None), ("12,50", "12.5", None), ("0,125", "0.125", None),
        ("1.234.567", "1234567", None), ("1,234,567.89", "1234567.89", None), ("1'000", "1000", None), ("CHF 1'200.50", "1200.5", "CHF"),
        ("45 %", "45", "%"), ("45%", "45", "%"), ("99.95 %", "99.95", "%"), ("$1.2M", "1200000", "USD"), ("200k", "200000", None),
        ("€ 3 Mio", "3000000", "EUR"), ("3 M€", "3000000", "EUR"), ("50 K€", "50000", "EUR"), ("2 bn $", "2000000000", "USD"),
        ("US$ 40", "40", "USD"), ("12 USD", "12", "USD"), ("£5m", "5000000", "GBP"), ("5 m", "5", "m"), ("-5", "-5", None),
        ("−5", "-5", None), ("(1,200)", "-1200", None), ("+7", "7", None), ("20 customers", "20", "customers"),
        ("10 k users", "10000", "users"),
        ("1E+05", "100000", None), ("3x", "3", "x"), ("4.0", "4", None), ("-$20", "-20", "USD"),
    ],
)  # fmt: skip
def test_an_amount_is_taken_for_the_number_that_it_means(written: str, number: str, unit: str | None) -> None:
    found = amount(written)
    assert found is not None
    assert (found.number, found.unit, found.bound) == (Decimal(number), unit, None)
    assert "E" not in str(found.number) and not str(found.number).endswith(".0")


@pytest.mark.parametrize(
    ("written", "bound", "number"),
    [("≥ 90 %", "at_least", 90), (">= 4.8", "at_least", Decimal("4.8")), ("at least 3", "at_least", 3), ("au moins 3", "at_least", 3),
     ("≤ 2 h", "at_most", 2), ("< 2", "at_most", 2), ("max. 3 days", "at_most", 3)],
)  # fmt: skip
def test_an_amount_may_say_on_which_side_of_it_things_are_well(written: str, bound: str, number: Decimal) -> None:
    found = amount(written)
    assert found and (found.bound, found.number) == (bound, number)


@pytest.mark.parametrize(
    "written",
    ["", "abc", "Q4 2026", "4/5", "1,2,3", "1.2.3", "NPS 40", "12:30", "(5", "2026-11-02", "9" * 30, "1e99", "=1+1", "1" * 5000, "--5",
     "5 -", "-"],
)  # fmt: skip
def test_what_is_no_amount_is_not_made_one(written: str) -> None:
    assert amount(written) is None


@pytest.mark.parametrize(
    ("column", "otherwise", "mark"),
    [
        (["1,000", "3,5"], ".", ","), (["1,000"], ".", "."), (["1.000"], ",", ","), (["1.000", "2.50"], ",", "."),
        (["1.000.000", "1.000"], ".", ","), (["1,000", "$1.2M"], ",", ","), (["1,5", "1.5"], ".", "."), ([], ",", ","),
    ],
)  # fmt: skip
def test_a_column_as_a_whole_tells_the_mark_before_decimals(column: list[str], otherwise: Mark, mark: Mark) -> None:
    assert decimal_mark(column, otherwise) == mark


@given(st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False), st.sampled_from([",", "."]))
def test_what_a_spreadsheet_writes_is_read_back(number: Decimal, mark: Mark) -> None:
    groups = "." if mark == "," else ","
    text = f"{number:,.2f}".replace(",", "\0").replace(".", mark).replace("\0", groups)
    found = amount(text, mark)
    assert found and found.number == number


@given(st.text(max_size=90))
def test_no_text_breaks_the_reading(text: str) -> None:
    amount(text)
    day(text)
    cycle_id(text, Calendar())


@pytest.mark.parametrize(
    ("written", "order", "meant"),
    [
        ("2026-11-02", None, "2026-11-02"), ("2026-11-02T10:00:00Z", None, "2026-11-02"), ("2026/11/2", None, "2026-11-02"),
        ("31/12/2026", None, "2026-12-31"), ("12/31/2026", None, "2026-12-31"), ("03/04/2026", "dmy", "2026-04-03"),
        ("03/04/2026", "mdy", "2026-03-04"), ("03/04/2026", None, None), ("3.4.2026", None, "2026-04-03"),
        ("3. 4. 2026", None, "2026-04-03"),
        ("4/4/26", None, "2026-04-04"), ("12 Nov 2026", None, "2026-11-12"), ("Nov 12, 2026", None, "2026-11-12"),
        ("1er décembre 2026", None, "2026-12-01"), ("12 novembre 2026", None, "2026-11-12"), ("02-Nov-26", None, "2026-11-02"),
        ("Friday 13 November 2026", None, "2026-11-13"), ("31/02/2026", None, None), ("Q4 2026", None, None), ("30", None, None),
    ],
)  # fmt: skip
def test_a_date_is_the_day_that_it_means_or_none(written: str, order: Order | None, meant: str | None) -> None:
    assert day(written, order) == (date.fromisoformat(meant) if meant else None)


def test_a_column_of_dates_tells_its_order_or_leaves_it_open_or_contradicts_itself() -> None:
    assert orders(["03/04/2026", "31/12/2026"]) == {"dmy"}
    assert orders(["03/04/2026", "12/31/2026"]) == {"mdy"}
    assert orders(["03/04/2026", "04/04/2026"]) == {"dmy", "mdy"}
    assert orders(["13/04/2026", "04/13/2026"]) == set()
    assert needs_order("03/04/2026") and not needs_order("03.04.2026") and not needs_order("04/04/2026")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Q4 2026", "2026-q4"), ("2026-Q4", "2026-q4"), ("2026Q4", "2026-q4"), ("Q4/2026", "2026-q4"), ("Q4-26", "2026-q4"),
        ("FY26 Q1", "2026-q1"), ("FY2026-Q1", "2026-q1"), ("Q1 FY'26", "2026-q1"), ("Quarter 4, 2026", "2026-q4"), ("H2 2026", "2026-h2"),
        ("T4 2026", "2026-q4"), ("4e trimestre 2026", "2026-q4"), ("2e semestre 2026", "2026-h2"), ("S2 2026", "2026-h2"),
        ("4. Quartal 2026", "2026-q4"), ("2026", "2026"), ("FY26", "2026"), ("November 2026", "2026-11"), ("nov. 2026", "2026-11"),
        ("2026-t3", "2026-t3"), ("Sprint 3", "sprint-3"), ("The third sprint", "sprint-3"), ("Q5 2026", None), ("soon", None),
    ],
)  # fmt: skip
def test_a_cycle_is_understood_or_configured_or_none(written: str, meant: str | None) -> None:
    sprint = Cycle("sprint-3", "The third sprint", date(2026, 3, 2), date(2026, 3, 29))
    assert cycle_id(written, Calendar(configured={"sprint-3": sprint})) == meant


@pytest.mark.parametrize(
    ("start", "end", "meant"),
    [
        ("2026-10-01", "2026-12-31", "2026-q4"), ("2026-10-05", "2026-12-20", "2026-q4"), (None, "2026-12-20", "2026-q4"),
        ("2026-11-01", "2026-11-30", "2026-11"), ("2026-11-03", "2026-11-28", "2026-q4"), ("2026-01-01", "2026-12-31", "2026"),
        ("2026-09-01", "2026-12-31", "2026-t3"), ("2026-08-01", "2026-12-31", "2026-h2"), ("2026-12-31", "2026-10-01", None),
        (None, None, None), ("2026-12-01", "2027-01-31", None),
    ],
)  # fmt: skip
def test_two_days_delimit_the_shortest_cycle_that_people_plan_in(start: str | None, end: str | None, meant: str | None) -> None:
    days = [date.fromisoformat(text) if text else None for text in (start, end)]
    assert cycle_of(*days, Calendar()) == meant
