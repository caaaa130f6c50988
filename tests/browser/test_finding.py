"""Search, explore and the map's filters as a reader uses them, from a server and from files."""

from pathlib import Path

import pytest

from tests.browser.visitor import Visitor


@pytest.mark.parametrize("place", ["served", "files"])
@pytest.mark.parametrize("words", ["families order", "FAMILIÉS", "elin sandstrom"])
def test_search_finds_by_the_beginnings_of_words(words: str, place: str, visitor: Visitor, served: str, folders: dict[str, Path]) -> None:
    url = f"{served}/sample/people/" if place == "served" else (folders["sample"] / "people/index.html").as_uri()
    with visitor.visit(url) as visit:
        visit.page.keyboard.press("/")
        visit.page.keyboard.type(words, delay=20)
        link = visit.page.get_by_role("link", name="Fill the families' order book before spring").first
        link.wait_for(timeout=5000)
        link.click()
        assert visit.page.locator("h1").inner_text() == "Fill the families' order book before spring"
        assert visit.refused == []


def test_search_shows_what_somebody_wrote_as_text(visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/sample/search/?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E", policy=False) as visit:
        visit.page.wait_for_timeout(500)
        assert visit.dialogs == []
        assert visit.page.locator("img[src=x]").count() == 0


def test_the_filter_of_explore_is_in_the_address(visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/sample/explore/") as visit:
        rows = visit.page.locator("table.explore tbody tr:visible")
        everything = rows.count()
        visit.page.get_by_label("Status").select_option("stale")
        visit.page.wait_for_function("() => location.search.includes('stale')")
        stale = rows.count()
        assert 0 < stale < everything
        address = visit.page.url
    with visitor.visit(address) as again:
        again.page.wait_for_function(f"() => document.querySelectorAll('table.explore tbody tr').length === {stale}")
        assert again.page.get_by_label("Status").input_value() == "stale"


def test_explore_sorts(visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/sample/explore/") as visit:
        visit.page.get_by_role("button", name="Progress").click()
        assert visit.page.locator("th[aria-sort]").get_attribute("aria-sort") in ("ascending", "descending")


def test_the_map_filters_by_status(visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/sample/map/") as visit:
        links = visit.page.locator("main a:visible")
        before = links.count()
        visit.page.get_by_label("Status").select_option("off_track")
        visit.page.wait_for_function("() => location.hash.includes('off_track')")
        assert 0 < links.count() < before


def test_the_arrow_keys_move_a_presentation(visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/sample/present/commerce/") as visit:
        visit.page.wait_for_function("() => document.querySelector('[data-show-place]').textContent === '1 of 4'")
        visit.page.keyboard.press("ArrowRight")
        visit.page.wait_for_function("() => document.querySelector('[data-show-place]').textContent === '2 of 4'", timeout=3000)
