"""The small example that `okrsite init` writes, in each language, set in the quarter that is running (FORMAT §17).

The files beside this module are copied as they are, but for three words: `__CYCLE__`, in names too, is the quarter, `__TODAY__` the day,
and `__VERSION__` this okrsite's, so that a site is built by the program that it was begun with until somebody decides otherwise.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from okrsite import __version__
from okrsite.cycles import Calendar, State

LANGUAGES = ("en", "fr")
CI_SYSTEMS = ("github", "gitlab", "none")
_IGNORED = "/site/\n/.okrsite/\n"


class NotEmptyError(Exception):
    """Files of the example are there already; nothing was written."""


def write_example(folder: Path, language: str, ci: str, today: date) -> list[str]:
    """Write the example into a folder; the paths written, below it. Raises NotEmptyError rather than replace a file."""
    files = dict(example_files(language, ci, today))
    taken = [path for path in files if (folder / path).exists() or (folder / path).is_symlink()]
    if taken:
        raise NotEmptyError(f"{folder} holds {', '.join(taken)} already; nothing was written. Choose another folder.")
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    return sorted(files)


def example_files(language: str, ci: str, today: date) -> Iterator[tuple[str, str]]:
    """The example's files: path and text."""
    words = {"__CYCLE__": quarter_of(today), "__TODAY__": today.isoformat(), "__VERSION__": __version__}
    sources = [Path(__file__).parent / language, *([Path(__file__).parent / "ci" / ci] if ci != "none" else [])]
    yield ".gitignore", _IGNORED
    for source in sources:
        for path in sorted(source.rglob("*")):
            if path.is_file():
                name = path.relative_to(source).as_posix()
                yield _filled(name, words), _filled(path.read_text(encoding="utf-8"), words)


def quarter_of(day: date) -> str:
    """The id of the calendar's quarter in which a day lies."""
    quarters = (f"{day.year:04}-q{number}" for number in range(1, 5))
    found = (Calendar().find(quarter) for quarter in quarters)
    return next(cycle.id for cycle in found if cycle and cycle.state(day) is State.ACTIVE)


def _filled(text: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        text = text.replace(word, value)
    return text
