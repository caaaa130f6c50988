"""Pages of the sample site as a browser reads them: every kind is there, they are well built, and every link of them leads somewhere."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from okrsite import urls
from okrsite.pages import KINDS, NotFoundPage, RedirectPage

from .theme_sites import elements, sample, words

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
HOST = "https://host.example/deep/"


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


def test_the_sample_has_a_page_of_every_kind() -> None:
    kinds = {type(page) for page, _ in sample().pages.values()}
    assert set(KINDS) - kinds <= {RedirectPage}


@pytest.mark.parametrize("name", one_of_each())
def test_a_page_is_well_formed(name: str) -> None:
    import html5lib

    parser = html5lib.HTMLParser()
    parser.parse(sample().pages[name][1])
    faults = [fault for fault in parser.errors if "duplicate" in str(fault) or fault[1] not in ("expected-doctype-but-got-start-tag",)]
    assert faults == []


def test_every_page_has_the_policy_first_and_a_title_and_a_language() -> None:
    for name, text in texts():
        found = list(elements(text))
        policies = [e.get("content") for tag, e in found if tag == "meta" and e.get("http-equiv") == "Content-Security-Policy"]
        assert policies == [POLICY], name
        assert text.index("Content-Security-Policy") < text.index("<link"), name
        html = next(e for tag, e in found if tag == "html")
        assert html.get("lang") == "en", name
        assert html.get("dir") == "ltr", name
        assert words(next(e for tag, e in found if tag == "title")), name


def test_headings_go_down_one_step_at_a_time_and_there_is_one_of_the_first() -> None:
    for name, text in texts():
        levels = [int(tag[1]) for tag, _ in elements(text) if re.fullmatch(r"h[1-6]", tag)]
        assert levels[:1] == [1], name
        assert levels.count(1) == 1, name
        for before, after in zip(levels, levels[1:], strict=False):
            assert after <= before + 1, (name, levels)


def test_every_heading_says_something() -> None:
    for name, text in texts():
        for tag, element in elements(text):
            if re.fullmatch(r"h[1-6]", tag):
                assert words(element), name


def test_landmarks() -> None:
    for name, text in texts(without=(RedirectPage,)):
        tags = [tag for tag, _ in elements(text)]
        assert tags.count("main") == 1, name
        assert "header" in tags, name
        assert "footer" in tags, name
        labels = [element.get("aria-label") or element.get("aria-labelledby") for tag, element in elements(text) if tag == "nav"]
        assert all(labels), name
        assert len(labels) == len(set(labels)), name


def test_ids_are_unique_and_labels_point_at_one() -> None:
    for name, text in texts():
        ids = [element.get("id") for _, element in elements(text) if element.get("id")]
        assert len(ids) == len(set(ids)), name
        for _, element in elements(text):
            for attribute in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
                assert set((element.get(attribute) or "").split()) <= set(ids), name


def test_links_have_words_and_stay_out_of_summaries() -> None:
    for name, text in texts():
        for tag, element in elements(text):
            if tag == "a":
                named = words(element) or element.get("aria-label") or any(image.get("alt") for image in element.iter())
                assert named, (name, element.get("href"))
            if tag == "summary":
                assert not [e for e in element.iter() if str(e.tag).endswith(("}a", "}button"))], name


def test_tables_have_a_name_and_their_headings_a_scope() -> None:
    for name, text in texts():
        for tag, element in elements(text):
            if tag == "th":
                assert element.get("scope") in ("row", "col", "rowgroup", "colgroup"), name


def test_pictures_have_alternatives() -> None:
    for name, text in texts():
        for tag, element in elements(text):
            if tag == "img":
                assert element.get("alt") is not None, name
            if tag == "svg" and not element.get("aria-hidden"):
                assert element.get("role") == "img" or element.get("x") is not None or element.get("viewBox"), name


def test_nothing_is_loaded_from_elsewhere() -> None:
    for name, text in texts():
        for tag, element in elements(text):
            source = element.get("src") or (element.get("href") if tag == "link" else None)
            if source and element.get("rel") != "canonical":
                assert not urlsplit(source).scheme, (name, source)
                assert not urlsplit(source).netloc, (name, source)


def test_no_page_has_styles_or_handlers_of_its_own() -> None:
    for name, text in texts():
        for tag, element in elements(text):
            assert tag != "style", name
            assert tag != "script" or (element.get("src") and not words(element)), name
            assert not [a for a in element.attrib if a == "style" or (isinstance(a, str) and a.startswith("on"))], name


def test_every_link_is_relative_and_leads_to_a_page_and_a_place_on_it() -> None:
    anchors = {name: {e.get("id") for _, e in elements(text) if e.get("id")} for name, text in texts()}
    for name, (page, text) in sample().pages.items():
        here = HOST + name.removesuffix("index.html")
        for tag, element in elements(text):
            href = element.get("href") if tag in ("a", "link") else element.get("src")
            if href is None or urlsplit(href).scheme in ("http", "https", "mailto", "tel"):
                continue
            if isinstance(page, NotFoundPage):
                assert href.startswith(("/", "#")), href
                continue
            assert not href.startswith("/"), (name, href)
            target, fragment = urldefrag(urljoin(here, href))
            assert target.startswith(HOST), (name, href)
            file = urls.output_file(unquote(target.removeprefix(HOST)))
            assert file in sample().files, (name, href)
            assert not fragment or unquote(fragment) in anchors[file], (name, href)


def test_every_page_is_linked_from_another() -> None:
    linked = set()
    for name, text in texts(without=(NotFoundPage,)):
        here = HOST + name.removesuffix("index.html")
        hrefs = (element.get("href") for tag, element in elements(text) if tag == "a" and element.get("href"))
        targets = (urldefrag(urljoin(here, href))[0] for href in hrefs)
        linked |= {urls.output_file(unquote(t.removeprefix(HOST))) for t in targets if t.startswith(HOST)}
    pages = {name for name, (page, _) in sample().pages.items() if not isinstance(page, (NotFoundPage, RedirectPage))}
    assert pages <= linked


def test_a_page_is_light() -> None:
    import gzip

    static = sum(len(gzip.compress(content)) for _, content in sample().renderer.static_files())
    for name, text in texts():
        assert len(gzip.compress(text.encode())) + static < 60_000, name
