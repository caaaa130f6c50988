"""A list of things → what a function makes of them, slice by slice and in order, in one process or in several.

Processes are forked, so that each sees all that was read before without its being copied or sent; each takes the next slice as soon as it
is free. Where the system cannot fork, or there is too little to do, everything happens here; the results are the same either way.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

Tell = Callable[[float], None]
"""Hears how far the work is, from 0 to 1."""

_SLICES = 32
"""Slices of the work for each process, so that one with a hard one at the end does not keep the others waiting for long."""

_TICKET = 4  # bytes of a slice's number on its way to whoever is free
_MOST = 8_192
"""Slices that there can be: as many as a pipe holds numbers before anybody reads them, with room to spare."""


def silent(share: float) -> None:
    """Where nobody waits to hear how far the work is."""


class ProcessEndedError(Exception):
    """A process that did a share of the work ended before it had done it, for want of memory most likely."""


def cores() -> int:
    """How many processes can run at once on this machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_slices(
    function: Callable[[Sequence[T]], R], things: Sequence[T], jobs: int, least: int = 1, tell: Tell = silent
) -> list[R]:  # fmt: skip
    """What a function makes of consecutive slices of some things; in up to `jobs` processes, each with at least `least` things.

    `tell` hears how far this process is with its own share, from 0 to 1; the others are about as far.
    """
    can_fork = sys.platform not in ("win32", "darwin")  # macOS can fork, but its libraries do not survive it
    jobs = max(1, min(jobs, len(things) // least)) if can_fork else 1
    size = -(-len(things) // min(jobs * _SLICES, _MOST))
    slices = [things[start : start + size] for start in range(0, len(things), size or 1)]
    jobs = min(jobs, len(slices))
    if jobs <= 1:
        return [made for _, made in _done(function, slices, range(len(slices)), tell)]
    return _shared(function, slices, jobs, tell)


def _shared(function: Callable[[Sequence[T]], R], slices: Sequence[Sequence[T]], jobs: int, tell: Tell) -> list[R]:
    """What the function makes of the slices in several processes; the first slices are one for each, the others go to whoever is free."""
    context = multiprocessing.get_context("fork")
    with _Waiting(range(jobs, len(slices))) as waiting:
        others = [_Process(context, function, slices, first, waiting) for first in range(1, jobs)]
        try:
            done = dict(_done(function, slices, chain([0], waiting), tell))
            for process in others:
                done.update(process.results())
        except BaseException:  # Ctrl-C too: nobody waits for the others any more
            for process in others:
                process.stop()
            raise
    return [done[index] for index in range(len(slices))]


def _done(
    function: Callable[[Sequence[T]], R], slices: Sequence[Sequence[T]], indices: Iterable[int], tell: Tell = silent
) -> Iterator[tuple[int, R]]:  # fmt: skip
    for index in indices:
        tell(index / len(slices))
        yield index, function(slices[index])


class _Waiting:
    """The numbers of the slices that nobody has begun, in a pipe that all processes read: each number is read once."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._end, start = os.pipe()
        os.write(start, b"".join(number.to_bytes(_TICKET, "big") for number in numbers))
        os.close(start)

    def __iter__(self) -> Iterator[int]:
        while ticket := os.read(self._end, _TICKET):
            yield int.from_bytes(ticket, "big")

    def __enter__(self) -> "_Waiting":
        return self

    def __exit__(self, *error: object) -> None:
        os.close(self._end)


def parent_is_alive() -> bool:
    """Whether the process that gave the work is still there to take the result."""
    parent = multiprocessing.parent_process()
    return parent is None or os.getppid() == parent.pid


class _Process:
    """A process that works on a first slice, and on others as long as there are any."""

    def __init__(
        self, context: Any, function: Callable[[Sequence[T]], R], slices: Sequence[Sequence[T]], first: int, waiting: _Waiting
    ) -> None:  # fmt: skip
        self._results, far_end = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(function, slices, first, waiting, far_end), daemon=True)
        self._process.start()
        far_end.close()

    def results(self) -> list[tuple[int, Any]]:
        """What it made of which slices; raises what it raised."""
        try:
            results, error = self._results.recv()
        except EOFError:
            raise ProcessEndedError("A process of this command ended early. Try again with `--jobs 1`, which needs less memory.") from None
        self._process.join()
        if error:
            raise error
        return list(results)

    def stop(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.join()


def _work(
    function: Callable[[Sequence[T]], R], slices: Sequence[Sequence[T]], first: int, waiting: _Waiting, far_end: Connection
) -> None:  # fmt: skip
    try:
        far_end.send((list(_done(function, slices, chain([first], waiting))), None))
    except Exception as error:  # whatever it is, it is raised again where the work was given
        for _ in waiting:
            pass  # and nobody begins anything more
        far_end.send(([], error))
