"""What commands print of hostile content: no terminal and no runner of continuous integration acts on it."""

import json
import re
from pathlib import Path

import pytest

from tests.trust import sinks
from tests.trust.building import run, write
from tests.trust.corpora import naughty_strings, sample, writable
from tests.trust.sinks import document

PARTS = [pytest.param(None, id="a sample"), *(pytest.param(part, marks=pytest.mark.slow, id=f"part {part}") for part in range(32))]
_ACTED_ON = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_COMMAND = re.compile(r"^\s*::|##\w*\[", re.MULTILINE)


def texts_of(part: int | None) -> tuple[str, ...]:
    return sample(writable(), 12) if part is None else writable()[part :: len(PARTS) - 1]


def assert_inert(printed: str) -> None:
    """Nothing in it moves a cursor, turns the order of characters, or commands a runner."""
    assert not _ACTED_ON.search(printed), _ACTED_ON.search(printed)
    assert not _COMMAND.search(printed), _COMMAND.search(printed)


@pytest.mark.parametrize("part", PARTS)
def test_show_and_build_print_texts_that_nothing_acts_on(part: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    texts = texts_of(part)
    project = write(tmp_path, sinks.site(texts, str, with_bodies=False))
    printed = [run("show", project), run("check", project), run("build", project)]
    shown = [number for number, text in enumerate(texts) if number % 8 == 0 or text.startswith("::")]
    printed += [run("show", project, f"u{number}/2026-q4/now") for number in shown]
    assert [result.exit_code for result in printed] == [0] * len(printed)
    for result in printed:
        assert_inert(result.output)


@pytest.mark.parametrize("part", PARTS)
def test_messages_quote_texts_that_nothing_acts_on(part: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text where it is wrong: as a key, an address, a reference, a day, a status, a person, an id, a link, a tag that is cut off."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    files = {"content/index.md": document({"title": "Acme"}), "content/people.yml": '{"ana": {"name": "Ana"}}'}
    files |= {f"content/2026-q4/o{number}.md": _faulty(text) for number, text in enumerate(texts_of(part))}
    project = write(tmp_path, files)
    result = run("check", project)
    assert result.exit_code == 1
    assert_inert(result.output)
    as_json = run("check", project, "--format", "json")
    assert_inert(as_json.output)
    problems = json.loads(as_json.stdout)["problems"]
    assert {problem["file"] for problem in problems} >= set(files) - {"content/index.md", "content/people.yml"}


def _faulty(text: str) -> str:
    key_results = [{"id": text, "title": text, "type": text, "due": text, "url": text, "target": text, text: text}]
    keys = {
        "title": text, "id": text, "owner": text, "kind": text, "status": text, "aligns_to": text, "continues": text, "visibility": text,
        "embargo": text, "cycle": text, "key_results": key_results, "checkins": [{"date": text, "values": {text: text}}], text: text,
    }  # fmt: skip
    return document(keys, f"[x]({text}) [y](<{text}>)")


@pytest.mark.parametrize("name", ["\x1b]0;title\x07", "\n::error::x", "::error::x", "##[add-path]x", "\u202egnp", "\x9b31m"])
def test_names_of_files_are_printed_so_that_nothing_acts_on_them(name: str, tmp_path: Path) -> None:
    project = write(tmp_path, {"content/index.md": document({"title": "Acme"}), f"content/2026-q4/{name}.md": "no front matter"})
    (project / "content" / name).mkdir()
    write(project, {f"content/{name}/a.md": "x"})
    for options in ([], ["--format", "json"]):
        result = run("check", project, *options)
        assert result.exit_code == 1
        assert_inert(result.output)


def test_json_has_every_text_as_it_was(tmp_path: Path) -> None:
    text = "\u202ea ##[error]\u2066"
    project = write(tmp_path, {"content/index.md": document({"title": "Acme", text: 1})})
    (problem,) = json.loads(run("check", project, "--format", "json").stdout)["problems"]
    assert text in problem["message"]


def test_the_texts_hold_what_terminals_act_on() -> None:
    assert any(_ACTED_ON.search(text) for text in naughty_strings())
    assert any(_COMMAND.search(text) for text in texts_of(None))


@pytest.mark.parametrize("reference", ["::error::x", "\n::error::x", "##[add-path]x", "\x1b[2J"])
def test_an_unknown_reference_is_told_so_that_nothing_acts_on_it(reference: str, tmp_path: Path) -> None:
    result = run("show", write(tmp_path, {"content/index.md": document({"title": "Acme"})}), reference)
    assert result.exit_code == 2
    assert_inert(result.output)
