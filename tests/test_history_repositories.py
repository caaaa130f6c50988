"""The history is the same whatever kind of repository it is read from, and whatever its owner's settings are; a part of it is refused."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from okrsite.cli import main
from okrsite.git import Repository
from okrsite.published import History, HistoryState
from okrsite.reading import Effort, load
from tests.repositories import branch, commit, git, merge
from tests.sites import AS_OF, with_company, write
from tests.test_history import GROW, grow, points, publish


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository with everything that a reader of its log may stumble over."""
    folder = publish(tmp_path / "origin", ("2026-10-05", grow(1)), ("2026-10-12", grow(2, key_result="target: 90")))
    for number in range(3):  # files that look like copies of each other
        write(folder, {f"content/2026-q4/more{number}.md": grow(2, key_result="target: 90")})
    commit(folder, {}, "Números más altos 🎉", "2026-10-13", by="Zoë")
    branch(folder, "work")
    commit(folder, {GROW: grow(3)}, on="2026-10-14")
    merge(folder, "work", on="2026-10-19")
    commit(folder, {GROW: None, "content/2026-q4/grow-more.md": grow(4, "aliases: [2026-q4/grow]")}, "Renamed", "2026-11-02")
    git(folder, "notes", "add", "-m", "A note", "HEAD")
    return folder


def told(project: Path) -> History:
    return load(project, AS_OF).history


def test_the_main_line_is_told_once_for_all_kinds_of_repositories(origin: Path) -> None:
    expected = [("10-05", 1), ("10-12", 2), ("10-19", 3), ("11-02", 4)]
    assert points(origin, "2026-q4/grow-more") == expected


def clone(origin: Path, *options: str) -> Path:
    folder = origin.with_name("clone")
    git(origin.parent, "clone", "-q", *options, origin.as_uri(), folder.name)
    return folder


def worktree(origin: Path) -> Path:
    git(origin, "worktree", "add", "-q", "--detach", "../worktree", "main")
    return origin.with_name("worktree")


def submodule(origin: Path) -> Path:
    around = origin.with_name("around")
    commit(around, {"README.md": "x"})
    git(around, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", origin.as_uri(), "okrs")
    commit(around, {})
    return around / "okrs"


def without_blobs(origin: Path) -> Path:
    """A clone that fetches what files held when it is asked for it."""
    git(origin, "config", "uploadpack.allowFilter", "true")
    folder = clone(origin, "--filter=blob:none")
    assert git(folder, "rev-list", "--objects", "--all", "--missing=print").count("?") >= 2
    return folder


def linked(origin: Path) -> Path:
    """A project that is reached through a link to it."""
    origin.with_name("elsewhere").symlink_to(origin / "inner", target_is_directory=True)
    (origin / "inner").mkdir()
    git(origin, "mv", "content", "inner")
    git(origin, "commit", "-qm", "Moved", on="2026-11-03")
    return origin.with_name("elsewhere")


@pytest.mark.parametrize("kind", [clone, worktree, submodule, without_blobs])
def test_every_kind_of_clone_tells_the_same(origin: Path, kind: "type[object]") -> None:
    expected = told(origin)
    assert told(kind(origin)) == expected  # type: ignore[call-arg, arg-type]


def test_a_project_behind_a_link_has_the_history_of_where_it_lies(origin: Path) -> None:
    assert points(linked(origin), "2026-q4/grow-more") == [("11-03", 4)]


SETTINGS = """
[log]
    showSignature = true
    follow = true
    mailmap = true
    date = relative
    showRoot = false
    diffMerges = off
    decorate = full
    abbrevCommit = true
[color]
    ui = always
    diff = always
[diff]
    renames = copies
    noprefix = true
    mnemonicPrefix = true
    relative = true
    orderFile = {order}
    external = false
    submodule = log
    ignoreSubmodules = all
[core]
    quotePath = true
    abbrev = 4
    pager = false
[format]
    pretty = fuller
[notes]
    displayRef = *
[mailmap]
    file = {mailmap}
[i18n]
    logOutputEncoding = ISO-8859-1
[alias]
    log = status
    cat-file = status
[gc]
    auto = 0
"""


@pytest.mark.parametrize("where", ["the user's", "the repository's"])
def test_settings_of_git_change_nothing(origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    expected = told(origin)
    write(tmp_path, {"order": "*.txt\n*/index.md\n", "mailmap": "Other <other@acme.example> <ana@acme.example>\n"})
    settings = SETTINGS.format(order=tmp_path / "order", mailmap=tmp_path / "mailmap")
    write(tmp_path, {"home/.gitconfig": settings})
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.worktree")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "/nowhere")
    monkeypatch.setenv("GIT_NAMESPACE", "nowhere")
    if where == "the repository's":
        with (origin / ".git/config").open("a") as file:
            file.write(settings)
    assert told(origin) == expected
    assert [c.publication.subject for c in expected.changes["2026-q4/more0"]] == ["Números más altos 🎉"]


@pytest.mark.parametrize("folder", ["company/okrs", "with space", "größe", ":(glob)x", "-x", "new\nline"])
def test_a_project_may_be_a_folder_of_its_repository(tmp_path: Path, folder: str) -> None:
    for day, value in (("2026-10-05", 1), ("2026-10-12", 2)):
        files = with_company({GROW: grow(value)})
        beside = {f"other/{path}": text for path, text in with_company({GROW: grow(9)}).items()}
        commit(tmp_path, {**{f"{folder}/{path}": text for path, text in files.items()}, **beside}, f"Day {day}", on=day)
    assert points(tmp_path / folder) == [("10-05", 1), ("10-12", 2)]
    assert told(tmp_path / folder).changes["2026-q4/grow"][1].publication.subject == "Day 2026-10-12"


@pytest.mark.parametrize("content", ["okrs", "docs/our okrs", "content/content", "gr*e"])
def test_the_content_folder_may_have_any_name(tmp_path: Path, content: str) -> None:
    for day, value in (("2026-10-05", 1), ("2026-10-12", 2)):
        files = {path.replace("content", content, 1): text for path, text in with_company({GROW: grow(value)}).items()}
        commit(tmp_path, {**files, "okrsite.yml": f'content: "{content}"\n'}, on=day)
    assert points(tmp_path) == [("10-05", 1), ("10-12", 2)]


def test_a_repository_without_commits_and_content_that_is_not_in_it_have_no_history(tmp_path: Path) -> None:
    write(tmp_path, with_company({GROW: grow(1)}))
    assert told(tmp_path).state is HistoryState.NO_REPOSITORY
    git(tmp_path, "init", "-q", "-b", "main")
    assert told(tmp_path) == History(HistoryState.NO_REPOSITORY)
    write(tmp_path, {".gitignore": "content/\n"})
    commit(tmp_path, {"README.md": "x"})
    assert told(tmp_path) == History(HistoryState.NO_REPOSITORY)
    (tmp_path / ".gitignore").unlink()
    commit(tmp_path / "other", {"README.md": "x"})
    write(tmp_path / "other", with_company({GROW: grow(1)}))
    assert told(tmp_path / "other") == History(HistoryState.NO_REPOSITORY)


def build(project: Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["build", "--project", str(project), "--as-of", str(AS_OF), "--jobs", "1"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stderr


def test_a_shallow_clone_is_refused_and_told_how_to_get_all(origin: Path) -> None:
    shallow = clone(origin, "--depth", "2")
    code, said = build(shallow)
    assert code == 1 and "error[shallow-history]" in said
    assert "fetch-depth: 0" in said and "GIT_DEPTH: 0" in said
    assert not (shallow / "site").exists()
    write(shallow, {"okrsite.yml": "history: false\n"})
    assert build(shallow)[0] == 0 and (shallow / "site/index.html").exists()


def test_without_git_the_site_is_built_and_says_that_the_history_cannot_be_read(
    origin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setenv("PATH", "/nowhere")
    code, said = build(origin)
    assert code == 0 and "warning[history-unreadable]" in said and "not installed" in said
    assert (origin / "site/index.html").exists()


def test_a_repository_of_somebody_else_is_told_with_the_remedy(
    origin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    write(tmp_path, {"bin/git": f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {shutil.which("git")} "$@"\n'})
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    code, said = build(origin)
    assert code == 0 and "warning[history-unreadable]" in said and "safe.directory" in said


@pytest.mark.parametrize("lost", ["HEAD~1^{commit}", "HEAD~1:content/2026-q4/grow.md"])
def test_a_damaged_repository_is_told_and_the_site_is_built(origin: Path, lost: str) -> None:
    found = git(origin, "rev-parse", lost)
    (origin / ".git/objects" / found[:2] / found[2:]).unlink()
    code, said = build(origin)
    assert code == 0 and "warning[history-unreadable]" in said


class _Asked:
    """Which blobs are asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.blobs: list[str] = []
        contents = Repository.contents

        def watched(repository: Repository, blobs: Iterable[str], most: int | None = None) -> Iterator[bytes]:
            wanted = list(blobs)
            self.blobs += wanted
            return contents(repository, wanted, most)

        monkeypatch.setattr(Repository, "contents", watched)

    def by(self, project: Path) -> tuple[History, int]:
        """What a run finds, and how many blobs it asks for."""
        before = len(self.blobs)
        return load(project, AS_OF, effort=Effort(keep=True)).history, len(self.blobs) - before


def test_only_versions_that_are_new_are_read(origin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _Asked(monkeypatch)
    first, count = asked.by(origin)
    assert count == len(set(git(origin, "log", "--first-parent", "-m", "--raw", "--no-renames", "--no-abbrev", "--format=", "--root")
                            .splitlines())) - 1  # fmt: skip
    assert asked.by(origin) == (first, 0)
    write(origin, {"okrsite.yml": "theme: {accent: '#8c2f1b'}\nsite: {title: Other}\n"})
    assert asked.by(origin)[1] == 0
    commit(origin, {"content/2026-q4/grow-more.md": grow(6, "aliases: [2026-q4/grow]"), "okrsite.yml": ""}, on="2026-11-09")
    last, count = asked.by(origin)
    assert count == 1 and last == told(origin)
    write(origin, {"okrsite.yml": "audiences: [board]\n"})
    assert asked.by(origin)[1] > 5


@pytest.mark.parametrize("damage", [b"", b"\0" * 99, b"torn"])
def test_what_was_kept_and_is_damaged_is_passed_over(origin: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes) -> None:
    asked = _Asked(monkeypatch)
    first, count = asked.by(origin)
    kept = origin / ".okrsite/history"
    kept.write_bytes(kept.read_bytes()[:-20] if damage == b"torn" else damage)
    assert asked.by(origin) == (first, count)
    assert asked.by(origin) == (first, 0)


def test_any_number_of_processes_reads_the_same(tmp_path: Path) -> None:
    for day, value in (("2026-10-05", 0), ("2026-10-12", 1)):
        commit(tmp_path, with_company({f"content/2026-q4/o{n}.md": grow(n + value) for n in range(60)}), on=day)
    found = load(tmp_path, AS_OF, effort=Effort(jobs=3)).history
    assert found == told(tmp_path) and len(found.values) == 60


@pytest.mark.slow
def test_ten_thousand_commits_are_told(tmp_path: Path) -> None:
    count = 10_000
    commit(tmp_path, with_company({GROW: grow(0)}), on="2026-01-01")
    lines = []
    for number in range(1, count):
        text = grow(number).encode()
        head = f"commit refs/heads/main\ncommitter A <a@a.example> {1767268800 + number * 2400} +0000\ndata 1\nx\n"
        begin = "from refs/heads/main^0\n" if number == 1 else ""
        lines.append(f"{head}{begin}M 100644 inline {GROW}\ndata {len(text)}\n".encode() + text + b"\n")
    subprocess.run(["git", "fast-import", "--quiet"], cwd=tmp_path, input=b"".join(lines), check=True)
    git(tmp_path, "reset", "-q", "--hard")
    found = load(tmp_path, AS_OF, effort=Effort(keep=True))
    assert len(found.history.changes["2026-q4/grow"]) == count
    assert points(tmp_path)[-1][1] == count - 1
    assert len(points(tmp_path)) == len({day for day, _ in points(tmp_path)}) > 270
