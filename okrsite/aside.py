"""Work that does not depend on what comes next → done meanwhile, by one other process.

A build looks through the folder of its site while it reads, and takes it over while it makes what is new. The other process is forked
before anything large is read, so that no memory is copied for it; it does one thing after the other, and ends with this one. Where the
system cannot fork, or one process is all that may be used, each thing is done at once.
"""

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from okrsite.work import ProcessEndedError

P = ParamSpec("P")
R = TypeVar("R")

_CAN_FORK = sys.platform not in ("win32", "darwin")  # as in okrsite.work


class Aside:
    """Does things aside; when the context ends, all that was begun is done."""

    def __init__(self, *, forks: bool = False) -> None:
        self._results: list[tuple[Any, Exception | None]] = []
        self._begun = 0
        self._process: Any = None
        if forks and _CAN_FORK:
            context = multiprocessing.get_context("fork")
            self._near, far = context.Pipe()
            self._process = context.Process(target=_attend, args=(far, self._near), daemon=True)
            self._process.start()
            far.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._process:
            with suppress(ProcessEndedError):
                self._wait_for(self._begun)
            self._near.close()
            self._process.join()

    def begin(self, function: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> Callable[[], R]:
        """Begin something; what is returned waits for what comes of it, or raises what it raised."""
        if self._process is None:
            done = _done(function, arguments, named)
            return lambda: _result(*done)
        with _ended_early():
            self._near.send((function, arguments, named))
        number, self._begun = self._begun, self._begun + 1
        return lambda: self._result(number)

    def _result(self, number: int) -> Any:
        self._wait_for(number + 1)
        return _result(*self._results[number])

    def _wait_for(self, results: int) -> None:
        while len(self._results) < results:
            with _ended_early():
                self._results.append(self._near.recv())


HERE = Aside()
"""Where everything is done at once, in this process."""


def _result(result: Any, error: Exception | None) -> Any:
    if error:
        raise error
    return result


@contextmanager
def _ended_early() -> Iterator[None]:
    try:
        yield
    except (EOFError, ConnectionError):  # a broken pipe is one, too
        raise ProcessEndedError("A process of this command ended early. Try again with `--jobs 1`.") from None


def _attend(orders: Connection, near: Connection) -> None:
    """Do what is asked for until nobody can ask any more; Ctrl-C is for the process that asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    near.close()
    while True:
        try:
            orders.send(_done(*orders.recv()))
        except (EOFError, OSError):
            return


def _done(function: Callable[..., Any], arguments: Any, named: Any) -> tuple[Any, Exception | None]:
    try:
        return function(*arguments, **named), None
    except Exception as error:  # whatever it is, it is raised again where somebody waits for the result
        return None, error
