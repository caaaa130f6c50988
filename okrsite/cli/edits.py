"""Edits of people's files on a terminal: refused where `check` would find them faulty, shown as a difference, written."""

import difflib
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from okrsite.cli.options import PROBLEMS, fail
from okrsite.cli.report import plain, print_problems
from okrsite.diagnostics import Diagnostic, has_errors

if TYPE_CHECKING:
    from okrsite.workbench import Edit, Workbench

T = TypeVar("T")

def say(text: str = "") -> None:
    """A line for the person at the terminal; what comes from content cannot drive it."""
    click.echo(plain(text), err=True)


@contextmanager
def understood() -> Iterator[None]:
    """Turns what was typed and cannot be taken, or written, into messages and exit codes (FORMAT §17)."""
    from okrsite.edit import NotWrittenError, UnsafeEditError
    from okrsite.typed import NotUnderstoodError
    from okrsite.workbench import NotFoundError

    try:
        yield
    except (NotUnderstoodError, NotFoundError, NotWrittenError) as error:
        fail(str(error))
    except UnsafeEditError as error:
        say(f"okrsite: {error} Add these lines by hand:")
        for line in error.lines.splitlines():
            say(f"  {line}")
        sys.exit(PROBLEMS)


def tried(bench: "Workbench", edits: Sequence["Edit"]) -> "Workbench":
    """The project as it would be; ends the command where edits would make something faulty."""
    after = bench.with_edits(edits)
    found = bench.new_problems(after, edits)
    if found:
        _print_as_edited(found, edits)
    if has_errors(found):
        say("Nothing was written.")
        sys.exit(PROBLEMS)
    return after


def ask(question: str, meaning: Callable[[str], T]) -> T | None:
    """What a person answers; None for Enter alone. What cannot be taken is explained and asked again."""
    from okrsite.typed import NotUnderstoodError

    while True:
        text = click.prompt(question, default="", show_default=False, err=True).strip()
        if not text:
            return None
        try:
            return meaning(text)
        except NotUnderstoodError as error:
            say(f"  {error}")


def print_difference(edits: Sequence["Edit"]) -> None:
    """What would change, as `diff -u` shows it."""
    for edit in edits:
        old, new = (text.decode("utf-8").splitlines() for text in (edit.old, edit.new))
        for line in difflib.unified_diff(old, new, f"a/{edit.file}", f"b/{edit.file}", lineterm=""):
            encoding = sys.stdout.encoding or "ascii"
            click.echo(plain(line).encode(encoding, "replace").decode(encoding))


def _print_as_edited(problems: Sequence[Diagnostic], edits: Sequence["Edit"]) -> None:
    """Problems with their lines as they would be, which the disk does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        for edit in edits:
            file = Path(folder, edit.file)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(edit.new)
        print_problems(problems, Path(folder), sys.stderr)
