"""OKR health: how well goals are set and kept up, by unit, with what each point was lost for (okrsite.health).

The company's page shows all objectives together and the units; each unit has a page of its own with what to look at. Where there are many
units, each page shows those right below it only, so that none grows too heavy.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from msgspec import Struct

from okrsite import health_words, urls
from okrsite.health import FLAWS_OF_UNITS, WEIGHTS, Examination, OkrHealth, Tally, together
from okrsite.pages.kept import kept
from okrsite.pages.page import Page
from okrsite.pages.parts import Link
from okrsite.pages.site import Site
from okrsite.practice import units_between

MOST_ROWS = 120
"""So many units are shown on one page with all units below them."""
MOST_NAMED = 8
"""So many objectives or units are named at each loss."""
MOST_LOSSES = 3
"""So many losses are told in a line of a table."""


class PointsLost(Struct, frozen=True):
    """What some points were lost for."""

    points: int
    """How many, at least 1."""
    sentence: str
    """What for, in words and figures."""
    remedy: str
    """What helps."""
    things: tuple[Link, ...]
    """The objectives or units that it is about, the first of them."""
    more: int
    """How many more there are."""


class CostOfFlaw(Struct, frozen=True):
    """What a point of good practice may cost."""

    points: int
    """What is lost where nothing is as it should be."""
    sentence: str
    """How it should be."""


class LossLine(Struct, frozen=True):
    """A loss in a table."""

    points: int
    """How many points, at least 1."""
    sentence: str
    """What for."""


class UnitScore(Struct, frozen=True):
    """A unit's score in a table."""

    unit: Link
    """Its page of health."""
    level: str
    """What a unit of its depth is called."""
    depth: int
    """How far it is indented, from 0."""
    objectives: int
    """How many objectives it is judged by."""
    score: int | None
    """From 0 to 100; None where it has no objectives of its own now."""
    losses: tuple[LossLine, ...]
    """The largest losses, the most points first."""


class ScoreLink(Struct, frozen=True):
    """A score, and the page that explains it."""

    score: int
    """From 0 to 100."""
    address: str
    """The page, percent-encoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthPage(Page):
    """How well the company with all units, or one unit by itself, does OKRs."""

    template: ClassVar[str] = "health.html"
    section: ClassVar[str] = "health"

    unit: Link | None
    """The unit's own page; None on the page of all units."""
    score: int | None
    """From 0 to 100; None where there is nothing to judge."""
    objectives: int
    """How many objectives are judged."""
    cycles: tuple[Link, ...]
    """The cycles that these belong to, by start."""
    losses: tuple[PointsLost, ...]
    """What points were lost for, the most first."""
    kept: tuple[str, ...]
    """What is as it should be."""
    weights: tuple[CostOfFlaw, ...]
    """Everything that is looked at, with what it may cost."""
    stale_after: int
    """Days without an update after which it was too long ago."""
    units: tuple[UnitScore, ...]
    """The units below: all of them, or, where these are many, those right below."""


def health_page(site: Site, reference: str) -> HealthPage:
    """The page of a unit; the company's is that of everything."""
    found, words, unit = okr_health(site, reference), site.language, site.organisation.units[reference]
    title = words.gettext("OKR health")
    return HealthPage(
        address=urls.below(urls.HEALTH, reference),
        title=words.gettext("OKR health: %(unit)s", unit=unit.title) if reference else title,
        description=words.gettext("How well we set goals and keep them up; not how far they are"),
        breadcrumb=(site.unit_link(""), *((Link(title, urls.HEALTH), *_pages_above(site, reference)) if reference else ())),
        unit=site.unit_link(reference) if reference else None,
        score=found.score,
        objectives=found.objectives,
        cycles=tuple(_cycle_link(site, reference, cycle) for cycle in found.cycles),
        losses=tuple(_lost(site, tally) for tally in found.losses),
        kept=tuple(health_words.kept(tally.flaw, words) for tally in found.tallies if tally.of and not tally.found),
        weights=tuple(CostOfFlaw(weight.points, health_words.kept(flaw, words)) for flaw, weight in WEIGHTS.items()),
        stale_after=site.config.status.stale_after,
        units=tuple(_rows(site, reference)),
    )


def score_link(site: Site, reference: str) -> ScoreLink | None:
    """The score that a unit's page shows; None where there is nothing to judge."""
    score = okr_health(site, reference).score
    return None if score is None else ScoreLink(score, urls.quoted(urls.below(urls.HEALTH, reference)))


@kept
def okr_health(site: Site, reference: str) -> OkrHealth:
    """How well a unit does; the company stands for everything."""
    if reference:
        return _own_health(site, reference)
    return together((_own_health(site, unit) for unit in site.organisation.units), site.organisation.cycles)


@kept
def _own_health(site: Site, reference: str) -> OkrHealth:
    """How well a unit does with its own objectives, the company's too."""
    return Examination(site.organisation, site.figures, site.config, site.as_of, site.current).unit(reference)


def _pages_above(site: Site, reference: str) -> tuple[Link, ...]:
    """The pages of health of the units above a unit, without the company's."""
    return tuple(_health_link(site, unit) for unit in reversed(units_between(reference, "")))


def _health_link(site: Site, reference: str) -> Link:
    return Link(site.organisation.units[reference].title, urls.quoted(urls.below(urls.HEALTH, reference)))


def _cycle_link(site: Site, reference: str, cycle: str) -> Link:
    return site.unit_cycle_link(reference, cycle) if reference else site.cycle_link(cycle)


def _lost(site: Site, tally: Tally) -> PointsLost:
    things = tuple(_thing(site, reference) for reference in tally.found[:MOST_NAMED] if tally.of > 1 or not _is_unit(tally))
    more = max(0, len(tally.found) - MOST_NAMED)
    sentence, remedy = health_words.loss(tally, site.language), health_words.remedy(tally.flaw, site.language)
    return PointsLost(tally.points, sentence, remedy, things, more)


def _is_unit(tally: Tally) -> bool:
    return tally.flaw in FLAWS_OF_UNITS


def _rows(site: Site, reference: str) -> Iterator[UnitScore]:
    """The units below a unit, the company's own objectives first; those right below alone where there are many."""
    below = list(islice(_below(site, reference, 0), MOST_ROWS + 1))
    if len(below) > MOST_ROWS:
        below = [(unit, 0) for unit in site.organisation.child_units.get(reference, ())]
    own = [("", 0)] if below and not reference else []
    return (_row(site, unit, depth) for unit, depth in (*own, *below))


def _below(site: Site, reference: str, depth: int) -> Iterator[tuple[str, int]]:
    """All units below a unit, each before those below it, with how deep they lie."""
    for child in site.organisation.child_units.get(reference, ()):
        yield child, depth
        yield from _below(site, child, depth + 1)


def _row(site: Site, reference: str, depth: int) -> UnitScore:
    found, unit = _own_health(site, reference), site.organisation.units[reference]
    return UnitScore(
        unit=_health_link(site, reference) if reference else site.unit_link(""),
        level=site.language.level_word(site.config.level(unit.depth)),
        depth=depth,
        objectives=found.objectives,
        score=found.score,
        losses=tuple(LossLine(tally.points, health_words.loss(tally, site.language)) for tally in found.losses[:MOST_LOSSES]),
    )


def _thing(site: Site, reference: str) -> Link:
    """An objective, or a unit, by its reference."""
    return site.objective_link(reference) if reference in site.organisation.objectives else site.unit_link(reference)
