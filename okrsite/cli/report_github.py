"""Problems → what GitHub shows beside a pull request: workflow commands for the most important, a table in the step's summary for all.

GitHub shows ten errors, ten warnings and ten notices of a step and drops the others without a word, so those that matter most come first.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from okrsite.cli.findings import Findings
from okrsite.cli.report import plain, summary
from okrsite.diagnostics import Diagnostic, Severity

MOST_SHOWN: Final = 10
"""Annotations of each kind that GitHub shows of one step."""
LARGEST_SUMMARY: Final = 1 << 20
"""Bytes that the summary of one step may have."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_ROOM_FOR_THE_REST = 200
_HEAD = "| | Where | What is wrong |\n| --- | --- | --- |\n"
_MARKS = {ord(mark): f"&#{ord(mark)};" for mark in r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""}


def github_lines(findings: Findings) -> Iterator[str]:
    """A workflow command for each problem that GitHub will show."""
    for severity in Severity:
        of_this = [problem for problem in findings.by_weight if problem.severity is severity]
        yield from (_command(problem, findings.path(problem)) for problem in of_this[:MOST_SHOWN])


def write_summary(findings: Findings) -> None:
    """Add all problems to the step's summary, where the runner offers one."""
    target = os.environ.get("GITHUB_STEP_SUMMARY")
    if not target:
        return
    file = Path(target)
    room = LARGEST_SUMMARY - (file.stat().st_size if file.exists() else 0)
    with file.open("ab") as stream:
        stream.write(summary_table(findings, room))


def summary_table(findings: Findings, room: int = LARGEST_SUMMARY) -> bytes:
    """A sentence and a table of all problems as Markdown, in at most `room` bytes; says how many it leaves out."""
    if not findings.problems:
        return _fitting("okrsite found no problems.\n", room)
    beginning = f"okrsite found {summary(list(findings.problems))}.\n\n{_HEAD}"
    rows = [_row(problem, findings.path(problem)) for problem in findings.by_weight]
    kept = list(_within(rows, room - len(beginning.encode()) - _ROOM_FOR_THE_REST))
    left_out = len(rows) - len(kept)
    rest = f"\n{left_out} more are not listed here: `okrsite check` prints them all.\n" if left_out else ""
    return _fitting(beginning + "".join(kept) + rest + "\n", room)


def _command(problem: Diagnostic, path: str) -> str:
    properties = {"file": path, "line": problem.location.line, "col": problem.location.column, "title": problem.code}
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    message = "\n".join(map(plain, filter(None, (problem.message, problem.hint))))
    return f"::{_COMMANDS[problem.severity]} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(plain(text)).replace(":", "%3A").replace(",", "%2C")


def _row(problem: Diagnostic, path: str) -> str:
    place = f"{path}:{problem.location.line}:{problem.location.column}"
    told = "<br>".join(_code(text) for text in (problem.message, problem.hint) if text)
    return f"| {problem.severity} | {_code(place)} | {told}<br>{_code(problem.code)} |\n"


def _code(text: str) -> str:
    """A text in which nothing is markup, and nobody is mentioned: each mark by its number, and all of it as code."""
    return f"<code>{plain(text).translate(_MARKS)}</code>"


def _within(rows: Iterable[str], room: int) -> Iterator[str]:
    for row in rows:
        room -= len(row.encode())
        if room < 0:
            return
        yield row


def _fitting(text: str, room: int) -> bytes:
    """A text as bytes, or nothing where there is no room: a summary that is too large is not shown at all."""
    raw = text.encode()
    return raw if len(raw) <= room else b""
