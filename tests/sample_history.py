"""The sample company's files → a real repository with the history that they might have had since 2026-09, the same one each time.

`python tests/sample_history.py DIR` makes it, to look at charts, changes and past days. The last commit holds the files as they are; an
earlier one what of them there was on its day: check-ins and values have days of their own, and the rest is told below.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

SAMPLE = Path(__file__).parent.parent
BEGUN, EXPLAINED, CLOSED = date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 2)
REVIEWED, TODAY = date(2026, 10, 7), date(2026, 11, 23)
# When the objectives of a cycle were published: those of the company, of departments, of teams.
PUBLISHED = {
    "2026-q4": (date(2026, 9, 14), date(2026, 9, 21), date(2026, 9, 28)),
    "2027-q1": (date(2026, 11, 16), date(2026, 11, 16), date(2026, 11, 17)),
}
_TOLD = {EXPLAINED: "How we go about the fourth quarter", CLOSED: "Scores and lessons of the third quarter"}
_WHO = "Wainfield <okrs@wainfield.example>"

Files = Mapping[str, bytes]


class Moved(NamedTuple):
    """A file that had another name, and its title, before a day."""

    day: date
    subject: str
    before: str
    after: str
    words: tuple[str, str]


class Lowered(NamedTuple):
    """A line of a file that was another one before a day."""

    day: date
    subject: str
    path: str
    before: str
    after: str


class Current(NamedTuple):
    """What a key result had as `current:`, by day, until its first check-in."""

    path: str
    line: str
    values: tuple[tuple[date, int | None], ...]


MOVED = Moved(
    date(2026, 10, 8), "The autumn check is a winter check: it goes on until December",
    "content/service/2026-q4/autumn-check.md", "content/service/2026-q4/winter-check.md", ("an autumn check", "a winter check"),
)  # fmt: skip
LOWERED = Lowered(
    date(2026, 11, 9), "Sell surplus parts for 600,000 and not 750,000: two makers of motors take nothing back",
    "content/making/supply/2026-q4/shrink-the-warehouse.md", "    target: 750000\n", "    target: 600000\n",
)  # fmt: skip
CURRENT = (
    Current(
        "content/service/2026-q4/back-on-the-road.md", "    target: 100\n    unit: workshops\n",
        ((date(2026, 10, 2), 41), (date(2026, 10, 7), 42), (date(2026, 10, 12), 44), (date(2026, 10, 14), None)),
    ),
    Current(
        "content/service/workshops/2026-q4/hundred-twenty.md", "    target: 120\n    unit: workshops\n",
        ((date(2026, 10, 1), 94), (date(2026, 10, 6), 95), (date(2026, 10, 12), None)),
    ),
)  # fmt: skip


class Commit(NamedTuple):
    """A commit to be: its day, its first line, and what it writes; None removes a file."""

    day: date
    subject: str
    files: Mapping[str, bytes | None]


def sample_files() -> dict[str, bytes]:
    """What the sample company's site is made from, by path."""
    files = [SAMPLE / "okrsite.yml", *(path for path in sorted((SAMPLE / "content").rglob("*")) if path.is_file())]
    return {path.relative_to(SAMPLE).as_posix(): path.read_bytes() for path in files}


def story(files: Files) -> Iterator[Commit]:
    """The commits that led to some files."""
    before: Files = {}
    for day in _days(files):
        after = files if day == TODAY else dict(_as_of(files, day))
        told: dict[str, dict[str, bytes | None]] = {}
        for path in sorted(before.keys() | after.keys()):
            if before.get(path) != after.get(path):
                told.setdefault(_subject(path, before, after, day), {})[path] = after.get(path)
        yield from (Commit(day, subject, changed) for subject, changed in told.items())
        before = after


def make_repository(folder: Path, commits: Iterable[Commit]) -> None:
    """Make a repository with some commits in a folder, and check the last one out."""
    folder.mkdir(parents=True, exist_ok=True)
    _git(folder, "init", "--quiet", "--initial-branch", "main")
    _git(folder, "fast-import", "--quiet", given=b"".join(_imported(commits)))
    _git(folder, "reset", "--hard", "--quiet")


def _days(files: Files) -> list[date]:
    """The days on which something happens, from what the files and the tables above say."""
    written = {date.fromisoformat(day) for raw in files.values() for day in re.findall(r"2026-\d\d-\d\d", _text(raw))}
    told = {MOVED.day, LOWERED.day, CLOSED, EXPLAINED, *(day for days in PUBLISHED.values() for day in days)}
    told |= {day for current in CURRENT for day, _ in current.values}
    return sorted({BEGUN, TODAY, *(day for day in written | told if BEGUN < day < TODAY)})


def _as_of(files: Files, day: date) -> Iterator[tuple[str, bytes]]:
    for path, raw in files.items():
        if not path.endswith(".md"):
            yield path, raw
        elif day >= _published(path, _text(raw)):
            yield _place(path, day), _version(path, _text(raw), day).encode()


def _published(path: str, text: str) -> date:
    """The day on which a file came: by its cycle and by how deep its unit lies; reviews, which link to each other, on one day."""
    *around, cycle, _ = path.split("/")
    if cycle == "2026-q3" and "\ntype: review\n" in text:
        return REVIEWED
    return PUBLISHED[cycle][min(len(around) - 1, 2)] if cycle in PUBLISHED else BEGUN


def _place(path: str, day: date) -> str:
    return MOVED.before if path == MOVED.after and day < MOVED.day else path


def _version(path: str, text: str, day: date) -> str:
    """What a file said on a day."""
    text = _list_until(_list_until(text, "checkins", day), "values", day)
    text = re.sub(r", done: (\d{4}-\d\d-\d\d)", lambda match: _if_known(match, day), text)
    text = re.sub(r"^status: \{.*since: (\S+)\}\n", lambda match: _if_known(match, day), text, flags=re.MULTILINE)
    if "/2026-q3/" in path and day < CLOSED:
        text = re.sub(r"^(score|score_note|retrospective): .*\n(  .*\n)*", "", text, flags=re.MULTILINE)
    head, end, body = text.partition("\n---\n")
    if day < EXPLAINED and "2026-q4/" in path + body:
        text = head + end
    if path == LOWERED.path and day < LOWERED.day:
        text = _replaced(text, LOWERED.after, LOWERED.before)
    if day < MOVED.day:
        text = _before_the_move(path, text)
    for current in CURRENT:
        value = next((value for since, value in reversed(current.values) if since <= day), None)
        if path == current.path and value is not None:
            text = _replaced(text, current.line, f"{current.line}    current: {value}\n")
    return text


def _before_the_move(path: str, text: str) -> str:
    before, after = Path(MOVED.before).stem, Path(MOVED.after).stem
    if path == MOVED.after:
        text = re.sub(r"^aliases: .*\n", "", text, flags=re.MULTILINE)
        text = _replaced(text, MOVED.words[1], MOVED.words[0])
    return text.replace(after, before)


def _list_until(text: str, key: str, day: date) -> str:
    """A document with only those items of a list, or entries of a mapping, whose first date is not after a day."""
    found = re.search(rf"^{key}:\n((?:  .*\n)+)", text, re.MULTILINE)
    if not found:
        return text
    items = re.findall(r"  \S.*\n(?:    .*\n)*", found[1])
    kept = [item for item in items if date.fromisoformat(re.findall(r"\d{4}-\d\d-\d\d", item)[0]) <= day]
    return text[: found.start()] + (f"{key}:\n{''.join(kept)}" if kept else "") + text[found.end() :]


def _if_known(match: re.Match[str], day: date) -> str:
    return match[0] if date.fromisoformat(match[1]) <= day else ""


def _replaced(text: str, old: str, new: str) -> str:
    """A text with the one place of a piece replaced: where the sample has changed, the story has to."""
    if text.count(old) != 1:
        sys.exit(f"The sample holds {old!r} {text.count(old)} times; {Path(__file__).name} counts on one.")
    return text.replace(old, new)


def _subject(path: str, before: Files, after: Files, day: date) -> str:
    """The first line of the commit that changes a file."""
    if day == BEGUN:
        return "Our OKRs move from the wiki into this repository"
    text = _text(after.get(path, b""))
    if day == MOVED.day and (path in (MOVED.before, MOVED.after) or Path(MOVED.after).stem in text):
        return MOVED.subject
    if (day, path) == (LOWERED.day, LOWERED.path):
        return LOWERED.subject
    if path in before and day in _TOLD:
        return _TOLD[day]
    title = re.search(r"^title: (.*)$", text, re.MULTILINE)
    checked_in = text.count("\n  - date: ") > _text(before.get(path, b"")).count("\n  - date: ")
    kind = "Publish" if path not in before else "Check-in" if checked_in else "News"
    name = title[1].strip('"') if title else path
    return f"{kind}: {name}"


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _imported(commits: Iterable[Commit]) -> Iterator[bytes]:
    """What `git fast-import` reads."""
    for number, commit in enumerate(commits):
        when = f"{int((commit.day - date(1970, 1, 1)).total_seconds()) + 8 * 3600 + number} +0000"
        yield f"commit refs/heads/main\nauthor {_WHO} {when}\ncommitter {_WHO} {when}\n".encode()
        yield _data(commit.subject.encode())
        for path, content in commit.files.items():
            yield f"D {path}\n".encode() if content is None else f"M 100644 inline {path}\n".encode() + _data(content)


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _git(folder: Path, *arguments: str, given: bytes = b"") -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {**kept, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    subprocess.run(["git", "-c", "core.autocrlf=false", *arguments], cwd=folder, env=environment, input=given, check=True)


if __name__ == "__main__":
    if len(sys.argv) != 2 or (Path(sys.argv[1]).exists() and any(Path(sys.argv[1]).iterdir())):
        sys.exit("usage: python tests/sample_history.py DIR, where DIR is empty or not there yet")
    make_repository(Path(sys.argv[1]), story(sample_files()))
