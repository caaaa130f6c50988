"""The alignment → a flowchart of Mermaid, which wikis and code hosts draw."""

import re
from collections.abc import Iterator

from okrsite.exporters.alignment import FILLS, Graph, Node

SIGN = b"%% okrsite export\n"
"""The first line, by which an export knows an earlier one."""
# All but letters and digits of any script, blanks, and marks that mean nothing to Mermaid, to Markdown or to HTML.
_MEANING = re.compile(r"[^\w ,?!·›’‘“”«»€–—]|_")

# What Mermaid looks for in finished labels: formulas, icons and the ends of lines. A word joiner, which nobody sees, keeps them texts.
_FOUND_LATER = re.compile(r"\$(?=\$)|fa[bklrs]?:(?=fa-)|\\(?=[nN])")
_JOINER = "\u2060"


def mermaid_export(graph: Graph) -> bytes:
    """The text of the flowchart."""
    return SIGN + mermaid_text(graph).encode()


def mermaid_text(graph: Graph) -> str:
    """The flowchart as it stands in a Markdown page."""
    return "".join(f"{line}\n" for line in _lines(graph))


def _lines(graph: Graph) -> Iterator[str]:
    names: dict[str, str] = {}
    yield "flowchart BT"
    for number, cluster in enumerate(graph.clusters, start=1):
        yield f'  subgraph u{number}["{_spelled_out(cluster.title)}"]'
        for node in cluster.nodes:
            name = names.setdefault(node.reference, f"o{len(names) + 1}")
            yield f"    {name}{_label(node)}:::{node.status.value}"
        yield "  end"
    for line in graph.lines:
        yield f"  {names[line.source]} {'-->' if line.counts else '-.->'} {names[line.target]}"
    for status in sorted({node.status for cluster in graph.clusters for node in cluster.nodes}):
        yield f"  classDef {status.value} fill:{FILLS[status]},stroke:#57606a,color:#1f2328"


def _label(node: Node) -> str:
    return f'["{_spelled_out(node.title)}<br/>{_spelled_out(node.going)}"]'


def _spelled_out(text: str) -> str:
    """The text with every mark that could mean something as an entity of Mermaid's: `#35;`."""
    return _MEANING.sub(lambda match: f"#{ord(match[0])};", _FOUND_LATER.sub(rf"\g<0>{_JOINER}", text))
