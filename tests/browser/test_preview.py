"""The preview in a real browser: pages load anew by themselves, problems come and go, and everybody can read and close them."""

from pathlib import Path

from tests.browser.visitor import Visitor
from tests.previewing import PATIENCE, previewing
from tests.sites import objective, with_company, write

KEY_RESULT = "key_results: [{title: K, target: 10, current: 4}]"
FILES = with_company({"content/2026-q4/grow.md": objective("Grow", KEY_RESULT)})
BROKEN = {"content/2026-q4/grow.md": objective("Shrink", KEY_RESULT, *(f"wrong{number}: '<b>'" for number in range(30)))}
PANEL = ".okrsite-preview-panel"
WAIT = PATIENCE * 1000


def test_a_page_loads_anew_after_a_change(visitor: Visitor, tmp_path: Path) -> None:
    with previewing(write(tmp_path, FILES)) as running, visitor.visit(f"{running.home}2026-q4/grow/") as visit:
        for title in ("Grow faster", "Grow slower"):
            write(tmp_path, {"content/2026-q4/grow.md": objective(title, KEY_RESULT)})
            visit.page.get_by_role("heading", name=title).first.wait_for(timeout=WAIT)
        assert visit.refused == [] and visit.others(running.home) == []


def test_problems_come_and_go_by_themselves_and_everybody_can_read_them(visitor: Visitor, tmp_path: Path) -> None:
    with previewing(write(tmp_path, FILES), drafts=True) as running, visitor.visit(f"{running.home}2026-q4/grow/", width=320) as visit:
        assert visit.page.get_by_text("Preview with drafts").is_visible()
        write(tmp_path, BROKEN)
        visit.page.locator(PANEL).wait_for(timeout=WAIT)
        assert visit.page.get_by_role("heading", name="30 errors").is_visible()
        assert visit.page.get_by_role("heading", name="Grow").first.is_visible()
        assert visit.accessibility_faults() == [] and visit.overflow() <= 0
        write(tmp_path, FILES)
        visit.page.locator(PANEL).wait_for(state="detached", timeout=WAIT)
        assert visit.refused == []


def test_the_keyboard_reads_and_closes_the_panel(visitor: Visitor, tmp_path: Path) -> None:
    with previewing(write(tmp_path, FILES)) as running, visitor.visit(running.home, dark=True) as visit:
        for key in ("Enter", "Escape"):
            write(tmp_path, BROKEN)
            visit.page.locator(PANEL).wait_for(timeout=WAIT)
            assert visit.accessibility_faults() == []
            visit.page.locator("[data-okrsite-close]").focus()
            visit.page.keyboard.press("Tab")
            assert visit.page.evaluate("() => document.activeElement.className") == "okrsite-preview-list"
            visit.page.keyboard.press("Shift+Tab")
            visit.page.keyboard.press(key)
            visit.page.locator(PANEL).wait_for(state="detached", timeout=WAIT)
            write(tmp_path, FILES)
            running.wait(lambda: "okrsite-preview-panel" not in running.text())


def test_a_first_build_with_problems_has_a_page_that_becomes_the_site(visitor: Visitor, tmp_path: Path) -> None:
    with previewing(write(tmp_path, {**FILES, **BROKEN})) as running, visitor.visit(running.home) as visit:
        assert visit.page.get_by_role("heading", name="30 errors").is_visible()
        assert visit.accessibility_faults() == [] and visit.overflow() <= 0
        write(tmp_path, FILES)
        visit.page.get_by_role("heading", name="Acme").first.wait_for(timeout=WAIT)
        assert not visit.page.locator(PANEL).count()
