"""Pages of the sample site as a browser reads them: every kind is there, they are well built, and every link of them leads somewhere."""

import gzip
import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from okrsite import urls
from okrsite.pages import KINDS, NotFoundPage, RedirectPage

from .theme_sites import elements, sample, strictly

POLICY_IN_FRAMES = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
HOST = "https://host.example/deep/"
ELSEWHERE = ("http", "https", "mailto", "tel")
LABELS = ("aria-labelledby", "aria-describedby", "aria-controls", "for")


def texts(*, without: tuple[type, ...] = ()) -> Iterator[tuple[str, str]]:
    for name, (page, text) in sample().pages.items():
        if not isinstance(page, without):
            yield name, text


def one_of_each() -> list[str]:
    """One page of every kind, the longest, which shows most."""
    longest: dict[type, tuple[int, str]] = {}
    for name, (page, text) in sample().pages.items():
        longest[type(page)] = max(longest.get(type(page), (0, "")), (len(text), name))
    return sorted(name for _, name in longest.values())


def leads_to(name: str, href: str) -> tuple[str, str] | None:
    """The file and the place on it that a page's link leads to; None where it leaves the site."""
    target, fragment = urldefrag(urljoin(HOST + name.removesuffix("index.html"), href))
    return (urls.output_file(unquote(target.removeprefix(HOST))), unquote(fragment)) if target.startswith(HOST) else None


def test_the_sample_has_a_page_of_every_kind() -> None:
    assert {type(page) for page, _ in sample().pages.values()} == set(KINDS)


@pytest.mark.parametrize("name", one_of_each())
def test_a_browser_finds_nothing_wrong_with_a_page(name: str) -> None:
    _, errors = strictly(sample().pages[name][1])
    assert errors == []


def test_every_page_has_the_policy_before_all_it_loads_and_a_title_and_a_language() -> None:
    for name, text in texts():
        found = elements(text)
        policies = [e.attributes["content"] for e in found if e.attributes.get("http-equiv") == "Content-Security-Policy"]
        assert policies == [POLICY_IN_FRAMES if name.startswith("embed/") else POLICY], name
        assert text.index("Content-Security-Policy") < text.index("<link"), name
        html = next(e for e in found if e.tag == "html")
        assert html.attributes["lang"] == "en", name
        assert html.attributes["dir"] == "ltr", name
        assert next(e for e in found if e.tag == "title").words, name


def test_headings_go_down_one_step_at_a_time_and_there_is_one_of_the_first() -> None:
    for name, text in texts():
        headings = [e for e in elements(text) if re.fullmatch(r"h[1-6]", e.tag)]
        levels = [int(heading.tag[1]) for heading in headings]
        assert levels[:1] == [1], name
        assert levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), (name, levels)
        assert all(heading.words for heading in headings), name


def test_landmarks() -> None:
    for name, text in texts():
        tags = [e.tag for e in elements(text)]
        assert tags.count("main") == 1, name
        if tags.count("nav") == 0:
            continue  # a sheet to print or a screen to present
        assert {"header", "footer"} <= set(tags), name
        labels = [e.attributes.get("aria-label") or e.attributes.get("aria-labelledby") for e in elements(text) if e.tag == "nav"]
        assert all(labels), name
        assert len(labels) == len(set(labels)), name
        assert sum(1 for e in elements(text) if e.attributes.get("href") == "#main") == 1, name


def test_ids_are_unique_and_labels_point_at_one() -> None:
    for name, text in texts():
        ids = [e.attributes["id"] for e in elements(text) if "id" in e.attributes]
        assert len(ids) == len(set(ids)), name
        named = {part for e in elements(text) for label in LABELS for part in e.attributes.get(label, "").split()}
        assert named <= set(ids), name


def test_links_have_words_and_stay_out_of_summaries() -> None:
    for name, text in texts():
        for element in elements(text):
            if element.tag in ("a", "button"):
                pictures = [e.attributes.get("alt") for e in element.below() if e.tag == "img"]
                assert element.words or element.attributes.get("aria-label") or any(pictures), (name, element.attributes)
            if element.tag == "summary":
                assert not [e for e in element.below() if e.tag in ("a", "button")], name


def test_tables_have_a_name_and_their_headings_a_scope() -> None:
    for name, text in texts():
        for element in elements(text):
            if element.tag == "th":
                assert element.attributes.get("scope") in ("row", "col", "rowgroup", "colgroup"), name
            if element.tag == "main":
                own = [e for e in element.below() if e.tag == "div" and e.attributes.get("class") == "wide"]
                written = {id(e) for div in own for e in div.below()}
                tables = [e for e in element.below() if e.tag == "table" and id(e) not in written]
                assert all([e for e in table.inner if getattr(e, "tag", "") == "caption"] for table in tables), name


def test_pictures_have_alternatives() -> None:
    for name, text in texts():
        for element in elements(text):
            if element.tag == "img":
                assert "alt" in element.attributes, name
            if element.tag == "svg" and element.attributes.get("role") == "img":
                assert any(e.tag == "title" and e.words for e in element.below()), name


def test_nothing_is_loaded_from_elsewhere() -> None:
    for name, text in texts():
        for element in elements(text):
            loads = element.tag == "link" and element.attributes.get("rel") != "canonical"
            source = element.attributes.get("src") or (element.attributes.get("href") if loads else None)
            if source:
                assert not urlsplit(source).scheme, (name, source)
                assert not urlsplit(source).netloc, (name, source)


def test_no_page_has_styles_or_scripts_of_its_own() -> None:
    for name, text in texts():
        for element in elements(text):
            assert element.tag != "style", name
            assert element.tag != "script" or (element.attributes.get("src") and not element.words), name
            assert not [a for a in element.attributes if a == "style" or a.startswith("on")], name


def test_every_link_is_relative_and_leads_to_a_page_and_a_place_on_it() -> None:
    anchors = {name: {e.attributes["id"] for e in elements(text) if "id" in e.attributes} for name, text in texts()}
    for name, text in texts(without=(NotFoundPage,)):
        for element in elements(text):
            href = element.attributes.get("href" if element.tag in ("a", "link") else "src")
            if href is None or urlsplit(href).scheme in ELSEWHERE:
                continue
            assert not href.startswith("/"), (name, href)
            target = leads_to(name, href)
            assert target, (name, href)
            file, fragment = target
            assert file in sample().files, (name, href)
            assert not fragment or fragment in anchors[file], (name, href)


def test_the_page_for_no_page_has_links_that_work_from_anywhere() -> None:
    (text,) = [text for page, text in sample().pages.values() if isinstance(page, NotFoundPage)]
    links = [e.attributes.get("href") or e.attributes.get("src") for e in elements(text) if e.tag in ("a", "link", "script")]
    assert all(link and link.startswith(("/", "#", "https://")) for link in links)


def test_every_page_is_linked_from_another() -> None:
    linked = {
        target[0]
        for name, text in texts(without=(NotFoundPage,))
        for element in elements(text)
        if element.tag == "a" and (target := leads_to(name, element.attributes.get("href", ""))) and target[0] != name
    }
    pages = {name for name, (page, _) in sample().pages.items() if not isinstance(page, (NotFoundPage, RedirectPage))}
    assert pages <= linked


def test_a_page_is_light() -> None:
    """60 kB with everything that it loads, and the style sheet that all pages share 15 kB of them, compressed."""
    static = {name: len(gzip.compress(content)) for name, content in sample().renderer.static_files()}
    assert next(size for name, size in static.items() if re.fullmatch(r"okrsite\.\w+\.css", name)) < 15_000
    for name, text in texts():
        own = [e.attributes.get("src") or e.attributes.get("href", "") for e in elements(text) if e.tag in ("link", "script")]
        loaded = sum(static.get(address.rpartition("/")[2], 0) for address in own)
        assert len(gzip.compress(text.encode())) + loaded < 60_000, name
