"""`okrsite build`: the site."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from okrsite.cli.options import past_option, project_options
from okrsite.cli.progress import progress
from okrsite.cli.report import print_problems

if TYPE_CHECKING:
    from okrsite.history.past import Past


_SHORT = 10  # characters that tell a commit


@click.command()
@click.option(
    "--site-dir", type=click.Path(path_type=Path), default=Path("site"), show_default=True, metavar="DIR",
    help="Where the site is written, relative to the project's folder.",
)  # fmt: skip
@click.option("--audience", metavar="NAME", help="Publish what this audience may see as well.")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option("--no-cache", is_flag=True, help="Build from nothing, and keep nothing for the next build.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="How many processes to use; by default one for each core.")
@click.option("--quiet", "-q", is_flag=True, help="Print the problems and nothing else.")
@project_options
@past_option
def command(
    project: Path, as_of: date, past: "Past | None", site_dir: Path, audience: str | None, strict: bool, no_cache: bool, jobs: int | None,
    quiet: bool,
) -> None:  # fmt: skip
    """Write the site.

    Content with errors writes nothing and leaves the last site as it was. With --at it is the site of a past day: what is hidden today is
    left out, and the theme is today's.
    """
    from okrsite import reading, site, work

    target = project / site_dir
    with progress("Reading", quiet=quiet) as read, progress("Writing pages", quiet=quiet) as written:
        effort = reading.Effort(jobs or work.cores(), keep=not no_cache, reading=read, writing=written)
        built = site.build_project(project, target, as_of, audience, past=past, strict=strict, effort=effort)
    commit = past.commit if past else None
    if built.diagnostics:
        print_problems(built.diagnostics, project, sys.stderr, quiet=quiet, commit=commit)
    if not quiet:
        origin = f", from commit {commit[:_SHORT]}" if commit else ""
        click.echo(f"{built.files} files in {target}, as of {as_of}{origin}.", err=True)
