"""An objective's progress against the expected line, with its check-ins and mini-goals, and the table behind it."""

from datetime import date
from fractions import Fraction

from okrsite.charts import Goal, LineChart, Mark, Point
from okrsite.cycles import Cycle
from okrsite.model import KeyResultType, Objective
from okrsite.pages.course import Course, Courses, thinned
from okrsite.pages.key_results import mini_goals, position
from okrsite.pages.parts import Chart, ChartRow
from okrsite.pages.site import Site

_ONE = Fraction(1)
_HALF = Fraction(1, 2)


def progress_chart(site: Site, courses: Courses, objective: Objective) -> Chart | None:
    """The chart of one objective; None where nothing was reported."""
    figures, course = site.figures_of(objective.reference), courses.of_objective(objective.reference)
    cycle = site.organisation.cycles[objective.cycle]
    course = tuple((day, progress) for day, progress in thinned(course) if day <= site.as_of)
    if figures.progress is None or not course:
        return None
    goals = _goals(site, courses, objective)
    line = (Point(Fraction(0), Fraction(0)), *(Point(position(cycle, d), p) for d, p in course))
    end = Point(position(cycle, min(site.as_of, cycle.end)), figures.progress)
    drawing = LineChart(
        title=_title(site, figures.progress, figures.expected),
        status=figures.status.value,
        line=(*line, end),
        expected=(Point(Fraction(0), Fraction(0)), Point(_ONE, _ONE)),
        dots=_dots(site, cycle, objective, course),
        goals=tuple(Goal(position(cycle, day), Fraction(0), reached, label) for day, label, reached in goals),
        limits=(Mark(Fraction(0), ""), *(Mark(at, site.language.percent(at)) for at in (_HALF, _ONE))),
        days=(Mark(Fraction(0), site.language.month_day(cycle.start)), Mark(_ONE, site.language.month_day(cycle.end))),
        today=_today(site, cycle),
    )
    return Chart(drawing, _rows(site, cycle, objective, course, goals))


def _title(site: Site, progress: Fraction, expected: Fraction) -> str:
    words = site.language
    return words.gettext(
        "Progress over time: %(progress)s reached, %(expected)s expected",
        progress=words.percent(progress),
        expected=words.percent(expected),
    )


def _today(site: Site, cycle: Cycle) -> Mark | None:
    if not cycle.start <= site.as_of <= cycle.end:
        return None
    return Mark(position(cycle, site.as_of), site.language.gettext("Today"))


def _dots(site: Site, cycle: Cycle, objective: Objective, course: Course) -> tuple[Point, ...]:
    """The days on which this objective itself was reported on."""
    reported = {check_in.date for check_in in objective.check_ins}
    words = site.language
    return tuple(
        Point(position(cycle, d), p, words.gettext("%(day)s: %(value)s", day=words.short_date(d), value=words.percent(p)))
        for d, p in course
        if d in reported
    )


def _goals(site: Site, courses: Courses, objective: Objective) -> list[tuple[date, str, bool]]:
    """Mini-goals and dated milestones: the day, what it says, whether it is reached."""
    found, figures = [], site.figures_of(objective.reference)
    for key_result in objective.key_results:
        course = courses.of_key_result(objective.reference, key_result)
        for goal in mini_goals(site, key_result, course):
            said = site.language.gettext("%(title)s: %(value)s", title=key_result.title, value=goal.value)
            found.append((goal.date, said, goal.reached))
        if key_result.type is KeyResultType.MILESTONES:
            value = figures.key_results[key_result.id].value
            done = value if isinstance(value, tuple) else ()
            found += [(m.due, m.title, m.title in done) for m in key_result.milestones if m.due]
    cycle = site.organisation.cycles[objective.cycle]
    return sorted(goal for goal in found if cycle.start <= goal[0] <= cycle.end)


def _rows(site: Site, cycle: Cycle, objective: Objective, course: Course, goals: list[tuple[date, str, bool]]) -> tuple[ChartRow, ...]:
    """Every day that the chart shows, with the progress reached by then."""
    words, reported = site.language, {check_in.date for check_in in objective.check_ins}
    progress = dict(course)
    rows = []
    for day in sorted({*progress, *(day for day, _, _ in goals)}):
        notes = [words.term("check_in", capitalised=True)] if day in reported and day <= site.as_of else []
        notes += [words.gettext("Goal: %(goal)s", goal=label) for goal_day, label, _ in goals if goal_day == day]
        value = words.percent(progress[day]) if day in progress else ""
        rows.append(ChartRow(day, value, words.percent(position(cycle, day)), " · ".join(notes)))
    return tuple(rows)
