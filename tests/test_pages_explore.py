"""Explore and the page of search as they are without JavaScript: every objective is in a plain table, and nothing there is dead."""

from pathlib import Path
from typing import Any

import pytest

from okrsite import urls
from okrsite.pages import ExplorePage, SearchPage, Site, explore
from okrsite.reading import load, load_language
from tests.sites import AS_OF, objective, with_company, write
from tests.theme_sites import Element, elements, sample

KEY_RESULT = "key_results: [{title: K, target: 10, current: 4}]"


def explore_of(shown: Any) -> dict[str, ExplorePage]:
    return {page.address: page for page, _ in shown.pages.values() if isinstance(page, ExplorePage)}


def site_of(folder: Path, files: dict[str, str]) -> Site:
    loaded = load(write(folder, files), AS_OF)
    return Site(loaded.organisation, loaded.figures, loaded.config, load_language(loaded.config), AS_OF, loaded.texts.by_file)


def body_rows(address: str) -> list[list[Element]]:
    """The cells of each row of the table."""
    found = elements(sample().pages[urls.output_file(address)][1])
    body = next(e for e in found if e.tag == "tbody")
    rows = [e for e in body.below() if e.tag == "tr"]
    return [[e for e in row.below() if e.tag in ("th", "td")] for row in rows]


def test_every_objective_is_in_the_plain_table_of_its_cycle() -> None:
    site = sample().site
    for cycle_id in site.cycle_ids:
        rows = body_rows(urls.explore(cycle_id))
        titles = [row[0].words for row in rows]
        assert titles == [" ".join(site.organisation.objectives[r].title.split()) for r in site.objectives_below("", cycle_id)]


def test_explore_shows_the_current_cycle_and_leads_to_all() -> None:
    site = sample().site
    pages = explore_of(sample())
    current = site.current
    assert current
    assert pages[urls.EXPLORE].cycle == current.id
    assert pages[urls.EXPLORE].rows == pages[urls.explore(current.id)].rows
    assert [tab.address for tab in pages[urls.EXPLORE].tabs] == [urls.quoted(urls.explore(i)) for i in site.cycle_ids]
    assert set(pages) == {urls.EXPLORE, *(urls.explore(i) for i in site.cycle_ids)}


def test_a_row_says_what_the_objectives_page_says() -> None:
    site = sample().site
    page = explore_of(sample())[urls.EXPLORE]
    reference = site.objectives_below("", page.cycle)[0]
    objective_, figures, row = site.organisation.objectives[reference], site.figures_of(reference), page.rows[0]
    assert (row.title, row.address) == (objective_.title, urls.quoted(urls.objective(reference)))
    assert (row.status, row.progress, row.tags) == (figures.status.value, figures.progress, objective_.tags)
    cells = [cell.words for cell in body_rows(urls.EXPLORE)[0]]
    assert cells[0] == objective_.title
    assert cells[4:7] == [page.cycle_title, site.language.status_word(figures.status), site.language.percent(figures.progress)]


def test_a_long_table_is_split_into_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "ROWS", 2)
    files = {f"content/2026-q4/o{n}.md": objective(f"O{n}", KEY_RESULT) for n in range(5)}
    pages = list(explore.explore_pages(site_of(tmp_path, with_company(files))))
    assert [p.address for p in pages] == ["explore/", "explore/2026-q4/", "explore/2026-q4/2/", "explore/2026-q4/3/"]
    assert [[row.title for row in p.rows] for p in pages[1:]] == [["O0", "O1"], ["O2", "O3"], ["O4"]]
    assert [(part.address, part.shown) for part in pages[2].parts] == [
        ("explore/2026-q4/", False), ("explore/2026-q4/2/", True), ("explore/2026-q4/3/", False),
    ]  # fmt: skip
    assert pages[0].total == 5


def test_a_company_without_objectives_has_no_explore(tmp_path: Path) -> None:
    assert list(explore.explore_pages(site_of(tmp_path, with_company({})))) == []


def test_controls_are_there_only_with_a_script() -> None:
    """A field or a choice stands in something that is hidden without one; a button beside them is hidden until it does something."""
    for page, text in sample().pages.values():
        if isinstance(page, (ExplorePage, SearchPage)):
            found = elements(text)
            scripted = {id(below) for e in found if "scripted" in e.attributes.get("class", "").split() for below in e.below()}
            for element in found:
                if element.tag in ("input", "select", "button"):
                    assert id(element) in scripted or "hidden" in element.attributes, (page.address, element.tag)


def test_there_is_one_search_on_every_page_with_a_header() -> None:
    for page, text in sample().pages.values():
        if "site-header" in text:
            forms = [e for e in elements(text) if e.tag == "form" and e.attributes.get("role") == "search"]
            assert len(forms) == 1, page.address
            assert forms[0].attributes["action"] == urls.root_of(page.address) + urls.SEARCH or page.address == urls.NOT_FOUND


def test_the_page_of_search_leads_on_without_a_script() -> None:
    page = next(page for page, _ in sample().pages.values() if isinstance(page, SearchPage))
    assert [link.address for link in page.lists] == [urls.HOME, urls.EXPLORE, urls.PEOPLE]


def test_the_plain_table_of_a_thousand_objectives_is_light() -> None:
    import gzip

    heaviest = max(len(gzip.compress(text.encode())) for page, text in sample().pages.values() if isinstance(page, ExplorePage))
    rows = max(len(page.rows) for page in explore_of(sample()).values())
    assert heaviest / rows * explore.ROWS < 100_000
