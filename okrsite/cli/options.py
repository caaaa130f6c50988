"""Options that every command takes, and what ends a command: exit codes 0, 1 and 2 (FORMAT §17)."""

import functools
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from click.core import ParameterSource

from okrsite.cli.report import plain, print_problems
from okrsite.diagnostics import ConfigurationError

PROBLEMS, WRONG_USE = 1, 2


if TYPE_CHECKING:
    _DayType = click.ParamType[date]
else:
    _DayType = click.ParamType  # no generic type before click 8.3


class Day(_DayType):
    """A day written as year-month-day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that a text means."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is not a date; write year-month-day, such as 2026-11-23.", param, ctx)


def today() -> date:
    """The day of SOURCE_DATE_EPOCH where it is set, else today (FORMAT §17)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return date.today()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise click.UsageError(f"SOURCE_DATE_EPOCH is {epoch!r}, not a number of seconds.") from None


def project_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--project` and `--as-of`, and turns what a command raises into messages and exit codes."""

    @click.option(
        "--project", type=click.Path(path_type=Path), metavar="DIR",
        help="The project's folder; by default the nearest one upwards with an okrsite.yml, else this one.",
    )  # fmt: skip
    @click.option("--as-of", type=Day(), metavar="DATE", help="The day to look from; by default SOURCE_DATE_EPOCH, else today.")
    @functools.wraps(function)
    def command(*args: Any, project: Path | None, as_of: date | None, **options: Any) -> None:
        from okrsite.project import find_project

        found = project if project is not None else find_project(Path.cwd())
        call = functools.partial(function, *args, project=found, as_of=as_of or today(), **options)
        with_messages(found, call, quiet=options.get("quiet", False))

    return command


def past_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--at`: the command gets a `past` to take the files from, and looks from its day unless `--as-of` names another."""

    @click.option("--at", metavar="COMMIT|DATE", help="Take the files as they were published then, and look from that day.")
    @functools.wraps(function)
    def command(*args: Any, project: Path, as_of: date, audience: str | None, at: str | None, **options: Any) -> None:
        call = functools.partial(function, *args, project=project, audience=audience, **options)
        if at is None:
            call(as_of=as_of, past=None)
            return
        from okrsite.history.past import past_of
        from okrsite.reading import Effort

        past = past_of(project, at, today(), audience, Effort(keep=not options.get("no_cache", False)).shelf(project))
        is_named = click.get_current_context().get_parameter_source("as_of") is ParameterSource.COMMANDLINE
        in_past = functools.partial(call, as_of=as_of if is_named else past.day, past=past)
        with_messages(project, in_past, quiet=options.get("quiet", False), commit=past.commit)

    return command


def with_messages(project: Path, function: Callable[[], Any], *, quiet: bool = False, commit: str | None = None) -> None:
    """Run a command; what is wrong is printed and decides the exit code. `quiet` leaves out how much it is.

    The lines that are wrong are those of the files as they are, or of a `commit`.
    """
    from okrsite.git import GitError
    from okrsite.output import OutputError
    from okrsite.reading import ContentError, UnknownAudienceError
    from okrsite.work import ProcessEndedError

    try:
        function()
    except ConfigurationError as error:
        print_problems(error.diagnostics, project, sys.stderr, quiet=quiet, commit=commit)
        sys.exit(WRONG_USE)
    except ContentError as error:
        print_problems(error.diagnostics, project, sys.stderr, quiet=quiet, commit=commit)
        sys.exit(PROBLEMS)
    except (GitError, OutputError, ProcessEndedError, UnknownAudienceError) as error:
        fail(str(error))


def fail(message: str) -> NoReturn:
    """Say what is wrong and end with exit code 2."""
    click.echo(f"okrsite: {plain(message)}", err=True)
    sys.exit(WRONG_USE)
