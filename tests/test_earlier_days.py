"""The page about the site says where its earlier days come from: from git, with what that lacks, or why there are none."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from okrsite import site
from okrsite.cli import main
from tests.repositories import commit, git
from tests.sites import objective, with_company, write

FILE, OTHER = "content/2026-q4/grow.md", "content/2026-q4/other.md"
GROW = objective("Grow", "owner: ana", "why: Now.", "key_results: [{title: Leads, target: 10, current: 4}]")
FILES = with_company({FILE: GROW, OTHER: objective("Other", "why: Now.", "key_results: [{title: Leads, target: 10, current: 4}]")})
READ = "Read from the git repository of these files."


def build(folder: Path) -> None:
    result = CliRunner().invoke(main, ["build", "--project", str(folder), "--as-of", "2026-11-23"])
    assert result.exit_code == 0, result.output


def earlier_days(folder: Path) -> str:
    """What the page says, without marks."""
    build(folder)
    page = (folder / "site/about/index.html").read_text()
    (said,) = re.findall(r"<dt>(?:Earlier days|Les jours passés)</dt><dd>(.*?)</dd>", page, re.DOTALL)
    return " ".join(re.sub("<[^>]*>", " ", said).split())


def test_a_repository_is_where_they_are_read_from(tmp_path: Path) -> None:
    commit(tmp_path, FILES)
    assert earlier_days(tmp_path) == READ


def test_without_a_repository_it_says_why_there_are_none(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    assert earlier_days(tmp_path) == "Known only from check-ins: these files are not in a git repository, or were never committed."


def test_where_it_is_switched_off_it_says_so(tmp_path: Path) -> None:
    commit(tmp_path, {**FILES, "okrsite.yml": "history: false\n"})
    assert earlier_days(tmp_path) == "Known only from check-ins: reading the history from git is switched off."


def test_where_it_cannot_be_read_it_says_so_until_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(tmp_path, FILES)
    with monkeypatch.context() as without_git:
        without_git.setenv("PATH", str(tmp_path))
        assert earlier_days(tmp_path) == "Known only from check-ins: the history in git could not be read."
    assert earlier_days(tmp_path) == READ


def test_what_was_missing_is_read_once_it_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(tmp_path, {**FILES, FILE: GROW.replace("current: 4", "current: 3")})
    blob = git(tmp_path, "rev-parse", f"HEAD:{FILE}")
    commit(tmp_path, {FILE: GROW})
    later = site.time.time_ns() + 10_000_000_000
    monkeypatch.setattr("okrsite.site.time.time_ns", lambda: later)
    place = tmp_path / ".git/objects" / blob[:2] / blob[2:]
    lost = place.rename(tmp_path / "lost")
    assert earlier_days(tmp_path) == "Known only from check-ins: the history in git could not be read."
    lost.rename(place)
    assert earlier_days(tmp_path) == READ


def test_files_that_are_not_committed_are_counted_where_they_can_be_seen(tmp_path: Path) -> None:
    commit(tmp_path, FILES)
    write(tmp_path, {FILE: GROW.replace("current: 4", "current: 5"), "README.md": "no part of the site"})
    assert earlier_days(tmp_path) == f"{READ} 1 file is not as it was published last."
    write(tmp_path, {"content/2026-q4/new.md": GROW, "content/2026-q4/secret.md": objective("Secret", "visibility: restricted")})
    assert earlier_days(tmp_path) == f"{READ} 2 files are not as they were published last."
    commit(tmp_path, {})
    assert earlier_days(tmp_path) == READ


def test_old_versions_that_nobody_understands_any_more_are_counted(tmp_path: Path) -> None:
    commit(tmp_path, {**FILES, FILE: "---\ntitle: [\n---\n"})
    commit(tmp_path, {FILE: GROW})
    assert earlier_days(tmp_path) == f"{READ} 1 old version of a file could not be understood and is left out."


def test_it_speaks_the_sites_language(tmp_path: Path) -> None:
    commit(tmp_path, {**FILES, "okrsite.yml": "site: {language: fr}\n"})
    write(tmp_path, {FILE: GROW.replace("current: 4", "current: 5")})
    said = earlier_days(tmp_path)
    assert said == "Lus dans le dépôt git de ces fichiers. 1 fichier n’est plus tel qu’il a été publié en dernier."


def test_beginning_to_write_makes_only_those_pages_anew_that_tell_it(tmp_path: Path) -> None:
    commit(tmp_path, FILES)
    build(tmp_path)
    page, about = tmp_path / "site/2026-q4/other/index.html", tmp_path / "site/about/index.html"
    before = page.stat().st_ino, about.read_bytes()
    write(tmp_path, {FILE: GROW.replace("current: 4", "current: 5")})
    build(tmp_path)
    assert page.stat().st_ino == before[0]
    assert about.read_bytes() != before[1]
