"""The map: every objective is on it, each in full once, gaps are shown, nothing recurses, and no two boxes of the drawing meet."""

import random
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from okrsite import urls
from okrsite.pages import DrawnMapPage, MapPage
from okrsite.pages import map as map_module
from okrsite.pages import map_drawn as drawn_module
from okrsite.pages.map_drawn import BOX_HEIGHT, BOX_WIDTH, Drawing
from okrsite.pages.map_layout import NEAR, Place, tidy
from okrsite.pages.map_outline import MapRow
from okrsite.pages.map_text import fitted, width

from .sites import objective, with_company, write
from .theme_sites import Element, Shown, elements, sample, shown, strictly

CYCLE = "2026-q4"


def goal(title: str, *above: str, extra: str = "") -> str:
    lines = ["key_results:", "  - {title: Measure, target: 10, current: 5}"]
    return objective(title, *([f"aligns_to: [{', '.join(above)}]"] if above else []), *([extra] if extra else []), *lines)


def unit(title: str) -> str:
    return f"---\ntitle: {title}\n---\n"


FILES = with_company(
    {
        "content/2026/year.md": goal("Year"),
        f"content/{CYCLE}/one.md": goal("One", "year"),
        f"content/{CYCLE}/two.md": goal("Two"),
        f"content/{CYCLE}/alone.md": goal("Alone"),
        "content/a/index.md": unit("Department A"),
        f"content/a/{CYCLE}/both.md": goal("Both", "one", "two"),
        f"content/a/{CYCLE}/shows.md": objective(
            "Shows", "aligns_to: {to: two, contributes: false}", "key_results:", "  - {title: Measure, target: 10, current: 5}"
        ),
        "content/a/t/index.md": unit("Team T"),
        f"content/a/t/{CYCLE}/deep.md": goal("Deep", "both"),
        f"content/a/t/{CYCLE}/orphan.md": goal("Orphan"),
        "content/b/index.md": unit("Department B"),
        f"content/b/{CYCLE}/lost.md": goal("Lost"),
        f"content/b/{CYCLE}/follows.md": goal("Follows", "lost"),
    }
)


@pytest.fixture
def small(tmp_path: Path) -> Shown:
    return shown(write(tmp_path, FILES))


def page(site: Shown, address: str) -> Any:
    return site.pages[address + "index.html"][0]


def text(site: Shown, address: str) -> str:
    return site.pages[address + "index.html"][1]


def said(html: str) -> str:
    return next(element for element in elements(html) if element.tag == "main").words


def titles(rows: tuple[MapRow, ...], *, full: bool = True) -> list[str]:
    return [row.title for row in rows if not (full and row.again)]


def all_rows(found: MapPage) -> list[MapRow]:
    return [*found.rows, *(row for group in found.unaligned for row in group.rows)]


# ---- what the outline says ----


def test_every_objective_stands_in_full_once(small: Shown) -> None:
    found = page(small, f"map/{CYCLE}/")
    assert titles(found.rows) == ["Year", "One", "Both", "Deep", "Alone", "Two", "Shows"]
    assert [row.title for row in found.rows if row.again] == ["Both"]
    again = next(row for row in found.rows if row.again)
    first = next(row for row in found.rows if row.anchor)
    assert (again.again, first.title, again.supporters) == (first.anchor, "Both", 0)
    assert (found.objective_count, found.unaligned_count, found.unsupported_count) == (9, 2, 1)


def test_what_is_not_aligned_has_its_own_group_by_unit(small: Shown) -> None:
    found = page(small, f"map/{CYCLE}/")
    assert [(group.unit.title, titles(group.rows)) for group in found.unaligned] == [
        ("Department B", ["Lost", "Follows"]),
        ("Team T", ["Orphan"]),
    ]
    shown_words = said(text(small, f"map/{CYCLE}/"))
    assert "Not aligned yet" in shown_words
    assert shown_words.count("Nobody supports this yet") == 1
    assert [row.title for row in all_rows(found) if row.unsupported] == ["Alone"]


def test_what_only_shows_is_marked_and_parents_of_other_cycles_are_context(small: Shown) -> None:
    rows = {row.title: row for row in page(small, f"map/{CYCLE}/").rows}
    assert [title for title, row in rows.items() if not row.counts] == ["Shows"]
    assert "only shown, does not count" in text(small, f"map/{CYCLE}/")
    assert (rows["Year"].cycle, rows["Year"].unsupported, rows["One"].cycle) == ("2026", False, None)
    year = page(small, "map/2026/").rows
    assert [(row.title, [link.title for link in row.elsewhere], row.unsupported) for row in year] == [("Year", ["2026 Q4"], False)]


def test_the_current_cycle_stands_at_map_too(small: Shown) -> None:
    assert page(small, "map/").rows == page(small, f"map/{CYCLE}/").rows
    assert page(small, "map/drawn/").drawing == page(small, f"map/{CYCLE}/drawn/").drawing
    assert [item.address for item in small.renderer.look.navigation if item.section == "map"] == ["map/"]


def test_a_cycle_named_drawn_keeps_its_outline(tmp_path: Path) -> None:
    config = "cycles: [{id: drawn, start: 2026-10-01, end: 2026-10-31}]\n"
    found = shown(write(tmp_path, {**FILES, "okrsite.yml": config, "content/drawn/x.md": goal("X")}))
    assert isinstance(page(found, "map/drawn/"), MapPage)
    assert page(found, "map/").drawn == f"map/{CYCLE}/drawn/"


def test_without_objectives_the_map_says_so(tmp_path: Path) -> None:
    found = shown(write(tmp_path, with_company({})))
    assert "There are no objectives yet." in said(text(found, "map/"))
    assert not [name for name in found.pages if name.startswith("map/") and name != "map/index.html"]


# ---- how it is written ----


def nested(html: str) -> list[tuple[int, str]]:
    """Each line's depth and title, as the lists nest."""
    found = []
    waiting = [(element, 0) for element in reversed(elements(html)) if element.tag == "section"]
    while waiting:
        element, depth = waiting.pop()
        if "data-unit" in element.attributes:
            found.append((depth, next(e for e in element.below() if e.tag == "bdi").words))
            depth += 1
        waiting += [(inner, depth) for inner in reversed(element.inner) if isinstance(inner, Element)]
    return found


def test_the_lists_nest_as_the_branches_do(small: Shown) -> None:
    assert nested(text(small, f"map/{CYCLE}/"))[:6] == [(0, "Year"), (1, "One"), (2, "Both"), (3, "Deep"), (0, "Alone"), (0, "Two")]


def test_a_browser_finds_nothing_wrong(small: Shown) -> None:
    for address in (f"map/{CYCLE}/", f"map/{CYCLE}/drawn/"):
        found, faults = strictly(text(small, address))
        assert faults == []
        assert len(found) == len(elements(text(small, address)))


def test_two_levels_are_open_and_no_link_is_in_a_summary() -> None:
    for name, (found, html) in sample().pages.items():
        if isinstance(found, MapPage):
            for element in elements(html):
                if element.tag == "summary":
                    assert element.words, name
                    assert not [e for e in element.below() if e.tag == "a"], name
            opened = [row.is_open for row in all_rows(found) if row.opens]
            assert len(opened) == html.count("<details"), name
            assert sum(opened) == len(re.findall(r"<details open", html)), name


def test_all_links_of_the_maps_lead_somewhere(small: Shown) -> None:
    for site in (sample(), small):
        for name, (found, html) in site.pages.items():
            if not isinstance(found, MapPage | DrawnMapPage):
                continue
            ids = {e.attributes["id"] for e in elements(html) if "id" in e.attributes}
            for element in elements(html):
                target = element.attributes.get("href", "")
                if target.startswith("#"):
                    assert target[1:] in ids, (name, target)
                elif target and not target.startswith(("http", "mailto")):
                    path = unquote(target.partition("#")[0].removeprefix(urls.root_of(found.address)))
                    assert urls.output_file(path) in site.files, (name, target)


def test_the_filter_knows_each_unit_and_status_of_the_page() -> None:
    found = page(sample(), "map/")
    rows = all_rows(found)
    assert {row.unit_reference for row in rows} <= {choice.reference for choice in found.unit_choices}
    assert set(found.status_choices) == {row.status for row in rows}
    assert "data-map-filters" in text(sample(), "map/")
    assert re.search(r'class="map-filters"[^>]* hidden', text(sample(), "map/"))


# ---- big companies ----


def company(teams: int, each: int) -> dict[str, str]:
    """Two departments with teams; every objective of a team supports the first of its department, that one the company's."""
    files = with_company({f"content/{CYCLE}/top.md": goal("Top")})
    for department in ("a", "b"):
        files[f"content/{department}/index.md"] = unit(department.upper())
        files[f"content/{department}/{CYCLE}/own-{department}.md"] = goal(f"Own {department}", "top")
        for team in range(teams):
            files[f"content/{department}/t{team}/index.md"] = unit(f"Team {department}{team}")
            for number in range(each):
                name = f"{department}-{team}-{number}"
                above = ["top"] if number == 0 else [f"own-{department}"] if number % 3 else []
                files[f"content/{department}/t{team}/{CYCLE}/{name}.md"] = goal(f"Goal {name}", *above)
    return files


@pytest.fixture
def split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shown:
    monkeypatch.setattr(map_module, "MOST_LISTED", 12)
    monkeypatch.setattr(map_module, "MOST_DRAWN", 12)
    monkeypatch.setattr(drawn_module, "MOST_DRAWN", 12)
    return shown(write(tmp_path, company(teams=3, each=4)))


def test_above_a_limit_each_unit_has_its_own_map(split: Shown) -> None:
    top = page(split, "map/")
    assert [(row.title, row.status is None, row.supporters) for row in top.rows] == [("Top", False, 8), ("A", True, 4), ("B", True, 4)]
    assert [entry.unit.address for entry in top.units] == [f"map/{CYCLE}/outline/a/", f"map/{CYCLE}/outline/b/"]
    assert [entry.unaligned for entry in top.units] == [3, 3]
    department = page(split, f"map/{CYCLE}/outline/a/")
    assert titles(department.rows)[:2] == ["Top", "Own a"]
    assert [entry.unit.title for entry in department.units] == ["Team a0", "Team a1", "Team a2"]
    team = page(split, f"map/{CYCLE}/outline/a/t0/")
    assert titles(team.rows) == ["Top", "Own a", "Goal a-0-1", "Goal a-0-2", "Goal a-0-0"]
    assert [titles(group.rows) for group in team.unaligned] == [["Goal a-0-3"]]
    assert [link.title for link in team.breadcrumb] == ["Acme", "Map", "2026 Q4", "A"]


def test_a_split_map_loses_nobody_and_draws_units_as_boxes(split: Shown) -> None:
    listed = {row.title for found, _ in split.pages.values() if isinstance(found, MapPage) for row in all_rows(found) if row.status}
    assert listed == {o.title for o in split.site.organisation.objectives.values()}
    drawing = page(split, f"map/{CYCLE}/drawn/").drawing
    boxes = {box.lines[0]: box for box in drawing.boxes}
    assert (boxes["A"].status, boxes["A"].address) == (None, f"map/{CYCLE}/drawn/a/")
    assert len(drawing.boxes) == 3
    assert {urls.output_file(unquote(box.address)) for box in drawing.boxes} <= split.files


def test_the_size_is_linear_however_many_parents_there_are(tmp_path: Path) -> None:
    files = with_company({f"content/{CYCLE}/top-{n}.md": goal(f"Top {n}") for n in range(12)})
    files |= {"content/a/index.md": unit("A"), "content/a/t/index.md": unit("T")}
    tops = [f"top-{n}" for n in range(12)]
    files |= {f"content/a/{CYCLE}/mid-{n}.md": goal(f"Mid {n}", *tops) for n in range(12)}
    mids = [f"mid-{n}" for n in range(12)]
    files |= {f"content/a/t/{CYCLE}/low-{n}.md": goal(f"Low {n}", *mids) for n in range(12)}
    found = page(shown(write(tmp_path, files)), "map/")
    assert len(titles(found.rows)) == 36
    assert len(found.rows) == 12 + 144 + 144


def test_a_chain_of_3000_needs_no_recursion(tmp_path: Path) -> None:
    files = with_company({f"content/{CYCLE}/g0.md": goal("Goal 0")})
    files |= {f"content/{CYCLE}/g{n}.md": goal(f"Goal {n}", f"g{n - 1}") for n in range(1, 3000)}
    found = shown_maps(write(tmp_path, files))
    outline, drawing = found["map/"][0], found["map/drawn/"][0].drawing
    assert titles(outline.rows) == [f"Goal {n}" for n in range(3000)]
    html = found["map/"][1]
    assert html.count("<li data-unit") == 3000
    assert max(depth for depth, _ in nested(html)) < 20
    assert "supports Goal 2998" in html
    assert len(drawing.boxes) == 3000
    check_drawing(drawing)


def shown_maps(project: Path) -> Mapping[str, tuple[Any, str]]:
    """Only the maps of a project, where all its pages would take long."""
    from okrsite.pages import Site
    from okrsite.pages.map import map_pages
    from okrsite.pages.map_drawn import drawn_map_pages
    from okrsite.reading import load, load_language
    from okrsite.render import Renderer
    from okrsite.theme import Theme

    from .theme_sites import AS_OF

    loaded = load(project, AS_OF, None)
    site = Site(loaded.organisation, loaded.figures, loaded.config, load_language(loaded.config), AS_OF, loaded.texts.by_file)
    renderer = Renderer(Theme.load("default"), site)
    pages = [*map_pages(site), *drawn_map_pages(site)]
    return {found.address: (found, renderer.render(found).decode()) for found in pages}


# ---- the drawing ----


def check_drawing(drawing: Drawing) -> None:
    """No two boxes meet, all lie within, and every line leads from a box's right edge to another's left one further right."""
    places = sorted((box.x, box.y) for box in drawing.boxes)
    for (x1, y1), (x2, y2) in pairwise(places):
        assert x1 != x2 or y2 - y1 >= BOX_HEIGHT + 8
    columns = sorted({x for x, _ in places})
    assert all(b - a > BOX_WIDTH for a, b in pairwise(columns))
    assert all(x >= 0 and x + BOX_WIDTH <= drawing.width and y >= 0 and y + BOX_HEIGHT <= drawing.height for x, y in places)
    starts = {(x + BOX_WIDTH, y + BOX_HEIGHT // 2) for x, y in places}
    ends = {(x, y + BOX_HEIGHT // 2) for x, y in places}
    for line in drawing.lines:
        x1, y1, x2, y2 = (int(n) for n in re.fullmatch(r"M(\d+) (\d+)[CHL](?:.*[ L])?(\d+) (\d+)", line.path).groups())  # type: ignore[union-attr]
        assert (x1, y1) in starts
        assert (x2, y2) in ends
        assert x2 > x1


def test_the_drawings_of_the_sample_keep_the_laws() -> None:
    drawings = [found.drawing for found, _ in sample().pages.values() if isinstance(found, DrawnMapPage)]
    assert len(drawings) >= 2
    for drawing in drawings:
        check_drawing(drawing)


def test_a_drawing_has_every_objective_and_every_alignment_once(small: Shown) -> None:
    drawing = page(small, f"map/{CYCLE}/drawn/").drawing
    check_drawing(drawing)
    assert sorted(box.lines[0] for box in drawing.boxes) == sorted(
        ["Year", "One", "Two", "Alone", "Both", "Shows", "Deep", "Orphan", "Lost", "Follows"]
    )
    assert len(drawing.lines) == 6
    assert sum(line.extra for line in drawing.lines) == 1
    assert sum(not line.counts for line in drawing.lines) == 1
    html = text(small, f"map/{CYCLE}/drawn/")
    names = [element.words for element in elements(html) if element.tag == "title"]
    assert any(name.startswith("Both, Department A, ") and name.endswith(", 50%") for name in names)
    assert "The same as an outline" in html


def forest(seed: int, size: int) -> list[int | None]:
    """A forest whose parents stand before their children, in preorder."""
    chance = random.Random(seed)
    parents: list[int | None] = []
    path: list[int] = []
    for number in range(size):
        del path[chance.randint(0, len(path)) :]
        parents.append(path[-1] if path else None)
        path.append(number)
    return parents


@pytest.mark.parametrize("seed", range(60))
def test_laws_of_the_layout(seed: int) -> None:
    parents = forest(seed, 5 + 7 * seed)
    places = tidy(parents)
    assert places == tidy(parents)
    assert min(place.row for place in places) == 0
    by_column: dict[int, list[float]] = {}
    children: dict[int, list[Place]] = {}
    for number, (parent, place) in enumerate(zip(parents, places, strict=True)):
        by_column.setdefault(place.column, []).append(place.row)
        assert place.column == (0 if parent is None else places[parent].column + 1), number
        if parent is not None:
            children.setdefault(parent, []).append(place)
    for rows in by_column.values():
        assert rows == sorted(rows)
        assert all(b - a > 0.999999 for a, b in pairwise(rows))
    for parent, below in children.items():
        middle = (below[0].row + below[-1].row) / 2
        assert places[parent].row == pytest.approx(min(middle, below[0].row + NEAR))


def test_layout_of_nothing_and_of_a_deep_chain() -> None:
    assert tidy([]) == ()
    chain = tidy([None, *range(20000)])
    assert {place.row for place in chain} == {0}
    assert chain[-1].column == 20000


def test_equal_subtrees_look_equal() -> None:
    places = tidy([None, 0, 1, 1, 0, 4, 4])
    assert [p.row - places[1].row for p in places[1:4]] == [p.row - places[4].row for p in places[4:7]]


def test_texts_fit_and_say_when_they_are_cut() -> None:
    assert fitted("Short", 200, 14, 2) == ("Short",)
    lines = fitted("A title that is quite a bit longer than what two lines of a box can hold, by far", 200, 14, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(width(line, 14) <= 200 for line in lines)
    assert all(width(line, 14) <= 200 for line in fitted("x" * 200, 200, 14, 2))
    assert fitted("漢字" * 40, 200, 14, 2)[1].endswith("…")
    assert fitted("", 200, 14, 2) == ()


def test_where_all_objectives_stand_on_other_pages_the_outline_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_module, "MOST_LISTED", 3)
    files = {f"content/{name}/2026-q4/o{number}.md": goal(f"{name} {number}") for name in ("x", "y") for number in range(3)}
    units = {f"content/{name}/index.md": unit(name) for name in ("x", "y")}
    assert page(shown(write(tmp_path, with_company({**units, **files}))), "map/").rows == ()
