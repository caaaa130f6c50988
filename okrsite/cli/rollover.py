"""`okrsite rollover`: carry a cycle's objectives over into a later one."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from okrsite.cli.options import PROBLEMS, fail, project_options
from okrsite.cli.report import plain, print_problems

if TYPE_CHECKING:
    from okrsite.rollover import Plan


@click.command()
@click.argument("cycle", metavar="CYCLE")
@click.option("--to", required=True, metavar="CYCLE", help="The later cycle.")
@click.option("--unit", default="", metavar="UNIT", help="Only the objectives of this unit and of those below it.")
@click.option("--only", type=click.Choice(["unfinished"]), help="Leave achieved objectives behind too.")
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can answer.")
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@project_options
def command(project: Path, as_of: date, cycle: str, to: str, unit: str, only: str | None, yes: bool, dry_run: bool) -> None:
    """Carry a cycle's objectives over into a later one: one new file each, in the unit's folder of that cycle.

    Numbers start where they stand now. Check-ins, scores and what is done stay where they are; no file is changed or replaced.
    """
    from okrsite.additions import NotWrittenError, new_problems, write
    from okrsite.diagnostics import has_errors
    from okrsite.project import load_config
    from okrsite.rollover import RolloverError, plan_of

    try:
        plan = plan_of(project, as_of, cycle, to, unit.strip("/"), unfinished=only == "unfinished")
    except RolloverError as error:
        fail(str(error))
    additions = [carried.addition for carried in plan.carried]
    found = new_problems(project, additions, load_config(project), as_of)
    _show(plan)
    if found:
        click.echo("With these files, check would find:\n", err=True)
        print_problems(found, project, sys.stderr)
    if has_errors(found):
        sys.exit(PROBLEMS)
    if dry_run or not additions:
        return
    _agree(len(additions), yes)
    try:
        write(project, additions)
    except NotWrittenError as error:
        fail(str(error))
    click.echo(f"{len(additions)} written. Next: read them, set new targets, then okrsite check.", err=True)


def _show(plan: "Plan") -> None:
    """What will be done, and what will not and why."""
    for carried in plan.carried:
        click.echo(f"carry over   {plain(carried.reference)} → {plain(carried.addition.file)}")
        for note in carried.notes:
            click.echo(f"             {plain(note)}")
    for left in plan.left_behind:
        click.echo(f"leave behind {plain(left.reference)}: {plain(left.reason)}")
    click.echo(f"{len(plan.carried)} to carry over, {len(plan.left_behind)} to leave behind.")


def _agree(count: int, yes: bool) -> None:
    """Go on only if somebody says so."""
    if yes:
        return
    if not sys.stdin.isatty():
        fail("Nobody is there to be asked; add --yes to write these files, or --dry-run to look only.")
    if not click.confirm(f"Write {count} new files?", err=True):
        fail("Nothing was written.")
