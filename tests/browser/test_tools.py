"""What one can do with a page beside reading it stands in one row, and what opens there has the whole width."""

import pytest

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.slow

TOPS = """() => [...document.querySelectorAll('.tools :is(a, summary)')].filter(e => e.checkVisibility())
  .map(e => e.getBoundingClientRect().top)"""
SHARES = """() => { const row = document.querySelector('.tools');
  return [...row.querySelectorAll('details[open]')].map(e => e.getBoundingClientRect().width / row.getBoundingClientRect().width); }"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("page", ["", "engineering/"])
def test_the_tools_of_a_page_stand_in_one_row_and_open_as_wide_as_it(page: str, width: int, served: str, visitor: Visitor) -> None:
    with visitor.visit(f"{served}/sample/{page}", width=width) as visit:
        tops = visit.page.evaluate(TOPS)
        assert len(tops) == 4 and max(tops) - min(tops) < 3
        for tool in ("calendar", "share"):
            visit.page.locator(f".tools .{tool} summary").click()
        assert visit.page.evaluate(SHARES) == [1, 1]
        assert visit.overflow() == 0
