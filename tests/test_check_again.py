"""A check that finds everything as it was says what the last one said, without reading anything; any change is seen."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from okrsite import reading
from okrsite.cli import main
from tests.sites import objective, with_company, write

FAULTY = objective("Grow", "why: Now.", "aligns_to: nowhere", "key_results: [{title: K, target: 9}, {title: L, target: 9}]")
SETTLED = 10_000_000_000


def checked(project: Path, *options: str, as_of: str = "2026-11-23") -> str:
    """What `check` prints."""
    result = CliRunner().invoke(main, ["check", "--project", str(project), "--as-of", as_of, *options])
    assert result.exit_code in (0, 1), result.output
    return result.output


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with faults that was checked long after its last change, as far as the check could tell."""
    folder = write(tmp_path / "project", with_company({"content/2026-q4/grow.md": FAULTY, "okrsite.yml": "audiences: [board]\n"}))
    now = time.time_ns()
    monkeypatch.setattr("okrsite.reading.time.time_ns", lambda: now + SETTLED)
    checked(folder)
    return folder


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one entry each time that content is read."""
    read: list[int] = []
    reading_content = reading.read_content
    monkeypatch.setattr(reading, "read_content", lambda *arguments, **options: read.append(1) or reading_content(*arguments, **options))
    return read


def test_where_nothing_has_changed_the_same_is_said_and_nothing_is_read(project: Path, reads: list[int]) -> None:
    said = checked(project)
    assert reads == []
    shutil.rmtree(project / ".okrsite")
    assert checked(project) == said
    assert reads == [1]
    assert "unknown-reference" in said


def change_a_document(project: Path) -> None:
    file = project / "content/2026-q4/grow.md"
    file.write_text(file.read_text().replace("nowhere", "nobodys"))  # as long as before
    os.utime(file, ns=(0, 0))


def add_a_document(project: Path) -> None:
    write(project, {"content/2026-q4/more.md": "no front matter"})


def remove_a_document(project: Path) -> None:
    (project / "content/2026-q4/grow.md").unlink()


def configure(project: Path) -> None:
    write(project, {"okrsite.yml": "audiences: [board]\nchecks: {no-owner: off}\n"})


def put_a_link_in_the_place_of_the_content(project: Path) -> None:
    (project / "content").rename(project / "elsewhere")
    (project / "content").symlink_to(project / "elsewhere")


@pytest.mark.parametrize(
    "change", [change_a_document, add_a_document, remove_a_document, configure, put_a_link_in_the_place_of_the_content]
)
def test_any_change_is_seen(change: Callable[[Path], None], project: Path, reads: list[int]) -> None:
    said = checked(project)
    change(project)
    assert checked(project) != said
    assert reads == [1]


def test_a_configuration_that_is_a_link_is_seen_to_change(project: Path) -> None:
    (project / "okrsite.yml").rename(project.parent / "shared.yml")
    (project / "okrsite.yml").symlink_to(project.parent / "shared.yml")
    assert "no-owner" in checked(project)
    (project.parent / "shared.yml").write_text("checks: {no-owner: off}\n")
    assert "no-owner" not in checked(project)


def test_a_link_that_takes_the_place_of_a_folder_around_the_content_is_seen(project: Path) -> None:
    (project / "around").mkdir()
    (project / "content").rename(project / "around/content")
    write(project, {"okrsite.yml": "content: around/content\n"})
    assert "symbolic-link" not in checked(project)
    (project / "around").rename(project / "moved")
    (project / "around").symlink_to(project / "moved")
    assert "symbolic-link" in checked(project)


def test_another_day_and_another_audience_are_looked_at_anew(project: Path, reads: list[int]) -> None:
    write(project, {"content/2026-q4/plan.md": objective("Plan", "visibility: board", "aligns_to: nobody")})
    assert "plan.md" not in checked(project, "--audience", "public")
    assert "plan.md" in checked(project, "--audience", "board")
    assert "plan.md" in checked(project)
    checked(project, as_of="2026-11-24")
    assert len(reads) == 4


def test_what_could_not_be_read_is_tried_again(project: Path, reads: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    write(project, {"content/2026-q4/more.md": objective("More")})

    def fail(*arguments: object) -> object:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("okrsite.source.gate.os.read", fail)
        assert "unreadable" in checked(project)
    assert "unreadable" not in checked(project)
    assert reads == [1, 1]
