"""What is due and when to check in → iCalendar files, one of each unit with those below it, to subscribe to.

A calendar holds the cycles that run or are planned: their ends, the days to check in, and what is due in them and not done yet. An id is
made of the site's address, else its name, and of what is meant, so that it stays as long as these do.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

from okrsite import urls
from okrsite.cycles import Cycle
from okrsite.model import Initiative, KeyResult, Objective, Status
from okrsite.pages.calendars import calendar_cycles, check_in_days
from okrsite.pages.kept import kept
from okrsite.pages.site import Site
from okrsite.publish.ics_text import Event, calendar_text, day_text, event_text
from okrsite.publish.identity import identifier

_AT_REST = (Status.ACHIEVED, Status.CANCELLED)
_FINISHED = ("done", "dropped")


def unit_calendar(site: Site, reference: str) -> bytes | None:
    """The calendar of a unit and those below it; None where there never were objectives, for a calendar has to have an event."""
    cycles = calendar_cycles(site, reference)
    if not cycles:
        return None
    title = site.organisation.units[reference].title if reference else site.title
    open_cycles = [cycle for cycle in cycles if not site.is_closed(cycle.id)]
    due = chain.from_iterable(site.objectives_below(reference, cycle.id) for cycle in open_cycles)
    events = chain(_cycle_events(site, reference, cycles), (_objective_events(site, objective) for objective in due))
    return calendar_text(f"{title} · {site.language.gettext('Calendar')}", events).encode()


def _event(site: Site, what: str, day: date, summary: str, about: Iterable[str], page: str, fragment: str = "", rule: str = "") -> str:
    """An event, written out; `what` tells it apart from all others of the site. It has a link where the site's address is known."""
    url = site.config.site.url
    link = urls.absolute(url, page) + ("#" + urls.quoted(fragment.removeprefix("#")) if fragment else "") if url else None
    return event_text(Event(identifier(site, what), day, summary, "\n".join(about), link, rule or None), site.as_of)


# ---- cycles ----


def _cycle_events(site: Site, reference: str, cycles: tuple[Cycle, ...]) -> Iterator[str]:
    """The ends of each cycle, and the days to check in: in a quarter, say, rather than in the year around it."""
    unit, words = (site.organisation.units[reference].title,), site.language
    for cycle in cycles:
        title, what, page = site.cycle_title(cycle.id), f"{reference}/{cycle.id}", _cycle_page(site, reference, cycle)
        yield _event(site, f"{what}/start", cycle.start, words.gettext("%(title)s begins", title=title), unit, page)
        if not site.is_closed(cycle.id) and not any(cycle.encloses(other) for other in cycles):
            yield from _check_ins(site, f"{what}/check-ins", cycle, unit, page)
        yield _event(site, f"{what}/end", cycle.end, words.gettext("%(title)s ends", title=title), unit, page)


def _cycle_page(site: Site, reference: str, cycle: Cycle) -> str:
    """Where a unit's cycle is shown: a unit has a page for each of its own."""
    own = cycle.id in site.figures.unit_cycles.get(reference, ())
    return urls.unit_in_cycle(reference, cycle.id) if own or not reference else urls.unit(reference)


def _check_ins(site: Site, what: str, cycle: Cycle, unit: tuple[str, ...], page: str) -> Iterator[str]:
    """The days to check in, as one event that comes again until the cycle's end."""
    days = check_in_days(cycle, site.config.status.stale_after)
    if days:
        often = f"FREQ=WEEKLY;INTERVAL={days.weeks}" if days.weeks else f"FREQ=DAILY;INTERVAL={days.every}"
        summary = site.language.gettext("Time for %(check_ins)s: %(title)s", title=site.cycle_title(cycle.id))
        told = site.language.gettext("Say how the numbers stand, and what was learned or won.")
        yield _event(site, what, days.first, summary, (*unit, told), page, rule=f"{often};UNTIL={day_text(cycle.end)}")


# ---- what is due ----


@kept
def _objective_events(site: Site, reference: str) -> str:
    """What is due in an objective: it stands in the calendars of all units above, too."""
    objective, figures = site.organisation.objectives[reference], site.figures_of(reference)
    if figures.status is Status.CANCELLED:
        return ""
    at_work = (k for k in objective.key_results if figures.key_results[k.id].status not in _AT_REST)
    return "".join((*chain.from_iterable(_key_result_events(site, objective, k) for k in at_work), *_initiative_events(site, objective)))


def _key_result_events(site: Site, objective: Objective, key_result: KeyResult) -> Iterator[str]:
    """The days of a key result, of its milestones that are not done, and of its mini-goals."""
    words, what = site.language, f"{_first_name(objective)}#{key_result.id}"
    page, fragment = urls.objective(objective.reference), urls.key_result(key_result.id)
    about = _about(site, objective, key_result.owner)
    if key_result.due:
        summary = words.gettext("Due: %(title)s", title=key_result.title)
        yield _event(site, f"{what}/due", key_result.due, summary, about, page, fragment)
    within = (f"{words.gettext('%(Key_result)s')}: {key_result.title}", *about)
    done = site.figures_of(objective.reference).key_results[key_result.id].value
    for milestone in key_result.milestones:
        if milestone.due and not (isinstance(done, tuple) and milestone.title in done):
            summary = words.gettext("Due: %(title)s", title=milestone.title)
            yield _event(site, f"{what}/milestone/{milestone.title}", milestone.due, summary, within, page, fragment)
    for point in key_result.plan:
        value = words.amount(point.value, key_result.unit)
        summary = words.gettext("Mini-goal: %(title)s, %(value)s", title=key_result.title, value=value)
        yield _event(site, f"{what}/plan/{point.date}", point.date, summary, about, page, fragment)


def _initiative_events(site: Site, objective: Objective) -> Iterator[str]:
    words, page = site.language, urls.objective(objective.reference)
    for name, initiative in _named(objective.initiatives):
        if initiative.due and initiative.status not in _FINISHED:
            summary = words.gettext("Due: %(title)s", title=initiative.title)
            about = (words.gettext("%(Initiative)s"), *_about(site, objective, initiative.owner))
            yield _event(site, f"{_first_name(objective)}/initiative/{name}", initiative.due, summary, about, page)


def _about(site: Site, objective: Objective, owner: str | None) -> tuple[str, ...]:
    """Where something belongs, and whose it is: without an owner of its own, the objective's."""
    unit, words, whose = site.organisation.units[objective.unit].title, site.language, owner or objective.owner
    named = (f"{words.gettext('Owner')}: {site.person(whose).name}",) if whose else ()
    return (f"{words.gettext('%(Objective)s')}: {objective.title}", unit, *named)


def _first_name(objective: Objective) -> str:
    """The reference that an objective had first, where it was renamed."""
    return objective.aliases[0].text if objective.aliases else objective.reference


def _named(initiatives: Iterable[Initiative]) -> Iterator[tuple[str, Initiative]]:
    """Initiatives by title, equal ones counted, since they have no ids."""
    before = Counter[str]()
    for initiative in initiatives:
        yield f"{initiative.title}/{before[initiative.title]}", initiative
        before[initiative.title] += 1
