"""`okrsite export`: where it writes, what it replaces, what it says, and what it leaves out."""

import json
import os
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from okrsite.output import MARKER as SITE
from tests.exporters.exporting import FILES, FOLDERS, FORMATS, MARKER, export, run
from tests.generated import thousand_objectives
from tests.oracle.organisations import make_organisation
from tests.sites import AS_OF, objective, with_company, write
from tests.trust.canaries import leaks
from tests.trust.commands import put
from tests.trust.hidden_things import AUDIENCES, plant
from tests.trust.test_canaries import HIDING, repository

KEY_RESULT = "key_results: [{id: k, title: K, target: 10, current: 4}]"
PROJECT = with_company({
    "okrsite.yml": "audiences: [board]\n",
    "content/2026-q4/known.md": objective("Known", "why: It pays.", "owner: Ana", KEY_RESULT),
    "content/2026-q3/before.md": objective("Before", "why: It paid.", KEY_RESULT),
    "content/sales/index.md": "---\ntitle: Sales\n---\n",
    "content/sales/2026-q4/sell.md": objective("Sell", "why: It pays.", "aligns_to: known", KEY_RESULT),
})  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path / "project", PROJECT)


def test_without_a_file_it_prints_what_the_file_would_hold(project: Path, tmp_path: Path) -> None:
    for format_ in ("json", "dot", "mermaid"):
        printed = run("export", "--project", project, "--format", format_)
        assert printed.exit_code == 0
        assert printed.stdout_bytes == export(project, format_, tmp_path)[FILES[format_]]


def test_printed_json_has_nothing_that_a_terminal_acts_on_and_the_same_values(project: Path, tmp_path: Path) -> None:
    write(project, {"content/2026-q4/turned.md": objective('"a\u202eb ##[group]"', "why: It pays.", KEY_RESULT)})
    printed = run("export", "--project", project, "--format", "json").stdout
    assert "\u202e" not in printed and "##[" not in printed
    (written,) = export(project, "json", tmp_path).values()
    assert json.loads(printed) == json.loads(written)
    for format_ in ("dot", "mermaid"):
        drawing = run("export", "--project", project, "--format", format_).stdout
        assert "\u202e" not in drawing and "##[" not in drawing and "8238" in drawing


@pytest.mark.parametrize("format_", ["xlsx", *FOLDERS])
def test_what_cannot_be_printed_needs_a_place(format_: str, project: Path) -> None:
    result = run("export", "--project", project, "--format", format_)
    assert result.exit_code == 2 and "name it" in result.stderr


@pytest.mark.parametrize("format_", FORMATS)
def test_it_is_the_same_each_time_and_replaces_an_earlier_one(format_: str, project: Path, tmp_path: Path) -> None:
    before = export(project, format_, tmp_path / "out")
    assert export(project, format_, tmp_path / "out") == before
    assert before and all(before.values())


@pytest.mark.parametrize("format_", FILES)
def test_a_file_of_somebody_s_own_is_replaced_by_force_only(format_: str, project: Path, tmp_path: Path) -> None:
    out = tmp_path / FILES[format_]
    out.write_text("my own")
    refused = run("export", "--project", project, "--format", format_, out)
    assert (refused.exit_code, out.read_text()) == (2, "my own") and "--force" in refused.stderr
    assert run("export", "--project", project, "--format", format_, out, "--force").exit_code == 0
    assert out.read_bytes() == export(project, format_, tmp_path / "other")[FILES[format_]]
    assert os.listdir(tmp_path / "other") == [FILES[format_]]  # and nothing beside it


@pytest.mark.parametrize("format_", FOLDERS)
@pytest.mark.parametrize("name", ["notes.txt", SITE])
def test_neither_a_folder_of_somebody_s_own_nor_a_site_is_replaced(name: str, format_: str, project: Path, tmp_path: Path) -> None:
    write(tmp_path / "mine", {name: "x"})
    result = run("export", "--project", project, "--format", format_, tmp_path / "mine", "--force")
    assert result.exit_code == 2 and "was not made by `okrsite export`" in result.stderr
    assert os.listdir(tmp_path / "mine") == [name]


def test_a_folder_holds_nothing_of_an_earlier_export(project: Path, tmp_path: Path) -> None:
    export(project, "markdown", tmp_path)
    (project / "content/2026-q3/before.md").unlink()
    assert "2026-q3/before.md" not in export(project, "markdown", tmp_path)
    assert (tmp_path / "markdown" / MARKER).is_file()


def test_it_never_writes_into_the_content(project: Path) -> None:
    result = run("export", "--project", project, "--format", "markdown", project / "content/out")
    assert result.exit_code == 2 and not (project / "content/out").exists()


def test_a_link_is_not_followed(project: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text('{\n  "format": "okrsite"')
    (tmp_path / "out.json").symlink_to(tmp_path / "elsewhere")
    result = run("export", "--project", project, "--format", "json", tmp_path / "out.json", "--force")
    assert result.exit_code == 2 and "symbolic link" in result.stderr


def test_faulty_content_writes_nothing(project: Path, tmp_path: Path) -> None:
    write(project, {"content/2026-q4/bad.md": objective("Bad", "unknown: 1")})
    result = run("export", "--project", project, "--format", "json", tmp_path / "out.json")
    assert result.exit_code == 1 and "unknown-key" in result.stderr and not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--format", "csv", "--unit", "salse", "out"], "Did you mean `sales`?"),
        (["--format", "dot", "--cycle", "2027-q1"], "Known: 2026"),
        (["--format", "json", "--unit", "sales"], "whole company"),
        (["--format", "json", "--audience", "crew"], "no audience `crew`"),
        (["--format", "yaml"], "'yaml' is not one of"),
    ],
)
def test_wrong_use_is_told(options: list[str], message: str, project: Path) -> None:
    result = run("export", "--project", project, *options)
    assert result.exit_code == 2 and message in result.stderr


def test_a_part_is_a_unit_with_those_below_in_a_cycle(project: Path, tmp_path: Path) -> None:
    assert {*export(project, "badges", tmp_path, "--unit", "sales")} == {"sales/badge.svg", "sales/2026-q4/sell/badge.svg"}
    assert "2026-q3/before/badge.svg" not in export(project, "badges", tmp_path, "--cycle", "2026-q4")
    drawn = run("export", "--project", project, "--format", "dot", "--unit", "/sales/").stdout
    assert '"sales/2026-q4/sell" -> "2026-q4/known"' in drawn and "before" not in drawn


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("name", ["restricted", "embargoed", *(pytest.param(name, marks=pytest.mark.slow) for name in HIDING)])
def test_no_form_of_a_hidden_word_is_exported(name: str, format_: str, tmp_path: Path) -> None:
    files = export(put(tmp_path / "project", repository(HIDING[name])), format_, tmp_path)
    assert files and leaks(files) == []


@pytest.mark.parametrize("seed", [seed if seed < 3 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(60)])
def test_an_export_is_that_of_a_project_that_never_held_what_it_hides(seed: int, tmp_path: Path) -> None:
    made = make_organisation(random.Random(seed), 1 + seed % 6)
    found = plant(made, random.Random(f"{seed} 0"))
    audience = (None, *AUDIENCES)[seed % 3]
    for format_ in FORMATS if seed >= 3 else (FORMATS[seed], FORMATS[-seed - 1]):
        seen = [
            _exported(put(tmp_path / name, files), format_, tmp_path / f"{name}-{format_}", audience, made.as_of)
            for name, files in (("with", found.everything()), ("without", found.left_for(audience, made.as_of)))
        ]
        assert seen[0] == seen[1]


def _exported(project: Path, format_: str, out: Path, audience: str | None, as_of: date) -> object:
    """The files of an export, or its exit code where an audience's view is at fault."""
    options = ["--audience", audience] if audience else []
    result = run("export", "--project", project, "--format", format_, out / FILES.get(format_, format_), *options, as_of=as_of)
    return export(project, format_, out, *options, as_of=as_of) if result.exit_code == 0 else result.exit_code


@pytest.mark.parametrize("format_", [name if name == "xlsx" else pytest.param(name, marks=pytest.mark.slow) for name in FORMATS])
def test_its_bytes_depend_on_no_hash_seed_clock_or_place(format_: str, project: Path, tmp_path: Path) -> None:
    found = []
    for seed, zone in (("1", "UTC"), ("2", "Pacific/Kiritimati")):
        out = tmp_path / seed / FILES.get(format_, format_)
        arguments = ["export", "--project", project, "--as-of", "2026-11-23", "--format", format_, out]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run([sys.executable, "-m", "okrsite", *arguments], check=True, env=environment, capture_output=True)
        found.append({path.name: path.read_bytes() for path in [out, *out.rglob("*")] if path.is_file()})
    assert found[0] == found[1] != {}


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
def test_a_thousand_objectives_are_exported(format_: str, tmp_path: Path) -> None:
    files = export(write(tmp_path / "project", thousand_objectives()), format_, tmp_path, as_of=AS_OF)
    assert sum(map(len, files.values())) > 30_000  # drawings show the current cycle only
