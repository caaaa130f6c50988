"""What a reader of other people's files found: the documents that should come to be, and what it could not read.

A document arrives as its place and its front matter, in the words of the format (FORMAT §1, §5 to §8), so every reader says the
same thing whatever it read, and one writer (`okrsite.importers.writing`) decides what becomes of files that are there already.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from okrsite.yaml_text import Data


class NotTakenError(Exception):
    """What somebody gave or said cannot be taken; the message says why, and what to do (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was read: the file as it was named, and the line, or the row of a table, from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Arriving:
    """A document to be."""

    kind: Literal["unit", "objective", "kpi", "page", "review"]
    unit: str
    """The reference of the unit that it belongs to, of the unit itself where it is one; `""` is the company."""
    cycle: str | None
    """Of an objective or a review."""
    id: str
    """A slug, `""` of a unit; no two in one place have the same (`okrsite.importers.naming` makes them), since the writer would not know
    which of the two a document that is there already stands for."""
    keys: Mapping[str, Data]
    """The front matter, in the order in which it is written; without `type`, `cycle` and `id`, which the other fields say.

    Persons are ids of `Read.people` or free text; the writer puts the id or the name of somebody who is in people.yml already in their
    place. Each key result has an `id`, so that the next import finds it again.
    """
    body: str
    """The Markdown after the front matter: what was written there, and what could not be read as anything else."""
    place: Place


@dataclass(frozen=True, slots=True)
class Unread:
    """What arrived as text only: a line or a cell that was not understood; it is kept in a body all the same."""

    place: Place
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A value that was written for people, and how it was taken: `3,5 %` as `3.5`, `$1.2M` as `1200000 USD`."""

    place: Place
    written: str
    taken: str


@dataclass(frozen=True, slots=True)
class Read:
    """All that came of reading files of others."""

    documents: tuple[Arriving, ...]
    people: Mapping[str, Mapping[str, Data]] = field(default_factory=dict)
    """Entries for `people.yml`, by id."""
    unread: tuple[Unread, ...] = ()
    understood: tuple[Understood, ...] = ()
    configuration: Mapping[str, Data] = field(default_factory=dict)
    """Keys of `okrsite.yml` that the documents need, such as cycles; written only where there is no such file."""
