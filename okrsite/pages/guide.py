"""A guide for newcomers: what objectives and key results are and how to work with them here, in the company's own terms and limits.

How each number is made is told on the page about this site; here stands what somebody needs to take part.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from msgspec import Struct

from okrsite import urls
from okrsite.checks import RULES
from okrsite.checks.rules import Threshold, setting
from okrsite.config import Config
from okrsite.cycles import State
from okrsite.model import Kind
from okrsite.pages.about import year_view
from okrsite.pages.calendars import calendar_link, check_in_days
from okrsite.pages.guide_examples import GuideCommands, GuideExample, check_in_lines, commands, find_example, guide_example
from okrsite.pages.meanings import points
from okrsite.pages.page import Page
from okrsite.pages.parts import CycleView, Link, Win
from okrsite.pages.site import Site
from okrsite.pages.views import cycle_view, latest_wins
from okrsite.status import FIRST_DAYS, GOOD_SCORE


class Limits(Struct, frozen=True):
    """What is too much or too little here; None where nobody looks at it."""

    company_objectives: Threshold | None
    """At most so many objectives of the company in a cycle."""
    unit_objectives: Threshold | None
    """At most so many of every other unit."""
    least_key_results: Threshold | None
    """At least so many key results of an objective."""
    most_key_results: Threshold | None
    """At most so many."""
    title_words: Threshold | None
    """At most so many words of a title."""
    least_confidence: Threshold | None
    """Who begins with less, dreams."""
    most_confidence: Threshold | None
    """Who begins with more, aims too low."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePage(Page):
    """What a newcomer needs to know."""

    template: ClassVar[str] = "guide.html"
    section: ClassVar[str] = "about"

    example: GuideExample | None
    """An objective of this site to learn from; None before there is a good one."""
    wins: tuple[Win, ...]
    """The newest win, where there is one."""
    wins_page: Link
    """The page of all wins."""
    kpis: Link | None
    """What is watched here; None where nothing is."""
    good_aspirational: Fraction
    """From which score on an aspirational objective did well."""
    good_committed: Fraction
    """From which score on a committed one did."""
    limits: Limits
    """What is too much or too little here."""
    at_risk: str
    """The gap up to which a thing is on track, written out."""
    off_track: str
    """The gap up to which it is at risk, written out."""
    stale_after: int
    """Days without a report after which it is stale."""
    first_days: int
    """Days without a value at the beginning, during which it counts as not started."""
    worst_counts: bool
    """Whether an objective takes the most serious status of its key results."""
    units_count_below: bool
    """Whether a unit's progress counts the units below it."""
    levels: tuple[str, ...]
    """What units are called, from the top."""
    commands: GuideCommands
    """What to type in a copy of the files."""
    check_in_lines: str
    """What a check-in looks like in a file."""
    check_in_weeks: int
    """Weeks from one check-in to the next; 0 where it is more often."""
    check_in_days: int
    """The same in days."""
    year: CycleView | None
    """The company's year on the day."""
    cycle: CycleView | None
    """The current cycle."""
    next_cycle: CycleView | None
    """The first planned one with objectives, where another one runs."""
    calendar: Link | None
    """The company's calendar, where it has anything to come."""
    about: Link
    """The page that tells how every number is made."""


def guide_page(site: Site) -> GuidePage:
    """The guide of a site."""
    words, config, current = site.language, site.config, site.current
    found = find_example(site)
    planned = next((i for i in site.cycle_ids if site.organisation.cycles[i].state(site.as_of) is State.PLANNED), None)
    following = site.organisation.cycles[planned] if planned and current and planned != current.id else None
    days = check_in_days(current, config.status.stale_after) if current else None
    return GuidePage(
        address=urls.GUIDE,
        title=words.gettext("Guide for newcomers"),
        description=words.gettext("What %(objectives)s and %(key_results)s are, and how we work with them"),
        breadcrumb=(site.unit_link(""), Link(words.gettext("About this site"), urls.ABOUT)),
        example=guide_example(site, found) if found else None,
        wins=latest_wins(site, (r for i in site.around_current for r in site.objectives_below("", i)), 1),
        wins_page=Link(words.gettext("Wins"), urls.WINS),
        kpis=Link(words.gettext("%(Kpis)s"), urls.KPIS) if site.organisation.kpis else None,
        good_aspirational=GOOD_SCORE[Kind.ASPIRATIONAL],
        good_committed=GOOD_SCORE[Kind.COMMITTED],
        limits=_limits(config),
        at_risk=points(config.status.at_risk, words),
        off_track=points(config.status.off_track, words),
        stale_after=config.status.stale_after,
        first_days=FIRST_DAYS,
        worst_counts=config.status.objective_status == "worst",
        units_count_below=config.unit_rollup == "tree",
        levels=tuple(words.level_word(level) for level in config.levels),
        commands=commands(site, found, following),
        check_in_lines=check_in_lines(site, found),
        check_in_weeks=days.weeks if days else 0,
        check_in_days=days.every if days else 0,
        year=year_view(site),
        cycle=cycle_view(site, current) if current else None,
        next_cycle=cycle_view(site, following) if following else None,
        calendar=calendar_link(site, ""),
        about=Link(words.gettext("About this site"), urls.ABOUT),
    )


def _limits(config: Config) -> Limits:
    """The thresholds of the rules that are on, as this company has set them."""
    set_to = {rule.code: found.thresholds for rule in RULES if (found := setting(rule, config))}

    def of(code: str, threshold: str) -> Threshold | None:
        return set_to.get(code, {}).get(threshold)

    return Limits(
        company_objectives=of("too-many-objectives", "company"),
        unit_objectives=of("too-many-objectives", "max"),
        least_key_results=of("key-result-count", "min"),
        most_key_results=of("key-result-count", "max"),
        title_words=of("long-title", "words"),
        least_confidence=of("draft-confidence", "min"),
        most_confidence=of("draft-confidence", "max"),
    )
