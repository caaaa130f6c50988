"""An objective of the site → what a newcomer learns from it: the sentence, a key result's way, and the lines that report on it."""

import re
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct

from okrsite import urls
from okrsite.cycles import Cycle
from okrsite.formats import rounded
from okrsite.model import KeyResult, KeyResultType, Objective
from okrsite.pages.objective import in_sentence
from okrsite.pages.parts import Link
from okrsite.pages.site import Site

_FEW, _MANY = 2, 5
_DIGIT = re.compile(r"\d")
_PARTS = ("", *(f"-{kind}{number}" for kind in "qht" for number in range(1, 5)), *(f"-{month:02}" for month in range(1, 13)))


class Way(Struct, frozen=True):
    """From where to where a key result goes."""

    key_result: Link
    """Its place on its objective's page."""
    start: str
    """Where it started, written out."""
    target: str
    """Where it should be at the end, written out."""
    current: str
    """Where it is today, written out."""


class GuideExample(Struct, frozen=True):
    """An objective with its key results."""

    in_sentence: str
    """The objective's title as it goes on after "We will"."""
    address: str
    """The objective's page, percent-encoded."""
    unit: Link
    """Whose it is."""
    measures: tuple[Link, ...]
    """What it is measured by."""
    way: Way | None
    """That of one of these, where it has begun to move."""
    file: str
    """The file that it is written in, from the root of the repository."""
    edit_url: str | None
    """Where this file is changed; None without a repository."""


class GuideCommands(Struct, frozen=True):
    """What to type in a copy of the files; they are the same in every language."""

    begin: str
    """Begins an objective from a template."""
    templates: str
    """Lists the templates."""
    check: str
    """Tells what is wrong or could be better."""
    serve: str
    """Shows the site while somebody writes."""
    check_in: str
    """Reports on an objective."""
    close: str
    """Scores a cycle."""
    roll_over: str
    """Carries objectives over into the next one."""


class Found(NamedTuple):
    """An objective to learn from, and the key result of it whose way is told, with its value."""

    objective: Objective
    key_result: KeyResult | None = None
    value: Fraction | None = None


def find_example(site: Site) -> Found | None:
    """The first objective of the current cycle with a few key results, at best one that says why and has a number that begins to move."""
    references = site.objectives_below("", site.current.id) if site.current else ()
    concise = [o for r in references if _FEW <= len((o := site.organisation.objectives[r]).key_results) <= _MANY]
    told = (found for objective in concise if objective.why and (found := _moving(site, objective)))
    return next(told, None) or next((Found(objective) for objective in concise), None)


def _moving(site: Site, objective: Objective) -> Found | None:
    figures = site.figures_of(objective.reference).key_results
    for key_result in objective.key_results:
        value, progress = figures[key_result.id].value, figures[key_result.id].progress
        written = key_result.type is KeyResultType.NUMBER and key_result.start is not None and not key_result.aggregate
        if written and progress and isinstance(value, Fraction):
            return Found(objective, key_result, value)
    return None


def guide_example(site: Site, found: Found) -> GuideExample:
    """What the guide shows of an objective."""
    objective, reference = found.objective, found.objective.reference
    return GuideExample(
        in_sentence=in_sentence(site, objective.title),
        address=urls.quoted(urls.objective(reference)),
        unit=site.unit_link(objective.unit),
        measures=tuple(site.key_result_link(reference, k.id) for k in objective.key_results),
        way=_way(site, reference, found.key_result, found.value) if found.key_result else None,
        file=objective.location.file,
        edit_url=site.edit_url(objective.location),
    )


def _way(site: Site, reference: str, key_result: KeyResult, value: Fraction | None) -> Way:
    start, target, current = (site.language.amount(at, key_result.unit) for at in (key_result.start, key_result.target, value))
    return Way(site.key_result_link(reference, key_result.id), start, target, current)


def commands(site: Site, found: Found | None, following: Cycle | None) -> GuideCommands:
    """The commands, about the example and the cycles of this site where there are such."""
    cycle = site.current.id if site.current else "CYCLE"
    later = following or (_after(site, site.current) if site.current else None)
    reference = found.objective.reference if found else "REF"
    key_result, value = _reported(found)
    return GuideCommands(
        begin="okrsite new objective --template marketing/leads",
        templates="okrsite new --list-templates",
        check="okrsite check",
        serve="okrsite serve",
        check_in=f"okrsite checkin {reference} {key_result}={value}",
        close=f"okrsite close {cycle}",
        roll_over=f"okrsite rollover {cycle} --to {later.id if later else 'CYCLE'}",
    )


def _after(site: Site, cycle: Cycle) -> Cycle | None:
    """The cycle that begins when another one ends, and is called as that one is: 2027-q1 after 2026-q4."""
    calendar, shape = site.config.calendar, _DIGIT.sub("0", cycle.id)
    years = range(cycle.start.year, cycle.end.year + 3)
    understood = (calendar.understood(f"{year:04}{part}") for year in years for part in _PARTS)
    alike = (found for found in (*calendar.configured.values(), *understood) if found and _DIGIT.sub("0", found.id) == shape)
    return next((found for found in alike if (found.start - cycle.end).days == 1), None)


def check_in_lines(site: Site, found: Found | None) -> str:
    """A check-in as it stands in a file; names and values are those of the example."""
    words, (key_result, value) = site.language, _reported(found)
    note, win = words.gettext("What happened, and what comes next."), words.gettext("What is worth celebrating.")
    by = found.objective.owner if found and found.objective.owner in site.organisation.people else None
    lines = (
        "checkins:",
        f"  - date: {site.as_of}",
        *([f"    by: {by}"] if by else []),
        f"    values: {{{key_result}: {value}}}",
        "    confidence: 7",
        f"    note: {note}",
        f"    win: {win}",
    )
    return "\n".join(lines)


def _reported(found: Found | None) -> tuple[str, str]:
    """A key result's id and today's value, as they are written in a file; else what stands for them."""
    if found is None or found.key_result is None or found.value is None:
        return "KR", "VALUE"
    return found.key_result.id, f"{rounded(found.value).normalize():f}"
