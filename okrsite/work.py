"""A list of things → what a function makes of them, slice by slice and in order, in one process or in several.

Processes are forked, so that each sees all that was read before without its being copied or sent. Where the system cannot fork, or
there is too little to do, everything happens here; the results are the same either way.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

Tell = Callable[[float], None]
"""Hears how far the work is, from 0 to 1."""

_SLICES = 8
"""Slices of the work for each process, so that one with the harder ones does not keep the others waiting."""


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
    size = -(-len(things) // (jobs * _SLICES))
    slices = [things[start : start + size] for start in range(0, len(things), size or 1)]
    if jobs == 1:
        return _own(function, slices, tell)
    context = multiprocessing.get_context("fork")
    others = [_Process(context, function, slices[share::jobs]) for share in range(1, jobs)]
    try:
        done = {0: _own(function, slices[::jobs], tell)}
        done.update({share: process.results() for share, process in enumerate(others, start=1)})
    except BaseException:  # Ctrl-C too: nobody waits for the other shares any more
        for process in others:
            process.stop()
        raise
    return [done[index % jobs][index // jobs] for index in range(len(slices))]


def _own(function: Callable[[Sequence[T]], R], slices: Sequence[Sequence[T]], tell: Tell) -> list[R]:
    made: list[R] = []
    for share in slices:
        tell(len(made) / len(slices))
        made.append(function(share))
    return made


def parent_is_alive() -> bool:
    """Whether the process that gave the work is still there to take the result."""
    parent = multiprocessing.parent_process()
    return parent is None or os.getppid() == parent.pid


class _Process:
    """A process that works on its share of the slices."""

    def __init__(self, context: Any, function: Callable[[Sequence[T]], R], share: Sequence[Sequence[T]]) -> None:
        self._results, far_end = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(function, share, far_end), daemon=True)
        self._process.start()
        far_end.close()

    def results(self) -> list[Any]:
        """What it made of each slice; raises what it raised."""
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


def _work(function: Callable[[Sequence[T]], R], share: Sequence[Sequence[T]], far_end: Connection) -> None:
    try:
        far_end.send(([function(things) for things in share], None))
    except Exception as error:  # whatever it is, it is raised again where the work was given
        far_end.send(([], error))
