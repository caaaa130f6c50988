"""What visitors see now: one build, and what keeps a newer one from being built. It changes in one step, and whoever waits is told.

A build that is not shown any more is removed as soon as nobody reads from it.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from okrsite.diagnostics import Diagnostic
from okrsite.preview.builds import Build


@dataclass(frozen=True, slots=True)
class State:
    """The build that is shown, None before the first good one, and the `errors` that it does not have; `number` grows with each change."""

    build: Build | None = None
    errors: tuple[Diagnostic, ...] = ()
    number: int = 0


class Shown:
    """The state, shared by those who build and those who answer; `remove` takes a build away that nobody needs any more."""

    def __init__(self) -> None:
        self.remove: Callable[[Build], None] = lambda build: None
        self._condition = threading.Condition()
        self._state = State()
        self._readers: Counter[str] = Counter()
        self._retired: list[Build] = []
        self._ended = False

    def show(self, build: Build | None, errors: tuple[Diagnostic, ...]) -> None:
        """Show a build; without one the last stays, with its errors."""
        with self._condition:
            before = self._state
            build = build or before.build
            if (build, errors) == (before.build, before.errors) and before.number:
                return
            if before.build and before.build is not build:
                self._retired.append(before.build)
            self._state = State(build, errors, before.number + 1)
            self._condition.notify_all()
        self._remove_unread()

    @contextmanager
    def current(self) -> Iterator[State]:
        """The state; its build stays on the disk inside."""
        with self._condition:
            state = self._state
            name = state.build.name if state.build else ""
            self._readers[name] += 1
        try:
            yield state
        finally:
            with self._condition:
                self._readers[name] -= 1
            self._remove_unread()

    def after(self, number: int, patience: float) -> State | None:
        """The first state after one, or the same when nothing has changed for so many seconds; None at the end."""
        with self._condition:
            self._condition.wait_for(lambda: self._ended or self._state.number != number, patience)
            return None if self._ended else self._state

    def end(self) -> None:
        """Nothing more will be shown."""
        with self._condition:
            self._ended = True
            self._condition.notify_all()

    def _remove_unread(self) -> None:
        with self._condition:
            unread = [build for build in self._retired if not self._readers[build.name]]
            self._retired = [build for build in self._retired if build not in unread]
            self._readers = +self._readers
            for build in unread:
                self.remove(build)
