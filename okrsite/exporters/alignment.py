"""Which objectives support which → a graph to be drawn by other programs: nodes by unit, and edges from what supports.

With the objectives of a cycle come those that they support in longer cycles, and with those of a unit those that they support elsewhere,
so that every way leads up to where it ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from okrsite import urls
from okrsite.exporters.exported import Exported
from okrsite.model import Status
from okrsite.words import Language


@dataclass(frozen=True, slots=True)
class Node:
    """An objective: its reference, its title, how it goes in words, its status, and where its page is published."""

    reference: str
    title: str
    going: str
    status: Status
    url: str | None


@dataclass(frozen=True, slots=True)
class Cluster:
    """A unit with its objectives; `title` names the units around it too, but for the company."""

    reference: str
    title: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """From an objective to one that it supports; it counts there or only shows."""

    source: str
    target: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """Clusters and lines, sorted by reference."""

    title: str
    clusters: tuple[Cluster, ...]
    lines: tuple[Line, ...]


FILLS = {
    Status.OFF_TRACK: "#f6d5d5", Status.AT_RISK: "#f9e6c8", Status.STALE: "#e8e3d6", Status.NOT_STARTED: "#ececec",
    Status.ON_TRACK: "#d6ebd9", Status.ACHIEVED: "#cfe3f5", Status.MISSED: "#f6d5d5", Status.PAUSED: "#e4e0ee", Status.CANCELLED: "#e0e0e0",
}  # fmt: skip
"""A light ground for dark words, by status; the words say the status too."""


def alignment_graph(exported: Exported, language: Language) -> Graph:
    """The graph of the part that is exported, of the current cycle where none is named."""
    organisation = exported.loaded.organisation
    shown = _with_supported(exported)
    units: dict[str, list[Node]] = {}
    for reference in shown:
        units.setdefault(organisation.objectives[reference].unit, []).append(_node(exported, reference, language))
    clusters = tuple(Cluster(unit, _unit_title(exported, unit), tuple(units[unit])) for unit in sorted(units))
    return Graph(exported.loaded.config.site.title or organisation.units[""].title, clusters, tuple(_lines(exported, shown)))


def _with_supported(exported: Exported) -> list[str]:
    organisation, found = exported.loaded.organisation, set(exported.in_current_cycle().objectives)
    waiting = [*found]
    while waiting:
        for edge in organisation.parents.get(waiting.pop(), ()):
            if edge.target not in found:
                found.add(edge.target)
                waiting.append(edge.target)
    return sorted(found)


def _node(exported: Exported, reference: str, language: Language) -> Node:
    objective, figures = exported.loaded.organisation.objectives[reference], exported.loaded.figures.objectives[reference]
    going = f"{language.percent(figures.progress)} · {language.status_word(figures.status)}"
    site = exported.loaded.config.site.url
    return Node(reference, objective.title, going, figures.status, urls.absolute(site, urls.objective(reference)) if site else None)


def _unit_title(exported: Exported, unit: str) -> str:
    units, parts = exported.loaded.organisation.units, unit.split("/")
    around = ("/".join(parts[:length]) for length in range(1, len(parts) + 1))
    return " › ".join(units[reference].title for reference in around)


def _lines(exported: Exported, shown: list[str]) -> Iterator[Line]:
    """One line for each pair, however many of its key results support the other; it counts where one of them does."""
    parents = exported.loaded.organisation.parents
    for source in shown:
        counts: dict[str, bool] = {}
        for edge in parents.get(source, ()):
            counts[edge.target] = counts.get(edge.target, False) or edge.counts
        yield from (Line(source, target, counts[target]) for target in sorted(counts))
