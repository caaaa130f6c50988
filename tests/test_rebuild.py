"""After any edits a build that takes over what is still good writes the site that a build from nothing writes, byte for byte."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner

from okrsite import site
from okrsite.cache import Shelf
from okrsite.cli import main
from okrsite.rebuild import File, Job, Plan, rebuild
from okrsite.site_folder import SiteFolder
from okrsite.trace import Trace
from tests.edits import Company
from tests.sites import objective, with_company, write
from tests.test_build import tree

KEY_RESULT = "key_results: [{title: K, target: 10, current: 4}]"
SEQUENCES = 500
QUICK = 2


def build(project: Path, folder: Path, *options: str) -> int:
    """The exit code of a build; 1 where the edits have made the content faulty."""
    command = ["build", "--project", str(project), "--site-dir", str(folder), "--as-of", "2026-11-23", *options]
    result = CliRunner().invoke(main, command, catch_exceptions=False)
    assert result.exit_code in (0, 1), result.output
    return result.exit_code


@contextmanager
def long_after() -> Iterator[None]:
    """Time passes between the last change of a file and what is done inside, as far as a build can tell."""
    future = time.time_ns() + 10_000_000_000
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("okrsite.site.time.time_ns", lambda: future)
        yield


def built(company: Company, folder: Path, *options: str) -> tuple[int, str]:
    """The exit code of a build in the company's way, and what it prints of the content."""
    way = company.way
    command = ["build", "--quiet", "--project", str(company.project), "--site-dir", str(folder)]
    with long_after() if way.waited else nullcontext():
        arguments = [*command, "--as-of", way.as_of, "--audience", way.audience, *options]
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code in (0, 1), result.output
    return result.exit_code, result.output


def empty_folders(folder: Path) -> list[Path]:
    """Folders that hold nothing."""
    return [path for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())]


class Undo:
    """The last state of a company that could be built, for when it no longer can."""

    def __init__(self, company: Company, folder: Path) -> None:
        self.company, self.folder = company, folder
        self.keep()

    def keep(self) -> None:
        """Remember how it is."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.company.project, self.folder, ignore=shutil.ignore_patterns(".okrsite"))
        self.values = self.company.way, dict(self.company.settings), dict(self.company.people)

    def back(self) -> None:
        """Bring its files and its way of building back; what earlier builds kept stays."""
        for path in self.company.project.iterdir():
            if path.name != ".okrsite":
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self.folder, self.company.project, dirs_exist_ok=True)
        self.company.way, self.company.settings, self.company.people = self.values[0], dict(self.values[1]), dict(self.values[2])


@pytest.mark.parametrize("seed", [*range(QUICK), *(pytest.param(n, marks=pytest.mark.slow) for n in range(QUICK, SEQUENCES))])
def test_any_sequence_of_edits_ends_like_a_build_from_nothing(seed: int, tmp_path: Path) -> None:
    _like_a_build_from_nothing(seed, tmp_path, Company.edit)


@pytest.mark.parametrize("seed", [*range(QUICK), *(pytest.param(n, marks=pytest.mark.slow) for n in range(QUICK, SEQUENCES // 5))])
def test_so_does_any_sequence_of_changed_texts_where_nothing_is_hidden(seed: int, tmp_path: Path) -> None:
    _like_a_build_from_nothing(seed, tmp_path, Company.edit_texts)


def _like_a_build_from_nothing(seed: int, tmp_path: Path, edit: Callable[[Company], str]) -> None:
    kept, clean = tmp_path / "kept", tmp_path / "clean"
    company = Company(tmp_path / "project", kept, seed)
    assert built(company, kept, "--jobs", str(company.way.jobs))[0] == 0
    undo, done = Undo(company, tmp_path / "undo"), []
    for _ in range(5):
        done += [edit(company) for _ in range(company.rng.randint(1, 3))]
        before = tree(kept)
        found = built(company, kept, "--jobs", str(company.way.jobs))
        assert found == built(company, clean, "--no-cache", "--jobs", "1"), f"after {done}"
        assert not list(tmp_path.glob(".*-new-*")), f"a new site was left lying beside, after {done}"
        if found[0] == 0:
            assert tree(kept) == tree(clean), f"after {done}"
            assert not empty_folders(kept), f"after {done}"
            undo.keep()
        else:
            assert tree(kept) == before, f"a build that failed has changed the site, after {done}"
            undo.back()
            done.append("back")


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


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_nothing_is_left_of_a_page_that_is_gone_nor_of_a_build_that_fails(jobs: str, tmp_path: Path) -> None:
    files = {f"content/2026-q4/o{n}.md": objective(f"Grow {n}", KEY_RESULT) for n in range(3)}
    project = write(tmp_path / "project", with_company(files))
    build(project, tmp_path / "site", "--jobs", jobs)
    (project / "content/2026-q4/o1.md").unlink()
    assert build(project, tmp_path / "site", "--jobs", jobs) == 0
    assert not (tmp_path / "site/2026-q4/o1").exists() and not empty_folders(tmp_path / "site")
    before = tree(tmp_path / "site")
    (project / "content/2026-q4/o2.md").write_text("---\nowner: [\n---\n")
    assert build(project, tmp_path / "site", "--jobs", jobs) == 1
    assert tree(tmp_path / "site") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".site.okrsite-lock", "project", "site"]


def test_a_text_that_comes_or_goes_is_a_change(tmp_path: Path) -> None:
    project, page = write(tmp_path / "project", with_company({})), tmp_path / "site" / "2026-q4" / "goal" / "index.html"
    for text in ("", "\nA first word on it.\n", "\n \n", "\nA last word on it.\n", ""):
        write(project, {"content/2026-q4/goal.md": objective("Grow", KEY_RESULT) + text})
        build(project, tmp_path / "site")
        build(project, tmp_path / "clean", "--no-cache")
        assert page.read_bytes() == (tmp_path / "clean" / "2026-q4" / "goal" / "index.html").read_bytes()
        assert (text.strip() in page.read_text(encoding="utf-8")) and ("word on it" in page.read_text(encoding="utf-8")) == ("word" in text)


def test_many_changes_one_after_the_other_end_like_a_build_from_nothing(tmp_path: Path) -> None:
    files = {f"content/2026-q4/o{n}.md": objective(f"Grow {n}", KEY_RESULT) + "\nText\n" for n in range(5)}
    project = write(tmp_path / "project", with_company(files))
    for number in range(12):  # so many that the record's needs are numbered anew on the way
        name = f"content/2026-q4/o{number % 5}.md"
        write(project, {name: objective(f"Grow {number}", KEY_RESULT) + f"\nAnother text {number}\n"})
        build(project, tmp_path / "site", "--jobs", str(1 + number % 2))
        build(project, tmp_path / "clean", "--no-cache")
        assert tree(tmp_path / "site") == tree(tmp_path / "clean"), f"after change {number}"


@pytest.mark.parametrize("change", ["edited", "removed", "added", "replaced"])
def test_a_site_that_somebody_has_touched_is_made_again(change: str, tmp_path: Path) -> None:
    files = {"content/2026-q4/grow.md": objective("Grow", KEY_RESULT), "content/2026-q4/win.md": objective("Win", KEY_RESULT)}
    project, page = write(tmp_path / "project", with_company(files)), tmp_path / "site/2026-q4/grow/index.html"
    with long_after():
        build(project, tmp_path / "site")
    expected, text = tree(tmp_path / "site"), page.read_bytes()
    if change == "edited":
        page.write_bytes(text[:-1] + b" ")
    elif change == "added":
        page.with_name("more.html").write_bytes(text)
    else:
        page.unlink()
        if change == "replaced":
            page.mkdir()
    build(project, tmp_path / "site")
    assert tree(tmp_path / "site") == expected
    assert page.is_file()


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

    def run(
        self, values: dict[str, int], look: Callable[..., object], folder: Path, done: list[str], marks: dict[str, bytes] | None = None
    ) -> None:
        trace = Trace()
        watched = trace.watch("values", values, marks)

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

    @pytest.mark.parametrize("look", [lambda values: values["a"], lambda values: dict(values.items())])
    def test_marks_tell_values_from_others_without_anybody_looking_at_these(self, look: Callable[..., object], tmp_path: Path) -> None:
        done: list[str] = []
        for marks, value, made in ({"a": b"1", "b": b"1"}, 1, 1), ({"a": b"1", "b": b"1"}, 2, 1), ({"a": b"2", "b": b"1"}, 2, 2):
            self.run({"a": value, "b": 9}, look, tmp_path, done, marks)
            assert len(done) == made


@pytest.mark.parametrize(
    "name", ["content/2026-q4/grow.md", "content/index.md", "okrsite.yml", "overrides/_partials/footer.html", "site/index.html"]
)
def test_where_nothing_has_changed_nothing_is_read_and_any_change_is_seen(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"content/2026-q4/grow.md": objective("Grow", KEY_RESULT), "okrsite.yml": "", "overrides/_partials/footer.html": "<p>x</p>\n"}
    project = write(tmp_path, with_company(files))
    with long_after():
        assert build(project, tmp_path / "site") == 0
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
