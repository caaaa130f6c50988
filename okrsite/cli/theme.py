"""`okrsite theme new`: the beginning of a theme of one's own."""

from datetime import date
from pathlib import Path

import click

from okrsite.cli.options import fail, project_options


@click.command()
@click.argument("action", metavar="ACTION", type=click.Choice(["new"]))
@click.argument("name", metavar="NAME")
@project_options
def command(action: str, name: str, project: Path, as_of: date) -> None:
    """Begin a theme of your own in the folder NAME of the project.

    It extends the default theme and holds no copies: a frame with its regions named, and a style sheet. A folder that is there already is
    never replaced.
    """
    from okrsite.starter import NotEmptyError
    from okrsite.starter.theme import UnfitNameError, write_theme

    try:
        written = write_theme(project, name)
    except (NotEmptyError, UnfitNameError) as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or name} cannot be written: {error.strerror}.")
    for path in written:
        click.echo(f"  {project / path}", err=True)
    click.echo(f"Next: write `theme: {{name: {name}}}` into okrsite.yml.", err=True)
