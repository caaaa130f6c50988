"""What `okrsite init` writes: a small example in the quarter that is running, and the files that check and publish it (FORMAT §17).

The files beside this module are copied as they are, but for words in capitals between underscores: `__CYCLE__`, in names too, is the
quarter, `__TODAY__` the day, `__UNITS__` a line for each unit, and `__VERSION__` this okrsite's, so that a site is built by the program
that it was begun with until somebody decides otherwise.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from okrsite import __version__
from okrsite.cycles import Calendar, State
from okrsite.project import load_config

LANGUAGES = ("en", "fr")
CI_SYSTEMS = ("github", "gitlab", "none")
_HERE = Path(__file__).parent
_IGNORE = ".gitignore"
_IGNORED = ("/site/", "/.okrsite/", "/.*.okrsite-*")
# What a repository may well have already, and what serves as well as ours.
_COMMON = {_IGNORE, "README.md", "CODEOWNERS", "pull_request_template.md", "Default.md"}
_WORDS = {
    "en": {
        "__STALE_TITLE__": "Objectives without news",
        "__STALE_TEXT__": "Nobody has reported on these objectives lately. A check-in takes one of them off this list.",
        "__STALE_LAST__": "last news",
    },
    "fr": {
        "__STALE_TITLE__": "Objectifs sans nouvelles",
        "__STALE_TEXT__": "Personne n'a donné de nouvelles de ces objectifs récemment. Un point d'étape retire un objectif de cette liste.",
        "__STALE_LAST__": "dernières nouvelles",
    },
}


class NotEmptyError(Exception):
    """Files of the example are there already; nothing was written."""


@dataclass(frozen=True)
class Begun:
    """Paths below the folder: those written, and those that were there and stand as they were, or with lines added."""

    written: tuple[str, ...]
    kept: tuple[str, ...]


def begin_site(folder: Path, language: str, ci: str, today: date) -> Begun:
    """Write the example into a folder, or only the files of `ci` where a site is there; NotEmptyError rather than replace a file."""
    files = dict(_ci_files(folder, language, ci) if ci != "none" and _holds_site(folder) else _all_files(language, ci, today))
    there = {path for path in files if (folder / path).exists() or (folder / path).is_symlink()}
    kept = {path for path in there if PurePosixPath(path).name in _COMMON}
    if taken := sorted(there - kept):
        raise NotEmptyError(f"{folder} holds {', '.join(taken)} already; nothing was written. Choose another folder.")
    for path in files.keys() - kept:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(files[path], encoding="utf-8", newline="\n")
    if _IGNORE in kept:
        _ignore_more(folder / _IGNORE)
    return Begun(tuple(sorted(files.keys() - kept)), tuple(sorted(kept)))


def quarter_of(day: date) -> str:
    """The id of the calendar's quarter in which a day lies."""
    quarters = (f"{day.year:04}-q{number}" for number in range(1, 5))
    found = (Calendar().find(quarter) for quarter in quarters)
    return next(cycle.id for cycle in found if cycle and cycle.state(day) is State.ACTIVE)


def _holds_site(folder: Path) -> bool:
    return (folder / "okrsite.yml").is_file() or (folder / "content" / "index.md").is_file()


def _all_files(language: str, ci: str, today: date) -> Iterator[tuple[str, str]]:
    """The example's files, and those of continuous integration: path and text."""
    words = {"__CYCLE__": quarter_of(today), "__TODAY__": today.isoformat()}
    example = dict(_filled(_HERE / language, words))
    yield _IGNORE, "".join(f"{line}\n" for line in _IGNORED)
    yield from example.items()
    if ci != "none":
        yield from _ci_texts(language, ci, "content", _units(PurePosixPath(path) for path in example))


def _ci_files(folder: Path, language: str, ci: str) -> Iterator[tuple[str, str]]:
    """The files of continuous integration for a site that is there."""
    content = load_config(folder).content
    found = (PurePosixPath(path.relative_to(folder).as_posix()) for path in (folder / content).rglob("index.md"))
    yield from _ci_texts(language, ci, content, _units(found))


def _ci_texts(language: str, ci: str, content: str, units: Iterable[PurePosixPath]) -> Iterator[tuple[str, str]]:
    owners = "".join(f"# /{unit}/ @your-company/{unit.name.lower()}\n" for unit in units if unit != PurePosixPath(content))
    words = {**_WORDS[language], "__CONTENT__": content, "__UNITS__\n": owners, "__VERSION__": __version__}
    for source in (_HERE / "ci" / ci, _HERE / "ci" / f"{ci}-{language}"):
        yield from _filled(source, words)


def _units(paths: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    """The units' folders, each after those that enclose it."""
    folders = {path.parent for path in paths if path.name == "index.md"}
    return sorted(folder for folder in folders if not any(part[0] in "._" for part in folder.parts))


def _filled(source: Path, words: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every file below a folder, with its words filled in: path and text."""
    for path in sorted(source.rglob("*")):
        if path.is_file():
            yield _replaced(path.relative_to(source).as_posix(), words), _replaced(path.read_text(encoding="utf-8"), words)


def _replaced(text: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _ignore_more(file: Path) -> None:
    """Add the lines that a file of ignored paths lacks; a link is left alone, since it leads to a file of somebody else."""
    if file.is_symlink():
        return
    text = file.read_bytes()
    missing = [line for line in _IGNORED if line.encode() not in text.split()]
    if missing:
        gap = b"" if text.endswith(b"\n") or not text else b"\n"
        file.write_bytes(text + gap + "".join(f"{line}\n" for line in missing).encode())
