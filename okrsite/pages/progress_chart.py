"""Progress against the expected line over a cycle, of an objective or a unit, and the table behind it.

An objective's chart also has its check-ins, its mini-goals, and what it comes to at this pace.
"""

from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from okrsite.charts import DIAGONAL, Goal, LineChart, Mark, Point
from okrsite.cycles import Cycle
from okrsite.measures import ONE, ZERO
from okrsite.model import KeyResultType, Objective
from okrsite.pages.course import Course, courses_of, thinned
from okrsite.pages.forecast import Forecast
from okrsite.pages.kept import kept
from okrsite.pages.key_results import mini_goals
from okrsite.pages.lines import START, course_line, position, until_today
from okrsite.pages.parts import Chart, ChartRow
from okrsite.pages.site import Site

_HALF = Fraction(1, 2)
_PLAIN = "plain"


class _Ground(NamedTuple):
    """The marks on a chart's axes, and today's."""

    limits: tuple[Mark, ...]
    days: tuple[Mark, ...]
    today: Mark | None


Dated = tuple[date, str, bool]  # a mini-goal or milestone: its day, what it says, whether it is reached


def unit_chart(site: Site, reference: str, cycle_id: str | None) -> Chart | None:
    """The chart of a unit with those below it, in a cycle; None where nothing was reported."""
    figures = site.figures.units.get((reference, cycle_id)) if cycle_id else None
    if not cycle_id or figures is None or figures.progress is None:
        return None
    cycle, course = site.organisation.cycles[cycle_id], thinned(courses_of(site).of_unit(reference, cycle_id))
    if not course:
        return None
    return Chart(_drawing(site, cycle, course, figures.progress, _PLAIN), _rows(site, cycle, course, figures.progress, {}), False)


def objective_chart(site: Site, objective: Objective, outlook: Forecast | None) -> Chart | None:
    """The chart of one objective with what it comes to; None where nothing was reported."""
    reference, cycle = objective.reference, site.organisation.cycles[objective.cycle]
    figures, course = site.figures_of(reference), thinned(courses_of(site).of_objective(reference))
    if figures.progress is None or not course:
        return None
    goals, reported = _goals(site, objective), {check_in.date for check_in in objective.check_ins}
    drawing = _drawing(
        site,
        cycle,
        course,
        figures.progress,
        figures.status.value,
        dots=_dots(site, cycle, course, reported),
        goals=tuple(Goal(position(cycle, day), ZERO, reached, label) for day, label, reached in goals),
        ahead=_ahead(site, cycle, figures.progress, outlook),
    )
    notes = _notes(site, objective, course, reported, goals)
    return Chart(drawing, _rows(site, cycle, course, figures.progress, notes), bool(notes))


def _drawing(
    site: Site, cycle: Cycle, course: Course, progress: Fraction, status: str, dots: tuple[Point, ...] = (),
    goals: tuple[Goal, ...] = (), ahead: tuple[Point, ...] = (),
) -> LineChart:  # fmt: skip
    ground = _ground(site, cycle.id)
    return LineChart(
        title=_title(site, progress, cycle.elapsed(site.as_of)),
        status=status,
        line=(START, *course_line(site, cycle, course, progress)),
        expected=DIAGONAL,
        limits=ground.limits,
        days=ground.days,
        today=ground.today,
        dots=dots,
        goals=goals,
        ahead=ahead,
    )


@kept
def _ground(site: Site, cycle_id: str) -> _Ground:
    """What all charts of a cycle stand on."""
    words, cycle = site.language, site.organisation.cycles[cycle_id]
    return _Ground(
        limits=(Mark(ZERO, ""), *(Mark(at, words.percent(at)) for at in (_HALF, ONE))),
        days=(Mark(ZERO, words.month_day(cycle.start)), Mark(ONE, words.month_day(cycle.end))),
        today=Mark(position(cycle, site.as_of), words.gettext("Today")) if cycle.start <= site.as_of <= cycle.end else None,
    )


def _title(site: Site, progress: Fraction, expected: Fraction) -> str:
    words = site.language
    return words.gettext(
        "Progress over time: %(progress)s reached, %(expected)s expected",
        progress=words.percent(progress),
        expected=words.percent(expected),
    )


def _ahead(site: Site, cycle: Cycle, progress: Fraction, found: Forecast | None) -> tuple[Point, ...]:
    """The wedge from the latest point to what is foretold, along the top once all is reached."""
    if found is None:
        return ()
    upper = [Point(position(cycle, found.first), ONE)] if found.first else []
    lower = [Point(position(cycle, found.last), ONE)] if found.last else [Point(ONE, found.high), Point(ONE, found.low)]
    return (Point(position(cycle, found.since), progress), *upper, *lower)


def _dots(site: Site, cycle: Cycle, course: Course, reported: Collection[date]) -> tuple[Point, ...]:
    """The days on which this objective itself was reported on."""
    words = site.language
    return tuple([
        Point(position(cycle, d), p, words.gettext("%(day)s: %(value)s", day=words.short_date(d), value=words.percent(p)))
        for d, p in course
        if d in reported
    ])  # fmt: skip


def _goals(site: Site, objective: Objective) -> list[Dated]:
    found, figures = [], site.figures_of(objective.reference)
    for key_result in objective.key_results:
        if key_result.plan:
            course = courses_of(site).of_key_result(objective.reference, key_result)
            for goal in mini_goals(site, key_result, course):
                said = site.language.gettext("%(title)s: %(value)s", title=key_result.title, value=goal.value)
                found.append((goal.date, said, goal.reached))
        if key_result.type is KeyResultType.MILESTONES:
            value = figures.key_results[key_result.id].value
            done = value if isinstance(value, tuple) else ()
            found += [(m.due, m.title, m.title in done) for m in key_result.milestones if m.due]
    cycle = site.organisation.cycles[objective.cycle]
    return sorted(goal for goal in found if cycle.start <= goal[0] <= cycle.end)


def _notes(
    site: Site, objective: Objective, course: Course, reported: Collection[date], goals: list[Dated]
) -> Mapping[date, list[str]]:  # fmt: skip
    """What happened on the days that are shown: a check-in, else a value that was published; and mini-goals."""
    words, notes = site.language, dict[date, list[str]]()
    check_in, as_of = words.term("check_in", capitalised=True), site.as_of
    published = {day for k in objective.key_results for day, _ in site.history.values.get((objective.reference, k.id), ())}
    for day in {day for day, _ in course} | {day for day, _, _ in goals}:
        if day in reported and day <= as_of:
            notes.setdefault(day, []).append(check_in)
        elif day in published:
            notes.setdefault(day, []).append(words.gettext("New value"))
    for day, label, _ in goals:
        notes.setdefault(day, []).append(words.gettext("Goal: %(goal)s", goal=label))
    return notes


def _rows(site: Site, cycle: Cycle, course: Course, progress: Fraction, notes: Mapping[date, list[str]]) -> tuple[ChartRow, ...]:
    """Every day that the chart shows, with the progress reached by then."""
    percent, reached = site.language.percent, dict(until_today(site, cycle, course, progress))
    return tuple([
        ChartRow(
            day,
            percent(reached[day]) if day in reached else "",
            percent(position(cycle, day)),
            " · ".join(notes[day]) if day in notes else "",
        )
        for day in sorted({*reached, *notes})
    ])  # fmt: skip
