"""What the fuzzer once found ends well for good, and so does what it begins with; a bad end is told as one."""

import shutil
import time
from itertools import count
from pathlib import Path

import pytest

from okrsite.reading import load
from tests.fuzz.ending import MOST_SECONDS, ends_well
from tests.fuzz.projects import files_of, seeds, write
from tests.sites import AS_OF

FINDS = sorted(folder for folder in (Path(__file__).parent / "finds").iterdir() if folder.is_dir())
BEGINNINGS = sorted((Path(__file__).parent / "beginnings").iterdir())
SEEDS = seeds()


def test_what_once_ended_badly_ends_well(tmp_path: Path) -> None:
    for find in FINDS:
        ends_well(Path(shutil.copytree(find, tmp_path / find.name)), with_site=True)


@pytest.mark.parametrize("beginning", BEGINNINGS, ids=lambda folder: folder.name)
def test_what_the_fuzzer_begins_with_is_without_a_fault_and_ends_well(beginning: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(beginning, tmp_path / "project"))
    write(files_of(SEEDS[BEGINNINGS.index(beginning)]), project)
    assert load(project, AS_OF).organisation.objectives
    ends_well(project, with_site=True)


def test_a_project_that_takes_long_ends_badly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(files_of(SEEDS[0]), tmp_path)
    clock = count(0, MOST_SECONDS + 1)
    monkeypatch.setattr(time, "process_time", lambda: next(clock))
    with pytest.raises(AssertionError, match="reading took"):
        ends_well(tmp_path, with_site=False)


def test_a_fault_of_the_program_ends_badly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(files_of(SEEDS[0]), tmp_path)

    def broken(*arguments: object) -> None:
        raise RecursionError

    monkeypatch.setattr("okrsite.documents.read_document", broken)
    with pytest.raises(RecursionError):
        ends_well(tmp_path, with_site=False)
