"""What statuses, healths, kinds of key results and ways of rolling up mean, one sentence each (FORMAT §6, §8, §10, §11).

The sentences hold the thresholds that this site uses, so that they are true here and not only in general.
"""

from decimal import Decimal

from msgspec import Struct

from okrsite.config import Config
from okrsite.model import Health, KeyResultType, Kind, Rollup, Status
from okrsite.status import FIRST_DAYS, GOOD_SCORE
from okrsite.words import Language


class Meaning(Struct, frozen=True):
    """A word of the site and what it means."""

    key: str
    """The name of the status, health, type or way; the theme's filters write the word."""
    sentence: str
    """What it means, in the site's language."""


def status_meanings(config: Config, words: Language) -> tuple[Meaning, ...]:
    """Every status, in FORMAT §11's order."""
    at_risk, off_track = points(config.status.at_risk, words), points(config.status.off_track, words)
    stale = words.ngettext(
        "Nobody has reported anything for more than %(num)s day, so what looked fine may not be.",
        "Nobody has reported anything for more than %(num)s days, so what looked fine may not be.",
        config.status.stale_after,
    )
    begun = words.ngettext(
        "There is no value yet, and no more than %(num)s day of the %(cycle)s has gone by; or nothing in it is measured.",
        "There is no value yet, and no more than %(num)s days of the %(cycle)s have gone by; or nothing in it is measured.",
        FIRST_DAYS,
    )
    sentences = {
        Status.OFF_TRACK: words.gettext("More than %(points)s behind what is expected by now.", points=off_track),
        Status.AT_RISK: words.gettext("More than %(low)s behind what is expected by now, up to %(high)s.", low=at_risk, high=off_track),
        Status.STALE: stale,
        Status.NOT_STARTED: begun,
        Status.ON_TRACK: words.gettext("As far as expected by now, or no more than %(points)s behind.", points=at_risk),
        Status.ACHIEVED: words.gettext("All that was aimed for is reached; at the end, the score is good."),
        Status.MISSED: words.gettext("The %(cycle)s is over, and the score is not good."),
        Status.PAUSED: words.gettext("A person has put it on hold. It still counts."),
        Status.CANCELLED: words.gettext("A person has given it up. It counts nowhere."),
    }
    return tuple(Meaning(status.value, sentences[status]) for status in Status)


def health_meanings(words: Language) -> tuple[Meaning, ...]:
    """Every health of a KPI."""
    sentences = {
        Health.HEALTHY: words.gettext("The latest value is where it should be."),
        Health.WATCH: words.gettext("The latest value is not where it should be, but within the warning band."),
        Health.UNHEALTHY: words.gettext("The latest value is not where it should be."),
        Health.UNKNOWN: words.gettext("There is no value yet, or nobody has said what a good one is."),
    }
    return tuple(Meaning(health.value, sentences[health]) for health in Health)


def type_meanings(words: Language) -> tuple[Meaning, ...]:
    """How the progress of every type of key result is measured."""
    sentences = {
        KeyResultType.NUMBER: words.gettext("How much of the way from the start to the target has been covered, up or down."),
        KeyResultType.AT_LEAST: words.gettext("100 %% while the value is the target or more, else 0 %%."),
        KeyResultType.AT_MOST: words.gettext("100 %% while the value is the target or less, else 0 %%."),
        KeyResultType.BETWEEN: words.gettext("100 %% while the value lies between two ends, else 0 %%."),
        KeyResultType.BOOLEAN: words.gettext("100 %% once it is done, 0 %% before."),
        KeyResultType.MILESTONES: words.gettext("The share of its steps that are done, each by its weight."),
        KeyResultType.LADDER: words.gettext("What the highest step reached is worth."),
        KeyResultType.BASELINE: words.gettext("None: there is a value to find first, and it is left out of every mean."),
        KeyResultType.ALIGNED: words.gettext("The mean of the %(objectives)s that support it."),
    }
    return tuple(Meaning(kind.value, sentences[kind]) for kind in KeyResultType)


def rollup_meanings(words: Language) -> tuple[Meaning, ...]:
    """Where the progress of an objective may come from."""
    sentences = {
        Rollup.KEY_RESULTS: words.gettext("The mean of its %(key_results)s, each by its weight. This is the usual way."),
        Rollup.ALIGNED: words.gettext("The mean of the %(objectives)s of others that support it, each by its weight."),
        Rollup.BOTH: words.gettext("The mean of both lists together."),
        Rollup.MANUAL: words.gettext("A number that a person has written; the page says so."),
    }
    return tuple(Meaning(rollup.value, sentences[rollup]) for rollup in Rollup)


def kind_meanings(words: Language) -> tuple[Meaning, ...]:
    """What a good score is for every kind of objective (FORMAT §12)."""
    good = {kind: words.score(score) for kind, score in GOOD_SCORE.items()}
    sentences = {
        Kind.ASPIRATIONAL: words.gettext("Meant to be hard: a score of %(score)s or more is good.", score=good[Kind.ASPIRATIONAL]),
        Kind.COMMITTED: words.gettext("Promised: only a score of %(score)s is good.", score=good[Kind.COMMITTED]),
    }
    return tuple(Meaning(kind.value, sentences[kind]) for kind in Kind)


def points(gap: Decimal, words: Language) -> str:
    """A gap as percentage points: 0.125 is "12.5 percentage points"."""
    return points_of(gap * 100, words)


def points_of(shown: Decimal, words: Language) -> str:
    """Percentage points, written out."""
    return words.ngettext("%(points)s percentage point", "%(points)s percentage points", shown, points=words.number(shown))
