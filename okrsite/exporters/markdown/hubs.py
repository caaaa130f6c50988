"""What leads to the documents → Markdown pages: cycles, KPIs, people, and the map as a drawing and as a list."""

from collections.abc import Iterable

from okrsite.exporters.alignment import Graph
from okrsite.exporters.markdown.documents import kpi_table, objective_table
from okrsite.exporters.markdown.frame import KPIS, MAP, PEOPLE, Frame, cycle_file, person_anchor
from okrsite.exporters.markdown.text import bar, escaped, link, page_text, table
from okrsite.exporters.mermaid import mermaid_text
from okrsite.mentions import mentioned_people, owned_by


def cycle_page(frame: Frame, cycle_id: str) -> bytes:
    """A cycle: the progress of the units in it, and all its objectives."""
    site, here = frame.site, cycle_file(cycle_id)
    cycle, words = site.organisation.cycles[cycle_id], site.language
    period = f"{words.period(cycle.start, cycle.end)} · {words.state_word(cycle.state(site.as_of))}"
    units = [
        [frame.unit(unit, here), bar(progress) + escaped(words.percent(progress))]
        for unit in site.organisation.units
        if (figures := site.figures.units.get((unit, cycle_id))) and (progress := figures.progress) is not None
    ]
    objectives = tuple(r for r, objective in site.organisation.objectives.items() if objective.cycle == cycle_id)
    return page_text(
        site.cycle_title(cycle_id),
        escaped(period),
        table([escaped(words.gettext("Unit")), escaped(words.gettext("Progress"))], units),
        objective_table(frame, objectives, here, units=True),
    )


def kpis_page(frame: Frame) -> bytes:
    """All KPIs."""
    return page_text(frame.site.language.gettext("%(Kpis)s"), kpi_table(frame, [*frame.site.organisation.kpis.values()], KPIS))


def people_page(frame: Frame) -> bytes:
    """Everybody who is named, with what they own."""
    site, rows = frame.site, []
    words, owned = site.language, owned_by(site.organisation)
    for person in mentioned_people(site.organisation, site.as_of):
        owns = ", ".join(frame.objective(reference, PEOPLE) for reference in owned.get(person.id, ()))
        place = f'<a id="{person_anchor(person.id)}"></a>'
        rows.append([place + escaped(person.name), escaped(person.role or ""), owns])
    header = (words.gettext("Name"), words.gettext("Role"), words.gettext("%(Objectives)s"))
    return page_text(words.gettext("People"), table([*map(escaped, header)], rows))


def map_page(frame: Frame, graph: Graph) -> bytes:
    """The map of the current cycle: drawn by whoever draws Mermaid, and the same as a list."""
    words = frame.site.language
    supports: dict[str, list[str]] = {}
    for line in graph.lines:
        supports.setdefault(line.source, []).append(line.target)
    lines = []
    for cluster in graph.clusters:
        lines.append(f"- {frame.unit(cluster.reference, MAP)}")
        for node in cluster.nodes:
            lines.append(f"    - {frame.objective(node.reference, MAP)}: {escaped(node.going)}")
            lines += [f"        - ↑ {frame.objective(target, MAP)}" for target in supports.get(node.reference, ())]
    return page_text(words.gettext("Map"), f"```mermaid\n{mermaid_text(graph)}```", "\n".join(lines))


def ways(frame: Frame, cycles: Iterable[str], page: str) -> str:
    """Links to all hubs, for the first page."""
    words = frame.site.language
    hubs = [link(words.gettext("Map"), MAP, page), link(words.gettext("%(Kpis)s"), KPIS, page), link(words.gettext("People"), PEOPLE, page)]
    return " · ".join([*hubs, *(frame.cycle(cycle, page) for cycle in cycles)])
