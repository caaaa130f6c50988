"""What is hidden is absent from a handbook: its site and what its build says are those of OKRs that never held it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.handbooks import DOCS, OKRS, Handbook, handbook

CONFIG = "audiences: [board]\n"
PLAIN = {**OKRS, "okrsite.yml": CONFIG}
PLAIN.pop("content/marketing/2026-q4/secret.md")


def canary(kind: str, *lines: str) -> str:
    return "\n".join(["---", f"title: Canary {kind}", "owner: carl", *lines, "---", f"The words of canary {kind}.\n"])


REPORTED = "checkins: [{date: 2026-11-16, by: carl, values: {canary-result: 2}, win: A canary win!}]"
MEASURED = "key_results: [{id: canary-result, title: Canary result, target: 4}]"
HIDDEN = {
    "content/people.yml": OKRS["content/people.yml"] + "carl: {name: Canary Carl}\n",
    "content/marketing/2026-q4/canary-restricted.md": canary(
        "restricted", "visibility: restricted", "aligns_to: become-known", "aliases: [marketing/2026-q4/canary-before]", MEASURED, REPORTED
    ),
    "content/marketing/2026-q4/canary-draft.md": canary("draft", "visibility: draft", MEASURED, REPORTED),
    "content/2026-q4/canary-embargoed.md": canary("embargoed", "embargo: 2026-12-01", MEASURED, REPORTED),
    "content/canary-kpi.md": canary("kpi", "type: kpi", "embargo: 2026-12-01", "good: at_least", "target: 5", "values: {2026-11-01: 6}"),
    "content/canary-unit/index.md": "---\ntitle: Canary unit\nlead: carl\nvisibility: board\n---\n",
    "content/canary-unit/2026-q4/canary-inner.md": canary("inner", MEASURED, REPORTED),
    "content/canary-unit/canary-page.md": "---\ntitle: Canary page\ntype: page\n---\n![A canary](canary.png)\n",
    "content/canary-unit/canary.png": "canary",
}
ASKED = (
    "marketing/2026-q4/canary-restricted", "canary-draft", "marketing/2026-q4/canary-before", "canary-kpi", "canary-unit", "people/carl",
    "2026-q4/canary-embargoed#canary-result",
)  # fmt: skip
SHOWN = ("/\nview: tree", "/\nview: table", "marketing", "marketing/2026-q4/grow", "2026-q4\nview: status")
EVERYTHING = {
    **DOCS,
    "docs/shown.md": "# Shown\n\n" + "\n\n".join(f"```okr\n{block}\n```" for block in SHOWN),
    "docs/asked.md": "# Asked\n\n" + "\n\n".join(f"[this](okr:{name})\n\n```okr\n{name}\n```" for name in ASKED),
}


def files(found: Handbook) -> Mapping[str, bytes]:
    """Every file of a site, without what tells when it was built."""
    paths = [path for path in found.site.rglob("*") if path.is_file() and path.suffix != ".gz"]
    return {p.relative_to(found.site).as_posix(): re.sub(rb"Build Date UTC : [^\n]*", b"", p.read_bytes()) for p in paths}


def built(folder: Path, okrs: Mapping[str, str], docs: Mapping[str, str], **plugin: Any) -> Handbook:
    return handbook(folder, docs, okrs, plugin=plugin, site_url="https://handbook.example/")


def test_a_handbook_is_that_of_okrs_which_never_held_what_is_hidden(tmp_path: Path) -> None:
    hiding, plain = built(tmp_path / "a", {**PLAIN, **HIDDEN}, EVERYTHING), built(tmp_path / "b", PLAIN, EVERYTHING)
    assert hiding.ended is None and hiding.said == plain.said
    assert len(hiding.said) == 2 * len(ASKED)
    assert files(hiding) == files(plain)


def test_no_file_and_no_message_names_what_is_hidden(tmp_path: Path) -> None:
    docs = {name: text for name, text in EVERYTHING.items() if "asked" not in name}
    found = built(tmp_path, {**PLAIN, **HIDDEN}, docs)
    assert (found.ended, found.said) == (None, [])
    assert [name for name, content in files(found).items() if b"canary" in (name.encode() + content).lower()] == []


def test_an_audience_finds_its_own_and_nothing_more(tmp_path: Path) -> None:
    found = built(tmp_path, {**PLAIN, **HIDDEN}, EVERYTHING, audience="board")
    titles = {entry["title"] for entry in found.search}
    assert {"Canary unit", "Canary inner", "Canary page"} <= titles
    everything = b"".join(content for name, content in files(found).items() if not name.startswith("asked/"))
    for kind in (b"restricted", b"draft", b"embargoed", b"kpi"):
        assert b"Canary " + kind not in everything


@pytest.mark.parametrize("kind", ["restricted", "draft"])
def test_a_link_to_what_is_hidden_is_told_as_one_that_leads_nowhere(kind: str, tmp_path: Path) -> None:
    docs = {**DOCS, "docs/rules.md": f"# Rules\n\n[it](okrs/marketing/2026-q4/canary-{kind}.md)\n"}
    hiding, plain = built(tmp_path / "a", {**PLAIN, **HIDDEN}, docs), built(tmp_path / "b", PLAIN, docs)
    assert hiding.said == plain.said and len(plain.said) == 1
