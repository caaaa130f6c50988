"""The alignments of one cycle → the branches that one page of the map shows (FORMAT §5, §10).

Alignment is a net: an objective may support several others, in its own cycle or in one around it. A page shows it as branches from its
roots down, each objective in full once. A big cycle is split by unit, so that each page stays light; all pages together have a line for
each objective and each alignment. Nothing here recurses, so that no chain is too long.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from okrsite.model import Edge
from okrsite.pages.site import Site


class Share(Struct, frozen=True):
    """What one page of the map is about: a unit in a cycle, `objectives` its own and, without `units`, those of all units below.

    `units` are the units below that have pages of their own, because all in all they have too many objectives for one.
    """

    unit: str
    cycle_id: str
    objectives: tuple[str, ...]
    units: tuple[str, ...] = ()


class Branch(Struct, frozen=True):
    """An alignment from above: the objective that supports, and whether it counts or only shows."""

    source: str
    counts: bool


class Branches(Struct, frozen=True):
    """What a page shows: where it starts, and what lies below each objective.

    `roots` support nothing that is shown here: first those of other cycles and units, which are there as context, then the company's;
    `unaligned` are those of lower units that support nothing at all. `units` counts what supports an objective from each unit with a
    page of its own, `elsewhere` are the other cycles in which it is supported.
    """

    share: Share
    roots: tuple[str, ...]
    unaligned: tuple[str, ...]
    children: Mapping[str, tuple[Branch, ...]]
    units: Mapping[str, Mapping[str, int]]
    elsewhere: Mapping[str, tuple[str, ...]]
    context: frozenset[str]


class Step(Struct, frozen=True):
    """One line of a walk from the roots down: an objective, or with `count` a unit with so many that support `parent`.

    `depth` is 0 for a root, `counts` whether it counts for its `parent`, `again` whether it stood on an earlier line.
    """

    node: str
    depth: int
    parent: str | None
    counts: bool = True
    again: bool = False
    count: int = 0


def shares(site: Site, cycle_id: str, most: int) -> Iterator[Share]:
    """A cycle in pages of at most `most` objectives each, as far as units divide them; the company first."""
    waiting = [""]
    while waiting:
        unit = waiting.pop()
        everything = site.objectives_below(unit, cycle_id)
        below = tuple(u for u in site.organisation.child_units.get(unit, ()) if site.objectives_below(u, cycle_id))
        if len(everything) <= most or not below:
            yield Share(unit, cycle_id, everything)
        else:
            yield Share(unit, cycle_id, site.organisation.by_unit_and_cycle.get((unit, cycle_id), ()), below)
            waiting += reversed(below)


def branches(site: Site, share: Share) -> Branches:
    """The branches of a share: its objectives, what they support, and what supports them."""
    organisation, own = site.organisation, frozenset(share.objectives)
    upward = [edge for reference in share.objectives for edge in organisation.parents.get(reference, ())]
    context = frozenset(edge.target for edge in upward) - own
    shown = own | context
    upward += [e for r in sorted(context) for e in organisation.parents.get(r, ()) if e.target in shown]
    inward = [e for r in share.objectives for e in organisation.children.get(r, ()) if e.source not in shown]
    here = [e for e in inward if organisation.objectives[e.source].cycle == share.cycle_id]
    folded = [e for e in here if _unit_with_page(site, share, e.source)]
    beside = [e for e in here if not _unit_with_page(site, share, e.source)]
    sources = {edge.source for edge in upward}
    starts = sorted((r for r in shown if r not in sources), key=lambda r: _root_order(site, share, r))
    unaligned = tuple(r for r in starts if r in own and organisation.objectives[r].unit)
    return Branches(
        share=share,
        roots=tuple(r for r in starts if r in context or not organisation.objectives[r].unit),
        unaligned=unaligned,
        children=_children(site, upward + beside),
        units=_counted(site, share, folded),
        elsewhere=_elsewhere(site, share, inward),
        context=context,
    )


def walk(found: Branches) -> Iterator[Step]:
    """Every line of the outline: from each root down, all below an objective on the first line on which it stands."""
    seen: set[str] = set()
    waiting = [Step(root, 0, None) for root in reversed((*found.roots, *found.unaligned))]
    while waiting:
        step = waiting.pop()
        if step.count:
            yield step
            continue
        again = step.node in seen
        seen.add(step.node)
        yield Step(step.node, step.depth, step.parent, step.counts, again)
        if not again:
            below = [Step(b.source, step.depth + 1, step.node, b.counts) for b in found.children.get(step.node, ())]
            below += [Step(unit, step.depth + 1, step.node, count=n) for unit, n in found.units.get(step.node, {}).items()]
            waiting += reversed(below)


def _unit_with_page(site: Site, share: Share, reference: str) -> str | None:
    """The unit with a page of its own that an objective lies in."""
    unit = site.organisation.objectives[reference].unit
    return next((u for u in _enclosing(unit) if u in share.units), None) if share.units else None


def _enclosing(unit: str) -> Iterator[str]:
    """A unit and those around it, without the company."""
    while unit:
        yield unit
        unit = unit.rpartition("/")[0]


def _root_order(site: Site, share: Share, reference: str) -> tuple[object, ...]:
    """Longer cycles first, the share's own cycle after all others; in each by unit, the company first."""
    objective = site.organisation.objectives[reference]
    cycle = site.organisation.cycles[objective.cycle]
    return cycle.id == share.cycle_id, -cycle.days, cycle.start, cycle.id, *_order(site, reference)


def _order(site: Site, reference: str) -> tuple[object, ...]:
    unit = site.organisation.objectives[reference].unit
    return site.organisation.units[unit].depth, unit, reference


def _children(site: Site, edges: list[Edge]) -> dict[str, tuple[Branch, ...]]:
    """What supports each objective, once each: those of higher units first; it counts where one of its alignments does."""
    merged: dict[str, dict[str, bool]] = {}
    for edge in edges:
        below = merged.setdefault(edge.target, {})
        below[edge.source] = below.get(edge.source, False) or edge.counts
    return {
        target: tuple(Branch(source, below[source]) for source in sorted(below, key=lambda r: _order(site, r)))
        for target, below in merged.items()
    }


def _counted(site: Site, share: Share, edges: list[Edge]) -> dict[str, dict[str, int]]:
    """How many of each unit with a page of its own support an objective, in the units' order."""
    sources: dict[str, dict[str, set[str]]] = {}
    for edge in edges:
        unit = _unit_with_page(site, share, edge.source) or ""
        sources.setdefault(edge.target, {}).setdefault(unit, set()).add(edge.source)
    return {target: {unit: len(by_unit[unit]) for unit in sorted(by_unit)} for target, by_unit in sources.items()}


def _elsewhere(site: Site, share: Share, edges: list[Edge]) -> dict[str, tuple[str, ...]]:
    """The other cycles in which an objective is supported, by start."""
    found: dict[str, set[str]] = {}
    for edge in edges:
        cycle_id = site.organisation.objectives[edge.source].cycle
        if cycle_id != share.cycle_id:
            found.setdefault(edge.target, set()).add(cycle_id)
    return {target: tuple(c.id for c in site.organisation.cycles.in_order(ids)) for target, ids in found.items()}
