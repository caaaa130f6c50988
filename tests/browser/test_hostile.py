"""A site of hostile texts in a real browser: with its policy taken away nothing runs and nobody is asked; with it nothing is refused."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.serving import serving
from tests.browser.visitor import Visit, Visitor
from tests.trust import sinks
from tests.trust.building import build, write
from tests.trust.corpora import sample, scripts, writable

POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
SAMPLE = ("index.html", "u0/2026-q4/now/index.html", "map/index.html", "explore/index.html")
# Pages that hold the texts of many units, one of each kind that is about a single one, and every objective's.
TOLD = re.compile(
    r"(?!u\d|print/u|present/u|people/|map/.*u\d).*\.html|((print|present)/)?u0/.*\.html|people/(p0/)?index\.html"
    r"|u\d+/2026-q4/now/index\.html"
)
FRAMES = 40
PARTS = 20
Site = tuple[dict[str, bytes], dict[str, str]]


@contextmanager
def served(texts: tuple[str, ...], folder: Path) -> Iterator[Site]:
    """The files of a site of hostile texts, and its addresses without its policy and with it."""
    files = build(write(folder / "project", sinks.site(texts, str)))
    for name, content in files.items():
        for kind in ("without", "with"):
            file = folder / kind / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(POLICY.sub(b"", content) if kind == "without" else content)
    with serving(folder / "without") as without, serving(folder / "with") as complete:
        yield files, {"without": without, "with": complete}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small site of texts of all kinds."""
    with served(sample(writable(), 12), tmp_path_factory.mktemp("hostile")) as site:
        yield site


def assert_nothing_ran(visit: Visit, home: str, files: dict[str, bytes]) -> None:
    """No dialog, and no request but for files of the site."""
    assert visit.dialogs == []
    for url in visit.requests:
        if url.startswith("data:"):
            continue
        assert url.startswith(home + "/"), url
        name = re.sub(r"[?#].*", "", url.removeprefix(home + "/"))
        assert (name if name in files else f"{name.rstrip('/')}/index.html".lstrip("/")) in files, url


@pytest.mark.parametrize("policy", ["without", "with"])
@pytest.mark.parametrize("name", SAMPLE)
def test_nothing_runs_on_a_page(name: str, policy: str, hostile: Site, visitor: Visitor) -> None:
    files, homes = hostile
    assert POLICY.search(files[name])
    with visitor.visit(f"{homes[policy]}/{name}", policy=policy == "with") as visit:
        assert_nothing_ran(visit, homes[policy], files)
        assert policy == "without" or visit.refused == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_runs_on_any_page_that_tells_of_a_text(part: int, visitor: Visitor, tmp_path: Path) -> None:
    """Many pages at once, in frames of one window, each with its own scripts."""
    with served(writable()[part::PARTS], tmp_path) as (files, homes):
        told = [name for name in files if TOLD.fullmatch(name)]
        assert len(told) > len(writable()) / PARTS + 30
        for policy, home in homes.items():
            for start in range(0, len(told), FRAMES):
                frames = "".join(f'<iframe src="{name}"></iframe>' for name in told[start : start + FRAMES])
                (tmp_path / policy / "frames").write_text("<!doctype html>" + frames, encoding="utf-8")
                (tmp_path / policy / "frames").rename(tmp_path / policy / "frames.html")
                with visitor.visit(f"{home}/frames.html", policy=policy == "with") as visit:
                    assert len(visit.page.frames) == 1 + len(told[start : start + FRAMES])
                    assert_nothing_ran(visit, home, {**files, "frames.html": b""})
                    assert policy == "without" or visit.refused == []


def find_something(page: Page, field: str) -> None:
    """Type what is found in many texts, and wait until the script shows them: else it would prove nothing."""
    page.fill(field, "alert")
    page.wait_for_function("() => document.querySelectorAll('.found li, table.explore tbody tr').length > 3")


TYPED = [pytest.param(sample(scripts(), 8)[-8:], id="a sample"), pytest.param(scripts()[::4], marks=pytest.mark.slow, id="many")]


@pytest.mark.parametrize("texts", TYPED)
@pytest.mark.parametrize(("page", "field"), [("search/", "input[name=q]"), ("explore/", "form[data-explore] input[name=q]")])
def test_nothing_runs_while_somebody_types(
    page: str, field: str, texts: tuple[str, ...], hostile: Site, visitor: Visitor
) -> None:
    files, homes = hostile
    with visitor.visit(f"{homes['without']}/{page}", policy=False) as visit:
        find_something(visit.page, field)
        for text in texts:
            visit.page.fill(field, " ".join(text.split()))
            visit.page.wait_for_timeout(30)
        find_something(visit.page, field)
        assert_nothing_ran(visit, homes["without"], files)


@pytest.mark.parametrize("texts", TYPED)
def test_nothing_runs_from_the_address_of_a_search(texts: tuple[str, ...], hostile: Site, visitor: Visitor) -> None:
    """What stands in the address fills fields, and choices that are in no list."""
    files, homes = hostile
    with visitor.visit(f"{homes['without']}/search/", policy=False) as visit:
        for text in texts[:300]:
            for address in ("search/?", "explore/?tag=x&owner={0}&unit={0}&level={0}&status={0}&sort={0}&cycle={0}&"):
                query = visit.page.evaluate("text => encodeURIComponent(text)", text.encode("utf-8", "replace").decode())
                visit.page.goto(f"{homes['without']}/{address.replace('{0}', query)}q={query}#{query}")
        assert_nothing_ran(visit, homes["without"], files)


def test_the_browser_tells_what_runs(visitor: Visitor, tmp_path: Path) -> None:
    """A page with a payload left as it is: its dialog and its request are seen."""
    (tmp_path / "index.html").write_text("<!doctype html><img src=nowhere.png onerror=alert(1)>", encoding="utf-8")
    with serving(tmp_path) as home, visitor.visit(home + "/", policy=False) as visit:
        visit.page.wait_for_timeout(300)
        assert visit.dialogs == ["1"]
        with pytest.raises(AssertionError):
            assert_nothing_ran(visit, home, {"index.html": b""})
