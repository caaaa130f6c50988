"""About this site: how every number on it is made, told with the configuration in use and the day's own numbers (FORMAT §9 to §15)."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar

from msgspec import Struct

from okrsite import urls
from okrsite.cycles import Cycle, State
from okrsite.figures import StatusRule
from okrsite.model import Status
from okrsite.pages.meanings import (
    Meaning,
    health_meanings,
    kind_meanings,
    points,
    rollup_meanings,
    status_meanings,
    type_meanings,
)
from okrsite.pages.page import Page
from okrsite.pages.parts import CycleView, Link, ObjectiveCard, StatusCount
from okrsite.pages.site import Site
from okrsite.pages.views import cycle_view, explanation_view, objective_card

_PERCENT = 100


class Zone(Struct, frozen=True):
    """From where to where progress has a status on the day."""

    key: str
    """The status' name."""
    low: Fraction
    """Where it begins, 0 to 1."""
    high: Fraction
    """Where it ends, 0 to 1."""


class Zones(Struct, frozen=True):
    """What the thresholds mean for an objective of the current cycle on the day (FORMAT §11, rule 6)."""

    expected: Fraction
    """What is expected by now, 0 to 1."""
    zones: tuple[Zone, ...]
    """From nothing to everything."""
    shares: tuple[StatusCount, ...]
    """The same as shares of a hundred, to draw them."""


class Example(Struct, frozen=True):
    """An objective of this site whose numbers tell how numbers come about."""

    card: ObjectiveCard
    """The objective."""
    sentence: str
    """How its progress came about, in words and figures."""


class Past(Struct, frozen=True):
    """Whether the history was read from git, and what it lacks."""

    state: str
    """`read`, or why there is none: `no_repository`, `unreadable`, `off`."""
    skipped: int
    """Old versions of files that could not be understood."""
    uncommitted: int
    """Files that differ from the last commit, so that what they say was not published before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage(Page):
    """How to read this site."""

    template: ClassVar[str] = "about.html"
    section: ClassVar[str] = "about"

    objectives: int
    """How many objectives are on the site."""
    key_results: int
    """How many key results they have."""
    units: int
    """How many units there are."""
    cycle: CycleView | None
    """The current cycle."""
    zones: Zones | None
    """What the thresholds mean today; None where no cycle runs."""
    example: Example | None
    """An objective to learn from; None before there is one."""
    at_risk: str
    """The gap up to which a thing is on track, written out."""
    off_track: str
    """The gap up to which it is at risk, written out."""
    stale_after: int
    """Days without a report after which it is stale."""
    worst_counts: bool
    """Whether an objective takes the most serious status of its key results, rather than one from its own progress."""
    units_count_below: bool
    """Whether a unit's progress counts the units below it."""
    statuses: tuple[Meaning, ...]
    """What each status means."""
    healths: tuple[Meaning, ...]
    """What each health of a KPI means."""
    types: tuple[Meaning, ...]
    """How each type of key result is measured."""
    rollups: tuple[Meaning, ...]
    """Where an objective's progress may come from."""
    kinds: tuple[Meaning, ...]
    """What a good score is."""
    past: Past
    """What is known of earlier days."""
    levels: tuple[str, ...]
    """What units are called, from the top."""
    year: CycleView | None
    """The year of the company on the day."""
    cycles: tuple[CycleView, ...]
    """The cycles with objectives, by start."""
    all_cycles: Link
    """The page that compares them."""
    audiences: tuple[str, ...]
    """The audiences that some things may be kept for."""
    okrs_json: str
    """The address of all numbers as JSON."""
    schema_json: str
    """The address of its schema."""
    objectives_csv: str
    """The address of all key results as a table."""


def about_page(site: Site) -> AboutPage:
    """The page that explains the others."""
    words, config, organisation = site.language, site.config, site.organisation
    current = site.current
    return AboutPage(
        address=urls.ABOUT,
        title=words.gettext("About this site"),
        description=words.gettext("How to read this site, and how every number on it is made"),
        breadcrumb=(site.unit_link(""),),
        objectives=len(organisation.objectives),
        key_results=sum(len(objective.key_results) for objective in organisation.objectives.values()),
        units=len(organisation.units),
        cycle=cycle_view(site, current) if current else None,
        zones=_zones(site, current) if current and site.is_active(current.id) else None,
        example=_example(site, current) if current else None,
        at_risk=points(config.status.at_risk, words),
        off_track=points(config.status.off_track, words),
        stale_after=config.status.stale_after,
        worst_counts=config.status.objective_status == "worst",
        units_count_below=config.unit_rollup == "tree",
        statuses=status_meanings(config, words),
        healths=health_meanings(words),
        types=type_meanings(words),
        rollups=rollup_meanings(words),
        kinds=kind_meanings(words),
        past=Past(site.history.state.value, site.history.skipped, site.uncommitted),
        levels=tuple(words.level_word(level) for level in config.levels),
        year=year_view(site),
        cycles=tuple(cycle_view(site, organisation.cycles[i]) for i in site.cycle_ids),
        all_cycles=Link(words.gettext("%(Cycles)s side by side"), urls.ALL_CYCLES),
        audiences=config.audiences,
        okrs_json=urls.OKRS_JSON,
        schema_json=urls.SCHEMA_JSON,
        objectives_csv=urls.OBJECTIVES_CSV,
    )


def _zones(site: Site, cycle: Cycle) -> Zones:
    """Progress from 0 to 1 cut at the thresholds below what is expected."""
    expected = cycle.elapsed(site.as_of)
    at_risk = max(expected - Fraction(site.config.status.off_track), Fraction(0))
    on_track = max(expected - Fraction(site.config.status.at_risk), Fraction(0))
    cut = ((Status.OFF_TRACK, Fraction(0), at_risk), (Status.AT_RISK, at_risk, on_track), (Status.ON_TRACK, on_track, Fraction(1)))
    zones = tuple(Zone(status.value, low, high) for status, low, high in cut if low < high)
    shares = tuple(StatusCount(zone.key, max(round((zone.high - zone.low) * _PERCENT), 1)) for zone in zones)
    return Zones(expected, zones, shares)


def _example(site: Site, cycle: Cycle) -> Example | None:
    """The first objective of the current cycle whose status follows from its pace and whose progress from several key results."""
    measured = [r for r in site.objectives_below("", cycle.id) if site.figures_of(r).progress is not None]
    telling = (r for r in measured if site.figures_of(r).reason.rule is StatusRule.PACE and len(site.figures_of(r).key_results) > 1)
    reference = next(telling, None) or next(iter(measured), None)
    if reference is None:
        return None
    return Example(objective_card(site, reference), explanation_view(site, site.figures_of(reference).explanation).sentence)


def year_view(site: Site) -> CycleView | None:
    """The company's own year in which the day lies (FORMAT §3)."""
    around = (site.as_of.year + shift for shift in (-1, 0, 1))
    years = (site.config.calendar.understood(f"{year:04}") for year in around if date.min.year <= year <= date.max.year)
    found = next((year for year in years if year and year.state(site.as_of) is State.ACTIVE), None)
    return cycle_view(site, found) if found else None
