"""A project → its site as visitors see it while it is being written: built anew whenever a file changes, and reloaded by itself.

`run` is the one loop: wait for a change, build, show. Visitors are answered by threads of their own, always from one whole build. Content
with errors leaves the last good build and shows what is wrong beside it.
"""

import gc
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from okrsite import reading, work
from okrsite.diagnostics import ConfigurationError
from okrsite.preview.builder import Builder, Choice
from okrsite.preview.builds import Outcome
from okrsite.preview.server import Server
from okrsite.preview.shown import Shown
from okrsite.preview.store import Store
from okrsite.preview.watching import Watch
from okrsite.project import load_config

__all__ = ["PAUSE", "Choice", "Listener", "Outcome", "Preview"]

PAUSE = 0.2
"""Seconds between the beginnings of two builds, at least."""
_SETTLE = 0.03  # an editor that saves does several things to a file at once
_PATIENCE = 0.5  # systems on which waiting cannot be interrupted notice Ctrl-C after this


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom a preview tells what happens: its address once it answers there, and how each build went."""

    ready: Callable[[str], None]
    built: Callable[[Outcome], None]


class Preview:
    """A preview on a port of this machine; with port 0 on any that is free. Raises OSError where the port is taken."""

    def __init__(self, project: Path, choice: Choice, port: int, listener: Listener) -> None:
        _refuse_wrong_use(project, choice)
        self._project, self._choice, self._listener = Path(os.path.realpath(project)), choice, listener
        self._shown = Shown()
        self._server = Server(port, self._shown, drafts=choice.drafts)
        self._changed, self._stopping = threading.Event(), threading.Event()

    def run(self) -> None:
        """Build and serve until `stop`, or until something is raised in here, as Ctrl-C does."""
        gc.disable()  # a build makes a million values that stay; looking for rings among them would take half of its time
        try:
            with TemporaryDirectory(prefix="okrsite-preview-", ignore_cleanup_errors=True) as folder, self._server:
                store = Store(Path(folder))
                self._shown.remove = store.remove
                builder = Builder(self._project, self._choice, store, self._server.home)
                self._build(builder, work.cores())  # several processes as long as there are no threads
                with self._server.answering(), Watch(self._project, self._changed) as watch:
                    self._listener.ready(self._server.home)
                    self._changed.set()  # whatever changed before the watch began
                    self._follow(builder, watch)
        finally:
            self._shown.end()
            gc.enable()

    def stop(self) -> None:
        """End `run`, from another thread."""
        self._stopping.set()
        self._changed.set()

    def _follow(self, builder: Builder, watch: Watch) -> None:
        while self._wait_for_change():
            began = time.monotonic()
            watch.follow(builder.sources())
            self._build(builder, 1)
            gc.collect()
            self._stopping.wait(max(0, began + PAUSE - time.monotonic()))

    def _wait_for_change(self) -> bool:
        """Whether something has changed; False when it is time to stop."""
        while not self._changed.wait(_PATIENCE):
            pass
        self._stopping.wait(_SETTLE)
        self._changed.clear()
        return not self._stopping.is_set()

    def _build(self, builder: Builder, jobs: int) -> None:
        outcome = builder.build(jobs)
        self._shown.show(outcome.build, outcome.errors)
        self._listener.built(outcome)


def _refuse_wrong_use(project: Path, choice: Choice) -> None:
    """Raises what cannot be mended while a preview runs: no such folder, no such audience."""
    try:
        config = load_config(project)
    except ConfigurationError:
        if not project.is_dir():
            raise
    else:
        reading.require_audience(choice.audience, config)
