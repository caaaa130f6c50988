"""The sample company's made-up history: the same repository each time, ends with the files as they are, and builds on any day."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from okrsite.cli import main
from okrsite.published import Change, ChangeKind
from okrsite.reading import load
from tests.repositories import git
from tests.sample_history import BEGUN, LOWERED, TODAY, make_repository, sample_files, story

SCRIPT = Path(__file__).with_name("sample_history.py")
DAYS = [BEGUN + timedelta(days=7 * week) for week in range((TODAY - BEGUN).days // 7 + 1)]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository as somebody makes it at a terminal."""
    folder = tmp_path_factory.mktemp("sample") / "made"
    subprocess.run([sys.executable, str(SCRIPT), str(folder)], check=True)
    return folder


@pytest.fixture(scope="module")
def changes(sample: Path) -> list[tuple[str, Change]]:
    """What the history tells of the objectives."""
    return [(reference, change) for reference, found in load(sample, TODAY).history.changes.items() for change in found]


def test_it_ends_with_the_sample_as_it_is(sample: Path) -> None:
    files = [path for path in sample.rglob("*") if path.is_file() and ".git" not in path.parts]
    assert {path.relative_to(sample).as_posix(): path.read_bytes() for path in files} == sample_files()
    assert git(sample, "status", "--porcelain", "--ignored") == ""


def test_it_is_the_same_repository_each_time(sample: Path, tmp_path: Path) -> None:
    make_repository(tmp_path, story(sample_files()))
    assert git(tmp_path, "rev-parse", "HEAD") == git(sample, "rev-parse", "HEAD")


def test_the_script_writes_only_where_nothing_is(sample: Path) -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), str(sample)], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "usage" in done.stderr


def test_check_ins_come_on_their_days(sample: Path) -> None:
    said = git(sample, "log", "--reverse", "--format=%cs", "--", "content/commerce/2026-q4/dark-months.md").split()
    assert said == ["2026-09-21", "2026-10-01", "2026-10-09", "2026-10-23", "2026-11-06", "2026-11-20"]


def test_a_target_is_lowered_and_the_commit_says_why(changes: list[tuple[str, Change]]) -> None:
    (moved,) = [(reference, change) for reference, change in changes if change.kind is ChangeKind.TARGET]
    assert moved[0] == "making/supply/2026-q4/shrink-the-warehouse"
    assert (moved[1].before, moved[1].after, moved[1].publication.day, moved[1].publication.subject) == (
        750_000, 600_000, LOWERED.day, LOWERED.subject
    )  # fmt: skip


def test_an_objective_keeps_its_history_through_a_rename(sample: Path, changes: list[tuple[str, Change]]) -> None:
    assert not (sample / "content/service/2026-q4/autumn-check.md").exists()
    found = [change for reference, change in changes if reference == "service/2026-q4/winter-check"]
    (created,) = [change for change in found if change.kind is ChangeKind.CREATED]
    assert created.publication.day == date(2026, 9, 21)


def test_values_rise_before_the_first_check_in(sample: Path) -> None:
    values = load(sample, TODAY).history.values["service/2026-q4/back-on-the-road", "loans"]
    assert [value for _, value in values] == [41, 42, 44]
    assert {change for change, _ in values} == {date(2026, 10, 2), date(2026, 10, 7), date(2026, 10, 12)}


def test_statuses_are_set_on_their_days(changes: list[tuple[str, Change]]) -> None:
    found = [(reference.rpartition("/")[2], change) for reference, change in changes if change.kind is ChangeKind.STATUS]
    assert {(name, change.after, change.publication.day) for name, change in found} == {
        ("westerhaven-tender", "paused", date(2026, 11, 3)), ("cologne-shop", "cancelled", date(2026, 10, 28)),
        ("parts-for-2016", "not_started", date(2026, 10, 5)),
    }  # fmt: skip


@pytest.mark.parametrize("day", [DAYS[0], DAYS[6], *(pytest.param(day, marks=pytest.mark.slow) for day in DAYS)], ids=str)
def test_each_week_can_be_built_as_it_was(sample: Path, tmp_path: Path, day: date) -> None:
    arguments = ["--project", str(sample), "--at", day.isoformat(), "--site-dir", str(tmp_path / "site"), "--no-cache"]
    result = CliRunner().invoke(main, ["build", *arguments])
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads((tmp_path / "site/api/okrs.json").read_text())
    assert document["as_of"] == day.isoformat()
    known = [objective["cycle"] for objective in document["objectives"]]
    assert ("2026-q4" in known) == (day >= date(2026, 9, 14))
