"""The page of an objective: what, why, how far, how it is known, who, what it supports and what supports it (FORMAT §5)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar

from markupsafe import Markup
from msgspec import Struct

from okrsite import urls
from okrsite.measures import plain_mean
from okrsite.model import CheckIn, Edge, Objective, Value
from okrsite.pages.happenings import FirstPublished, first_published
from okrsite.pages.initiatives import InitiativeView, initiative_view
from okrsite.pages.key_results import KeyResultView, key_result_view
from okrsite.pages.outlook import forecast_view, objective_forecast
from okrsite.pages.page import Page
from okrsite.pages.parts import Chart, CycleView, ExplanationView, ForecastView, Link, MoneyView, PersonLink, StatusView
from okrsite.pages.progress_chart import objective_chart
from okrsite.pages.share import Share, share
from okrsite.pages.site import Site
from okrsite.pages.views import cycle_view, explanation_view, money_view, objective_status
from okrsite.pages.written import writer

_LONGEST_CHAIN = 40

_Place = tuple[str, str, str, Callable[[Value], str]]  # a key result's id, title and address, and what writes its values


class ReportedValue(Struct, frozen=True):
    """A key result's value in a check-in."""

    title: str
    """The key result."""
    address: str
    """Its place on the page, percent-encoded."""
    value: str
    """What was reported, written out."""


class CheckInView(Struct, frozen=True):
    """What somebody reported on a day."""

    date: date
    """The day."""
    by: PersonLink | None
    """Who reported."""
    values: tuple[ReportedValue, ...]
    """The values, in the key results' order."""
    confidence: Fraction | None
    """0 to 10: the one for all, else the mean of those given."""
    status: str | None
    """A judgement from this day on: the status' name."""
    note: str | None
    """What was said."""
    win: str | None
    """What was won."""


class Support(Struct, frozen=True):
    """An objective at the other end of an alignment."""

    title: str
    """The other objective."""
    address: str
    """Its page, percent-encoded."""
    unit: Link
    """Whose it is."""
    cycle: str
    """The name of its cycle, where it is another one; else empty."""
    status: str
    """Its status' name."""
    progress: Fraction | None
    """Its progress."""
    key_result: Link | None
    """The key result that is supported, where it is one."""
    via: Link | None
    """The key result that supports it, where it is one."""
    counts: bool
    """Whether it counts towards progress above, or only shows."""


class ChainStep(Struct, frozen=True):
    """One objective of a chain over the cycles."""

    title: str
    """The objective."""
    address: str
    """Its page, percent-encoded."""
    cycle: str
    """Its cycle's name."""
    status: str
    """Its status' name."""
    score: Fraction | None
    """0 to 1, once closed."""
    shown: bool
    """Whether it is the one on this page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectivePage(Page):
    """An objective."""

    template: ClassVar[str] = "objective.html"

    unit: Link
    """Whose it is."""
    cycle: CycleView
    """When."""
    in_cycle: Link
    """The unit's page in that cycle."""
    kind: str
    """aspirational or committed."""
    rollup: str
    """Where its progress comes from: key_results, aligned, both or manual."""
    in_sentence: str
    """Its title as it stands in the middle of a sentence: "We will …, as measured by …"."""
    why: str | None
    """Why it matters now."""
    owner: PersonLink | None
    """The one accountable."""
    contributors: tuple[PersonLink, ...]
    """Who else works on it."""
    status: StatusView
    """How it is going, and why so."""
    progress: Fraction | None
    """0 to 1; None where it is not measured."""
    expected: Fraction
    """Where it should be, 0 to 1."""
    explanation: ExplanationView
    """How its progress came about."""
    confidence: Fraction | None
    """0 to 10."""
    updated: date | None
    """The day of the last report."""
    published: FirstPublished | None
    """When it was published first; None where no history tells."""
    chart: Chart | None
    """Progress over time; None where nothing was reported."""
    forecast: ForecastView | None
    """Where it comes to at this pace; None where nobody can tell."""
    key_results: tuple[KeyResultView, ...]
    """What it is measured by, in the file's order."""
    check_ins: tuple[CheckInView, ...]
    """What was reported, the latest first."""
    initiatives: tuple[InitiativeView, ...]
    """The work."""
    budget: MoneyView | None
    """What it may cost."""
    resources: tuple[str, ...]
    """What else it needs."""
    supports: tuple[Support, ...]
    """What it aligns to."""
    supported_by: tuple[Support, ...]
    """What aligns to it."""
    chain: tuple[ChainStep, ...]
    """The same aim over the cycles, by time; empty where it stands alone."""
    score: Fraction | None
    """0 to 1, once closed."""
    score_note: str | None
    """What the score does not say."""
    retrospective: str | None
    """What was learned."""
    tags: tuple[str, ...]
    """Its tags."""
    share: Share | None
    """How to show it in other sites; None on a site that is not to be embedded."""
    body: Markup
    """The plan and anything else, as safe HTML; empty where there is none."""


def objective_page(site: Site, reference: str) -> ObjectivePage:
    """The page of one objective."""
    objective, figures = site.organisation.objectives[reference], site.figures_of(reference)
    unit, address = site.unit_link(objective.unit), urls.objective(reference)
    in_cycle = site.unit_cycle_link(objective.unit, objective.cycle)
    cycle, outlook = site.cycle_of(reference), objective_forecast(site, reference)
    return ObjectivePage(
        address=address,
        title=objective.title,
        description=objective.why or objective.title,
        breadcrumb=(*site.parents(objective.unit), unit, in_cycle),
        edit_url=site.edit_url(objective.location),
        unit=unit,
        cycle=cycle_view(site, cycle),
        in_cycle=in_cycle,
        kind=objective.kind.value,
        rollup=objective.rollup.value,
        in_sentence=in_sentence(site, objective.title),
        why=objective.why,
        owner=site.person_link(objective.owner),
        contributors=site.people_links(objective.contributors),
        status=objective_status(site, reference),
        progress=figures.progress,
        expected=figures.expected,
        explanation=explanation_view(site, figures.explanation, objective=reference),
        confidence=figures.confidence,
        updated=figures.updated,
        published=first_published(site, reference),
        chart=objective_chart(site, objective, outlook),
        forecast=forecast_view(site, cycle, outlook),
        key_results=tuple(key_result_view(site, objective, k) for k in objective.key_results),
        check_ins=_check_ins(site, objective),
        initiatives=tuple(initiative_view(site, i) for i in objective.initiatives),
        budget=money_view(objective.budget) if objective.budget else None,
        resources=objective.resources,
        supports=tuple(_support(site, e, e.target) for e in site.organisation.parents.get(reference, ())),
        supported_by=tuple(_support(site, e, e.source) for e in site.organisation.children.get(reference, ())),
        chain=_chain(site, reference),
        score=figures.score,
        score_note=objective.score_note,
        retrospective=objective.retrospective,
        tags=objective.tags,
        share=share(site, reference, objective.title, len(objective.key_results)),
        body=Markup(site.body(objective, address)),
    )


def in_sentence(site: Site, title: str) -> str:
    """A title with a small first letter, but not in German, nor where its first word is a name or an abbreviation."""
    first = title.split(maxsplit=1)[0] if title.strip() else ""
    if site.language.code.startswith(("de", "lb")) or first in site.names or not first[:1].isupper():
        return title
    is_word = len(first) == 1 or first[1:].islower() or first[1] in "'’"
    return title[0].lower() + title[1:] if is_word else title


def _check_ins(site: Site, objective: Objective) -> tuple[CheckInView, ...]:
    places = [(k.id, k.title, urls.key_result(k.id), writer(site, k)) for k in objective.key_results]
    return tuple([_check_in(site, check_in, places) for check_in in site.known_check_ins(objective)])


def _check_in(site: Site, check_in: CheckIn, places: Iterable[_Place]) -> CheckInView:
    reported = check_in.values
    return CheckInView(
        date=check_in.date,
        by=site.person_link(check_in.by),
        values=tuple([ReportedValue(title, address, write(reported[id_])) for id_, title, address, write in places if id_ in reported]),
        confidence=plain_mean(check_in.confidence.values()),
        status=check_in.status.value if check_in.status else None,
        note=check_in.note,
        win=check_in.win,
    )


def _support(site: Site, edge: Edge, other: str) -> Support:
    """One end of an alignment, as the page at its other end shows it."""
    objective, figures = site.organisation.objectives[other], site.figures_of(other)
    here = site.organisation.objectives[edge.source if other == edge.target else edge.target]
    key_result = site.key_result_link(edge.target, edge.target_key_result) if edge.target_key_result else None
    return Support(
        title=objective.title,
        address=urls.quoted(urls.objective(other)),
        unit=site.unit_link(objective.unit),
        cycle=site.cycle_title(objective.cycle) if objective.cycle != here.cycle else "",
        status=figures.status.value,
        progress=figures.progress,
        key_result=key_result,
        via=site.key_result_link(edge.source, edge.source_key_result) if edge.source_key_result else None,
        counts=edge.counts,
    )


def _chain(site: Site, reference: str) -> tuple[ChainStep, ...]:
    """What this objective continues and what continues it; several may carry on one."""
    earlier = list(_earlier(site, reference))
    found = [*reversed(earlier), reference, *_later(site, reference, {*earlier, reference})]
    return tuple(_chain_step(site, r, reference) for r in found) if len(found) > 1 else ()


def _earlier(site: Site, reference: str) -> Iterator[str]:
    seen, step = {reference}, site.organisation.continues.get(reference)
    while step and step not in seen and len(seen) < _LONGEST_CHAIN:
        yield step
        seen.add(step)
        step = site.organisation.continues.get(step)


def _later(site: Site, reference: str, seen: set[str]) -> list[str]:
    found: list[str] = []
    front = [reference]
    while front and len(found) < _LONGEST_CHAIN:
        front = [later for r in front for later in site.continued_by.get(r, ()) if later not in seen]
        found += front
        seen.update(front)
    return found


def _chain_step(site: Site, reference: str, shown: str) -> ChainStep:
    objective, figures = site.organisation.objectives[reference], site.figures_of(reference)
    return ChainStep(
        title=objective.title,
        address=urls.quoted(urls.objective(reference)),
        cycle=site.cycle_title(objective.cycle),
        status=figures.status.value,
        score=figures.score,
        shown=reference == shown,
    )
