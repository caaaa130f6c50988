"""How far long work is → a line on the terminal that is renewed in place, and gone when the work is done.

Only who sits before a terminal sees it: nothing of it comes into a file, a pipe or a log.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

_PATIENCE = 0.5  # seconds after which one likes to know that something is going on


@contextmanager
def progress(doing: str, *, quiet: bool) -> Iterator[Callable[[float], None]]:
    """A function that shows how far something is, from 0 to 1; `quiet` shows nothing."""
    is_watched = sys.stderr.isatty() and not quiet and not os.environ.get("CI")
    started, width = time.monotonic(), len(f"{doing} 100 %")
    is_shown = False

    def tell(share: float) -> None:
        nonlocal is_shown
        if is_watched and time.monotonic() - started >= _PATIENCE:
            click.echo(f"\r{doing} {share:.0%}".ljust(width), err=True, nl=False)
            is_shown = True

    try:
        yield tell
    finally:
        if is_shown:
            click.echo(f"\r{' ' * width}\r", err=True, nl=False)
