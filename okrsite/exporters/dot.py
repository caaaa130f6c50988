"""The alignment → DOT, which Graphviz draws."""

import re
from collections.abc import Iterator

from okrsite.exporters.alignment import FILLS, Graph, Node
from okrsite.plain_text import COMMAND, UNSAFE

SIGN = b"// okrsite export\n"
"""The first line, by which an export knows an earlier one."""


def dot_export(graph: Graph) -> bytes:
    """The text of the graph."""
    return SIGN + "".join(f"{line}\n" for line in _lines(graph)).encode()


def _lines(graph: Graph) -> Iterator[str]:
    yield "digraph okrs {"
    yield f'  graph [rankdir=BT, label={_quoted(graph.title)}, labelloc=t, fontname="Helvetica", charset="UTF-8"];'
    yield '  node [shape=box, style="rounded,filled", fontname="Helvetica", fontcolor="#1f2328", color="#57606a"];'
    yield '  edge [color="#57606a"];'
    for number, cluster in enumerate(graph.clusters, start=1):
        yield f"  subgraph cluster_{number} {{"
        yield f'    graph [label={_quoted(cluster.title)}, style=rounded, color="#8c959f"];'
        yield from (f"    {_node(node)}" for node in cluster.nodes)
        yield "  }"
    for line in graph.lines:
        yield f"  {_quoted(line.source)} -> {_quoted(line.target)}{'' if line.counts else ' [style=dashed]'};"
    yield "}"


def _node(node: Node) -> str:
    label = f"{_escaped(node.title)}\\n{_escaped(node.going)}"
    url = f", URL={_quoted(node.url)}" if node.url else ""
    return f'{_quoted(node.reference)} [label="{label}", fillcolor="{FILLS[node.status]}"{url}];'


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    """The text between quotes: no end of the quotes, no escape of Graphviz's own, no entity of HTML but for what a terminal acts on."""
    inert = text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
    return COMMAND.sub(_entity, UNSAFE.sub(_entity, inert))


def _entity(match: re.Match[str]) -> str:
    return f"{match[0][:-1]}&#{ord(match[0][-1])};"
