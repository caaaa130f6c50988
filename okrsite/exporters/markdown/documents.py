"""Documents → Markdown pages: what is known of each, and its text as somebody wrote it.

The text comes before all headings of the page's own, so that its own headings keep their places for links.
"""

from collections.abc import Iterator

from okrsite import urls
from okrsite.exporters.markdown.frame import Frame
from okrsite.exporters.markdown.text import bar, escaped, page_text, paragraphs, table
from okrsite.formats import rounded
from okrsite.model import CheckIn, KeyResult, Kpi, Objective, Page, Unit
from okrsite.pages.fragment_views import key_results_fragment, kpi_fragment
from okrsite.pages.written import written
from okrsite.portable.bodies import file_of


def objective_page(frame: Frame, objective: Objective) -> bytes:
    """An objective: how it goes, its key results, what it supports and what supports it, its text, its check-ins."""
    words, here = frame.site.language, file_of(objective)
    progress, status = frame.going(objective.reference)
    return page_text(
        objective.title,
        f"{progress} · **{status}**",
        "  \n".join(filter(None, _facts(frame, objective, here))),
        paragraphs(objective.why or ""),
        _key_results(frame, objective),
        _alignment(frame, objective, here),
        frame.bodies.by_file(objective),
        _section(words.gettext("%(Initiatives)s"), _initiatives(frame, objective, here)),
        _section(words.term("check_in", 2, capitalised=True), _check_ins(frame, objective, here)),
        _section(words.gettext("What we learned"), paragraphs(objective.retrospective or "")),
    )


def unit_page(frame: Frame, unit: Unit) -> bytes:
    """A unit: its people, its text, the units below it, its objectives by cycle, what it watches and what it wrote."""
    site, here = frame.site, file_of(unit)
    words = site.language
    above = site.organisation.units.get(unit.parent) if unit.parent is not None else None
    facts = (
        frame.unit(above.reference, here) if above else "",
        frame.labelled(words.gettext("Lead"), frame.person(unit.lead, here)),
        frame.labelled(words.gettext("Members"), frame.people(unit.members, here)),
        frame.labelled(words.gettext("Budget"), escaped(words.money(unit.budget)) if unit.budget else ""),
    )
    below = site.organisation.child_units.get(unit.reference, ())
    documents = site.documents_of(unit.reference)
    written = [*documents.pages, *documents.reviews]
    return page_text(
        unit.title,
        paragraphs(unit.mission or ""),
        "  \n".join(filter(None, facts)),
        frame.bodies.by_file(unit),
        _section(words.gettext("Units"), "\n".join(f"- {frame.unit(child, here)}" for child in below)),
        *(_cycle_section(frame, unit.reference, cycle, here) for cycle in reversed(site.figures.unit_cycles[unit.reference])),
        _section(words.gettext("%(Kpis)s"), kpi_table(frame, documents.kpis, here)),
        _section(words.gettext("Pages"), "\n".join(f"- {frame.thing(page, here)}" for page in written)),
    )


def kpi_page(frame: Frame, kpi: Kpi) -> bytes:
    """A KPI: how it is, its text, its values."""
    site, here = frame.site, file_of(kpi)
    words = site.language
    values = [entry for entry in kpi.values if entry[0] <= site.as_of]
    aim = kpi_fragment(site, kpi.reference).aim
    facts = (
        frame.unit(kpi.unit, here),
        f"**{escaped(words.health_word(site.figures.kpis[kpi.reference]))}**",
        escaped(aim),
        frame.labelled(words.gettext("Owner"), frame.person(kpi.owner, here)),
    )
    rows = ([escaped(words.date(day)), escaped(words.amount(value, kpi.measured_in))] for day, value in reversed(values))
    moving = (frame.key_result(*found, here) for found in site.organisation.kpi_moved_by.get(kpi.reference, ()))
    return page_text(
        kpi.title,
        "  \n".join(filter(None, facts)),
        frame.labelled(words.gettext("Moved by"), ", ".join(moving)),
        frame.bodies.by_file(kpi),
        table([escaped(words.gettext("Day")), escaped(words.gettext("Value"))], rows),
    )


def prose_page(frame: Frame, page: Page) -> bytes:
    """A page or a review: its text."""
    here = file_of(page)
    around = [frame.unit(page.unit, here), frame.cycle(page.cycle, here) if page.cycle else ""]
    return page_text(page.title, " · ".join(filter(None, around)), frame.bodies.by_file(page))


def objective_table(frame: Frame, references: tuple[str, ...], page: str, *, units: bool = False) -> str:
    """Objectives with their owners, progress and status, and perhaps their units."""
    words, rows = frame.site.language, []
    for reference in references:
        objective = frame.site.organisation.objectives[reference]
        unit = [frame.unit(objective.unit, page)] if units else []
        rows.append([frame.objective(reference, page), *unit, frame.person(objective.owner, page), *frame.going(reference)])
    unit_header = [words.gettext("Unit")] if units else []
    header = [words.gettext("%(Objective)s"), *unit_header, *map(words.gettext, ("Owner", "Progress", "Status"))]
    return table([*map(escaped, header)], rows)


def kpi_table(frame: Frame, kpis: list[Kpi], page: str) -> str:
    """KPIs with their latest values and how they are."""
    words, rows = frame.site.language, []
    for kpi in kpis:
        latest = next((value for day, value in reversed(kpi.values) if day <= frame.site.as_of), None)
        health = words.health_word(frame.site.figures.kpis[kpi.reference])
        rows.append([frame.thing(kpi, page), escaped(words.amount(latest, kpi.measured_in)), escaped(health)])
    return table([*map(escaped, (words.term("kpi", capitalised=True), words.gettext("Value"), words.gettext("Health")))], rows)


def _section(title: str, text: str) -> str:
    return f"## {escaped(title)}\n\n{text}" if text.strip() else ""


def _cycle_section(frame: Frame, unit: str, cycle: str, page: str) -> str:
    figures, words = frame.site.figures.units[unit, cycle], frame.site.language
    progress = f"{frame.cycle(cycle, page)}: {bar(figures.progress)}{escaped(words.percent(figures.progress))}"
    return _section(frame.site.cycle_title(cycle), f"{progress}\n\n{objective_table(frame, figures.objectives, page)}")


def _facts(frame: Frame, objective: Objective, here: str) -> Iterator[str]:
    words, figures = frame.site.language, frame.site.figures_of(objective.reference)
    yield f"{frame.unit(objective.unit, here)} · {frame.cycle(objective.cycle, here)} · {escaped(words.kind_word(objective.kind))}"
    yield frame.labelled(words.gettext("Owner"), frame.person(objective.owner, here))
    yield frame.labelled(words.gettext("Contributors"), frame.people(objective.contributors, here))
    if figures.confidence is not None:
        sure = words.gettext("%(confidence)s of 10", confidence=words.number(rounded(figures.confidence, 1)))
        yield frame.labelled(words.gettext("Confidence"), escaped(sure))
    yield frame.labelled(words.gettext("Updated"), escaped(words.date(figures.updated)) if figures.updated else "")
    yield frame.labelled(words.gettext("Budget"), escaped(words.money(objective.budget)) if objective.budget else "")
    yield frame.labelled(words.gettext("Tags"), escaped(", ".join(objective.tags)))
    earlier = frame.site.organisation.continues.get(objective.reference)
    yield f"↩ {frame.objective(earlier, here)}" if earlier else ""


def _key_results(frame: Frame, objective: Objective) -> str:
    words, rows = frame.site.language, []
    lines = key_results_fragment(frame.site, objective.reference).key_results
    figures = frame.site.figures_of(objective.reference).key_results
    for key_result, line in zip(objective.key_results, lines, strict=True):
        place = f'<a id="{urls.key_result_anchor(key_result.id)}"></a>'
        status = words.status_word(figures[key_result.id].status)
        share = bar(line.progress) + escaped(words.percent(line.progress))
        rows.append([place + escaped(line.title), escaped(line.current), escaped(line.target), share, escaped(status)])
    header = [words.term("key_result", capitalised=True), *map(words.gettext, ("Value", "Goal", "Progress", "Status"))]
    return table([*map(escaped, header)], rows)


def _alignment(frame: Frame, objective: Objective, here: str) -> str:
    organisation = frame.site.organisation
    above = [frame.key_result(e.target, e.target_key_result, here) for e in organisation.parents.get(objective.reference, ())]
    below = dict.fromkeys(edge.source for edge in organisation.children.get(objective.reference, ()))
    return "\n".join([*(f"- ↑ {line}" for line in dict.fromkeys(above)), *(f"- ↓ {frame.objective(r, here)}" for r in below)])


def _initiatives(frame: Frame, objective: Objective, here: str) -> str:
    words = frame.site.language
    rows = [
        [escaped(i.title), frame.person(i.owner, here), words.date(i.due) if i.due else "", escaped(words.initiative_word(i.status))]
        for i in objective.initiatives
    ]
    header = [words.term("initiative", capitalised=True), *map(words.gettext, ("Owner", "Day", "Status"))]
    return table([*map(escaped, header)], rows)


def _check_ins(frame: Frame, objective: Objective, here: str) -> str:
    return "\n\n".join(_check_in(frame, objective, check_in, here) for check_in in frame.site.known_check_ins(objective))


def _check_in(frame: Frame, objective: Objective, check_in: CheckIn, here: str) -> str:
    words = frame.site.language
    by = f", {frame.person(check_in.by, here)}" if check_in.by else ""
    status = f": {escaped(words.status_word(check_in.status))}" if check_in.status else ""
    win = frame.labelled(words.gettext("Win"), paragraphs(check_in.win)) if check_in.win else ""
    values = "\n".join(_reported(frame, k, check_in) for k in objective.key_results if k.id in check_in.values)
    head = f"**{escaped(words.date(check_in.date))}**{by}{status}"
    return "\n\n".join(filter(None, (head, paragraphs(check_in.note or ""), win, values)))


def _reported(frame: Frame, key_result: KeyResult, check_in: CheckIn) -> str:
    return f"- {escaped(key_result.title)}: {escaped(written(frame.site, key_result, check_in.values[key_result.id]))}"
