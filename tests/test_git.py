"""Git: what repository a folder is in, what a revision means, what a commit holds, and what has changed since."""

import os
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from okrsite import git as okrsite_git
from okrsite.diagnostics import Diagnostic
from okrsite.git import GitError, Repository
from okrsite.project import Content, config_of, origin_of, read_content
from okrsite.source.folders import read_attachment
from tests.repositories import commit, git
from tests.sites import objective, with_company, write

FILES = with_company({"content/2026-q4/grow.md": objective("Grow"), "okrsite.yml": "site: {title: Acme}\n"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    commit(tmp_path / "acme", FILES)
    return tmp_path / "acme"


def _files(content: Content) -> list[tuple[str, bytes | Diagnostic]]:
    return [(source.file, read_attachment(source)) for source in (*content.documents, *content.attachments)]


def paths(repository: Repository, revision: str, under: str = "") -> list[str]:
    return [file.path for file in repository.files_at(revision, under)]


def test_branches_tags_ids_and_expressions_are_revisions(folder: Path) -> None:
    first = git(folder, "rev-parse", "HEAD")
    git(folder, "tag", "-a", "v1", "-m", "One")
    second = commit(folder, {"content/a.txt": "a"})
    repository = Repository.find(folder)
    assert [repository.resolve(name) for name in ("main", "v1", first[:10], "HEAD~1")] == [second, first, first, first]


@pytest.mark.parametrize("revision", ["--output=stolen", "-h", "", "main..HEAD", "no such", "HEAD:content", "a\0b", "--all"])
def test_what_is_no_commit_is_refused_and_never_an_option(folder: Path, revision: str) -> None:
    with pytest.raises(GitError, match="There is no commit"):
        Repository.find(folder).resolve(revision)
    assert sorted(path.name for path in folder.iterdir()) == [".git", "content", "okrsite.yml"]


def test_a_misspelt_branch_is_offered(folder: Path) -> None:
    with pytest.raises(GitError, match="Did you mean `main`"):
        Repository.find(folder).resolve("mian")


def test_a_folder_without_a_repository_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="git init"):
        Repository.find(tmp_path)


def test_a_project_may_be_a_part_of_its_repository(tmp_path: Path) -> None:
    commit(tmp_path, {f"plans/okrs/{path}": text for path, text in FILES.items()} | {"README.md": "x", "plans/okrs2/a.md": "x"})
    repository = Repository.find(tmp_path / "plans/okrs")
    assert paths(repository, "main") == ["content/2026-q4/grow.md", "content/index.md", "okrsite.yml"]
    assert paths(repository, "main", "content") == ["content/2026-q4/grow.md", "content/index.md"]
    write(tmp_path, {"README.md": "y", "plans/okrs/content/new.md": "x"})
    assert repository.changed_files("main") == {"content/new.md"}


def test_a_worktree_and_a_submodule_are_repositories(folder: Path, tmp_path: Path) -> None:
    git(folder, "worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"))
    outer = tmp_path / "outer"
    commit(outer, {"README.md": "x"})
    git(outer, "submodule", "add", "-q", str(folder), "okrs")
    for place in (tmp_path / "tree", outer / "okrs"):
        assert paths(Repository.find(place), "HEAD") == paths(Repository.find(folder), "main")


def test_what_changed_is_what_differs_from_the_files_that_lie_here(folder: Path) -> None:
    write(folder, {".gitignore": "ignored.md\n"})
    commit(folder, {"content/kept.md": "x", "content/staged.md": "x", "content/old.md": "x", "content/gone.md": "x"})
    write(folder, {"content/staged.md": "y", "content/new é.md": "x", "content/ignored.md": "x", "content/index.md": "other\n"})
    git(folder, "add", "content/staged.md")
    git(folder, "mv", "content/old.md", "content/renamed.md")
    (folder / "content/gone.md").unlink()
    os.utime(folder / "content/kept.md", (1, 1))
    assert Repository.find(folder).changed_files("HEAD") == {
        f"content/{name}.md" for name in ("staged", "new é", "index", "old", "renamed", "gone")
    }


def test_the_base_is_where_the_branch_left(folder: Path) -> None:
    left = git(folder, "rev-parse", "HEAD")
    git(folder, "checkout", "-q", "-b", "change")
    commit(folder, {"content/a.txt": "a"})
    git(folder, "checkout", "-q", "main")
    commit(folder, {"content/b.txt": "b"})
    assert Repository.find(folder).merge_base("main", "change") == left


def test_histories_without_a_common_commit_are_told(folder: Path) -> None:
    git(folder, "checkout", "-q", "--orphan", "alone")
    commit(folder, {"content/alone.txt": "x"})
    with pytest.raises(GitError, match="no commit in common"):
        Repository.find(folder).merge_base("main", "alone")


def test_a_shallow_clone_that_lacks_the_base_says_how_to_get_it(folder: Path, tmp_path: Path) -> None:
    first = git(folder, "rev-parse", "HEAD")
    commit(folder, {"content/a.txt": "a"})
    git(tmp_path, "clone", "-q", "--depth", "1", folder.as_uri(), "shallow")
    with pytest.raises(GitError, match=r"git fetch --unshallow.*fetch-depth: 0"):
        Repository.find(tmp_path / "shallow").resolve(first)


def test_a_commit_reads_as_the_same_files_on_the_disk_do(folder: Path) -> None:
    commit(folder, {
        "content/people.yml": "ana: {name: Ana}\n", "content/team/index.md": "---\ntitle: Team\n---\n", "content/_x.md": "x",
        "content/pic.svg": "<svg/>", "content/.hidden.md": "x", "content/2026-q4/gro\u0308w.md": objective("More", "id: more"),
    })  # fmt: skip
    here, there = origin_of(folder), origin_of(folder, "HEAD")
    committed, lying = read_content(there, config_of(there)), read_content(here, config_of(here))
    assert _files(committed) == _files(lying)
    assert replace(committed, documents=(), attachments=()) == replace(lying, documents=(), attachments=())
    git(folder, "rm", "-rq", "--cached", ".")
    for path in sorted(folder.glob("content/**/*.md")):
        path.unlink()
    assert {item.file for item in read_content(origin_of(folder, "main"), config_of(there)).items} >= {"content/team/index.md"}


def test_links_in_a_commit_are_refused_as_on_the_disk(folder: Path) -> None:
    (folder / "content/link.md").symlink_to("/etc/passwd")
    (folder / "content/away").symlink_to("/etc")
    commit(folder, {})
    here, there = (read_content(origin, config_of(origin)) for origin in (origin_of(folder), origin_of(folder, "HEAD")))
    assert [fault.code for fault in there.diagnostics] == ["symbolic-link", "symbolic-link"]
    assert there.diagnostics == here.diagnostics


@pytest.mark.parametrize("broken", ["content", "okrsite.yml"])
def test_a_linked_content_folder_or_configuration_in_a_commit_is_refused(tmp_path: Path, broken: str) -> None:
    commit(tmp_path, {"else/index.md": "---\ntitle: Acme\n---\n", "other.yml": ""})
    (tmp_path / broken).symlink_to("else" if broken == "content" else "other.yml")
    commit(tmp_path, {})
    origin = origin_of(tmp_path, "HEAD")
    if broken == "content":
        assert [fault.code for fault in read_content(origin, config_of(origin)).diagnostics] == ["symbolic-link"]
    else:
        found = origin.top_file("okrsite.yml")
        assert isinstance(found, Diagnostic) and found.code == "symbolic-link"


def test_names_that_are_no_text_are_told_with_their_place(folder: Path) -> None:
    (folder / os.fsdecode(b"content/\xff.md")).write_text("x")
    commit(folder, {})
    origin = origin_of(folder, "HEAD")
    assert [(d.location.file, d.code) for d in read_content(origin, config_of(origin)).diagnostics] == [("content/\\xff.md", "unreadable")]


def test_a_document_in_a_commit_has_the_same_limit(folder: Path) -> None:
    commit(folder, {"content/2026-q4/large.md": objective("Large") + "x" * (1 << 20), "content/2026-q4/next.md": objective("Next")})
    origin = origin_of(folder, "HEAD")
    found = {item.file: [d.code for d in item.diagnostics] for item in read_content(origin, config_of(origin)).items}
    assert found["content/2026-q4/large.md"] == ["file-too-large"]
    assert found["content/2026-q4/next.md"] == found["content/2026-q4/grow.md"]


def test_settings_and_surroundings_of_the_user_change_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, {"content/index.md": "other\n", "content/new.md": "x"})
    repository = Repository.find(folder)
    expected = repository.changed_files("HEAD"), repository.files_at("HEAD"), repository.resolve("HEAD")
    settings = "[core]\nquotePath = true\n[color]\nui = always\n[diff]\nnoprefix = true\nrenames = copies\n[alias]\ndiff = log\n"
    (tmp_path / "settings").write_text(settings)
    for name, value in {"GIT_DIR": "/nowhere", "GIT_INDEX_FILE": "/nowhere", "GIT_CONFIG_GLOBAL": str(tmp_path / "settings"),
                        "GIT_EXTERNAL_DIFF": "false", "LC_ALL": "fr_FR.UTF-8"}.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    found = Repository.find(folder)
    assert (found.changed_files("HEAD"), found.files_at("HEAD"), found.resolve("HEAD")) == expected


def test_nothing_of_a_repository_is_run(folder: Path, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    for setting in ("core.fsmonitor", "diff.external", "core.pager", "core.sshCommand"):
        git(folder, "config", setting, str(program))
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (folder / ".git/hooks" / hook).write_bytes(program.read_bytes())
        (folder / ".git/hooks" / hook).chmod(0o755)
    write(folder, {"content/index.md": "other\n"})
    repository = Repository.find(folder)
    assert repository.changed_files("HEAD") == {"content/index.md"}
    assert list(repository.contents(file.blob for file in repository.files_at("HEAD")))
    assert not (tmp_path / "ran").exists()


def test_a_folder_of_somebody_else_is_read_only_where_the_user_trusts_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    found = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {found} "$@"\n')
    (tmp_path / "bin/git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    okrsite_git._trusted_folders.cache_clear()
    with pytest.raises(GitError, match=r"safe\.directory"):
        Repository.find(folder)
    (tmp_path / ".gitconfig").write_text(f"[safe]\ndirectory = {folder}\n")
    okrsite_git._trusted_folders.cache_clear()
    assert paths(Repository.find(folder), "main")
    okrsite_git._trusted_folders.cache_clear()


def test_a_file_that_the_repository_has_lost_is_told(folder: Path) -> None:
    blob = git(folder, "rev-parse", "HEAD:content/index.md")
    (folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    origin = origin_of(folder, "HEAD")
    with pytest.raises(GitError, match=f"cannot read {blob}"):
        read_content(origin, config_of(origin))


def test_without_git_the_message_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(GitError, match="not installed"):
        Repository.find(folder)
