"""Nothing is read or written outside a project, whatever its content says or links to; names that cannot be published are told."""

import json
import os
import re
import shutil
import socket
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from okrsite.urls import RESERVED
from tests.sites import objective, write
from tests.trust.watched import KEY_RESULT, ROOT, Run, posix, project, slow, some, watch

SECRET = "a-secret-that-lies-outside"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """What lies beside the projects and must not be touched."""
    for name in ("outside", "content_secret"):
        write(tmp_path / name, {"index.md": f"---\ntitle: {SECRET}\n---\n", "x.png": SECRET, "x.md": f"---\ntitle: {SECRET}\n---\n"})
    return tmp_path / "outside"


def assert_kept_inside(run: Run, folder: Path) -> None:
    """Nothing but the project's sources, the site, and what is kept and made beside it was touched, and nothing secret got out."""
    allowed = re.compile(
        re.escape(str(folder)) + r"(/okrsite\.yml|/(content|overrides|themes|\.okrsite|site|\.site\.okrsite-[a-z]+(-\d+)?)(/.*)?)?"
    )
    assert [path for path in run.touched if not allowed.fullmatch(path)] == []
    assert SECRET not in run.output
    assert [path for path in (folder / "site").rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()] == []


# ---- paths in content that lead out ----


def spellings(outside: Path) -> list[str]:
    """Ways to write a path out of a folder, at every depth at which one may stand."""
    target = f"{outside.name}/x.png"
    ups = ("../", "..%2f", "%2e%2e/", "..\\", "..%5c", "....//", "../../content/../")
    relative = [up * depth + target for depth in (1, 2, 3, 4) for up in ups]
    odd = [
        "..%252f" + target, "%c0%ae%c0%ae/" + target, "..%c0%af" + target, "．．／" + target, "\u2025/" + target, "./../../" + target,
        "images/../../../" + target, "../content_secret/x.png", "../../content_secret/x.png", "..", "../..", ".", "/", "~/x.png",
        "$HOME/x.png", "x.png\0/../../" + target, "..\0/" + target, "../\u200b../" + target, "C:\\x.png", "C:/x.png", "c:x.png",
        "\\\\server\\share\\x.png", "//server/share/x.png", "\\\\?\\C:\\x.png", f"file://{outside}/x.png", f"file:{outside}/x.png", f"FILE:///{outside}/x.png",
        str(outside / "x.png"), f"//{outside}/x.png", "/proc/self/environ", "/etc/passwd", "/dev/zero", "../" * 40 + "etc/passwd",
    ]  # fmt: skip
    return relative + odd


FIELDS = {
    "id": lambda path: {"content/2026-q4/x.md": objective("X", KEY_RESULT, f"id: {path}")},
    "cycle": lambda path: {"content/x.md": objective("X", KEY_RESULT, f"cycle: {path}")},
    "aliases": lambda path: {"content/2026-q4/x.md": objective("X", KEY_RESULT, f"aliases: [{path}]")},
    "aligns_to": lambda path: {"content/2026-q4/x.md": objective("X", KEY_RESULT, f"aligns_to: {path}")},
    "continues": lambda path: {"content/2026-q4/x.md": objective("X", KEY_RESULT, f"continues: {path}")},
    "kpi": lambda path: {"content/2026-q4/x.md": objective("X", f"key_results: [{{title: K, target: 10, kpi: {path}}}]")},
    "avatar": lambda path: {"content/people.yml": f"ana: {{name: Ana, avatar: {path}}}\n"},
    "logo": lambda path: {"okrsite.yml": f"site: {{logo: {path}}}\n"},
    "content": lambda path: {"okrsite.yml": f"content: {path}\n"},
}


@pytest.mark.parametrize("field", some(FIELDS, "aliases"))
def test_a_path_that_leads_out_is_an_error_and_nothing_outside_is_touched(field: str, outside: Path, tmp_path: Path) -> None:
    written = spellings(outside)
    folders = [project(tmp_path / f"p{n}", FIELDS[field](json.dumps(path))) for n, path in enumerate(written)]
    for path, folder, run in zip(written, folders, watch(folders), strict=True):
        assert run.exit_code in (1, 2), f"{path!r} is taken"
        assert re.search(r"^\S+:\d+:\d+: error\[", run.output, re.MULTILINE), run.output
        assert_kept_inside(run, folder)
        assert not (folder / "site").exists()


@pytest.mark.parametrize("markdown", some(["[x](<{}>)", "![x](<{}>)", "[x][r]\n\n[r]: <{}>"], "![x](<{}>)"))
def test_a_link_that_leads_out_is_an_error_or_plain_text(markdown: str, outside: Path, tmp_path: Path) -> None:
    written = [path for path in spellings(outside) if "\0" not in path]
    # These lead to a unit's page: `.` and `/` are the company, and so is `..` in a cycle's folder.
    pages = {".", "/", ".."}
    texts = [objective("X", KEY_RESULT) + "\n" + markdown.format(path) + "\n" for path in written]
    folders = [project(tmp_path / f"p{n}", {"content/2026-q4/x.md": text}) for n, text in enumerate(texts)]
    for path, folder, run in zip(written, folders, watch(folders), strict=True):
        assert_kept_inside(run, folder)
        assert run.exit_code == 1 or path in pages, f"{path!r} is taken"


@slow
def test_a_theme_of_the_project_is_its_owners_choice(outside: Path, tmp_path: Path) -> None:
    """The configuration is trusted: it may name a theme in any folder. What is no theme is an error, and is not looked into further."""
    shutil.copytree(ROOT / "themes/default", tmp_path / "beside/our-theme")
    names = ["../beside/our-theme", str(tmp_path / "beside/our-theme")]
    for run in watch([project(tmp_path / f"good{n}", {"okrsite.yml": f"theme: {{name: {name}}}\n"}) for n, name in enumerate(names)]):
        assert run.exit_code == 0, run.output
    bad = ["../outside", "..%2foutside", "..\\outside", "/etc", "file:///etc", "C:\\x", "nowhere", "default\0", "../default"]
    folders = [project(tmp_path / f"bad{n}", {"okrsite.yml": f"theme: {{name: {json.dumps(name)}}}\n"}) for n, name in enumerate(bad)]
    for name, folder, run in zip(bad, folders, watch(folders), strict=True):
        assert (run.exit_code, name) == (2, name)
        assert_kept_inside(run, folder)


# ---- links ----

LINKS = {
    "file": ("content/2026-q4/x.md", "{outside}/x.md"),
    "relative file": ("content/2026-q4/x.md", "../../../outside/x.md"),
    "inside": ("content/2026-q4/x.md", "grow.md"),
    "folder": ("content/sales", "{outside}"),
    "cycle folder": ("content/2026-q3", "{outside}"),
    "sibling": ("content/sales", "../../content_secret"),
    "parent": ("content/up", ".."),
    "dangling": ("content/2026-q4/x.md", "nowhere"),
    "loop": ("content/loop", "loop"),
    "attachment": ("content/x.png", "{outside}/x.png"),
    "people": ("content/people.yml", "{outside}/x.md"),
    "index": ("content/sales/index.md", "{outside}/index.md"),
}


@posix
@pytest.mark.parametrize("kind", some(LINKS, "parent"))
def test_links_in_content_are_told_and_not_followed(kind: str, outside: Path, tmp_path: Path) -> None:
    place, target = LINKS[kind]
    folder = project(tmp_path / "p")
    (folder / place).parent.mkdir(exist_ok=True)
    (folder / place).symlink_to(target.format(outside=outside))
    (run,) = watch([folder])
    assert run.exit_code == 1
    assert f"{place}:1:1: error[symbolic-link]" in run.output
    assert_kept_inside(run, folder)


@posix
@pytest.mark.parametrize("content", ["content", "content/inner"])
def test_the_content_folder_is_no_link_nor_lies_behind_one(content: str, outside: Path, tmp_path: Path) -> None:
    folder = write(tmp_path / "p", {"okrsite.yml": f"content: {content}\n"})
    (tmp_path / "outside/inner").mkdir()
    (folder / "content").symlink_to(outside)
    (run,) = watch([folder])
    assert run.exit_code == 1 and "content:1:1: error[symbolic-link]" in run.output
    assert_kept_inside(run, folder)


@slow
@posix
def test_links_in_overrides_and_themes_are_followed_as_they_are_trusted(outside: Path, tmp_path: Path) -> None:
    write(outside, {"shared.css": "/* shared with other sites */"})
    folder = project(tmp_path / "p", {"overrides/static/own.css": "/* own */"})
    (folder / "overrides/static/shared.css").symlink_to(outside / "shared.css")
    (run,) = watch([folder])
    assert run.exit_code == 0, run.output
    published = {path.name.split(".")[0]: path.read_text() for path in (folder / "site/assets").glob("*.css")}
    assert "shared with other sites" in published["shared"] and "own" in published


# ---- files that cannot be read ----


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@posix
def test_what_may_not_be_read_is_told_and_the_rest_is_still_checked(open_folder: Path) -> None:
    files = {"content/sales/index.md": objective("S"), "content/people.yml": "ana: {name: Ana}\n", "content/2026-q4/w.md": "wrong"}
    folder = project(open_folder, files)
    closed = ["content/2026-q4/grow.md", "content/people.yml", "content/sales"]
    for name in closed:
        (folder / name).chmod(0)
    (run,) = watch([folder], "check", user=65534 if os.geteuid() == 0 else None)
    (folder / "content/sales").chmod(0o755)
    assert run.exit_code == 1
    for name in closed:
        told = rf"^{name}:1:1: error\[unreadable\]: .* cannot be read: Permission denied\.$"
        assert re.search(told, run.output, re.MULTILINE), run.output
    assert "content/2026-q4/w.md:1:1: error[no-front-matter]" in run.output


@posix
@pytest.mark.parametrize("kind", some(["pipe", "socket", "device"], "pipe"))
def test_pipes_sockets_and_devices_are_told_and_not_opened(kind: str, open_folder: Path) -> None:
    folder = project(open_folder)
    place = folder / "content/2026-q4/x.md"
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "device":
        if os.geteuid() != 0:
            pytest.skip("only root may make a device")
        os.mknod(place, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    else:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(place))
    (run,) = watch([folder])
    assert run.exit_code == 1 and "content/2026-q4/x.md:1:1: error[not-a-file]" in run.output
    assert_kept_inside(run, folder)


# ---- the mark of a folder that okrsite made ----


@slow
@posix
def test_content_cannot_make_the_mark_by_which_a_site_is_known(tmp_path: Path) -> None:
    """No document, attachment or alias is published under a name that begins with a dot, at any depth, so none can pass for the mark."""
    marks = [".okrsite-site", "images/.okrsite-site", ".okrsite-site.png", "./.okrsite-site"]
    links = "\n".join(f"[x](<{mark}>)" for mark in marks)
    files = {"content/2026-q4/x.md": objective("X", KEY_RESULT) + links + "\n"}
    files |= dict.fromkeys(("content/.okrsite-site", "content/.okrsite-site.png", "content/2026-q4/images/.okrsite-site"), "x")
    (run,) = watch([project(tmp_path / "a", files)])
    assert run.exit_code == 1 and run.output.count("error[broken-link]") == len(marks)
    for number, key in enumerate(("id: .okrsite-site", "aliases: [.okrsite-site]", "aliases: [sub/.okrsite-site]")):
        (run,) = watch([project(tmp_path / f"b{number}", {"content/2026-q4/x.md": objective("X", KEY_RESULT, key)})])
        assert not [path for path in tmp_path.rglob(".okrsite-site*") if "/site/" in str(path) and path.parent.name != "site"]
        assert run.exit_code == 1, f"{key} is taken"
    assert not any(name.startswith(".") for name in RESERVED)
