"""`okrsite init`: a new site with a small example."""

from datetime import date
from pathlib import Path

import click

from okrsite.cli.options import Day, fail, today


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), default=Path("."), metavar="[DIR]")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="The example's language.")
@click.option(
    "--ci", type=click.Choice(["github", "gitlab", "none"]), default="none", show_default=True,
    help="Add the files that check and publish the site there.",
)  # fmt: skip
@click.option("--as-of", type=Day(), metavar="DATE", help="The day to set the example in; by default today.")
def command(directory: Path, language: str, ci: str, as_of: date | None) -> None:
    """Make a new site with a small example, ready to build, in DIR (by default this folder).

    Files that are there already are never replaced.
    """
    from okrsite.starter import NotEmptyError, write_example

    try:
        written = write_example(directory, language, ci, as_of or today())
    except NotEmptyError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or directory} cannot be written: {error.strerror}.")
    for path in written:
        click.echo(f"  {directory / path}", err=True)
    project = "" if directory == Path(".") else f" --project {directory}"
    click.echo(f"Next: okrsite build{project}, then open {directory / 'site' / 'index.html'}.", err=True)
