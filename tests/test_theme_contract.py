"""The theme's contract: templates use the fields of pages and nothing else, every field has its use, and no text can become markup."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from msgspec import Struct

from docs.generate.variables import field_names
from okrsite import charts
from okrsite.look import Look, NavigationItem
from okrsite.pages import KINDS
from okrsite.pages.fragments import FRAGMENTS

from .theme_sites import ROOT, sample, shown, strictly

TEMPLATES = ROOT / "themes" / "default" / "templates"
DRAWINGS = {value for value in vars(charts).values() if isinstance(value, type) and issubclass(value, Struct)}
# Fields that the default theme does not name: what its filters and the renderer read, and what is kept for other themes.
READ_BY_FILTERS = {
    "CycleView.start", "CycleView.end", "MoneyView.amount", "MoneyView.currency", "MoneyView.spent", "NotFoundPage.site_path"
}  # fmt: skip
KEPT_FOR_OTHERS = {"CycleView.id", "CycleView.days_gone", "KeyResultView.id", "Look.repository", "Page.address"}


def templates() -> list[Path]:
    return sorted(TEMPLATES.rglob("*.html"))


def values(kinds: tuple[Any, ...]) -> Iterator[type]:
    """These classes of values and all that their fields are made of."""
    seen: set[type] = set()
    waiting = list(kinds)
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, type) and (dataclasses.is_dataclass(kind) or issubclass(kind, Struct)) and kind not in seen:
            seen.add(kind)
            yield kind
            waiting += get_type_hints(kind).values()
        waiting += get_args(kind)


GIVEN = (*values((*KINDS, *FRAGMENTS)), Look, NavigationItem)
SHOWN_BY_TEMPLATES = [kind for kind in GIVEN if kind not in DRAWINGS]  # charts draw the others


@pytest.mark.parametrize("kind", SHOWN_BY_TEMPLATES, ids=lambda kind: kind.__name__)
def test_every_field_of_a_page_is_used_by_a_template(kind: type) -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in templates())
    for name in field_names(kind):
        names = {f"{owner.__name__}.{name}" for owner in kind.__mro__}
        if not names & (READ_BY_FILTERS | KEPT_FOR_OTHERS):
            assert re.search(rf"\.{name}\b", source), f"{kind.__name__}.{name} is shown nowhere"


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_templates_hold_no_style_no_script_and_nothing_unescaped(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", source)
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert not re.search(r"\b(href|src)=(?![\"'])", source)


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_templates_say_nothing_that_cannot_be_translated(path: Path) -> None:
    """What is left of a template without its tags and expressions is punctuation."""
    source = re.sub(r"\{#.*?#\}|\{%\s*trans.*?endtrans\s*%\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    attributes = re.findall(r"\b(?:aria-label|alt|title|placeholder)=\"([^\"]*)\"", source)
    visible = re.sub(r"<!--.*?-->|<[^>]*>", "", source, flags=re.DOTALL)
    assert not re.search(r"[^\W\d_]", visible), visible.strip()
    assert not [text for text in attributes if re.search(r"[^\W\d_]", text)]


def test_every_region_is_a_block() -> None:
    frame = (TEMPLATES / "frame.html").read_text(encoding="utf-8")
    assert {"head", "title", "header", "breadcrumb", "main", "footer"} <= set(re.findall(r"{% block (\w+)", frame))
    for kind in KINDS:
        source = (TEMPLATES / kind.template).read_text(encoding="utf-8")
        assert re.search(r"{% extends ['\"]frame.html['\"] %}", source) or kind.template == "redirect.html"
        assert "{% block" in source


def test_rendering_needs_nothing_but_the_contract() -> None:
    """Undefined names raise while the sample is rendered; here every kind is rendered twice to the same bytes."""
    for page, text in sample().pages.values():
        assert sample().renderer.render(page).decode() == text


# ---- poison ----

EVIL = '"><script>alert(1)</script>'
QUOTED = "'" + EVIL + "'"
INITIATIVE = f'  - {{title: {QUOTED}, status: doing, owner: {QUOTED}, due: 2026-11-01, url: "https://e.example/?a=1&lt=2"}}\n'
POISONED = {
    "okrsite.yml": f"site: {{title: {QUOTED}}}\nlevels: [{QUOTED}, {QUOTED}]\ntheme: {{footer: {QUOTED}}}\naudiences: [partners]\n"
    f"terms: {{objective: {QUOTED}, key_result: {QUOTED}, check_in: {QUOTED}, cycle: {QUOTED}, kpi: {QUOTED}, initiative: {QUOTED}}}\n",
    "content/people.yml": f"ana: {{name: {QUOTED}, role: {QUOTED}, unit: team}}\n",
    "content/index.md": f"---\ntitle: {QUOTED}\nlead: ana\nmembers: [{QUOTED}]\nmission: {QUOTED}\ntags: [{QUOTED}]\n---\n"
    f"{EVIL}\n\n# {EVIL}\n",
    "content/team/index.md": f"---\ntitle: {QUOTED}\nlead: {QUOTED}\nmission: {QUOTED}\ntags: [{QUOTED}]\n---\n{EVIL}\n",
    "content/team/note.md": f"---\ntype: page\ntitle: {QUOTED}\ntags: [{QUOTED}]\n---\n[{EVIL}](https://e.example/)\n",
    "content/team/2026-q3/look-back.md": f"---\ntype: review\ntitle: {QUOTED}\ndate: 2026-10-01\n---\n{EVIL}\n",
    "content/team/money.md": f"---\ntype: kpi\ntitle: {QUOTED}\nunit: {QUOTED}\nowner: ana\ngood: at_least\ntarget: 3\n"
    f"source: https://e.example/\nvalues: {{2026-10-01: 2, 2026-11-01: 4}}\ntags: [{QUOTED}]\n---\n{EVIL}\n",
    "content/team/2026-q3/before.md": f"---\ntitle: {QUOTED}\nowner: ana\nscore: 0.4\nscore_note: {QUOTED}\nretrospective: {QUOTED}\n"
    f"key_results:\n  - {{id: a, title: {QUOTED}, target: 3, current: 1, unit: {QUOTED}}}\n---\n",
    "content/2026-q4/above.md": f"---\ntitle: {QUOTED}\nowner: {QUOTED}\nrollup: aligned\n"
    f"status: {{is: at_risk, reason: {QUOTED}}}\n---\n{EVIL}\n",
    "content/team/2026-q4/now.md": f"""---
title: {QUOTED}
owner: ana
contributors: [{QUOTED}]
why: {QUOTED}
aligns_to: 2026-q4/above
continues: team/2026-q3/before
aliases: [team/2026-q4/old]
tags: [{QUOTED}]
resources: [{QUOTED}]
budget: {{amount: 3, currency: EUR, spent: 1}}
key_results:
  - {{id: a, title: {QUOTED}, target: 3, unit: {QUOTED}, owner: {QUOTED}, kpi: team/money, plan: [{{date: 2026-11-01, value: 2}}]}}
  - {{id: b, title: {QUOTED}, type: milestones, milestones: [{{title: {QUOTED}, due: 2026-11-02, done: true}}]}}
  - {{id: c, title: {QUOTED}, type: ladder, steps: {{0.5: {QUOTED}, 1: x}}}}
  - {{id: d, title: {QUOTED}, type: at_most, target: 3, unit: {QUOTED}, current: 2}}
initiatives:
{INITIATIVE * 9}checkins:
  - {{date: 2026-11-01, by: ana, values: {{a: 1, c: 0.5}}, note: {QUOTED}, win: {QUOTED}}}
---
{EVIL}
""",
}


def test_no_text_of_the_content_becomes_markup(tmp_path: Path) -> None:
    for name, text in POISONED.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    poisoned = shown(tmp_path)
    own = set(poisoned.renderer.look.scripts)
    assert {type(page) for page, _ in poisoned.pages.values()} >= {type(page) for page, _ in sample().pages.values()}
    for name, (_, text) in poisoned.pages.items():
        assert "alert(1)" in text or name == "404.html"
        for tag, attributes in strictly(text)[0]:
            assert tag not in ("style", "iframe", "object", "embed", "base"), name
            assert not [a for a in attributes if isinstance(a, str) and (a == "style" or a.startswith("on"))], name
            assert tag != "script" or attributes.get("src", "").lstrip("./") in own, name
        assert not re.search(r"<script(?! src=)", text), name
