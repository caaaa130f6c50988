"""What happened to an objective, a check-in or a commit → the value that pages and feeds show: what was and what is, in words.

Only a check-in says who it was; a commit is told by its day, its first line where that may be shown, and its address at the code host.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct

from okrsite import urls
from okrsite.figures import Measured
from okrsite.formats import is_currency
from okrsite.measures import plain_mean
from okrsite.model import CheckIn, KeyResult, KeyResultType, Objective, Status, Value
from okrsite.pages.kept import kept
from okrsite.pages.parts import Link, PersonLink
from okrsite.pages.site import Site
from okrsite.pages.told import Happening, changes_of, newly_done
from okrsite.pages.written import written
from okrsite.published import Change, ChangeKind, Publication
from okrsite.terms import N_

_SHORT = 10  # characters of a commit's id
_MOST_MOVES = 5
_NEVER_SHOWN = ("Cc", "Cs")  # what a first line may hold and no reader can see
_MOVED = {
    (ChangeKind.TARGET, None): N_("Target changed from %(before)s to %(after)s"),
    (ChangeKind.TARGET, "low"): N_("Lower end changed from %(before)s to %(after)s"),
    (ChangeKind.TARGET, "high"): N_("Upper end changed from %(before)s to %(after)s"),
    (ChangeKind.START, None): N_("Start changed from %(before)s to %(after)s"),
}


class CommitView(Struct, frozen=True):
    """The commit by which something was published."""

    name: str
    """The beginning of its id."""
    url: str | None
    """Its page at the code host; None without a repository's address."""
    subject: str | None
    """Its first line; None where that may say something of what is not published."""


class Line(Struct, frozen=True):
    """One thing that was reported or changed."""

    key_result: Link | None
    """The key result that it is about; None where it is the whole objective."""
    text: str
    """What it was and is, in the site's language."""
    status: str | None = None
    """The status' name, where it is one."""


class HappeningView(Struct, frozen=True):
    """What a check-in told of an objective, or a commit changed in it."""

    date: date
    """The day."""
    objective: Link
    """What it happened to."""
    unit: Link
    """Whose that is."""
    by: PersonLink | None
    """Who reported; None where nobody says, and for a commit."""
    lines: tuple[Line, ...]
    """What was reported or changed."""
    note: str | None
    """What was said."""
    win: str | None
    """What was won."""
    commit: CommitView | None
    """The commit; None for a check-in."""


class MovedAim(Struct, frozen=True):
    """How a key result's target or start was moved."""

    text: str
    """From what to what, and when, in the site's language."""
    commit: CommitView
    """The commit that moved it, with the reason."""


class FirstPublished(Struct, frozen=True):
    """When an objective was published first."""

    date: date
    """The day."""
    commit: CommitView
    """The commit."""


def happening_views(site: Site, happenings: Iterable[Happening]) -> tuple[HappeningView, ...]:
    """Several happenings in the order given."""
    return tuple(happening_view(site, happening) for happening in happenings)


def happening_view(site: Site, happening: Happening) -> HappeningView:
    """One happening in words."""
    objective, link, unit, reports = _about(site, happening.objective)
    if happening.check_in is not None:
        told, lines = objective.check_ins[happening.check_in], reports[happening.check_in]
        return HappeningView(happening.day, link, unit, site.person_link(told.by), lines, told.note, told.win, None)
    changes = changes_of(objective, site.history.changes.get(happening.objective, ()))[happening.commit or ""]
    lines = tuple(_line(site, objective, change) for change in changes)
    return HappeningView(happening.day, link, unit, None, lines, None, None, _commit(site, changes[0].publication))


def moved_aims(site: Site, objective: Objective, key_result: KeyResult) -> tuple[MovedAim, ...]:
    """How a key result's target and start were moved, the latest first; of many only the last."""
    published = site.history.changes.get(objective.reference, ())
    found = []
    for changes in changes_of(objective, published).values() if published else ():
        for change in changes:
            if change.key_result == key_result.id and change.kind in (ChangeKind.TARGET, ChangeKind.START):
                day = site.language.short_date(change.publication.day)
                text = site.language.gettext("%(change)s on %(day)s", change=_moved(site, key_result, change), day=day)
                found.append(MovedAim(text, _commit(site, change.publication)))
    return tuple(found[: -_MOST_MOVES - 1 : -1])


def first_published(site: Site, reference: str) -> FirstPublished | None:
    """When an objective was published first; None where the history does not know."""
    created = (change for change in site.history.changes.get(reference, ()) if change.kind is ChangeKind.CREATED)
    publication = next((change.publication for change in created), None)
    return FirstPublished(publication.day, _commit(site, publication)) if publication else None


def _commit(site: Site, publication: Publication) -> CommitView:
    url = site.config.repository.url
    said = "".join(c for c in publication.subject or "" if unicodedata.category(c) not in _NEVER_SHOWN)
    link = urls.commit_url(url, publication.commit) if url else None
    return CommitView(publication.commit[:_SHORT], link, " ".join(said.split()) or None)


# ---- check-ins ----


class _About(NamedTuple):
    """What all that happened to an objective is told with, and what each of its check-ins reported."""

    objective: Objective
    link: Link
    unit: Link
    reports: tuple[tuple[Line, ...], ...]


@kept
def _about(site: Site, reference: str) -> _About:
    objective = site.organisation.objectives[reference]
    return _About(objective, site.objective_link(reference), site.unit_link(objective.unit), _reports(site, objective))


def _reports(site: Site, objective: Objective) -> tuple[tuple[Line, ...], ...]:
    """What each check-in of an objective reported: all at once, because each value is told with the one before it."""
    page = urls.quoted(urls.objective(objective.reference))
    found: list[list[Line]] = [[] for _ in objective.check_ins]
    for key_result in objective.key_results:
        link = Link(key_result.title, page + urls.key_result(key_result.id))
        for place, text in _reports_of(site, objective, key_result):
            found[place].append(Line(link, text))
    for lines, check_in in zip(found, objective.check_ins, strict=True):
        if check_in.status:
            lines.append(_status_set(site, check_in.status))
        if check_in.confidence:
            lines.append(_confidence(site, *check_in.confidence.values()))
    return tuple(map(tuple, found))


def _reports_of(site: Site, objective: Objective, key_result: KeyResult) -> Iterator[tuple[int, str]]:
    """The places of the check-ins that reported a key result, and what each reported."""
    identifier = key_result.id
    published = site.history.values.get((objective.reference, identifier), ())
    earlier: CheckIn | None = None  # the last one with a value
    for place, check_in in enumerate(objective.check_ins):
        value = check_in.values.get(identifier)
        if value is not None:
            before: Measured | Value | None = earlier.values[identifier] if earlier else None
            if published:
                before = _latest(published, earlier, check_in.date, before)
            yield place, _became(site, key_result, before, value)
            earlier = check_in


@kept
def _status_set(site: Site, status: Status) -> Line:
    return Line(None, site.language.gettext("Status set to %(status)s", status=site.language.status_word(status)))


@kept
def _confidence(site: Site, *confidences: Decimal) -> Line:
    mean = site.language.to_tenths(plain_mean(confidences) or 0)
    return Line(None, site.language.gettext("Confidence %(confidence)s of 10", confidence=mean))


def _latest(
    published: Iterable[tuple[date, Measured]], reported: CheckIn | None, day: date, value: Measured | Value | None
) -> Measured | Value | None:  # fmt: skip
    """A value before a day: the one that was reported, or one that was published since."""
    found = max((point for point in published if point[0] < day), key=lambda point: point[0], default=None)
    return found[1] if found and (reported is None or found[0] > reported.date) else value


# ---- commits ----


def _line(site: Site, objective: Objective, change: Change) -> Line:
    words, key_result = site.language, objective.key_result(change.key_result or "")
    if key_result:
        link = site.key_result_link(objective.reference, key_result.id)
        if change.kind is not ChangeKind.VALUE:
            return Line(link, _moved(site, key_result, change))
        is_list = key_result.type is KeyResultType.MILESTONES
        after: Measured | None = newly_done(key_result, change) if is_list else _value(change.after)
        return Line(link, _became(site, key_result, _value(change.before), after))
    if change.kind is ChangeKind.CREATED:
        return Line(None, words.gettext("New %(objective)s"))
    return _judged(site, change)


def _judged(site: Site, change: Change) -> Line:
    """How a person's judgement changed."""
    words = site.language
    before, after = (words.status_word(Status(name)) if isinstance(name, str) else None for name in (change.before, change.after))
    if after is None:
        return Line(None, words.gettext("Status %(status)s no longer set by hand", status=before))
    if before is None:
        return Line(None, words.gettext("Status set to %(status)s", status=after))
    return Line(None, words.gettext("Status changed from %(before)s to %(after)s", before=before, after=after))


def _value(value: Measured | str | None) -> Measured | None:
    return None if isinstance(value, str) else value


# ---- values in words ----


def _became(site: Site, key_result: KeyResult, before: Measured | Value | None, after: Measured | Value | None) -> str:
    """A value with the one before it, where both are amounts; of milestones, what is done now."""
    words, now = site.language, written(site, key_result, after)
    if isinstance(after, tuple):
        return words.gettext("Done: %(titles)s", titles=now)
    if not isinstance(before, (Decimal, Fraction)) or isinstance(after, bool):
        return now
    if after is not None and (before == after if type(before) is type(after) else Fraction(before) == Fraction(after)):
        return words.gettext("still %(value)s", value=now)
    return words.gettext("from %(before)s to %(after)s", before=_bare(site, key_result, before), after=now)


def _moved(site: Site, key_result: KeyResult, change: Change) -> str:
    """How what is aimed at was moved; a start that is left out is 0."""
    before, after = (value if isinstance(value, Fraction) else Fraction(0) for value in (change.before, change.after))
    message = _MOVED[change.kind, change.end]
    return site.language.gettext(message, before=_bare(site, key_result, before), after=written(site, key_result, after))


def _bare(site: Site, key_result: KeyResult, value: Fraction | Decimal) -> str:
    """A value before another of the same unit, which is written once unless it belongs to the number."""
    unit = key_result.unit
    if key_result.is_text_ladder or (unit and (unit == "%" or is_currency(unit))):
        return written(site, key_result, value)
    return site.language.number(value)
