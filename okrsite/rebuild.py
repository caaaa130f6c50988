"""The jobs that make a site → the site, of which only that is made again whose needs have changed since the last build.

Each job says which files it makes, and a trace notes what it looked at. The record of a build keeps, for each job, its files and a digest
of everything that it looked at; where all of these are equal now, its files are taken over as they are. Whatever is not the same as at
the last build as a whole (the theme, the day, the audience, the program) is part of the fingerprint, and then nothing is taken over.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import count
from typing import Any, NamedTuple, Protocol

import msgspec

from okrsite.cache import Shelf
from okrsite.model import Objective
from okrsite.output import Written
from okrsite.trace import Need, Trace
from okrsite.work import Tell, in_slices, silent

_LEAST = 20  # jobs that are worth a process of their own


class File(NamedTuple):
    """A file of the site: its path, its bytes in one or several pieces, and its address where search engines are told of it."""

    path: str
    content: bytes | Iterable[bytes]
    listed_as: str | None = None


class Job(NamedTuple):
    """Files that are made together: a name that no other job has, and a function that makes them."""

    name: str
    files: Callable[[], Iterable[File]]


@dataclass(frozen=True)
class Plan:
    """All that a build does: `jobs`, and `closing`, which makes the last files of the addresses that are listed."""

    jobs: Sequence[Job]
    closing: Callable[[Sequence[str]], Iterable[File]]
    fingerprint: bytes
    trace: Trace


Files = list[tuple[str, Written, str | None]]
"""Files by path, how each lies on the disk, and the address it is listed as."""


class _Made(msgspec.Struct, array_like=True):
    """What a job made, and the numbers of its needs in the record."""

    needs: list[int]
    files: Files


class _Record(msgspec.Struct, array_like=True):
    """A build: the digest of each mapping as a whole, every need with its digest, what each job made, and the closing files."""

    wholes: dict[str, bytes] = {}
    needs: list[tuple[str, str, Any, bytes]] = []
    jobs: dict[str, _Made] = {}
    closing: dict[str, Written] = {}

    @property
    def files(self) -> dict[str, Written]:
        """Every file of the site."""
        return {path: written for made in self.jobs.values() for path, written, _ in made.files} | self.closing


class Writing(Protocol):
    """A new site while it is being made. Several processes may write into it, each other files."""

    def write(self, path: str, content: bytes | Iterable[bytes]) -> Written:
        """Write one file of the new site."""

    def keep(self, path: str) -> None:
        """Take a file of the old site over as it is."""


class Target(Protocol):
    """Where a site is kept from build to build, such as okrsite.output.SiteFolder."""

    def is_untouched(self, files: Mapping[str, Written]) -> bool:
        """Whether it holds exactly these files, as they were written."""

    def renewing(self) -> AbstractContextManager[Writing]:
        """A new site, which takes the old one's place where all has gone well inside."""


def rebuild(plan: Plan, target: Target, shelf: Shelf, processes: int, tell: Tell = silent) -> Collection[str]:
    """Bring a site up to date with a plan; returns the paths of its files. Raises what the jobs raise, and OutputError."""
    digest = plan.trace.digests(_encoded)
    record = _last_record(shelf, plan.fingerprint, target)
    good = _still_good(record, plan.trace.same(record.wholes, digest), digest)
    todo = [job for job in plan.jobs if job.name not in good]
    if not todo and len(good) == len(plan.jobs) == len(record.jobs):
        return record.files.keys()
    with target.renewing() as stage:
        new, needs = _made(todo, stage, plan.trace, processes, tell)
        for job in plan.jobs:
            for path, _, _ in good[job.name].files if job.name in good else ():
                stage.keep(path)
        jobs = {job.name: new.get(job.name) or good[job.name] for job in plan.jobs}
        listed = [address for made in jobs.values() for _, _, address in made.files if address is not None]
        closing = {file.path: stage.write(file.path, file.content) for file in plan.closing(listed)}
    rows, kept = _needs(record, good, needs, digest)
    built = _Record(plan.trace.wholes(digest), rows, {name: kept.get(name) or made for name, made in jobs.items()}, closing)
    shelf.put(plan.fingerprint, msgspec.msgpack.encode(built))
    return built.files.keys()


def _last_record(shelf: Shelf, fingerprint: bytes, target: Target) -> _Record:
    """The record of the last build, an empty one where nothing can be taken over from it."""
    stored = shelf.get(fingerprint)
    record = msgspec.msgpack.decode(stored, type=_Record) if stored else _Record()
    return record if target.is_untouched(record.files) else _Record()


def _still_good(record: _Record, same: Collection[str], digest: Callable[[Need], bytes]) -> Mapping[str, _Made]:
    """The jobs whose needs are all as they were; what was needed of the `same` mappings is."""
    changed = {
        number
        for number, (mapping, of, key, before) in enumerate(record.needs)
        if mapping not in same and digest(Need(mapping, of, _key(key))) != before
    }
    return {name: made for name, made in record.jobs.items() if changed.isdisjoint(made.needs)}


def _made(
    todo: Sequence[Job], stage: Writing, trace: Trace, processes: int, tell: Tell
) -> tuple[dict[str, _Made], list[Need]]:  # fmt: skip
    """Do some jobs; what each made, with the numbers of its needs in a list of needs."""
    made: dict[str, _Made] = {}
    numbers: dict[Need, int] = {}
    for slice_needs, slice_made in in_slices(partial(_do, stage=stage, trace=trace), todo, processes, _LEAST, tell):
        places = [numbers.setdefault(need, len(numbers)) for need in slice_needs]
        for name, needs, files in slice_made:
            made[name] = _Made([places[need] for need in needs], files)
    return made, list(numbers)


def _do(jobs: Sequence[Job], stage: Writing, trace: Trace) -> tuple[list[Need], list[tuple[str, list[int], Files]]]:
    """Do one slice of the jobs; needs are numbered, because most jobs share most of them."""
    numbers: dict[Need, int] = {}
    made = []
    for job in jobs:
        with trace.noting() as needs:
            files = [(file.path, stage.write(file.path, file.content), file.listed_as) for file in job.files()]
        made.append((job.name, [numbers.setdefault(need, len(numbers)) for need in needs], files))
    return list(numbers), made


def _needs(
    before: _Record, good: Mapping[str, _Made], needs: Sequence[Need], digest: Callable[[Need], bytes]
) -> tuple[list[tuple[str, str, Any, bytes]], dict[str, _Made]]:
    """The needs to remember, and the jobs that were taken over with theirs numbered anew, behind those of what was made."""
    rows: list[tuple[str, str, Any, bytes]] = [(need.mapping, need.of, need.key, digest(need)) for need in needs]
    used = sorted(set[int]().union(*(made.needs for made in good.values())))
    place = dict(zip(used, count(len(rows)), strict=False)).__getitem__
    rows += [before.needs[number] for number in used]
    return rows, {name: _Made([*map(place, made.needs)], made.files) for name, made in good.items()}


def _key(stored: Any) -> Any:
    """A key as it was before it was kept: of several parts, or of one."""
    return tuple(stored) if isinstance(stored, list) else stored


def _hook(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} cannot be told from its like")


_encode = msgspec.msgpack.Encoder(enc_hook=_hook).encode


def _encoded(value: Any) -> bytes:
    """A value as bytes, equal for equal values; the text of an objective is a need of its own."""
    return _encode(replace(value, body="", body_line=0) if isinstance(value, Objective) else value)
