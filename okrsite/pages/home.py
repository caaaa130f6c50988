"""The home page: what the company is aiming for, how it is doing, and where to look next."""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from markupsafe import Markup
from msgspec import Struct

from okrsite import explain, urls
from okrsite.charts import Mark, Span, Timeline
from okrsite.cycles import Cycle
from okrsite.model import Status
from okrsite.pages.budgets import Budgets, budgets_of
from okrsite.pages.calendars import calendar_link
from okrsite.pages.changes import feed_link
from okrsite.pages.due import DueList, due_in_unit
from okrsite.pages.handouts import handout_links
from okrsite.pages.health import ScoreLink, score_link
from okrsite.pages.initiatives import work_link_of
from okrsite.pages.page import Page
from okrsite.pages.parts import (
    Chart,
    CycleTab,
    CycleView,
    DocumentLink,
    ExplanationView,
    KpiTile,
    Link,
    PersonLink,
    Report,
    StatusCount,
    UnitRow,
    Win,
)
from okrsite.pages.progress_chart import unit_chart
from okrsite.pages.share import Share, share
from okrsite.pages.site import Site
from okrsite.pages.unit import CycleObjectives, about, child_rows, children_level, kpis_of, pages_of
from okrsite.pages.views import cycle_tabs, cycle_view, explanation_view, latest_first, latest_wins, objective_card, report, reported

_MOST_REPORTS = 8
_MOST_WINS = 3
_MOST_ATTENTION = 8
_ALARMING = (Status.OFF_TRACK, Status.STALE)
_MOST_MONTHS = 14


class Attention(Struct, frozen=True):
    """An objective that somebody should look at."""

    title: str
    """The objective."""
    address: str
    """Its page, percent-encoded."""
    unit: Link
    """Whose it is."""
    owner: PersonLink | None
    """The one accountable; None is a reason of its own."""
    status: str
    """Its status' name."""
    reason: str
    """Why the status is so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(Page):
    """The company in its current cycle."""

    template: ClassVar[str] = "home.html"
    section: ClassVar[str] = "home"

    mission: str | None
    """What the company is there for."""
    lead: PersonLink | None
    """Who leads it."""
    members: tuple[PersonLink, ...]
    """Who leads it with them."""
    cycle: CycleView | None
    """The current cycle; None before there are objectives."""
    timeline: Timeline | None
    """The current cycle among those around it, with today."""
    tabs: tuple[CycleTab, ...]
    """All cycles with objectives."""
    handouts: tuple[Link, ...]
    """The company's sheet for paper and its presentation."""
    calendar: Link | None
    """What is due, to subscribe to; None where nothing runs or is planned."""
    health: ScoreLink | None
    """How well the company with all units does OKRs; None without objectives."""
    progress: Fraction | None
    """The company's rolled-up progress in the current cycle, 0 to 1."""
    explanation: ExplanationView | None
    """How it came about."""
    chart: Chart | None
    """The rolled-up progress over time; None where nothing was reported."""
    statuses: tuple[StatusCount, ...]
    """All objectives of the current cycle by status."""
    objective_count: int
    """How many these are."""
    objectives: tuple[CycleObjectives, ...]
    """The company's own objectives, by cycle: the active ones around the current, the longest first."""
    units: tuple[UnitRow, ...]
    """Departments, each with its teams."""
    units_level: str
    """What these are called: departments."""
    attention: tuple[Attention, ...]
    """What is off track, stale or nobody's, the most serious first."""
    attention_count: int
    """How many there are of those in all."""
    reports: tuple[Report, ...]
    """The latest check-ins."""
    due: DueList | None
    """What is due in the next two weeks, and what is late."""
    work: Link | None
    """All work of the company by day and person; None where there is none."""
    wins: tuple[Win, ...]
    """The latest wins."""
    all_wins: Link
    """The page of all wins."""
    kpis: tuple[KpiTile, ...]
    """What the company watches."""
    pages: tuple[DocumentLink, ...]
    """The company's pages."""
    budgets: Budgets | None
    """What the company, its objectives and all units plan and spend; None where nobody plans anything."""
    share: Share | None
    """How to show it in other sites; None on a site that is not to be embedded."""
    body: Markup
    """Who they are, as safe HTML."""


def home_page(site: Site) -> HomePage:
    """The company's page."""
    unit, current = site.organisation.units[""], site.current
    cycle_id = current.id if current else None
    figures = site.figures.units.get(("", cycle_id)) if cycle_id else None
    running = tuple(r for i in site.around_current for r in site.objectives_below("", i))
    in_cycle = site.objectives_below("", cycle_id) if cycle_id else ()
    latest, alarming = latest_first(reported(site, running)), _attention(site, running)
    return HomePage(
        address=urls.HOME,
        title=unit.title,
        description=unit.mission or site.title,
        edit_url=site.edit_url(unit.location),
        feed=feed_link(site, urls.unit_feed()),
        mission=unit.mission,
        lead=site.person_link(unit.lead),
        members=site.people_links(tuple(m for m in unit.members if m != unit.lead)),
        cycle=cycle_view(site, current) if current else None,
        timeline=_timeline(site, current) if current else None,
        tabs=cycle_tabs(site, site.cycle_ids, cycle_id or ""),
        handouts=handout_links(site, "", cycle_id),
        calendar=calendar_link(site, ""),
        health=score_link(site, ""),
        progress=figures.progress if figures else None,
        explanation=explanation_view(site, figures.explanation, cycle_id=cycle_id or "") if figures else None,
        chart=unit_chart(site, "", cycle_id),
        statuses=site.spread(in_cycle),
        objective_count=len(in_cycle),
        objectives=_objectives(site),
        units=child_rows(site, "", cycle_id),
        units_level=children_level(site, unit),
        attention=alarming[:_MOST_ATTENTION],
        attention_count=len(alarming),
        reports=tuple(report(site, told) for told in latest[:_MOST_REPORTS]),
        due=due_in_unit(site, ""),
        work=work_link_of(site, ""),
        wins=latest_wins(site, running, _MOST_WINS),
        all_wins=Link(site.language.gettext("All wins"), urls.WINS),
        kpis=kpis_of(site, ""),
        pages=pages_of(site, ""),
        budgets=budgets_of(site, "", cycle_id),
        share=share(site, "", unit.title, len(site.organisation.by_unit_and_cycle.get(("", cycle_id), ())) if cycle_id else 0),
        body=about(site, unit, urls.HOME),
    )


def _objectives(site: Site) -> tuple[CycleObjectives, ...]:
    found = ((i, site.organisation.by_unit_and_cycle.get(("", i), ())) for i in site.around_current)
    return tuple(
        CycleObjectives(site.cycle_link(i), tuple(objective_card(site, r) for r in references)) for i, references in found if references
    )


def _attention(site: Site, running: tuple[str, ...]) -> tuple[Attention, ...]:
    """What is off track first, then what is stale, then what nobody owns; what is paused, cancelled or over rests."""
    found = []
    for reference in running:
        objective, figures = site.organisation.objectives[reference], site.figures_of(reference)
        resting = figures.status in (Status.PAUSED, Status.CANCELLED, Status.ACHIEVED, Status.MISSED)
        if figures.status in _ALARMING or (not objective.owner and not resting):
            rank = _ALARMING.index(figures.status) if figures.status in _ALARMING else len(_ALARMING)
            reason = explain.status_reason(figures.status, figures.reason, site.language)
            link, unit, owner = site.objective_link(reference), site.unit_link(objective.unit), site.person_link(objective.owner)
            found.append((rank, reference, Attention(link.title, link.address, unit, owner, figures.status.value, reason)))
    return tuple(attention for _, _, attention in sorted(found, key=lambda item: item[:2]))


def _timeline(site: Site, current: Cycle) -> Timeline:
    """From the start to the end of the longest active cycle around the current one: that cycle, those within, months and today."""
    cycles = site.organisation.cycles
    outer = cycles[site.around_current[0]]
    rows: list[list[Cycle]] = []
    for cycle in sorted((cycles[i] for i in site.cycle_ids), key=lambda c: (-c.days, c.start, c.id)):
        if outer.start <= cycle.start and cycle.end <= outer.end:
            free = next((row for row in rows if all(c.end < cycle.start or cycle.end < c.start for c in row)), None)
            rows.append([cycle]) if free is None else free.append(cycle)
    spans = tuple(_span(site, c, outer, row, current) for row, found in enumerate(rows) for c in found)
    words = site.language
    today = Mark(outer.elapsed(site.as_of), words.gettext("Today")) if outer.start <= site.as_of <= outer.end else None
    title = words.gettext("%(title)s among the %(cycles)s around it", title=words.cycle_title(current))
    return Timeline(title, spans, _months(site, outer), today)


def _span(site: Site, cycle: Cycle, outer: Cycle, row: int, current: Cycle) -> Span:
    start = Fraction((cycle.start - outer.start).days, outer.days)
    return Span(start, start + Fraction(cycle.days, outer.days), row, site.language.cycle_title(cycle), cycle.id == current.id)


def _months(site: Site, outer: Cycle) -> tuple[Mark, ...]:
    """The first of each month within a cycle, fewer where there are many."""
    days = [day for n in range(outer.days) if (day := outer.start.fromordinal(outer.start.toordinal() + n)).day == 1]
    step = -(-len(days) // _MOST_MONTHS) or 1
    return tuple(Mark(Fraction((day - outer.start).days, outer.days), site.language.month_name(day)) for day in days[::step])
