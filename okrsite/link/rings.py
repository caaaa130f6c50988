"""Alignments → the rings among them (FORMAT §10, §18), in linear time and without recursion."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from okrsite.diagnostics import Diagnostic, Location
from okrsite.model import Edge

Graph = Mapping[str, tuple[str, ...]]


def ring_faults(edges: Iterable[Edge], locations: Mapping[tuple[str, str], Location]) -> Iterator[Diagnostic]:
    """One error for each ring, at the first of its members by reference; `locations` tells where an alignment is written."""
    graph = _graph(edges)
    for members in _rings(graph):
        ring = _shortest_ring(graph, members)
        shown = [node for node, after in zip(ring, [*ring[1:], ring[0]], strict=True) if (node, after) in locations]
        message = f"These align to each other in a ring: {' → '.join(f'`{node}`' for node in shown)} → back to the first."
        if len(shown) == 1:
            message = f"`{shown[0]}` aligns to itself."
        start = ring.index(shown[0])
        at = locations[(ring[start], ring[(start + 1) % len(ring)])]
        yield Diagnostic(at, "alignment-ring", message, "Remove one of these alignments." if len(shown) > 1 else "Remove this alignment.")


def _graph(edges: Iterable[Edge]) -> Graph:
    """Who supports whom: along alignments, and from a key result to its objective."""
    graph: dict[str, list[str]] = {}
    for edge in edges:
        source, target = node_of(edge.source, edge.source_key_result), node_of(edge.target, edge.target_key_result)
        graph.setdefault(source, []).append(target)
        for node, objective in ((source, edge.source), (target, edge.target)):
            if node != objective and objective not in graph.setdefault(node, []):
                graph[node].append(objective)
    return {node: tuple(sorted(set(after))) for node, after in sorted(graph.items())}


def node_of(objective: str, key_result: str | None) -> str:
    """A reference as a graph's node: `unit/cycle/id`, with `#key-result` where it means one."""
    return f"{objective}#{key_result}" if key_result else objective


def _rings(graph: Graph) -> list[frozenset[str]]:
    """The sets of nodes that reach each other (Tarjan's strongly connected components, iteratively)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[frozenset[str]] = []
    for root in graph:
        if root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, rest = work[-1]
            after = next(rest, None)
            if after is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    members = _pop_component(stack, on_stack, node)
                    if len(members) > 1 or node in graph.get(node, ()):
                        found.append(members)
            elif after not in index:
                index[after] = low[after] = len(index)
                stack.append(after)
                on_stack.add(after)
                work.append((after, iter(graph.get(after, ()))))
            elif after in on_stack:
                low[node] = min(low[node], index[after])
    return found


def _pop_component(stack: list[str], on_stack: set[str], node: str) -> frozenset[str]:
    members = []
    while True:
        members.append(stack.pop())
        on_stack.discard(members[-1])
        if members[-1] == node:
            return frozenset(members)


def _shortest_ring(graph: Graph, members: frozenset[str]) -> list[str]:
    """The shortest ring through the first member, beginning there."""
    first = min(members)
    before: dict[str, str] = {}
    waiting = deque([first])
    while waiting:
        node = waiting.popleft()
        for after in graph.get(node, ()):
            if after == first:
                return _path_back(before, node, first)
            if after in members and after not in before:
                before[after] = node
                waiting.append(after)
    raise AssertionError("a component with more than one member has a ring through each of them")


def _path_back(before: Mapping[str, str], node: str, first: str) -> list[str]:
    path = [node]
    while path[-1] != first:
        path.append(before[path[-1]])
    return path[::-1]
