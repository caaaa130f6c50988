"""A key result of an objective's page: its values, its bar, its line, and what counts in it (FORMAT §6)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from okrsite import explain, urls
from okrsite.charts import DIAGONAL, Goal, Point, Sparkline
from okrsite.cycles import Cycle
from okrsite.figures import KeyResultFigures, Measured
from okrsite.measures import ONE, share_of_way
from okrsite.model import KeyResult, KeyResultType, Milestone, Objective, Step
from okrsite.pages.course import Course, courses_of, thinned
from okrsite.pages.happenings import MovedAim, moved_aims
from okrsite.pages.lines import START, course_line, position
from okrsite.pages.outlook import forecast_view, key_result_forecast
from okrsite.pages.parts import ExplanationView, ForecastView, Link, PersonLink, StatusView
from okrsite.pages.site import Site
from okrsite.pages.views import explanation_view
from okrsite.pages.written import writer
from okrsite.status import clamp
from okrsite.values import exact


class MilestoneView(Struct, frozen=True):
    """A step of a key result of type milestones."""

    title: str
    """What is to be done."""
    due: date | None
    """By when."""
    done: bool
    """Whether it is done on the day."""
    weight: Decimal
    """Its share."""


class StepView(Struct, frozen=True):
    """A rung of a ladder."""

    score: Decimal
    """What it earns, 0 to 1."""
    at: str
    """The amount or the words that earn it, written out."""
    reached: bool
    """Whether it is reached on the day."""


class PlanView(Struct, frozen=True):
    """A mini-goal."""

    date: date
    """By the end of which day."""
    value: str
    """What is to be reached, written out."""
    reached: bool
    """Whether it was reached in time, or already is."""


class SeriesRow(Struct, frozen=True):
    """A value on a day."""

    date: date
    """The day."""
    value: str
    """The value, written out."""


class KeyResultView(Struct, frozen=True):
    """A key result with everything that its objective's page shows of it."""

    id: str
    """Its id."""
    anchor: str
    """The HTML id of its place on the page."""
    title: str
    """What is measured."""
    type: str
    """number, at_least, at_most, between, boolean, milestones, ladder, baseline or aligned."""
    unit: str | None
    """What its amounts are measured in."""
    start: Decimal | None
    """Where a number starts."""
    target: Decimal | None
    """What a number should reach, or a threshold's edge."""
    low: Decimal | None
    """The lower end of a range."""
    high: Decimal | None
    """The upper end of a range."""
    risk: tuple[Decimal, ...]
    """Where a threshold's warning band ends: none, one or two values."""
    current: str
    """Today's value, written out."""
    has_value: bool
    """Whether there is one."""
    milestones: tuple[MilestoneView, ...]
    """Its milestones."""
    steps: tuple[StepView, ...]
    """Its ladder's rungs."""
    plan: tuple[PlanView, ...]
    """Its mini-goals."""
    progress: Fraction | None
    """0 to 1; None where it is not measured."""
    raw: Fraction | None
    """The same before it was clamped, where that differs."""
    expected: Fraction | None
    """Where it should be, 0 to 1."""
    status: StatusView
    """How it is going."""
    confidence: Fraction | None
    """0 to 10."""
    weight: Decimal
    """Its share in the objective."""
    owner: PersonLink | None
    """Whose it is, where it is not the objective's owner."""
    due: date | None
    """By when."""
    source: str | None
    """The web address that the number comes from."""
    kpi: Link | None
    """The KPI that it moves."""
    aggregate: str | None
    """sum or mean, where its value is taken from the key results below it."""
    explanation: ExplanationView
    """How its progress came about."""
    moved: tuple[MovedAim, ...]
    """How its target and its start were moved, the latest first."""
    spark: Sparkline | None
    """How it went; None where nothing is known yet."""
    forecast: ForecastView | None
    """Where a number comes to at this pace; None where nobody can tell."""
    series: tuple[SeriesRow, ...]
    """The values by day, the latest first."""


def key_result_view(site: Site, objective: Objective, key_result: KeyResult) -> KeyResultView:
    """One key result of an objective."""
    reference = objective.reference
    figures = site.figures_of(reference).key_results[key_result.id]
    cycle = site.organisation.cycles[objective.cycle]
    course = courses_of(site).of_key_result(reference, key_result)
    goals, raw, write = mini_goals(site, key_result, course), figures.raw, writer(site, key_result)
    return KeyResultView(
        id=key_result.id,
        anchor=urls.key_result_anchor(key_result.id),
        title=key_result.title,
        type=key_result.type.value,
        unit=key_result.unit,
        start=(key_result.start or Decimal(0)) if key_result.type is KeyResultType.NUMBER else None,
        target=key_result.target,
        low=key_result.low,
        high=key_result.high,
        risk=_risk(key_result),
        current=write(figures.value),
        has_value=figures.value is not None,
        milestones=tuple(_milestone(site, m, figures.value) for m in key_result.milestones),
        steps=tuple(_step(site, key_result, s, figures.raw) for s in key_result.steps),
        plan=tuple(PlanView(g.date, g.value, g.reached) for g in goals),
        progress=figures.progress,
        raw=raw if raw != figures.progress else None,
        expected=figures.expected,
        status=StatusView(figures.status.value, explain.status_reason(figures.status, figures.reason, site.language)),
        confidence=figures.confidence,
        weight=key_result.weight,
        owner=site.person_link(key_result.owner) if key_result.owner != objective.owner else None,
        due=key_result.due,
        source=key_result.url,
        kpi=_kpi(site, reference, key_result),
        aggregate=key_result.aggregate,
        explanation=explanation_view(site, figures.explanation, sentence=explain.key_result(key_result, figures, site.language)),
        moved=moved_aims(site, objective, key_result),
        spark=_spark(site, cycle, key_result, figures, course, goals),
        forecast=forecast_view(site, cycle, key_result_forecast(site, reference, key_result, course)),
        series=tuple([SeriesRow(day, write(value)) for day, value in reversed(figures.series)]),
    )


class MiniGoal(Struct, frozen=True):
    """A plan point with the share of the way at which it lies."""

    date: date
    value: str
    share: Fraction
    reached: bool


def mini_goals(site: Site, key_result: KeyResult, course: Course) -> tuple[MiniGoal, ...]:
    """The plan of a number, each point with whether it was reached in time, or before it is due."""
    if not key_result.plan:
        return ()
    start, target = exact(key_result.start or Decimal(0)), exact(key_result.target or Decimal(0))
    if start == target:
        return ()
    found = []
    for point in key_result.plan:
        share = share_of_way(exact(point.value), start, target)
        enough, until = min(share, ONE), min(point.date, site.as_of)
        reached = any(progress >= enough for day, progress in course if day <= until)
        found.append(MiniGoal(point.date, site.language.amount(point.value, key_result.unit), share, reached))
    return tuple(found)


def expected_line(cycle: Cycle, goals: tuple[MiniGoal, ...]) -> tuple[Point, ...]:
    """The straight line, or the plan's line through its mini-goals (FORMAT §11 rule 6)."""
    if not goals:
        return DIAGONAL
    middle = tuple(Point(position(cycle, goal.date), clamp(goal.share)) for goal in goals)
    last = () if goals[-1].date == cycle.end else (Point(ONE, ONE),)
    return (START, *middle, *last)


def _spark(
    site: Site, cycle: Cycle, key_result: KeyResult, figures: KeyResultFigures, course: Course, goals: tuple[MiniGoal, ...]
) -> Sparkline | None:
    if figures.progress is None or not course:
        return None
    start = () if key_result.type.is_threshold else (START,)
    line = (*start, *course_line(site, cycle, thinned(course), figures.progress))
    drawn = tuple(Goal(position(cycle, g.date), clamp(g.share), g.reached, g.value) for g in goals)
    expected = () if key_result.type.is_threshold else expected_line(cycle, goals)
    return Sparkline(figures.status.value, line, expected, drawn)


def _risk(key_result: KeyResult) -> tuple[Decimal, ...]:
    if key_result.risk is None:
        return ()
    return key_result.risk if isinstance(key_result.risk, tuple) else (key_result.risk,)


def _milestone(site: Site, milestone: Milestone, done: Measured | None) -> MilestoneView:
    return MilestoneView(milestone.title, milestone.due, isinstance(done, tuple) and milestone.title in done, milestone.weight)


def _step(site: Site, key_result: KeyResult, step: Step, reached: Fraction | None) -> StepView:
    at = step.at if isinstance(step.at, str) else site.language.amount(step.at, key_result.unit)
    return StepView(step.score, at, reached is not None and step.score <= reached)


def _kpi(site: Site, reference: str, key_result: KeyResult) -> Link | None:
    """The KPI that a key result moves, resolved by okrsite.link."""
    moved = site.organisation.kpi_of.get((reference, key_result.id))
    return site.kpi_link(moved) if moved else None
