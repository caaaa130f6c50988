"""The numbers of ``api/okrs.json``, worked out a second time from an organisation's description.

Written to be read beside the format: each function says which paragraph it follows. Everything is a ``Fraction`` until
``written`` rounds it. ``python -m tests.oracle.arithmetic`` evaluates 200 organisations.

Readings, where the format leaves room:

 1. Of two check-ins on one day, the one further down in the file is the later one.
 2. ``series`` has one entry a day: the value at the end of each day with a check-in for that key result. For milestones
    that is every title done by then, in the order of the list; for an aggregate, its value at the end of every day on
    which one of its sources, at any depth, has an entry. What is cancelled on the as-of date is left out on all days.
 3. Without a value, ``raw`` and ``current`` are null for every type. ``done: false`` is a value; so is any ``done:``
    written at a milestone, be it false or in the future.
 4. To *count* in something is to take part in its mean or sum: not cancelled, contributing, of the same or a nested
    cycle, with progress (with a value, for a source of an aggregate). A weight of 0 still takes part. This decides
    whether an objective has a value, and whose updates are its own.
 5. ``rollup: manual`` has a value, and nothing counts in it but the number written.
 6. The key results of a cancelled objective still feed aggregates; a cancelled key result does not.
 7. Paused things count like any other.
 8. One cycle is nested in another when the other is among its parents, each cycle having a single parent.
 9. ``state: closed`` closes a cycle whatever the date. ``expected`` of a cycle closed early goes by its dates.
10. Before the cycle's first day, what has no value is ``not_started``, as on its first 7 days.
11. A plan's point on the cycle's last day holds until then; at the end of that day the line is at the target.
12. With ``objective_status: worst``, an objective none of whose key results takes part is judged by its own progress.
    All of its own key results take part, whatever its ``rollup``.
13. An ``aligned`` key result without progress is ``not_started``, before and after the end.
14. A latest check-in before the cycle's first day is the last update all the same (rule 7).
15. ``risk`` and ``watch`` are met where the value equals them.
16. ``confidence`` is the mean of all key results that have one and are not cancelled, measured or not.
17. The text ladder's step is its number, not its text.
18. An objective may align both to another and to an ``aligned`` key result of it: two edges, each in its own place.
19. A KPI's values later than the as-of date are not known yet; a KPI without a target is ``unknown``.
"""

from __future__ import annotations

import posixpath
import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeVar

from .organisations import (
    Data,
    Organisation,
    files,
    key_result_id,
    kpi_ref,
    make_organisation,
    objective_path,
    objective_ref,
    span,
    understood,
)

# A key result's value: a number, done or not, or the titles of the milestones done.
Value = Fraction | bool | list[str]
Result = TypeVar("Result")

THRESHOLDS = ("at_least", "at_most", "between")

# §11: in order of seriousness, then those outside that order. Also the order of a unit's `statuses` (§18 okrs.json).
SERIOUSNESS = ("off_track", "at_risk", "stale", "not_started", "on_track", "achieved")
STATUSES = (*SERIOUSNESS, "missed", "paused", "cancelled")


def expected(organisation: Organisation, as_of: date) -> Data:
    """The numbers of ``api/okrs.json`` on the date, by cycle, unit, objective and KPI."""
    return Evaluation(organisation, as_of).result()


def current_cycle(organisation: Organisation, as_of: date, unit: str | None = None) -> str | None:
    """§3: the shortest active cycle with objectives; else the next planned one; else the last closed one.

    With ``unit``, only the unit's own objectives are looked at.
    """
    evaluation = Evaluation(organisation, as_of)
    ids = {item.cycle.id for item in evaluation.objectives if unit is None or item.unit == unit}
    used = sorted((evaluation.cycles[cycle_id] for cycle_id in ids), key=lambda cycle: (cycle.start, cycle.id))
    active = [cycle for cycle in used if evaluation.state(cycle) == "active"]
    planned = [cycle for cycle in used if evaluation.state(cycle) == "planned"]
    if active:
        return min(active, key=lambda cycle: cycle.days).id
    if planned:
        return planned[0].id
    return max(used, key=lambda cycle: cycle.end).id if used else None


# --- Numbers ---------------------------------------------------------------------------------------------------------


def exact(number: int | Decimal) -> Fraction:
    """A number of the description. §9: never binary floating point."""
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        raise TypeError(f"not an exact number: {number!r}")
    return Fraction(number)


def written(value: Fraction) -> Decimal:
    """§9: at most 6 decimals, half up; §18 Values: that is, half away from zero. 4.0 is written 4."""
    millionths = abs(value) * 10**6
    rounded = (2 * millionths.numerator + millionths.denominator) // (2 * millionths.denominator)
    whole, decimals = divmod(rounded, 10**6)
    text = f"{whole}.{decimals:06}".rstrip("0").rstrip(".")
    return Decimal("-" + text if value < 0 and rounded else text)


def maybe_written(value: Fraction | None) -> Decimal | None:
    return None if value is None else written(value)


def clamp(value: Fraction) -> Fraction:
    """To 0 to 1 (§9)."""
    return min(max(value, Fraction(0)), Fraction(1))


def mean(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Σ weight·value / Σ weight. §18 Means: with all weights 0, or with nothing, there is no progress."""
    pairs = list(pairs)
    total = sum((weight for weight, _ in pairs), Fraction(0))
    if total == 0:
        return None
    return sum((weight * value for weight, value in pairs), Fraction(0)) / total


# --- The description, with references resolved -----------------------------------------------------------------------


@dataclass(frozen=True)
class Cycle:
    id: str
    start: date
    end: date
    closed_early: bool
    parent: str | None  # what the configuration says

    @property
    def days(self) -> int:
        """Both ends belong to the cycle (§3)."""
        return (self.end - self.start).days + 1

    def contains(self, other: Cycle) -> bool:
        return self.start <= other.start and other.end <= self.end and self.days > other.days


@dataclass(eq=False)
class KeyResult:
    objective: Objective
    id: str
    type: str
    front: Data
    weight: Fraction
    above: KeyResult | None = None  # the key result that it aligns to


@dataclass(eq=False)
class Objective:
    ref: str
    unit: str
    cycle: Cycle
    id: str
    path: str  # its file below content/, without .md
    front: Data
    weight: Fraction
    rollup: str
    key_results: list[KeyResult] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)


@dataclass(frozen=True)
class Edge:
    """An objective's alignment to another objective, or to a key result of it."""

    child: Objective
    parent: Objective
    key_result: KeyResult | None
    contributes: bool
    weight: Fraction


# --- The evaluation --------------------------------------------------------------------------------------------------


class Evaluation:
    """Everything that can be asked about one organisation on one date."""

    def __init__(self, organisation: Organisation, as_of: date) -> None:
        self.organisation = organisation
        self.config = organisation.config
        self.as_of = as_of
        self.memory: dict[tuple[str, Hashable], Any] = {}
        self.cycles = self.read_cycles()
        self.nesting = self.read_nesting()
        self.objectives = [self.read_objective(item) for item in organisation.objectives]
        self.by_ref = {objective.ref: objective for objective in self.objectives}
        self.by_path = {objective.path: objective for objective in self.objectives}
        for objective in self.objectives:
            self.read_alignments(objective)

        # §15: the thresholds and their defaults.
        status = self.config.get("status", {})
        self.at_risk = exact(status.get("at_risk", Decimal("0.10")))
        self.off_track = exact(status.get("off_track", Decimal("0.25")))
        self.stale_after: int = status.get("stale_after", 14)
        self.worst = status.get("objective_status", "progress") == "worst"
        self.tree = self.config.get("unit_rollup", "tree") == "tree"

    def once(self, name: str, thing: Hashable, work: Callable[[], Result]) -> Result:
        """The result of the work, done once for each name and thing."""
        if (name, thing) not in self.memory:
            self.memory[name, thing] = work()
        result: Result = self.memory[name, thing]
        return result

    # Reading the description

    def read_cycles(self) -> dict[str, Cycle]:
        """The cycles that are published: those configured or having objectives."""
        entries = {entry["id"]: entry for entry in self.config.get("cycles", [])}
        ids = {*entries, *(objective["cycle"] for objective in self.organisation.objectives)}
        result = {}
        for cycle_id in sorted(ids):
            entry = entries.get(cycle_id, {})
            start, end = span(cycle_id, self.config)
            result[cycle_id] = Cycle(cycle_id, start, end, entry.get("state") == "closed", entry.get("parent"))
        return result

    def read_nesting(self) -> dict[str, str | None]:
        """The cycle that each cycle in use nests in.

        §18 Cycles: "in use means configured, or having objectives, or being the understood year, half or quarter around
        one that is." "A cycle nests in its `parent:`, else in the smallest one in use that contains it".
        """
        in_use = dict(self.cycles)
        years = {year for cycle in self.cycles.values() for year in range(cycle.start.year - 1, cycle.end.year + 2)}
        for year in sorted(years):
            for name in ("", "-h1", "-h2", "-q1", "-q2", "-q3", "-q4"):
                dates = understood(f"{year}{name}", self.config)
                assert dates is not None
                around = Cycle(f"{year}{name}", *dates, False, None)
                if around.id not in in_use and any(around.contains(cycle) for cycle in self.cycles.values()):
                    in_use[around.id] = around
        result: dict[str, str | None] = {}
        for cycle in in_use.values():
            containing = [other for other in in_use.values() if other.contains(cycle)]
            smallest = min(containing, key=lambda other: (other.days, other.start, other.id), default=None)
            result[cycle.id] = cycle.parent or (smallest.id if smallest else None)
        return result

    def nested(self, inner: Cycle, outer: Cycle) -> bool:
        """§10: of the outer cycle itself, or one nested in it."""
        step: str | None = inner.id
        while step is not None and step != outer.id:
            step = self.nesting[step]
        return step == outer.id

    def read_objective(self, item: Data) -> Objective:
        front = item["front"]
        objective = Objective(
            ref=objective_ref(item),
            unit=item["unit"],
            cycle=self.cycles[item["cycle"]],
            id=item["id"],
            path=objective_path(item).removesuffix(".md"),
            front=front,
            weight=exact(front.get("weight", 1)),
            rollup=front.get("rollup", "key_results"),
        )
        for entry in front.get("key_results", []):
            kind = entry.get("type", "number")
            weight = exact(entry.get("weight", 1))
            objective.key_results.append(KeyResult(objective, key_result_id(entry), kind, entry, weight))
        return objective

    def read_alignments(self, objective: Objective) -> None:
        """§5 and §18 Names: one reference, one mapping, or a list of both; of a key result, one reference."""
        written_ones = objective.front.get("aligns_to", [])
        for entry in written_ones if isinstance(written_ones, list) else [written_ones]:
            edge: Data = {"to": entry} if isinstance(entry, str) else entry
            parent, key_result = self.find(edge["to"], objective)
            contributes = edge.get("contributes", True)
            weight = exact(edge.get("weight", 1))
            objective.edges.append(Edge(objective, parent, key_result, contributes, weight))
        for own in objective.key_results:
            if "aligns_to" in own.front:
                own.above = self.find(own.front["aligns_to"], objective)[1]

    def find(self, reference: str, document: Objective) -> tuple[Objective, KeyResult | None]:
        """§2: the full reference; a path relative to the document's folder; or the bare id."""
        name, _, key_result = reference.partition("#")
        if name.startswith(("./", "../")):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), name))
            objective = self.by_path[path.removesuffix(".md")]
        elif name in self.by_ref:
            objective = self.by_ref[name]
        else:
            # "where exactly one objective of the same cycle bears it, and else exactly one of any cycle"; §18 Names:
            # "A bare id never finds the document that it stands in."
            bearing = [other for other in self.objectives if other.id == name and other is not document]
            same_cycle = [other for other in bearing if other.cycle is document.cycle]
            if len(same_cycle) != 1 and len(bearing) != 1:
                raise ValueError(f"unknown or ambiguous: {reference}")
            objective = same_cycle[0] if len(same_cycle) == 1 else bearing[0]
        if not key_result:
            return objective, None
        return objective, next(item for item in objective.key_results if item.id == key_result)

    # Cycles (§3, §11 rule 6)

    def state(self, cycle: Cycle) -> str:
        """§3: planned, active or closed; ``state: closed`` may be set early."""
        if cycle.closed_early or self.as_of > cycle.end:
            return "closed"
        return "planned" if self.as_of < cycle.start else "active"

    def days_gone(self, cycle: Cycle) -> int:
        """The days of the cycle gone by at the end of the as-of day."""
        return min(max((self.as_of - cycle.start).days + 1, 0), cycle.days)

    def elapsed(self, cycle: Cycle) -> Fraction:
        """§11 rule 6: the share of the cycle's days gone by; §18 Cycles: by its dates, even when closed early."""
        return Fraction(self.days_gone(cycle), cycle.days)

    # Check-ins and values (§7)

    def checkins(self, objective: Objective, day: date) -> list[Data]:
        """The check-ins up to the day, the latest last. Of two on one day the lower one in the file is the later."""
        known = [checkin for checkin in objective.front.get("checkins", []) if checkin["date"] <= day]
        return sorted(known, key=lambda checkin: checkin["date"])  # sorting keeps the file's order within a day

    def value_on(self, key_result: KeyResult, day: date) -> Value | None:
        """§7: "that of its latest check-in up to the date"; else what is written at the key result."""
        front = key_result.front
        if key_result.type == "aligned":
            return None
        if "aggregate" in front:
            return self.aggregate_on(key_result, day)
        values = [
            checkin["values"][key_result.id]
            for checkin in self.checkins(key_result.objective, day)
            if key_result.id in checkin.get("values", {})
        ]
        if key_result.type == "milestones":
            return self.milestones_on(key_result, values, day)
        if values:
            value = values[-1]
        elif key_result.type == "boolean":
            value = front.get("done")
        elif key_result.type == "ladder" and self.is_text_ladder(key_result):
            value = front.get("reached")
        else:
            value = front.get("current")
        return value if value is None or isinstance(value, bool) else exact(value)

    @staticmethod
    def is_text_ladder(key_result: KeyResult) -> bool:
        return any(isinstance(step, str) for step in key_result.front["steps"].values())

    @staticmethod
    def milestones_on(key_result: KeyResult, values: list[Any], day: date) -> list[str] | None:
        """The titles done by the end of the day, in the list's order; None without a `done:` written and a check-in.

        §18 Values: "what it lists is done from that day on. A milestone's `done:` date in the future is not done."
        §18 More: "check-ins add to what `done:` says".
        """
        milestones = key_result.front["milestones"]
        if not values and not any("done" in milestone for milestone in milestones):
            return None
        done: set[str] = set()
        for value in values:
            done.update([value] if isinstance(value, str) else value)
        for milestone in milestones:
            said = milestone.get("done", False)
            if said is True or (isinstance(said, date) and said <= day):
                done.add(milestone["title"])
        return [milestone["title"] for milestone in milestones if milestone["title"] in done]

    def sources(self, key_result: KeyResult) -> list[KeyResult]:
        """What an aggregate reads.

        §18 Means: "key results of type `number` in the same cycle or one nested in it"; cancelled ones leave sums.
        """

        def work() -> list[KeyResult]:
            return [
                source
                for objective in self.objectives
                for source in objective.key_results
                if source.above is key_result
                and source.type == "number"
                and self.nested(objective.cycle, key_result.objective.cycle)
                and not self.is_cancelled(source)
            ]

        return self.once("sources", key_result, work)

    def aggregate_on(self, key_result: KeyResult, day: date) -> Fraction | None:
        """§10: `sum` adds the values, `mean` averages them by weight. Sources without a value are left out (§18)."""
        pairs = []
        for source in self.sources(key_result):
            value = self.value_on(source, day)
            if value is not None:
                assert isinstance(value, Fraction)
                pairs.append((source.weight, value))
        if key_result.front["aggregate"] == "mean":
            return mean(pairs)
        return sum((value for _, value in pairs), Fraction(0)) if pairs else None

    def series_days(self, key_result: KeyResult) -> list[date]:
        """The days on which the key result, or what its aggregate reads, has a check-in value."""
        if "aggregate" in key_result.front:
            days = {day for source in self.sources(key_result) for day in self.series_days(source)}
        else:
            checkins = self.checkins(key_result.objective, self.as_of)
            days = {checkin["date"] for checkin in checkins if key_result.id in checkin.get("values", {})}
        return sorted(days)

    def series(self, key_result: KeyResult) -> list[list[Any]]:
        return [
            [day.isoformat(), self.shown(self.value_on(key_result, day))]
            for day in self.series_days(key_result)
            if self.value_on(key_result, day) is not None
        ]

    @staticmethod
    def shown(value: Value | None) -> Any:
        return written(value) if isinstance(value, Fraction) else value

    # What counts (§9, §10)

    def edges_to(self, parent: Objective) -> list[Edge]:
        """The edges to an objective and its key results that count somewhere.

        §10: of its own cycle or one nested in it, not with `contributes: false`; §11 rule 1: not of cancelled ones.
        """

        def work() -> list[Edge]:
            return [
                edge
                for objective in self.objectives
                for edge in objective.edges
                if edge.parent is parent
                and edge.contributes
                and self.nested(edge.child.cycle, parent.cycle)
                and not self.is_cancelled(edge.child)
            ]

        return self.once("edges", parent, work)

    @staticmethod
    def target(edge: Edge) -> Objective | KeyResult:
        """§10: an edge counts in one place: at a key result of type `aligned`, else in the objective's list."""
        if edge.key_result is not None and edge.key_result.type == "aligned":
            return edge.key_result
        return edge.parent

    def children(self, parent: Objective | KeyResult) -> list[tuple[Fraction, Objective]]:
        """The aligned objectives that count in an objective's list or in an `aligned` key result, by edge weight.

        What has no progress is left out of every mean (§9).
        """
        objective = parent if isinstance(parent, Objective) else parent.objective
        return [
            (edge.weight, edge.child)
            for edge in self.edges_to(objective)
            if self.target(edge) is parent and self.progress(edge.child) is not None
        ]

    def members(self, objective: Objective) -> list[tuple[Fraction, Objective | KeyResult]]:
        """What takes part in the mean of an objective, with its weight (§10)."""
        result: list[tuple[Fraction, Objective | KeyResult]] = []
        if objective.rollup in ("key_results", "both"):
            for key_result in objective.key_results:
                if not self.is_cancelled(key_result) and self.progress(key_result) is not None:
                    result.append((key_result.weight, key_result))
        if objective.rollup in ("aligned", "both"):
            result += self.children(objective)
        return result

    # Progress (§6, §9, §10)

    def progress(self, thing: Objective | KeyResult) -> Fraction | None:
        """Clamped to 0 to 1; None for what is not measured."""
        if isinstance(thing, KeyResult):
            return self.once("progress", thing, lambda: self.key_result_progress(thing))
        return self.once("progress", thing, lambda: self.objective_progress(thing))

    def objective_progress(self, objective: Objective) -> Fraction | None:
        if objective.rollup == "manual":
            return exact(objective.front["progress"])
        pairs = []
        for weight, member in self.members(objective):
            progress = self.progress(member)
            assert progress is not None
            pairs.append((weight, progress))
        return mean(pairs)

    def key_result_progress(self, key_result: KeyResult) -> Fraction | None:
        raw = self.raw(key_result)
        if raw is not None:
            return clamp(raw)
        if key_result.type in ("baseline", "aligned"):
            return None
        # §9: "A `number`, `at_least`, … without any value counts as 0 (its `raw` is null)."
        return Fraction(0)

    def raw(self, key_result: KeyResult) -> Fraction | None:
        """The table of §6, before clamping."""
        if key_result.type == "baseline":
            return None
        if key_result.type == "aligned":
            pairs = []
            for weight, child in self.children(key_result):
                progress = self.progress(child)
                assert progress is not None
                pairs.append((weight, progress))
            return mean(pairs)
        value = self.value_on(key_result, self.as_of)
        return None if value is None else self.raw_of(key_result, value)

    def raw_of(self, key_result: KeyResult, value: Value) -> Fraction:
        front = key_result.front
        if key_result.type == "boolean":
            return Fraction(1 if value is True else 0)
        if key_result.type == "milestones":
            assert isinstance(value, list)
            done = all_of_them = Fraction(0)
            for milestone in front["milestones"]:
                weight = exact(milestone.get("weight", 1))
                all_of_them += weight
                if milestone["title"] in value:
                    done += weight
            return done / all_of_them
        assert isinstance(value, Fraction)
        if key_result.type in THRESHOLDS:
            return Fraction(1 if self.holds(front, key_result.type, value) else 0)
        if key_result.type == "ladder":
            return value if self.is_text_ladder(key_result) else self.step_reached(front["steps"], value)
        start, target = exact(front.get("start", 0)), exact(front["target"])
        return (value - start) / (target - start)

    @staticmethod
    def holds(front: Data, kind: str, value: Fraction) -> bool:
        """§6: equal counts, ends count."""
        if kind == "at_least":
            return value >= exact(front["target"])
        if kind == "at_most":
            return value <= exact(front["target"])
        return exact(front["low"]) <= value <= exact(front["high"])

    @staticmethod
    def within(edge: Any, kind: str, value: Fraction) -> bool:
        """Not beyond `risk` or `watch`: values on the scale, for `between` a list of two (§18 Values)."""
        if edge is None:
            return False
        if kind == "at_least":
            return value >= exact(edge)
        if kind == "at_most":
            return value <= exact(edge)
        return exact(edge[0]) <= value <= exact(edge[1])

    @staticmethod
    def step_reached(steps: dict[Any, Any], value: Fraction) -> Fraction:
        """§6: the highest step reached, 0 below the first; §18 Values: rising or falling as first and last step say."""
        ladder = sorted((exact(share), exact(step)) for share, step in steps.items())
        falling = ladder[0][1] > ladder[-1][1]
        reached = [share for share, step in ladder if (value <= step if falling else value >= step)]
        return max(reached, default=Fraction(0))

    # Expected (§11 rule 6)

    def expected(self, thing: Objective | KeyResult) -> Fraction | None:
        if isinstance(thing, Objective):
            # §18 Status: "`expected` of objectives and thresholds is linear, of a baseline null."
            cycle = thing.cycle
        else:
            cycle = thing.objective.cycle
            if thing.type == "baseline":
                return None
        if self.state(cycle) == "planned":
            # §18 Status: "In a planned cycle, expected is 0."
            return Fraction(0)
        if isinstance(thing, KeyResult) and thing.type == "number" and thing.front.get("plan"):
            return self.planned_progress(thing)
        return self.elapsed(cycle)

    def planned_progress(self, key_result: KeyResult) -> Fraction:
        """The plan's line at the end of the as-of day, as a share of the way from start to target.

        §18 Values: "A plan's point holds at the end of its day; the line starts at (`start`) on the morning of the
        first day and ends at (`target`) on the evening of the last"; `expected` is clamped to 0 to 1.
        """
        cycle, front = key_result.objective.cycle, key_result.front
        start, target = exact(front.get("start", 0)), exact(front["target"])
        points = [((point["date"] - cycle.start).days + 1, exact(point["value"])) for point in front["plan"]]
        line = [(0, start), *sorted(points), (cycle.days, target)]
        now = self.days_gone(cycle)
        if now == cycle.days:
            return Fraction(1)
        for (day, value), (next_day, next_value) in pairwise(line):
            if day <= now < next_day:
                planned = value + (next_value - value) * Fraction(now - day, next_day - day)
                return clamp((planned - start) / (target - start))
        raise AssertionError("the line covers the whole cycle")

    # A person's judgement (§11 rules 1 and 4, §18 Status)

    def judgement(self, thing: Objective | KeyResult) -> str | None:
        """The status that a person gave and that is in force, else None."""
        said = thing.front.get("status")
        status: str | None = said if isinstance(said, str) or said is None else said["is"]
        since: date | None = said.get("since") if isinstance(said, dict) else None
        if since is not None and since > self.as_of:
            # "a `since` in the future is not yet in force"
            status = since = None
        if isinstance(thing, KeyResult):
            # "A check-in's status judges the objective, not its key results."
            return status
        for checkin in reversed(self.checkins(thing, self.as_of)):
            if "status" in checkin:
                # "`status:` stands against a check-in's, unless its `since` is earlier than that check-in"
                if status is None or (since is not None and since < checkin["date"]):
                    status = checkin["status"]
                break
        return status

    def is_cancelled(self, thing: Objective | KeyResult) -> bool:
        return self.judgement(thing) == "cancelled"

    # Values and updates of what counts (§18 Status)

    def has_value(self, thing: Objective | KeyResult) -> bool:
        """§18: "An objective has a value when anything that counts in it has one"."""
        if isinstance(thing, KeyResult):
            if thing.type == "aligned":
                return any(self.has_value(child) for _, child in self.children(thing))
            return self.value_on(thing, self.as_of) is not None
        if thing.rollup == "manual":
            return True
        return any(self.has_value(member) for _, member in self.members(thing))

    def updated(self, objective: Objective) -> date | None:
        """The latest check-in of the objective and of everything that counts in it, at any depth."""
        return self.once("updated", objective, lambda: self.latest_update(objective))

    def latest_update(self, objective: Objective) -> date | None:
        days = {checkin["date"] for checkin in self.checkins(objective, self.as_of)}
        for _, member in self.members(objective):
            if isinstance(member, Objective):
                days.add(self.updated(member))
            else:
                days |= self.updates_below(member)
        return max((day for day in days if day is not None), default=None)

    def updates_below(self, key_result: KeyResult) -> set[date | None]:
        """The updates of what counts in a key result: "through … an `aligned` key result, an aggregate"."""
        if key_result.type == "aligned":
            return {self.updated(child) for _, child in self.children(key_result)}
        days: set[date | None] = set()
        if "aggregate" in key_result.front:
            for source in self.sources(key_result):
                if self.value_on(source, self.as_of) is not None:
                    # "The last update of a key result is that of its objective."
                    days.add(self.updated(source.objective))
                    days |= self.updates_below(source)
        return days

    # Status (§11) and score (§12)

    def score(self, objective: Objective) -> Fraction | None:
        """§12: a person's, else the progress at the end; §18 okrs.json: null until the cycle is closed."""
        if self.state(objective.cycle) != "closed":
            return None
        if "score" in objective.front:
            return exact(objective.front["score"])
        return self.progress(objective)

    @staticmethod
    def is_good(score: Fraction, objective: Objective) -> bool:
        """§12: at least 0.7 for aspirational, 1 for committed. Scores compare exactly (§18)."""
        committed = objective.front.get("kind", "aspirational") == "committed"
        return score >= (1 if committed else Fraction(7, 10))

    def in_first_days(self, cycle: Cycle) -> bool:
        """Rule 5: the cycle's first 7 days, and the days before them."""
        return self.as_of < cycle.start + timedelta(days=7)

    def status(self, thing: Objective | KeyResult) -> str:
        return self.once("status", thing, lambda: self.find_status(thing))

    def find_status(self, thing: Objective | KeyResult) -> str:
        """Rules 1 to 7 in their order."""
        objective = thing if isinstance(thing, Objective) else thing.objective
        person = self.judgement(thing)
        progress = self.progress(thing)
        if person in ("paused", "cancelled"):  # rule 1
            return person
        if self.state(objective.cycle) == "closed":  # rule 2
            return self.final_status(thing)
        lasting = isinstance(thing, KeyResult) and thing.type in THRESHOLDS
        if progress is not None and progress >= 1 and not lasting:  # rule 3
            return "achieved"
        status = person if person is not None else self.computed_status(thing)  # rule 4, else 5 and 6
        if self.state(objective.cycle) == "active" and status in ("on_track", "at_risk"):  # rule 7
            last = self.updated(objective) or objective.cycle.start
            if (self.as_of - last).days > self.stale_after:
                return "stale"
        return status

    def final_status(self, thing: Objective | KeyResult) -> str:
        """Rule 2: an objective by its score, a key result by its progress and its objective's kind."""
        if isinstance(thing, Objective):
            objective, outcome = thing, self.score(thing)
        else:
            objective, outcome = thing.objective, self.progress(thing)
            if thing.type == "baseline":
                # §18: "`achieved` after the end; without [a value] `not_started`, also after the end"
                return "achieved" if self.has_value(thing) else "not_started"
        if outcome is None:
            # §18: "so is an unmeasured objective without a score"
            return "not_started"
        return "achieved" if self.is_good(outcome, objective) else "missed"

    def computed_status(self, thing: Objective | KeyResult) -> str:
        """Rules 5 and 6."""
        if isinstance(thing, KeyResult) and thing.type == "baseline":
            # §18: "A baseline with a value is `on_track`"
            return "on_track" if self.has_value(thing) else "not_started"
        progress = self.progress(thing)
        if progress is None:  # "What is not measured (§9) stays `not_started`."
            return "not_started"
        cycle = thing.cycle if isinstance(thing, Objective) else thing.objective.cycle
        if not self.has_value(thing) and self.in_first_days(cycle):
            return "not_started"
        if isinstance(thing, KeyResult) and thing.type in THRESHOLDS:
            return self.threshold_status(thing)
        if isinstance(thing, Objective) and self.worst and self.has_value(thing):
            # §18: "`worst` (§11) applies to measured objectives that have a value"; "paused, cancelled and missed key
            # results do not take part"
            present = {self.status(key_result) for key_result in thing.key_results}
            for status in SERIOUSNESS:
                if status in present:
                    return status
        expected = self.expected(thing)
        assert expected is not None
        gap = expected - progress
        if gap <= self.at_risk:
            return "on_track"
        return "at_risk" if gap <= self.off_track else "off_track"

    def threshold_status(self, key_result: KeyResult) -> str:
        """Rule 6: "holds → `on_track`; fails but within `risk` → `at_risk`; fails → `off_track`"."""
        value = self.value_on(key_result, self.as_of)
        if value is None:
            return "off_track"  # §18: "without a value after the first 7 days"
        assert isinstance(value, Fraction)
        if self.holds(key_result.front, key_result.type, value):
            return "on_track"
        within = self.within(key_result.front.get("risk"), key_result.type, value)
        return "at_risk" if within else "off_track"

    # Confidence (§11, §18 Values)

    def key_result_confidence(self, key_result: KeyResult) -> Fraction | None:
        """The latest check-in's, for all key results or for this one; else the key result's own."""
        for checkin in reversed(self.checkins(key_result.objective, self.as_of)):
            said = checkin.get("confidence")
            if isinstance(said, dict):
                said = said.get(key_result.id)
            if said is not None:
                return exact(said)
        own = key_result.front.get("confidence")
        return None if own is None else exact(own)

    def objective_confidence(self, objective: Objective) -> Fraction | None:
        """§11: "the weighted mean of its key results' latest ones"; cancelled ones leave it (§18 Means)."""
        pairs = []
        for key_result in objective.key_results:
            confidence = self.key_result_confidence(key_result)
            if confidence is not None and not self.is_cancelled(key_result):
                pairs.append((key_result.weight, confidence))
        return mean(pairs)

    # Units (§10)

    def own_objectives(self, unit: str, cycle_id: str) -> list[Objective]:
        return [item for item in self.objectives if item.unit == unit and item.cycle.id == cycle_id]

    def own_pairs(self, unit: str, cycle_id: str) -> list[tuple[Fraction, Fraction]]:
        """Weight and progress of the unit's own objectives that have progress and are not cancelled."""
        pairs = []
        for objective in self.own_objectives(unit, cycle_id):
            progress = self.progress(objective)
            if progress is not None and not self.is_cancelled(objective):
                pairs.append((objective.weight, progress))
        return pairs

    def unit_progress(self, unit: str, cycle_id: str) -> Fraction | None:
        """Own objectives and child units in one mean, "in exactly that cycle"; only the former with `own`."""
        pairs = self.own_pairs(unit, cycle_id)
        if self.tree:
            for child, front in self.organisation.units.items():
                if child and child.rpartition("/")[0] == unit:
                    progress = self.unit_progress(child, cycle_id)
                    if progress is not None:
                        pairs.append((exact(front.get("weight", 1)), progress))
        return mean(pairs)

    # KPIs (§8)

    def health(self, front: Data) -> str:
        values = front.get("values", {})
        pairs = values.items() if isinstance(values, dict) else [(entry["date"], entry["value"]) for entry in values]
        known = sorted((day, exact(value)) for day, value in pairs if day <= self.as_of)
        if not known or "good" not in front or not ("target" in front or "low" in front):
            return "unknown"
        value = known[-1][1]
        if self.holds(front, front["good"], value):
            return "healthy"
        return "watch" if self.within(front.get("watch"), front["good"], value) else "unhealthy"

    # The result (§16)

    def result(self) -> Data:
        return {
            "cycles": {cycle.id: self.cycle_result(cycle) for cycle in self.cycles.values()},
            "units": {ref: {"cycles": self.unit_result(ref)} for ref in sorted(self.organisation.units)},
            "objectives": {ref: self.objective_result(self.by_ref[ref]) for ref in sorted(self.by_ref)},
            "kpis": {kpi_ref(kpi): {"health": self.health(kpi["front"])} for kpi in self.organisation.kpis},
        }

    def cycle_result(self, cycle: Cycle) -> Data:
        return {
            "start": cycle.start.isoformat(),
            "end": cycle.end.isoformat(),
            "state": self.state(cycle),
            "elapsed": written(self.elapsed(cycle)),
        }

    def unit_result(self, unit: str) -> Data:
        """§18 okrs.json: the cycles by start, "those with own objectives or a progress"."""
        result = {}
        for cycle in sorted(self.cycles.values(), key=lambda cycle: (cycle.start, cycle.end, cycle.id)):
            own = self.own_objectives(unit, cycle.id)
            progress = self.unit_progress(unit, cycle.id)
            if not own and progress is None:
                continue
            statuses = Counter(self.status(objective) for objective in own)
            result[cycle.id] = {
                "progress": maybe_written(progress),
                "own": maybe_written(mean(self.own_pairs(unit, cycle.id))),
                "objectives": len(own),
                "statuses": {status: statuses[status] for status in STATUSES if statuses[status]},
            }
        return result

    def objective_result(self, objective: Objective) -> Data:
        updated = self.updated(objective)
        return {
            "progress": maybe_written(self.progress(objective)),
            "expected": maybe_written(self.expected(objective)),
            "status": self.status(objective),
            "score": maybe_written(self.score(objective)),
            "confidence": maybe_written(self.objective_confidence(objective)),
            "updated": updated.isoformat() if updated else None,
            "key_results": {item.id: self.key_result_result(item) for item in objective.key_results},
        }

    def key_result_result(self, key_result: KeyResult) -> Data:
        return {
            "current": self.shown(self.value_on(key_result, self.as_of)),
            "raw": maybe_written(self.raw(key_result)),
            "progress": maybe_written(self.progress(key_result)),
            "expected": maybe_written(self.expected(key_result)),
            "status": self.status(key_result),
            "confidence": maybe_written(self.key_result_confidence(key_result)),
            "series": self.series(key_result),
        }


# --- Self-check ------------------------------------------------------------------------------------------------------


def check(count: int = 200) -> dict[str, Counter[str]]:
    """Makes and evaluates organisations of growing size on several days; counts what came up."""
    seen: dict[str, Counter[str]] = {name: Counter() for name in ("objective", "key result", "KPI", "cycle")}
    for seed in range(count):
        organisation = make_organisation(random.Random(seed), 1 + seed % 40)
        assert files(organisation)
        for days in (-100, -20, 0, 1, 45, 400):
            numbers = expected(organisation, organisation.as_of + timedelta(days=days))
            if days != 0:
                continue
            seen["cycle"].update(cycle["state"] for cycle in numbers["cycles"].values())
            seen["KPI"].update(kpi["health"] for kpi in numbers["kpis"].values())
            for objective in numbers["objectives"].values():
                seen["objective"][objective["status"]] += 1
                seen["key result"].update(item["status"] for item in objective["key_results"].values())
    return seen


if __name__ == "__main__":
    for subject, statuses in check().items():
        print(f"{subject}: " + ", ".join(f"{number} {status}" for status, number in sorted(statuses.items())))
