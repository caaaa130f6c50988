"""Check-ins → what each key result's value was on any day (FORMAT §7, §9, §10, §18).

A track holds the known values of a key result by day; an aggregate's track is made from those of the key results that feed it.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

from msgspec import Struct

from okrsite.figures import Measured, Series
from okrsite.model import CheckIn, KeyResult, KeyResultType, Milestone, Objective, Organisation, SetStatus, Status, Value

Key = tuple[str, str]  # an objective's reference and the id of one of its key results
NodeT = TypeVar("NodeT", bound=Hashable)
_KEPT = 50_000  # weights, starts and targets are the same few numbers again and again


class Track(Struct, frozen=True):
    """Values by day, rising, one a day: `points` as reported, and the value that stands before the first of them.

    `series` are these and the values that were published on other days, which tell how it was, but not how it is (FORMAT §18).
    """

    points: Series
    standing: Measured | None
    series: Series

    def at(self, day: date) -> Measured | None:
        """The value on a day, by what is known today."""
        return _latest(self.points, day, self.standing)

    def was(self, day: date) -> Measured | None:
        """The value that could be seen on a day; None before the first that was published, where any was."""
        return _latest(self.series, day, self.standing if len(self.series) == len(self.points) else None)


def known_check_ins(objective: Objective, as_of: date) -> tuple[CheckIn, ...]:
    """The check-ins up to a day, by day; later ones are not known yet (FORMAT §7)."""
    return tuple(check_in for check_in in objective.check_ins if check_in.date <= as_of)


def in_force(status: SetStatus | None, as_of: date) -> SetStatus | None:
    """A person's judgement, unless it is only meant for later (FORMAT §18)."""
    return status if status and (status.since is None or status.since <= as_of) else None


def is_cancelled(key_result: KeyResult, as_of: date) -> bool:
    """Whether somebody has cancelled a key result."""
    status = in_force(key_result.status, as_of)
    return status is not None and status.status is Status.CANCELLED


def tracks(organisation: Organisation, as_of: date, published: Mapping[Key, Series]) -> dict[Key, Track]:
    """The track of every key result; `published` are values that a history tells, by day."""
    found: dict[Key, Track] = {}
    aggregates: dict[Key, KeyResult] = {}
    for reference, objective in organisation.objectives.items():
        known = known_check_ins(objective, as_of)
        for key_result in objective.key_results:
            if key_result.aggregate:
                aggregates[reference, key_result.id] = key_result
            else:
                found[reference, key_result.id] = _own_track(key_result, known, as_of, published.get((reference, key_result.id), ()))
    feeding = sources(organisation)
    for key in in_dependency_order(aggregates, lambda key: [k for k in feeding.get(key, ()) if k in aggregates]):
        found[key] = _aggregate_track(aggregates[key], _taking_part(organisation, feeding.get(key, ()), as_of), found)
    return found


def sources(organisation: Organisation) -> Mapping[Key, tuple[Key, ...]]:
    """The key results that feed each aggregate (FORMAT §10)."""
    feeding: dict[Key, list[Key]] = {}
    for edge in organisation.alignments:
        if edge.counts and edge.source_key_result and edge.target_key_result:
            feeding.setdefault((edge.target, edge.target_key_result), []).append((edge.source, edge.source_key_result))
    return {key: tuple(keys) for key, keys in feeding.items()}


def in_dependency_order(nodes: Iterable[NodeT], depends_on: Callable[[NodeT], Iterable[NodeT]]) -> list[NodeT]:
    """The nodes so that each comes after all it depends on; there are no rings. Iterative, for chains of any length."""
    done: dict[NodeT, None] = {}
    for root in nodes:
        work = [(root, iter(depends_on(root)))] if root not in done else []
        while work:
            node, rest = work[-1]
            after = next((other for other in rest if other not in done), None)
            if after is None:
                done[node] = None
                work.pop()
            else:
                work.append((after, iter(depends_on(after))))
    return list(done)


def reached(starts: Iterable[NodeT], leads_to: Callable[[NodeT], Iterable[NodeT]]) -> list[NodeT]:
    """The nodes that can be reached from some, these included, each once; rings do no harm."""
    found = dict.fromkeys(starts)
    waiting = list(found)
    while waiting:
        new = [node for node in leads_to(waiting.pop()) if node not in found]
        found.update(dict.fromkeys(new))
        waiting += dict.fromkeys(new)
    return list(found)


@lru_cache(_KEPT)
def exact(value: Decimal) -> Fraction:
    """A decimal as a fraction, for those that come again and again."""
    return Fraction(*value.as_integer_ratio())


def milestones_done(milestones: Iterable[Milestone], reported: Iterable[str], day: date) -> tuple[str, ...]:
    """The titles of the milestones done by a day: by what is written at them, and by check-ins (FORMAT §18)."""
    titles = set(reported)
    return tuple(m.title for m in milestones if m.title in titles or (m.done <= day if isinstance(m.done, date) else m.done is True))


# ---- one track ----


def _own_track(key_result: KeyResult, known: tuple[CheckIn, ...], as_of: date, published: Series) -> Track:
    reported = [(c.date, c.values[key_result.id]) for c in known if key_result.id in c.values]
    if key_result.type is KeyResultType.MILESTONES:
        points, standing = _milestones_by_day(key_result, reported, as_of)
    else:
        points = tuple((day, _measured(value)) for day, value in dict(reported).items())
        standing = None if key_result.written_value is None else _measured(key_result.written_value)
    return Track(points, standing, _joined(points, published) if published else points)


def _joined(points: Series, published: Series) -> Series:
    """Reported values, and those that were published on other days where they say something new."""
    joined: list[tuple[date, Measured]] = []
    reported = dict(points)
    for day, value in sorted({**dict(published), **reported}.items()):
        if day in reported or not joined or joined[-1][1] != value:
            joined.append((day, value))
    return tuple(joined)


def _milestones_by_day(key_result: KeyResult, reported: list[tuple[date, Value]], as_of: date) -> tuple[Series, Measured | None]:
    """Every check-in adds to what is done; what is written at the milestones counts from its day on."""
    points: dict[date, Measured] = {}
    titles: list[str] = []
    for day, value in reported:
        titles += value if isinstance(value, tuple) else ()
        points[day] = milestones_done(key_result.milestones, titles, day)
    has_value = bool(reported) or any(milestone.done is not None for milestone in key_result.milestones)
    standing = milestones_done(key_result.milestones, titles, as_of) if has_value else None
    return tuple(points.items()), standing


def _latest(points: Series, day: date, before: Measured | None) -> Measured | None:
    index = bisect_right(points, day, key=lambda point: point[0])
    return points[index - 1][1] if index else before


def _measured(value: Value) -> Measured:
    return exact(value) if isinstance(value, Decimal) else value


# ---- aggregates ----


def _taking_part(organisation: Organisation, keys: tuple[Key, ...], as_of: date) -> list[tuple[Key, Fraction]]:
    """The key results that feed an aggregate, with their weights; cancelled ones leave (FORMAT §18)."""
    found = []
    for reference, identifier in keys:
        key_result = organisation.objectives[reference].key_result(identifier)
        if key_result and not is_cancelled(key_result, as_of):
            found.append(((reference, identifier), exact(key_result.weight)))
    return found


def _aggregate_track(key_result: KeyResult, parts: list[tuple[Key, Fraction]], found: Mapping[Key, Track]) -> Track:
    standing = _aggregate(key_result, parts, lambda key: found[key].standing)
    points = _aggregate_series(key_result, parts, {key: found[key].points for key, _ in parts}, lambda key, day: found[key].at(day))
    if all(found[key].series == found[key].points for key, _ in parts):
        return Track(points, standing, points)
    series = _aggregate_series(key_result, parts, {key: found[key].series for key, _ in parts}, lambda key, day: found[key].was(day))
    return Track(points, standing, series)


def _aggregate_series(
    key_result: KeyResult, parts: list[tuple[Key, Fraction]], series: Mapping[Key, Series], value_on: Callable[[Key, date], Measured | None]
) -> Series:
    """The aggregate on every day on which a part of it has a value of its own."""
    days = sorted({day for key, _ in parts for day, _ in series[key]})
    points = [(day, _aggregate(key_result, parts, lambda key, day=day: value_on(key, day))) for day in days]  # type: ignore[misc]
    return tuple((day, value) for day, value in points if value is not None)


def _aggregate(key_result: KeyResult, parts: list[tuple[Key, Fraction]], value_of: Callable[[Key], Measured | None]) -> Fraction | None:
    """The sum or the mean by weight of what has a value; None where nothing has one, or all weights are 0."""
    values = [(value, weight) for key, weight in parts if isinstance(value := value_of(key), Fraction)]
    if not values:
        return None
    if key_result.aggregate == "sum":
        return sum((value for value, _ in values), Fraction(0))
    total = sum((weight for _, weight in values), Fraction(0))
    return sum((value * weight for value, weight in values), Fraction(0)) / total if total else None
