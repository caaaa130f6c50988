"""Budgets: planned against spent, each currency by itself, summed over units, and nothing counted twice (FORMAT §4, §5)."""

from decimal import Decimal
from pathlib import Path

from okrsite.budgets import Sum, sums
from okrsite.model import Money
from okrsite.pages import HomePage, ObjectivePage, SheetPage, UnitPage
from okrsite.pages.budgets import Budgets

from .sites import objective, with_company, write
from .theme_sites import Shown, elements, shown


def money(currency: str, amount: int, spent: int | None = None) -> str:
    told = "" if spent is None else f", spent: {spent}"
    return f"budget: {{amount: {amount}, currency: {currency}{told}}}"


def unit(title: str, *lines: str) -> str:
    return "\n".join(["---", f"title: {title}", *lines, "---", ""])


def aim(title: str, *lines: str) -> str:
    return objective(title, "owner: Ana", *lines, "key_results: [{title: K, target: 10, current: 4}]")


FILES = {
    "content/index.md": unit("Acme"),
    "content/2026-q4/grow.md": aim("Grow", money("EUR", 50)),
    "content/sales/index.md": unit("Sales", money("EUR", 1000, 1100)),
    "content/sales/2026-q4/sell.md": aim("Sell", money("EUR", 900, 100), "resources: [A van]"),
    "content/sales/2026-q4/more.md": aim("Sell more", money("EUR", 300), "status: paused"),
    "content/sales/2026-q3/old.md": aim("Sold", money("EUR", 5000, 5000)),
    "content/sales/north/index.md": unit("North", money("USD", 70, 10)),
    "content/sales/south/index.md": unit("South", money("EUR", 500)),
    "content/sales/secret/index.md": unit("Secret", money("EUR", 7777, 7777), "visibility: restricted"),
    "content/making/index.md": unit("Making"),
}


def site(folder: Path, language: str = "en") -> Shown:
    return shown(write(folder, {**FILES, "okrsite.yml": f"site: {{language: {language}}}\n"}))


def rows(budgets: Budgets | None) -> list[tuple[str, str, int, int | None]]:
    assert budgets
    return [
        (row.unit.title if row.unit else row.kind, m.currency, int(m.amount), None if m.spent is None else int(m.spent))
        for row in budgets.rows
        for m in [row.money]
    ]  # fmt: skip


def test_sums_are_by_currency_and_know_what_they_do_not_know() -> None:
    found = sums([Money(Decimal(5), "USD", None), None, Money(Decimal(7), "EUR", Decimal(9)), Money(Decimal(1), "EUR", None)])
    assert found == (Sum("EUR", Decimal(8), Decimal(9), 1), Sum("USD", Decimal(5), None, 1))
    assert [each.over for each in found] == [Decimal(1), None]
    assert sums([]) == ()


def test_a_units_page_has_its_own_its_objectives_and_the_sum_with_those_below(tmp_path: Path) -> None:
    page, html = site(tmp_path).pages["sales/index.html"]
    assert isinstance(page, UnitPage)
    assert rows(page.budgets) == [
        ("own", "EUR", 1000, 1100),
        ("objectives", "EUR", 1200, 100),
        ("North", "USD", 70, 10),
        ("South", "EUR", 500, None),
        ("total", "EUR", 1500, 1100),
        ("total", "USD", 70, 10),
    ]
    assert "are never added to it" in html and "7,777" not in html and "5,000" not in html


def test_the_companys_page_and_sheet_have_a_table_by_unit(tmp_path: Path) -> None:
    built = site(tmp_path)
    for file, kind in (("index.html", HomePage), ("print/index.html", SheetPage)):
        page, html = built.pages[file]
        assert isinstance(page, HomePage | SheetPage) and isinstance(page, kind)
        assert rows(page.budgets) == [
            ("objectives", "EUR", 50, None),
            ("Sales", "EUR", 1500, 1100),
            ("Sales", "USD", 70, 10),
            ("total", "EUR", 1500, 1100),
            ("total", "USD", 70, 10),
            ("all_objectives", "EUR", 1250, 100),
        ]
        (table,) = [element for element in elements(html) if element.tag == "table" and "money" in element.attributes.get("class", "")]
        assert "Sales" in table.words and "€1,500" in table.words and "$70" in table.words


def test_what_is_over_budget_says_so_with_a_word_a_shape_and_a_colour(tmp_path: Path) -> None:
    page, html = site(tmp_path).pages["sales/index.html"]
    assert isinstance(page, UnitPage) and page.budgets
    assert [row.money.over for row in page.budgets.rows] == [100, None, None, None, None, None]
    marked = [element for element in elements(html) if "Over budget" in element.words and element.tag == "b"]
    assert [(mark.words, mark.attributes["class"]) for mark in marked] == [("Over budget by €100", "status is-health-unhealthy")]


def test_objectives_that_plan_more_than_their_unit_has_are_told(tmp_path: Path) -> None:
    page, html = site(tmp_path).pages["sales/index.html"]
    assert isinstance(page, UnitPage) and page.budgets
    assert [row.excess for row in page.budgets.rows if row.excess is not None] == [200]
    assert "€200 more than the unit has" in html


def test_spending_that_is_not_told_is_not_taken_for_none(tmp_path: Path) -> None:
    page, html = site(tmp_path).pages["sales/index.html"]
    assert isinstance(page, UnitPage) and page.budgets
    assert [(row.kind, row.money.untold) for row in page.budgets.rows] == [
        ("own", 0), ("objectives", 1), ("unit", 0), ("unit", 1), ("total", 1), ("total", 0),
    ]  # fmt: skip
    assert html.count("1 budget in it does not tell what is spent.") == 2 and "not told" in html


def test_an_objective_shows_its_budget_and_its_other_resources(tmp_path: Path) -> None:
    write(tmp_path, FILES | {"content/sales/2026-q4/dear.md": aim("Dear", money("EUR", 100, 130))})
    built = shown(tmp_path)
    page, html = built.pages["sales/2026-q4/sell/index.html"]
    assert isinstance(page, ObjectivePage) and page.budget
    assert (page.budget.over, page.resources) == (None, ("A van",))
    assert "€100 of €900" in html and "Over budget" not in html
    assert "Over budget by €30" in built.pages["sales/2026-q4/dear/index.html"][1]


def test_a_unit_without_any_budget_has_no_table(tmp_path: Path) -> None:
    page, html = site(tmp_path).pages["making/index.html"]
    assert isinstance(page, UnitPage) and page.budgets is None
    assert 'id="budget"' not in html


def test_amounts_are_written_as_the_language_writes_them(tmp_path: Path) -> None:
    _, html = site(tmp_path, "de").pages["sales/index.html"]
    assert "1.500\u00a0€" in html and "€1,500" not in html


def test_a_change_of_a_budget_below_changes_the_sum(tmp_path: Path) -> None:
    write(tmp_path, with_company({"content/a/index.md": unit("A"), "content/a/b/index.md": unit("B", money("EUR", 3, 4))}))
    page, html = shown(tmp_path).pages["index.html"]
    assert isinstance(page, HomePage)
    assert rows(page.budgets) == [("A", "EUR", 3, 4), ("total", "EUR", 3, 4)]
    assert html.count("Over budget by €1") == 2
