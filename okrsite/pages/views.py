"""Things of the organisation → the small values that pages show (okrsite.pages.parts)."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from msgspec.structs import replace

from okrsite import explain, urls
from okrsite.budgets import Sum, sums
from okrsite.charts import Point, Sparkline
from okrsite.cycles import Cycle
from okrsite.figures import Explanation, Term
from okrsite.model import CheckIn, Health, Kpi, Money, Page, Status
from okrsite.pages.course import courses_of
from okrsite.pages.kept import kept
from okrsite.pages.kpi_chart import thinned
from okrsite.pages.lines import small_line
from okrsite.pages.parts import (
    CycleTab,
    CycleView,
    DocumentLink,
    ExplanationView,
    KeyResultLine,
    KpiTile,
    MoneyView,
    ObjectiveCard,
    Report,
    StatusView,
    TermView,
    UnitRow,
    Win,
)
from okrsite.pages.site import Site

_MOST_SPARK_POINTS = 60

Reported = tuple[str, CheckIn]  # an objective's reference, and one of its check-ins

@kept
def objective_card(site: Site, reference: str) -> ObjectiveCard:
    """An objective with its key results, as a card or a row."""
    objective, figures = site.organisation.objectives[reference], site.figures_of(reference)
    return ObjectiveCard(
        title=objective.title,
        address=urls.quoted(urls.objective(reference)),
        unit=site.unit_link(objective.unit),
        cycle=site.unit_cycle_link(objective.unit, objective.cycle),
        closed=site.is_closed(objective.cycle),
        owner=site.person_link(objective.owner),
        kind=objective.kind.value,
        progress=figures.progress,
        expected=figures.expected,
        status=figures.status.value,
        reason=objective_status(site, reference).reason,
        score=figures.score,
        confidence=figures.confidence,
        updated=figures.updated,
        key_results=key_result_lines(site, reference),
        spark=_objective_line(site, reference),
    )


def _objective_line(site: Site, reference: str) -> Sparkline | None:
    figures = site.figures_of(reference)
    return small_line(site, site.cycle_of(reference), courses_of(site).of_objective(reference), figures.progress, figures.status.value)


@kept
def objective_status(site: Site, reference: str) -> StatusView:
    """An objective's status, and why it is so."""
    figures = site.figures_of(reference)
    return StatusView(figures.status.value, explain.status_reason(figures.status, figures.reason, site.language))


def key_result_lines(site: Site, reference: str) -> tuple[KeyResultLine, ...]:
    """An objective's key results in the file's order."""
    address = urls.quoted(urls.objective(reference))
    figures = site.figures_of(reference).key_results
    return tuple(
        KeyResultLine(k.title, address + urls.key_result(k.id), f.progress, f.expected, f.status.value)
        for k in site.organisation.objectives[reference].key_results
        if (f := figures.get(k.id))
    )


@kept
def unit_rows(site: Site, reference: str, cycle_id: str) -> UnitRow:
    """A unit in a cycle, with the units below it."""
    children = site.organisation.child_units.get(reference, ())
    return replace(unit_row(site, reference, cycle_id), children=tuple(unit_rows(site, child, cycle_id) for child in children))


@kept
def unit_row(site: Site, reference: str, cycle_id: str) -> UnitRow:
    """A unit in a cycle, without the units below it."""
    unit, figures = site.organisation.units[reference], site.figures.units.get((reference, cycle_id))
    objectives = site.objectives_below(reference, cycle_id)
    shown = cycle_id in site.figures.unit_cycles.get(reference, ())
    address = urls.unit_in_cycle(reference, cycle_id) if shown else urls.unit(reference)
    return UnitRow(
        title=unit.title,
        address=urls.quoted(address),
        level=site.language.level_word(site.config.level(unit.depth)),
        lead=site.person_link(unit.lead),
        progress=figures.progress if figures else None,
        own=figures.own if figures else None,
        expected=site.organisation.cycles[cycle_id].elapsed(site.as_of),
        statuses=site.spread(objectives),
        objectives=len(objectives),
        children=(),
        spark=_unit_line(site, reference, cycle_id) if figures else None,
    )


def _unit_line(site: Site, reference: str, cycle_id: str) -> Sparkline | None:
    progress, course = site.figures.units[reference, cycle_id].progress, courses_of(site).of_unit(reference, cycle_id)
    return small_line(site, site.organisation.cycles[cycle_id], course, progress, "plain")


@kept
def cycle_view(site: Site, cycle: Cycle) -> CycleView:
    """A cycle and where it stands on the day."""
    gone = cycle.days_gone(site.as_of)
    return CycleView(
        id=cycle.id,
        title=site.language.cycle_title(cycle),
        address=urls.quoted(urls.cycle(cycle.id)),
        start=cycle.start,
        end=cycle.end,
        state=cycle.state(site.as_of).value,
        elapsed=cycle.elapsed(site.as_of),
        days_gone=gone,
        days_left=cycle.days - gone,
    )


def cycle_tabs(site: Site, identifiers: Iterable[str], shown: str, unit: str = "") -> tuple[CycleTab, ...]:
    """The switch between the cycles of a unit (the company's are the cycles' own pages), by start."""
    return tuple(
        CycleTab(
            title=site.cycle_title(cycle.id),
            address=urls.quoted(urls.unit_in_cycle(unit, cycle.id)),
            state=cycle.state(site.as_of).value,
            shown=cycle.id == shown,
        )
        for cycle in site.organisation.cycles.in_order(identifiers)
    )


def explanation_view(
    site: Site, explanation: Explanation, *, cycle_id: str = "", sentence: str = "", objective: str = ""
) -> ExplanationView:  # fmt: skip
    """How a number came about, with links to its parts, some of them on the page of an objective; a key result brings its own sentence."""
    sentence = sentence or explain.explanation(explanation, site.language)
    return ExplanationView(sentence, tuple(_term(site, term, cycle_id, objective) for term in explanation.terms), explanation.result)


def _term(site: Site, term: Term, cycle_id: str, objective: str) -> TermView:
    reference, hash_sign, identifier = term.reference.partition("#")
    address = urls.document(reference)
    if term.kind == "unit" and cycle_id in site.figures.unit_cycles.get(reference, ()):
        address = urls.unit_in_cycle(reference, cycle_id)
    fragment = urls.key_result(identifier) if hash_sign else ""
    left_out = explain.left_out(term.left_out, site.language) if term.left_out else None
    anchor = urls.key_result_anchor(identifier) if hash_sign and reference == objective else None
    return TermView(term.title, urls.quoted(address) + fragment, anchor, term.progress, term.weight, left_out)


def money_view(money: Money) -> MoneyView:
    """A budget with the share that is spent."""
    (alone,) = sums([money])
    return sum_view(alone)


def sum_view(budget: Sum) -> MoneyView:
    """Budgets of one currency with the share that is spent."""
    share = Fraction(budget.spent) / Fraction(budget.planned) if budget.spent is not None and budget.planned > 0 else None
    return MoneyView(budget.planned, budget.currency, budget.spent, budget.over, budget.untold, share)


def kpi_tile(site: Site, kpi: Kpi) -> KpiTile:
    """A KPI with its latest value up to the day."""
    values = thinned([(day, value) for day, value in kpi.values if day <= site.as_of], _MOST_SPARK_POINTS)
    health = site.figures.kpis[kpi.reference]
    day, value = values[-1] if values else (None, None)
    line = scaled([(d.toordinal(), Fraction(v)) for d, v in values])
    spark = Sparkline(f"health-{health.value}", line) if len(line) > 1 else None
    movers = site.organisation.kpi_moved_by.get(kpi.reference, ())
    unmoved = health is Health.UNHEALTHY and not any(is_moving(site, *mover) for mover in movers)
    return KpiTile(kpi.title, urls.quoted(urls.document(kpi.reference)), health.value, kpi.measured_in, value, day, spark, unmoved)


def is_moving(site: Site, reference: str, key_result: str) -> bool:
    """Whether a key result is still to move something: its cycle is not over, and neither it nor its objective is cancelled."""
    if site.is_closed(site.organisation.objectives[reference].cycle):
        return False
    figures = site.figures_of(reference)
    return Status.CANCELLED not in (figures.status, figures.key_results[key_result].status)


def document_link(site: Site, page: Page) -> DocumentLink:
    """A page or a review in a list."""
    return DocumentLink(page.title, urls.quoted(urls.document(page.reference)), page.day, site.unit_link(page.unit))


def reported(site: Site, objectives: Iterable[str]) -> Iterator[Reported]:
    """The check-ins of some objectives up to the day."""
    for reference in objectives:
        for check_in in site.organisation.objectives[reference].check_ins:
            if check_in.date <= site.as_of:
                yield reference, check_in


def latest_first(found: Iterable[Reported]) -> list[Reported]:
    """Check-ins by day, the latest first; those of one day by the address of their objective."""
    return sorted(found, key=lambda told: (-told[1].date.toordinal(), urls.quoted(urls.objective(told[0]))))


def report(site: Site, told: Reported) -> Report:
    """A check-in among those of other objectives."""
    reference, check_in = told
    return Report(
        date=check_in.date,
        by=site.person_link(check_in.by),
        objective=site.objective_link(reference),
        unit=site.unit_link(site.organisation.objectives[reference].unit),
        note=check_in.note,
        win=check_in.win,
        status=site.figures_of(reference).status.value,
    )


def latest_wins(site: Site, objectives: Iterable[str], most: int | None = None) -> tuple[Win, ...]:
    """What some objectives won, the latest first; at most so many."""
    found = latest_first(told for told in reported(site, objectives) if told[1].win)
    return tuple(_win(site, reference, check_in) for reference, check_in in found[:most])


def _win(site: Site, reference: str, check_in: CheckIn) -> Win:
    link, unit = site.objective_link(reference), site.unit_link(site.organisation.objectives[reference].unit)
    return Win(check_in.win or "", check_in.date, site.person_link(check_in.by), link, unit)


def scaled(points: list[tuple[int, Fraction]]) -> tuple[Point, ...]:
    """Days and values → 0 to 1 each, from the lowest to the highest; a level line lies in the middle."""
    if not points:
        return ()
    days, values = [day for day, _ in points], [value for _, value in points]
    left, width = min(days), max(days) - min(days)
    low, height = min(values), max(values) - min(values)
    return tuple(
        Point(Fraction(day - left, width) if width else Fraction(1), (value - low) / height if height else Fraction(1, 2))
        for day, value in points
    )
