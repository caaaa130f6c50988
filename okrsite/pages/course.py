"""How progress came to be what it is: each objective's progress on the days on which something was reported.

The parts of the mean are those of the number's own explanation, so that a chart always ends at the number beside it. What has no
series, such as a value written without a check-in, counts with today's value on every day, as FORMAT §7 says of any as-of date.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from okrsite.figures import Explanation, KeyResultFigures, Term
from okrsite.measures import raw_progress
from okrsite.model import KeyResult, KeyResultType
from okrsite.pages.site import Site

Course = tuple[tuple[date, Fraction], ...]
_DEEPEST = 40  # alignments below this are drawn as they stand today


class Courses:
    """The courses of a site's objectives and key results, each found once."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._known: dict[str, Course] = {}

    def of_objective(self, reference: str, depth: int = 0) -> Course:
        """An objective's progress by day, without today."""
        if reference not in self._known:
            figures = self._site.figures_of(reference)
            self._known[reference] = self._mean(figures.explanation, depth)
        return self._known[reference]

    def of_key_result(self, reference: str, key_result: KeyResult, depth: int = 0) -> Course:
        """A key result's progress by day, without today."""
        name = f"{reference}#{key_result.id}"
        if name not in self._known:
            figures = self._site.figures_of(reference).key_results[key_result.id]
            by_others = key_result.type is KeyResultType.ALIGNED
            self._known[name] = self._mean(figures.explanation, depth) if by_others else _by_series(key_result, figures)
        return self._known[name]

    def _mean(self, explanation: Explanation, depth: int) -> Course:
        """The weighted mean of what takes part, on every day on which a part of it changed."""
        terms = [term for term in explanation.terms if term.left_out is None and term.progress is not None]
        weights = sum((Fraction(term.weight) for term in terms), Fraction(0))
        if not weights or depth > _DEEPEST:
            return ()
        courses = [(Fraction(term.weight) / weights, term, self._of_term(term, depth + 1)) for term in terms]
        days = sorted({day for _, _, course in courses for day, _ in course})
        return tuple((day, sum((share * _at(course, day, term) for share, term, course in courses), Fraction(0))) for day in days)

    def _of_term(self, term: Term, depth: int) -> Course:
        reference, _, identifier = term.reference.partition("#")
        objective = self._site.organisation.objectives.get(reference)
        if not objective:
            return ()
        if not identifier:
            return self.of_objective(reference, depth)
        key_result = objective.key_result(identifier)
        return self.of_key_result(reference, key_result, depth) if key_result else ()


def _by_series(key_result: KeyResult, figures: KeyResultFigures) -> Course:
    measured = ((day, raw_progress(key_result, value)) for day, value in figures.series)
    return tuple((day, min(max(progress, Fraction(0)), Fraction(1))) for day, progress in measured if progress is not None)


def _at(course: Course, day: date, term: Term) -> Fraction:
    """The latest progress up to a day; 0 before the first report, today's where nothing was ever reported."""
    if not course:
        return term.progress or Fraction(0)
    found = bisect_right(course, day, key=lambda point: point[0])
    return course[found - 1][1] if found else Fraction(0)


def thinned(course: Iterable[tuple[date, Fraction]], most: int = 60) -> Course:
    """At most so many days, the last one always among them."""
    days = tuple(course)
    if len(days) <= most:
        return days
    step = len(days) / most
    return tuple(days[round((n + 1) * step) - 1] for n in range(most))
