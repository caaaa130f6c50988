"""`okrsite check`: every problem of every file in one run."""

import sys
from datetime import date
from pathlib import Path

import click

from okrsite.cli.options import PROBLEMS, project_options
from okrsite.cli.report import print_problems, problems_json
from okrsite.diagnostics import has_errors


@click.command()
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print them.")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("--audience", metavar="NAME", help="See, and name, only what this audience may.")
@project_options
def command(project: Path, as_of: date, format_: str, strict: bool, audience: str | None) -> None:
    """Find every problem of every file in one run.

    Exit code 0: fine; 1: problems in the content; 2: wrong use or configuration.
    """
    from okrsite import work
    from okrsite.reading import Effort, check

    problems = check(project, as_of, audience, Effort(work.cores(), keep=True))
    if format_ == "json":
        click.echo(problems_json(problems))
    else:
        print_problems(problems, project, sys.stdout)
    if has_errors(problems) or (strict and problems):
        sys.exit(PROBLEMS)
