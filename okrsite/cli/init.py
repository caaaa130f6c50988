"""`okrsite init`: a new site with a small example."""

from datetime import date
from pathlib import Path

import click

from okrsite.cli.options import Day, fail, today, with_messages


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), default=Path("."), metavar="[DIR]")
@click.option("--language", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="The example's language.")
@click.option(
    "--ci", type=click.Choice(["github", "gitlab", "none"]), default="none", show_default=True,
    help="Add the files that check and publish the site there; alone where DIR holds a site already.",
)  # fmt: skip
@click.option("--as-of", type=Day(), metavar="DATE", help="The day to set the example in; by default today.")
def command(directory: Path, language: str, ci: str, as_of: date | None) -> None:
    """Make a new site with a small example, ready to build, in DIR (by default this folder).

    Files that are there already are never replaced; to a .gitignore, what it lacks is added.
    """
    with_messages(directory, lambda: _begin(directory, language, ci, as_of or today()))


def _begin(directory: Path, language: str, ci: str, day: date) -> None:
    from okrsite.starter import NotEmptyError, begin_site

    try:
        begun = begin_site(directory, language, ci, day)
    except NotEmptyError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{error.filename or directory} cannot be written: {error.strerror}.")
    for path in begun.written:
        click.echo(f"  {directory / path}", err=True)
    for path in begun.kept:
        click.echo(f"  {directory / path} was there already and is kept", err=True)
    for line in _next_steps(directory, ci):
        click.echo(line, err=True)


def _next_steps(directory: Path, ci: str) -> list[str]:
    project = "" if directory == Path(".") else f" --project {directory}"
    steps = [f"Next: okrsite build{project}, then open {directory / 'site' / 'index.html'}."]
    top = next((folder for folder in (directory.resolve(), *directory.resolve().parents) if (folder / ".git").exists()), None)
    if top is None:
        steps.append(f"Then put it into a git repository: git init {directory}, git add and git commit there.")
    elif ci != "none" and top != directory.resolve():
        place = directory.resolve().relative_to(top).as_posix()
        steps.append(
            f"These files work only at the top of the repository: move those for {ci} to {top}, put --project {place} behind each okrsite "
            f"command in them, and {place}/ before the folder of the site."
        )
    if ci == "github":
        steps.append('On GitHub: Settings, Pages, source "GitHub Actions". Then push to main.')
    if ci == "gitlab":
        steps.append("On GitLab: Build, Pipeline schedules, add one for every morning. Then push to the default branch.")
    return steps
