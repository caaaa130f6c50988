"""Pages for frames in other sites, badges, and how a page says that it can be shown elsewhere."""

import re
from pathlib import Path
from xml.dom import minidom

import pytest

from okrsite.attachments import is_plain_drawing
from okrsite.link.addresses import address_faults
from okrsite.publish.badge import Badge, badge_svg
from okrsite.reading import load
from okrsite.site import site_files
from tests.embedding import COMPANY
from tests.sites import AS_OF, codes, objective, problems, write
from tests.test_embeds import HIDDEN
from tests.theme_sites import Element, elements, strictly

SELL = "embed/sales/2026-q4/sell/"


def site(folder: Path, files: dict[str, str], audience: str | None = None) -> dict[str, str]:
    """Every file of a site as text."""
    return {name: content.decode() for name, content in site_files(load(write(folder, files), AS_OF, audience), folder)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return site(tmp_path_factory.mktemp("company"), COMPANY)


def shares(page: str) -> Element:
    """What a page says of showing it elsewhere."""
    return next(e for e in elements(page) if "share" in e.attributes.get("class", "").split())


def test_each_unit_objective_and_kpi_has_a_page_for_frames_and_badges_are_beside_the_first_two(built: dict[str, str]) -> None:
    things = {"", "sales/", "sales/shop/", "2026-q4/known/", "sales/2026-q4/sell/", "sales/2026-q3/sell/", "sales/shop/2026-q4/open/"}
    pages = {name.removeprefix("embed/").removesuffix("index.html") for name in built if re.fullmatch("embed/.*index.html", name)}
    badges = {
        name.removeprefix("embed/").removesuffix("badge.svg") for name in built if name.endswith(".svg") and name.startswith("embed/")
    }
    assert pages == {*things, "sales/nps/"}
    assert badges == things


def test_a_page_for_frames_has_no_frame_of_its_own_no_script_and_links_that_lead_out(built: dict[str, str]) -> None:
    page = built[SELL + "index.html"]
    found, errors = strictly(page)
    assert errors == []
    assert not {"header", "nav", "footer", "script", "form"} & {tag for tag, _ in found}
    links = [attributes for tag, attributes in found if tag == "a"]
    assert links
    assert {(link["target"], link["rel"]) for link in links} == {("_blank", "noopener")}
    assert [attributes["href"] for tag, attributes in found if tag == "link"] == ["../../../../embed/okr-embed.css"]
    assert "embed/okr-embed.css" in built
    words = " ".join(e.words for e in elements(page) if e.tag == "main")
    for told in ("Sell more", "20%", "Off track", "Leads", "Ana López", "Open in the OKRs", "November 23, 2026"):
        assert told in words


def test_search_engines_and_the_search_pass_them_by(built: dict[str, str]) -> None:
    assert all('<meta name="robots" content="noindex">' in text for name, text in built.items() if re.fullmatch("embed/.*html", name))
    listed = [text for name, text in built.items() if name == "sitemap.xml" or name.startswith("search/") or name.startswith("feed/")]
    assert listed
    assert not [text for text in listed if "embed/" in text]


def test_a_page_says_how_it_is_shown_elsewhere_ready_to_copy(built: dict[str, str]) -> None:
    share = shares(built["sales/2026-q4/sell/index.html"])
    frame, badge = [e.words for e in share.below() if e.tag == "pre"]
    (iframe,) = elements(frame)
    assert (iframe.tag, iframe.attributes["src"]) == ("iframe", "https://okr.acme.example/" + SELL)
    assert iframe.attributes["title"] == "Sell more"
    assert badge == (
        "[![Sell more](https://okr.acme.example/embed/sales/2026-q4/sell/badge.svg)](https://okr.acme.example/sales/2026-q4/sell/)"
    )
    assert "sales/2026-q4/sell" in [e.words for e in share.below() if e.tag == "code"]
    for page, badges in (("index.html", 1), ("sales/index.html", 1), ("sales/nps/index.html", 0)):
        assert shares(built[page]).words.count("badge.svg") == badges


def test_without_an_address_of_the_site_there_is_no_code_but_the_pages_are_there(tmp_path: Path) -> None:
    files = site(tmp_path, {**COMPANY, "okrsite.yml": ""})
    share = shares(files["sales/index.html"])
    assert not [e for e in share.below() if e.tag == "pre"]
    assert [e.attributes["href"] for e in share.below() if e.tag == "a"] == ["../embed/sales/", "../embed/sales/badge.svg"]


def test_code_to_copy_holds_hostile_titles_as_text(tmp_path: Path) -> None:
    title = """'"><script>alert(1)</script> ](javascript:alert(1)) [x] `b` *c*'"""
    files = site(tmp_path, {**COMPANY, "content/sales/index.md": f"---\ntitle: {title}\n---\n"})
    frame, badge = [e.words for e in shares(files["sales/index.html"]).below() if e.tag == "pre"]
    assert [(e.tag, e.attributes["title"]) for e in elements(frame)] == [("iframe", title[1:-1])]
    import markdown

    (link, image) = (e for e in elements(markdown.markdown(badge)) if e.tag in ("a", "img"))
    assert link.attributes == {"href": "https://okr.acme.example/sales/"}
    assert (image.attributes["alt"], image.attributes["src"]) == (title[1:-1], "https://okr.acme.example/embed/sales/badge.svg")


def test_a_site_may_do_without_them(tmp_path: Path) -> None:
    files = site(tmp_path, {**COMPANY, "okrsite.yml": "site: {embeds: false}\n"})
    assert [name for name in files if name.startswith("embed/")] == ["embed/okr-embed.css"]
    assert "Show it elsewhere" not in files["sales/2026-q4/sell/index.html"]


def test_what_is_hidden_has_neither(built: dict[str, str], tmp_path: Path) -> None:
    hiding = site(tmp_path, {**COMPANY, **HIDDEN})
    assert {name: text for name, text in hiding.items() if name.startswith("embed/")} == {
        name: text for name, text in built.items() if name.startswith("embed/")
    }
    assert "embed/canary-unit/badge.svg" in site(tmp_path, {}, audience="board")


# -- badges --


def said(svg: str) -> tuple[str, list[str]]:
    """A badge's title, and the words that are drawn."""
    root = minidom.parseString(svg)
    (title,) = root.getElementsByTagName("title")
    return title.firstChild.data, [text.firstChild.data for text in root.getElementsByTagName("text")]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "title", "words"),
    [
        (SELL, "Sell more: 20% · Off track", ["Sell more", "20% · Off track"]),
        ("embed/sales/2026-q3/sell/", "Sell at all: 1.0 · Achieved", ["Sell at all", "1.0 · Achieved"]),
        ("embed/sales/", "Sales: 60% · Off track 1 · Achieved 1", ["Sales", "60% · 1 of 2 on track"]),
        ("embed/", "Acme: 40% · Off track 2 · Achieved 1", ["Acme", "40% · 1 of 3 on track"]),
    ],
)
def test_a_badge_says_the_name_the_progress_and_the_status(name: str, title: str, words: list[str], built: dict[str, str]) -> None:
    assert said(built[name + "badge.svg"]) == (title, words)


@pytest.mark.parametrize("label", ["<script>&\"'", "x" * 500, "مبيعات", "売上を伸ばす", "\ufffe\udc80\x0b"])
def test_a_badge_is_a_drawing_whatever_its_name(label: str) -> None:
    svg = badge_svg(Badge(label, "20%", "20%"))
    assert is_plain_drawing(svg)
    title, words = said(svg.decode())
    assert title.endswith(": 20%") and words[-1] == "20%"
    width = int(re.search(rb'width="(\d+)"', svg)[1])  # type: ignore[index]
    assert 30 < width < 400


def contrast(ground: str) -> float:
    channels = [int(ground[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_words_on_a_badge_can_be_read_on_any_page(built: dict[str, str]) -> None:
    badges = [text for name, text in built.items() if re.fullmatch("embed/.*svg", name)]
    grounds = {ground for text in badges for ground in re.findall(r'fill="(#\w{6})"', text)}
    assert len(grounds) >= 4
    assert min(contrast(ground) for ground in grounds) >= 4.5
    assert all('fill="#fff"' in text and "style" not in text for text in badges)


# -- addresses --


@pytest.mark.parametrize("name", ["badge.svg", "sales/badge.svg", "okr-embed.css"])
def test_a_unit_cannot_take_the_place_of_a_badge_or_of_the_style_sheet(name: str, tmp_path: Path) -> None:
    found = problems(tmp_path, {**COMPANY, f"content/{name}/index.md": "---\ntitle: Odd\n---\n"})
    assert {"reserved-address", "address-collision"} & set(codes(found))


def test_addresses_are_free_otherwise(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, {**COMPANY, "content/2026-q4/badge.md": objective("Badge", "rollup: aligned")}), AS_OF)
    things = (*loaded.organisation.units.values(), *loaded.organisation.objectives.values())
    assert list(address_faults(things, {}, loaded.config)) == []
