"""DOT, Mermaid and badges: what supports what, drawn by the real programs, and titles that stay texts in each."""

import json
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from okrsite.exporters.alignment import Cluster, Graph, Line, Node
from okrsite.exporters.dot import dot_export
from okrsite.exporters.mermaid import mermaid_export
from okrsite.model import Status
from tests.browser.conftest import found_browser
from tests.exporters.exporting import export
from tests.sites import objective, with_company, write

KEY_RESULT = "key_results: [{id: k, title: K, target: 10, current: 4}]"
PROJECT = with_company({
    "okrsite.yml": "site: {title: Acme, url: https://okr.acme.example/}\n",
    "content/2026/year.md": objective("The year", "why: It pays.", "key_results: [{id: k, title: K, type: aligned}]"),
    "content/2025/past.md": objective("Long ago", "why: It paid.", KEY_RESULT),
    "content/2026-q4/known.md": objective("Known", "why: It pays.", "aligns_to: '2026/year#k'", KEY_RESULT),
    "content/sales/index.md": "---\ntitle: Sales\n---\n",
    "content/sales/team/index.md": "---\ntitle: Team\n---\n",
    "content/sales/2026-q4/sell.md": objective("Sell", "why: It pays.", "aligns_to: [known, {to: year, contributes: false}]", KEY_RESULT),
    "content/sales/team/2026-q4/call.md": objective("Call", "why: It pays.", "aligns_to: sell", KEY_RESULT),
})  # fmt: skip
HOSTILE = (
    "1. Foo", "- list", "# head", "**bold** _it_ `code`", '"quoted" \\" back\\', "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "end", "%% comment", "click o1 call alert()", "a;b", "]; o9[x]", "&lt;b&gt; &amp;", "#35; #quot;", "https://example.com/x", "$$x^2$$",
    "fa:fa-car icon", "a|b", "été 日本語 😀", "[a](javascript:alert(1))", "%%{init: {}}%%", "> quote", "www.example.com", "\\N \\G \\l",
    "graph", 'x", URL="javascript:alert(1)', "a -> b", "\u202eturned",
)  # fmt: skip
GOING = "40% · On track"


def graph_of(titles: tuple[str, ...]) -> Graph:
    nodes = tuple(Node(f"2026-q4/o{index}", title, GOING, Status.ON_TRACK, None) for index, title in enumerate(titles))
    lines = (Line("2026-q4/o1", "2026-q4/o0", True), Line("2026-q4/o2", "2026-q4/o0", False))
    return Graph(titles[5], (Cluster("", titles[5], nodes),), lines)


def test_lines_lead_up_solid_where_they_count_with_what_is_supported_in_longer_cycles(tmp_path: Path) -> None:
    project = write(tmp_path / "project", PROJECT)
    (drawn,) = export(project, "dot", tmp_path).values()
    text = drawn.decode()
    lines = {line.strip() for line in text.split("\n") if " -> " in line}
    assert lines == {
        '"2026-q4/known" -> "2026/year";',
        '"sales/2026-q4/sell" -> "2026-q4/known";',
        '"sales/2026-q4/sell" -> "2026/year" [style=dashed];',
        '"sales/team/2026-q4/call" -> "sales/2026-q4/sell";',
    }
    assert 'label="Sales › Team"' in text and "Long ago" not in text
    assert 'label="Sell\\n40% · ' in text and 'URL="https://okr.acme.example/sales/2026-q4/sell/"' in text
    (flow,) = export(project, "mermaid", tmp_path).values()
    assert {line.strip() for line in flow.decode().split("\n") if "->" in line} == {"o1 --> o2", "o3 --> o1", "o3 -.-> o2", "o4 --> o3"}


def test_a_mermaid_label_holds_no_mark_that_could_end_it() -> None:
    for line in mermaid_export(graph_of(HOSTILE)).decode().split("\n"):
        if line.startswith("    o"):
            label = line.partition('["')[2].rpartition('"]:::on_track')[0].replace("<br/>", "")
            assert not set(label) & set('"[]<>{}|`\\;%*_&') - {";"} and label.count(";") == label.count("#")


@pytest.mark.slow
def test_graphviz_draws_every_title_as_text(tmp_path: Path) -> None:
    dot = shutil.which("dot")
    if dot is None:
        pytest.skip("no Graphviz was found")
    drawn = subprocess.run([dot, "-Tjson"], input=dot_export(graph_of(HOSTILE)), capture_output=True, check=True, timeout=60)
    assert drawn.stderr == b""
    things = json.loads(drawn.stdout)["objects"]
    nodes = [thing for thing in things if "fillcolor" in thing]
    shown = ["".join(step["text"] for step in node["_ldraw_"] if step["op"] == "T") for node in nodes]
    assert shown == [title + GOING for title in HOSTILE]
    assert not [node for node in nodes if "URL" in node]
    svg = subprocess.run([dot, "-Tsvg"], input=dot_export(graph_of(HOSTILE)), capture_output=True, check=True, timeout=60).stdout
    assert not [element for element in ElementTree.fromstring(svg).iter() if element.tag.endswith(("script", "image", "}a"))]
    edges = json.loads(drawn.stdout)["edges"]
    assert [edge.get("style") for edge in edges] == [None, "dashed"]


RENDER = """async ([source, level, labels]) => {
  mermaid.initialize({startOnLoad: false, securityLevel: level, htmlLabels: labels, flowchart: {htmlLabels: labels}});
  const {svg} = await mermaid.render('drawing', source);
  document.body.innerHTML = svg;
  return {
    texts: [...document.querySelectorAll('.node .nodeLabel, .node text')].map(node => node.textContent),
    strange: [...document.querySelectorAll('svg :is(script, img, a, iframe, em, strong, code, math, i)')].length,
    lines: document.querySelectorAll('.edgePaths path').length,
  };
}"""


@pytest.mark.slow
@pytest.mark.parametrize("level", ["strict", "loose"])
def test_mermaid_draws_every_title_as_text(level: str, tmp_path: Path) -> None:
    npm, browser = shutil.which("npm"), found_browser()
    if npm is None or browser is None:
        pytest.skip("needs npm and Chromium")
    from playwright.sync_api import sync_playwright

    subprocess.run([npm, "install", "--silent", "--no-audit", "--ignore-scripts", "mermaid@11"], cwd=tmp_path, check=True, timeout=300)
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"]).new_page()
        said: list[str] = []
        page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
        page.add_script_tag(path=tmp_path / "node_modules/mermaid/dist/mermaid.min.js")
        for labels in (True, False):
            found = page.evaluate(RENDER, [mermaid_export(graph_of(HOSTILE)).decode(), level, labels])
            shown = [text.replace("\u2060", "").replace(" ", "") for text in found["texts"]]
            assert shown == [(title + GOING).replace(" ", "") for title in HOSTILE]
            assert (found["strange"], found["lines"], said) == (0, 2, [])


def test_there_is_a_badge_for_each_objective_and_unit(tmp_path: Path) -> None:
    files = export(write(tmp_path / "project", PROJECT), "badges", tmp_path)
    units = {"badge.svg", "sales/badge.svg", "sales/team/badge.svg"}
    objectives = {path.removeprefix("content/").removesuffix(".md") for path in PROJECT if "/20" in path}
    assert {*files} == units | {f"{reference}/badge.svg" for reference in objectives}
    title = ElementTree.fromstring(files["sales/2026-q4/sell/badge.svg"]).findtext("{http://www.w3.org/2000/svg}title")
    assert title is not None and title.startswith("Sell: 40%")
