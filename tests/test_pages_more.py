"""KPIs, wins, cycles side by side, about, sheets and presentations: what must be on them, on a small organisation and on the sample."""

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from okrsite import urls
from okrsite.model import Health, KeyResultType, Kind, Rollup, Status
from okrsite.pages import AboutPage, CyclesPage, KpisPage, SheetPage, ShowPage, WinsPage
from okrsite.pages.wins import MOST_PER_CYCLE

from .sites import objective, with_company, write
from .theme_sites import Shown, sample, shown


def kpi(title: str, unit: str, before: float, now: float, *lines: str) -> str:
    """A KPI's file with three values, the last one in the future."""
    values = f"values: {{2026-09-30: {before}, 2026-10-31: {now}, 2026-12-24: 999}}"
    return "\n".join(["---", "type: kpi", f"title: {title}", f"unit: '{unit}'", *lines, values, "---", ""])


FILES = with_company(
    {
        "okrsite.yml": "status: {at_risk: 0.125, off_track: 0.3, stale_after: 21}\nlevels: [firm, guild]\n",
        "content/sales/index.md": "---\ntitle: Sales\nmission: Sell well\nlead: Ana\n"
        "budget: {amount: 900, currency: EUR, spent: 300}\n---\n",
        "content/sales/north/index.md": "---\ntitle: North\n---\n",
        "content/margin.md": kpi("Margin", "%", 40, 35, "good: at_least", "target: 30", "watch: 25"),
        "content/sales/churn.md": kpi("Churn", "%", 6, 5, "good: at_most", "target: 2", "watch: 3"),
        "content/sales/stock.md": kpi("Stock", "weeks", 6, 8.5, "good: between", "low: 5", "high: 8", "watch: [4, 9]"),
        "content/sales/noise.md": kpi("Noise", "people", 1, 1),
        "content/2026-q4/known.md": objective("Become known", "key_results:", "  - {title: Visitors, target: 100, current: 60}"),
        "content/2026-q3/begin.md": objective("Begin", "score: 0.8", "key_results:", "  - {title: A, target: 1}"),
        "content/sales/2026-q4/sell.md": objective(
            "Sell more",
            "owner: Ana",
            "why: Rent is due",
            "key_results:",
            "  - {id: orders, title: Orders, target: 100, kpi: churn, confidence: 6}",
            "  - {id: steps, title: Steps, type: milestones, milestones: [{title: Pack, done: true}, {title: Send}]}",
            "  - {id: rungs, title: Rungs, type: ladder, steps: {0.5: tried, 1: mastered}, reached: 0.5}",
            "  - {id: limit, title: Limit, type: at_most, target: 4, current: 5, risk: 6}",
            "initiatives:",
            "  - {title: Call everybody, status: doing, due: 2026-11-01, owner: Ben}",
            "checkins:",
            "  - {date: 2026-11-02, by: Ana, values: {orders: 20}, note: Slow start, win: First order from the moon}",
            "  - {date: 2026-11-16, by: Ben, values: {orders: 40}, note: Better now}",
            "  - {date: 2026-11-30, win: Not yet known}",
        ),
    }
)
HIDDEN = {
    "content/sales/secret.md": "---\ntype: kpi\ntitle: Secret number\nvisibility: restricted\nvalues: {2026-10-31: 5}\n---\n",
    "content/sales/2026-q4/secret.md": objective(
        "Secret aim",
        "visibility: restricted",
        "key_results:",
        "  - {title: A, target: 1}",
        "checkins:",
        "  - {date: 2026-11-02, win: Secret win}",
    ),
    "content/lab/index.md": "---\ntitle: Secret lab\nvisibility: restricted\n---\n",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return shown(write(tmp_path_factory.mktemp("small"), FILES | HIDDEN))


def source(site: Shown, address: str) -> str:
    return site.pages[urls.output_file(address)][1]


def words(part: str) -> str:
    """The text of a piece of HTML, with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", part)).split())


def text(site: Shown, address: str) -> str:
    return words(source(site, address).partition("<main")[2].partition("</main>")[0])


def pages_of(site: Shown, kind: type) -> Iterator[tuple[str, str]]:
    return ((name, text) for name, (page, text) in site.pages.items() if type(page) is kind)


def of_kind(site: Shown, kind: type) -> list[str]:
    return [page.address for page, _ in site.pages.values() if type(page) is kind]


# ---- KPIs ----


def test_all_kpis_are_shown_by_unit_the_unhealthy_first(small: Shown) -> None:
    page, _ = small.pages["kpis/index.html"]
    assert isinstance(page, KpisPage)
    found = [(unit.unit.title, [kpi.tile.title for kpi in unit.kpis]) for unit in page.units]
    assert found == [("Acme", ["Margin"]), ("Sales", ["Churn", "Stock", "Noise"])]
    assert [kpi.tile.title for kpi in page.alarming] == ["Churn", "Stock"]
    assert {health.key: health.count for health in page.healths} == {"unhealthy": 1, "watch": 1, "unknown": 1, "healthy": 1}


def test_a_kpi_says_what_is_good_how_it_changed_and_what_moves_it(small: Shown) -> None:
    page, _ = small.pages["kpis/index.html"]
    assert isinstance(page, KpisPage)
    found = {kpi.tile.title: kpi for unit in page.units for kpi in unit.kpis}
    assert {title: kpi.trend.verdict for title, kpi in found.items() if kpi.trend} == {
        "Margin": "worse",
        "Churn": "better",
        "Stock": "worse",
        "Noise": "unknown",
    }
    assert [mover.line.title for mover in found["Churn"].moved_by] == ["Orders"]
    shown_text = text(small, urls.KPIS)
    aims = ("At most 2%", "Between 5 weeks and 8 weeks")
    trends = ("5 percentage points less than", "1 percentage point less than on Sep 30", "2.5 more than on Sep 30", "The same as on Sep 30")
    for part in (*aims, *trends, "Orders"):
        assert part in shown_text
    assert "999" not in shown_text, "a value of the future"


def test_without_kpis_there_is_no_page_of_them(tmp_path: Path) -> None:
    bare = shown(write(tmp_path, with_company({})))
    assert not of_kind(bare, KpisPage)
    assert all("kpis/" not in text for _, text in bare.pages.values())


# ---- wins ----


def test_all_wins_are_shown_the_latest_first(small: Shown) -> None:
    shown_text = text(small, urls.WINS)
    for part in ("First order from the moon", "Ana", "Sell more", "Sales", "2026 Q4"):
        assert part in shown_text
    assert "Not yet known" not in shown_text
    for page, _ in sample().pages.values():
        for cycle in page.cycles if isinstance(page, WinsPage) else ():
            assert [win.date for win in cycle.wins] == sorted((win.date for win in cycle.wins), reverse=True)


def test_the_sample_shows_every_win_that_is_known() -> None:
    site = sample().site
    known = {c.win for o in site.organisation.objectives.values() for c in o.check_ins if c.win and c.date <= site.as_of}
    pages = [page for page, _ in sample().pages.values() if isinstance(page, WinsPage)]
    assert known == {win.text for page in pages for cycle in page.cycles for win in cycle.wins}


def test_many_wins_of_a_cycle_are_on_a_page_of_their_own(tmp_path: Path) -> None:
    checkins = [f"  - {{date: 2026-11-01, win: Win number {n}}}" for n in range(MOST_PER_CYCLE + 1)]
    goal = objective("Win often", "key_results:", "  - {title: A, target: 1}", "checkins:", *checkins)
    many = shown(write(tmp_path, with_company({"content/2026-q4/win.md": goal})))
    assert source(many, urls.WINS).count("Win number") == MOST_PER_CYCLE
    assert "wins/2026-q4/" in source(many, urls.WINS)
    assert source(many, "wins/2026-q4/").count("Win number") == MOST_PER_CYCLE + 1


# ---- cycles ----


def test_cycles_stand_side_by_side_with_their_scores(small: Shown) -> None:
    page, _ = small.pages["about/cycles/index.html"]
    assert isinstance(page, CyclesPage)
    rows = {row.cycle.id: row for row in page.cycles}
    assert set(rows) == {"2026-q3", "2026-q4"}
    assert [rows[i].scores for i in rows if rows[i].cycle.state != "closed"] == [None]
    closed = next(row for row in page.cycles if row.cycle.state == "closed")
    assert closed.scores
    assert closed.scores.count == 1
    assert "0.8" in text(small, urls.ALL_CYCLES)


# ---- about ----


def test_about_tells_the_configuration_in_use(small: Shown) -> None:
    shown_text = text(small, urls.ABOUT)
    thresholds = ("12.5 percentage points", "30 percentage points", "21 days", "7 days")
    for part in (*thresholds, "Firm", "Guild", "November 23, 2026", "Everybody"):
        assert part in shown_text, part
    for file in (urls.OKRS_JSON, urls.SCHEMA_JSON, urls.OBJECTIVES_CSV):
        assert f'href="../{file}"' in source(small, urls.ABOUT)
        assert file in small.files


def test_about_tells_the_companys_own_year(tmp_path: Path) -> None:
    settings = "fiscal_year_start: 4\nfiscal_year_named_by: end\n"
    page, html_text = shown(write(tmp_path, with_company({"okrsite.yml": settings}))).pages["about/index.html"]
    assert isinstance(page, AboutPage)
    assert page.year
    assert (page.year.title, page.year.start, page.year.end) == ("2027", date(2026, 4, 1), date(2027, 3, 31))
    assert "The year 2027" in html_text


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("status: {objective_status: worst}", "takes the most serious status of its key results"),
        ("status: {objective_status: progress}", "follows from its own progress"),
        ("unit_rollup: own", "the units below it do not count"),
        ("unit_rollup: tree", "and of the units below it"),
        ("audiences: [board]", "kept for board"),
        ("terms: {objective: Goal}", "Goals belong to a unit"),
    ],
)
def test_about_follows_each_setting(tmp_path: Path, setting: str, sentence: str) -> None:
    site = shown(write(tmp_path, FILES | {"okrsite.yml": setting + "\n"}))
    assert sentence in text(site, urls.ABOUT)


def test_about_explains_every_word_with_its_shape(small: Shown) -> None:
    page, html_text = small.pages["about/index.html"]
    assert isinstance(page, AboutPage)
    assert [meaning.key for meaning in page.statuses] == [*Status]
    assert [meaning.key for meaning in page.healths] == [*Health]
    assert [meaning.key for meaning in page.types] == [*KeyResultType]
    assert [meaning.key for meaning in page.rollups] == [*Rollup]
    assert [meaning.key for meaning in page.kinds] == [*Kind]
    for status in Status:
        assert f'<span class="status is-{status}">' in html_text


def test_the_zones_of_about_are_those_of_the_rule(small: Shown) -> None:
    page, _ = small.pages["about/index.html"]
    assert isinstance(page, AboutPage)
    assert page.zones
    expected = page.zones.expected
    assert [(zone.key, float(expected - zone.low)) for zone in page.zones.zones[1:]] == [("at_risk", 0.3), ("on_track", 0.125)]
    assert sum(share.count for share in page.zones.shares) in range(98, 103)


def test_about_works_before_there_is_anything(tmp_path: Path) -> None:
    bare = shown(write(tmp_path, with_company({})))
    assert "Off track" in text(bare, urls.ABOUT)
    assert "No objectives" in text(bare, urls.PRINT)
    assert "No objectives" in text(bare, urls.PRESENT)


# ---- paper ----


def test_every_unit_has_a_sheet_and_a_presentation(small: Shown) -> None:
    units = small.site.organisation.units
    assert sorted(of_kind(small, SheetPage)) == sorted(urls.below(urls.PRINT, unit) for unit in units)
    assert sorted(of_kind(small, ShowPage)) == sorted(urls.below(urls.PRESENT, unit) for unit in units)


def test_a_sheet_has_everything_open(small: Shown) -> None:
    for _, page in pages_of(small, SheetPage):
        assert "<details" not in page
        assert "<nav" not in page
    shown_text = text(small, "print/sales/")
    for part in (
        "Sell well", "Ana", "Sell more", "Rent is due", "Orders", "40", "from 0 to 100", "Pack", "Send", "tried", "mastered", "At most 4",
        "Call everybody", "Late", "Better now", "First order from the moon", "North", "Churn", "5%", "€900", "33% spent", "is the mean of",
    ):  # fmt: skip
        assert part in shown_text, part
    assert "Not yet known" not in shown_text


def test_unit_pages_lead_to_sheet_and_presentation_of_the_cycle_that_they_show(small: Shown) -> None:
    assert 'href="../print/sales/"' in source(small, "sales/")
    assert 'href="../present/sales/"' in source(small, "sales/")
    assert 'href="./print/"' in source(small, "")
    past = next(name for name, (page, _) in sample().pages.items() if name.startswith("making/2026-q2/index"))
    assert "/print/making/" not in sample().pages[past][1]


# ---- the meeting ----


def test_a_presentation_has_one_objective_a_screen(small: Shown) -> None:
    page, html_text = small.pages["present/sales/index.html"]
    assert isinstance(page, ShowPage)
    screens = re.findall(r"<article.*?</article>", html_text, re.DOTALL)
    assert re.findall(r'data-place="([^"]*)"', html_text) == ["1 of 3", "2 of 3", "3 of 3"]
    told = words(screens[1])
    reason = page.slides[0].objective.status.reason
    for part in ("Sell more", "59% expected by now", "Confidence 6 of 10", "Orders", "40", "Better now", reason):
        assert part in told, part
    assert 'href="../../present/sales/north/"' in html_text


def test_a_presentation_can_be_scrolled_and_left_without_a_script(small: Shown) -> None:
    html_text = source(small, "present/sales/")
    assert 'href="../../sales/"' in html_text
    assert re.findall(r'href="#([^"]+)"', html_text) == ["screen-2"]
    assert 'id="screen-2"' in html_text
    assert re.search(r"<span[^>]* hidden data-show-keys>", html_text)


# ---- what is hidden ----


def test_nothing_hidden_is_on_any_page(small: Shown) -> None:
    for name, (_, html_text) in small.pages.items():
        assert "secret" not in html_text.casefold(), name


def test_hidden_things_leave_every_byte_as_it_would_be_without_them(tmp_path: Path, small: Shown) -> None:
    without = shown(write(tmp_path, FILES))
    assert {name: text for name, (_, text) in without.pages.items()} == {name: text for name, (_, text) in small.pages.items()}
