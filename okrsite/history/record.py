"""Old versions of objectives, one commit after the other → what each commit changed, and the values that were published by day.

A value counts where it is one of a key result that is there today, of the same type and unit: what was counted otherwise before is no
part of the same line.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from okrsite.figures import Measured
from okrsite.history.versions import Measure, Version
from okrsite.model import KeyResult, Organisation
from okrsite.published import Change, ChangeKind, History, HistoryState, Publication
from okrsite.values import Key, exact


class Record:
    """What has been published so far of the objectives of an organisation."""

    def __init__(self, organisation: Organisation) -> None:
        self._key_results: Mapping[Key, KeyResult] = {
            (objective.reference, key_result.id): key_result
            for objective in organisation.objectives.values()
            for key_result in objective.key_results
        }
        self._last: dict[str, Version] = {}
        self._values: dict[Key, dict[date, Measured]] = {}
        self._updates: dict[str, date] = {}
        self._changes: dict[str, list[Change]] = {}

    def add(self, reference: str, version: Version, publication: Publication) -> None:
        """Take the next version of an objective into the record."""
        before, self._last[reference] = self._last.get(reference), version
        changes = [Change(ChangeKind.CREATED, publication)] if before is None else list(_said(before, version, publication))
        for identifier, measure in version.measures.items():
            key_result = self._key_results.get((reference, identifier))
            if key_result:
                earlier = before.measures.get(identifier) if before else None
                changes += self._measured((reference, identifier), key_result, earlier, measure, publication)
        if changes:
            self._changes.setdefault(reference, []).extend(changes)

    def history(self, skipped: int) -> History:
        """All of it; `skipped` versions could not be understood."""
        values = {key: tuple(days.items()) for key, days in sorted(self._values.items()) if days}
        changes = {reference: tuple(found) for reference, found in sorted(self._changes.items())}
        return History(HistoryState.READ, values, dict(sorted(self._updates.items())), changes, skipped)

    def _measured(
        self, key: Key, key_result: KeyResult, before: Measure | None, measure: Measure, publication: Publication
    ) -> Iterator[Change]:  # fmt: skip
        is_same = measure == before and measure.milestones is None  # a milestone may be done on a day to come
        if is_same or (measure.type, measure.unit) != (str(key_result.type), key_result.unit):
            return
        if before and (before.type, before.unit) == (measure.type, measure.unit):
            yield from _aims(key[1], before, measure, publication)
        value, days = _value(measure, key_result, publication.day), self._values.setdefault(key, {})
        last = next(reversed(days.values()), None)
        if value is None or value == last:
            return
        days.pop(publication.day, None)
        days[publication.day] = value
        _without_equal_neighbour(days)
        self._updates[key[0]] = publication.day
        if last is not None or before:  # what an objective begins with is no change
            yield Change(ChangeKind.VALUE, publication, key[1], last, value)


class _Aim(NamedTuple):
    kind: ChangeKind
    field: str
    end: str | None = None


_AIMS = (
    _Aim(ChangeKind.START, "start"), _Aim(ChangeKind.TARGET, "target"), _Aim(ChangeKind.TARGET, "low", "low"),
    _Aim(ChangeKind.TARGET, "high", "high"),
)  # fmt: skip


def _aims(identifier: str, before: Measure, after: Measure, publication: Publication) -> Iterator[Change]:
    """How what is aimed at was moved."""
    for kind, field, end in _AIMS:
        one, other = getattr(before, field), getattr(after, field)
        if one != other:
            yield Change(kind, publication, identifier, _exact(one), _exact(other), end)


def _said(before: Version, after: Version, publication: Publication) -> Iterator[Change]:
    """How a person's judgement changed."""
    if before.status != after.status:
        yield Change(ChangeKind.STATUS, publication, None, before.status, after.status)


def _value(measure: Measure, key_result: KeyResult, day: date) -> Measured | None:
    if measure.milestones is None:
        return _exact(measure.value) if isinstance(measure.value, Decimal) else measure.value
    done = {title for title, done in measure.milestones if done is None or date.fromisoformat(done) <= day}
    found = tuple(milestone.title for milestone in key_result.milestones if milestone.title in done)
    return found if len(found) == len(done) else None  # one of another name then is not told by that name


def _exact(number: Decimal | None) -> Measured | None:
    return None if number is None else exact(number)


def _without_equal_neighbour(days: dict[date, Measured]) -> None:
    """Leave a day's value out that came back, on the same day, to what it was before."""
    *earlier, last = days
    if earlier and days[earlier[-1]] == days[last]:
        del days[last]
