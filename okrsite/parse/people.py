"""people.yml → persons by key (FORMAT §8)."""

import re
from collections.abc import Iterator, Mapping

from okrsite.diagnostics import Diagnostic
from okrsite.kinds import kind_of, one_line
from okrsite.model import Person, Reference
from okrsite.schema import PersonEntry
from okrsite.urls import slug
from okrsite.validation import Path, Place, validate

# What looks like a key of people.yml rather than a name.
_KEY = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")


def parse_people(data: object, place: Place) -> tuple[Mapping[str, Person], list[Diagnostic]]:
    """The persons that people.yml holds, sorted by key, and what is wrong with it."""
    if not isinstance(data, dict):
        hint = "Write one entry for each person, such as `ana: {name: Ana López}`."
        return {}, [Diagnostic(place.key(), "not-a-mapping", "people.yml is not a list of `key: value` lines.", hint)]
    people: dict[str, Person] = {}
    faults: list[Diagnostic] = []
    for key in sorted(data):
        person, found = _person(key, data[key], place)
        faults += found
        if person:
            people[key] = person
    return people, faults


def _person(key: str, data: object, place: Place) -> tuple[Person | None, list[Diagnostic]]:
    if not slug(key):
        return None, [Diagnostic(place.key(key), "bad-slug", f"`{key}` is no key for a person.", "Use letters and digits.")]
    known = Person(key, key)  # is there, so that nobody who is named elsewhere is reported for it
    if not isinstance(data, dict):
        message = f"`{key}` is {kind_of(data)}; a mapping is needed here."
        hint = f"Write `{key}: {{name: {data if isinstance(data, str) else '…'}}}`."
        return known, [Diagnostic(place.value(key), "wrong-type", message, hint)]
    entry, faults = validate(PersonEntry, data, _Below(place, key).place)
    if not entry:
        return known, faults
    unit = Reference(entry.unit, place.value(key, "unit")) if entry.unit else None
    return Person(key, entry.name, place.key(key), entry.email, entry.role, unit, entry.avatar), []


def people_in(data: Mapping[str, object], place: Place) -> tuple[Reference, ...]:
    """Whom a document names, as far as it can be understood, and where."""
    return tuple(Reference(one_line(name), place.value(*path)) for path, name in _mentions(data))


def is_key_like(name: str) -> bool:
    """Whether a name looks like a key of people.yml rather than like a name (FORMAT §8)."""
    return bool(_KEY.fullmatch(name))


def _mentions(data: Mapping[str, object]) -> Iterator[tuple[Path, str]]:
    """Where persons stand in a document, and the texts that are written there."""
    for key in ("lead", "owner", "members", "contributors"):
        found = data.get(key)
        if isinstance(found, str):
            yield (key,), found
        elif isinstance(found, list) and key in ("members", "contributors"):
            yield from (((key, index), name) for index, name in enumerate(found) if isinstance(name, str))
    for key, person in (("key_results", "owner"), ("initiatives", "owner"), ("checkins", "by")):
        entries = data.get(key)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict) and isinstance(name := entry.get(person), str):
                yield (key, index, person), name


class _Below:
    """Positions below one key of a file."""

    def __init__(self, place: Place, key: str) -> None:
        self._positions, self._key = place.positions, key
        self.place = Place(place.file, self)

    def key(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        return self._positions.key((self._key, *path))

    def value(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        return self._positions.value((self._key, *path))
