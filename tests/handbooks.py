"""Handbooks with OKRs in them, as MkDocs builds them, and what it says while it does."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort

from tests.sites import with_company, write

HOSTILE = """</title><b title="x">Grow</b> & 'prosper' thriving &lt;<script>alert(1)</script>"""
"""A title that would be markup wherever it is not escaped, or unescaped again."""
QUOTED = "'" + HOSTILE.replace("'", "''") + "'"

TWO_KEY_RESULTS = "key_results: [{title: A, target: 3}, {title: B, target: 3}]\n"

OKRS = with_company(
    {
        "content/index.md": "---\ntitle: Acme\nlead: ana\n---\nWho we are, see [the plan](marketing/2026-q4/grow.md).\n",
        "content/people.yml": "ana: {name: Ana López}\n",
        "content/marketing/index.md": "---\ntitle: Marketing & Sales\nlead: ana\n---\n",
        "content/marketing/growth/index.md": "---\ntitle: Growth\n---\n",
        "content/marketing/2026-q4/grow.md": (
            "---\ntitle: Grow in the north\nwhy: It matters now.\nowner: ana\naligns_to: become-known\nkey_results:\n"
            "  - {id: visits, title: Visits a month, target: 10}\n  - {id: calls, title: Calls, target: 5}\n"
            "aliases: [marketing/2026-q4/old]\ncheckins: [{date: 2026-11-16, by: ana, values: {visits: 6}, win: First page!}]\n---\n"
            "## First steps\n\nThe zeppelin goes first. ![A drawing](drawing.png)\n"
        ),
        "content/marketing/2026-q4/drawing.png": "not really a picture",
        "content/marketing/2026-q4/secret.md": (
            "---\ntitle: Buy Umbrella Corp\nvisibility: restricted\nkey_results: [{title: X, target: 1}]\n---\n"
        ),
        "content/2026-q4/become-known.md": (
            f"---\ntitle: {QUOTED}\nwhy: It matters.\nowner: ana\nkey_results:\n"
            "  - {id: a, title: Letters, target: 3}\n  - {id: b, title: Friends, target: 3}\n---\n"
        ),
        "content/2026-q3/before.md": f"---\ntitle: Begin\nscore: 0.7\nowner: ana\n{TWO_KEY_RESULTS}---\n",
        "content/revenue.md": "---\ntitle: Revenue\ntype: kpi\ngood: at_least\ntarget: 5\nvalues: {2026-11-01: 6}\n---\n",
    }
)
DOCS = {
    "docs/index.md": (
        "# Welcome\n\n[Grow](okrs/marketing/2026-q4/grow.md#kr-visits), [Marketing](okrs/marketing/index.md), [map](okrs/map.md).\n"
    ),
    "docs/rules.md": "# Rules\n\nWe mend what we break.\n",
}
STRICT = {
    "nav": {"omitted_files": "warn", "not_found": "warn", "absolute_links": "warn"},
    "links": {"not_found": "warn", "anchors": "warn", "absolute_links": "warn", "unrecognized_links": "warn"},
}


@dataclass
class Handbook:
    """A handbook that was built, or was to be."""

    folder: Path
    site: Path
    said: list[str]
    ended: str | None
    config: MkDocsConfig

    def page(self, address: str) -> str:
        """The page at an address."""
        return (self.site / address / "index.html").read_text(encoding="utf-8")

    @property
    def search(self) -> list[dict[str, Any]]:
        """What its search reads."""
        entries: list[dict[str, Any]] = json.loads((self.site / "search/search_index.json").read_text(encoding="utf-8"))["docs"]
        return entries


def handbook(
    folder: Path, docs: Mapping[str, str] = DOCS, okrs: Mapping[str, str] = OKRS, *,
    plugin: Mapping[str, Any] | None = None, **settings: Any,
) -> Handbook:  # fmt: skip
    """Write a handbook with its OKRs in the folder `okrs` beside `docs`, and build it."""
    write(folder, {**docs, **{f"okrs/{name}": text for name, text in okrs.items()}})
    chosen = {"project": "okrs", "as_of": "2026-11-23", **(plugin or {})}
    plugins = ["search", {"okrsite": chosen}]
    configuration = {"site_name": "Handbook", "plugins": plugins, "theme": "mkdocs", "validation": STRICT, **settings}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(configuration, sort_keys=False), encoding="utf-8")
    return build_again(folder)


def build_again(folder: Path, config: MkDocsConfig | None = None) -> Handbook:
    """Build a handbook as it lies there."""
    heard = _Heard()
    log = logging.getLogger("mkdocs")
    log.addHandler(heard)
    ended = None
    config = config or load_config(str(folder / "mkdocs.yml"), site_dir=str(folder / "site"))
    try:
        build(config)
    except Abort as error:
        ended = str(error)
    finally:
        log.removeHandler(heard)
    return Handbook(folder, folder / "site", heard.lines, ended, config)


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.getMessage()}")
