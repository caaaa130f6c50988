"""Plain Markdown pages: built by real generators with their strictest checks, with texts that stay texts and links that hold."""

import logging
import re
import shutil
import subprocess
from pathlib import Path

import cmarkgfm
import html5lib
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from okrsite.yaml_text import scalar
from tests.exporters.exporting import export
from tests.sites import objective, with_company, write

SAMPLE = Path(__file__).parent.parent.parent
KEY_RESULT = "key_results: [{id: k, title: K, target: 10, current: 4}]"
HOSTILE = (
    "1. Foo", "- list", "# head #", "**bold** _it_ `code` a_b_c", "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "&lt;b&gt; &amp; R&D", "a|b", "[a](javascript:alert(1))", "{: .x} {{ 7*7 }} {% x %} {{< x >}}", ":smile:", "https://example.com/x",
    "a@b.example", "~~x~~ ==m== ^^i^^ $x$", "\\* back\\", "> quote", "+ plus", "é 日本", "***", "---", "```", "![i](x.png)", "[^1]",
    "[TOC]", "<!-- c -->", "1) x", "!!! note", "=== tab", "<https://e.example>",
)  # fmt: skip
STRICT = {
    "nav": {"omitted_files": "warn", "not_found": "warn", "absolute_links": "warn"},
    "links": {"not_found": "warn", "anchors": "warn", "absolute_links": "warn", "unrecognized_links": "warn"},
}


def mkdocs(pages: Path, folder: Path) -> Path:
    """The pages built by MkDocs; a warning is an error."""
    (folder / "mkdocs.yml").write_text(f"site_name: Handbook\ndocs_dir: {pages}\n")
    config = load_config(str(folder / "mkdocs.yml"), site_dir=str(folder / "html"), strict=True, validation=STRICT)
    seen: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: seen.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("mkdocs").addHandler(handler)
    try:
        build(config)
    finally:
        logging.getLogger("mkdocs").removeHandler(handler)
    assert seen == []
    return folder / "html"


def hostile_company() -> dict[str, str]:
    """A company in which every text of every kind is hostile, one for each objective, unit and KPI."""
    files = with_company({"okrsite.yml": "checks: {too-many-objectives: off}\n"})
    for index, text in enumerate(HOSTILE):
        q = scalar(text)
        files[f"content/2026-q4/o{index}.md"] = objective(
            q, f"owner: {q}", f"why: {q}", f"tags: [{q}]", f"initiatives: [{{title: {q}}}]",
            f"key_results: [{{id: k, title: {q}, target: 3, unit: {q}, current: 1}}]",
            f"checkins: [{{date: 2026-11-02, by: {q}, note: {q}, win: {q}}}]",
        )  # fmt: skip
        files[f"content/u{index}/index.md"] = f"---\ntitle: {q}\nmission: {q}\n---\n"
        files[f"content/k{index}.md"] = objective(q, "type: kpi", f"unit: {q}", "values: {2026-11-01: 3}")
    return files


def test_mkdocs_builds_the_sample_company_without_a_warning(tmp_path: Path) -> None:
    export(SAMPLE, "markdown", tmp_path)
    built = mkdocs(tmp_path / "markdown", tmp_path)
    page = (built / "2026-q4/ready-for-february/index.html").read_text()
    assert 'href="../../engineering/2026-q4/mendable-packs/"' in page and '<a id="kr-papers">' in page and "43%" in page
    assert 'class="language-mermaid"' in (built / "map/index.html").read_text()


def test_every_text_stays_text_in_mkdocs(tmp_path: Path) -> None:
    export(write(tmp_path / "project", hostile_company()), "markdown", tmp_path)
    built = mkdocs(tmp_path / "markdown", tmp_path)
    for index, text in enumerate(HOSTILE):
        page = html5lib.parse((built / f"2026-q4/o{index}/index.html").read_text(), namespaceHTMLElements=False)
        assert "".join(page.find(".//h1").itertext()) == text
        (main,) = (element for element in page.iter() if element.get("role") == "main")
        assert "".join(main.itertext()).count(text) >= 9
        assert not {element.tag for element in main.iter()} & {"script", "img", "em", "code", "del", "ol", "blockquote", "hr", "pre"}
        assert not [element for element in page.iter("script") if "alert" in (element.text or "")]
        assert not list(page.iter("img"))


def test_every_text_stays_text_in_commonmark(tmp_path: Path) -> None:
    files = export(write(tmp_path / "project", hostile_company()), "markdown", tmp_path)
    for index, text in enumerate(HOSTILE):
        source = files[f"2026-q4/o{index}.md"].decode().partition("\n---\n")[2]
        page = html5lib.parseFragment(
            cmarkgfm.github_flavored_markdown_to_html(source, cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE), namespaceHTMLElements=False
        )
        assert "".join(page.find(".//h1").itertext()) == text
        assert "".join(page.itertext()).count(text) >= 9
        assert not {element.tag for element in page.iter()} & {"script", "img", "em", "code", "del", "ol", "blockquote", "hr", "pre"}
        addresses = [address for element in page.iter("a") if (address := element.get("href"))]
        assert len(addresses) > 3 and all(re.match(r"\.\./|index\.md|https://e\.?x|mailto:a@b", address) for address in addresses)


LINKED = with_company({
    "content/people.yml": "ana: {name: Ana}\n",
    "content/2026-q4/one.md": objective("One", "id: first", "why: It pays.", "owner: ana", KEY_RESULT)
    + "[unit](../sales), [key result](../sales/straight#kr-k), ![picture](../plan.png), [web](https://x.example/), [top](#top)\n\n# Top\n",
    "content/sales/index.md": "---\ntitle: Sales\nlead: ana\n---\n[one](../2026-q4/one.md), [file](numbers.csv)\n",
    "content/sales/straight.md": objective("Straight", "cycle: 2026-q4", "why: It pays.", "aligns_to: 2026-q4/first#k", KEY_RESULT)
    + "[home](/), [page](../words.md#more), [file](numbers.csv)\n",
    "content/words.md": objective("Words", "type: page") + "## More\n\n[objective](sales/straight.md)\n",
    "content/sales/numbers.csv": "a,b\n",
    "content/plan.png": "not really a picture",
    "content/unlinked.png": "nobody links to this",
})  # fmt: skip


def test_links_lead_to_files_and_what_is_linked_comes_along(tmp_path: Path) -> None:
    files = export(write(tmp_path / "project", LINKED), "markdown", tmp_path)
    first = "[unit](../sales/index.md), [key result](../sales/2026-q4/straight.md#kr-k), ![picture](../plan.png)"
    assert first in files["2026-q4/first.md"].decode()
    straight = files["sales/2026-q4/straight.md"].decode()
    assert "[home](../../index.md), [page](../../words.md#more), [file](../numbers.csv)" in straight
    assert "[One: K](../../2026-q4/first.md#kr-k)" in straight
    assert files["sales/numbers.csv"] == b"a,b\n" and "unlinked.png" not in files
    mkdocs(tmp_path / "markdown", tmp_path)


def test_the_words_are_those_of_the_site(tmp_path: Path) -> None:
    french = {**LINKED, "okrsite.yml": "site: {language: fr}\nterms: {objective: cap}\n"}
    page = export(write(tmp_path / "project", french), "markdown", tmp_path)["index.md"].decode()
    assert "| Cap |" in page and "40 %" in page.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.slow
def test_hugo_builds_it(tmp_path: Path) -> None:
    hugo = shutil.which("hugo")
    if hugo is None:
        pytest.skip("no Hugo was found")
    export(SAMPLE, "markdown", tmp_path)
    config = 'baseURL = "https://x.example/"\ntitle = "T"\ndisableKinds = ["RSS", "sitemap"]\n'
    layout = "<title>{{ .Title }}</title>{{ .Content }}"
    write(tmp_path, {"hugo.toml": config, "layouts/_default/single.html": layout, "layouts/_default/list.html": layout})
    (tmp_path / "markdown").rename(tmp_path / "content")
    for page in (tmp_path / "content").rglob("index.md"):
        page.rename(page.with_name("_index.md"))
    subprocess.run([hugo, "--panicOnWarning"], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    page = (tmp_path / "public/2026-q4/ready-for-february/index.html").read_text()
    assert "<title>Meet the 2027 battery rules two months early</title>" in page and "<td>48%</td>" in page
