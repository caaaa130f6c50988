"""What editors are told: schemas for YAML files, snippets and a task for front matter, and never at the cost of other settings."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from okrsite.cli import main
from okrsite.editors import EDITORS
from okrsite.source.front_matter import read_document
from tests.sites import objective, with_company, write

SETTINGS, TASKS, SNIPPETS = ".vscode/settings.json", ".vscode/tasks.json", ".vscode/okrsite.code-snippets"
FILES = with_company({"content/people.yml": "ana: {name: Ana}\n", "okrsite.yml": "site: {title: Acme}\n"})


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def schema(project: Path, *options: str) -> Result:
    return run("schema", "--project", project, *options)


def parsed(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.fixture(params=["", "company/okrs"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A project that is a whole repository, or lies in a folder of one."""
    (tmp_path / ".git").mkdir()
    return write(tmp_path / str(request.param), FILES)


def test_vs_code_finds_the_schema_of_each_yaml_file(project: Path, tmp_path: Path) -> None:
    assert schema(project, "--editor", "vscode", "--write").exit_code == 0
    schemas = parsed(tmp_path / SETTINGS)["yaml.schemas"]
    found = {tmp_path / glob: parsed(tmp_path / path) for path, globs in schemas.items() for glob in globs}
    assert set(found) == {project / "okrsite.yml", project / "content/people.yml"}
    config = jsonschema.Draft202012Validator(found[project / "okrsite.yml"])
    assert config.is_valid({"site": {"title": "Acme"}}) and not config.is_valid({"site": {"titel": "Acme"}})
    people = jsonschema.Draft202012Validator(found[project / "content/people.yml"])
    assert people.is_valid({"ana": {"name": "Ana"}}) and not people.is_valid({"ana": {"nam": "Ana"}})


def test_settings_of_others_stay(tmp_path: Path) -> None:
    own = {"./own.json": ["own.yml"], "./.schemas/okrsite-people.json": ["elsewhere.yml"]}
    write(tmp_path, {**FILES, SETTINGS: json.dumps({"editor.tabSize": 8, "yaml.schemas": own})})
    assert schema(tmp_path, "--editor", "vscode", "--write").exit_code == 0
    schemas = {**own, "./.schemas/okrsite-config.json": ["okrsite.yml"]}
    assert parsed(tmp_path / SETTINGS) == {"editor.tabSize": 8, "yaml.schemas": schemas}


def test_writing_again_changes_nothing(project: Path, tmp_path: Path) -> None:
    schema(project, "--editor", "vscode", "--write")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert schema(project, "--editor", "vscode", "--write").stdout == ""
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("settings", ['{"a": 1, // mine\n}', '{"a": 1, "a": 2}', '{"yaml.schemas": []}'])
def test_settings_that_cannot_be_merged_are_left_and_told(settings: str, tmp_path: Path) -> None:
    write(tmp_path, {**FILES, SETTINGS: settings})
    result = schema(tmp_path, "--editor", "vscode", "--write")
    assert (tmp_path / SETTINGS).read_text() == settings
    assert f"{SETTINGS} holds other things" in result.stderr
    assert "./.schemas/okrsite-config.json" in result.stdout
    assert (tmp_path / SNIPPETS).is_file()


def test_tasks_of_others_are_left_and_told(tmp_path: Path) -> None:
    write(tmp_path, {**FILES, TASKS: '{"version": "2.0.0", "tasks": []}'})
    result = schema(tmp_path, "--editor", "vscode", "--write")
    assert parsed(tmp_path / TASKS)["tasks"] == []
    assert f"{TASKS} holds other things" in result.stderr and '"label": "okrsite check"' in result.stdout


def test_the_task_finds_every_problem_that_check_prints(project: Path, tmp_path: Path) -> None:
    write(project, {"content/2026-q4/a b.md": objective("Grow", "ownr: ana", "why: [x]")})
    schema(project, "--editor", "vscode", "--write")
    (task,) = parsed(tmp_path / TASKS)["tasks"]
    matcher = task["problemMatcher"]
    printed = run(*task["command"].split()[1:], "--project", project, "--as-of", "2026-11-23").stdout
    listed = json.loads(run("check", "--project", project, "--as-of", "2026-11-23", "--format", "json").stdout)["problems"]
    found = [match for line in printed.splitlines() if (match := re.match(matcher["pattern"]["regexp"], line))]
    names = ("file", "line", "column", "severity", "code", "message")
    assert [tuple(match[matcher["pattern"][name]] for name in names) for match in found] == [
        tuple(str(problem[name]) for name in names) for problem in listed
    ]
    assert len(found) >= 3
    folder = matcher["fileLocation"][1].replace("${workspaceFolder}", str(tmp_path))
    assert all((Path(folder) / match[1]).exists() for match in found)


def test_each_key_of_front_matter_is_a_snippet_with_its_meaning(tmp_path: Path) -> None:
    schema(write(tmp_path, FILES), "--editor", "vscode", "--write")
    snippets = parsed(tmp_path / SNIPPETS).values()
    definitions = json.loads(run("schema").stdout)["$defs"].values()
    assert {snippet["prefix"] for snippet in snippets} == {key for part in definitions for key in part.get("properties", ())}
    assert all(snippet["scope"] == "markdown" and snippet["description"].endswith(".") for snippet in snippets)


def test_the_values_that_snippets_offer_are_understood(tmp_path: Path) -> None:
    schema(write(tmp_path, FILES), "--editor", "vscode", "--write")
    kinds = [snippet["body"][0] for snippet in parsed(tmp_path / SNIPPETS).values() if snippet["prefix"] == "kind"]
    assert kinds == ["kind: ${1|aspirational,committed|}"]
    for value in ("aspirational", "committed"):
        document = read_document("a.md", (), "a", f"---\n{kinds[0].split('$')[0]}{value}\n---\n".encode())
        assert document.data == {"kind": value}


@pytest.mark.parametrize("editor", EDITORS)
def test_what_to_set_names_files_that_are_written(editor: str, project: Path, tmp_path: Path) -> None:
    printed = schema(project, "--editor", editor)
    assert printed.exit_code == 0
    assert [file for file in tmp_path.rglob("*") if ".schemas" in file.parts] == []
    assert schema(project, "--editor", editor, "--write").exit_code == 0
    named = set(re.findall(r"\.schemas/[\w-]+\.json", printed.stdout))
    assert len(named) >= 2
    assert all((tmp_path / name).is_file() for name in named)
    way = project.relative_to(tmp_path).as_posix().removeprefix(".")
    assert f"{way}/okrsite.yml".lstrip("/") in printed.stdout


@pytest.mark.parametrize("options", [("--write",), ("objective", "--editor", "vscode"), ("--editor", "ed")])
def test_wrong_use_is_said(options: tuple[str, ...], tmp_path: Path) -> None:
    result = schema(write(tmp_path, FILES), *options)
    assert result.exit_code == 2
    assert "--editor" in result.stderr


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    result = schema(write(tmp_path, {**FILES, ".schemas": "a file"}), "--editor", "vscode", "--write")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
