"""Markdown becomes HTML that is safe, links that are checked, and never a long wait (DESIGN, trust-and-reading X1 to X8)."""

import re
import threading
from urllib.parse import quote

import html5lib
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown.treeprocessors import UnescapeTreeprocessor

from okrsite.prose import BrokenLink, Heading, Rendered, converter, no_links, render
from tests.prose_vectors import MARKUP, PATHOLOGICAL, PLACES, SCRIPTS

ALLOWED = "p h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong del a img hr br table thead tbody tr th td div span"
ELEMENTS = set(ALLOWED.split())
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
    "div": {"class", "tabindex"},
    "pre": {"tabindex"},
    "th": {"class", "scope"},
    "td": {"class"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
DESTINATION = re.compile(r"(https?://[^/]|mailto:.|tel:.|\.\./site/|#(text|kr)-)")


def resolve(path: str) -> str | None:
    """Every path that ends in .md or .png is a page or a file of the site, whatever is in front."""
    return "../site/" + quote(path) if path.endswith((".md", ".png")) else None


def html_of(body: str, **options: object) -> str:
    return render(body, resolve=resolve, **options).html  # type: ignore[arg-type]


def assert_harmless(html: str) -> None:
    """What a browser would make of it holds nothing but what is on the list, and leads nowhere that may not be led to."""
    fragment = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for element in fragment.iter():
        if element is fragment:
            continue
        assert element.tag in ELEMENTS, html
        assert set(element.attrib) <= ATTRIBUTES.get(element.tag, set()), html
        for name in ("href", "src"):
            if name in element.attrib:
                assert DESTINATION.match(element.attrib[name]), html
                assert not re.search(r"[\x00-\x20\x7f]", element.attrib[name]), html
        assert element.attrib.get("id", "text-").startswith("text-"), html
        assert element.tag != "img" or element.attrib["src"].startswith("../site/"), html
    assert "\ufdd0" not in html
    assert "\x02" not in html


@pytest.mark.parametrize("place", PLACES)
def test_nothing_dangerous_gets_through(place: str) -> None:
    for vector in (*SCRIPTS, *MARKUP):
        assert_harmless(html_of(place.replace("{0}", vector)))


@pytest.mark.parametrize("destination", SCRIPTS)
def test_a_refused_destination_is_reported_and_leads_nowhere(destination: str) -> None:
    rendered = render(f"\n[text](<{destination}>)" if "\n" not in destination else "\n[text](javascript:x)", resolve=lambda path: None)
    assert "href" not in rendered.html
    assert "text" in rendered.html
    assert [link.line for link in rendered.broken_links] in ([1], []), "a link that is no link at all is not broken either"


@given(
    st.lists(st.sampled_from([*SCRIPTS, *MARKUP, *"[]()<>!`*_~|#-:\n ", "](", "\n\n", "[r]: ", "    ", "https://a", "```"]), max_size=12)
)
def test_no_mixture_of_vectors_gets_through(parts: list[str]) -> None:
    assert_harmless(html_of("".join(parts)))


@given(st.text(max_size=200))
def test_any_text_is_rendered(body: str) -> None:
    assert_harmless(html_of(body))


def test_html_is_shown_as_it_is_written() -> None:
    assert html_of("a <b>bold</b> &amp; <br>") == "<p>a &lt;b&gt;bold&lt;/b&gt; &amp; &lt;br&gt;</p>"


def test_templates_in_a_text_stay_literal() -> None:
    assert html_of("{{ 7*7 }}") == "<p>{{ 7*7 }}</p>"


def test_comments_are_left_out() -> None:
    body = "a <!-- not\nfor you --> b\n\n<!--\n\nnor this\n\n-->\n\n`<!-- code -->`"
    assert html_of(body) == "<p>a  b</p>\n<p><code>&lt;!-- code --&gt;</code></p>"


class TestLinks:
    def test_to_the_web_tell_nobody_where_they_come_from(self) -> None:
        expected = '<p><a href="https://acme.example/?a=1&amp;b=2" rel="noopener noreferrer" title="t">x</a></p>'
        assert html_of('[x](https://acme.example/?a=1&b=2 "t")') == expected

    def test_mail_and_telephone(self) -> None:
        assert html_of("<ana@acme.example>") == '<p><a href="mailto:ana@acme.example">ana@acme.example</a></p>'
        assert html_of("[call](tel:+3212345)") == '<p><a href="tel:+3212345">call</a></p>'

    def test_addresses_in_the_text_become_links_without_the_punctuation_after_them(self) -> None:
        html = html_of("See https://acme.example/a_(b), or (https://acme.example/c).")
        assert re.findall('href="([^"]*)"', html) == ["https://acme.example/a_(b)", "https://acme.example/c"]
        assert html.endswith("</a>).</p>")

    def test_to_other_documents_are_resolved_from_decoded_paths(self) -> None:
        seen: list[str] = []
        render("[a](x/b%20c.md#d) [b](<e f.md>) [c](../g.md) ![h](i%20j.png)", resolve=lambda path: seen.append(path))
        assert seen == ["x/b c.md", "e f.md", "../g.md", "i j.png"]

    def test_fragments_mean_headings_and_key_results(self) -> None:
        html = html_of("[a](b.md#How%20to) [c](d.md#kr-visitors) [e](#top) [f](#kr-x)\n\n# Top")
        assert re.findall('href="([^"]*)"', html) == ["../site/b.md#text-how-to", "../site/d.md#kr-visitors", "#text-top", "#kr-x"]

    def test_broken_ones_keep_their_text_and_know_their_line(self) -> None:
        rendered = render("a\n[b](c.md)\n\n![d](e.png)\n[f][g] [h](#nothing)\n\n[g]: i.md", resolve=no_links)
        assert rendered.html == "<p>a\n<span>b</span></p>\n<p><span>d</span>\n<span>f</span> <span>h</span></p>"
        assert rendered.broken_links == (
            BrokenLink("c.md", 1),
            BrokenLink("e.png", 3),
            BrokenLink("#nothing", 4),
            BrokenLink("i.md", 6),
        )

    def test_in_code_are_text(self) -> None:
        rendered = render("`[a](b.md)`\n\n    [c](d.md)\n\n```\n[e]: f.md\n```", resolve=no_links)
        assert rendered.broken_links == ()
        assert "[a](b.md)" in rendered.html
        assert "[e]: f.md" in rendered.html

    def test_remote_images_become_links_to_them(self) -> None:
        expected = '<p><a href="https://evil.example/x.png" rel="noopener noreferrer">Alt</a></p>'
        assert html_of("![Alt](https://evil.example/x.png)") == expected
        assert html_of("[![Alt](https://evil.example/x.png)](a.md)") == '<p><a href="../site/a.md"><span>Alt</span></a></p>'

    def test_images_of_the_site_are_shown(self) -> None:
        assert html_of('![Alt](a.png "t")') == '<p><img alt="Alt" loading="lazy" src="../site/a.png" title="t"></p>'


class TestHeadings:
    def test_stand_below_the_title_of_the_page_without_gaps(self) -> None:
        rendered = render("## A\n#### B\n### C\n# D\n###### E", resolve=no_links)
        assert [(h.level, h.text) for h in rendered.headings] == [(2, "A"), (3, "B"), (3, "C"), (2, "D"), (3, "E")]

    def test_may_start_lower(self) -> None:
        assert html_of("# A\n## B", top=4) == '<h4 id="text-a">A</h4>\n<h5 id="text-b">B</h5>'
        assert html_of("# A\n## B\n### C", top=5).endswith('<h6 id="text-c">C</h6>')

    def test_have_ids_that_nothing_else_has(self) -> None:
        rendered = render("# A\n# A 2\n# A\n# ?!\n# Élan & *vital*", resolve=no_links, prefix="note-1-")
        assert [h.id for h in rendered.headings] == ["note-1-a", "note-1-a-2", "note-1-a-3", "note-1-section", "note-1-élan-vital"]

    def test_text_is_plain(self) -> None:
        rendered = render("# A &amp; `b` [c](https://d.example) &copy;", resolve=no_links)
        assert rendered.headings == (Heading(2, "text-a-b-c", "A & b c ©"),)


class TestDialect:
    def test_fenced_code_keeps_every_character(self) -> None:
        assert html_of("```python\nif a < b:\n\n    [x](y)\n```") == ('<pre tabindex="0"><code>if a &lt; b:\n\n    [x](y)\n</code></pre>')

    def test_fenced_code_in_lists_and_quotes(self) -> None:
        assert html_of("- a\n  ```\n  b\n   c\n  ```\n- d").count("<li>") == 2
        assert "<code>b\n c\n</code>" in html_of("- a\n  ```\n  b\n   c\n  ```\n- d")
        assert "<blockquote>\n<pre" in html_of("> ~~~\n> b\n> ~~~\n\nc")

    def test_an_unclosed_fence_holds_the_rest(self) -> None:
        assert html_of("```\na\n\n# b") == '<pre tabindex="0"><code>a\n\n# b\n</code></pre>'

    @pytest.mark.parametrize("step", ["  ", "    "])
    def test_lists_nest_by_two_or_four_spaces(self, step: str) -> None:
        html = html_of(f"- a\n{step}- b\n{step * 2}- c\n- d")
        assert re.sub(r"\s", "", html) == "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d</li></ul>"

    def test_a_list_may_follow_a_paragraph(self) -> None:
        assert re.sub(r"\s", "", html_of("a:\n- b\n- c")) == "<p>a:</p><ul><li>b</li><li>c</li></ul>"
        assert html_of("in\n2026. It was") == "<p>in\n2026. It was</p>"

    def test_numbers_of_lists_are_kept(self) -> None:
        assert html_of("3) a\n4) b").startswith('<ol start="3">')

    def test_tasks(self) -> None:
        assert re.findall("<li>(.*)</li>", html_of("- [ ] a\n- [x] b\n- [y] c")) == ["☐ a", "☑ b", "[y] c"]

    def test_tables_scroll_and_are_aligned_by_class(self) -> None:
        html = html_of("| a | b |\n|:-:|--:|\n| `x|y` | 1 |")
        assert html.startswith('<div class="wide" tabindex="0"><table>')
        assert '<th class="align-center" scope="col">a</th>' in html
        assert '<td class="align-center"><code>x|y</code></td>\n<td class="align-right">1</td>' in html

    def test_deletions(self) -> None:
        assert html_of("~~a~~ b~c") == "<p><del>a</del> b~c</p>"

    def test_line_endings_do_not_matter(self) -> None:
        assert html_of("# a\r\n\r\n- b\r\n- c") == html_of("# a\n\n- b\n- c")

    def test_an_empty_text(self) -> None:
        assert render(" \n", resolve=no_links) == Rendered("")


class TestBounds:
    """By structure, not by a clock: what is refused is refused everywhere (X6)."""

    @pytest.mark.parametrize("name", PATHOLOGICAL)
    def test_pathological_texts_end(self, name: str) -> None:
        rendered = render(PATHOLOGICAL[name], resolve=resolve)
        if rendered.too_complex:
            assert rendered.html == ""
        else:
            assert len(rendered.html) < 2_000_000

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ("> " * 25 + "a", "lists and quotes stand more than 24 deep inside one another"),
            ("[" * 13 + "a" + "]" * 13, "brackets stand more than 12 deep inside one another"),
            ("a\n\n" * 8_001, "it has more than 8000 paragraphs"),
            ("[a] " * 5_001, "it has more than 5000 opening brackets"),
            ("[a" * 1_500, "too many brackets or links are opened and not closed"),
            ("[a](" * 1_500, "too many brackets or links are opened and not closed"),
            ("[\\]`]`" * 600, "too many brackets or links are opened and not closed"),
            ("\\```\n" * 1_000 + "a\n" * 5_000, "too many backticks are opened and not closed"),
            ("# a\n" * 5_000, "too many headings, rules or definitions follow one another without a blank line"),
            ("*a* " * 15_000, "too many marks such as * and \\ stand in one paragraph"),
            ("a|b\n-|-\n" + "|" * 1_000, "one line has too many columns"),
            ("a|b\n-|-\n" + "c|d\n" * 5_000, "its tables have more than 10000 cells"),
            ("[a]: " + "b" * 2_001, "the definition of a link is longer than 2000 characters"),
        ],
    )
    def test_each_limit_says_what_it_is(self, body: str, reason: str) -> None:
        assert render(body, resolve=resolve) == Rendered("", too_complex=reason)

    def test_what_people_write_is_far_below(self) -> None:
        paragraph = "Some [text](a.md) with *emphasis*, `code` and half-open [0, 1) intervals.\n"
        table = "| a | b | c |\n|---|---|---|\n" + "| [x](a.md) | `y` | **z** |\n" * 300
        nested = "".join("  " * depth + "- a\n" for depth in range(12))
        code = "```\n" + "[(" * 4_000 + "\n```\n"
        body = "\n".join(["# Title\n", paragraph * 40, table, nested, code, "---\n\n" * 50])
        rendered = render(body, resolve=resolve)
        assert rendered.too_complex is None
        assert rendered.html.count("<tr>") == 301

    def test_a_refused_text_leaves_no_trace_in_the_next(self) -> None:
        before = render("# a\n\n[b]\n\n```\nc\n```", resolve=resolve)
        render("```\nx\n```\n\n[b]: y.md\n\n" + "> " * 100 + "a", resolve=resolve)
        assert render("# a\n\n[b]\n\n```\nc\n```", resolve=resolve) == before


# ---- short cuts ----

PIECES = [
    *("[", "](", "](a.md)", "![", "](a.png)", "[a]: b.md 'c'\n", "[a]", "]:", "*", "**", "_", "~~", "`", "``", "\\", "\\*", "&", "&amp;"),
    *("<", "<!--", "-->", "https://a.example/b", "://", "<ana@a.example>", "<https://a.example>", "> ", "- ", "1. ", "# ", "#", "|"),
    *("| a | b |\n|---|---|\n", "\n", "\n\n", "  \n", "\\\n", "    ", "---\n", "===\n", "```\n", "\x02", "zwei Wörter", "!", "[x] "),
]


@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.text(max_size=200)))
@example("a  \nb")
@example("> - [a]\n>\n> | a | b |\n> |---|---|\n\n[a]: b.md\n\n![c][a] \\* <ana@a.example> &amp; `d`")
def test_what_a_text_does_not_need_is_left_out_without_a_trace(body: str) -> None:
    quick = render(body, resolve=resolve)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(converter, "_local", threading.local())  # else the converter that was made before is used
        patched.setattr(converter, "_MARKS_OF_PATTERNS", {})
        patched.setattr(converter, "_MARKS_OF_PROCESSORS", {})
        patched.setattr(converter, "_is_plain", lambda text: False)
        patched.setattr(converter, "_Unescape", lambda converter, md: UnescapeTreeprocessor(md))
        assert render(body, resolve=resolve) == quick
