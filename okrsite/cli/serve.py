"""`okrsite serve`: live preview."""

import os
import signal
import sys
import webbrowser
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from okrsite.cli.options import fail, project_options
from okrsite.cli.report import print_problems

if TYPE_CHECKING:
    from okrsite.diagnostics import Diagnostic
    from okrsite.preview import Outcome


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Where to listen; 0 takes a free port.")
@click.option("--drafts", is_flag=True, help="Show drafts too; every page says so.")
@click.option("--audience", metavar="NAME", help="Show what this audience may see as well.")
@click.option("--open", "open_", is_flag=True, help="Open the browser.")
@project_options
def command(project: Path, as_of: date, port: int, drafts: bool, audience: str | None, open_: bool) -> None:
    """Preview the site, and reload it whenever a file changes.

    Only this machine can reach it. Ctrl-C ends it; no file is written into the project.
    """
    from okrsite.preview import Choice, Listener, Preview

    terminal = _Terminal(project, open_)
    try:
        preview = Preview(project, Choice(as_of, audience, drafts), port, Listener(terminal.ready, terminal.built))
    except OSError as error:
        fail(f"Port {port} cannot be used: {error.strerror}. Name another one with --port.")
    with suppress(KeyboardInterrupt):
        _end_on_signals()
        preview.run()


def _end_on_signals() -> None:
    """Let whatever asks this process to end do so as Ctrl-C does, once: nothing interrupts the tidying up."""
    own, signals = os.getpid(), [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

    def end(number: int, frame: object) -> None:
        if os.getpid() != own:
            os._exit(1)  # a process that works for this one
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in signals:
        signal.signal(each, end)


class _Terminal:
    """Says what happens; problems once each time that they change."""

    def __init__(self, project: Path, opens_browser: bool) -> None:
        self._project, self._opens_browser = project, opens_browser
        self._said: tuple[Diagnostic, ...] = ()

    def ready(self, address: str) -> None:
        """The preview can be seen."""
        click.echo(f"Preview at {address} (Ctrl-C ends it)", err=True)
        if self._opens_browser:
            webbrowser.open(address)

    def built(self, outcome: "Outcome") -> None:
        """A build has ended."""
        if outcome.diagnostics != self._said:
            print_problems(outcome.diagnostics, self._project, sys.stderr)
            self._said = outcome.diagnostics
        if outcome.build and outcome.is_new:
            click.echo(f"{len(outcome.build.files)} files in {outcome.seconds:.1f} s.", err=True)
