"""A course → the points of a line over its cycle, for charts and for the small lines beside numbers."""

from datetime import date
from fractions import Fraction

from okrsite.charts import DIAGONAL, Point, Sparkline
from okrsite.cycles import Cycle
from okrsite.measures import ZERO
from okrsite.pages.course import Course, thinned
from okrsite.pages.site import Site

START = Point(ZERO, ZERO)
_FEW = 10  # of the days that a small line shows; with its start and today twelve points


def position(cycle: Cycle, day: date) -> Fraction:
    """Where a day lies in its cycle, 0 (the morning of the first) to 1."""
    return cycle.elapsed(day)


def until_today(site: Site, cycle: Cycle, course: Course, progress: Fraction) -> Course:
    """A course with the number as it stands, where that says something new: a file may have been changed since it was published."""
    if not course or course[-1][1] == progress:
        return course
    today = min(site.as_of, cycle.end)
    return (*(point for point in course if point[0] < today), (today, progress))


def course_line(site: Site, cycle: Cycle, course: Course, progress: Fraction) -> tuple[Point, ...]:
    """From the first report to the number as it stands."""
    end = Point(position(cycle, min(site.as_of, cycle.end)), progress)
    return (*[Point(position(cycle, day), reached) for day, reached in course], end)


def small_line(site: Site, cycle: Cycle, course: Course, progress: Fraction | None, status: str) -> Sparkline | None:
    """How a progress went, beside others of the same cycle; None where nothing was reported, or just once."""
    if progress is None or len(course) < 2:
        return None
    return Sparkline(status, (START, *course_line(site, cycle, thinned(course, _FEW), progress)), DIAGONAL)
