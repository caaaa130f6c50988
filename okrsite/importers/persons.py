"""Persons of an import and those of people.yml → who is who, and what people.yml lacks (FORMAT §8).

Somebody is known by the id, by the mail address, or by a name that only one person has. Where people.yml cannot be added to, people are
called by their names in the documents, which the format allows.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from okrsite.importers.arriving import Arriving
from okrsite.model import Person
from okrsite.project import MOST_PEOPLE
from okrsite.source.front_matter import read_data_file
from okrsite.yaml_text import Data, front_matter

FILE = "people.yml"
_ONE = ("owner", "lead")
_SEVERAL = ("members", "contributors")
_WITHIN = (("key_results", "owner"), ("initiatives", "owner"), ("checkins", "by"))

Entries = Mapping[str, Mapping[str, Data]]


@dataclass(frozen=True, slots=True)
class Persons:
    """What each person of an import is called in the documents, and the new bytes of people.yml, None where it stays as it is."""

    called: Mapping[str, str]
    file: bytes | None = None

    def in_document(self, document: Arriving) -> Arriving:
        """A document with its persons called so."""
        return replace(document, keys=dict(_called(document.keys, lambda name: self.called.get(name, name))))


def settle(arriving: Entries, known: Mapping[str, Person] | None, raw: bytes | None) -> Persons:
    """Who is who; `raw` is the people.yml that is there, `known` what it holds, None where that cannot be made out."""
    if raw is not None and known is None:
        return Persons(_by_name(arriving))
    called: dict[str, str] = {}
    for identifier, entry in arriving.items():
        called[identifier] = _known_as(identifier, entry, known or {}, set(called.values()))
    new = {key: arriving[identifier] for identifier, key in called.items() if key not in (known or {})}
    text = front_matter(new).encode()
    if not text:
        return Persons(called)
    file = text if raw is None else _appended(raw, text)
    if file is None:
        return Persons({identifier: key if key in (known or {}) else _name(identifier, arriving) for identifier, key in called.items()})
    return Persons(called, file)


def _appended(raw: bytes, lines: bytes) -> bytes | None:
    """A file with entries below those that it has; None where they would not be read as that."""
    file = raw + (b"" if raw.endswith(b"\n") or not raw else b"\n") + lines
    before, more, after = (read_data_file(FILE, text, MOST_PEOPLE) for text in (raw, lines, file))
    if any(yaml.failed or yaml.diagnostics or not isinstance(yaml.value, dict) for yaml in (before, more, after)):
        return None
    return file if after.value == {**before.value, **more.value} else None  # type: ignore[dict-item]


def _by_name(arriving: Entries) -> Mapping[str, str]:
    return {identifier: _name(identifier, arriving) for identifier in arriving}


def _name(identifier: str, arriving: Entries) -> str:
    return str(arriving[identifier].get("name") or identifier)


def _known_as(identifier: str, entry: Mapping[str, Data], known: Mapping[str, Person], taken: set[str]) -> str:
    """The key of somebody in people.yml, old or new."""
    email, name = _folded(entry.get("email")), _folded(entry.get("name"))
    same_address = [person.id for person in known.values() if email and _folded(person.email) == email]
    if same_address:
        return same_address[0]
    there = known.get(identifier)
    if there and not (email and there.email):
        return identifier
    same_name = [person.id for person in known.values() if _folded(person.name) == name and not (email and person.email)]
    if len(same_name) == 1:
        return same_name[0]
    free, number = identifier, 1
    while free in known or free in taken:
        number += 1
        free = f"{identifier}-{number}"
    return free


def _called(keys: Mapping[str, Data], name_of: Callable[[str], str]) -> Iterator[tuple[str, Any]]:
    """Front matter with each person called anew."""
    inside = dict(_WITHIN)
    for key, value in keys.items():
        if key in _ONE and isinstance(value, str):
            yield key, name_of(value)
        elif key in _SEVERAL and not isinstance(value, (str, Mapping)) and value is not None:
            yield key, [name_of(one) if isinstance(one, str) else one for one in value]  # type: ignore[union-attr]
        elif key in inside and isinstance(value, (list, tuple)):
            yield key, [_within(entry, inside[key], name_of) for entry in value]
        else:
            yield key, value


def _within(entry: Any, key: str, name_of: Callable[[str], str]) -> Any:
    who = entry.get(key) if isinstance(entry, Mapping) else None
    return {**entry, key: name_of(who)} if isinstance(who, str) else entry


def _folded(text: object) -> str:
    return " ".join(text.split()).casefold() if isinstance(text, str) else ""
