"""What other sites show, in a real browser: frames in a wiki, blocks within the rules of a host, badges, light and dark and narrow."""

import re
from collections.abc import Iterator
from pathlib import Path

import markdown
import pytest

from okrsite.embeds import Embeds, Here
from okrsite.embeds.markdown_extension import OkrExtension
from okrsite.reading import load
from tests.browser.serving import serving
from tests.browser.visitor import Visitor
from tests.sites import AS_OF

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parent.parent.parent
MODES = {"light": {}, "dark": {"dark": True}, "phone": {"width": 390}, "dark phone": {"width": 390, "dark": True}}
# Rules that a host may well have, each of which would spoil a fragment that did not look after itself.
HOST = """
:root { color-scheme: light dark }
body { font: 18px/1.7 Georgia, serif; color: light-dark(#222, #ddd); background: light-dark(#fff, #111) }
table { display: block; border: 3px solid red; font-size: 2rem }
th, td { padding: 2rem; border: 3px solid red; text-align: right }
li { list-style: square; margin: 1rem 0; padding-left: 2rem }
p { margin: 2rem 0 }
details { border: 3px solid red; padding: 1rem }
summary { background: red; padding: 1rem }
svg { width: 100% }
a { color: light-dark(#00c, #9cf) }
.progress, .card, .status, .title { display: none }
"""
PAGE = """
# Handbook

Before.

```okr
commerce/families/2026-q4/winter-orders
```

```okr
commerce/families/2026-q4/winter-orders
view: key-results
```

```okr
engineering
view: tree
```

```okr
view: table
status: at risk
limit: 4
```

- In a list

    ```okr
    engineering
    view: progress
    ```

```okr
rolling-revenue
```

```okr
commerce
view: status
```

```okr
nothing
```

| host's | table |
| --- | --- |
| a | [link](okr:engineering) |
"""


@pytest.fixture(scope="session")
def wiki(tmp_path_factory: pytest.TempPathFactory, served: str) -> Iterator[str]:
    """Another site, on another port: a page with blocks, and one with a frame as the objective's own page offers it."""
    folder = tmp_path_factory.mktemp("wiki")
    embeds = Embeds.of(load(SAMPLE, AS_OF), SAMPLE)
    root = f"{served}/sample/"
    extension = OkrExtension(embeds=embeds, here=lambda: Here(root), tell=lambda _: None)
    blocks = markdown.markdown(PAGE, extensions=["fenced_code", "tables", extension])
    head = '<meta name="viewport" content="width=device-width"><title>Wiki</title><link rel="icon" href="data:,">'
    start = f'<!doctype html><html lang="en"><meta charset="utf-8">{head}'
    style = f"<style>{HOST}</style><style>{embeds.style.decode()}</style>"
    (folder / "blocks.html").write_text(f"{start}{style}<main>{blocks}</main>", encoding="utf-8")
    frames = "".join(
        f'<iframe src="{root}embed/{name}" title="{number}" width="100%" height="420" style="border:0"></iframe>'
        for number, name in enumerate(("commerce/families/2026-q4/winter-orders/", "commerce/", "rolling-revenue/"))
    )
    badge = f'<img src="{root}embed/commerce/families/2026-q4/winter-orders/badge.svg" alt="Winter orders">'
    page = f"{start}<style>{HOST}</style><main><h1>Wiki</h1>{badge}{frames}</main>"
    (folder / "frames.html").write_text(page, encoding="utf-8")
    with serving(folder) as address:
        yield address


@pytest.mark.parametrize("mode", MODES)
def test_blocks_are_accessible_and_fit(mode: str, visitor: Visitor, wiki: str) -> None:
    with visitor.visit(f"{wiki}/blocks.html", **MODES[mode]) as visit:
        assert visit.accessibility_faults() == []
        assert visit.overflow() <= 0
        assert visit.refused == []
        wide = visit.page.evaluate(
            """() => [...document.querySelectorAll('div.okr-embed:not(.okr-wide)')].filter(e => e.scrollWidth > e.clientWidth + 1)
                .map(e => e.className)"""
        )
        assert wide == []


@pytest.mark.parametrize("mode", MODES)
def test_frames_fit_and_obey_their_policy(mode: str, visitor: Visitor, wiki: str) -> None:
    with visitor.visit(f"{wiki}/frames.html", **MODES[mode]) as visit:
        assert visit.overflow() <= 0
        assert visit.refused == []
        frames = [frame for frame in visit.page.frames if "/embed/" in frame.url]
        assert len(frames) == 3
        for frame in frames:
            assert frame.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
            assert frame.evaluate("() => getComputedStyle(document.querySelector('.okr-card')).borderTopWidth") == "1px"


def test_nothing_of_the_host_changes_and_its_rules_do_not_reach_in(visitor: Visitor, wiki: str) -> None:
    with visitor.visit(f"{wiki}/blocks.html") as visit:
        look = """selector => {
            const style = getComputedStyle(document.querySelector(selector));
            return [style.display, style.borderTopWidth, style.textAlign, style.paddingTop];
        }"""
        assert visit.page.evaluate(look, "main > table td") == ["table-cell", "3px", "right", "32px"]
        assert visit.page.evaluate(look, ".okr-table") == ["table", "0px", "start", "0px"]
        display, border, side, padding = visit.page.evaluate(look, ".okr-table td")
        assert (display, border, side) == ("table-cell", "0px", "start") and float(padding.removesuffix("px")) < 12
        assert visit.page.evaluate(look, ".okr-embed summary")[1] == "0px"
        assert visit.page.evaluate("() => document.querySelectorAll('.okr-embed .bar').length") > 5
        assert visit.page.locator(".okr-embed .bar").first.is_visible()


@pytest.mark.parametrize("attribute", ["data-md-color-scheme=slate", "data-bs-theme=dark", "data-theme=dark"])
def test_a_block_follows_the_hosts_own_switch_for_light_and_dark(attribute: str, visitor: Visitor, wiki: str) -> None:
    with visitor.visit(f"{wiki}/blocks.html") as visit:
        colour = "() => getComputedStyle(document.querySelector('.okr-embed .okr-status.is-at_risk')).color"
        light = visit.page.evaluate(colour)
        name, value = attribute.split("=")
        visit.page.evaluate("([name, value]) => document.documentElement.setAttribute(name, value)", [name, value])
        assert (light, visit.page.evaluate(colour)) == ("rgb(154, 91, 0)", "rgb(255, 196, 77)")


def test_a_link_in_a_frame_opens_a_page_of_its_own(visitor: Visitor, wiki: str, served: str) -> None:
    with visitor.visit(f"{wiki}/frames.html") as visit:
        with visit.page.expect_popup() as opened:
            visit.page.frame_locator("iframe").first.get_by_role("link", name="Open in the OKRs").click()
        opened.value.wait_for_load_state()
        assert opened.value.url == f"{served}/sample/commerce/families/2026-q4/winter-orders/"
        assert opened.value.evaluate("() => window.opener") is None
        assert visit.page.url == f"{wiki}/frames.html"


def test_a_badge_is_drawn_within_its_edges(visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/sample/embed/commerce/families/2026-q4/winter-orders/badge.svg") as visit:
        boxes = visit.page.evaluate(
            """() => [document.documentElement, ...document.querySelectorAll('text')].map(e => {
                const box = e.getBoundingClientRect();
                return [box.left, box.right];
            })"""
        )
        (left, right), label, value = boxes
        assert left < label[0] < label[1] < value[0] < value[1] < right


def test_showing_it_elsewhere_needs_no_javascript(visitor: Visitor, served: str) -> None:
    with visitor.visit(f"{served}/sample/commerce/families/2026-q4/winter-orders/", javascript=False, width=320) as visit:
        visit.page.get_by_text("Show it elsewhere").click()
        code = visit.page.locator(".share pre").first
        assert code.is_visible()
        assert re.match(r'<iframe src="https://okr\.wainfield\.example/embed/', code.inner_text())
    with visitor.visit(f"{served}/sample/commerce/families/2026-q4/winter-orders/", width=320) as visit:
        visit.page.get_by_text("Show it elsewhere").click()
        assert visit.overflow() <= 0
        assert visit.accessibility_faults() == []
