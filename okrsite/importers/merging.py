"""What a document says and what arrives for it → the changes that bring in what it does not say yet, in words too.

Everything that is there stays: key results, milestones and initiatives are found again by their ids and titles, check-ins are added, and
lists grow. Only a single value that arrives otherwise takes the place of the old one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from okrsite.edit import Append, Change, Put
from okrsite.edit.changes import Path, inline, same
from okrsite.urls import slug

_DEFAULTS: Final[Mapping[str, object]] = {
    "weight": 1, "type": "number", "start": 0, "kind": "aspirational", "rollup": "key_results", "visibility": "public", "contributes": True,
}  # fmt: skip
"""What a document need not say, because one would read it without."""
_GROWING: Final = ("aligns_to", "tags", "contributors", "members", "resources", "aliases")
_TOLD_APART_BY: Final = {"initiatives": "title", "milestones": "title", "plan": "date"}
_DAYS: Final = ("date", "due", "done", "since", "embargo")
_VALUE_KEYS: Final = ("current", "done", "reached")


@dataclass
class Merge:
    """The changes to one document: `day` is the one for which a new value is reported where check-ins tell the old ones."""

    old: Mapping[str, Any]
    day: date
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reported: dict[str, Any] = field(default_factory=dict)

    def take(self, new: Mapping[str, Any]) -> None:
        """Bring in what arrives."""
        self.mapping((), self.old, new)
        if self.reported:
            latest = max((str(entry.get("date")) for entry in _entries(self.old.get("checkins"))), default="")
            entry = {"date": max(self.day.isoformat(), latest), "values": self.reported}
            self.append(("checkins",), entry, f"a check-in: {inline(self.reported)}")

    def mapping(self, path: Path, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Each key of a mapping in its own way."""
        for key, value in new.items():
            if key == "key_results":
                self.key_results(old.get(key), value)
            elif key == "checkins":
                self.check_ins(value)
            elif key in _TOLD_APART_BY:
                self.entries((*path, key), old.get(key), value, _TOLD_APART_BY[key])
            elif key == "values" and not path and "values_from" in old:
                self.notes.append(f"its values stay in {old['values_from']}")
            elif key == "values" and not path:
                self.kpi_values(old.get(key), value)
            elif key in _GROWING and isinstance(value if key == "aligns_to" and path else [], list):
                self.growing((*path, key), old.get(key), value)
            else:
                self.single((*path, key), old.get(key), value)

    # -- lists whose entries are told apart --

    def key_results(self, old: Any, new: Sequence[Mapping[str, Any]]) -> None:
        known = {_identifier(entry): index for index, entry in enumerate(_entries(old))}
        arriving = [_identifier(entry) for entry in new]
        if not set(arriving) <= set(known):
            staying = [str(old[index].get("title")) for identifier, index in known.items() if identifier not in arriving]
            self.notes += [f"key result {title} does not arrive and stays; has it a new title?" for title in staying]
        for entry in new:
            index = known.get(_identifier(entry))
            if index is None:
                self.append(("key_results",), entry, f"key result {entry.get('title')}")
                continue
            there = old[index]
            values = {key: entry[key] for key in _VALUE_KEYS if key in entry}
            self.mapping(("key_results", index), there, {key: entry[key] for key in entry if key not in ("id", *values)})
            for key, value in values.items():
                self.value(("key_results", index, key), there, _identifier(there), value)

    def value(self, path: Path, there: Mapping[str, Any], identifier: str, value: Any) -> None:
        """Where a key result stands: written beside it, or reported where check-ins tell it."""
        told = self.told(identifier)
        if told is None:
            self.single(path, there.get(str(path[-1])), value)
        elif not same(told, value):
            self.reported[identifier] = value
            if path[-1] in there:
                self.single(path, there[str(path[-1])], value)

    def told(self, identifier: str) -> Any:
        """The latest value that check-ins tell of a key result."""
        found = sorted(
            (
                (str(entry.get("date")), entry["values"][identifier])
                for entry in _entries(self.old.get("checkins"))
                if isinstance(entry.get("values"), dict) and identifier in entry["values"]
            ),
            key=lambda pair: pair[0],
        )
        return found[-1][1] if found else None

    def check_ins(self, new: Sequence[Mapping[str, Any]]) -> None:
        for entry in new:
            if not any(_says(there, entry) for there in _entries(self.old.get("checkins"))):
                self.append(("checkins",), entry, f"check-in of {entry.get('date')}")

    def entries(self, path: Path, old: Any, new: Sequence[Mapping[str, Any]], by: str) -> None:
        known = {str(entry.get(by)): index for index, entry in enumerate(_entries(old))}
        for entry in new:
            index = known.get(str(entry.get(by)))
            if index is None:
                self.append(path, entry, f"{path[-1]}: {entry.get(by)}")
            else:
                self.mapping((*path, index), old[index], entry)

    def kpi_values(self, old: Any, new: Any) -> None:
        """Values by day, in either of the two ways in which they are written."""
        there = old if isinstance(old, dict) else {str(entry.get("date")): entry.get("value") for entry in _entries(old)}
        arriving = new if isinstance(new, dict) else {str(entry["date"]): entry["value"] for entry in new}
        if not old:
            self.single(("values",), old, new)
            return
        for index, (day, value) in enumerate(arriving.items()):
            if isinstance(old, dict):
                self.single(("values", day), there.get(day), value)
            elif day not in there:
                self.append(("values",), {"date": day, "value": value}, f"value of {day}")
            else:
                index = next(index for index, entry in enumerate(old) if str(entry.get("date")) == day)
                self.single(("values", index, "value"), there[day], value)

    # -- single values --

    def growing(self, path: Path, old: Any, new: Any) -> None:
        """A list that gets what it lacks."""
        there = old if isinstance(old, list) else [] if old is None else [old]
        more = [item for item in (new if isinstance(new, list) else [new]) if not any(_means(one, item) for one in there)]
        if more:
            together = [*there, *more]
            self.put(path, together[0] if len(together) == 1 else together, f"{path[-1]}: {inline(more)}")

    def single(self, path: Path, old: Any, new: Any) -> None:
        key = str(path[-1])
        if _same(old, new) or (old is None and key in _DEFAULTS and same(new, _DEFAULTS[key])):
            return
        if key == "status" and isinstance(old, dict) and not isinstance(new, dict) and old.get("is") == new:
            return
        where = self.where(path)
        self.put(path, new, f"{where}: {inline(new)}" if old is None else f"{where}: {inline(old)} → {inline(new)}")

    def where(self, path: Path) -> str:
        """A place in the document as people call it: key results, milestones and the like by their titles."""
        words: list[str] = []
        here: Any = self.old
        for step in path:
            here = here[step] if isinstance(here, list) else here.get(step) if isinstance(here, Mapping) else None  # type: ignore[index]
            titled = isinstance(here, Mapping) and here.get("title")
            words = [*words[:-1], str(titled)] if titled else [*words, str(step).replace("_", " ")]
        return ", ".join(words)

    def put(self, path: Path, value: Any, note: str) -> None:
        self.changes.append(Put(path, _with_days(path[-1], value)))
        self.notes.append(note)

    def append(self, path: Path, value: Mapping[str, Any], note: str) -> None:
        self.changes.append(Append(path, _with_days(path[-1], value)))
        self.notes.append(f"+ {note}")


def _with_days(key: object, value: Any) -> Any:
    """A value with days that are written without quotes, as people write them."""
    if isinstance(value, Mapping):
        return {name: _with_days(name, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_days(key, entry) for entry in value]
    try:
        return date.fromisoformat(value) if key in _DAYS and isinstance(value, str) and len(value) == 10 else value
    except ValueError:
        return value


def _entries(value: Any) -> Iterator[Mapping[str, Any]]:
    return (entry for entry in (value if isinstance(value, list) else ()) if isinstance(entry, dict))


def _identifier(key_result: Mapping[str, Any]) -> str:
    return str(key_result.get("id") or slug(str(key_result.get("title") or "")))


def _says(there: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """Whether a check-in says all that another one does."""
    for key, value in entry.items():
        if isinstance(value, dict) and isinstance(there.get(key), dict):
            if not _says(there[key], value):
                return False
        elif not _same(there.get(key), value):
            return False
    return True


def _same(one: Any, other: Any) -> bool:
    """Whether two values say the same; a text is the same however its blanks are written."""
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return same(one, other)


def _means(one: Any, other: Any) -> bool:
    """Whether two entries of a list mean the same thing: two alignments do by what they lead to, where nothing else is said."""
    if isinstance(one, dict) and isinstance(other, str):
        return bool(one.get("to") == other)
    return _same(one, other)


