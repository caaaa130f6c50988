"""A small company with something of every kind that can be shown elsewhere, and ways to show it."""

from pathlib import Path

import markdown

from okrsite.diagnostics import Diagnostic
from okrsite.embeds import Embeds, Here
from okrsite.embeds.asking import ask_of
from okrsite.embeds.markdown_extension import OkrExtension
from tests.sites import AS_OF, loaded, objective, with_company
from tests.theme_sites import Element, elements

ROOT = "../okrs/"
COMPANY = with_company(
    {
        "okrsite.yml": "audiences: [board]\nsite: {url: https://okr.acme.example/}\n",
        "content/people.yml": "ana: {name: Ana López}\nbob: {name: Bob}\n",
        "content/2026-q4/known.md": objective("Become known", "owner: bob", "rollup: aligned"),
        "content/sales/index.md": "---\ntitle: Sales\nlead: ana\n---\n",
        "content/sales/nps.md": objective("Would recommend us", "type: kpi", "good: at_least", "target: 50", "values: {2026-11-01: 42}"),
        "content/sales/how.md": objective("How we sell", "type: page"),
        "content/sales/2026-q4/sell.md": objective(
            "Sell more", "owner: ana", "aligns_to: known", "tags: [Growth]", "aliases: [sales/2026-q4/old-name]",
            "key_results: [{id: leads, title: Leads, target: 10, current: 4, unit: leads}, {title: Answered, type: at_least, target: 90}]",
        ),
        "content/sales/2026-q3/sell.md": objective("Sell at all", "owner: bob", "key_results: [{title: Sold, target: 2, current: 2}]"),
        "content/sales/shop/index.md": "---\ntitle: The shop\n---\n",
        "content/sales/shop/2026-q4/open.md": objective("Open on time", "key_results: [{title: Days, target: 4, current: 4}]"),
    }
)  # fmt: skip


def embeds_of(folder: Path, files: dict[str, str] = COMPANY, audience: str | None = None) -> Embeds:
    """What pages of other sites can show of some files."""
    return Embeds.of(loaded(folder, files, AS_OF, audience), folder)


def shown(embeds: Embeds, *lines: str) -> Element:
    """What a block of some lines becomes."""
    html, wrong = embeds.html(ask_of(lines), ROOT)
    assert wrong is None, wrong
    (first, *_) = elements(html)
    return first


def trouble(embeds: Embeds, *lines: str) -> Diagnostic:
    """What is wrong with a block of some lines."""
    html, wrong = embeds.html(ask_of(lines), ROOT)
    assert wrong and "okr-note" in html
    return wrong


def converted(embeds: Embeds, text: str, *extensions: str, told: list[Diagnostic] | None = None) -> str:
    """A page's text as HTML, by an extension that has been given the project."""
    tell = (lambda found: told.append(found)) if told is not None else _refuse
    extension = OkrExtension(embeds=embeds, here=lambda: Here(ROOT, "page.md", text), tell=tell)
    return markdown.markdown(text, extensions=["fenced_code", "tables", *extensions, extension])


def _refuse(found: Diagnostic) -> None:
    raise AssertionError(found)
