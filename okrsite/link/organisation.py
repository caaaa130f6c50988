"""Parsed items → Organisation, with what is wrong between documents (FORMAT §2, §10, §18)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypeVar

from msgspec import Struct

from okrsite.config import Config
from okrsite.cycles import Cycles
from okrsite.diagnostics import Diagnostic, Location
from okrsite.link.addresses import address_faults
from okrsite.link.references import Resolver, Target
from okrsite.link.rings import node_of, ring_faults
from okrsite.model import Edge, KeyResult, KeyResultType, Kpi, Objective, Organisation, Page, Person, Reference, Unit
from okrsite.parse import Item
from okrsite.suggestions import Guesses, nearest

T = TypeVar("T", Unit, Objective, Kpi, Page)
K = TypeVar("K", str, tuple[str, str])
V = TypeVar("V", str, tuple[str, str])


class Linked(Struct, frozen=True):
    """An organisation, and what is wrong with it; with errors it is not fit for anything but finding more of them."""

    organisation: Organisation
    resolver: Resolver
    diagnostics: tuple[Diagnostic, ...]


class Ties(Struct, frozen=True, array_like=True):
    """What the references in documents come to, as in Organisation; all else of one is in its documents or follows from these."""

    alignments: tuple[Edge, ...]
    continues: Mapping[str, str]
    kpi_moved_by: Mapping[str, tuple[tuple[str, str], ...]]
    by_unit_and_cycle: Mapping[tuple[str, str], tuple[str, ...]]


def organisation_of(
    units: Mapping[str, Unit], objectives: Mapping[str, Objective], kpis: Mapping[str, Kpi], pages: Mapping[str, Page],
    people: Mapping[str, Person], config: Config, ties: Ties,
) -> Organisation:  # fmt: skip
    """An organisation of its documents by reference and what ties them together; no objective is looked at."""
    below: dict[str, list[str]] = {}
    for unit in units.values():
        if unit.parent is not None:
            below.setdefault(unit.parent, []).append(unit.reference)
    return Organisation(
        units=units, objectives=objectives, kpis=kpis, pages=pages, people=people, cycles=_cycles(config, ties.by_unit_and_cycle, pages),
        alignments=ties.alignments, continues=ties.continues, kpi_moved_by=ties.kpi_moved_by,
        kpi_of={key_result: kpi for kpi, moving in ties.kpi_moved_by.items() for key_result in moving},
        parents=_grouped(ties.alignments, "source"), children=_grouped(ties.alignments, "target"),
        child_units=_tuples(below), by_unit_and_cycle=ties.by_unit_and_cycle,
    )  # fmt: skip


def _cycles(config: Config, of_objectives: Iterable[tuple[str, str]], pages: Mapping[str, Page]) -> Cycles:
    return config.calendar.in_use({cycle for _, cycle in of_objectives}, {page.cycle for page in pages.values() if page.cycle})


def link(items: Iterable[Item], people: Mapping[str, Person] | None, config: Config, unclear: frozenset[str] = frozenset()) -> Linked:
    """The organisation that some items make; `unclear` are references of which nothing may be said but that they are there."""
    return _Linker(tuple(items), people, config, unclear).linked()


def again(
    others: Iterable[Item], objectives: Mapping[str, Objective], files: Mapping[str, str], people: Mapping[str, Person] | None,
    config: Config, ties: Ties,
) -> Linked:  # fmt: skip
    """What `link` found in documents without a fault that say what they said; `files` are the objectives' by reference.

    Only the `others` are looked at, so that no objective has to be there before somebody asks for it.
    """
    items = tuple(others)
    units, kpis, pages = _by_reference(items, Unit), _by_reference(items, Kpi), _by_reference(items, Page)
    organisation = organisation_of(units, objectives, kpis, pages, people or {}, config, ties)
    names = {**{item.file: item.reference for item in items}, **{file: reference for reference, file in files.items()}}
    return Linked(organisation, _resolver(names, frozenset(), objectives, units, kpis, pages, config.content), ())


class _Linker:
    """One run of linking: collects edges and faults."""

    def __init__(self, items: tuple[Item, ...], people: Mapping[str, Person] | None, config: Config, unclear: frozenset[str]) -> None:
        self.config, self.people = config, people or {}
        self.units, self.objectives = _by_reference(items, Unit), _by_reference(items, Objective)
        self.kpis, self.pages = _by_reference(items, Kpi), _by_reference(items, Page)
        self.sketches = [item.sketch for item in items if item.sketch and not item.value]
        self.strangers = [] if people is None else [key for item in items for key in item.keys if key.text not in people]
        self.things = [item.value for item in items if item.value]
        self.cycles = _cycles(config, ((objective.unit, objective.cycle) for objective in self.objectives.values()), self.pages)
        broken = unclear | {item.reference for item in items if item.value is None}
        names = {item.file: item.reference for item in items}
        self.resolver = _resolver(names, broken, self.objectives, self.units, self.kpis, self.pages, config.content)
        self.faults: list[Diagnostic] = []
        self.edges: list[Edge] = []
        self.written_at: dict[tuple[str, str], Location] = {}
        self.continues: dict[str, str] = {}
        self.moved_by: dict[str, list[tuple[str, str]]] = {}

    def linked(self) -> Linked:
        for objective in self.objectives.values():
            self._link_objective(objective)
        for sketch in self.sketches:
            self._look_at_references(sketch)
        self.faults += ring_faults(self.edges, self.written_at)
        self.faults += address_faults(self.things, {p.id: p.location for p in self.people.values() if p.location}, self.config)
        for person in self.people.values():
            self._link_person(person)
        guesses = Guesses()
        for stranger in self.strangers:
            near = nearest(stranger.text, self.people) if guesses.one_more() else None
            hint = f"Did you mean `{near}`?" if near else "Add them to people.yml, or write the full name."
            self._fault(stranger.location, "unknown-person", f"There is no `{stranger.text}` in people.yml.", hint)
        return Linked(self._organisation(), self.resolver, tuple(self.faults))

    def _organisation(self) -> Organisation:
        edges = tuple(sorted(self.edges, key=lambda e: (e.source, e.source_key_result or "", e.target, e.target_key_result or "")))
        own: dict[tuple[str, str], list[str]] = {}
        for objective in self.objectives.values():
            own.setdefault((objective.unit, objective.cycle), []).append(objective.reference)
        ties = Ties(edges, self.continues, _tuples(self.moved_by), _tuples(own))
        return organisation_of(self.units, self.objectives, self.kpis, self.pages, self.people, self.config, ties)

    # -- references --

    def _link_objective(self, objective: Objective) -> None:
        seen: set[Target] = set()
        for alignment in objective.aligns_to:
            target = self._resolved(self.resolver.objective(alignment.to, objective))
            if target in seen:
                message = f"The alignment to `{alignment.to.text}` is written twice."
                self._fault(alignment.to.location, "duplicate-alignment", message, "Remove one of them.")
            elif target:
                seen.add(target)
                self._align(objective, None, target, alignment.to, alignment.contributes, alignment.weight)
        for key_result in objective.key_results:
            self._link_key_result(objective, key_result)
        if objective.continues:
            earlier = self._resolved(self.resolver.objective(objective.continues, objective))
            if earlier:
                self._continue(objective, objective.continues, earlier)

    def _look_at_references(self, sketch: Objective) -> None:
        """Whether what an objective with errors refers to is there; nothing is linked to it."""
        above = [*(alignment.to for alignment in sketch.aligns_to), *(k.aligns_to for k in sketch.key_results), sketch.continues]
        for reference in above:
            self._resolved(self.resolver.objective(reference, sketch) if reference else None)
        for key_result in sketch.key_results:
            self._resolved(self.resolver.other(key_result.kpi, "kpi") if key_result.kpi else None)

    def _link_key_result(self, objective: Objective, key_result: KeyResult) -> None:
        if key_result.kpi:
            kpi = self._resolved(self.resolver.other(key_result.kpi, "kpi"))
            if kpi:
                self.moved_by.setdefault(kpi.reference, []).append((objective.reference, key_result.id))
        if key_result.aligns_to:
            target = self._resolved(self.resolver.objective(key_result.aligns_to, objective))
            if target:
                self._align(objective, key_result, target, key_result.aligns_to, True, key_result.weight)

    def _align(
        self, source: Objective, key_result: KeyResult | None, target: Target, written: Reference, contributes: bool, weight: Decimal
    ) -> None:
        parent = self.objectives[target.reference]
        nested = self.cycles.within(source.cycle, parent.cycle)
        if contributes and not nested:
            message = f"The cycle {source.cycle} does not lie within {parent.cycle}, so this alignment only shows."
            hint = "Write `contributes: false`, or align to an objective of this cycle or of one around it."
            self._fault(written.location, "cycle-not-nested", message, hint)
        counts = contributes and nested
        if key_result:
            counts = counts and self._feeds(key_result, parent.key_result(target.key_result or ""), written)
        identifier = key_result.id if key_result else None
        edge = Edge(source.reference, target.reference, identifier, target.key_result, contributes, counts, weight)
        self.edges.append(edge)
        nodes = (node_of(edge.source, edge.source_key_result), node_of(edge.target, edge.target_key_result))
        self.written_at.setdefault(nodes, written.location)

    def _feeds(self, key_result: KeyResult, above: KeyResult | None, written: Reference) -> bool:
        """Whether a key result's value is taken into the one above; faults where it should be and cannot (FORMAT §10, §18)."""
        if above is None or not above.aggregate:
            return False
        if key_result.type is not KeyResultType.NUMBER:
            message = f"A key result of type `{key_result.type}` cannot be added up, so this alignment only shows."
            self._fault(written.location, "aggregate-source", message, "Use `type: number`.")
            return False
        if key_result.unit != above.unit:
            message = f"This counts {_unit(key_result)}, but `{written.text}` counts {_unit(above)}."
            self._fault(written.location, "aggregate-unit", message, "Write the same `unit` in both.")
            return False
        return True

    def _continue(self, objective: Objective, written: Reference, earlier: Target) -> None:
        before, now = self.cycles[self.objectives[earlier.reference].cycle], self.cycles[objective.cycle]
        if (before.start, before.end) >= (now.start, now.end):
            message = f"`{written.text}` is not in an earlier cycle."
            self._fault(written.location, "continues-order", message, "Name the objective of an earlier cycle.")
        else:
            self.continues[objective.reference] = earlier.reference

    def _link_person(self, person: Person) -> None:
        if person.unit and person.unit.text.strip("/") not in self.units:
            self._resolved(self.resolver.other(Reference(person.unit.text.strip("/"), person.unit.location), "unit"))

    def _resolved(self, found: Target | Diagnostic | None) -> Target | None:
        if isinstance(found, Diagnostic):
            self.faults.append(found)
            return None
        return found

    def _fault(self, at: Location, code: str, message: str, hint: str) -> None:
        self.faults.append(Diagnostic(at, code, message, hint))


def _unit(key_result: KeyResult) -> str:
    return f"`{key_result.unit}`" if key_result.unit else "no unit"


def _by_reference(items: Iterable[Item], kind: type[T]) -> dict[str, T]:
    """The values of one kind, sorted."""
    values = [item.value for item in items if isinstance(item.value, kind)]
    return {value.reference: value for value in sorted(values, key=lambda value: value.reference)}


def _resolver(
    names: Mapping[str, str], broken: frozenset[str], objectives: Mapping[str, Objective], units: Mapping[str, Unit],
    kpis: Mapping[str, Kpi], pages: Mapping[str, Page], content: str,
) -> Resolver:  # fmt: skip
    """What resolves references; `names` are those of documents by file."""
    others = {**dict.fromkeys(units, "unit"), **dict.fromkeys(kpis, "kpi"), **dict.fromkeys(pages, "page")}
    files = {file.removeprefix(content + "/").removesuffix(".md"): reference for file, reference in names.items()}
    return Resolver(objectives, others, files, broken, content)


def _tuples(groups: Mapping[K, list[V]]) -> dict[K, tuple[V, ...]]:
    return {key: tuple(sorted(groups[key])) for key in sorted(groups)}


def _grouped(edges: Iterable[Edge], end: str) -> dict[str, tuple[Edge, ...]]:
    groups: dict[str, list[Edge]] = {}
    for edge in edges:
        groups.setdefault(getattr(edge, end), []).append(edge)
    return {reference: tuple(groups[reference]) for reference in sorted(groups)}
