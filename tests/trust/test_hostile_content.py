"""Thousands of hostile texts in every key and every place of Markdown: no page, file of data or table is anything but what it was."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from okrsite.prose import render
from tests.prose_vectors import SCRIPTS
from tests.trust import sinks
from tests.trust.building import build, write
from tests.trust.corpora import sample, scripts, writable
from tests.trust.danger import Vocabulary, dangers, elements, elements_by_html5lib, is_plain_address, vocabulary
from tests.trust.outputs import Files, faults, script_data
from tests.trust.structures import page_structures

HARMLESS = "A plain text 1"
SAMPLE = 8
# A sign of a formula at the beginning of a cell, past quotes and blanks, also where a semicolon ends one: such a text gets an apostrophe.
FORMULA_MAY_BEGIN = re.compile(r"""(^|;)[\s"']*[=+\-@＝＋－＠]""")
ALL = [pytest.param(part, marks=pytest.mark.slow, id=f"part {part}") for part in range(32)]
PARTS = [pytest.param(None, id="a sample"), *ALL]
# Every element and attribute that a text in Markdown may become, beside those of the pages themselves.
MARKDOWN = (
    "# a\n\n## b\n\n### c\n\n#### d\n\n*a* **b** ~~c~~ `d` [e](https://e.example/ \"t\") <https://e.example/>\n\n- a\n\n3. b\n\n"
    "> c\n\n---\n\n| a | b | c | d |\n|---|:--|--:|:-:|\n| e | f | g | h |\n\n```\ncode\n```\n\na  \nb\n"
)


# What it becomes in other cases: a picture of the site, and a link that leads nowhere.
PICTURE = '\n\n![a](b.png "c") [d](e)\n'


def texts_of(part: int | None) -> tuple[str, ...]:
    """A share of all texts that can be written, or a sample of them."""
    return sample(writable(), SAMPLE) if part is None else writable()[part :: len(ALL)]


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A site of harmless content with everything in it, Markdown too."""
    files = sinks.site([HARMLESS], str)
    files["content/u0/2026-q4/now.md"] += MARKDOWN
    return build(write(tmp_path_factory.mktemp("plain"), files))


@pytest.fixture(scope="session")
def known(plain: Files) -> Vocabulary:
    pages = [elements(content.decode()) for name, content in plain.items() if name.endswith(".html")]
    return frozenset().union(*map(vocabulary, pages))


@pytest.mark.parametrize("part", PARTS)
def test_a_site_of_hostile_texts_is_built_as_one_of_harmless_texts(
    part: int | None, tmp_path: Path, plain: Files, known: Vocabulary
) -> None:
    texts = texts_of(part)
    hostile = build(write(tmp_path / "hostile", sinks.site(texts, str)))
    twin = build(write(tmp_path / "twin", sinks.site(texts, sinks.harmless)))
    assert list(faults(hostile, known, plain)) == []
    assert list(differences(hostile, twin)) == []
    assert_texts_are_kept(hostile, texts)


def differences(hostile: Files, twin: Files) -> Iterator[str]:
    """The pages whose structure depends on the marks in their texts."""
    structures = dict(page_structures(hostile)), dict(page_structures(twin))
    assert structures[0].keys() == structures[1].keys()
    yield from (name for name in structures[0] if structures[0][name] != structures[1][name])


def assert_texts_are_kept(files: Files, texts: tuple[str, ...]) -> None:
    """Programs get every text as it was written, on one line, and tables get it without formulas."""
    lines = [unicodedata.normalize("NFC", " ".join(text.split())) for text in texts]
    published = json.loads(files["api/okrs.json"])
    titles = {o["ref"]: o["title"] for o in published["objectives"]}
    assert [titles[f"u{n}/2026-q4/now"] for n in range(len(texts))] == lines
    assert {p["name"] for p in published["people"]} >= set(lines)
    assert {row[0] for row in script_data(files["search/cycle-2026-q4.js"])["objectives"]} >= set(lines)
    rows = {row["objective"]: row for row in csv.DictReader(io.StringIO(files["api/objectives.csv"].decode(), newline=""))}
    for number, line in enumerate(lines):
        row = rows[f"u{number}/2026-q4/now"]
        assert row["objective_title"].replace("'", "") == line.replace("'", "")
        assert row["objective_title"] == line or FORMULA_MAY_BEGIN.search(line)
        assert row["current"] == "-2"


@pytest.mark.parametrize("part", PARTS)
def test_no_text_becomes_markup_wherever_it_stands_in_markdown(part: int | None) -> None:
    known = markdown_vocabulary()
    for text in texts_of(part):
        for place, written in sinks.PLACES.items():
            html = render(written.replace("{0}", text), resolve=resolve).html
            found = elements(f"<!doctype html><body>{html}")
            assert list(dangers(found, known)) == [], (place, text)
            assert all(attributes["id"].startswith("text-") for _, attributes in found if "id" in attributes), (place, text)
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0\ufdd1]", html), (place, text)


@cache
def markdown_vocabulary() -> Vocabulary:
    """What Markdown is made of, as harmless texts show it."""
    return vocabulary(elements(f"<!doctype html><body>{render(MARKDOWN + PICTURE, resolve=resolve).html}"))


def resolve(path: str) -> str | None:
    return f"../site/{len(path)}" if path.endswith((".md", ".png")) else None


@cache
def hostile_pages() -> tuple[str, ...]:
    texts = sample(scripts(), 200)
    return tuple(render("\n\n".join(p.replace("{0}", t) for p in sinks.PLACES.values()), resolve=resolve).html for t in texts)


def test_both_parsers_see_the_same(plain: Files) -> None:
    """The fast one is trusted only because it agrees with the reference: on unescaped payloads too."""
    pages = [content.decode() for name, content in plain.items() if name.endswith(".html")]
    known_to_both = (page.replace("<template", "<div").replace("</template", "</div") for page in pages)
    for page in (*known_to_both, *(f"<!doctype html><body>{html}" for html in hostile_pages())):
        assert elements(page) == elements_by_html5lib(page)


@pytest.mark.parametrize("html", ["<script>alert(1)</script>", "<p onclick=x>", "<p style=x>", "<a href=javascript:x>", "<a name=x>"])
def test_the_oracle_sees_danger(html: str, known: Vocabulary) -> None:
    assert list(dangers(elements(f"<!doctype html><body><p>a</p>{html}"), known))


@pytest.mark.parametrize("destination", [s for s in SCRIPTS if "\x00" not in s])
def test_the_oracle_decides_schemes_after_decoding(destination: str) -> None:
    """What okrsite refuses and a browser might follow is refused by the oracle by a rule of its own."""
    html = render(f"[x](<{destination}>)", resolve=lambda path: None).html
    assert all(is_plain_address(a["href"]) for _, a in elements(html) if "href" in a)
