"""Goals of all tables → documents: which goals are key results of others, what supports what, and where each belongs.

A goal that is measured, has one parent in the same unit and nothing below it is a key result of that parent, as in systems that call
everything a goal. Every other goal is an objective; its parents are what it supports.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from okrsite.importers.arriving import Arriving, NotTakenError, Place, Read, Understood, Unread
from okrsite.importers.cells import Wishes
from okrsite.importers.days import cycle_id, cycle_of
from okrsite.importers.goal import Goal
from okrsite.importers.naming import Names, unit_reference
from okrsite.importers.texts import as_markdown, kept
from okrsite.urls import slug

_ONE: Final = Decimal(1)


class NoCycleError(NotTakenError):
    """An objective says nothing of when, and nobody said it for all of them (exit code 2)."""


@dataclass
class Goals:
    """All goals that were read, on the way to documents."""

    goals: Sequence[Goal]
    wishes: Wishes
    understood: list[Understood] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def documents(self) -> Iterator[Arriving]:
        """The units, each after those around it, then the objectives."""
        yield from self.units()
        for goal in self.objectives:
            yield self.document(goal)

    # -- what is what --

    @cached_property
    def _called(self) -> Mapping[str, Goal]:
        """The goal that each name stands for: the last one where several bear it."""
        return {name: goal for goal in self.goals for name in reversed(goal.calls)}

    @cached_property
    def _above(self) -> Mapping[int, list[Goal]]:
        """The goals that each one supports, as far as they were found."""
        found = {id(goal): [self._called[name] for name in goal.parents if name in self._called] for goal in self.goals}
        unique = {goal: {id(parent): parent for parent in parents}.values() for goal, parents in found.items()}  # it has several names
        return {id(goal): [parent for parent in unique[id(goal)] if parent is not goal] for goal in self.goals}

    @cached_property
    def _with_goals_below(self) -> set[int]:
        return {id(parent) for parents in self._above.values() for parent in parents}

    def is_key_result(self, goal: Goal) -> bool:
        """Whether a goal is what measures its one parent."""
        parents = self._above[id(goal)]
        is_single = len(parents) == 1 and set(goal.parents) <= set(self._called)
        if not is_single or goal.key_results or id(goal) in self._with_goals_below:
            return False
        return goal.measure is not None and parents[0].units == goal.units and self.cycle(goal) == self.cycle(parents[0])

    @cached_property
    def objectives(self) -> list[Goal]:
        """The goals that become documents; the others are in them now."""
        inner = [goal for goal in self.goals if self.is_key_result(goal)]
        for goal in inner:
            self._above[id(goal)][0].key_results.append(self.as_key_result(goal, self._above[id(goal)][0]))
        inside = {id(goal) for goal in inner}
        return [goal for goal in self.goals if id(goal) not in inside]

    def as_key_result(self, goal: Goal, parent: Goal) -> dict[str, Any]:
        """A goal as a key result of another; what a key result has no key for goes to the parent's text."""
        keys = {"id": parent.names.take("", goal.title), "title": goal.title, **(goal.measure or {})}
        if goal.keys.get("owner") != parent.keys.get("owner"):
            keys["owner"] = goal.keys.get("owner")
        keys["due"], keys["status"] = goal.end, goal.keys.get("status")
        parent.texts += [(goal.title, header, text) for _, header, text in goal.texts]
        parent.texts += [(goal.title, "description", text) for text in goal.description]
        parent.initiatives += goal.initiatives
        return {key: value for key, value in keys.items() if value is not None}

    # -- where and when --

    def unit(self, goal: Goal) -> str:
        """The reference of a goal's unit."""
        return unit_reference(goal.units) or self.wishes.unit

    def units(self) -> Iterator[Arriving]:
        """Each unit that a goal names, by the name that it is first called."""
        known: set[str] = set()
        for goal in self.goals:
            for length in range(1, len(goal.units) + 1):
                reference = unit_reference(goal.units[:length])
                if reference and reference not in known:
                    known.add(reference)
                    yield Arriving("unit", reference, None, "", {"title": goal.units[length - 1]}, "", goal.place)

    def cycle(self, goal: Goal) -> str:
        """The cycle of a goal: as it is written, else by its days, else the one that was asked for; raises NoCycleError."""
        key = goal.cycle, goal.start, goal.end
        if key not in self._cycles:
            self._cycles[key] = self.cycle_told(goal)
        return self._cycles[key]

    @cached_property
    def _cycles(self) -> dict[tuple[str | None, date | None, date | None], str]:
        return {}

    def cycle_told(self, goal: Goal) -> str:
        """What its cell, its days or whoever imports tells."""
        calendar = self.wishes.calendar
        if goal.cycle and (found := cycle_id(goal.cycle, calendar)):
            return found
        if goal.cycle and slug(goal.cycle) in self.own_cycles:
            return slug(goal.cycle)
        found = None if goal.cycle else cycle_of(goal.start, goal.end, calendar)
        if found or self.wishes.cycle:
            return found or self.wishes.cycle or ""
        what = f"`{goal.cycle}` is no cycle that okrsite knows" if goal.cycle else "nothing says in which cycle it is"
        raise NoCycleError(f"{goal.place.file}, line {goal.place.line}: {what}. Say it with --cycle, such as --cycle 2026-q4.")

    @cached_property
    def own_cycles(self) -> Mapping[str, dict[str, Any]]:
        """Cycles of names of their own, with the days from the first to the last one of their goals."""
        found: dict[str, dict[str, Any]] = {}
        for goal in self.goals:
            if goal.cycle and goal.start and goal.end and slug(goal.cycle) and not cycle_id(goal.cycle, self.wishes.calendar):
                new: dict[str, Any] = {"id": slug(goal.cycle), "title": goal.cycle, "start": goal.start, "end": goal.end}
                entry = found.setdefault(slug(goal.cycle), new)
                entry["start"], entry["end"] = min(entry["start"], goal.start), max(entry["end"], goal.end)
        return found

    @cached_property
    def _references(self) -> Mapping[int, str]:
        names, found = Names(), {}
        for goal in self.objectives:
            place = "/".join(filter(None, (self.unit(goal), self.cycle(goal))))
            found[id(goal)] = f"{place}/{names.take(place, goal.title)}"
        return found

    # -- documents --

    def document(self, goal: Goal) -> Arriving:
        """The objective that a goal is."""
        cycle = self.cycle(goal)
        self.tell_cycle(goal, cycle)
        identifier = self._references[id(goal)].rpartition("/")[2]
        keys = dict(self.keys(goal, cycle))
        if goal.units and not unit_reference(goal.units):
            goal.texts.append(("", "unit", " > ".join(goal.units)))
        if goal.told_progress and "progress" not in keys and not goal.measure:
            goal.texts.append(("", "progress", goal.told_progress))  # ours is worked out from what is below
        body = "\n\n".join(filter(None, [*map(as_markdown, goal.description), kept(goal.texts)]))
        return Arriving("objective", self.unit(goal), cycle, identifier, keys, body, goal.place)

    def keys(self, goal: Goal, cycle: str) -> Iterator[tuple[str, Any]]:
        """The front matter, in the order of the format."""
        keys, key_results = goal.keys, self.key_results(goal, cycle)
        yield from ((key, keys[key]) for key in ("title", "owner", "contributors", "why", "kind") if keys.get(key))
        if above := list(dict.fromkeys(self.alignments(goal))):
            yield "aligns_to", above[0] if len(above) == 1 else above
        yield from self.way_to_progress(goal, key_results)
        if keys.get("status"):
            yield "status", keys["status"]
        if key_results:
            yield "key_results", key_results
        if goal.initiatives:
            yield "initiatives", goal.initiatives
        if goal.check_ins:
            yield "checkins", [self.check_in(day, entry, key_results) for day, entry in sorted(goal.check_ins.items())]
        yield from ((key, keys[key]) for key in ("tags", "visibility") if keys.get(key))

    def key_results(self, goal: Goal, cycle: str) -> list[dict[str, Any]]:
        """Its key results; a goal that is measured itself is its own."""
        found = goal.key_results
        if not found and goal.measure:
            measure = {key: value for key, value in goal.measure.items() if value is not None}
            found = [{"id": goal.names.take("", goal.title), "title": goal.title, **measure}]
        known = self.wishes.calendar.find(cycle)
        return [{key: value for key, value in entry.items() if not (key == "due" and known and value == known.end)} for entry in found]

    def way_to_progress(self, goal: Goal, key_results: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
        """Where the progress of an objective without key results comes from: what supports it, or what was told."""
        if key_results:
            return
        if goal.progress is None or id(goal) in self._with_goals_below:
            yield "rollup", "aligned"
        else:
            yield from (("rollup", "manual"), ("progress", min(max(goal.progress, Decimal(0)), _ONE)))

    def alignments(self, goal: Goal) -> Iterator[str]:
        """The references of what a goal supports."""
        for name in goal.parents:
            parent = self._called.get(name)
            if parent is None:
                self.unread.append(Unread(goal.place, name, "no row is called so, so it supports nothing"))
                goal.texts.append(("", "supports", name))
            elif id(parent) in self._references and parent is not goal:
                yield self._references[id(parent)]
            elif parent is not goal:
                above = self._above[id(parent)][0]
                yield f"{self._references[id(above)]}#{self.id_within(above, parent)}"

    def id_within(self, above: Goal, inner: Goal) -> str:
        """The id of a goal that became a key result."""
        return next(str(entry["id"]) for entry in above.key_results if entry["title"] == inner.title)

    def check_in(self, day: date, entry: Mapping[str, Any], key_results: Sequence[Any]) -> dict[str, Any]:
        """What was reported on a day; where it could be of several key results, notes say of which one they are."""
        notes = [f"{of}: {note}" if len(key_results) > 1 else note for of, note in entry["note"]]
        found = {"date": day, "values": entry["values"], "confidence": entry["confidence"], "note": "\n".join(notes)}
        return {key: value for key, value in found.items() if value}

    def tell_cycle(self, goal: Goal, cycle: str) -> None:
        """Note which cycle was taken, where it is not written so."""
        days = " to ".join(day.isoformat() for day in (goal.start, goal.end) if day)
        written = goal.cycle or days
        if written and written != cycle:
            self.understood.append(Understood(goal.place, written, f"cycle {cycle}"))


def read_of(
    goals: Sequence[Goal], people: Mapping[str, Mapping[str, str]], wishes: Wishes, homeless: Iterable[tuple[Place, str]]
) -> Read:  # fmt: skip
    """All that came of some tables."""
    made = Goals(goals, wishes)
    documents = list(made.documents())
    if lost := [(place, ("", f"{place.file}, line {place.line}", text)) for place, text in homeless]:
        there = [document for document in documents if document.kind == "unit" and document.unit == wishes.unit]
        home = there[0] if there else Arriving("unit", wishes.unit, None, "", {}, "", lost[0][0])
        text = kept(entry for _, entry in lost)
        documents = [replace(home, body=text), *(document for document in documents if document is not home)]
    cycles = list(made.own_cycles.values())
    configuration: dict[str, Any] = {"cycles": cycles} if cycles else {}
    return Read(tuple(documents), people, tuple(made.unread), tuple(made.understood), configuration)
