"""What all imports share on a terminal: what will be done is shown, agreed to, and done as a whole or not at all."""

import functools
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from okrsite.cli.options import PROBLEMS, fail
from okrsite.cli.report import plain, print_problems

if TYPE_CHECKING:
    from okrsite.importers.arriving import Read
    from okrsite.importers.writing import Plan


def import_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds what every import takes."""
    options = (
        click.option("--unit", metavar="UNIT", help="The unit of what names none, / for the company."),
        click.option("--cycle", metavar="CYCLE", help="The cycle of what names none."),
        click.option("--force", is_flag=True, help="Replace documents that are there by what arrives, instead of updating them."),
        click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing."),
        click.option("--yes", is_flag=True, help="Do not ask."),
    )
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(options), function)


@contextmanager
def taken() -> Iterator[None]:
    """Turns what cannot be taken or written into messages and exit codes (FORMAT §17)."""
    from okrsite.additions import NotWrittenError
    from okrsite.importers.arriving import NotTakenError

    try:
        yield
    except (NotTakenError, NotWrittenError) as error:
        fail(str(error))


def bytes_of(path: Path) -> bytes:
    """The bytes of a file that somebody named."""
    from okrsite.importers.table import MOST_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        fail(f"{path} cannot be read: {error.strerror}.")


def bring(
    project: Path, as_of: date, read: "Read", *, force: bool, dry_run: bool, yes: bool, introduction: Iterable[str] = (),
    afterwards: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """Show what an import will do, and do it once somebody agrees; `afterwards` is done only with it."""
    from okrsite.importers.telling import FEW, counted, readings_told, staying_told, tree_told, unread_told
    from okrsite.importers.writing import carry_out, plan_of

    plan = plan_of(project, read, as_of, force=force)
    most = None if dry_run else FEW
    _say([*introduction, *readings_told(read, most), *unread_told(read, most)])
    for line in tree_told(plan):
        click.echo(plain(line))
    for line in (f"{counted(plan)}.", *staying_told(plan)):
        click.echo(plain(line), err=True)
    if not plan.is_possible:
        _explain(plan)
        sys.exit(PROBLEMS)
    _count_warnings(plan)
    if dry_run:
        click.echo("Nothing was written: this is a dry run.", err=True)
        return
    if plan.texts("new") or plan.texts("changed"):
        _agree(yes)
        carry_out(project, plan)
        click.echo("Written. Next: read it, then okrsite check.", err=True)
    afterwards()


def _say(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(plain(line), err=True)
    if lines:
        click.echo(err=True)


def _explain(plan: "Plan") -> None:
    """Why nothing is written."""
    from okrsite.diagnostics import Severity

    for outcome in plan.outcomes:
        if outcome.state == "refused":
            click.echo(plain(f"{outcome.file}: {' '.join(outcome.notes)}"), err=True)
    errors = [problem for problem in plan.problems if problem.severity is Severity.ERROR]
    if errors:
        click.echo("With these files, check would find:\n", err=True)
        with tempfile.TemporaryDirectory() as folder:  # their lines as they would be, which the disk does not hold
            for addition in (*plan.texts("new"), *plan.texts("changed")):
                file = Path(folder, addition.file)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(addition.text, encoding="utf-8", newline="\n")
            print_problems(errors, Path(folder), sys.stderr)
    click.echo("Nothing was written.", err=True)


def _count_warnings(plan: "Plan") -> None:
    if plan.problems:
        count = len(plan.problems)
        click.echo(f"okrsite check will have {count} {'piece' if count == 1 else 'pieces'} of advice about it.", err=True)


def _agree(yes: bool) -> None:
    """Go on, unless somebody is there and says no."""
    if not yes and sys.stdin.isatty() and not click.confirm("Write these files?", err=True, default=True):
        fail("Nothing was written.")
