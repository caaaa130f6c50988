"""A folder → the embeds of the project in it, read once for all pages of a site and again where a file has changed.

A host such as MkDocs makes a new Markdown converter for every page; what was read is kept beside them for as long as the process lives.
"""

import os
import threading
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from okrsite.config import FILE
from okrsite.diagnostics import ConfigurationError, Diagnostic, has_errors
from okrsite.embeds.embeds import Embeds
from okrsite.plain_text import plain
from okrsite.project import load_config
from okrsite.reading import ContentError, Effort, UnknownAudienceError, load
from okrsite.site import source_folders
from okrsite.unchanged import look_at

_LOOK_AGAIN = 1.0
"""Seconds within which a project is not looked at again: pages follow each other fast."""


class UnknownDayError(Exception):
    """`as_of` names no day; the message says how to write one."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which project, as of which day as it is written (today, where none is named), and for whom."""

    project: Path
    as_of: date | str | None = None
    audience: str | None = None


@dataclass(slots=True)
class Kept:
    """A project as it was read last: its embeds, or None with what is wrong with it."""

    embeds: Embeds | None
    problems: tuple[str, ...]
    state: bytes
    looked: float


_kept: dict[Wanted, Kept] = {}
_lock = threading.Lock()


def embeds_of(wanted: Wanted) -> tuple[Embeds | None, tuple[str, ...]]:
    """The embeds of a project; None with what is wrong, told once, where it cannot be read."""
    with _lock:
        kept, now = _kept.get(wanted), time.monotonic()
        if kept and now - kept.looked < _LOOK_AGAIN:
            return kept.embeds, ()
        state = _state(wanted.project)
        if kept and kept.state == state:
            kept.looked = now
            return kept.embeds, ()
        embeds, problems = _read(wanted)
        _kept[wanted] = Kept(embeds, problems, state, now)
        return embeds, problems


def _read(wanted: Wanted) -> tuple[Embeds | None, tuple[str, ...]]:
    if not wanted.project.is_dir():
        return None, (f"There is no folder `{wanted.project}`, which should hold the OKRs.",)
    try:
        loaded = load(wanted.project, day_of(wanted.as_of), wanted.audience, effort=Effort(keep=True))
        return Embeds.of(loaded, wanted.project), ()
    except (ContentError, ConfigurationError) as error:
        return None, tuple(_told(found) for found in error.diagnostics if has_errors([found]))
    except (UnknownAudienceError, UnknownDayError) as error:
        return None, (str(error),)


def _told(found: Diagnostic) -> str:
    file, line, column = found.location
    return f"{file}:{line}:{column}: {found.message} {found.hint} [{found.code}]".replace("  ", " ")


def _state(project: Path) -> bytes:
    """What tells the project's files from any other state of them."""
    try:
        folders = source_folders(load_config(project), project)
    except ConfigurationError:
        folders = ()
    return look_at((project / FILE, *folders)).state


def day_of(written: object) -> date:
    """The day that somebody has written, else today. Raises UnknownDayError."""
    if not written:
        return today()
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise UnknownDayError(f"`as_of: {plain(str(written))}` is not a date; write year-month-day, such as 2026-11-23.") from None


def today() -> date:
    """The day of SOURCE_DATE_EPOCH where it is set to a number of seconds, else today (FORMAT §17)."""
    try:
        return datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC).date()
    except (KeyError, ValueError, OverflowError, OSError):
        return date.today()
