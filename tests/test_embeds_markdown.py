"""The Markdown extension: blocks wherever they stand, links of every kind, hostile texts, and hosts that tell where a page is."""

import logging
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import markdown
import pytest

from okrsite.diagnostics import Diagnostic
from okrsite.embeds import Embeds, Here
from okrsite.embeds.hosts import root_from
from okrsite.embeds.macros import define_env
from okrsite.embeds.markdown_extension import OkrExtension
from tests.embedding import COMPANY, converted, embeds_of
from tests.sites import objective, write
from tests.theme_sites import elements, strictly
from tests.trust.danger import dangers, structure, vocabulary
from tests.trust.danger import elements as seen

BLOCK = "```okr\nsales\nview: progress\n```"
SHOWN = 'class="okr-embed okr-pace"'


@pytest.fixture(scope="module")
def embeds(tmp_path_factory: pytest.TempPathFactory) -> Embeds:
    return embeds_of(tmp_path_factory.mktemp("company"))


def indented(text: str, by: str) -> str:
    return "".join(by + line for line in text.splitlines(keepends=True))


# -- blocks --


@pytest.mark.parametrize(
    "text",
    [
        BLOCK,
        f"Text\n{BLOCK}\nText",
        BLOCK.replace("`", "~"),
        BLOCK.replace("okr", " okr "),
        BLOCK.replace("okr", "{ .okr }"),
        BLOCK.replace("```", "`````"),
        BLOCK.replace("\n", "\r\n"),
        f"- item\n\n{indented(BLOCK, '    ')}\n\n- next",
        f"1. item\n{indented(BLOCK, '    ')}",
        f"- outer\n    - inner\n\n{indented(BLOCK, '        ')}",
        f"- {indented(BLOCK, '  ')[2:]}",
        f"{indented(BLOCK, '> ')}\n> text",
        f"> quote\n> > inner\n{indented(BLOCK, '> > ')}",
        f"> - item\n>\n{indented(BLOCK, '>     ')}",
    ],
)
def test_a_block_is_shown_wherever_it_stands(text: str, embeds: Embeds) -> None:
    html = converted(embeds, text)
    assert html.count(SHOWN) == 1
    assert "okr\n" not in html and "```" not in html
    assert strictly(f"<!doctype html><title>x</title>{html}")[1] == []


@pytest.mark.parametrize(
    "text",
    [
        f"````\n{BLOCK}\n````",
        f"~~~ text\n{BLOCK}\n~~~",
        f"> ````\n{indented(BLOCK, '> ')}\n> ````",
        f"Text\n\n{indented(BLOCK, '    ')}\n",
        f"> text\n>\n{indented(BLOCK, '>      ')}",
        BLOCK.replace("okr", "okra"),
        BLOCK.replace("okr", "yaml"),
        "`okr sales`",
        "```okr\nsales",
        "> ```okr\n> sales\n\n```",
    ],
)
def test_an_example_stays_an_example(text: str, embeds: Embeds) -> None:
    assert "okr-embed" not in converted(embeds, text)


def test_a_block_does_not_swallow_what_stands_around_it(embeds: Embeds) -> None:
    html = converted(
        embeds, f"# One\n\n{BLOCK}\n\n## Two\n\n```python\nx = 1\n```\n\n{BLOCK}\nthree\n\n> a\n{indented(BLOCK, '> ')}\n> b\n\nfour"
    )
    assert html.count(SHOWN) == 3
    for piece in ("<h1>One</h1>", "<h2>Two</h2>", "x = 1", "<p>three</p>", "<p>a</p>", "<p>b</p>", "<p>four</p>"):
        assert piece in html, piece


def test_a_block_in_a_tab_or_an_admonition_is_shown(embeds: Embeds) -> None:
    html = converted(embeds, f"!!! note\n    Text\n\n{indented(BLOCK, '    ')}\n", "admonition")
    assert SHOWN in html.partition('class="admonition note"')[2]


def test_what_is_wrong_has_its_line_and_the_page_goes_on(embeds: Embeds) -> None:
    told: list[Diagnostic] = []
    text = "# Page\n\n```okr\nsals\n```\n\n- x\n\n    ```okr\n    sales\n    view: kpi\n    ```\n\nSee [it](okr:nowhere).\n"
    html = converted(embeds, text, told=told)
    assert [(found.location.file, found.location.line, found.code) for found in told] == [
        ("page.md", 3, "unknown-reference"), ("page.md", 9, "unknown-value"), ("page.md", 14, "unknown-reference")
    ]  # fmt: skip
    assert html.count("okr-note") == 2
    assert '<span class="okr-missing">it<small> (not published)</small></span>' in html
    assert "sals" not in html and "nowhere" not in html


def test_front_matter_counts_for_lines_where_the_host_takes_it_off(embeds: Embeds) -> None:
    told: list[Diagnostic] = []
    text = "# Page\n\n```okr\nsals\n```\n"
    source = f"---\ntitle: x\n---\n{text}"
    extension = OkrExtension(embeds=embeds, here=lambda: Here("", "page.md", source), tell=told.append)
    markdown.markdown(text, extensions=[extension])
    assert [found.location.line for found in told] == [6]


# -- links --


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[us](okr:sales)", '<a href="../okrs/sales/">us</a>'),
        ("[*us*](okr:sales)", '<a href="../okrs/sales/"><em>us</em></a>'),
        ("[](okr:sales)", '<a href="../okrs/sales/">Sales</a>'),
        ("[us][s]\n\n[s]: okr:sales", '<a href="../okrs/sales/">us</a>'),
        ("[s]\n\n[s]: <okr:sales>", '<a href="../okrs/sales/">s</a>'),
        ('[us](okr:sales "Tip")', '<a href="../okrs/sales/" title="Tip">us</a>'),
        ("[k](okr:sales/2026-q4/sell#leads)", '<a href="../okrs/sales/2026-q4/sell/#kr-leads">k</a>'),
        ("[home](okr:/)", '<a href="../okrs/">home</a>'),
        ("[she](okr:people/ana)", '<a href="../okrs/people/ana/">she</a>'),
        ("| a |\n|---|\n| [us](okr:sales) |", '<td><a href="../okrs/sales/">us</a></td>'),
        ("[other](https://example.org/)", '<a href="https://example.org/">other</a>'),
        ("`[us](okr:sales)`", "<code>[us](okr:sales)</code>"),
    ],
)
def test_a_link_leads_to_the_okr_page(text: str, html: str, embeds: Embeds) -> None:
    assert html in converted(embeds, text)


def test_a_link_with_letters_of_any_script_may_be_percent_encoded(tmp_path: Path) -> None:
    embeds = embeds_of(tmp_path, {**COMPANY, "content/ventes-été/index.md": "---\ntitle: Été\n---\n"})
    for written in ("okr:ventes-été", "okr:ventes-%C3%A9t%C3%A9"):
        assert '<a href="../okrs/ventes-%C3%A9t%C3%A9/">Été</a>' in converted(embeds, f"[]({written})")


# -- hostile texts --

POISON = (
    '"><script>alert(1)</script>',
    "</div></span><img src=x onerror=alert(1)>",
    "**bold** _it_ `code` [x](javascript:alert(1))",
    "&lt;b&gt; & <b>",
    "{{ 7*7 }} {% raw %}",
    "$x^2$ :smile: @ana #12 https://evil.example www.evil.example",
)


def poisoned(text: str) -> dict[str, str]:
    quoted = "'" + text.replace("'", "''") + "'"
    return {
        **COMPANY,
        "content/people.yml": f"ana: {{name: {quoted}}}\n",
        "content/sales/index.md": f"---\ntitle: {quoted}\nlead: ana\n---\n",
        "content/sales/nps.md": objective(quoted, "type: kpi", f"unit: {quoted}", "good: at_least", "target: 5", "values: {2026-11-01: 4}"),
        "content/sales/2026-q4/sell.md": objective(
            quoted,
            "owner: ana",
            f"status: {{is: at_risk, reason: {quoted}}}",
            f"key_results: [{{id: a, title: {quoted}, target: 3, unit: {quoted}}}]",
        ),
    }


EVERYTHING = [
    *((reference, view) for reference in ("sales", "sales/2026-q4/sell#a") for view in ("progress", "status")),
    *(("sales", view) for view in ("card", "tree", "table")),
    *(("sales/2026-q4/sell", view) for view in ("card", "key-results", "progress", "status")),
    ("sales/nps", "kpi"),
]


@pytest.mark.parametrize("text", POISON)
def test_a_hostile_title_is_text_in_blocks_links_and_macros(text: str, tmp_path: Path) -> None:
    harmless = "".join(c if c.isalnum() else "x" for c in text)
    pages = {}
    for name, title in (("hostile", text), ("plain", harmless)):
        embeds = embeds_of(tmp_path / name, poisoned(title))
        blocks = "\n\n".join(f"```okr\n{reference}\nview: {view}\n```" for reference, view in EVERYTHING)
        links = "[](okr:sales) [](okr:sales/2026-q4/sell#a) [](okr:sales/nps) [](okr:people/ana)"
        calls = Calls(embeds)
        macros = "\n\n".join(f"A {calls.okr(reference, view=view)} line, {calls.okr_link(reference)}." for reference, view in EVERYTHING)
        pages[name] = converted(embeds, f"{blocks}\n\n{links}\n\n{macros}", "smarty", "attr_list", "md_in_html")
    assert list(dangers(seen(pages["hostile"]), vocabulary(seen(pages["plain"])))) == []
    assert structure(seen(pages["hostile"])) == structure(seen(pages["plain"]))


def test_a_hostile_reference_is_not_shown_at_all(embeds: Embeds) -> None:
    told: list[Diagnostic] = []
    text = "```okr\n<script>alert(1)</script>\nview: <b>\n```\n\n[x](okr:&lt;script&gt;)\n\n```okr\n" + "x" * 100_000 + "\n```\n"
    html = converted(embeds, text, told=told)
    assert "script" not in html
    assert html.count("okr-note") == 2 and "okr-missing" in html
    assert len(html) < 3000
    assert all(len(found.message) < 400 for found in told)


def test_a_page_of_many_fences_takes_no_long_time(embeds: Embeds) -> None:
    text = "```okr\nsales\nview: status\n```\n\n" * 300 + "- ```\n" * 2000 + "> " * 500 + "```okr\n"
    assert converted(embeds, text).count("okr-line") == 300


# -- by itself --


def project(folder: Path) -> Path:
    return write(folder, COMPANY)


def by_itself(folder: Path, text: str, **options: object) -> str:
    return markdown.markdown(text, extensions=[OkrExtension(project=str(folder), as_of="2026-11-23", **options)])


def test_it_reads_a_project_by_itself_and_brings_the_style_sheet_once(tmp_path: Path) -> None:
    html = by_itself(project(tmp_path), f"{BLOCK}\n\n{BLOCK}\n\n[us](okr:sales)", base="https://okr.example/")
    assert html.count('<link rel="stylesheet" href="https://okr.example/embed/okr-embed.css">') == 1
    assert '<a href="https://okr.example/sales/">us</a>' in html
    assert "stylesheet" not in by_itself(tmp_path, BLOCK, stylesheet=False)
    assert "https://okr.acme.example/sales/" in by_itself(tmp_path, BLOCK)  # where okrsite.yml says that the OKRs are


def test_it_reads_again_what_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("okrsite.embeds.projects._LOOK_AGAIN", 0)
    assert "Sales" in by_itself(project(tmp_path), BLOCK)
    write(tmp_path, {"content/sales/index.md": "---\ntitle: Selling\n---\n"})
    assert "Selling" in by_itself(tmp_path, BLOCK)


def test_a_project_that_cannot_be_read_leaves_a_note_and_says_why_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(project(tmp_path), {"content/sales/2026-q4/bad.md": objective("Bad", "owner: ana", "colour: red")})
    with caplog.at_level(logging.WARNING, "mkdocs"):
        pages = [by_itself(tmp_path, f"{BLOCK}\n\n[us](okr:sales)") for _ in range(2)]
    assert all("okr-note" in page and '<span class="okr-missing">us</span>' in page for page in pages)
    assert sum("`colour`" in record.getMessage() for record in caplog.records) == 1
    assert any("content/sales/2026-q4/bad.md:4:1" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("options", [{"project": "nowhere"}, {"audience": "nobody"}, {"as_of": "someday"}])
def test_a_project_an_audience_or_a_day_that_there_is_not_is_told(
    options: dict[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    project(tmp_path)
    given = {**options, "project": str(tmp_path / options.get("project", ""))}
    with caplog.at_level(logging.WARNING, "mkdocs"):
        html = markdown.markdown(BLOCK, extensions=[OkrExtension(**given)])
    assert "okr-note" in html
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_what_is_wrong_is_logged_where_a_strict_build_counts(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "mkdocs"):
        by_itself(project(tmp_path), "text\n\n```okr\nsals\n```")
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("mkdocs.okrsite", "WARNING")
    assert record.getMessage().startswith("line 3: There is nothing published that is called `sals`. Did you mean `sales`?")


def test_it_works_in_a_terminal(tmp_path: Path) -> None:
    project(tmp_path / "okrs")
    (tmp_path / "page.md").write_text(f"# Page\n\n{BLOCK}\n", encoding="utf-8")
    (tmp_path / "options.yml").write_text("okrsite: {project: okrs, base: /okrs/, as_of: '2026-11-23'}\n", encoding="utf-8")
    command = [sys.executable, "-m", "markdown", "-x", "okrsite", "-c", "options.yml", "page.md"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env=os.environ | {"PYTHONUTF8": "1"})
    assert SHOWN in run.stdout
    assert 'href="/okrs/sales/2026-q4/"' in run.stdout


@pytest.mark.parametrize(
    ("page", "base", "root"),
    [
        ("", "", "./"), ("", "okrs", "./okrs/"), ("guide/a/", "okrs/", "../../okrs/"), ("guide/a.html", "./okrs", "../okrs/"),
        ("./", "okrs", "./okrs/"), ("/guide/a/", "okrs", "../../okrs/"), ("a/b/", "/okrs", "/okrs/"), ("a/", "https://x.example", "https://x.example/"),
        ("a/", "../okrs", "../../okrs/"),
    ],
)  # fmt: skip
def test_a_page_reaches_the_okr_pages_from_where_it_is(page: str, base: str, root: str) -> None:
    assert root_from(page, base) == root


# -- macros --


class Calls:
    """What mkdocs-macros does with a module of macros, for one page."""

    def __init__(self, embeds: Embeds) -> None:
        self.macros: dict[str, object] = {}
        self.page = SimpleNamespace(url="guide/a/")
        plugin = SimpleNamespace(embeds=embeds, here=lambda: Here("../okrs/", "guide/a.md"))
        self.conf = {"plugins": {"search": SimpleNamespace(), "okrsite": plugin}}
        define_env(self)

    def macro(self, function: object, name: str) -> None:
        self.macros[name] = function

    def okr(self, *arguments: str, **options: object) -> str:
        return self.macros["okr"](*arguments, **options)  # type: ignore[operator,no-any-return]

    def okr_link(self, *arguments: str) -> str:
        return self.macros["okr_link"](*arguments)  # type: ignore[operator,no-any-return]


def test_a_macro_shows_what_a_block_shows(embeds: Embeds) -> None:
    calls = Calls(embeds)
    for reference, view in (("sales", "tree"), ("sales/2026-q4/sell", "card"), ("sell", "key-results")):
        by_block = converted(embeds, f"```okr\n{reference}\nview: {view}\n```")
        by_macro = converted(embeds, calls.okr(reference, view=view))
        assert seen(by_macro) == seen(by_block)
        assert elements(by_macro)[0].words == elements(by_block)[0].words


def test_a_status_stands_in_a_sentence_and_a_link_has_its_words(embeds: Embeds) -> None:
    calls = Calls(embeds)
    html = converted(
        embeds, f"We are {calls.okr('sell', view='status')}, *see* {calls.okr_link('sales', 'the *team*')} and {calls.okr_link('nps')}."
    )
    assert html.count("<p>") == 1
    assert "<em>see</em>" in html
    assert [e.words for e in elements(html) if e.tag == "a"] == ["Sell more", "the *team*", "Would recommend us"]


def test_a_macro_that_means_nothing_leaves_a_note_and_is_logged(embeds: Embeds, caplog: pytest.LogCaptureFixture) -> None:
    calls = Calls(embeds)
    with caplog.at_level(logging.WARNING, "mkdocs"):
        notes = calls.okr("sals"), calls.okr("sales", colour="red"), calls.okr()
        link = calls.okr_link("sals", "they")
    assert all("okr-note" in note for note in notes)
    assert link == "they &#40;not published&#41;"
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == ["guide/a.md"] * 4
