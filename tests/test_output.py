"""The published folder appears at once or not at all, and only where okrsite may put it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from okrsite.output import MARKER, OutputError, publish


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != MARKER}


def test_a_new_site_replaces_the_old_one_as_a_whole(tmp_path: Path) -> None:
    site = tmp_path / "out/site"
    publish([("index.html", b"old"), ("gone/index.html", b"x")], site, tmp_path / "project")
    assert publish([("index.html", b"new")], site, tmp_path / "project") == 1
    assert tree(site) == {"index.html": b"new"}
    assert [entry.name for entry in site.parent.iterdir() if "new-" in entry.name or "old" in entry.name] == []


def test_a_failing_build_leaves_the_old_site(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish([("index.html", b"old")], site, tmp_path / "project")

    def failing() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"new"
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        publish(failing(), site, tmp_path / "project")
    assert tree(site) == {"index.html": b"old"}
    assert not list(tmp_path.glob(".site.okrsite-new-*"))


@pytest.mark.parametrize("place", ["project", "parent", "foreign", "file", "link"])
def test_other_peoples_folders_are_refused(place: str, tmp_path: Path) -> None:
    project = tmp_path / "parent/project"
    (project / "content").mkdir(parents=True)
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign/thesis.doc").write_text("precious")
    (tmp_path / "file").write_text("x")
    os.symlink(tmp_path / "foreign", tmp_path / "link")
    target = {"project": project, "parent": tmp_path / "parent"}.get(place, tmp_path / place)
    with pytest.raises(OutputError, match=r"site-dir|symbolic link"):
        publish([("index.html", b"x")], target, project)
    assert (tmp_path / "foreign/thesis.doc").read_text() == "precious"


def test_two_builds_at_once(tmp_path: Path) -> None:
    site = tmp_path / "site"

    def building() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"first"
        with pytest.raises(OutputError, match="Another build"):
            publish([("index.html", b"second")], site, tmp_path / "project")

    publish(building(), site, tmp_path / "project")
    assert tree(site) == {"index.html": b"first"}


def test_leftovers_of_killed_builds_are_swept(tmp_path: Path) -> None:
    leftover = tmp_path / ".site.okrsite-new-123"
    leftover.mkdir()
    (leftover / "half").write_text("x")
    publish([("index.html", b"x")], tmp_path / "site", tmp_path / "project")
    assert not leftover.exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="cannot be written"):
        publish([("index.html", b"x")], tmp_path / "file/site", tmp_path / "project")
