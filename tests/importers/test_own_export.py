"""What okrsite exports comes back: imported into an empty project and built as of the same day, it gives the same okrs.json."""

import json
import random
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from okrsite.cli import main
from okrsite.publish.okrs_json import okrs_json
from okrsite.reading import load
from tests.importers.importing import contents, run
from tests.oracle.organisations import files, make_organisation
from tests.sites import with_company, write

FORMATS = {"json": "okrs.json", "csv": "tables", "xlsx": "okrs.xlsx"}


def published(project: Path, as_of: date) -> str:
    found = load(project, as_of)
    return okrs_json(found.organisation, found.figures, found.config, found.audience)


def exported(project: Path, out: Path, format: str, as_of: date) -> Path:
    arguments = ["export", "--format", format, str(out), "--project", str(project), "--as-of", as_of.isoformat()]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return out


def made_up(seed: int, folder: Path) -> tuple[Path, date]:
    made = make_organisation(random.Random(seed), 12)
    return write(folder, files(made)), made.as_of


def round_trip(seed: int, format: str, folder: Path) -> None:
    """One made-up company out and in again, and once more into what came of it."""
    original, day = made_up(seed, folder / "original")
    out, copy = exported(original, folder / FORMATS[format], format, day), folder / "copy"
    copy.mkdir()
    result = run(copy, format, out, as_of=day.isoformat())
    assert result.exit_code == 0, f"seed {seed}: {result.output}"
    assert published(copy, day) == published(original, day), f"seed {seed}"
    before = contents(copy)
    for force in ((), ("--force",)):
        again = run(copy, format, out, *force, as_of=day.isoformat())
        assert again.exit_code == 0 and "0 new, 0 changed" in again.output, f"seed {seed}: {again.output}"
        assert contents(copy) == before


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("seed", range(3))
def test_made_up_companies_come_back_as_they_were(seed: int, format: str, tmp_path: Path) -> None:
    round_trip(seed, format, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("seed", range(100, 180))
def test_many_made_up_companies_come_back_as_they_were(seed: int, format: str, tmp_path: Path) -> None:
    round_trip(seed, format, tmp_path)


def test_an_export_updates_what_is_there(tmp_path: Path) -> None:
    original, day = made_up(5, tmp_path / "original")
    out, copy = exported(original, tmp_path / "okrs.json", "json", day), tmp_path / "copy"
    copy.mkdir()
    assert run(copy, "json", out, as_of=day.isoformat()).exit_code == 0
    file = next(path for path in sorted((copy / "content").rglob("*.md")) if path.parent.name[:4].isdecimal())
    file.write_text(file.read_text().replace('title: "', 'title: "Another ', 1).replace("---\n", "---\n# a comment\n", 1))
    result = run(copy, "json", out, as_of=day.isoformat())
    assert result.exit_code == 0 and "0 new, 1 changed" in result.output, result.output
    assert "# a comment\n" in file.read_text() and "Another" not in file.read_text()
    assert published(copy, day) == published(original, day)


def export_of(*documents: dict[str, object], **more: object) -> str:
    """The text of an export that somebody has changed."""
    whole = [{"type": "unit", "unit": "", "cycle": None, "id": "", "front_matter": {"title": "Wainfield"}, "body": ""}, *documents]
    return json.dumps({"format": "okrsite", "version": 1, "configuration": {}, "persons": {}, "documents": whole, **more})


def document(kind: str, identifier: str, unit: str = "", cycle: str | None = None, body: str = "", **keys: object) -> dict[str, object]:
    return {"type": kind, "unit": unit, "cycle": cycle, "id": identifier, "front_matter": {"title": "T", **keys}, "body": body}


def test_a_kpi_gets_the_values_that_it_lacks_in_the_way_that_its_file_writes_them(tmp_path: Path) -> None:
    write(tmp_path, with_company({
        "content/listed.md": "---\ntype: kpi\ntitle: T\nvalues:\n"
        "  - {date: 2026-10-01, value: 1}   # late\n  - {date: 2026-10-08, value: 2}\n---\n",
        "content/mapped.md": "---\ntype: kpi\ntitle: T\nvalues:\n  2026-10-01: 1\n---\n",
        "content/kept.md": "---\ntype: kpi\ntitle: T\nvalues_from: kept.csv\n---\n",
        "content/kept.csv": "date,value\n2026-10-01,1\n",
    }))  # fmt: skip
    values = {"2026-10-01": 1, "2026-10-08": 3, "2026-10-15": 4}
    (tmp_path / "in.json").write_text(export_of(*(document("kpi", name, values=values) for name in ("listed", "mapped", "kept"))))
    result = run(tmp_path, "json", tmp_path / "in.json")
    assert result.exit_code == 0, result.output
    listed = (tmp_path / "content/listed.md").read_text()
    assert "value: 1}   # late\n  - {date: 2026-10-08, value: 3}\n  - date: 2026-10-15\n    value: 4\n" in listed
    assert (tmp_path / "content/mapped.md").read_text().endswith('  2026-10-01: 1\n  "2026-10-08": 3\n  "2026-10-15": 4\n---\n')
    assert "its values stay in kept.csv" in result.output
    assert "0 new, 0 changed" in run(tmp_path, "json", tmp_path / "in.json").output


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (document("objective", "x", "../../x", "2026-q4"), "cannot be a unit's folder"),
        (document("objective", "../x", "", "2026-q4"), "is not an id"),
        (document("objective", "x", "", "../x"), "is not a cycle"),
        (document("objective", "x", "2026-q4", "2026-q4"), "is a cycle, so it cannot be a unit's folder"),
        (document("page", "con"), "is not an id"),
        (document("page", "x", titel="y"), "unknown-key"),
        (document("page", "x", body="[a](../../../etc/passwd)"), "error["),
        (document("unit", ""), "It arrives twice"),
    ],
)  # fmt: skip
def test_an_export_that_was_tampered_with_leads_nowhere(changed: dict[str, object], reason: str, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(export_of(changed))
    (tmp_path / "copy").mkdir()
    result = run(tmp_path / "copy", "json", tmp_path / "in.json")
    assert result.exit_code == 1 and reason in result.output, result.output
    assert contents(tmp_path / "copy") == {} and sorted(path.name for path in tmp_path.iterdir()) == ["copy", "in.json"]
