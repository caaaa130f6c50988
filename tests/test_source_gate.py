"""The gate to the disk: what is found, what is refused, what is read (FORMAT §1, §18; acceptance F1, F3, F5)."""

import errno
import os
import pathlib
import shutil
import socket
import sys
import tempfile

import pytest

from okrsite.diagnostics import Diagnostic
from okrsite.source import gate
from okrsite.source.folders import SourceFile, Tree, read_attachment, read_bytes
from okrsite.source.folders import walk as walk_origin
from okrsite.source.gate import Disk

posix = pytest.mark.skipif(os.name != "posix", reason="needs the file types of POSIX")


@pytest.fixture(params=[True, False], ids=["by descriptor", "by path"], autouse=True)
def way(request, monkeypatch):
    """Every test runs the way of Linux and macOS, and the one of systems that cannot open a file in a folder."""
    monkeypatch.setattr(gate, "_BY_DESCRIPTOR", request.param and gate._BY_DESCRIPTOR)
    return request.param


def make(root: pathlib.Path, *files: str) -> pathlib.Path:
    for file in files:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.encode("utf-8", "surrogateescape"))
    return root


def walk(project: pathlib.Path, content: str) -> Tree:
    return walk_origin(Disk(project), content)


def faults(tree: Tree) -> list[tuple[str, str]]:
    assert all(fault.location[1:] == (1, 1) and fault.message and fault.hint for fault in tree.diagnostics)
    return [(fault.location.file, fault.code) for fault in tree.diagnostics]


def names(sources: tuple[SourceFile, ...]) -> list[str]:
    return [source.file for source in sources]


def test_a_tree_is_sorted_and_without_ignored_names(tmp_path):
    make(
        tmp_path,
        "okrsite.yml",
        "content/index.md",
        "content/people.yml",
        "content/b/index.md",
        "content/b/2026-q4/z.md",
        "content/b/2026-q4/a.MD",
        "content/b/people.yml",
        "content/a/images/x.svg",
        "content/_drafts/index.md",
        "content/.git/index.md",
        "content/b/_note.md",
        "content/b/.hidden.md",
    )
    (tmp_path / "content/empty").mkdir()
    tree = walk(tmp_path, "content")
    assert tree.diagnostics == ()
    assert names(tree.markdown) == [
        "content/b/2026-q4/a.MD", "content/b/2026-q4/z.md", "content/b/index.md", "content/index.md"
    ]  # fmt: skip
    assert names(tree.attachments) == ["content/a/images/x.svg", "content/b/people.yml"]
    assert tree.people and tree.people.file == "content/people.yml"
    assert tree.folders == (("a",), ("a", "images"), ("b",), ("b", "2026-q4"), ("empty",))
    source = tree.markdown[1]
    assert (source.folder, source.name) == (("b", "2026-q4"), "z.md")
    assert source.path == str(tmp_path / "content/b/2026-q4/z.md")


def test_the_order_of_the_disk_does_not_matter(tmp_path, monkeypatch):
    make(tmp_path, *(f"content/{folder}/{name}.md" for folder in "cab" for name in "zxy"), "content/l\u0301/e\u0301.md")
    expected, scandir = walk(tmp_path, "content"), os.scandir

    class Reversed(list):
        def __enter__(self):
            return iter(self)

        def __exit__(self, *_):
            pass

    monkeypatch.setattr(os, "scandir", lambda path: Reversed(sorted(scandir(path), key=lambda e: e.name, reverse=True)))
    assert walk(tmp_path, "content") == expected


def test_the_content_folder_may_lie_deeper_and_the_working_folder_elsewhere(tmp_path, monkeypatch):
    make(tmp_path, "project/docs/okr/x/a.md")
    monkeypatch.chdir(tmp_path)
    tree = walk(pathlib.Path("project"), "docs/okr/")
    assert names(tree.markdown) == ["docs/okr/x/a.md"]
    assert tree.markdown[0].folder == ("x",)
    monkeypatch.chdir("/")
    assert read_bytes(tree.markdown[0]) == b"project/docs/okr/x/a.md"


@pytest.mark.parametrize(
    "content", ["", ".", "/etc", "..", "../content", "a/../..", "C:/x", "c:x", "a\\b", "a\0b", "a\nb"]
)
def test_a_content_setting_that_leaves_the_project_is_wrong_use(tmp_path, content):
    with pytest.raises(ValueError, match="content"):
        walk(tmp_path, content)


def test_a_missing_content_folder(tmp_path):
    assert faults(walk(tmp_path, "content")) == [("content", "empty-content")]
    assert faults(walk(tmp_path / "nowhere", "a/b")) == [("a/b", "empty-content")]
    make(tmp_path, "content")
    assert faults(walk(tmp_path, "content")) == [("content", "empty-content")]
    assert faults(walk(tmp_path, "content/x")) == [("content", "empty-content")]


@posix
def test_names_are_normalised_but_opened_as_the_disk_spells_them(tmp_path):
    make(tmp_path, "e\u0301/e\u0301quipe/re\u0301sume\u0301.md")
    source = walk(tmp_path, "e\u0301").markdown[0]
    assert (source.file, source.folder, source.name) == ("é/équipe/résumé.md", ("équipe",), "résumé.md")
    assert read_bytes(source) == "e\u0301/e\u0301quipe/re\u0301sume\u0301.md".encode()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems normalise or refuse such names")
def test_names_that_are_the_same_or_no_text(tmp_path):
    make(
        tmp_path, "content/é.md", "content/e\u0301.md", "content/a\x1bb.md", "content/\udcff.md", "content/\udce9t/x.md"
    )
    tree = walk(tmp_path, "content")
    assert names(tree.markdown) == ["content/é.md"]
    assert faults(tree) == [
        ("content/\\xe9t", "folder-name"),
        ("content/\\xff.md", "unreadable"),
        ("content/a\\x1bb.md", "unreadable"),
        ("content/é.md", "address-collision"),
    ]
    assert all(fault.message.isprintable() for fault in tree.diagnostics)


@posix
def test_every_symbolic_link_is_named_and_none_followed(tmp_path):
    make(tmp_path, "secret/s.md", "content/index.md", "content/a/x.md", "content_secret/y.md")
    content = tmp_path / "content"
    (content / "absolute.md").symlink_to(tmp_path / "secret/s.md")
    (content / "a/relative.md").symlink_to("x.md")
    (content / "folder").symlink_to("../content_secret")
    (content / "dangling.png").symlink_to("nowhere")
    (content / "loop").symlink_to("loop")
    (content / "up").symlink_to("..")
    (content / "people.yml").symlink_to("../secret/s.md")
    (content / "_ignored").symlink_to("..")
    tree = walk(tmp_path, "content")
    assert names(tree.markdown + tree.attachments) == ["content/a/x.md", "content/index.md"]
    assert tree.people is None
    assert tree.folders == (("a",),)
    links = ["a/relative.md", "absolute.md", "dangling.png", "folder", "loop", "people.yml", "up"]
    assert faults(tree) == [(f"content/{link}", "symbolic-link") for link in links]


@posix
def test_the_content_folder_and_its_parents_are_no_links(tmp_path):
    make(tmp_path, "real/okr/index.md")
    (tmp_path / "docs").symlink_to("real")
    (tmp_path / "content").symlink_to("real/okr")
    (tmp_path / "gone").symlink_to("nowhere")
    assert faults(walk(tmp_path, "docs/okr")) == [("docs", "symbolic-link")]
    assert faults(walk(tmp_path, "content")) == [("content", "symbolic-link")]
    assert faults(walk(tmp_path, "gone/x")) == [("gone", "symbolic-link")]
    (tmp_path / "project").symlink_to(".")
    assert names(walk(tmp_path / "project", "real/okr").markdown) == ["real/okr/index.md"]


@posix
def test_what_is_neither_file_nor_folder(tmp_path, monkeypatch):
    make(tmp_path, "content/index.md")
    os.mkfifo(tmp_path / "content/pipe.md")
    monkeypatch.chdir(tmp_path / "content")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.md")
        assert faults(walk(tmp_path, "content")) == [
            ("content/pipe.md", "not-a-file"), ("content/socket.md", "not-a-file")
        ]  # fmt: skip


@pytest.fixture
def as_nobody():
    """A folder that everybody may enter, for a test that gives up root's rights; they come back after it."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        user = os.geteuid()
        yield pathlib.Path(folder)
        os.seteuid(user)
        os.chmod(os.path.join(folder, "content/closed"), 0o700)


@posix
def test_what_is_not_permitted(as_nobody):
    make(as_nobody, "content/a.md", "content/closed/b.md")
    (as_nobody / "content/a.md").chmod(0)
    (as_nobody / "content/closed").chmod(0)
    if os.geteuid() == 0:
        os.seteuid(65534)  # root may read everything
    tree = walk(as_nobody, "content")
    assert faults(tree) == [("content/closed", "unreadable")]
    assert isinstance(read_bytes(tree.markdown[0]), Diagnostic)


def test_an_error_of_the_disk_is_a_fault_and_the_rest_is_still_read(tmp_path, monkeypatch):
    make(tmp_path, "content/a/x.md", "content/b/y.md")
    entries = gate._entries

    def failing(project, parts):
        if parts[-1] == "a":
            raise PermissionError(errno.EACCES, "Permission denied")
        return entries(project, parts)

    monkeypatch.setattr(gate, "_entries", failing)
    tree = walk(tmp_path, "content")
    assert faults(tree) == [("content/a", "unreadable")]
    assert "Permission denied" in tree.diagnostics[0].message
    assert names(tree.markdown) == ["content/b/y.md"]


@pytest.fixture
def source(tmp_path) -> SourceFile:
    """One file below two folders."""
    make(tmp_path, "content/a/b/x.md")
    return walk(tmp_path, "content").markdown[0]


def code(found: object) -> str:
    assert isinstance(found, Diagnostic), found
    assert found.location == ("content/a/b/x.md", 1, 1) and found.hint
    return found.code


@pytest.mark.parametrize("size", [0, 1, 1_048_576, 1_048_577])
def test_bytes_are_read_up_to_one_more_than_a_document_may_have(source, size):
    pathlib.Path(source.path).write_bytes(b"x" * size)
    assert read_bytes(source) == b"x" * size


def test_a_larger_file_is_not_read_to_its_end(source):
    with open(source.path, "wb") as file:
        file.truncate(1 << 32)
    found = read_bytes(source)
    assert isinstance(found, bytes) and len(found) == 1_048_577


def test_a_file_that_goes_away(source):
    os.unlink(source.path)
    assert code(read_bytes(source)) == "unreadable"
    os.mkdir(source.path)
    assert code(read_bytes(source)) == ("not-a-file" if os.name == "posix" else "unreadable")
    shutil.rmtree(os.path.dirname(source.path))
    assert code(read_bytes(source)) == "unreadable"


@posix
def test_a_file_that_turns_into_something_else(source, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret")
    os.unlink(source.path)
    os.symlink(secret, source.path)
    assert code(read_bytes(source)) == "symbolic-link"
    os.unlink(source.path)
    os.mkfifo(source.path)
    assert code(read_bytes(source)) == "not-a-file"


@posix
def test_a_folder_on_the_way_that_turns_into_a_link(source, tmp_path):
    make(tmp_path, "elsewhere/b/x.md")
    shutil.rmtree(tmp_path / "content/a")
    (tmp_path / "content/a").symlink_to(tmp_path / "elsewhere")
    assert code(read_bytes(source)) in ("symbolic-link", "unreadable")
    assert code(read_attachment(source)) in ("symbolic-link", "unreadable")


@pytest.mark.parametrize("change", [b"", b"content", b"content/a/b/x.md and more"])
def test_a_file_that_changes_while_it_is_read(source, monkeypatch, change):
    read = os.read

    def changing(descriptor, most):
        monkeypatch.setattr(os, "read", read)
        chunk = read(descriptor, 3)
        pathlib.Path(source.path).write_bytes(change)
        os.utime(source.path, ns=(1, 1))
        return chunk

    monkeypatch.setattr(os, "read", changing)
    found = read_bytes(source)
    assert code(found) == "unreadable" and "changed" in found.message


def test_an_attachment_is_read_whole(tmp_path):
    make(tmp_path, "content/x.bin")
    data = bytes(range(256)) * 10_000
    (tmp_path / "content/x.bin").write_bytes(data)
    source = walk(tmp_path, "content").attachments[0]
    assert read_attachment(source) == data


def test_no_descriptor_stays_open(tmp_path, source):
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("needs /proc")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        walk(tmp_path, "content")
        read_bytes(source)
        read_attachment(source)
    os.unlink(source.path)
    read_bytes(source)
    assert len(os.listdir("/proc/self/fd")) == before
