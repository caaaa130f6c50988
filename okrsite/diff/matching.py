"""Two versions of an organisation → which thing of one is which of the other (FORMAT §2).

An objective is found again by its reference, by an alias, by its id in another place, and at last by what it says.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from okrsite.model import KeyResult, Objective, Organisation

_ALIKE = 0.5  # of titles and key results together
_WITH_ONE_TITLE = 50  # a title that so many bear says nothing


@dataclass(frozen=True, slots=True)
class Matches:
    """For each unit and objective of the newer version that the older one has too, its reference there."""

    units: Mapping[str, str]
    objectives: Mapping[str, str]


def matches(before: Organisation, after: Organisation) -> Matches:
    """What is the same thing in both versions."""
    units = _units(before, after)
    return Matches(units, _Objectives(before, after, units).found)


def key_results(before: Objective, after: Objective) -> list[tuple[KeyResult | None, KeyResult | None]]:
    """Key results in pairs, by id and else by title; None where one side has no such."""
    left = {key_result.id: key_result for key_result in before.key_results}
    pairs: list[tuple[KeyResult | None, KeyResult | None]] = []
    for key_result in after.key_results:
        titled = (k.id for k in left.values() if k.title == key_result.title and after.key_result(k.id) is None)
        pairs.append((left.pop(key_result.id if key_result.id in left else next(titled, ""), None), key_result))
    return [*pairs, *((key_result, None) for key_result in left.values())]


def _units(before: Organisation, after: Organisation) -> dict[str, str]:
    """Units by reference, else by a title that one of each side has."""
    found = {reference: reference for reference in after.units if reference in before.units}
    new = [unit for reference, unit in after.units.items() if reference not in found]
    old = [unit for reference, unit in before.units.items() if reference not in found]
    old_titles, new_titles = Counter(unit.title for unit in old), Counter(unit.title for unit in new)
    by_title = {unit.title: unit.reference for unit in old if old_titles[unit.title] == 1}
    found.update({u.reference: by_title[u.title] for u in new if new_titles[u.title] == 1 and u.title in by_title})
    return found


class _Objectives:
    """Pairs objectives in several rounds; each sees only what the ones before have left."""

    def __init__(self, before: Organisation, after: Organisation, units: Mapping[str, str]) -> None:
        self.found: dict[str, str] = {}
        self._old, self._new = dict(before.objectives), dict(after.objectives)
        for objective in after.objectives.values():
            self._pair(objective.reference, objective.reference)
        for objective in list(self._new.values()):
            there = "/".join(filter(None, (units.get(objective.unit, objective.unit), objective.cycle, objective.id)))
            self._pair_first(objective.reference, (there, *(alias.text for alias in objective.aliases)))
        self._pair_by_id()
        self._pair_by_content()

    def _pair(self, new: str, old: str) -> bool:
        if new not in self._new or old not in self._old:
            return False
        self.found[new] = old
        del self._new[new], self._old[old]
        return True

    def _pair_first(self, new: str, candidates: Iterable[str]) -> None:
        any(self._pair(new, old.strip("/")) for old in candidates)

    def _pair_by_id(self) -> None:
        """By an id that one of each side bears."""
        old_ids, new_ids = (Counter(objective.id for objective in side.values()) for side in (self._old, self._new))
        old = {objective.id: objective.reference for objective in self._old.values() if old_ids[objective.id] == 1}
        for objective in list(self._new.values()):
            if new_ids[objective.id] == 1 and objective.id in old:
                self._pair(objective.reference, old[objective.id])

    def _pair_by_content(self) -> None:
        """By titles, the most alike first."""
        bearing: dict[str, list[str]] = {}
        for objective in self._old.values():
            for feature in _features(objective):
                bearing.setdefault(feature, []).append(objective.reference)
        pairs: list[tuple[float, str, str]] = []
        for objective in self._new.values():
            bearers = [bearing.get(feature, []) for feature in _features(objective)]
            shared = Counter(old for group in bearers if len(group) <= _WITH_ONE_TITLE for old in group)
            pairs += [(_likeness(self._old[old], objective, count), objective.reference, old) for old, count in shared.items()]
        for likeness, new, old in sorted(pairs, key=lambda pair: (-pair[0], *pair[1:])):
            if likeness >= _ALIKE:
                self._pair(new, old)


def _features(objective: Objective) -> set[str]:
    """What an objective says: its title, and those of its key results."""
    return {objective.title.casefold(), *(key_result.title.casefold() for key_result in objective.key_results)}


def _likeness(one: Objective, other: Objective, shared: int) -> float:
    return shared / (len(_features(one)) + len(_features(other)) - shared)
