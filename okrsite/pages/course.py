"""How progress came to be what it is: each objective's progress on the days on which something was reported.

The parts of the mean are those of the number's own explanation, so that a chart always ends at the number beside it. What has no
series, such as a value written without a check-in, counts with today's value on every day, as FORMAT §7 says of any as-of date.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from okrsite.figures import Series, Term
from okrsite.measures import ZERO, raw_progress, weighted_means
from okrsite.model import KeyResult, KeyResultType
from okrsite.pages.site import Site
from okrsite.status import clamp
from okrsite.values import exact, in_dependency_order

Course = tuple[tuple[date, Fraction], ...]


class Courses:
    """The courses of a site's objectives and key results, each found once, by `reference` and by `reference#key-result`."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._course = site.trace.once(self._made)
        self._known: set[str] = set()

    def of_objective(self, reference: str) -> Course:
        """An objective's progress by day, without today."""
        return self._of(reference)

    def of_key_result(self, reference: str, key_result: KeyResult) -> Course:
        """A key result's progress by day, without today."""
        return self._of(f"{reference}#{key_result.id}")

    def _of(self, name: str) -> Course:
        """A course after all that it is the mean of, so that alignments may be of any depth."""
        if name not in self._known:
            for part in in_dependency_order((name,), self._parts):
                self._course(part)
                self._known.add(part)
        return self._course(name)

    def _parts(self, name: str) -> Iterator[str]:
        return (term.reference for term in self._terms(name) if term.reference not in self._known)

    def _terms(self, name: str) -> list[Term]:
        """What takes part in a mean; nothing where a value of its own is measured."""
        reference, _, identifier = name.partition("#")
        figures = self._site.figures_of(reference)
        explanation = figures.key_results[identifier].explanation if identifier else figures.explanation
        return [term for term in explanation.terms if term.left_out is None and term.progress is not None]

    def _made(self, name: str) -> Course:
        reference, _, identifier = name.partition("#")
        if identifier:
            key_result = self._site.organisation.objectives[reference].key_result(identifier)
            if key_result and key_result.type is not KeyResultType.ALIGNED:
                return _by_series(key_result, self._site.figures_of(reference).key_results[identifier].series)
        return self._mean(self._terms(name))

    def _mean(self, terms: Sequence[Term]) -> Course:
        """The weighted mean of what takes part, on every day on which a part of it changed."""
        if not any(term.weight for term in terms):
            return ()
        courses, weights = [self._of(term.reference) for term in terms], [exact(term.weight) for term in terms]
        days = sorted({day for course in courses for day, _ in course})
        columns = [_on_days(course, term, days) for course, term in zip(courses, terms, strict=True)]
        return tuple(zip(days, weighted_means(columns, weights), strict=True))


def _by_series(key_result: KeyResult, series: Series) -> Course:
    measured = ((day, raw_progress(key_result, value)) for day, value in series)
    return tuple((day, clamp(progress)) for day, progress in measured if progress is not None)


def _on_days(course: Course, term: Term, days: Iterable[date]) -> list[Fraction]:
    """The latest progress up to each day; 0 before the first report, today's where nothing was ever reported."""
    by_day, progress, found = dict(course), ZERO if course else term.progress or ZERO, []
    for day in days:
        progress = by_day.get(day, progress)
        found.append(progress)
    return found


def thinned(course: Iterable[tuple[date, Fraction]], most: int = 60) -> Course:
    """At most so many days, the last one always among them."""
    days = tuple(course)
    if len(days) <= most:
        return days
    step = len(days) / most
    return tuple(days[round((n + 1) * step) - 1] for n in range(most))
