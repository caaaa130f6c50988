"""Check-ins and what counts in what → when each objective was last updated (FORMAT §11, §18)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from okrsite.model import Edge, KeyResultType, Organisation
from okrsite.values import Key

Node = str | Key


def last_updates(
    organisation: Organisation, own: Mapping[str, date], counting: set[Key], takes_part: Callable[[Edge], bool]
) -> dict[str, date]:
    """The latest update of each objective: its own check-ins', and those of everything that counts in it, at any depth.

    `own` are the objectives' own latest check-ins, `counting` the key results that count in their objectives; `takes_part` tells whether
    what an alignment leads from takes part where it leads to.
    """
    latest: dict[Node, date] = {}
    # The latest first: whatever it reaches and has none yet, gets it. Rings between key results of two objectives do no harm.
    for reference, day in sorted(own.items(), key=lambda entry: entry[1], reverse=True):
        waiting: list[Node] = [reference]
        while waiting:
            node = waiting.pop()
            if node not in latest:
                latest[node] = day
                waiting += _counts_in(node, organisation, counting, takes_part)
    return {node: day for node, day in latest.items() if isinstance(node, str)}


def _counts_in(node: Node, organisation: Organisation, counting: set[Key], takes_part: Callable[[Edge], bool]) -> Iterator[Node]:
    """What an objective, or one of its key results, counts in."""
    if isinstance(node, tuple) and node in counting:
        yield node[0]
    objective, key_result = node if isinstance(node, tuple) else (node, None)
    for edge in organisation.parents.get(objective, ()):
        if not edge.counts:
            continue
        if key_result is None and edge.source_key_result:
            yield objective, edge.source_key_result
        elif edge.source_key_result == key_result and takes_part(edge):
            yield _counted_at(edge, organisation)


def _counted_at(edge: Edge, organisation: Organisation) -> Node:
    """Where an alignment counts: in a key result, of an aggregate or of type `aligned`, else in the objective (FORMAT §10)."""
    target = organisation.objectives[edge.target].key_result(edge.target_key_result or "")
    if target and (edge.source_key_result or target.type is KeyResultType.ALIGNED):
        return edge.target, target.id
    return edge.target
