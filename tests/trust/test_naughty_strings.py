"""Each of the Big List of Naughty Strings in every place that people type in: it is published, or refused with its place."""

import json
import os
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from okrsite.diagnostics import CATALOGUE
from tests.trust.building import build, run, write
from tests.trust.conftest import Specification
from tests.trust.corpora import naughty_strings, sample
from tests.trust.sinks import document

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_FIELDS = ("title", "owner", "key result", "unit", "tag", "body", "raw")
_KEY_RESULTS = [{"title": "A", "target": 1}]
COMPANY = {"content/index.md": document({"title": "Acme"})}
STRINGS = [pytest.param(sample(naughty_strings(), 40), id="a sample"), pytest.param(naughty_strings(), marks=pytest.mark.slow, id="all")]


@pytest.mark.parametrize("field", _FIELDS)
@pytest.mark.parametrize("strings", STRINGS)
def test_each_string_is_published_or_refused_with_its_place(strings: tuple[str, ...], field: str, tmp_path: Path) -> None:
    files = {f"content/2026-q4/o{number}.md": _with(field, text) for number, text in enumerate(strings)}
    published = publish_what_is_not_refused(write(tmp_path, COMPANY | files))
    objectives = json.loads(published["api/okrs.json"])["objectives"]
    assert len(objectives) > len(strings) * 0.5


def _with(field: str, text: str) -> str:
    """An objective with a text in one place; `raw` is front matter in which nobody put it in quotes."""
    if field == "raw":
        return f"---\ntitle: {text}\nkey_results:\n  - title: {text}\n    target: 1\n---\n"
    key_result: dict[str, object] = {"title": text if field == "key result" else "A", "target": 1}
    keys: dict[str, object] = {"title": text if field == "title" else "A", "key_results": [key_result]}
    if field == "unit":
        key_result["unit"] = text
    if field in ("owner", "tag"):
        keys["tags" if field == "tag" else field] = text
    return document(keys, text if field == "body" else "")


def publish_what_is_not_refused(project: Path) -> dict[str, bytes]:
    """The site without the files that `check` refuses, each with its place; nothing else keeps it from being built."""
    for _ in range(3):
        result = run("check", project, "--format", "json")
        refused = [problem for problem in json.loads(result.stdout)["problems"] if problem["severity"] == "error"]
        assert result.exit_code == bool(refused)
        assert all(p["line"] > 0 and p["column"] > 0 and p["message"] and p["code"] in CATALOGUE for p in refused)
        for file in {problem["file"] for problem in refused}:
            os.unlink(project / file)
    assert not refused, refused[:3]
    return build(project)


@pytest.mark.parametrize("strings", STRINGS)
def test_each_string_names_a_document_and_a_picture_where_file_systems_take_it(strings: tuple[str, ...], tmp_path: Path) -> None:
    names = [name for name in possible_names(strings) if not _UNSEEN.search(name)]
    project = write(tmp_path, COMPANY | {"content/2026-q4/o.md": document({"title": "A", "key_results": _KEY_RESULTS})})
    for number, name in enumerate(names):
        page = document({"type": "page", "title": "A"}, f"![x](<{quote(name)}.png>)")
        write(project, {f"content/page{number}.md": page, **_named(name, number)})
    published = publish_what_is_not_refused(project)
    assert sum(name.endswith(".png") for name in published) > len(names) / 4
    assert len(json.loads(published["api/okrs.json"])["objectives"]) > len(names) / 2


@pytest.mark.parametrize("strings", STRINGS)
def test_a_name_with_characters_that_nobody_sees_is_refused(strings: tuple[str, ...], tmp_path: Path) -> None:
    names = [*(name for name in possible_names(strings) if _UNSEEN.search(name)), "a\x1bb", "a\nb", "a\u2028b"]
    files = {path: text for number, name in enumerate(names) for path, text in _named(name, number).items()}
    result = run("check", write(tmp_path, COMPANY | files), "--format", "json")
    problems = json.loads(result.stdout)["problems"]
    assert result.exit_code == 1
    assert len({problem["file"] for problem in problems if problem["severity"] == "error"}) == len(files)


def possible_names(strings: tuple[str, ...]) -> list[str]:
    """The strings that Linux takes for a name, with an ending."""
    return [text for text in strings if "/" not in text and "\0" not in text and len(text.encode()) < 250]


def _named(name: str, number: int) -> dict[str, str]:
    """A document and a picture of that name."""
    named = document({"title": "A", "id": f"o{number}", "key_results": _KEY_RESULTS})
    return {f"content/2026-q4/{name}.md": named, f"content/{name}.png": "a picture"}


@pytest.mark.slow
@pytest.mark.parametrize("field", _FIELDS)
def test_the_strings_that_a_newer_list_has_are_published_or_refused(field: str, specification: Specification, tmp_path: Path) -> None:
    newest = [text for text in specification("(await import('blns')).default") if text not in naughty_strings()]
    assert newest
    files = {f"content/2026-q4/o{number}.md": _with(field, text) for number, text in enumerate(newest)}
    published = publish_what_is_not_refused(write(tmp_path, COMPANY | files))
    assert json.loads(published["api/okrs.json"])["objectives"]
