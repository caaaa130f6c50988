"""The published folder appears at once or not at all, and only where okrsite may put it."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from okrsite import output
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


def a_site(folder: Path, tmp_path: Path) -> Path:
    publish([("index.html", b"old")], folder, tmp_path / "project")
    return folder


@pytest.mark.parametrize("place", ["/", "~", "~/..", "parent/project", "parent/project/x/..", "parent", "linked/project"])
def test_folders_that_hold_more_than_a_site_are_refused_even_with_the_mark(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "people/ana"))
    project = tmp_path / "parent/project"
    project.mkdir(parents=True)
    (tmp_path / "people/ana").mkdir(parents=True)
    os.symlink(tmp_path / "parent", tmp_path / "linked")
    for folder in (project, project.parent, tmp_path / "people/ana", tmp_path / "people"):
        (folder / MARKER).write_text("")
    target = Path(place.replace("~", str(tmp_path / "people/ana"))) if place[0] in "/~" else tmp_path / place
    with pytest.raises(OutputError, match="holds more than a site"):
        publish([("index.html", b"x")], target, project)
    assert (tmp_path / "people/ana").is_dir() and not list(tmp_path.rglob("index.html"))


@pytest.mark.parametrize(
    "place", ["docs", "docs/okr", "docs/okr/site", "docs/okr/a/site", "theme/static/site", "elsewhere/../docs/okr/site"]
)
def test_a_folder_in_or_around_the_sources_is_refused_even_with_the_mark(place: str, tmp_path: Path) -> None:
    for folder in ("docs", "docs/okr", "theme/static"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / MARKER).write_text("")
    with pytest.raises(OutputError, match="lie in each other"):
        publish([("index.html", b"x")], tmp_path / place, tmp_path, [tmp_path / "docs/okr", tmp_path / "theme"])
    assert not list(tmp_path.rglob("index.html"))
    assert publish([("index.html", b"x")], tmp_path / "docs/okr-site", tmp_path, [tmp_path / "docs/okr"]) == 1, "only named alike"


@pytest.mark.parametrize("kind", ["folder", "file", "deep"])
def test_a_site_that_became_a_git_repository_is_refused(kind: str, tmp_path: Path) -> None:
    repository = a_site(tmp_path / "site", tmp_path) / ("sub/.git" if kind == "deep" else ".git")
    repository.parent.mkdir(exist_ok=True)
    repository.write_text("gitdir: elsewhere") if kind == "file" else repository.mkdir()
    with pytest.raises(OutputError, match="holds a git repository"):
        publish([("index.html", b"new")], tmp_path / "site", tmp_path / "project")
    assert repository.exists() and tree(tmp_path / "site")["index.html"] == b"old"


@pytest.mark.skipif(os.name != "posix", reason="needs the modes of POSIX")
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_site_can_be_read_by_a_web_server_whatever_the_umask(umask: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        publish([("index.html", b"x"), ("a/b/c.html", b"x")], tmp_path / "site", tmp_path / "project")
    finally:
        os.umask(before)
    modes = {path.is_dir(): oct(path.stat().st_mode & 0o777) for path in (tmp_path / "site", *(tmp_path / "site").rglob("*"))}
    assert modes == {True: "0o755", False: "0o644"}


@pytest.mark.skipif(os.name != "posix", reason="needs the modes of POSIX")
@pytest.mark.parametrize("mode", [0o700, 0o750, 0o555])
def test_the_site_folder_keeps_the_mode_that_somebody_gave_it(mode: int, tmp_path: Path) -> None:
    site = a_site(tmp_path / "site", tmp_path)
    site.chmod(mode)
    publish([("index.html", b"new")], site, tmp_path / "project")
    assert site.stat().st_mode & 0o777 == mode
    assert tree(site) == {"index.html": b"new"}
    assert not list(tmp_path.glob(".site.okrsite-new-*"))


def test_a_swap_that_fails_half_way_puts_the_old_site_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site, rename = a_site(tmp_path / "site", tmp_path), os.rename

    def failing(source: Path, target: Path) -> None:
        if "new-" in source.name:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        rename(source, target)

    monkeypatch.setattr(output, "_exchange_at_once", lambda stage, site_dir: False)
    monkeypatch.setattr(os, "rename", failing)
    with pytest.raises(OutputError, match="The old site is untouched"):
        publish([("index.html", b"new")], site, tmp_path / "project")
    assert tree(site) == {"index.html": b"old"}


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_links_that_lie_where_a_build_writes_are_neither_followed_nor_removed_with_what_they_lead_to(tmp_path: Path) -> None:
    precious = tmp_path / "elsewhere"
    precious.mkdir(mode=0o755)
    (precious / "thesis.doc").write_text("precious")
    os.symlink(precious, tmp_path / ".site.okrsite-new-1")
    publish([("index.html", b"x")], tmp_path / "site", tmp_path / "project")
    os.unlink(tmp_path / ".site.okrsite-lock")
    os.symlink(precious / "thesis.doc", tmp_path / ".site.okrsite-lock")
    with pytest.raises(OutputError, match=r"okrsite-lock cannot be written"):
        publish([("index.html", b"x")], tmp_path / "site", tmp_path / "project")
    assert (precious / "thesis.doc").read_text() == "precious" and precious.stat().st_mode & 0o777 == 0o755


def test_leftovers_are_swept_beside_a_folder_whose_name_looks_like_a_pattern(tmp_path: Path) -> None:
    leftover, other = tmp_path / ".s[it]e*.okrsite-new-1", tmp_path / ".site2.okrsite-new-1"
    leftover.mkdir()
    other.mkdir()
    publish([("index.html", b"x")], tmp_path / "s[it]e*", tmp_path / "project")
    assert (leftover.exists(), other.exists()) == (False, True)


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
