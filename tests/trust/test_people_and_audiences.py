"""Whom only hidden things name, and for whom a site is: people and audiences that a build must not mix up (FORMAT §8, §13, §17, §18)."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from okrsite.cli import main
from okrsite.diagnostics import Severity
from okrsite.reading import load
from tests.sites import AS_OF, objective, problems, write
from tests.test_visibility import KEY_RESULT, SHOWN, hidden, site

PEOPLE = {
    **SHOWN,
    "content/people.yml": """
        ana: {name: Ana}
        bob: {name: Sell Canary, role: Canary, email: canary@a.example, avatar: canary.png, unit: canary-unit}
        Ana: {name: Canary}
        """,
    "content/canary.png": "a picture",
}


def test_somebody_whom_only_hidden_things_name_is_hidden(tmp_path: Path) -> None:
    hiding = {**hidden("visibility: board"), "content/2026-q4/c.md": objective("C", "owner: Ana", "visibility: restricted", KEY_RESULT)}
    files = {**PEOPLE, **hiding}
    without = {**SHOWN, "content/people.yml": "ana: {name: Ana}\n"}
    plain = site(tmp_path / "plain", without)
    # "We will sell": the first word of a hidden person's name does not keep its capital letter either.
    assert site(tmp_path / "hiding", files) == plain
    assert [path for path in plain if path.startswith("people/")] == ["people/index.html", "people/ana/index.html"]
    assert not [path for path in plain if path.endswith(".png")]


def test_somebody_whom_a_published_thing_names_too_is_published(tmp_path: Path) -> None:
    people = PEOPLE["content/people.yml"].replace(", unit: canary-unit", "").replace("        Ana: {name: Canary}\n", "")
    files = {**PEOPLE, **hidden("visibility: restricted"), "content/people.yml": people}
    files["content/2026-q4/open.md"] = objective("Open", "contributors: [bob]", KEY_RESULT)
    published = site(tmp_path, files)
    assert b"Sell Canary" in published["people/bob/index.html"]
    assert "canary.png" in published
    assert b"canary@a.example" not in b"".join(published.values())


def test_no_suggestion_names_a_hidden_person(tmp_path: Path) -> None:
    files = {**PEOPLE, **hidden("visibility: restricted"), "content/2026-q4/open.md": objective("Open", "owner: bobb", KEY_RESULT)}
    files["content/people.yml"] = "ana: {name: Ana}\nbob: {name: Bob}\n"
    hints = {d.hint for d in load(write(tmp_path, files), AS_OF).diagnostics if d.code == "unknown-person"}
    assert hints == {"Add them to people.yml, or write the full name."}


def test_faults_of_hidden_people_are_found_by_check_alone(tmp_path: Path) -> None:
    files = {**PEOPLE, **hidden("visibility: restricted")}
    files["content/people.yml"] = "ana: {name: Ana}\nbob: {name: Bob, unit: nowhere, avatar: nothing.png}\n"
    load(write(tmp_path, files), AS_OF)
    found = [(d.location.file, d.code) for d in problems(tmp_path, {}) if d.severity is Severity.ERROR]
    assert found == [("content/people.yml", "broken-link"), ("content/people.yml", "unknown-reference")]


@pytest.mark.parametrize("audience", ["draft", "restricted", "", " ", "Board", "board ", "boards", "ｂoard", "board,public", "*", "None"])
def test_an_audience_that_is_not_configured_ends_with_2_and_shows_nothing(audience: str, tmp_path: Path) -> None:
    write(tmp_path, {**SHOWN, **hidden("visibility: board")})
    for command in ("build", "check", "show"):
        result = CliRunner().invoke(main, [command, "--project", str(tmp_path), "--as-of", "2026-11-23", "--audience", audience])
        assert (result.exit_code, result.stdout) == (2, "")
        assert "There is no audience" in result.stderr and "anary" not in result.stderr
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("name", ["public", "draft", "restricted", "Draft", "''", "[draft]", "null"])
def test_no_audience_may_be_called_like_what_every_site_has(name: str, tmp_path: Path) -> None:
    write(tmp_path, {**SHOWN, "okrsite.yml": f"audiences: [{name}]\n"})
    result = CliRunner().invoke(main, ["build", "--project", str(tmp_path), "--as-of", "2026-11-23"])
    assert result.exit_code == 2
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(("options", "name"), [([], "public"), (["--audience", "public"], "public"), (["--audience", "board"], "board")])
def test_a_site_names_the_audience_that_it_is_for(options: list[str], name: str, tmp_path: Path) -> None:
    write(tmp_path, {**SHOWN, **hidden("visibility: board")})
    result = CliRunner().invoke(main, ["build", "--project", str(tmp_path), "--as-of", "2026-11-23", *options])
    assert result.exit_code == 0, result.stderr
    assert json.loads((tmp_path / "site/api/okrs.json").read_text(encoding="utf-8"))["audience"] == name
