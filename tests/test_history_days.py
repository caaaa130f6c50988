"""The day on which a commit was published: its committer's, unless that clock went wrong (FORMAT §11, §18)."""

from datetime import date
from pathlib import Path

import pytest

from okrsite.reading import load
from tests.repositories import git
from tests.sites import AS_OF, write
from tests.test_history import GROW, grow, points, publish

CLOCKS = {
    "going backwards": (("2026-10-05", "2026-10-06", "2026-10-03", "2026-10-12"), [("10-05", 1), ("10-06", 3), ("10-12", 4)]),
    "in 1970": (("2026-10-05", "1970-01-02T00:00:00Z", "2026-10-12"), [("10-05", 2), ("10-12", 3)]),
    "in 2100": (("2026-10-05", "2099-01-01T00:00:00Z", "2026-10-12"), [("10-05", 2), ("10-12", 3)]),
    "at first in 1970": (("1970-01-02T00:00:00Z", "2026-10-05", "2026-10-12"), [("10-05", 2), ("10-12", 3)]),
    "at first in 2100": (("2099-01-01T00:00:00Z", "2026-10-05", "2026-10-12"), [("10-05", 2), ("10-12", 3)]),
    "at last in 1970": (("2026-10-05", "2026-10-12", "1970-01-02T00:00:00Z"), [("10-05", 1), ("10-12", 3)]),
}


@pytest.mark.parametrize("clock", CLOCKS)
def test_clocks_that_go_wrong_change_no_order(tmp_path: Path, clock: str) -> None:
    moments, expected = CLOCKS[clock]
    publish(tmp_path, *((moment, grow(value)) for value, moment in enumerate(moments, start=1)))
    assert points(tmp_path) == expected


def test_a_last_commit_of_the_future_is_not_known_yet(tmp_path: Path) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)), ("2026-11-24", grow(2)))
    assert points(tmp_path) == [("10-05", 1)]
    assert load(tmp_path, AS_OF).history.updates["2026-q4/grow"] == date(2026, 10, 5)


def test_a_day_is_that_of_the_clock_of_who_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Honolulu")
    publish(tmp_path, ("2026-10-05T00:30:00+14:00", grow(1)), ("2026-10-12T23:30:00-11:00", grow(2)))
    assert points(tmp_path) == [("10-05", 1), ("10-12", 2)]


def test_an_amended_commit_counts_when_it_was_committed(tmp_path: Path) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)), ("2026-10-06", grow(2)))
    write(tmp_path, {GROW: grow(3)})
    git(tmp_path, "commit", "-qa", "--amend", "--no-edit", on="2026-10-09")
    assert points(tmp_path) == [("10-05", 1), ("10-09", 3)]


@pytest.mark.parametrize("date_line", ["99999999999999999 +0000", "1790000000 +9999", "-1 +0000", "1790000000"])
def test_a_commit_with_a_date_that_is_none_takes_the_day_before_it(tmp_path: Path, date_line: str) -> None:
    publish(tmp_path, ("2026-10-05", grow(1)), ("2026-10-06", grow(2)))
    lines = git(tmp_path, "cat-file", "commit", "HEAD").split("\n")
    odd = [f"committer Ana <ana@acme.example> {date_line}" if line.startswith("committer") else line for line in lines]
    write(tmp_path.parent, {"odd": "\n".join(odd) + "\n"})
    made = git(tmp_path, "hash-object", "-t", "commit", "--literally", "-w", str(tmp_path.parent / "odd"))
    git(tmp_path, "reset", "-q", "--hard", made)
    publish(tmp_path, ("2026-10-12", grow(3)))
    assert [value for _, value in points(tmp_path)][-1] == 3
    assert points(tmp_path)[0][0] == "10-05"
