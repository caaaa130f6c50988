"""How progress came to be what it is: that of units, objectives and key results on the days on which something was reported.

The parts of the mean are those of the number's own explanation, so that a chart always ends at the number beside it. What has no
series, such as a value written without a check-in, counts with today's value on every day, as FORMAT §7 says of any as-of date.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from okrsite.figures import Explanation, Series, Term
from okrsite.measures import ZERO, given, raw_progress, shares_of_way, weighted_means
from okrsite.model import KeyResult, KeyResultType
from okrsite.pages.kept import kept
from okrsite.pages.site import Site
from okrsite.status import clamp
from okrsite.values import exact, in_dependency_order

Course = tuple[tuple[date, Fraction], ...]
Node = str | tuple[str, str]
"""An objective by its reference, a key result by `reference#id`, a unit in a cycle by both."""


class Courses:
    """The courses of a site's units, objectives and key results, each found once."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._course = site.trace.once(self._made)
        self._known: set[Node] = set()

    def of_unit(self, reference: str, cycle_id: str) -> Course:
        """A unit's rolled-up progress in a cycle by day, without today."""
        return self._of((reference, cycle_id))

    def of_objective(self, reference: str) -> Course:
        """An objective's progress by day, without today."""
        return self._of(reference)

    def of_key_result(self, reference: str, key_result: KeyResult) -> Course:
        """A key result's progress by day, without today."""
        return self._of(f"{reference}#{key_result.id}")

    def _of(self, node: Node) -> Course:
        course = self._course(node)
        self._known.add(node)
        return course

    def _unknown_means(self, parts: Iterable[tuple[Node, Term]]) -> Iterator[Node]:
        """Those among some parts that are means themselves and not known yet."""
        return (part for part, term in parts if part not in self._known and not (term.kind == "key_result" and self._measured(part)))

    def _parts(self, node: Node) -> list[tuple[Node, Term]]:
        """What takes part in a mean; nothing where a value of its own is measured."""
        cycle_id = node[1] if isinstance(node, tuple) else ""
        return [
            ((term.reference, cycle_id) if term.kind == "unit" else term.reference, term)
            for term in self._explanation(node).terms
            if term.left_out is None and term.progress is not None
        ]

    def _explanation(self, node: Node) -> Explanation:
        if isinstance(node, tuple):
            return self._site.figures.units[node].explanation
        reference, _, identifier = node.partition("#")
        figures = self._site.figures_of(reference)
        return figures.key_results[identifier].explanation if identifier else figures.explanation

    def _measured(self, node: Node) -> tuple[str, KeyResult] | None:
        """A key result that has values of its own, after its objective."""
        reference, _, identifier = node.partition("#") if isinstance(node, str) else ("", "", "")
        key_result = self._site.organisation.objectives[reference].key_result(identifier) if identifier else None
        return (reference, key_result) if key_result and key_result.type is not KeyResultType.ALIGNED else None

    def _made(self, node: Node) -> Course:
        """A course after all that it is the mean of, so that alignments and units may be of any depth."""
        if measured := self._measured(node):
            reference, key_result = measured
            return _by_series(key_result, self._site.figures_of(reference).key_results[key_result.id].series)
        parts = self._parts(node)
        for part in in_dependency_order(self._unknown_means(parts), lambda below: self._unknown_means(self._parts(below))):
            self._of(part)
        return self._mean(parts)

    def _mean(self, parts: Sequence[tuple[Node, Term]]) -> Course:
        """The weighted mean of what takes part, on every day on which a part of it changed."""
        if not any(term.weight for _, term in parts):
            return ()
        courses, weights = [self._of(node) for node, _ in parts], [exact(term.weight) for _, term in parts]
        days = sorted({day for course in courses for day, _ in course})
        columns = [_on_days(course, term, days) for course, (_, term) in zip(courses, parts, strict=True)]
        return tuple(zip(days, weighted_means(columns, weights), strict=True))


@kept
def courses_of(site: Site) -> Courses:
    """The courses of a site."""
    return Courses(site)


def _by_series(key_result: KeyResult, series: Series) -> Course:
    if key_result.type is KeyResultType.NUMBER and all(type(value) is Fraction for _, value in series):
        days, values = zip(*series, strict=True) if series else ((), ())
        return tuple(zip(days, shares_of_way(values, key_result.start, given(key_result.target)), strict=True))
    measured = ((day, raw_progress(key_result, value)) for day, value in series)
    return tuple((day, clamp(progress)) for day, progress in measured if progress is not None)


def _on_days(course: Course, term: Term, days: Sequence[date]) -> list[Fraction]:
    """The latest progress up to each day; 0 before the first report, today's where nothing was ever reported."""
    if len(course) == len(days):  # it has a report on each of them
        return [progress for _, progress in course]
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
