"""OKRs within the handbooks of each host and theme, installed from the wheel into an environment of its own, and read in a browser.

Material is not among the libraries for development: it is large, and only these tests need it.
"""

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.browser.serving import serving
from tests.browser.visitor import AXE, Visitor
from tests.handbooks import DOCS, HOSTILE, OKRS, QUOTED
from tests.sites import write

ROOT = Path(__file__).parent.parent.parent
PALETTE = [{"media": f"(prefers-color-scheme: {name})", "scheme": scheme} for name, scheme in (("light", "default"), ("dark", "slate"))]
FEATURES = ["navigation.instant", "navigation.indexes", "content.action.edit"]
OBJECTIVE = "okrs/marketing/2026-q4/grow/"
DARK = {"dark": True}
MODES: Mapping[str, Mapping[str, Any]] = {"light": {}, "dark": DARK, "phone": {"width": 390}, "dark phone": {"width": 390, **DARK}}
PAGES = (
    "okrs/", "okrs/marketing/", OBJECTIVE, "okrs/2026-q4/become-known/", "okrs/map/", "okrs/map/drawn/", "okrs/explore/", "okrs/health/",
)  # fmt: skip
# All that the elements of a page look like, but for where they are.
LOOKS = """() => [...document.querySelectorAll('body *')].map(element => {
  const style = getComputedStyle(element), places = /margin|inset|width|height|size|origin|^(top|left|right|bottom)$/;
  return [...style].filter(name => !places.test(name) && !name.startsWith('--')).map(name => style[name]).join();
})"""
HEADING = """() => {
  const style = getComputedStyle(document.querySelector('#okrsite .panel h2'));
  return [style.marginTop, style.borderTopWidth, style.fontSize];
}"""

WIDTHS = """() => {
  const ours = document.querySelector('.okrsite-main'), place = document.getElementById('okrsite').parentElement;
  const style = getComputedStyle(place);
  return [ours.clientWidth, place.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)].map(Math.round);
}"""
# What a host does to lists and texts, wherever it reaches into what other pages show.
REACHED = """() => [...document.querySelectorAll('.okr-embed li, .okr-embed li > *, .okr-embed p, .okr-embed caption')].filter(element => {
  const style = getComputedStyle(element), own = '.okr-tree, .okr-lines, .okr-number, .bar, details', margin = parseFloat(style.marginTop);
  return !element.matches(own) && (margin || parseFloat(style.marginLeft) || style.fontStyle === 'italic' || style.textAlign === 'center');
}).map(element => element.outerHTML.slice(0, 120))"""
CUT = """() => [...document.querySelectorAll('.okr-embed')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)"""
SHOWN = ("marketing/2026-q4/grow", "marketing", "marketing/2026-q4/grow\nview: key-results", "/\nview: tree", "/\nview: table", "revenue")

pytestmark = pytest.mark.slow


def from_modal(page: Any, home: str, words: str) -> Any:
    page.goto(f"{home}/rules/?q={words}")
    return page.locator("[id$=-search-results] a")


def from_page(page: Any, home: str, words: str) -> Any:
    page.goto(f"{home}/search.html?q={words}")
    return page.locator("[id$=-search-results] a")


def from_field(page: Any, home: str, words: str) -> Any:
    page.goto(f"{home}/rules/")
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type(words)
    return page.locator(".md-search-result__link")


@dataclass(frozen=True)
class Host:
    """A program and a theme: what is installed beside okrsite, how it is called, and how one searches in its theme."""

    program: str
    packages: tuple[str, ...]
    theme: Mapping[str, Any]
    search: Callable[[Any, str, str], Any]


HOSTS = {
    "mkdocs": Host("mkdocs", (), {"name": "mkdocs", "color_mode": "auto", "highlightjs": False}, from_modal),
    "readthedocs": Host("mkdocs", (), {"name": "readthedocs", "highlightjs": False}, from_page),
    "material": Host("mkdocs", ("mkdocs-material>=9.7.7",), {"name": "material", "font": False, "palette": PALETTE}, from_field),
    "material, instant": Host(
        "mkdocs", ("mkdocs-material>=9.7.7",),
        {"name": "material", "font": False, "palette": PALETTE, "features": FEATURES}, from_field,
    ),
    "properdocs": Host(
        "properdocs", ("properdocs==1.6.7", "properdocs-theme-mkdocs"),
        {"name": "mkdocs", "color_mode": "auto", "highlightjs": False}, from_modal,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def environments(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Host], Path]:
    """Gives the Python of an environment with a host and okrsite in it; that of ProperDocs has no MkDocs."""
    folder = tmp_path_factory.mktemp("environments")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder], cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    made: dict[tuple[str, ...], Path] = {}

    def environment(host: Host) -> Path:
        key = (host.program, *host.packages)
        if key not in made:
            place = folder / str(len(made))
            subprocess.run([sys.executable, "-m", "venv", place], check=True)
            python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
            own = [need for need in needs if host.program == "mkdocs" or not need.startswith("mkdocs")]
            subprocess.run([python, "-m", "pip", "install", "--quiet", *own, *host.packages], check=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", wheel], check=True)
            made[key] = python
        return made[key]

    return environment


@pytest.fixture(scope="module", params=HOSTS)
def host(request: pytest.FixtureRequest) -> Host:
    return HOSTS[request.param]


@pytest.fixture(scope="module")
def home(host: Host, environments: Callable[[Host], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a handbook that was built as strictly as can be."""
    folder = tmp_path_factory.mktemp("handbook")
    okrs = {**OKRS, "content/sales/index.md": f"---\ntitle: {QUOTED}\n---\n"}
    shown = "# Shown\n\n" + "\n\n".join(f"```okr\n{block}\n```" for block in SHOWN)
    write(folder, {**DOCS, "docs/shown.md": shown, **{f"okrs/{name}": text for name, text in okrs.items()}})
    plugins = ["search", {"okrsite": {"project": "okrs", "as_of": "2026-11-23"}}]
    settings = {"site_name": "Handbook", "site_url": "http://handbook.example/", "theme": dict(host.theme), "plugins": plugins}
    settings |= {"repo_url": "https://github.com/acme/handbook", "edit_uri": "edit/main/docs/"}
    (folder / f"{host.program}.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    python = environments(host)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run([python, "-m", host.program, "build", "--strict", "--quiet"], cwd=folder, env=environment, check=True)
    with serving(folder / "site") as address:
        yield address


def test_properdocs_has_no_mkdocs_beside_it(environments: Callable[[Host], Path]) -> None:
    python = environments(HOSTS["properdocs"])
    assert subprocess.run([python, "-c", "import mkdocs"], capture_output=True).returncode == 1


@pytest.mark.parametrize("mode", MODES)
def test_our_part_of_each_page_is_accessible_and_fits(mode: str, home: str, visitor: Visitor) -> None:
    for address in PAGES:
        with visitor.visit(f"{home}/{address}", **MODES[mode]) as visit:
            visit.page.evaluate(AXE.read_text(encoding="utf-8"))
            found = visit.page.evaluate("() => axe.run('#okrsite', {resultTypes: ['violations']})")
            faults = [f"{v['id']}: {v['nodes'][0]['html'][:200]} {v['nodes'][0]['failureSummary']}" for v in found["violations"]]
            assert (address, faults) == (address, [])
            assert (address, visit.overflow()) == (address, 0)


@pytest.mark.parametrize("mode", ["light", "phone"])
def test_our_part_has_all_the_room_that_there_is(mode: str, home: str, visitor: Visitor) -> None:
    for address in ("okrs/", OBJECTIVE, "okrs/map/"):
        with visitor.visit(f"{home}/{address}", **MODES[mode]) as visit:
            ours, place = visit.page.evaluate(WIDTHS)
            assert (address, ours) == (address, place)


@pytest.mark.parametrize("mode", ["light", "phone"])
def test_what_other_pages_show_looks_as_it_should(mode: str, home: str, visitor: Visitor) -> None:
    with visitor.visit(f"{home}/shown/", **MODES[mode]) as visit:
        assert visit.page.locator(".okr-embed").count() == len(SHOWN)
        assert (visit.page.evaluate(REACHED), visit.page.evaluate(CUT), visit.overflow()) == ([], [], 0)


def test_dark_and_light_are_the_handbooks(home: str, host: Host, visitor: Visitor) -> None:
    inks = {}
    for mode in ("light", "dark"):
        with visitor.visit(f"{home}/{OBJECTIVE}", **MODES[mode]) as visit:
            inks[mode] = visit.page.evaluate("() => getComputedStyle(document.querySelector('#okrsite h1')).color")
    has_dark = host.theme["name"] != "readthedocs"
    assert (inks["light"] != inks["dark"]) == has_dark


def test_styles_stay_on_their_side(home: str, visitor: Visitor) -> None:
    """The handbook's own page looks the same with our style sheet on it; ours has the margins of a site of its own."""
    with visitor.visit(f"{home}/{OBJECTIVE}") as visit:
        sheet = visit.page.evaluate("() => document.querySelector('link[href*=hosted]').href")
        assert visit.page.evaluate(HEADING) == ["0px", "0px", "20px"]
    with visitor.visit(f"{home}/rules/") as visit:
        visit.page.wait_for_timeout(500)
        before = visit.page.evaluate(LOOKS)
        visit.page.add_style_tag(url=sheet)
        assert visit.page.evaluate(LOOKS) == before


@pytest.mark.parametrize(("words", "title"), [("zeppelin", "Grow in the north"), ("thriving", HOSTILE)])
def test_the_handbooks_search_finds_an_objective(words: str, title: str, home: str, host: Host, visitor: Visitor) -> None:
    with visitor.visit(f"{home}/rules/") as visit:
        results = host.search(visit.page, home, words)
        results.first.wait_for(timeout=15000)
        assert any(title in text for text in results.all_inner_texts())
        assert visit.dialogs == []


@pytest.mark.parametrize("address", ["okrs/2026-q4/become-known/", "okrs/sales/", "okrs/", "rules/"])
def test_markup_in_a_title_stays_text(address: str, home: str, visitor: Visitor) -> None:
    with visitor.visit(f"{home}/{address}") as visit:
        assert visit.dialogs == []
        assert visit.page.locator("b[title=x]").count() == 0
        texts = visit.page.evaluate("() => [document.title, ...[...document.querySelectorAll('a, h1, li')].map(e => e.textContent.trim())]")
        assert any(HOSTILE in " ".join(text.split()) for text in texts)
        assert not [text for text in texts if "&lt;b" in text or "&amp;" in text]
        if "become" in address:
            assert texts[0].startswith(HOSTILE)


def test_filters_work(home: str, visitor: Visitor) -> None:
    with visitor.visit(f"{home}/okrs/explore/") as visit:
        rows = visit.page.locator("table.explore tbody tr")
        before = rows.count()
        visit.page.get_by_label("Words").fill("north")
        visit.page.wait_for_function("() => document.querySelectorAll('table.explore tbody tr').length === 1")
        assert before > 1
    with visitor.visit(f"{home}/okrs/map/") as visit:
        assert visit.page.get_by_label("Status").is_visible()


def test_filters_work_where_pages_are_exchanged(home: str, host: Host, visitor: Visitor) -> None:
    with visitor.visit(f"{home}/{OBJECTIVE}") as visit:
        visit.page.evaluate("() => document.querySelector('a[href$=\"okrs/explore/\"], a[href$=\"/explore/\"]').click()")
        visit.page.wait_for_url("**/okrs/explore/")
        visit.page.get_by_label("Words").fill("north")
        visit.page.wait_for_function("() => document.querySelectorAll('table.explore tbody tr').length === 1")
