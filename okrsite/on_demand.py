"""An organisation as of a day → its numbers, each worked out when somebody asks for it (FORMAT §9 to §12).

The numbers of an objective need it and whatever counts in it, at any depth, and nothing else. After a small change a build, or `okrsite
show`, looks at few of ten thousand objectives; whoever goes over all of them gets them from one computation.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from okrsite.config import Config
from okrsite.figures import Figures, ObjectiveFigures, UnitFigures
from okrsite.measures import kpi_health
from okrsite.model import Edge, Organisation
from okrsite.published import NO_HISTORY, History
from okrsite.rollup import compute
from okrsite.values import reached

_MADE_FROM = ("units", "objectives", "kpis", "children", "child_units", "by_unit_and_cycle")
FIGURES_MADE_FROM = (*(f"Organisation.{name}" for name in _MADE_FROM), "History.values", "History.updates")
"""The mappings that these numbers are worked out from, besides the configuration and the day."""

UnitAndCycle = tuple[str, str]
K = TypeVar("K")
V = TypeVar("V")


def figures_on_demand(organisation: Organisation, config: Config, as_of: date, history: History = NO_HISTORY) -> Figures:
    """The same numbers as those of `okrsite.rollup.compute`, none of them worked out yet."""
    source = _Source(organisation, config, as_of, history)
    units = _Units(source)
    return Figures(
        as_of, _Objectives(source), units, _UnitCycles(source, units),
        {reference: kpi_health(kpi, as_of) for reference, kpi in organisation.kpis.items()},
    )  # fmt: skip


class _Source(Struct, frozen=True, dict=True):
    """What the numbers are worked out from."""

    organisation: Organisation
    config: Config
    as_of: date
    history: History

    @cached_property
    def everything(self) -> Figures:
        """All numbers; from then on nothing is worked out any more."""
        return compute(self.organisation, self.config, self.as_of, self.history)

    @cached_property
    def unit_cycles(self) -> Mapping[str, list[str]]:
        """The cycles in which each unit, or one below it, has objectives."""
        cycles: dict[str, dict[str, None]] = {reference: {} for reference in self.organisation.units}
        for unit, cycle in self.organisation.by_unit_and_cycle:
            above: str | None = unit
            while above is not None and cycle not in cycles[above]:
                cycles[above][cycle] = None
                above = self.organisation.units[above].parent
        return {unit: list(found) for unit, found in cycles.items()}

    def has_everything(self) -> bool:
        """Whether all numbers are there already."""
        return "everything" in self.__dict__

    def part(self, objectives: Iterable[str], units: Iterable[str] = ()) -> Figures:
        """The numbers of some objectives, of whatever counts in them, and of some units with all units below these."""
        return compute(_part(self.organisation, objectives, set(units)), self.config, self.as_of, self.history)


class _OnDemand(Mapping[K, V]):
    """Numbers by key; those that were asked for are kept."""

    def __init__(self, source: _Source) -> None:
        self._source = source
        self._found: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._found:
            self._find(key)
        return self._found[key]

    def _find(self, key: K) -> None:
        if self._source.has_everything():
            self._found = dict(self._all())
        elif key in self:
            self._found.update(self._worked_out(key))

    def __iter__(self) -> Iterator[K]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> Mapping[K, V]:
        """All of them, from one computation."""
        raise NotImplementedError

    def _worked_out(self, key: K) -> Mapping[K, V]:
        """That of a key, with whatever else came of it."""
        raise NotImplementedError


class _Objectives(_OnDemand[str, ObjectiveFigures]):
    """By reference."""

    def __contains__(self, key: object) -> bool:
        return key in self._source.organisation.objectives

    def _all(self) -> Mapping[str, ObjectiveFigures]:
        return self._source.everything.objectives

    def _worked_out(self, key: str) -> Mapping[str, ObjectiveFigures]:
        return self._source.part([key]).objectives


class _Units(_OnDemand[UnitAndCycle, UnitFigures]):
    """By unit and cycle."""

    def __contains__(self, key: object) -> bool:
        unit, cycle = key if isinstance(key, tuple) else (key, None)
        return cycle in self._source.unit_cycles.get(unit, ())

    def _all(self) -> Mapping[UnitAndCycle, UnitFigures]:
        return self._source.everything.units

    def _worked_out(self, key: UnitAndCycle) -> Mapping[UnitAndCycle, UnitFigures]:
        (unit, cycle), organisation = key, self._source.organisation
        units = reached([unit], lambda reference: organisation.child_units.get(reference, ()))
        objectives = [r for u in units for r in organisation.by_unit_and_cycle.get((u, cycle), ())]
        return {k: v for k, v in self._source.part(objectives, units).units.items() if k[1] == cycle}


class _UnitCycles(_OnDemand[str, tuple[str, ...]]):
    """The cycles of each unit by start: those with objectives of its own, and those in which a unit below has progress."""

    def __init__(self, source: _Source, units: Mapping[UnitAndCycle, UnitFigures]) -> None:
        super().__init__(source)
        self._units = units

    def __contains__(self, key: object) -> bool:
        return key in self._source.organisation.units

    def __iter__(self) -> Iterator[str]:
        return iter(self._source.organisation.units)

    def __len__(self) -> int:
        return len(self._source.organisation.units)

    def _all(self) -> Mapping[str, tuple[str, ...]]:
        return self._source.everything.unit_cycles

    def _worked_out(self, key: str) -> Mapping[str, tuple[str, ...]]:
        organisation = self._source.organisation
        shown = [
            cycle
            for cycle in self._source.unit_cycles[key]
            if (key, cycle) in organisation.by_unit_and_cycle or self._units[key, cycle].progress is not None
        ]
        return {key: tuple(cycle.id for cycle in organisation.cycles.in_order(shown))}


def _part(organisation: Organisation, objectives: Iterable[str], units: set[str]) -> Organisation:
    """As much of an organisation as the numbers of some objectives and units are worked out from."""
    counting = {r: organisation.objectives[r] for r in reached(objectives, lambda r: _sources(organisation, r))}
    children = {r: tuple(e for e in organisation.children.get(r, ()) if e.counts) for r in counting}
    return replace(
        organisation,
        objectives=counting,
        units={r: organisation.units[r] for r in units},
        kpis={},
        alignments=tuple(edge for edges in children.values() for edge in edges),
        children=children,
        parents=_by_source(children),
        child_units={r: organisation.child_units[r] for r in units if r in organisation.child_units},
        by_unit_and_cycle={
            (unit, cycle): own
            for unit in units
            for cycle in organisation.cycles.listed
            if (own := organisation.by_unit_and_cycle.get((unit, cycle))) and counting.keys() >= set(own)
        },
    )


def _sources(organisation: Organisation, reference: str) -> list[str]:
    """The objectives that count in one, by themselves or with a key result."""
    return [edge.source for edge in organisation.children.get(reference, ()) if edge.counts]


def _by_source(children: Mapping[str, tuple[Edge, ...]]) -> Mapping[str, tuple[Edge, ...]]:
    parents: dict[str, list[Edge]] = {}
    for edges in children.values():
        for edge in edges:
            parents.setdefault(edge.source, []).append(edge)
    return {reference: tuple(edges) for reference, edges in parents.items()}
