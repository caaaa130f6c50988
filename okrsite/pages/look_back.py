"""What a closed cycle came to: how the scores are spread and what they say, which promises were broken, what goes on and what does not.

The same for the whole company and for a unit (FORMAT §12). What a good score is, is said by the format; what is too easy, by the rules
of okrsite.checks, which a site can set.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct

from okrsite.charts import Bar, Histogram
from okrsite.measures import ONE, weighted_mean
from okrsite.model import Kind, Status
from okrsite.pages.kept import kept
from okrsite.pages.limits import limits_of
from okrsite.pages.parts import Link
from okrsite.pages.site import Site
from okrsite.status import GOOD_SCORE

_BUCKETS = 10
_OUT_OF_REACH = Fraction(4, 10)
"""A mean up to which aspirational goals were out of reach, as Google grades them."""


class Scores(Struct, frozen=True):
    """How the scores of a closed cycle are spread."""

    count: int
    """How many objectives have a score."""
    mean: Fraction
    """Their mean, 0 to 1."""
    good: int
    """How many are good: from 0.7 for aspirational, 1 for committed ones."""
    all_full: bool
    """Whether every score is 1: a hint that the targets were too easy."""
    verdict: str | None
    """What the aspirational ones say: too_easy, about_right or out_of_reach; None where they are too few to say anything."""
    aspirational_mean: Fraction | None
    """The mean of these, 0 to 1."""
    chart: Histogram
    """How many lie in each tenth."""


class BrokenPromise(Struct, frozen=True):
    """A committed objective that scored less than 1."""

    objective: Link
    """The objective."""
    unit: Link
    """Whose it was."""
    score: Fraction
    """0 to 1."""
    note: str | None
    """What happened; None where nobody says."""


class LaterForm(Struct, frozen=True):
    """An objective of a later cycle that carries one on."""

    objective: Link
    """The later objective."""
    cycle: str
    """Its cycle's name."""


class Ended(Struct, frozen=True):
    """An objective of a closed cycle, and what became of it."""

    objective: Link
    """The objective."""
    unit: Link
    """Whose it was."""
    status: str
    """How it ended: the status' name."""
    score: Fraction | None
    """0 to 1."""
    later: tuple[LaterForm, ...]
    """What carries it on; empty where nothing does."""


class LookBack(Struct, frozen=True):
    """What became of the objectives of a closed cycle."""

    broken: tuple[BrokenPromise, ...]
    """The committed ones that missed, the lowest score first."""
    carried: tuple[Ended, ...]
    """Those that a later cycle carries on."""
    dropped: tuple[Ended, ...]
    """Those that were not reached, and that nothing carries on."""


class _Scored(NamedTuple):
    """The score of one objective."""

    value: Fraction
    is_aspirational: bool
    is_good: bool
    tenth: int
    """0 to 10; 10 for nothing but 1."""


def look_back(site: Site, objectives: Iterable[str]) -> LookBack | None:
    """What became of some objectives of a closed cycle; None where there is nothing to tell."""
    references = tuple(objectives)
    broken = sorted(_broken(site, references), key=lambda promise: promise.score)
    ended = [_ended(site, reference) for reference in references]
    carried = tuple(end for end in ended if end.later)
    dropped = tuple(end for end in ended if not end.later and end.status != Status.ACHIEVED.value)
    return LookBack(tuple(broken), carried, dropped) if broken or carried or dropped else None


def _broken(site: Site, references: tuple[str, ...]) -> Iterator[BrokenPromise]:
    for reference in references:
        objective, figures = site.organisation.objectives[reference], site.figures_of(reference)
        missed = figures.score is not None and figures.score < 1 and figures.status is not Status.CANCELLED
        if objective.kind is Kind.COMMITTED and missed and figures.score is not None:
            note = objective.score_note or objective.retrospective
            yield BrokenPromise(site.objective_link(reference), site.unit_link(objective.unit), figures.score, note)


@kept
def _ended(site: Site, reference: str) -> Ended:
    objective, figures = site.organisation.objectives[reference], site.figures_of(reference)
    later = tuple(_later(site, other) for other in site.continued_by.get(reference, ()))
    return Ended(site.objective_link(reference), site.unit_link(objective.unit), figures.status.value, figures.score, later)


def _later(site: Site, reference: str) -> LaterForm:
    return LaterForm(site.objective_link(reference), site.cycle_title(site.organisation.objectives[reference].cycle))


def scores_of(site: Site, objectives: tuple[str, ...]) -> Scores | None:
    """How the scores of some objectives are spread; None where none has one. Cancelled ones do not count."""
    scored = [score for reference in objectives if (score := _scored(site, reference))]
    mean = _mean(scored)
    if mean is None:
        return None
    aspirational = [score for score in scored if score.is_aspirational]
    aspirational_mean = _mean(aspirational)
    return Scores(
        count=len(scored),
        mean=mean,
        good=sum(score.is_good for score in scored),
        all_full=all(score.tenth == _BUCKETS for score in scored),
        verdict=_verdict(site, len(aspirational), aspirational_mean),
        aspirational_mean=aspirational_mean,
        chart=_histogram(site, scored),
    )


@kept
def _scored(site: Site, reference: str) -> _Scored | None:
    """The score of an objective, which counts in its unit and in all above; None without one, and for what is cancelled."""
    figures = site.figures_of(reference)
    if figures.score is None or figures.status is Status.CANCELLED:
        return None
    kind, (above, below) = site.organisation.objectives[reference].kind, figures.score.as_integer_ratio()
    return _Scored(figures.score, kind is Kind.ASPIRATIONAL, figures.score >= GOOD_SCORE[kind], min(_BUCKETS * above // below, _BUCKETS))


def _mean(scored: list[_Scored]) -> Fraction | None:
    return weighted_mean([score.value for score in scored], [ONE] * len(scored))


def _verdict(site: Site, count: int, mean: Fraction | None) -> str | None:
    """Whether some aspirational goals were too easy, about right or out of reach; None where the site does not ask, or for too few."""
    limits = limits_of(site, "high-scores")
    if limits is None or mean is None or count < limits["least"]:
        return None
    return "too_easy" if mean > Fraction(limits["mean"]) else "out_of_reach" if mean <= _OUT_OF_REACH else "about_right"


def _histogram(site: Site, scored: list[_Scored]) -> Histogram:
    counts = [0] * (_BUCKETS + 1)
    for score in scored:
        counts[score.tenth] += 1
    bars = tuple([_bar(site, tenth, count) for tenth, count in enumerate(counts)])
    return Histogram(site.language.gettext("How the scores are spread"), bars)


@kept
def _bar(site: Site, tenth: int, count: int) -> Bar:
    return Bar(site.language.number(Fraction(tenth, _BUCKETS)), count, _colour(tenth))


def _colour(tenth: int) -> str:
    return Status.ACHIEVED.value if tenth >= 7 else Status.AT_RISK.value if tenth >= 4 else Status.MISSED.value
