"""The page of a department or team, in its current cycle and in each one (FORMAT §4, §10)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

from markupsafe import Markup
from msgspec import Struct

from okrsite import urls
from okrsite.model import Unit
from okrsite.pages.budgets import Budgets, budgets_of
from okrsite.pages.calendars import calendar_link
from okrsite.pages.changes import feed_link
from okrsite.pages.due import DueList, due_in_unit
from okrsite.pages.handouts import handout_links
from okrsite.pages.happenings import HappeningView, happening_views
from okrsite.pages.health import ScoreLink, score_link
from okrsite.pages.initiatives import WorkOfUnit, without_more, work_of_unit
from okrsite.pages.look_back import LookBack, Scores, look_back, scores_of
from okrsite.pages.page import Page
from okrsite.pages.parts import (
    Chart,
    CycleTab,
    CycleView,
    DocumentLink,
    ExplanationView,
    KpiTile,
    Link,
    ObjectiveCard,
    PersonLink,
    StatusCount,
    UnitRow,
    Win,
)
from okrsite.pages.progress_chart import unit_chart
from okrsite.pages.share import Share, share
from okrsite.pages.site import Site
from okrsite.pages.views import (
    cycle_tabs,
    cycle_view,
    document_link,
    explanation_view,
    kpi_tile,
    latest_wins,
    objective_card,
    unit_rows,
)

_MOST_WINS = 6
_MOST_CHANGES = 5


class CycleObjectives(Struct, frozen=True):
    """A unit's objectives in another cycle that also runs."""

    cycle: Link
    """The unit's page in it."""
    objectives: tuple[ObjectiveCard, ...]
    """Its objectives."""


class Retrospective(Struct, frozen=True):
    """What was learned from an objective."""

    objective: Link
    """The objective."""
    unit: Link
    """Whose it was."""
    status: str
    """How it ended: the status' name."""
    score: Fraction | None
    """0 to 1."""
    text: str
    """What was learned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPage(Page):
    """A unit in one cycle."""

    template: ClassVar[str] = "unit.html"

    level: str
    """What a unit of its depth is called."""
    mission: str | None
    """What it is there for, in one sentence."""
    lead: PersonLink | None
    """Who leads it."""
    members: tuple[PersonLink, ...]
    """Who belongs to it."""
    cycle: CycleView | None
    """The cycle shown; None for a unit that never had objectives."""
    tabs: tuple[CycleTab, ...]
    """The switch between its cycles."""
    handouts: tuple[Link, ...]
    """Its sheet for paper and its presentation, in the cycle that they show."""
    calendar: Link | None
    """What is due, to subscribe to; only on its page in the current cycle."""
    health: ScoreLink | None
    """How well it does OKRs now; None on pages of other cycles, and without objectives."""
    progress: Fraction | None
    """The rolled-up progress, 0 to 1."""
    own: Fraction | None
    """The progress of its own objectives, 0 to 1."""
    explanation: ExplanationView | None
    """How the rolled-up progress came about; None without a cycle."""
    own_explanation: ExplanationView | None
    """How its own progress came about; None without a cycle."""
    chart: Chart | None
    """The rolled-up progress over time; None where nothing was reported."""
    statuses: tuple[StatusCount, ...]
    """Its own objectives by status."""
    objectives: tuple[ObjectiveCard, ...]
    """Its own objectives in the cycle."""
    also_running: tuple[CycleObjectives, ...]
    """Its own objectives in active cycles that enclose this one."""
    children: tuple[UnitRow, ...]
    """The units below it."""
    children_level: str
    """What these are called: departments, teams."""
    kpis: tuple[KpiTile, ...]
    """What it watches."""
    pages: tuple[DocumentLink, ...]
    """Its pages."""
    due: DueList | None
    """What is due in it and in the units below in the next two weeks, and what is late; only on its page in the current cycle."""
    work: WorkOfUnit | None
    """The work towards its own objectives of this cycle."""
    scores: Scores | None
    """How the scores of its objectives and of those below are spread, once the cycle is closed."""
    look_back: LookBack | None
    """What became of its own objectives, once the cycle is closed."""
    reviews: tuple[DocumentLink, ...]
    """Its reviews of this cycle."""
    retrospectives: tuple[Retrospective, ...]
    """What it learned from its objectives of this cycle, once closed."""
    wins: tuple[Win, ...]
    """Its latest wins in this cycle."""
    lately: tuple[HappeningView, ...]
    """What happened lately in it and in the units below, whatever the cycle; only on its page in the current one."""
    budgets: Budgets | None
    """What it, its objectives and the units below it plan and spend; None where nobody plans anything."""
    tags: tuple[str, ...]
    """Its tags."""
    share: Share | None
    """How to show it in other sites; only on its page in the current cycle."""
    body: Markup
    """Who they are and how to reach them, as safe HTML."""


def current_unit_pages(site: Site, reference: str) -> Iterator[UnitPage]:
    """The page of a unit in its current cycle, which tells what happens now, and the page of that cycle, which has all else in common."""
    cycle_id = site.unit_current(reference)
    page = _unit_page(site, reference, cycle_id, urls.unit(reference))
    yield page
    if cycle_id and cycle_id in site.figures.unit_cycles.get(reference, ()):
        unit, address = site.organisation.units[reference], urls.unit_in_cycle(reference, cycle_id)
        yield replace(
            page,
            address=address,
            title=_title_in_cycle(site, unit, cycle_id),
            breadcrumb=(*page.breadcrumb, site.unit_link(reference)),
            calendar=None,
            health=None,
            due=None,
            work=without_more(page.work),
            lately=(),
            share=None,
            body=about(site, unit, address),
        )


def unit_page(site: Site, reference: str, cycle_id: str) -> UnitPage:
    """The page of a unit in a cycle that is not its current one."""
    return _unit_page(site, reference, cycle_id, urls.unit_in_cycle(reference, cycle_id))


def _title_in_cycle(site: Site, unit: Unit, cycle_id: str) -> str:
    return f"{unit.title} · {site.cycle_title(cycle_id)}"


def _unit_page(site: Site, reference: str, cycle_id: str | None, address: str) -> UnitPage:
    unit = site.organisation.units[reference]
    figures = site.figures.units.get((reference, cycle_id)) if cycle_id else None
    own = site.organisation.by_unit_and_cycle.get((reference, cycle_id), ()) if cycle_id else ()
    is_current = address == urls.unit(reference)
    return UnitPage(
        address=address,
        title=unit.title if is_current or not cycle_id else _title_in_cycle(site, unit, cycle_id),
        description=unit.mission or unit.title,
        breadcrumb=site.parents(reference) if is_current else (*site.parents(reference), site.unit_link(reference)),
        edit_url=site.edit_url(unit.location),
        feed=feed_link(site, urls.unit_feed(reference)),
        level=site.language.level_word(site.config.level(unit.depth)),
        mission=unit.mission,
        lead=site.person_link(unit.lead),
        members=site.people_links(tuple(m for m in unit.members if m != unit.lead)),
        cycle=cycle_view(site, site.organisation.cycles[cycle_id]) if cycle_id else None,
        tabs=cycle_tabs(site, site.figures.unit_cycles.get(reference, ()), cycle_id or "", reference),
        handouts=handout_links(site, reference, cycle_id),
        calendar=calendar_link(site, reference) if is_current else None,
        health=score_link(site, reference) if is_current else None,
        progress=figures.progress if figures else None,
        own=figures.own if figures else None,
        explanation=explanation_view(site, figures.explanation, cycle_id=cycle_id or "") if figures else None,
        own_explanation=explanation_view(site, figures.own_explanation) if figures else None,
        chart=unit_chart(site, reference, cycle_id),
        statuses=site.spread(own),
        objectives=tuple(objective_card(site, r) for r in own),
        also_running=also_running(site, reference, cycle_id),
        children=child_rows(site, reference, cycle_id),
        children_level=children_level(site, unit),
        kpis=kpis_of(site, reference),
        pages=pages_of(site, reference),
        due=due_in_unit(site, reference) if is_current else None,
        work=work_of_unit(site, reference, own, is_current=is_current),
        scores=scores_of(site, site.objectives_below(reference, cycle_id)) if cycle_id and site.is_closed(cycle_id) else None,
        look_back=look_back(site, own) if cycle_id and site.is_closed(cycle_id) else None,
        reviews=reviews_of(site, reference, cycle_id),
        retrospectives=retrospectives(site, own),
        wins=latest_wins(site, own, _MOST_WINS),
        lately=happening_views(site, site.told.by_unit[reference][:_MOST_CHANGES]) if is_current else (),
        budgets=budgets_of(site, reference, cycle_id),
        tags=unit.tags,
        share=share(site, reference, unit.title, len(own)) if is_current else None,
        body=about(site, unit, address),
    )


def about(site: Site, unit: Unit, address: str) -> Markup:
    """A unit's text as safe HTML."""
    html = site.body(unit, address)
    return Markup(html)


def also_running(site: Site, reference: str, cycle_id: str | None) -> tuple[CycleObjectives, ...]:
    """A unit's objectives in the active cycles that enclose this one, the longest cycle first."""
    if not cycle_id or not site.is_active(cycle_id):
        return ()
    cycles = site.organisation.cycles
    around = (i for i in site.cycle_ids if i != cycle_id and site.is_active(i) and cycles.within(cycle_id, i))
    found = ((i, site.organisation.by_unit_and_cycle.get((reference, i), ())) for i in around)
    return tuple(
        CycleObjectives(site.unit_cycle_link(reference, i), tuple(objective_card(site, r) for r in references))
        for i, references in found
        if references
    )


def child_rows(site: Site, reference: str, cycle_id: str | None) -> tuple[UnitRow, ...]:
    """The units below a unit in a cycle; without a cycle, none."""
    children = site.organisation.child_units.get(reference, ())
    return tuple(unit_rows(site, child, cycle_id) for child in children) if cycle_id else ()


def children_level(site: Site, unit: Unit) -> str:
    """What the units below a unit are called."""
    return site.language.level_word(site.config.level(unit.depth + 1), 2)


def kpis_of(site: Site, reference: str) -> tuple[KpiTile, ...]:
    """A unit's KPIs."""
    return tuple(kpi_tile(site, kpi) for kpi in site.documents_of(reference).kpis)


def pages_of(site: Site, reference: str) -> tuple[DocumentLink, ...]:
    """A unit's pages."""
    return tuple(document_link(site, page) for page in site.documents_of(reference).pages)


def reviews_of(site: Site, reference: str, cycle_id: str | None) -> tuple[DocumentLink, ...]:
    """A unit's reviews of a cycle."""
    return tuple(document_link(site, page) for page in site.documents_of(reference).reviews if page.cycle == cycle_id)


def retrospectives(site: Site, objectives: Iterable[str]) -> tuple[Retrospective, ...]:
    """What was learned from the objectives whose cycle is over."""
    found = []
    for reference in objectives:
        objective, figures = site.organisation.objectives[reference], site.figures_of(reference)
        if objective.retrospective and site.is_closed(objective.cycle):
            link, unit = site.objective_link(reference), site.unit_link(objective.unit)
            found.append(Retrospective(link, unit, figures.status.value, figures.score, objective.retrospective))
    return tuple(found)
