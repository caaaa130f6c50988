"""Every kind of page in a real browser: accessible, within its window, asking nobody else for anything (DESIGN)."""

import gzip
import re
from pathlib import Path

import pytest

from tests.browser.serving import serving
from tests.browser.visitor import Visitor

# One page of every kind, on the sample.
KINDS = {
    "home": "",
    "department": "commerce/",
    "team": "commerce/families/",
    "team in a closed cycle": "commerce/families/2026-q3/",
    "objective": "commerce/families/2026-q4/winter-orders/",
    "objective, closed": "2026-q3/cities-come-back/",
    "cycle": "2026-q4/",
    "cycle, closed": "2026-q3/",
    "people": "people/",
    "person": "people/clara/",
    "page": "how-we-set-goals/",
    "kpi": "rolling-revenue/",
    "map": "map/",
    "drawn map": "map/drawn/",
    "explore": "explore/",
    "search": "search/?q=repair",
    "kpis": "kpis/",
    "wins": "wins/",
    "changes": "changes/",
    "changes of a month": "changes/2026-10/",
    "about": "about/",
    "guide": "about/okrs/",
    "cycles": "about/cycles/",
    "frame, objective": "embed/commerce/families/2026-q4/winter-orders/",
    "frame, unit": "embed/commerce/",
    "frame, kpi": "embed/rolling-revenue/",
    "print": "print/commerce/",
    "present": "present/commerce/",
}
FEW = ("home", "objective", "cycle, closed")
MODES = {
    "light": {},
    "dark": {"dark": True},
    "phone": {"width": 320},
    "dark phone": {"width": 320, "dark": True},
    "large text": {"width": 640, "text_size": 200},
}
SLOW = pytest.mark.slow


def cases() -> list[object]:
    """Every kind in every mode; all but a sample of them in the long suite only."""
    return [
        pytest.param(kind, mode, id=f"{kind} {mode}", marks=() if mode == "phone" or (kind in FEW and mode == "dark phone") else SLOW)
        for kind in KINDS
        for mode in MODES
    ]


@pytest.mark.parametrize(("kind", "mode"), cases())
def test_a_page_is_accessible_and_fits(kind: str, mode: str, visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/sample/{KINDS[kind]}", **MODES[mode]) as visit:
        assert visit.accessibility_faults() == []
        assert visit.overflow() <= 0


@pytest.mark.parametrize("address", ["", *(pytest.param(name, marks=SLOW) for name in ("d1/", "2026-q4/", "map/", "explore/", "people/"))])
def test_a_thousand_objectives_are_accessible_and_fit(address: str, visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/thousand/{address}", width=320) as visit:
        assert visit.accessibility_faults() == []
        assert visit.overflow() <= 0
        assert visit.refused == []
        assert visit.others(served) == []


@pytest.mark.parametrize("kind", [kind if kind in FEW else pytest.param(kind, marks=SLOW) for kind in KINDS])
def test_a_page_asks_nobody_else_and_keeps_its_policy(kind: str, visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/sample/{KINDS[kind]}") as visit:
        assert visit.others(served) == []
        assert visit.refused == []


STRESSED = (
    "", "2026-q4/long/", "2026-q4/arabic/", "explore/",
    *(pytest.param(address, marks=SLOW) for address in (
        "2026-q4/", "people/", "kpi/", "empty/", "map/", "map/drawn/", "kpis/", "wins/", "about/", "about/okrs/", "print/", "present/",
    )),
)  # fmt: skip


@pytest.mark.parametrize("address", STRESSED)
def test_nothing_is_wider_than_a_small_phone(address: str, visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/stress/{address}", width=320) as visit:
        assert visit.overflow() <= 0
        assert visit.accessibility_faults() == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("address", ["", "2026-q4/long/", "2026-q4/arabic/"])
def test_an_explanation_that_is_opened_fits_where_it_stands(address: str, width: int, visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/stress/{address}", width=width) as visit:
        tables = visit.page.evaluate(
            """() => {
                for (const details of document.querySelectorAll('details')) details.open = true;
                return [...document.querySelectorAll('.explanation table')].map(t => [t.parentElement.clientWidth, t.offsetWidth]);
            }"""
        )
        assert tables
        assert [fitting for fitting in tables if fitting[1] > fitting[0]] == []
        assert visit.overflow() <= 0
        assert visit.accessibility_faults() == []


@pytest.mark.parametrize("seen", [{"media": "screen"}, {"forced_colors": "active"}, {"media": "print"}], ids=["screen", "forced", "paper"])
def test_a_status_has_its_shape_on_the_screen_in_forced_colours_and_on_paper(seen: dict[str, str], visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/sample/") as visit:
        visit.page.emulate_media(**seen)  # type: ignore[arg-type]
        shapes = visit.page.evaluate(
            """() => [...document.querySelectorAll('main .status')].filter(e => e.checkVisibility()).map(element => {
                const shape = getComputedStyle(element, '::before'), ground = getComputedStyle(document.body);
                return [
                    shape.maskImage.startsWith('url("data:image/svg+xml,'), parseFloat(shape.width) >= 8,
                    shape.backgroundColor !== ground.backgroundColor, shape.printColorAdjust,
                ];
            })"""
        )
        assert shapes
        assert {tuple(shape) for shape in shapes} == {(True, True, True, "exact")}
        assert visit.refused == []


@pytest.mark.parametrize("kind", FEW)
def test_everything_is_there_without_javascript(kind: str, visitor: Visitor, served: str) -> None:
    texts = []
    for javascript in (True, False):
        with visitor.visit(f"{served}/sample/{KINDS[kind]}", javascript=javascript) as visit:
            texts.append(visit.page.locator("main").inner_text())
    assert texts[0] == texts[1]


def test_the_site_works_from_files(visitor: Visitor, folders: dict[str, Path]) -> None:
    with visitor.visit((folders["sample"] / "index.html").as_uri()) as visit:
        visit.page.get_by_role("link", name="Commerce", exact=True).first.click()
        assert visit.page.locator("h1").inner_text().startswith("Commerce")
        visit.page.get_by_role("link", name="Families", exact=True).first.click()
        assert visit.page.locator("h1").inner_text().startswith("Families")


def test_the_keyboard_alone_reaches_everything(visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/sample/") as visit:
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("() => document.activeElement.getAttribute('href')") == "#main", "the first stop skips the menu"
        seen = set()
        for _ in range(400):
            visit.page.keyboard.press("Tab")
            seen.add(visit.page.evaluate("() => [...document.querySelectorAll('a, summary, button')].indexOf(document.activeElement)"))
        wanted = visit.page.evaluate(
            "() => [...document.querySelectorAll('a[href], summary, button')].filter(e => e.checkVisibility()).length"
        )
        assert len(seen - {-1}) >= wanted - 1


def test_the_focus_can_be_seen(visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/sample/") as visit:
        for _ in range(12):
            visit.page.keyboard.press("Tab")
            width = visit.page.evaluate("() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
            assert width >= 2


def test_the_theme_switch_is_kept_from_page_to_page(visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/sample/") as visit:
        switch = visit.page.locator("[data-theme-switch]").first
        before = visit.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        switch.click()
        after = visit.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert after != before
        visit.page.goto(f"{served}/sample/people/")
        assert visit.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == after


def test_a_page_that_is_not_found_is_whole_at_any_depth(visitor: Visitor, folders: dict[str, Path]) -> None:
    with serving(folders["sample"]) as home, visitor.visit(f"{home}/404.html") as visit:
        assert visit.refused == []
        assert visit.accessibility_faults() == []
        assert visit.page.evaluate("() => [...document.links].every(link => new URL(link.href).pathname.startsWith('/'))")


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_light(kind: str, folders: dict[str, Path]) -> None:
    assert weight(folders["sample"], KINDS[kind].partition("?")[0]) <= 60_000


@pytest.mark.parametrize(("address", "most"), [("", 60), ("d1/", 60), ("2026-q4/", 60), ("people/", 60), ("map/", 100), ("explore/", 100)])
def test_the_pages_of_a_thousand_objectives_are_light(address: str, most: int, folders: dict[str, Path]) -> None:
    assert weight(folders["thousand"], address) <= most * 1000


def weight(site: Path, address: str) -> int:
    """A page's compressed bytes with all that it loads at once."""
    file = site / (address if address.endswith(".html") else address + "index.html")
    html = file.read_text(encoding="utf-8")
    loads = re.findall(r'<(?:link[^>]*rel="(?:stylesheet|icon)"[^>]*href|script[^>]*src|img[^>]*src)="([^"]+)"', html)
    files = [(file.parent / load).resolve() if not load.startswith("/") else site / load.lstrip("/") for load in loads]
    return sum(len(gzip.compress(path.read_bytes())) for path in [file, *files])
