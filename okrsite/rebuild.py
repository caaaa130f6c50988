"""The jobs that make a site → the site, of which only that is made again whose needs have changed since the last build.

Each job says which files it makes, and a trace notes what it looked at. The record of a build keeps, for each job, its files and a digest
of everything that it looked at; where all of these are equal now, its files are taken over as they are. Whatever is not the same as at
the last build as a whole (the theme, the day, the audience, the program) is part of the fingerprint, and then nothing is taken over.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from contextlib import AbstractContextManager
from fractions import Fraction
from functools import partial
from itertools import count, groupby
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from okrsite.cache import Shelf
from okrsite.model import Objective
from okrsite.site_folder import Kept
from okrsite.survey import NOTHING, Tally, Written
from okrsite.trace import Need, Trace
from okrsite.work import Tell, in_slices, silent

_LEAST = 20  # jobs that are worth a process of their own
_MOST = 1.5  # times of what was needed when needs were numbered that a record may have
_KIND = itemgetter(0, 1)  # of a need: the mapping, and what is needed of it


class File(NamedTuple):
    """A file of the site: its path, its bytes in one or several pieces, and its address where search engines are told of it."""

    path: str
    content: bytes | Iterable[bytes]
    listed_as: str | None = None


class Job(NamedTuple):
    """Files that are made together: a name that no other job has, and a function that makes them."""

    name: str
    files: Callable[[], Iterable[File]]


class Plan(Struct, frozen=True):
    """All that a build does: `jobs`, and `closing`, which makes the last files of the addresses that are listed."""

    jobs: Sequence[Job]
    closing: Callable[[Sequence[str]], Iterable[File]]
    fingerprint: bytes
    trace: Trace


Files = list[tuple[str, Written]]
"""Files by path, and how each lies on the disk."""


class _Made(Struct, array_like=True):
    """What a job made: the numbers of its needs in the record, and its files, both as bytes that few builds look into; addresses."""

    needs: bytes
    files: bytes
    listed: list[str]


class _Needs(Struct, array_like=True):
    """Needs of one kind in one mapping, so many, that have consecutive numbers: their keys and digests, written as bytes."""

    mapping: str
    of: str
    count: int
    rows: bytes


class Record(Struct, array_like=True):
    """A build: the digest of each mapping as a whole, every need with its digest, what each job made, and the closing files.

    `tally` tells all of its files from any others; `numbered` is how many needs there were when they were all numbered anew.
    `seal` is the trace's.
    """

    wholes: dict[str, bytes] = {}
    needs: list[_Needs] = []
    jobs: dict[str, _Made] = {}
    closing: Files = []
    tally: Tally = NOTHING
    numbered: int = 0
    seal: bytes = b""

    def paths(self) -> Iterator[str]:
        """The path of every file of the site."""
        for made in self.jobs.values():
            yield from (path for path, _ in _decode_files(made.files))
        yield from (path for path, _ in self.closing)


class Writing(Protocol):
    """A new site while it is being made. Several processes may write into it, each other files."""

    def write(self, path: str, content: bytes | Iterable[bytes]) -> Written:
        """Write one file of the new site."""


class Target(Protocol):
    """Where a site is kept from build to build, such as okrsite.site_folder.SiteFolder."""

    def holds(self, tally: Tally) -> bool:
        """Whether it holds exactly these files, as they were written."""

    def renewing(self, kept: Kept | None) -> AbstractContextManager[Writing]:
        """A new site, with what is kept of the old one, whose place it takes where all has gone well inside."""


def rebuild(plan: Plan, target: Target, shelf: Shelf, processes: int, tell: Tell = silent) -> Record:
    """Bring a site up to date with a plan; returns what it is now. Raises what the jobs raise, and OutputError."""
    record = _last_record(shelf, plan.fingerprint, target)
    digest = plan.trace.digests(_encode, _core, plan.trace.sealed(record.seal, record.wholes))
    same = plan.trace.same(record.wholes, digest)
    good = _still_good(record, same, digest) & {job.name for job in plan.jobs}
    todo = [job for job in plan.jobs if job.name not in good]
    if not todo and len(good) == len(record.jobs):
        return record
    record = record if good else Record()
    old = _old_files(record, good)
    kept = Kept(record.tally, frozenset(path for path, _ in old)) if good else None
    with target.renewing(kept) as stage:
        needs, made, tally = _made(todo, stage, plan.trace, processes, tell, sum(needs.count for needs in record.needs))
        jobs = {job.name: made.get(job.name) or record.jobs[job.name] for job in plan.jobs}
        listed = [address for job in jobs.values() for address in job.listed]
        closing = [(file.path, stage.write(file.path, file.content)) for file in plan.closing(listed)]
        tally = record.tally - Tally.of(old) + tally + Tally.of(closing)
        rows = [*record.needs, *_grouped(needs, digest)]
        built = _renumbered(
            Record(plan.trace.wholes(digest), rows, jobs, closing, tally, record.numbered or len(needs), plan.trace.seal)
        )
        stored = _encode(built)
    shelf.put(plan.fingerprint, stored)
    return built


def _last_record(shelf: Shelf, fingerprint: bytes, target: Target) -> Record:
    """The record of the last build, an empty one where nothing can be taken over from it."""
    stored = shelf.get(fingerprint)
    record = _decode_record(stored) if stored else Record()
    return record if target.holds(record.tally) else Record()


def _still_good(record: Record, same: Collection[str], digest: Callable[[Need], bytes]) -> Set[str]:
    """The jobs whose needs are all as they were; what was needed of the `same` mappings is."""
    changed: set[int] = set()
    first = 0
    for needs in record.needs:
        if needs.mapping not in same:
            rows = enumerate(_decode_rows(needs.rows), first)
            changed.update(number for number, (key, before) in rows if digest(Need(needs.mapping, needs.of, _key(key))) != before)
        first += needs.count
    if not changed:
        return record.jobs.keys()
    return {name for name, made in record.jobs.items() if changed.isdisjoint(_decode_numbers(made.needs))}


def _old_files(record: Record, good: Set[str]) -> Files:
    """The files of the last build that are not taken over."""
    return [file for name, made in record.jobs.items() if name not in good for file in _decode_files(made.files)] + record.closing


def _made(
    todo: Sequence[Job], stage: Writing, trace: Trace, processes: int, tell: Tell, first: int
) -> tuple[list[Need], dict[str, _Made], Tally]:
    """Do some jobs: their needs, which are numbered from `first` on, what each made, and the tally of it all."""
    slices = in_slices(partial(_do, stage=stage, trace=trace), todo, processes, _LEAST, tell)
    needs = sorted(set[Need]().union(*(needs for needs, _, _ in slices)), key=_KIND)
    number = dict(zip(needs, count(first), strict=False))
    made: dict[str, _Made] = {}
    for slice_needs, slice_made, _ in slices:
        numbers = [number[need] for need in slice_needs]
        for name, places, files, listed in slice_made:
            made[name] = _Made(_encode([numbers[place] for place in places]), files, listed)
    return needs, made, sum((tally for _, _, tally in slices), NOTHING)


def _do(jobs: Sequence[Job], stage: Writing, trace: Trace) -> tuple[list[Need], list[tuple[str, list[int], bytes, list[str]]], Tally]:
    """Do one slice of the jobs; needs are numbered, because most jobs share most of them."""
    numbers: dict[Need, int] = {}
    made, written = [], []
    for job in jobs:
        files: Files = []
        listed = []
        with trace.noting() as needs:
            for file in job.files():
                files.append((file.path, stage.write(file.path, file.content)))
                listed += [file.listed_as] if file.listed_as is not None else []
        made.append((job.name, [numbers.setdefault(need, len(numbers)) for need in needs], _encode(files), listed))
        written += files
    return list(numbers), made, Tally.of(written)


def _grouped(needs: Iterable[Need], digest: Callable[[Need], bytes]) -> Iterator[_Needs]:
    """Needs that stand in the order of their kinds, as the record keeps them."""
    for (mapping, of), group in groupby(needs, _KIND):
        rows = [(need.key, digest(need)) for need in group]
        yield _Needs(mapping, of, len(rows), _encode(rows))


def _renumbered(record: Record) -> Record:
    """The same record, without the needs that no job has any more where these have become many."""
    needs = sum(needs.count for needs in record.needs)
    if needs <= _MOST * record.numbered:
        return record
    numbers = {name: _decode_numbers(made.needs) for name, made in record.jobs.items()}
    used = set[int]().union(*numbers.values())
    rows = [(needs.mapping, needs.of, row) for needs in record.needs for row in _decode_rows(needs.rows)]
    kept = sorted(used, key=lambda number: rows[number][:2])
    place = dict(zip(kept, count(), strict=False)).__getitem__
    groups = [(*kind, [row for _, _, row in group]) for kind, group in groupby(map(rows.__getitem__, kept), _KIND)]
    return replace(
        record,
        needs=[_Needs(mapping, of, len(found), _encode(found)) for mapping, of, found in groups],
        jobs={name: replace(made, needs=_encode([*map(place, numbers[name])])) for name, made in record.jobs.items()},
        numbered=len(kept),
    )


def _key(stored: Any) -> Any:
    """A key as it was before it was kept: of several parts, or of one."""
    return tuple(stored) if isinstance(stored, list) else stored


def _hook(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} cannot be told from its like")


_encode = msgspec.msgpack.Encoder(enc_hook=_hook).encode
_decode_record = msgspec.msgpack.Decoder(Record).decode
_decode_rows = msgspec.msgpack.Decoder(list[tuple[Any, bytes]]).decode
_decode_numbers = msgspec.msgpack.Decoder(list[int]).decode
_decode_files = msgspec.msgpack.Decoder(Files).decode


def _core(value: Any) -> Any:
    """What counts of a value where it is told from others; the text of an objective is a need of its own."""
    return replace(value, body="", body_line=0) if isinstance(value, Objective) else value
