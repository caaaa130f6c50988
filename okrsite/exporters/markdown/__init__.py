"""An organisation → plain Markdown pages for any other site generator: one for each document, and hubs that lead to them.

Pages lie where their references say, and links between them are paths of files. Texts of documents are as somebody wrote them; the files
that they link to come along.
"""

from collections.abc import Iterator

from okrsite.diagnostics import Diagnostic
from okrsite.exporters.alignment import alignment_graph
from okrsite.exporters.exported import Exported
from okrsite.exporters.markdown.documents import kpi_page, objective_page, prose_page, unit_page
from okrsite.exporters.markdown.frame import KPIS, MAP, PEOPLE, Frame, cycle_file
from okrsite.exporters.markdown.hubs import cycle_page, kpis_page, map_page, people_page, ways
from okrsite.portable.bodies import file_of
from okrsite.site import site_of
from okrsite.source.folders import read_attachment
from okrsite.trace import Trace

HOME = "index.md"


def markdown_export(exported: Exported) -> Iterator[tuple[str, bytes]]:
    """The pages and the files that they link to, by path."""
    site = site_of(exported.loaded, Trace(active=False))
    frame = Frame(site, exported.bodies)
    yield from _documents(frame)
    yield from ((cycle_file(cycle), cycle_page(frame, cycle)) for cycle in site.cycle_ids)
    yield KPIS, kpis_page(frame)
    yield PEOPLE, people_page(frame)
    yield MAP, map_page(frame, alignment_graph(exported, site.language))
    for path, source in exported.attachments.items():
        content = read_attachment(source)
        if not isinstance(content, Diagnostic):
            yield path, content


def _documents(frame: Frame) -> Iterator[tuple[str, bytes]]:
    organisation = frame.site.organisation
    for unit in organisation.units.values():
        more = f"\n{ways(frame, reversed(frame.site.cycle_ids), HOME)}\n".encode() if not unit.reference else b""
        yield file_of(unit), unit_page(frame, unit) + more
    yield from ((file_of(objective), objective_page(frame, objective)) for objective in organisation.objectives.values())
    yield from ((file_of(kpi), kpi_page(frame, kpi)) for kpi in organisation.kpis.values())
    yield from ((file_of(page), prose_page(frame, page)) for page in organisation.pages.values())
