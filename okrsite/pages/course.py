"""How progress came to be what it is: that of units, objectives and key results on the days on which something was reported.

The parts of the mean are those of the number's own explanation, so that a chart always ends at the number beside it. What has no
series, such as a value written without a check-in, counts with today's value on every day, as FORMAT §7 says of any as-of date.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from okrsite.figures import Explanation, Series, Term
from okrsite.measures import ZERO, given, means_by_day, raw_progress, shares_of_way
from okrsite.model import KeyResult, KeyResultType
from okrsite.pages.kept import kept
from okrsite.pages.site import Site
from okrsite.status import clamp
from okrsite.values import in_dependency_order

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
        node = f"{reference}#{key_result.id}"
        return self._of(node) if key_result.type is KeyResultType.ALIGNED else self._course(node)

    def _of(self, node: Node) -> Course:
        """A course after all that it is the mean of, so that alignments and units may be of any depth."""
        if node not in self._known:
            for part in in_dependency_order([node], self._unknown_parts):
                self._course(part)
                self._known.add(part)
        return self._course(node)

    def _unknown_parts(self, node: Node) -> Iterator[Node]:
        """What a course is the mean of, and is itself the mean of something, and not known yet."""
        return (part for part, _ in self._parts(node) if part not in self._known and self._explanation(part).terms)

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

    def _made(self, node: Node) -> Course:
        """A course, once all that it is the mean of is known."""
        reference, _, identifier = node.partition("#") if isinstance(node, str) else ("", "", "")
        key_result = self._site.organisation.objectives[reference].key_result(identifier) if identifier else None
        if key_result and key_result.type is not KeyResultType.ALIGNED:
            return _by_series(key_result, self._site.figures_of(reference).key_results[identifier].series)
        parts = self._parts(node)
        courses = [self._course(part) for part, _ in parts]
        before = [_before(course, term) for course, (_, term) in zip(courses, parts, strict=True)]
        return tuple(means_by_day(courses, before, [term.weight for _, term in parts]))


@kept
def courses_of(site: Site) -> Courses:
    """The courses of a site."""
    return Courses(site)


def _by_series(key_result: KeyResult, series: Series) -> Course:
    values = [value for _, value in series]
    if key_result.type is KeyResultType.NUMBER and {*map(type, values)} == {Fraction}:
        shares = shares_of_way(values, key_result.start, given(key_result.target))  # type: ignore[arg-type]
        return tuple([(day, share) for (day, _), share in zip(series, shares, strict=True)])
    measured = ((day, raw_progress(key_result, value)) for day, value in series)
    return tuple((day, clamp(progress)) for day, progress in measured if progress is not None)


def _before(course: Course, term: Term) -> Fraction:
    """What counts before the first report: 0, or today's progress where nothing was ever reported."""
    return ZERO if course else term.progress or ZERO


def thinned(course: Iterable[tuple[date, Fraction]], most: int = 60) -> Course:
    """At most so many days, the last one always among them."""
    days = tuple(course)
    if len(days) <= most:
        return days
    step = len(days) / most
    return tuple(days[round((n + 1) * step) - 1] for n in range(most))
