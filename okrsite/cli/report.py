"""Diagnostics → lines for a terminal: the place, the message, the line of the file with a mark below it, the remedy (FORMAT §17)."""

import json
import re
import unicodedata
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from okrsite.diagnostics import Diagnostic, Location, Severity
from okrsite.plain_text import COMMAND, UNSAFE
from okrsite.plain_text import plain as plain

if TYPE_CHECKING:
    from okrsite.source.folders import Origin

_LONGEST_LINE = 160


def print_problems(
    problems: Iterable[Diagnostic], project: Path, stream: TextIO, *, quiet: bool = False, commit: str | None = None
) -> None:  # fmt: skip
    """Every problem with its line, of a commit where one is named, then, unless `quiet`, how many there are."""
    lines = _Lines(project, commit)
    found = list(problems)
    for problem in found:
        stream.write(_problem(problem, lines))
    if not quiet:
        stream.write(summary(found) + "\n")


def summary(problems: list[Diagnostic]) -> str:
    """How many errors and warnings there are, and pieces of advice where there are any."""
    of = Counter(problem.severity for problem in problems)
    counts = [_count(of[Severity.ERROR], "error"), _count(of[Severity.WARNING], "warning")]
    return ", ".join([*counts, *([_count(of[Severity.INFO], "piece") + " of advice"] if of[Severity.INFO] else [])])


def problems_json(problems: Iterable[Diagnostic]) -> str:
    """`check --format json` (FORMAT §17)."""
    found = list(problems)
    of = Counter(problem.severity for problem in found)
    document = {
        "errors": of[Severity.ERROR],
        "warnings": of[Severity.WARNING],
        "problems": [
            {
                "file": p.location.file,
                "line": p.location.line,
                "column": p.location.column,
                "severity": str(p.severity),
                "code": p.code,
                "message": p.message,
                "hint": p.hint,
            }
            for p in found
        ],
    }
    return json_text(document)


def json_text(document: Any) -> str:
    """JSON of which no line drives a terminal or a runner."""
    return "\n".join(map(plain_json, json.dumps(document, ensure_ascii=False, indent=2).split("\n")))


def plain_json(line: str) -> str:
    """A line of JSON of the same value; such characters stand in its texts only."""
    return COMMAND.sub(_json_escape, UNSAFE.sub(_json_escape, line))


def _json_escape(match: re.Match[str]) -> str:
    return f"{match[0][:-1]}\\u{ord(match[0][-1]):04x}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _problem(problem: Diagnostic, lines: "_Lines") -> str:
    file, line, column = problem.location
    text = f"{plain(file)}:{line}:{column}: {problem.severity}[{problem.code}]: {plain(problem.message)}\n"
    source = lines.of(problem.location)
    if source:
        text += _marked(source, line, column)
    if problem.hint:
        text += f"  hint: {plain(problem.hint)}\n"
    return text + "\n"


def _marked(source: str, line: int, column: int) -> str:
    """A line of a file with a mark below its column; of a long line the part around it."""
    start = max(0, column - _LONGEST_LINE // 2) if len(source) > _LONGEST_LINE else 0
    before, rest = source[start : column - 1], source[column - 1 : start + _LONGEST_LINE]
    width = sum(_width(character) for character in plain(before.replace("\t", " ")))
    shown = plain((before + rest).replace("\t", " "))
    return f"{line:>5} | {shown}\n      | {' ' * width}^\n"


def _width(character: str) -> int:
    """How many cells of a terminal a character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class _Lines:
    """The lines of the files in which problems were found, read once."""

    def __init__(self, project: Path, commit: str | None) -> None:
        self._project, self._commit = project, commit
        self._files: dict[str, list[bytes]] = {}

    def of(self, location: Location) -> str:
        """A line; empty where there is none, as in a folder."""
        if location.file not in self._files:
            content = self._in_commit(location.file) if self._commit else _on_disk(self._project / location.file)
            self._files[location.file] = content.removeprefix(BOM_UTF8).splitlines()  # at LF, CR and both, as for YAML
        lines = self._files[location.file]
        return lines[location.line - 1].decode("utf-8", "replace") if location.line <= len(lines) else ""

    def _in_commit(self, file: str) -> bytes:
        found = self._origin.top_file(file)
        return found if isinstance(found, bytes) else b""

    @cached_property
    def _origin(self) -> "Origin":
        from okrsite.project import origin_of

        return origin_of(self._project, self._commit)


def _on_disk(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        return b""
    try:
        with path.open("rb") as file:
            return file.read(1 << 20)
    except OSError:
        return b""
