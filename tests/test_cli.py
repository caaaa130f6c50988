"""The commands as people and scripts call them: what goes where, and exit codes 0, 1, 2 (FORMAT §17)."""

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from okrsite.cli import COMMANDS, main
from okrsite.source.front_matter import read_document
from tests.sites import objective, with_company, write

SAMPLE = Path(__file__).parent.parent
TWO_KEY_RESULTS = "key_results: [{title: K, target: 9}, {title: L, target: 9}]"
GOOD = with_company({"content/2026-q4/grow.md": objective("Grow", "owner: ana", "why: Now.", TWO_KEY_RESULTS)})
WRONG = with_company({"content/2026-q4/grow.md": objective("Grow", "ownr: ana", "key_results: [{title: K, target: 9}]")})


def run(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env=environment or None)


@pytest.mark.parametrize(("files", "options", "code"), [(GOOD, (), 0), (WRONG, (), 1), (WRONG, ("--format", "json"), 1)])
def test_check_ends_as_the_format_says(files: dict[str, str], options: tuple[str, ...], code: int, tmp_path: Path) -> None:
    result = run("check", "--project", write(tmp_path, files), "--as-of", "2026-11-23", *options)
    assert result.exit_code == code
    assert result.stderr == ""


def test_strict_counts_warnings(tmp_path: Path) -> None:
    files = with_company({"content/2026-q4/grow.md": objective("Grow", "key_results: [{title: K, target: 9}]")})
    arguments = ("check", "--project", write(tmp_path, files), "--as-of", "2026-11-23")
    assert run(*arguments).exit_code == 0
    assert run(*arguments, "--strict").exit_code == 1


def test_check_prints_place_line_and_remedy(tmp_path: Path) -> None:
    result = run("check", "--project", write(tmp_path, WRONG), "--as-of", "2026-11-23")
    assert "content/2026-q4/grow.md:3:1: error[unknown-key]: The key `ownr` is not known." in result.stdout
    assert "    3 | ownr: ana\n      | ^\n  hint: Did you mean `owner`?\n" in result.stdout
    assert result.stdout.endswith("1 error, 0 warnings\n")


def test_check_as_json_has_the_documented_shape(tmp_path: Path) -> None:
    document = json.loads(run("check", "--project", write(tmp_path, WRONG), "--format", "json", "--as-of", "2026-11-23").stdout)
    assert list(document) == ["errors", "warnings", "problems"]
    assert document["problems"][0] == {
        "file": "content/2026-q4/grow.md",
        "line": 3,
        "column": 1,
        "severity": "error",
        "code": "unknown-key",
        "message": "The key `ownr` is not known.",
        "hint": "Did you mean `owner`?",
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--as-of", "23.11.2026"),
        ("check", "--nonsense"),
        ("chekc",),
        ("check", "--audience", "martians"),
        ("show", "nowhere"),
        ("show", "--cycle", "2026-q9"),
        ("check", "--project", "/there/is/no/such/folder"),
    ],
)
def test_wrong_use_ends_with_2_and_says_why(arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, GOOD))
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr) > 20
    assert "Traceback" not in result.output


@pytest.mark.parametrize(("arguments", "name"), [(("schema", "objectiv"), "KIND"), (("theme",), "ACTION"), (("completion",), "SHELL")])
def test_messages_call_an_argument_what_help_calls_it(arguments: tuple[str, ...], name: str) -> None:
    assert re.search(rf"'\[?{name}\]?'", run(*arguments).stderr)
    assert name in run(arguments[0], "--help").stdout


def test_a_misspelt_command_is_offered_the_nearest() -> None:
    assert "'check'" in run("chekc").stderr


def test_wrong_configuration_ends_with_2_and_tells_the_line(tmp_path: Path) -> None:
    files = {**GOOD, "okrsite.yml": "levels: [company]\nfiscal_year_start: 13\ncheks: {}\n"}
    result = run("check", "--project", write(tmp_path, files))
    assert result.exit_code == 2
    assert "okrsite.yml:2:20: error[out-of-range]" in result.stderr
    assert "okrsite.yml:3:1: error[unknown-key]" in result.stderr
    assert "Did you mean `checks`?" in result.stderr


def test_the_project_is_the_nearest_folder_upwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {**WRONG, "okrsite.yml": ""})
    monkeypatch.chdir(tmp_path / "content/2026-q4")
    assert "content/2026-q4/grow.md:3:1" in run("check").stdout


def test_the_day_comes_from_the_environment(tmp_path: Path) -> None:
    files = with_company({"content/2026-q4/grow.md": objective("Grow", "checkins: [{date: 2026-11-02, note: Hello}]", "rollup: aligned")})
    write(tmp_path, files)
    early = run("check", "--project", tmp_path, SOURCE_DATE_EPOCH="1790812800")  # 2026-10-01
    assert "checkin-later" in early.stdout
    assert "2026-10-01" in early.stdout
    assert "checkin-later" not in run("check", "--project", tmp_path, "--as-of", "2026-11-23", SOURCE_DATE_EPOCH="1790812800").stdout
    assert run("check", "--project", tmp_path, SOURCE_DATE_EPOCH="soon").exit_code == 2


def test_content_cannot_drive_the_terminal(tmp_path: Path) -> None:
    evil = "\u202eevil\u2066"
    result = run("check", "--project", write(tmp_path, with_company({"content/2026-q4/grow.md": objective("Grow", f"owner{evil}: x")})))
    assert evil[0] not in result.output
    assert "\\u202e" in result.output


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_new_site_is_ready(language: str, tmp_path: Path) -> None:
    site = tmp_path / "new"
    assert run("init", site, "--language", language, "--ci", "github", "--as-of", "2026-11-23").exit_code == 0
    result = run("check", "--project", site, "--strict", "--as-of", "2026-11-23")
    assert result.exit_code == 0, result.stdout
    assert (site / ".github/workflows/okrs.yml").is_file()


@pytest.mark.parametrize("day", ["2026-10-01", "2026-12-31", "2027-01-01", "2024-02-29"])
def test_the_example_is_fresh_on_any_day(day: str, tmp_path: Path) -> None:
    run("init", tmp_path, "--as-of", day)
    assert run("check", "--project", tmp_path, "--strict", "--as-of", day).exit_code == 0


def test_init_never_replaces_a_file(tmp_path: Path) -> None:
    write(tmp_path, {"content/index.md": "mine\n"})
    result = run("init", tmp_path)
    assert result.exit_code == 2
    assert "content/index.md" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["content"]
    assert (tmp_path / "content/index.md").read_text() == "mine\n"


def test_show_draws_the_tree_of_the_sample() -> None:
    text = run("show", "--project", SAMPLE, "--as-of", "2026-11-23").stdout
    assert "2026 Q4, active, 59% of its days gone by" in text
    assert "├─ Commerce" in text
    assert "[On track]" in text
    assert "draft" not in text.lower()


def test_show_explains_an_objective() -> None:
    text = run("show", "--project", SAMPLE, "--as-of", "2026-11-23", "service/2026-q4/back-on-the-road").stdout
    assert "41% is the mean of 3 key results" in text
    assert "percentage points less than expected by now" in text


def test_show_offers_the_nearest_reference(tmp_path: Path) -> None:
    write(tmp_path, {**GOOD, "content/marketing/index.md": "---\ntitle: M\n---\n"})
    assert "`marketing`" in run("show", "--project", tmp_path, "marketng").stderr


def test_the_schema_takes_every_document_of_the_sample() -> None:
    schema = json.loads(run("schema").stdout)
    validator = jsonschema.Draft202012Validator(schema)
    files = sorted((SAMPLE / "content").rglob("*.md"))
    assert len(files) > 80
    for file in files:
        data = read_document(str(file), (), file.stem, file.read_bytes()).data
        validator.validate(json.loads(json.dumps(data, default=float)))
    wrong = {"title": "x", "ownr": "y"}
    assert list(validator.iter_errors(wrong))


@pytest.mark.parametrize("kind", ["objective", "unit", "kpi", "page", "review", "people", "config"])
def test_the_schema_says_what_every_key_means(kind: str) -> None:
    schema = json.loads(run("schema", kind).stdout)
    models = [schema.get("additionalProperties") or schema, *schema.get("$defs", {}).values()]
    keys = {key: entry for model in models for key, entry in model["properties"].items()}
    assert len(keys) >= 4
    assert [key for key, entry in keys.items() if not entry.get("description", "").endswith(".")] == []


def test_help_answers_without_reading_what_only_commands_need() -> None:
    loaded = modules_after('from okrsite.cli import main; main(["--help"], standalone_mode=False)')
    assert "click" in loaded
    assert loaded.isdisjoint({"okrsite.reading", "pydantic", "yaml", "markdown", "jinja2", "babel", "mkdocs", "nh3"})


def test_nothing_that_a_build_needs_brings_in_the_network_or_mkdocs() -> None:
    loaded = modules_after("from okrsite import reading, site, output")
    assert "pydantic" in loaded
    assert loaded.isdisjoint({"http.client", "urllib.request", "ssl", "mkdocs"})


def modules_after(statements: str) -> set[str]:
    """The modules that are loaded once a fresh interpreter has run some statements."""
    program = f"{statements}\nimport sys\nprint(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_every_command_explains_itself() -> None:
    assert run("--help").exit_code == 0
    for name in COMMANDS:
        text = run(name, "--help").stdout
        assert text.startswith("Usage: ")
        assert len(text) > 150
    assert run("--version").stdout.startswith("okrsite, version ")
