"""The objectives of a cycle → new documents that carry them on in a later one, and what is left behind and why (FORMAT §12, §17).

What is still to be reached goes on: each number starts where it stands now. What belongs to the old cycle stays there: check-ins,
scores, judgements, mini-goals, money, and whatever is done.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from okrsite.additions import Addition
from okrsite.config import Config
from okrsite.cycles import Cycles
from okrsite.diagnostics import Location, Severity, has_errors
from okrsite.document_text import document_text
from okrsite.figures import Figures, KeyResultFigures
from okrsite.model import Alignment, Edge, KeyResult, KeyResultType, Milestone, Objective, Organisation, Reference, Rollup, Status
from okrsite.moved_links import moved_links
from okrsite.parse import Item
from okrsite.project import Content, load_config, read_content
from okrsite.reading import ContentError, everything_wrong, see
from okrsite.rollup import compute
from okrsite.source.gate import Disk
from okrsite.suggestions import did_you_mean
from okrsite.values import is_cancelled, milestones_done
from okrsite.visibility import Chains, View

_NOWHERE = Location("")
_SIX_DECIMALS = Decimal("0.000001")


class RolloverError(Exception):
    """There is no such cycle or unit, or nothing can be carried from the one cycle into the other (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Carried:
    """An objective that goes on: its reference, the new document, and what is different or left out."""

    reference: str
    addition: Addition
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """An objective that does not, and why."""

    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rollover will do."""

    carried: tuple[Carried, ...]
    left_behind: tuple[LeftBehind, ...]


def plan_of(project: Path, as_of: date, cycle: str, to: str, unit: str = "", *, unfinished: bool = False) -> Plan:
    """What carrying a cycle's objectives over means: those of a unit and the units below it, or only those not achieved.

    Everything is seen, whoever may see it once it is published; raises ContentError where something is wrong.
    """
    config = load_config(project)
    content = read_content(Disk(project), config)
    problems = everything_wrong(content, config, as_of)
    if has_errors(problems):
        raise ContentError(problems)
    organisation = see(content, config, View(as_of, everything=True), Severity.ERROR).organisation
    _check_cycles(organisation, config, cycle, to)
    if unit not in organisation.units:
        raise RolloverError(f"There is no unit `{unit}`. {did_you_mean(unit, organisation.units)}".rstrip())
    return _Rollover(organisation, compute(organisation, config, as_of), config, content, cycle, to, unit, unfinished).plan()


def _check_cycles(organisation: Organisation, config: Config, cycle: str, to: str) -> None:
    old, new = config.calendar.find(cycle), config.calendar.find(to)
    for name, found in ((cycle, old), (to, new)):
        if found is None:
            raise RolloverError(f"There is no cycle `{name}`: write it like 2026-q4, or configure it in okrsite.yml.")
    if old and new and (old.start, old.end) >= (new.start, new.end):
        raise RolloverError(f"{to} does not come after {cycle}; objectives are carried into a later cycle.")
    if not any(objective.cycle == cycle for objective in organisation.objectives.values()):
        used = ", ".join(found.id for found in organisation.cycles.in_order({o.cycle for o in organisation.objectives.values()}))
        raise RolloverError(f"No objective is in {cycle}. Cycles with objectives: {used or 'none'}.")


@dataclass(frozen=True)
class _Rollover:
    """One run."""

    organisation: Organisation
    figures: Figures
    config: Config
    content: Content
    cycle: str
    to: str
    unit: str
    unfinished: bool

    def plan(self) -> Plan:
        left = [LeftBehind(o.reference, reason) for o in self.candidates if (reason := self.reason_to_stay(o))]
        return Plan(tuple(self.carried(objective) for objective in self.moving.values()), tuple(left))

    @cached_property
    def candidates(self) -> list[Objective]:
        return [
            objective
            for objective in self.organisation.objectives.values()
            if objective.cycle == self.cycle and (not self.unit or f"{objective.unit}/".startswith(f"{self.unit}/"))
        ]

    @cached_property
    def moving(self) -> Mapping[str, Objective]:
        """The objectives that are carried over, by their old reference."""
        return {objective.reference: objective for objective in self.candidates if not self.reason_to_stay(objective)}

    @cached_property
    def cycles(self) -> Cycles:
        """The cycles in use once the new one is."""
        return self.config.calendar.in_use({self.to, *(o.cycle for o in self.organisation.objectives.values())})

    @cached_property
    def files(self) -> frozenset[str]:
        """All that lie in the content folder."""
        return frozenset(source.file for source in (*self.content.documents, *self.content.attachments))

    @cached_property
    def chains(self) -> Chains:
        return self.content.chains(self.config)

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """What is known of each document, by file."""
        return {item.file: item for item in self.content.items}

    # -- what stays --

    def reason_to_stay(self, objective: Objective) -> str | None:
        """Why an objective is left behind, if it is."""
        status = self.figures.objectives[objective.reference].status
        if status is Status.CANCELLED:
            return "cancelled"
        if self.unfinished and status is Status.ACHIEVED:
            return "achieved"
        if goes_on_as := self.successor(objective.reference):
            return f"{goes_on_as.reference} carries it on already"
        if self.file(objective) in self.files:
            return f"{self.file(objective)} is there already"
        if objective.key_results and not any(self.goes_on(objective, key_result) for key_result in objective.key_results):
            return "all its key results are done or cancelled"
        return None

    def goes_on(self, objective: Objective, key_result: KeyResult) -> bool:
        """Whether there is anything left to reach: done is done for booleans and milestones only."""
        value = self.measured(objective, key_result).value
        if is_cancelled(key_result, self.figures.as_of) or value is True:
            return False
        return key_result.type is not KeyResultType.MILESTONES or bool(self.open_milestones(objective, key_result))

    def open_milestones(self, objective: Objective, key_result: KeyResult) -> tuple[Milestone, ...]:
        value = self.measured(objective, key_result).value
        done = milestones_done(key_result.milestones, value if isinstance(value, tuple) else (), self.figures.as_of)
        return tuple(milestone for milestone in key_result.milestones if milestone.title not in done)

    def measured(self, objective: Objective, key_result: KeyResult) -> KeyResultFigures:
        return self.figures.objectives[objective.reference].key_results[key_result.id]

    # -- where it goes --

    def successor(self, reference: str) -> Objective | None:
        """The objective of the new cycle that says it carries on an old one."""
        return next((self.organisation.objectives[new] for new in self.continued_by.get(reference, ())), None)

    @cached_property
    def continued_by(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for new, old in self.organisation.continues.items():
            if self.organisation.objectives[new].cycle == self.to:
                found.setdefault(old, []).append(new)
        return found

    def new_reference(self, objective: Objective) -> str:
        return "/".join(filter(None, (objective.unit, self.to, objective.id)))

    def file(self, objective: Objective) -> str:
        """The new document's file: the same name in the unit's folder of the new cycle."""
        name = objective.location.file.rpartition("/")[2]
        return "/".join(filter(None, (self.config.content, objective.unit, self.to, name)))

    # -- what goes on --

    def carried(self, objective: Objective) -> Carried:
        """An objective's new document, with notes on what a reader of the old one would miss."""
        notes: list[str] = []
        going = [key_result for key_result in objective.key_results if self.goes_on(objective, key_result)]
        notes += [f"{k.id}: left behind, it is done or cancelled" for k in objective.key_results if k not in going]
        key_results = tuple(self.key_result(objective, key_result, notes) for key_result in going)
        new = replace(
            objective,
            cycle=self.to,
            aligns_to=tuple(self.alignments(objective, notes)),
            progress=Decimal(0) if objective.rollup is Rollup.MANUAL else None,
            key_results=key_results,
            initiatives=tuple(i for i in objective.initiatives if i.status not in ("done", "dropped")),
            continues=Reference(objective.reference, _NOWHERE),
            body=moved_links(objective.body, objective.location.file, self.file(objective), self.files, self.successors),
        )
        stem = objective.location.file.rpartition("/")[2].removesuffix(".md")
        return Carried(objective.reference, Addition(self.file(objective), document_text(new, stem)), tuple(notes))

    @cached_property
    def successors(self) -> Mapping[str, str]:
        """Where each document that goes on has its successor."""
        return {objective.location.file: self.file(objective) for objective in self.moving.values()}

    def key_result(self, objective: Objective, key_result: KeyResult, notes: list[str]) -> KeyResult:
        """A key result as it begins anew."""
        kpi = self.organisation.kpi_of.get((objective.reference, key_result.id))
        if key_result.plan:
            notes.append(f"{key_result.id}: its mini-goals are left out, they lie in {self.cycle}")
        new = self.cycles[self.to]
        return replace(
            key_result,
            start=self.start(objective, key_result, notes),
            milestones=self.open_milestones(objective, key_result),
            due=key_result.due if key_result.due and new.start <= key_result.due <= new.end else None,
            kpi=Reference(kpi, _NOWHERE) if kpi else None,
            aligns_to=next((a.to for a in self.parents(objective, key_result.id, notes)), None),
            plan=(),
        )

    def start(self, objective: Objective, key_result: KeyResult, notes: list[str]) -> Decimal | None:
        """Where a number begins: at its last value, unless that is the target or beyond, whence there would be no way to go."""
        found = self.measured(objective, key_result)
        if key_result.type is not KeyResultType.NUMBER or not isinstance(found.value, Fraction):
            return key_result.start
        if found.raw is not None and found.raw >= 1:
            notes.append(f"{key_result.id}: reached already; set a new target")
            return key_result.start
        return _decimal(found.value)

    def alignments(self, objective: Objective, notes: list[str]) -> Iterator[Alignment]:
        return self.parents(objective, None, notes)

    def parents(self, objective: Objective, key_result: str | None, notes: list[str]) -> Iterator[Alignment]:
        """What it, or one of its key results, supports from now on."""
        for edge in self.organisation.parents.get(objective.reference, ()):
            if edge.source_key_result != key_result:
                continue
            new = self.parent(objective, edge)
            if new:
                yield Alignment(Reference(new, _NOWHERE), edge.contributes, edge.weight)
            else:
                whose = f"{key_result}: " if key_result else ""
                notes.append(f"{whose}no longer aligns to {_target(edge, edge.target)}, which has no successor to name")

    def may_name(self, objective: Objective, other: Objective) -> bool:
        """Whether whoever may see the one may see the other: else naming it would be a fault (FORMAT §13)."""
        view = self.chains.narrowest_view(self.items[objective.location.file], self.figures.as_of)
        return view.shows(self.chains.of(self.items[other.location.file]))

    def parent(self, objective: Objective, edge: Edge) -> str | None:
        """What an alignment leads to in the new cycle: the parent's successor, or the parent itself where its cycle still runs."""
        parent = self.organisation.objectives[edge.target]
        if successor := self.successor(edge.target):
            if not self.may_name(objective, successor):
                return None
            has_it = edge.target_key_result is None or successor.key_result(edge.target_key_result)
            return _target(edge, successor.reference) if has_it else None
        if edge.target in self.moving:
            above = parent.key_result(edge.target_key_result) if edge.target_key_result else None
            return _target(edge, self.new_reference(parent)) if above is None or self.goes_on(parent, above) else None
        is_cancelled_itself = self.figures.objectives[edge.target].status is Status.CANCELLED
        still_runs = parent.cycle != self.cycle and self.cycles.within(self.to, parent.cycle)
        return _target(edge, edge.target) if still_runs and not is_cancelled_itself else None


def _target(edge: Edge, reference: str) -> str:
    return f"{reference}#{edge.target_key_result}" if edge.target_key_result else reference


def _decimal(value: Fraction) -> Decimal:
    """A value as it can be written: exact, or with six decimals where it has no end."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_SIX_DECIMALS, ROUND_HALF_UP)
