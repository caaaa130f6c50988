"""Addresses follow references; slugs are letters and digits of any script (FORMAT §2, §18)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrsite import urls


def test_units_and_cycles() -> None:
    assert urls.unit("") == urls.unit("/") == urls.HOME == ""
    assert urls.unit("marketing/growth") == "marketing/growth/"
    assert urls.unit_in_cycle("marketing", "2026-q4") == "marketing/2026-q4/"
    assert urls.unit_in_cycle("", "2026-q4") == urls.cycle("2026-q4") == "2026-q4/"


def test_documents_key_results_and_people() -> None:
    assert urls.objective("2026-q4/become-known") == "2026-q4/become-known/"
    assert urls.document("sales/revenue") == "sales/revenue/"
    assert urls.key_result("visitors") == "#kr-visitors"
    assert urls.person("ana-lopez") == "people/ana-lopez/"
    assert urls.person("Ana López") == "people/ana-lópez/"
    assert urls.person("???") == "people/3f3f3f/", "somebody whose name has no letters has a page too"
    assert urls.below(urls.PRINT, "marketing/growth") == "print/marketing/growth/"


@pytest.mark.parametrize(
    ("address", "root", "file"),
    [
        ("", "./", "index.html"),
        ("marketing/", "../", "marketing/index.html"),
        ("marketing/2026-q4/leads/", "../../../", "marketing/2026-q4/leads/index.html"),
        ("api/okrs.json", "../", "api/okrs.json"),
        ("404.html", "./", "404.html"),
    ],
)
def test_pages_reach_the_root_and_lie_in_files(address: str, root: str, file: str) -> None:
    assert urls.root_of(address) == root
    assert urls.output_file(address) == file


def test_addresses_are_quoted_where_they_are_written() -> None:
    assert urls.relative("marketing/", "people/ana-lópez/") == "../people/ana-l%C3%B3pez/"
    assert urls.relative("", "", "#kr-a") == "./#kr-a"
    assert urls.quoted("plan #2 100%?.pdf") == "plan%20%232%20100%25%3F.pdf"
    assert urls.absolute("https://okr.acme.example/okrs/", "a b/") == "https://okr.acme.example/okrs/a%20b/"
    assert urls.json_url("") == "/"
    assert urls.json_url("2026-q4/x/") == "/2026-q4/x/"


def test_reserved_segments_are_those_of_the_format() -> None:
    format_2 = "people map explore changes kpis wins health print present embed api assets feed search about"
    assert set(format_2.split()) <= urls.RESERVED


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Raise Awareness!", "raise-awareness"),
        ("  10 000 new visitors -- now ", "10-000-new-visitors-now"),
        ("C++ und C#", "c-und-c"),
        ("Große STRASSE", "grosse-strasse"),
        ("Élan", "élan"),
        ("E\u0301lan", "élan"),
        ("İstanbul", "i\u0307stanbul"),
        ("ﬁnance", "finance"),
        ("हिन्दी में लक्ष्य", "हिन्दी-में-लक्ष्य"),
        ("می\u200cخواهم", "میخواهم"),
        ("日本語 2026", "日本語-2026"),
        ("❤\ufe0f love", "love"),
        ("\u0301abc", "abc"),
        ("m² and ½", "m-and"),
        ("under_score", "under-score"),
        ("../../etc", "etc"),
        ("…", ""),
        ("x" * 100, "x" * 80),
        ("ab " * 40, "ab-" * 26 + "ab"),
        ("क" * 79 + "कि", "क" * 79),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    assert urls.slug(text) == slug


@given(st.text(max_size=120))
def test_a_slug_is_a_slug(text: str) -> None:
    slug = urls.slug(text)
    assert urls.slug(slug) == slug
    assert len(slug) <= 80
    assert slug == unicodedata.normalize("NFC", slug)
    assert not set(slug) & set("/\\. #?%:")
    assert slug == "" or urls.is_slug(slug)
    assert urls.is_slug(text) == (slug == text != "")


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "a b", "a/b", "a.b", "a_b", "ß", "e\u0301", "x" * 81])
def test_other_texts_are_not(text: str) -> None:
    assert not urls.is_slug(text)


def test_addresses_that_one_file_system_takes_for_the_same_collide() -> None:
    assert urls.collision_key("Marketing/Straße/") == urls.collision_key("marketing/STRASSE/")
    assert urls.collision_key("cafe\u0301/") == urls.collision_key("CAFÉ/")
    assert urls.collision_key("a/") != urls.collision_key("b/")


@pytest.mark.parametrize(
    ("repository", "edit", "history", "commit"),
    [
        ("https://github.com/acme/okrs", "edit/main/a%20b.md", "commits/main/a%20b.md", "commit/abc"),
        ("https://github.acme.example/acme/okrs.git", "edit/main/a%20b.md", "commits/main/a%20b.md", "commit/abc"),
        ("https://gitlab.com/acme/okrs/", "-/edit/main/a%20b.md", "-/commits/main/a%20b.md", "-/commit/abc"),
        ("https://git.acme.example/x/acme/okrs", "-/edit/main/a%20b.md", "-/commits/main/a%20b.md", "-/commit/abc"),
        ("https://codeberg.org/acme/okrs", "_edit/main/a%20b.md", "commits/branch/main/a%20b.md", "commit/abc"),
        ("https://bitbucket.org/acme/okrs", "src/main/a%20b.md?mode=edit", "history-node/main/a%20b.md", "commits/abc"),
        (
            "https://bitbucket.acme.example/projects/A/repos/okrs",
            "browse/a%20b.md?at=main",
            "commits?until=main&path=a%20b.md",
            "commits/abc",
        ),
    ],
)
def test_links_into_the_repository(repository: str, edit: str, history: str, commit: str) -> None:
    base = repository.rstrip("/").removesuffix(".git") + "/"
    assert urls.edit_url(repository, "main", "a b.md") == base + edit
    assert urls.history_url(repository, "main", "a b.md") == base + history
    assert urls.commit_url(repository, "abc") == base + commit
