"""Every template of every theme, as its source and as a page of nothing but poison."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
import pytest

from okrsite.embeds import Ask, Embeds
from okrsite.hosted import Hosted
from okrsite.packaged import themes_folder
from okrsite.pages import ObjectivePage
from okrsite.pages import map as map_pages
from okrsite.reading import load
from tests.trust import sinks
from tests.trust.building import AS_OF, build, publish
from tests.trust.structures import page_structures

TEMPLATES = sorted(path for path in themes_folder().glob("*/templates/**/*") if path.is_file())
OWN = sorted(path.relative_to(themes_folder() / "default" / "templates").as_posix() for path in TEMPLATES if "default" in path.parts)
POISON = ('"><script>alert(1)</script>', "' onmouseover='alert(1)", "x onfocus=alert(1) autofocus=", "{{ 7*7 }}{% include '/etc/passwd' %}")
_EXPRESSION = r"\{\{.*?\}\}"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(themes_folder()).as_posix())
def test_no_template_lets_a_text_become_anything_else(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\|\s*safe\b|\bautoescape\b|Markup|\|\s*forceescape|\|\s*xmlattr", source)
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=", source, re.IGNORECASE)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    tags = re.sub(_EXPRESSION, "E", re.sub(r"\{%.*?%\}", "", source, flags=re.DOTALL), flags=re.DOTALL)
    for tag in re.findall(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""", tags):
        unquoted = re.sub(r"""=\s*("[^"]*"|'[^']*')""", "", tag)
        assert "=" not in unquoted, tag
        assert "E" not in re.sub(r"<[a-zA-Z]+[^\s>]*", "", unquoted).split(), f"an expression makes attributes of {tag}"


@pytest.mark.parametrize("theme", [path.parent.name for path in sorted(themes_folder().glob("*/theme.yml"))])
def test_every_template_is_rendered_with_poison_and_none_of_it_becomes_markup(
    theme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_pages, "MOST_LISTED", 2)  # so that the map of a small company is divided by units
    used = noted_templates(monkeypatch)
    hostile, twin = (_built(tmp_path / name, theme, how) for name, how in (("hostile", str), ("twin", sinks.harmless)))
    assert set(OWN) - used == set()
    structures = dict(page_structures(hostile)), dict(page_structures(twin))
    assert [name for name in structures[0] if structures[0][name] != structures[1].get(name)] == []
    assert [name for name, content in hostile.items() if name.endswith(".html") and b"<script>" in content] == []


def noted_templates(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of the templates that Jinja reads from now on."""
    used: set[str] = set()
    read = jinja2.FileSystemLoader.get_source

    def noting(self: jinja2.FileSystemLoader, environment: jinja2.Environment, template: str) -> Any:
        found = read(self, environment, template)
        used.add(template)
        return found

    monkeypatch.setattr(jinja2.FileSystemLoader, "get_source", noting)
    return used


def _built(project: Path, theme: str, write_text: sinks.Write) -> dict[str, bytes]:
    """A site with a past: targets were moved since it was published first, by a commit whose first line is poison."""
    publish(project, _site(theme, write_text, 9), write_text(POISON[0]), "2026-10-05")
    return build(publish(project, _site(theme, write_text, 3), write_text(POISON[0]), "2026-11-09")) | _shown_elsewhere(project)


def _shown_elsewhere(project: Path) -> dict[str, bytes]:
    """What pages of other sites show of it, in every view, and the note where there is nothing; and what a handbook frames."""
    loaded = load(project, date.fromisoformat(AS_OF))
    embeds, hosted = Embeds.of(loaded, project), Hosted(loaded, project)
    asks = [
        *(Ask("u1", {"view": view}) for view in ("card", "progress", "status", "tree", "table")),
        *(Ask("u1/2026-q4/now", {"view": view}) for view in ("card", "key-results", "progress", "status")),
        *(Ask("u1/2026-q4/now#d", {"view": view}) for view in ("progress", "status")),
        Ask("u1/money"), Ask("people/p1"), Ask("nothing"),
    ]  # fmt: skip
    framed = next(page for page in hosted.contents() if isinstance(page, ObjectivePage))
    fragments = [*(embeds.html(ask, "../okrs/")[0] for ask in asks), hosted.part(framed).html]
    return {f"elsewhere/{number}.html": fragment.encode() for number, fragment in enumerate(fragments)}


def _site(theme: str, write_text: sinks.Write, target: int) -> dict[str, str]:
    """Poison in every key and in the theme's footer."""
    files = sinks.site(POISON, write_text, target=target)
    configuration = json.loads(files["okrsite.yml"])
    configuration["theme"] = {"name": theme, "footer": write_text(POISON[0])}
    files["okrsite.yml"] = json.dumps(configuration)
    files["content/2026-q3/above.md"] = sinks.document({"title": write_text(POISON[0]), "rollup": "aligned"})
    return files
