"""An organisation with its numbers → how well each unit does OKRs: 100 points, less what WEIGHTS takes for each flaw of its objectives.

This is about how goals are set and kept up, not about how far they are, and nothing here counts what a person does. A unit is judged by
its own objectives of now, the company by those of all units. What a site has switched off, or a document ignores with its reason, costs
nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from msgspec import Struct

from okrsite import practice
from okrsite.checks import RULES
from okrsite.checks.rules import setting
from okrsite.config import Config
from okrsite.cycles import Cycle, Cycles, State
from okrsite.figures import Figures
from okrsite.model import Ignore, Objective, Organisation
from okrsite.values import exact

WHOLE = 100
GRACE = 14
"""Days after the end of a cycle in which nobody has to have closed it."""
MEMORY = 366
"""Days after which nobody is asked any more whether a cycle was closed."""


class Flaw(StrEnum):
    """What points are lost for."""

    UNALIGNED = "unaligned"
    UNMEASURED = "unmeasured"
    SILENT = "silent"
    NO_OWNER = "no_owner"
    STALE = "stale"
    BEHIND = "on_track_but_behind"
    NOT_CLOSED = "not_closed"
    LEVEL_SKIP = "level_skip"
    SILO = "silo"
    CROWDED = "crowded"


FLAWS_OF_UNITS = (Flaw.SILO, Flaw.CROWDED)
"""What a unit has as a whole; the others are those of objectives."""


class Weight(Struct, frozen=True):
    """What a flaw costs where all objectives (for a silo and a crowd: all units) have it, and the rules of `check` that speak of it."""

    points: int
    rules: tuple[str, ...]


WEIGHTS: Mapping[Flaw, Weight] = MappingProxyType(
    {
        Flaw.UNALIGNED: Weight(20, ("orphan",)),
        Flaw.UNMEASURED: Weight(20, ("unmeasured-objective",)),
        Flaw.SILENT: Weight(20, ("not-started", "no-check-in")),
        Flaw.NO_OWNER: Weight(15, ("no-owner",)),
        Flaw.STALE: Weight(15, ()),
        Flaw.BEHIND: Weight(10, ("on-track-but-behind",)),
        Flaw.NOT_CLOSED: Weight(10, ("not-closed",)),
        Flaw.LEVEL_SKIP: Weight(5, ("level-skip",)),
        Flaw.SILO: Weight(5, ("orphan",)),
        Flaw.CROWDED: Weight(5, ("too-many-objectives",)),
    }
)

_CROWDED = next(rule for rule in RULES if rule.code in WEIGHTS[Flaw.CROWDED].rules)  # it knows the limits


class Tally(Struct, frozen=True):
    """Which objectives or units have a flaw, of how many that could have it."""

    flaw: Flaw
    found: tuple[str, ...]
    of: int

    @property
    def points(self) -> int:
        """What is lost: the flaw's weight by the share of those that have it, half up, and at least 1 where any has."""
        if not self.found:
            return 0
        return max(1, int(Fraction(WEIGHTS[self.flaw].points * len(self.found), self.of) + Fraction(1, 2)))


class OkrHealth(Struct, frozen=True):
    """How well a unit, or the company with all units, does OKRs in the cycles of now, by start."""

    unit: str
    cycles: tuple[str, ...]
    objectives: int
    tallies: tuple[Tally, ...]

    @property
    def losses(self) -> tuple[Tally, ...]:
        """What points are lost for, the most first."""
        return tuple(sorted((tally for tally in self.tallies if tally.found), key=lambda tally: -tally.points))

    @property
    def score(self) -> int | None:
        """From 0 to 100; None where there is nothing to judge."""
        return max(0, WHOLE - sum(tally.points for tally in self.tallies)) if self.objectives else None


class Examination(Struct, frozen=True):
    """What health is found from; `current` is the cycle of now of the whole organisation (FORMAT §3)."""

    organisation: Organisation
    figures: Figures
    config: Config
    as_of: date
    current: Cycle | None

    def unit(self, reference: str) -> OkrHealth:
        """How well a unit does with its own objectives."""
        cycles = self._cycles_of_now(reference)
        objectives = [objective for cycle in cycles for objective in self._objectives(reference, cycle)]
        tallies = (*self._of_objectives(objectives), self._not_closed(reference, objectives), *self._of_unit(reference, objectives))
        return OkrHealth(reference, cycles, len(objectives), tallies)

    def _cycles_of_now(self, unit: str) -> tuple[str, ...]:
        """The active cycles with objectives of a unit; else its next planned one; else its last, unless the others have gone on."""
        cycles = self.organisation.cycles
        own = [cycle for cycle in cycles.listed if self.organisation.by_unit_and_cycle.get((unit, cycle))]
        if active := [cycle for cycle in own if self._state(cycle) is State.ACTIVE]:
            return tuple(cycle.id for cycle in cycles.in_order(active))
        found = cycles.current(own, self.as_of)
        goes_on = self.current is not None and self._state(self.current.id) is not State.CLOSED
        is_past = found is None or (goes_on and self._state(found.id) is State.CLOSED)
        return () if found is None or is_past else (found.id,)

    def _state(self, cycle: str) -> State:
        return self.organisation.cycles[cycle].state(self.as_of)

    def _objectives(self, unit: str, cycle: str) -> list[Objective]:
        """A unit's objectives in a cycle that nobody has cancelled."""
        references = self.organisation.by_unit_and_cycle.get((unit, cycle), ())
        objectives = (self.organisation.objectives[reference] for reference in references)
        return [objective for objective in objectives if not practice.is_given_up(objective, self.as_of)]

    # ---- flaws of objectives ----

    def _of_objectives(self, objectives: list[Objective]) -> Iterator[Tally]:
        organisation, figures = self.organisation, self.figures.objectives
        gap = exact(self.config.status.off_track)
        late = {o.reference for o in objectives if self._is_waited_for(o)}
        heard = {reference for reference in late if figures[reference].updated}
        yield self._tally(Flaw.UNALIGNED, objectives, lambda o: practice.is_orphan(organisation, o))
        yield self._tally(Flaw.UNMEASURED, objectives, lambda o: not practice.is_measured(o, self.as_of))
        yield self._tally(Flaw.NO_OWNER, objectives, lambda o: not o.owner)
        yield self._tally(Flaw.SILENT, objectives, lambda o: o.reference in late - heard)
        yield self._tally(Flaw.STALE, objectives, lambda o: o.reference in heard)
        yield self._tally(Flaw.BEHIND, objectives, lambda o: practice.is_said_on_track_but_behind(figures[o.reference], gap))
        yield self._tally(Flaw.LEVEL_SKIP, objectives, lambda o: practice.passed_over(organisation, o) is not None)

    def _is_waited_for(self, objective: Objective) -> bool:
        figures, patience = self.figures.objectives[objective.reference], self.config.status.stale_after
        return practice.is_waited_for(self.organisation, objective, figures, self.as_of, patience)

    def _tally(self, flaw: Flaw, objectives: list[Objective], has: Callable[[Objective], bool]) -> Tally:
        """The objectives with a flaw that is counted there."""
        found = tuple(o.reference for o in objectives if self._counts(flaw, o.ignores) and has(o))
        return Tally(flaw, found, len(objectives))

    def _counts(self, flaw: Flaw, ignores: Iterable[Ignore]) -> bool:
        """Whether neither the site nor a document has said that it does not want a rule that speaks of it."""
        ignored = {ignore.rule for ignore in ignores}
        return not any(self.config.checks.get(rule) == "off" or rule in ignored for rule in WEIGHTS[flaw].rules)

    def _not_closed(self, unit: str, now: list[Objective]) -> Tally:
        """What was not looked back at of the last cycle that is over."""
        cycles, as_of = self.organisation.cycles, self.as_of
        over = [c for c in cycles.listed if self._state(c) is State.CLOSED and self.organisation.by_unit_and_cycle.get((unit, c))]
        last = cycles.current(over, as_of) if now else None
        if last is None or not GRACE < (as_of - last.end).days <= MEMORY:
            return Tally(Flaw.NOT_CLOSED, (), 0)
        return self._tally(Flaw.NOT_CLOSED, self._objectives(unit, last.id), lambda o: not practice.is_looked_back_at(o))

    # ---- flaws of units ----

    def _of_unit(self, unit: str, objectives: list[Objective]) -> Iterator[Tally]:
        """A silo is one by its objectives, which may ignore it; too many are too many for the unit."""
        minding = [objective for objective in objectives if self._counts(Flaw.SILO, objective.ignores)]
        is_crowded = objectives and self._counts(Flaw.CROWDED, self.organisation.units[unit].ignores) and self._is_crowded(unit, objectives)
        yield Tally(Flaw.SILO, (unit,) if minding and self._is_silo(unit, objectives) else (), int(bool(objectives)))
        yield Tally(Flaw.CROWDED, (unit,) if is_crowded else (), int(bool(objectives)))

    def _is_silo(self, unit: str, objectives: list[Objective]) -> bool:
        """Whether nothing links it to another unit, although one above or right below has objectives at that time."""
        if not unit or any(practice.reaches_another_unit(self.organisation, objective) for objective in objectives):
            return False
        others = ("", *practice.units_between(unit, ""), *self.organisation.child_units.get(unit, ()))
        cycles = {objective.cycle for objective in objectives}
        return any(practice.has_objectives_around(self.organisation, other, cycle) for other in others for cycle in cycles)

    def _is_crowded(self, unit: str, objectives: list[Objective]) -> bool:
        """Whether it has more objectives in one cycle than the site's limit."""
        limits = setting(_CROWDED, self.config)
        in_cycles = Counter(objective.cycle for objective in objectives)
        return limits is not None and max(in_cycles.values()) > limits.thresholds["max" if unit else "company"]


def together(healths: Iterable[OkrHealth], cycles: Cycles) -> OkrHealth:
    """All units as one, which is the company's health."""
    judged = [health for health in healths if health.objectives]
    tallies = tuple(_sum(flaw, (tally for health in judged for tally in health.tallies if tally.flaw is flaw)) for flaw in Flaw)
    used = cycles.in_order({cycle for health in judged for cycle in health.cycles})
    return OkrHealth("", tuple(cycle.id for cycle in used), sum(health.objectives for health in judged), tallies)


def _sum(flaw: Flaw, tallies: Iterable[Tally]) -> Tally:
    parts = list(tallies)
    return Tally(flaw, tuple(found for part in parts for found in part.found), sum(part.of for part in parts))
