"""After any edits a build that takes over what is still good writes the site that a build from nothing writes, byte for byte."""

import os
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from okrsite import site
from okrsite.cache import Shelf
from okrsite.cli import main
from okrsite.output import SiteFolder
from okrsite.rebuild import File, Job, Plan, rebuild
from okrsite.trace import Trace
from tests.generated import thousand_objectives
from tests.sites import objective, with_company, write
from tests.test_build import tree

KEY_RESULT = "key_results: [{title: K, target: 10, current: 4}]"
PEOPLE = "person: {name: Person One}\nother: {name: Somebody Else, role: Baker}\n"


def build(project: Path, folder: Path, *options: str) -> int:
    """The exit code of a build; 1 where the edits have made the content faulty."""
    result = CliRunner().invoke(main, ["build", "--project", str(project), "--site-dir", str(folder), "--as-of", "2026-11-23", *options])
    assert result.exit_code in (0, 1), result.output
    return result.exit_code


class Edits:
    """A company of some forty objectives, and whatever somebody may do to its files."""

    def __init__(self, project: Path, seed: int) -> None:
        self.project, self.rng = project, random.Random(seed)
        self.count = 0
        files = {**thousand_objectives(40, seed), "okrsite.yml": "audiences: [board]\nsite: {url: https://okr.acme.example/}\n"}
        write(project, {**files, "content/people.yml": PEOPLE, "content/picture.png": "one"})

    def one(self) -> str:
        """Do something; its name."""
        edit = self.rng.choice(self.kinds())
        edit()
        self.count += 1
        return edit.__name__

    def kinds(self) -> list[Callable[[], None]]:
        return [
            self.value, self.value, self.title, self.body, self.body, self.align, self.add, self.remove, self.move, self.hide, self.show,
            self.owner, self.unit, self.new_unit, self.person, self.configure, self.picture, self.link, self.kpi, self.alias, self.cancel,
            self.override, self.tamper,
        ]  # fmt: skip

    def some(self, pattern: str = "**/o*.md") -> Path:
        return self.rng.choice(sorted((self.project / "content").glob(pattern)))

    def change(self, path: Path, pattern: str, by: str) -> None:
        path.write_text(re.sub(pattern, by, path.read_text(), count=1, flags=re.MULTILINE))

    def value(self) -> None:
        self.change(self.some(), r"k1: \d+", f"k1: {self.rng.randrange(900)}")

    def title(self) -> None:
        self.change(self.some(), r"^title: .*", f"title: Another title {self.count}")

    def body(self) -> None:
        with self.some().open("a") as file:
            file.write(f"\nMore to say {self.count}.\n")

    def align(self) -> None:
        parent = self.some("2026-q*/o*.md")
        reference = parent.relative_to(self.project / "content").with_suffix("").as_posix()
        self.change(self.some("*/**/o*.md"), r"^why: .*(\naligns_to: .*)?", f"why: It matters.\naligns_to: {reference}")

    def add(self) -> None:
        place = self.some().parent
        write(place, {f"o{1000 + self.count}.md": objective(f"New {self.count}", "owner: person", "rollup: both", KEY_RESULT)})

    def remove(self) -> None:
        self.some().unlink()

    def move(self) -> None:
        path, place = self.some(), self.some().parent
        path.rename(place / f"o{2000 + self.count}.md")

    def hide(self) -> None:
        self.change(self.some(), r"^why: ", self.rng.choice(["visibility: restricted\nwhy: ", "embargo: 2026-12-24\nwhy: "]))

    def show(self) -> None:
        self.change(self.some(), r"^(visibility|embargo): .*\n", "")

    def owner(self) -> None:
        self.change(self.some(), r"^owner: .*", f"owner: {self.rng.choice(['person', 'other', 'Person 3', 'Nobody yet'])}")

    def unit(self) -> None:
        self.change(self.some("**/index.md"), r"^title: .*", f"title: Renamed {self.count}")

    def new_unit(self) -> None:
        files = {"index.md": "---\ntitle: New team\n---\n", "2026-q4/o1.md": objective("First", KEY_RESULT)}
        write(self.project / f"content/d0/n{self.count}", files)

    def person(self) -> None:
        changed = PEOPLE.replace("Baker", f"Baker {self.count}").replace("Else", f"Else {self.count % 2}")
        write(self.project, {"content/people.yml": changed})

    def configure(self) -> None:
        settings = ["status: {at_risk: 0.2}\n", "unit_rollup: own\n", "terms: {objective: Goal}\n", "site: {title: Other}\n", ""]
        text = self.rng.choice(settings)
        write(self.project, {"okrsite.yml": "audiences: [board]\n" + text})

    def picture(self) -> None:
        write(self.project, {"content/picture.png": f"changed {self.count}"})

    def link(self) -> None:
        target = os.path.relpath(self.some(), self.project / "content/2026-q4")
        with self.some("2026-q4/o*.md").open("a") as file:
            file.write(f"\nSee ![x](../picture.png) and [that]({target}).\n")

    def kpi(self) -> None:
        write(self.project, {"content/pulse.md": objective("Pulse", "type: kpi", f"values: {{2026-11-01: {self.count}}}")})
        self.change(self.some(), r"id: k0, ", "id: k0, kpi: pulse, ")

    def alias(self) -> None:
        self.change(self.some(), r"^why: ", f"aliases: [old/name-{self.count}]\nwhy: ")

    def cancel(self) -> None:
        self.change(self.some(), r"^why: ", "status: cancelled\nwhy: ")

    def override(self) -> None:
        write(self.project, {"overrides/_partials/footer.html": f"<p>Footer {self.count}</p>\n"})

    def tamper(self) -> None:
        """Somebody changes a published page by hand."""
        pages = sorted((self.project.parent / "kept").rglob("*.html"))
        if pages:
            self.rng.choice(pages).write_text("not ours")


@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(n, marks=pytest.mark.slow) for n in range(3, 100))])
def test_any_sequence_of_edits_ends_like_a_build_from_nothing(seed: int, tmp_path: Path) -> None:
    project, kept, clean = tmp_path / "project", tmp_path / "kept", tmp_path / "clean"
    edits = Edits(project, seed)
    jobs = str(1 + seed % 2)
    assert build(project, kept, "--jobs", jobs) == 0
    done: list[str] = []
    for _ in range(5):
        done += [edits.one() for _ in range(edits.rng.randint(1, 2))]
        code = build(project, kept, "--jobs", jobs)
        assert code == build(project, clean, "--no-cache", "--jobs", "1")
        if code == 0:
            assert tree(kept) == tree(clean), f"after {done}"


def test_nothing_changed_touches_nothing(tmp_path: Path) -> None:
    project = write(tmp_path / "project", with_company({"content/2026-q4/grow.md": objective("Grow", KEY_RESULT)}))
    build(project, tmp_path / "site")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*")}, (tmp_path / "site").stat().st_ino
    build(project, tmp_path / "site")
    assert before == ({path: path.stat().st_mtime_ns for path in (tmp_path / "site").rglob("*")}, (tmp_path / "site").stat().st_ino)


def test_a_changed_text_makes_one_page_anew(tmp_path: Path) -> None:
    files = {f"content/2026-q4/o{n}.md": objective(f"Grow {n}", KEY_RESULT) + "\nText\n" for n in range(5)}
    project = write(tmp_path / "project", with_company(files))
    build(project, tmp_path / "site")
    before = {path: path.stat().st_ino for path in (tmp_path / "site").rglob("*.html")}
    write(project, {"content/2026-q4/o3.md": objective("Grow 3", KEY_RESULT) + "\nAnother text\n"})
    build(project, tmp_path / "site")
    changed = {path.parent.name for path, number in before.items() if path.stat().st_ino != number}
    assert changed == {"o3"}


@pytest.mark.parametrize("damage", ["emptied", "cut", "nonsense", "removed", "folder"])
def test_a_damaged_cache_is_passed_over(damage: str, tmp_path: Path) -> None:
    project = write(tmp_path / "project", with_company({"content/2026-q4/grow.md": objective("Grow", KEY_RESULT)}))
    build(project, tmp_path / "site")
    expected = tree(tmp_path / "site")
    for path in (project / ".okrsite").iterdir():
        if damage in ("removed", "folder"):
            path.unlink()
        if damage == "folder":
            path.mkdir()
        elif damage != "removed":
            path.write_bytes({"emptied": b"", "cut": path.read_bytes()[:-7], "nonsense": b"\xff" * 999}[damage])
    assert build(project, tmp_path / "site") == 0
    assert tree(tmp_path / "site") == expected


def test_a_cache_that_is_a_link_is_not_used(tmp_path: Path) -> None:
    project = write(tmp_path / "project", with_company({"content/2026-q4/grow.md": objective("Grow", KEY_RESULT)}))
    (tmp_path / "elsewhere").mkdir()
    (project / ".okrsite").symlink_to(tmp_path / "elsewhere")
    assert build(project, tmp_path / "site") == 0
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_without_cache_nothing_is_kept(tmp_path: Path) -> None:
    project = write(tmp_path / "project", with_company({"content/2026-q4/grow.md": objective("Grow", KEY_RESULT)}))
    build(project, tmp_path / "site", "--no-cache")
    assert not (project / ".okrsite").exists()


def test_what_is_kept_is_for_its_owner_alone_and_not_for_git(tmp_path: Path) -> None:
    project = write(tmp_path / "project", with_company({"content/2026-q4/grow.md": objective("Grow", KEY_RESULT)}))
    build(project, tmp_path / "site")
    assert (project / ".okrsite").stat().st_mode & 0o077 == 0
    assert (project / ".okrsite/.gitignore").read_text().splitlines()[-1] == "*"


class TestTrace:
    """What a trace notes, and what it makes of it."""

    def run(self, values: dict[str, int], look: Callable[..., object], folder: Path, done: list[str]) -> None:
        trace = Trace()
        watched = trace.watch("values", values)

        def files() -> list[File]:
            done.append("made")
            return [File("a.txt", str(look(watched)).encode())]

        shelf = Shelf(folder, "record")
        rebuild(Plan([Job("a", files)], lambda listed: [], b"same", trace), SiteFolder(folder / "site", folder / "project"), shelf, 1)
        shelf.save()

    @pytest.mark.parametrize(
        ("look", "change", "again"),
        [
            (lambda values: values["a"], {"b": 9}, False),
            (lambda values: values["a"], {"a": 9}, True),
            (lambda values: values.get("c"), {"c": 1}, True),
            (lambda values: "a" in values, {"a": 9}, False),
            (lambda values: "c" in values, {"c": 9}, True),
            (lambda values: sorted(values), {"b": 9}, True),
            (lambda values: len(values), {"c": 9}, True),
            (lambda values: dict(values.items()), {"b": 9}, True),
            (lambda values: 1, {"a": 9}, False),
        ],
    )  # fmt: skip
    def test_is_made_again_only_when_what_it_looked_at_has_changed(
        self, look: Callable[..., object], change: dict[str, int], again: bool, tmp_path: Path
    ) -> None:
        done: list[str] = []
        values = {"a": 1, "b": 2}
        self.run(values, look, tmp_path, done)
        self.run({**values, **change}, look, tmp_path, done)
        assert done == ["made"] * (2 if again else 1)


def settled_build(project: Path, folder: Path) -> None:
    """A build long after the last change, as far as it can tell, and the next one."""
    future = 10_000_000_000
    now = time.time_ns()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("okrsite.site.time.time_ns", lambda: now + future)
        assert build(project, folder) == 0


@pytest.mark.parametrize(
    "name", ["content/2026-q4/grow.md", "content/index.md", "okrsite.yml", "overrides/_partials/footer.html", "site/index.html"]
)
def test_where_nothing_has_changed_nothing_is_read_and_any_change_is_seen(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"content/2026-q4/grow.md": objective("Grow", KEY_RESULT), "okrsite.yml": "", "overrides/_partials/footer.html": "<p>x</p>\n"}
    project = write(tmp_path, with_company(files))
    settled_build(project, tmp_path / "site")
    expected, read = tree(tmp_path / "site"), []
    loading = site.load
    monkeypatch.setattr(site, "load", lambda *arguments, **options: read.append(1) or loading(*arguments, **options))
    assert build(project, tmp_path / "site") == 0
    assert read == []
    text = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(text[:-1] + b" ")
    os.utime(tmp_path / name, ns=(0, 0))
    build(project, tmp_path / "site")
    assert read == [1]
    (tmp_path / name).write_bytes(text)
    build(project, tmp_path / "site")
    assert tree(tmp_path / "site") == expected
