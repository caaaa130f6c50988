"""A build that is killed, or that the disk has no room for, leaves the old site or the new one, whole, and the next build tidies up."""

import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.generated import thousand_objectives
from tests.sites import objective, with_company, write
from tests.trust.watched import AS_OF, ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals and locks")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
LOCK = ".site.okrsite-lock"


def tree(folder: Path) -> dict[str, str]:
    """Every file's hash by its path; empty where there is no folder."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def build_command(project: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "okrsite", "build", "--project", str(project), "--as-of", AS_OF, *options]


def build(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(build_command(project, *options), env=ENVIRONMENT, capture_output=True, text=True, check=False)


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *map(str, arguments)], env=ENVIRONMENT, capture_output=True, text=True, check=False)


# ---- killed at any moment ----


@pytest.mark.parametrize("count", [5, pytest.param(100, marks=pytest.mark.slow)])
def test_a_build_killed_at_any_moment_leaves_one_site_whole(count: int, tmp_path: Path) -> None:
    projects = [write(tmp_path / name, thousand_objectives(12, seed)) for name, seed in (("one", 1), ("two", 2))]
    site, whole, seconds = tmp_path / "site", [], 0.0
    for project in projects:
        began = time.monotonic()
        assert build(project, "--site-dir", str(site)).returncode == 0
        seconds = time.monotonic() - began
        whole.append(tree(site))
    assert len(whole[0]) > 60 and whole[0] != whole[1]
    moments, there, outcomes = random.Random(7), 1, Counter[str]()
    for number in range(count):
        command = build_command(projects[1 - there], "--site-dir", str(site))
        process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.2, 1.05) * seconds)
        process.kill()
        ended = process.wait() == 0
        found = tree(site)
        assert found in whole, f"after kill {number} the site is neither the old nor the new one"
        assert not ended or found == whole[1 - there]
        outcomes[("ended: " if ended else "killed: ") + ("old" if found == whole[there] else "new")] += 1
        there = whole.index(found)
    print(f"{count} builds killed: {dict(sorted(outcomes.items()))}")
    assert sum(outcomes[outcome] for outcome in outcomes if outcome.startswith("killed")) > 0
    assert build(projects[1 - there], "--site-dir", str(site)).returncode == 0  # one that has something to do
    assert tree(site) == whole[1 - there]
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOCK, "one", "site", "two"]


# Publishes some files, and is killed before or after the n-th call of a function on the way.
KILLED = """
import os, signal, sys
from pathlib import Path
from okrsite import output
place, step, number, when, exchange = sys.argv[1:]
owner, name = {"rename": (os, "rename"), "write": (output.Stage, "write")}.get(step, (output, step))
function, calls = getattr(owner, name), 0
def killed(*arguments):
    global calls
    calls += 1
    if calls == int(number) and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = function(*arguments)
    if calls == int(number):
        os.kill(os.getpid(), signal.SIGKILL)
    return result
setattr(owner, name, killed)
if exchange == "two renames":
    output._exchange_at_once = lambda stage, site_dir: False
output.publish([(f"{n}/index.html", b"new") for n in range(50)], Path(place) / "site", Path(place) / "project")
"""
PUBLISH_OLD = """
import sys
from pathlib import Path
from okrsite import output
output.publish([(f"{n}/index.html", b"old") for n in range(40)], Path(sys.argv[1]) / "site", Path(sys.argv[1]) / "project")
"""
# Begins a build that fails, which by then has put back what a killed one left.
FAIL = """
import sys
from pathlib import Path
from okrsite import output
def files():
    yield "index.html", b"x"
    raise RuntimeError
output.publish(files(), Path(sys.argv[1]) / "site", Path(sys.argv[1]) / "project")
"""


def content(site: Path) -> str:
    """What a site made above holds: old, new, nothing, or neither of them whole."""
    if not site.exists():
        return "nothing"
    pages = Counter(path.read_text() for path in site.rglob("index.html"))
    return {(("old", 40),): "old", (("new", 50),): "new"}.get(tuple(pages.items()), "broken")


@pytest.mark.skipif(sys.platform != "linux", reason="needs the exchange of two folders")
@pytest.mark.parametrize(
    ("step", "number", "when", "expected"),
    [
        ("write", 1, "before", "old"), ("write", 25, "after", "old"), ("_settle", 1, "before", "old"),
        ("_exchange", 1, "before", "old"),
        ("_exchange_at_once", 1, "after", "new"), ("_exchange", 1, "after", "new"), ("_remove", 2, "before", "new"),
    ],
)  # fmt: skip
def test_there_is_no_moment_without_a_site(step: str, number: int, when: str, expected: str, tmp_path: Path) -> None:
    assert python(PUBLISH_OLD, tmp_path).returncode == 0
    assert python(KILLED, tmp_path, step, number, when, "at once").returncode == -signal.SIGKILL
    assert content(tmp_path / "site") == expected
    assert python(FAIL, tmp_path).returncode == 1
    assert content(tmp_path / "site") == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOCK, "site"]


@pytest.mark.parametrize(
    ("number", "when", "meanwhile", "mended"),
    [(1, "before", "old", "old"), (1, "after", "nothing", "old"), (2, "before", "nothing", "old"), (2, "after", "new", "new")],
)
def test_where_it_takes_two_renames_the_next_build_puts_the_site_back(
    number: int, when: str, meanwhile: str, mended: str, tmp_path: Path
) -> None:
    assert python(PUBLISH_OLD, tmp_path).returncode == 0
    assert python(KILLED, tmp_path, "rename", number, when, "two renames").returncode == -signal.SIGKILL
    assert content(tmp_path / "site") == meanwhile
    assert python(FAIL, tmp_path).returncode == 1
    assert content(tmp_path / "site") == mended
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOCK, "site"]


@pytest.mark.parametrize(
    ("step", "when", "expected"), [("write", "after", "nothing"), ("rename", "before", "nothing"), ("rename", "after", "new")]
)
def test_a_first_build_that_is_killed_leaves_nothing_or_all(step: str, when: str, expected: str, tmp_path: Path) -> None:
    assert python(KILLED, tmp_path, step, 1, when, "at once").returncode == -signal.SIGKILL
    assert content(tmp_path / "site") == expected
    assert python(PUBLISH_OLD, tmp_path).returncode == 0
    assert content(tmp_path / "site") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == [LOCK, "site"]


# ---- two at once ----

WAITING = """
import sys
from pathlib import Path
from okrsite import output
def files():
    yield "index.html", b"x"
    print("writing", flush=True)
    sys.stdin.read()
output.publish(files(), Path(sys.argv[1]) / "site", Path(sys.argv[1]))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    key_result = "key_results: [{title: K, target: 10, current: 4}]"
    return write(tmp_path / "project", with_company({"content/2026-q4/grow.md": objective("Grow", key_result)}))


def test_of_two_builds_at_once_one_is_told_to_wait_and_a_killed_one_holds_nothing_up(project: Path) -> None:
    command = [sys.executable, "-c", WAITING, str(project)]
    with subprocess.Popen(command, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout and first.stdin and first.stdout.readline() == b"writing\n"
        second = build(project)
        assert second.returncode == 2
        assert f"okrsite: Another build is writing {project / 'site'}. Wait for it to end" in second.stderr
        assert build(project, "--site-dir", "other/../site").returncode == 2, "the same folder in other words"
        assert build(project, "--site-dir", "other").returncode == 0, "another folder is free"
        first.kill()
    third = build(project)
    assert third.returncode == 0, third.stderr
    assert (project / "site/404.html").is_file()
    assert not list(project.glob(".site.okrsite-new-*"))


# ---- a disk that does not take it ----

# Publishes a small site, takes the room away in the way of the first argument, and publishes a larger one.
NO_ROOM = """
import os, resource, subprocess, sys
from pathlib import Path
from okrsite import output
kind, place = sys.argv[1], Path(sys.argv[2])
site = place / "site"
output.publish([("index.html", b"old")], site, place / "project")
if kind == "file size":
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
elif kind == "read-only":
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
elif kind == "permission":
    os.chmod(place, 0o555)
    if os.geteuid() == 0:
        os.setuid(65534)
try:
    output.publish([(f"{n}/index.html", b"x" * 20_000) for n in range(20)] + [("large", b"x" * 2_000_000)], site, place / "project")
except output.OutputError as error:
    print(error)
else:
    sys.exit("it was written")
assert [path.name for path in site.iterdir() if path.name != output.MARKER] == ["index.html"]
assert (site / "index.html").read_bytes() == b"old"
assert sorted(path.name for path in place.iterdir()) == [".site.okrsite-lock", "site"]
"""


def own_mounts() -> list[str]:
    """What a command begins with to have mounts of its own; skips where nobody may."""
    for prefix in (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"], ["sudo", "-n", "unshare", "--mount"]):
        try:
            if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0:
                return prefix
        except FileNotFoundError:
            continue
    pytest.skip("this system lets nobody mount a file system of its own")


@pytest.mark.skipif(sys.platform != "linux", reason="needs mounts of Linux")
@pytest.mark.parametrize(
    ("kind", "options", "reason"),
    [
        ("small disk", "size=1m", "No space left on device"), ("few inodes", "size=50m,nr_inodes=30", "No space left on device"),
        ("read-only", "size=50m", "Read-only file system"),
    ],
)  # fmt: skip
def test_a_disk_without_room_leaves_the_old_site(kind: str, options: str, reason: str, tmp_path: Path) -> None:
    script = f'mount -t tmpfs -o {options} tmpfs "$1" && exec "$2" -c "$3" "{kind}" "$1"'
    command = [*own_mounts(), "env", f"PYTHONPATH={ROOT}", "sh", "-c", script, "sh", str(tmp_path), sys.executable, NO_ROOM]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(rf"{tmp_path}/\S* cannot be written: {reason}\. The old site is untouched\.\n", done.stdout), done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="needs mounts of Linux")
@pytest.mark.parametrize("mount", ["--bind", "-t tmpfs"])
def test_a_mounted_folder_is_refused_with_what_to_do(mount: str, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    script = f'mount {mount} "$1/site" "$1/site" && exec "$2" -c "$3" "$1"'
    command = [*own_mounts(), "env", f"PYTHONPATH={ROOT}", "sh", "-c", script, "sh", str(tmp_path), sys.executable, PUBLISH_OLD]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert re.search(r"OutputError: \S+/site is a mounted disk or folder, .* Name a folder in it", done.stderr), done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) in ([LOCK, "site"], ["site"])


@pytest.mark.parametrize(("kind", "reason"), [("file size", "File too large"), ("permission", "Permission denied")])
def test_a_limit_or_a_closed_folder_leaves_the_old_site(kind: str, reason: str) -> None:
    with tempfile.TemporaryDirectory() as folder:  # not below the tests' own, which no other user may enter
        done = python(NO_ROOM, kind, folder)
        os.chmod(folder, 0o755)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(rf"{folder}/\S* cannot be written: {reason}\. The old site is untouched\.\n", done.stdout), done.stdout


def test_a_build_without_room_ends_with_exit_code_two(project: Path) -> None:
    assert build(project).returncode == 0
    before = tree(project / "site")
    limited = "import resource as r, sys\nr.setrlimit(r.RLIMIT_FSIZE, (4000, 4000))\nfrom okrsite.cli import main\nmain(sys.argv[1:])"
    done = python(limited, "build", "--project", project, "--as-of", AS_OF, "--no-cache")
    assert done.returncode == 2
    assert re.search(rf"^okrsite: {project}/\S* cannot be written: File too large\. The old site is untouched\.$", done.stderr, re.M)
    assert tree(project / "site") == before
    assert sorted(path.name for path in project.iterdir()) == [".okrsite", LOCK, "content", "site"]


def test_errors_in_the_content_write_nothing_at_all(project: Path) -> None:
    write(project, {"content/2026-q4/wrong.md": objective("Wrong", "ownr: ana")})
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*")}
    done = build(project)
    assert done.returncode == 1 and "unknown-key" in done.stderr
    assert {path: path.stat().st_mtime_ns for path in project.rglob("*")} == before
    assert [path.name for path in project.iterdir()] == ["content"]
