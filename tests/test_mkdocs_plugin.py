"""The OKRs within a handbook that MkDocs builds: pages, navigation, links, search, edit links, messages, and what is hidden."""

import html
import re
from pathlib import Path

import pytest
from mkdocs.config import load_config

from okrsite import urls
from tests.handbooks import DOCS, HOSTILE, OKRS, QUOTED, TWO_KEY_RESULTS, Handbook, build_again, handbook
from tests.trust.outputs import Targets

GROW = "okrs/marketing/2026-q4/grow/"
KNOWN = "okrs/2026-q4/become-known/"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Handbook:
    found = handbook(
        tmp_path_factory.mktemp("handbook"), repo_url="https://github.com/acme/handbook", edit_uri="edit/main/docs/",
        site_url="https://handbook.example/", strict=True,
    )  # fmt: skip
    assert (found.ended, found.said) == (None, [])
    return found


def text_of(pattern: str, page: str) -> list[str]:
    """What a reader sees of the elements that a pattern finds."""
    return [html.unescape(re.sub(r"<[^<>]*>", "", found)).strip() for found in re.findall(pattern, page, re.DOTALL)]


def nav_titles(page: str) -> list[str]:
    return text_of(r'<(?:a|li)[^>]*class="(?:nav-link|dropdown-item)[^>]*>(.*?)</a>', page)


def nav_entries(page: str) -> list[str]:
    """The titles in the navigation of the theme readthedocs."""
    return text_of(r'<li class="toctree-l1[^>]*><a class="reference[^>]*>(.*?)</a>', page)


def test_pages_are_at_their_addresses_below_the_prefix_in_the_handbooks_frame(built: Handbook) -> None:
    for address in ("", "marketing/", "marketing/growth/", "2026-q4/", "marketing/2026-q4/grow/", "map/", "explore/", "people/ana/"):
        page = built.page(f"okrs/{address}")
        assert page.count('id="okrsite"') == 1 and "navbar-brand" in page and page.lower().count("<!doctype html>") == 1
        assert page.count("<main") == 0 and page.count("<h1") == 1


def test_files_for_programs_and_attachments_are_there(built: Handbook) -> None:
    data = ("api/okrs.json", "api/schema.json", "api/objectives.csv", "feed/changes.xml", "feed/cycle.ics")
    for file in (*data, "marketing/2026-q4/drawing.png"):
        assert (built.site / "okrs" / file).is_file(), file
    assert "https://handbook.example/okrs/marketing/2026-q4/grow/" in (built.site / "okrs/feed/changes.xml").read_text()


def test_what_the_handbook_has_itself_is_left_out(built: Handbook) -> None:
    for file in ("search/index.html", "404.html", "sitemap.xml"):
        assert not (built.site / "okrs" / file).exists(), file
    assert "https://handbook.example/okrs/marketing/2026-q4/grow/" in (built.site / "sitemap.xml").read_text()
    assert (built.site / "okrs/search/cycle-2026-q4.js").is_file()  # Explore reads it
    assert 'href="../search/"' not in built.page("okrs/explore/")


def test_sheets_presentations_and_redirects_stand_alone(built: Handbook) -> None:
    for address in ("okrs/print/marketing/", "okrs/present/marketing/", "okrs/marketing/2026-q4/old/"):
        assert "navbar-brand" not in built.page(address)
        assert "<html lang" in built.page(address)


def test_every_link_of_every_page_leads_somewhere(built: Handbook) -> None:
    files = {path.relative_to(built.site).as_posix(): path.read_bytes() for path in built.site.rglob("*") if path.is_file()}
    targets = Targets(files)
    pages = [name for name in files if name.startswith("okrs/") and name.endswith(".html")]
    links = [(name, link) for name in pages for link in re.findall(r'(?:href|src|action)="([^"]*)"', files[name].decode())]
    assert len(links) > 1000
    lost = {link for name, link in links if not link.startswith("#") and not targets.leads(name, html.unescape(link))}
    assert lost - {"https://www.mkdocs.org/"} == set()


def test_pages_that_lead_to_others_are_in_the_navigation_and_objectives_are_not(built: Handbook) -> None:
    titles = nav_titles(built.page("rules"))
    assert titles[:2] == ["Welcome", "Rules"]
    assert {"OKRs", "Acme", "Departments", "Marketing & Sales", "2026 Q4", "KPIs", "Explore", "People", "Wins", "Changes"} <= set(titles)
    assert not {"Grow in the north", "Growth"} & set(titles)


def test_a_place_in_the_navigation_may_be_chosen(tmp_path: Path) -> None:
    found = handbook(tmp_path, nav=["index.md", {"Goals": [{"Our goals": "okrs/"}, "rules.md"]}], strict=True)
    assert (found.ended, found.said) == (None, [])
    titles = nav_titles(found.page("rules"))
    assert titles.index("Goals") < titles.index("Our goals") < titles.index("Acme") < titles.index("Rules")
    assert "OKRs" not in titles


def test_pages_that_are_not_in_the_navigation_belong_to_the_place_of_the_okrs(tmp_path: Path) -> None:
    found = handbook(tmp_path, nav=["index.md", "rules.md", {"Our goals": "okrs"}], theme="readthedocs", strict=True)
    assert (found.ended, found.said) == (None, [])
    assert text_of(r'<li class="breadcrumb-item">(.*?)</li>', found.page(GROW))[-1] == "Our goals"
    assert nav_entries(found.page(GROW)) == nav_entries(found.page("rules")) and "Map" in " ".join(nav_entries(found.page(GROW)))


def test_who_names_pages_one_by_one_chooses_their_titles(tmp_path: Path) -> None:
    nav = ["index.md", "rules.md", {"Goals": [{"Where we go": "okrs/index.md"}, {"Who helps whom": "okrs/map.md"}]}]
    found = handbook(tmp_path, nav=nav, plugin={"nav": False}, strict=True)
    assert (found.ended, found.said) == (None, [])
    titles = nav_titles(found.page("rules"))
    assert {"Where we go", "Who helps whom"} <= set(titles) and not {"Acme", "Explore"} & set(titles)


@pytest.mark.parametrize(("nav", "title"), [(False, None), ("Our aims", "Our aims")])
def test_the_navigation_is_left_alone_or_gets_a_title(nav: object, title: str | None, tmp_path: Path) -> None:
    found = handbook(tmp_path, plugin={"nav": nav}, strict=True)
    assert found.ended is None
    titles = nav_titles(found.page("rules"))
    assert ("Acme" in titles) == (title is not None)
    assert title is None or title in titles
    assert (found.site / GROW).is_dir()


def test_a_cycle_may_be_shown_first(tmp_path: Path) -> None:
    found = handbook(tmp_path, plugin={"cycle": "2026-q3", "path": "company/goals"})
    assert found.ended is None
    assert "Begin" in found.page("company/goals")
    assert text_of(r'<h1 id="okrsite-title"[^>]*>(.*?)</h1>', found.page("company/goals/map")) == ["Map of 2026 Q3"]


def test_an_edit_link_leads_to_the_document(built: Handbook) -> None:
    assert "https://github.com/acme/handbook/edit/main/okrs/content/marketing/2026-q4/grow.md" in built.page(GROW)
    assert "https://github.com/acme/handbook/edit/main/okrs/content/marketing/index.md" in built.page("okrs/marketing/2026-q4/")
    assert "edit/main" not in built.page("okrs/map/")


def test_the_table_of_contents_has_the_headings_of_the_page(built: Handbook) -> None:
    found = text_of(r'<li class="nav-item" data-bs-level="\d"><a href="#[^"]*" class="nav-link">(.*?)</a>', built.page(GROW))
    assert found[:3] == ["Grow in the north", "How far we are", "Key results"]


def test_search_reads_the_words_of_a_page_and_not_its_drawings(built: Handbook) -> None:
    entry = next(entry for entry in built.search if entry["location"] == GROW)
    assert entry["title"] == "Grow in the north"
    assert "zeppelin" in entry["text"] and "It matters now." in entry["text"]
    sections = {entry["location"]: entry["title"] for entry in built.search if entry["location"].startswith(f"{GROW}#")}
    assert sections[f"{GROW}#plan"] == "The plan"
    assert "First steps" in sections.values()
    assert "Marketing & Sales 2026 Q4" not in entry["text"] and "iframe" not in entry["text"]


def test_what_readers_see_is_not_what_search_reads(built: Handbook) -> None:
    assert 'class="breadcrumb"' in built.page(GROW) and "<svg" in built.page(GROW)


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_markup_in_a_title_stays_text_everywhere(theme: str, tmp_path: Path) -> None:
    okrs = {**OKRS, "content/marketing/index.md": f"---\ntitle: {QUOTED}\n---\n"}
    found = handbook(tmp_path, okrs=okrs, theme=theme, strict=True)
    assert (found.ended, found.said) == (None, [])
    for address in (KNOWN, "okrs/marketing/", "okrs/", "rules/"):
        page = found.page(address)
        assert "<script>alert" not in page and "</title><b" not in page
    assert text_of(r"<title>(.*?)</title>", found.page(KNOWN))[0].startswith(HOSTILE)
    assert HOSTILE in " ".join(text_of(r"<a [^>]*>(.*?)</a>", found.page("rules/")))
    assert next(entry["title"] for entry in found.search if entry["location"] == KNOWN) == HOSTILE


def test_hidden_things_are_nowhere(built: Handbook) -> None:
    for path in built.site.rglob("*"):
        if path.is_file():
            assert b"Umbrella" not in path.read_bytes() and "secret" not in path.name, path


def test_a_link_of_the_handbook_to_an_okr_page_is_checked(tmp_path: Path) -> None:
    docs = {"docs/index.md": "# Hi\n\n[a](okrs/marketing/2026-q4/grown.md) [b](okrs/marketing/2026-q4/grow.md#kr-nothing)\n"}
    found = handbook(tmp_path, docs, strict=True)
    assert found.ended and "strict mode" in found.ended
    assert any("okrs/marketing/2026-q4/grown.md" in line for line in found.said)
    assert any("does not contain an anchor '#kr-nothing'" in line for line in found.said)


def test_warnings_of_the_okrs_are_warnings_of_the_handbook(tmp_path: Path) -> None:
    okrs = {**OKRS, "content/2026-q4/no-owner.md": f"---\ntitle: Be kind\n{TWO_KEY_RESULTS}---\n"}
    found = handbook(tmp_path, okrs=okrs)
    assert found.ended is None
    told = [line for line in found.said if "[no-owner]" in line]
    assert len(told) == 1 and re.search(r"^WARNING .*okrs/content/2026-q4/no-owner\.md:\d+:\d+: ", told[0])
    again = build_again(tmp_path, load_config(str(tmp_path / "mkdocs.yml"), site_dir=str(tmp_path / "site"), strict=True))
    assert again.ended and "strict mode" in again.ended


def test_errors_of_the_okrs_are_all_told_and_end_the_build(tmp_path: Path) -> None:
    okrs = {**OKRS, "content/2026-q4/one.md": "---\ntitel: One\n---\n", "content/2026-q4/two.md": "---\ntitle: Two\nowner: [\n---\n"}
    found = handbook(tmp_path, okrs=okrs)
    assert found.ended
    errors = [line for line in found.said if line.startswith("ERROR")]
    assert any("okrs/content/2026-q4/one.md:2:1: " in line and "title" in line and "[unknown-key]" in line for line in errors)
    assert any("okrs/content/2026-q4/two.md:" in line for line in errors)
    assert not (found.site / "okrs").exists()


@pytest.mark.parametrize(
    ("plugin", "said"),
    [
        ({"audience": "partners"}, "no audience `partners`"),
        ({"cycle": 2031}, "no objectives in a cycle `2031`"),
        ({"as_of": "someday"}, "`as_of: someday` is not a date"),
        ({"path": "../out"}, "`path: ../out`"),
        ({"path": "/"}, "`path: /`"),
    ],
)
def test_a_setting_that_cannot_be_is_told(plugin: dict[str, object], said: str, tmp_path: Path) -> None:
    found = handbook(tmp_path, plugin=plugin)
    assert found.ended and any(said in line for line in found.said)


@pytest.mark.parametrize("theirs", ["docs/okrs/marketing/index.md", "docs/okrs/map/index.md", "docs/okrs.md", "docs/okrs/api/okrs.json"])
def test_a_file_in_the_place_of_an_okr_file_is_refused_with_both_names(theirs: str, tmp_path: Path) -> None:
    found = handbook(tmp_path, {**DOCS, theirs: "# Mine\n"})
    assert found.ended
    (told,) = [line for line in found.said if "would both be" in line]
    assert f"`{theirs.removeprefix('docs/')}` of the handbook" in told and "`okrs/" in told.partition(" and ")[2]


def test_documents_that_mkdocs_would_publish_as_they_are_are_refused(tmp_path: Path) -> None:
    docs = {**DOCS, **{f"docs/company/{name}": text for name, text in OKRS.items()}}
    found = handbook(tmp_path, docs, plugin={"project": "docs/company"})
    assert found.ended and any("exclude_docs" in line and "content" in line for line in found.said)
    excluded = handbook(tmp_path, docs, plugin={"project": "docs/company"}, exclude_docs="/company/")
    assert excluded.ended is None
    assert not list(excluded.site.rglob("*secret*"))


def test_blocks_and_links_of_any_page_show_the_same_okrs(tmp_path: Path) -> None:
    links = "[it](okr:marketing/2026-q4/grow) [gone](okr:marketing/2026-q4/gone)"
    block = f"# Deep\n\n```okr\nmarketing/2026-q4/grow\nview: card\n```\n\n{links}\n"
    found = handbook(tmp_path, {**DOCS, "docs/deep/down.md": block}, strict=True)
    page = found.page("deep/down")
    assert "Grow in the north" in page and 'href="../../okrs/marketing/2026-q4/grow/"' in page
    assert f"../../okrs/{urls.EMBED_STYLE}" in page and (found.site / "okrs" / urls.EMBED_STYLE).is_file()
    assert found.ended and any("docs/deep/down.md:" in line and "gone" in line for line in found.said)


def test_what_makes_the_okrs_is_watched(built: Handbook) -> None:
    watched = {Path(path).relative_to(built.folder).as_posix() for path in built.config.watch}
    assert {"okrs/content"} <= watched


def test_a_changed_document_shows_in_the_next_build_of_the_same_plugin(tmp_path: Path) -> None:
    handbook(tmp_path)
    config = load_config(str(tmp_path / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
    config.plugins.on_startup(command="serve", dirty=False)
    assert build_again(tmp_path, config).ended is None
    document = tmp_path / "okrs/content/marketing/2026-q4/grow.md"
    document.write_text(document.read_text().replace("in the north", "in the south"))
    again = load_config(str(tmp_path / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
    assert "in the south" in build_again(tmp_path, again).page(GROW)


def test_addresses_without_folders_of_the_handbook_leave_ours_as_they_are(tmp_path: Path) -> None:
    found = handbook(tmp_path, use_directory_urls=False, strict=True)
    assert (found.ended, found.said) == (None, [])
    assert 'href="okrs/marketing/2026-q4/grow/index.html#kr-visits"' in (found.site / "index.html").read_text()
    assert (found.site / GROW / "index.html").is_file()


def test_settings_are_documented() -> None:
    from okrsite.mkdocs_plugin import Settings

    page = (Path(__file__).parent.parent / "docs/mkdocs.md").read_text(encoding="utf-8")
    assert [key for key, _ in Settings._schema if f"| `{key}` |" not in page] == []


