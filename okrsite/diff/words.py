"""Changes → words that a reader of no YAML understands: rows of what, before and after, and a summary of a few lines.

Text and Markdown share them; each brings its own way to show what comes from content.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from okrsite.cycles import Cycles
from okrsite.diff.changes import Amount, Change, Difference, Effect, Range, Report, Said, Share, Steps, Subject, What
from okrsite.model import Health, KeyResultType, Kind, Rollup, Status
from okrsite.suggestions import brief
from okrsite.words import Language

_LISTED = 3  # the summary names so many of a kind
_LONGEST = 160
_LABELS = {
    What.ADDED: "new", What.REMOVED: "removed", What.RENAMED: "title", What.MOVED: "moved", What.OWNER: "owner", What.STATUS: "status",
    What.PROGRESS: "progress", What.SCORE: "score", What.TEXT: "text changed", What.ALIGNED: "supports",
    What.NO_LONGER_ALIGNED: "no longer supports", What.ORPHANED: "supports nothing any more", What.CHECK_IN: "check-in",
    What.CHECK_IN_CHANGED: "check-in changed", What.CHECK_IN_REMOVED: "check-in removed", What.TARGET: "target", What.VALUE: "value",
    What.HEALTH: "health",
}  # fmt: skip
_SETTINGS = {"rollup": "progress comes from", "type": "way of measuring", "why": "why it matters", "aggregate": "added up by"}
_SUBJECTS = {Subject.KPI: "KPI", Subject.PAGE: "page", Subject.UNIT: "unit"}
_WORSE = (Status.OFF_TRACK, Status.AT_RISK, Status.STALE, Status.MISSED)
_ORDER = (Status.MISSED, *Status)

Show = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Row:
    """One change in words."""

    what: str
    before: str
    after: str
    serious: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """All changes of one thing."""

    title: str
    kind: str
    cycle: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """All that changed in one unit."""

    title: str
    effects: tuple[Effect, ...]
    entries: tuple[Entry, ...]


class Wording:
    """Says changes in a language; `show` makes text of content safe for where it goes."""

    def __init__(self, language: Language, cycles: Cycles, show: Show) -> None:
        self._language, self._cycles, self._show = language, cycles, show

    def sections(self, difference: Difference) -> list[Section]:
        """Unit by unit, the company first; in each, thing by thing."""
        units = sorted({change.unit for change in difference.changes} | {effect.unit for effect in difference.effects})
        return [self._section(unit, difference) for unit in units]

    def cycle(self, identifier: str) -> str:
        """A cycle's title."""
        found = self._cycles.by_id.get(identifier)
        return self.text(self._language.cycle_title(found) if found else identifier)

    def text(self, content: str) -> str:
        """A text of content on one line, of a length that people read."""
        return self._show(brief(content, _LONGEST))

    def step(self, before: Fraction | None, after: Fraction | None) -> str:
        """41% → 44%, with decimals where whole percents would be the same."""
        old, new = self._language.percent(before), self._language.percent(after)
        if old == new and before is not None and after is not None:
            old, new = (self._language.amount(Fraction(round(share * 10_000), 100), "%") for share in (before, after))
        return f"{old} → {new}"

    def _section(self, unit: str, difference: Difference) -> Section:
        own = [change for change in difference.changes if change.unit == unit]
        own.sort(key=lambda change: (change.subject is not Subject.UNIT, change.cycle or "", change.reference))
        entries = [self._entry(list(changes)) for _, changes in groupby(own, key=lambda change: (change.reference, _group(change)))]
        effects = tuple(effect for effect in difference.effects if effect.unit == unit)
        return Section(self.text(difference.unit_titles.get(unit, unit)), effects, tuple(entries))

    def _entry(self, changes: list[Change]) -> Entry:
        first = changes[0]
        cycle = self.cycle(first.cycle) if first.cycle else None
        return Entry(self.text(first.title), _SUBJECTS.get(_group(first), ""), cycle, tuple(self._row(change) for change in changes))

    def _row(self, change: Change) -> Row:
        label = self._label(change)
        what = f"{self.text(change.name)}: {label}" if change.name is not None else label
        if isinstance(change.before, Share) and isinstance(change.after, Share):
            before, _, after = self.step(change.before.value, change.after.value).partition(" → ")
            return Row(what, before, after, change.serious)
        return Row(what, self._said(change.before), self._said(change.after), change.serious)

    def _label(self, change: Change) -> str:
        if change.what is What.OWNER and change.subject is Subject.UNIT:
            return "lead"
        return _SETTINGS.get(change.setting, change.setting) if change.setting else _LABELS[change.what]

    def _said(self, value: Said) -> str:
        """A value in words."""
        if value is None or value in ("", ()):
            return ""
        if isinstance(value, Report):
            said = (value.day.isoformat(), value.by, value.note, value.win)
            return self.text(" · ".join(filter(None, said)))
        return self.text(self._words(value))

    def _words(self, value: Said) -> str:
        language = self._language
        if isinstance(value, Amount):
            return language.value(value.value, value.unit)
        if isinstance(value, Share):
            return language.percent(value.value)
        if isinstance(value, Range):
            return f"{language.amount(value.low, value.unit)} – {language.amount(value.high, value.unit)}"
        if isinstance(value, Steps):
            return ", ".join(f"{score:f}: {at if isinstance(at, str) else language.amount(at, value.unit)}" for score, at in value.steps)
        if isinstance(value, tuple):
            return language.list_of(value)
        if isinstance(value, Decimal):
            return language.number(value)
        if isinstance(value, date):
            return value.isoformat()
        return self._term(value) if isinstance(value, (Status, Health, KeyResultType, Kind, Rollup)) else str(value)

    def _term(self, value: Status | Health | KeyResultType | Kind | Rollup) -> str:
        language = self._language
        if isinstance(value, Status):
            return language.status_word(value)
        if isinstance(value, Health):
            return language.health_word(value)
        if isinstance(value, KeyResultType):
            return language.type_word(value)
        return language.kind_word(value) if isinstance(value, Kind) else language.rollup_word(value)

    # -- the summary --

    def summary(self, difference: Difference) -> list[str]:
        """At most six lines: the company's number, goalposts, what got worse, what came and went, orphans, check-ins."""
        lines = (self._company(difference), self._goalposts(difference), self._worse(difference), *self._comings(difference))
        return [line for line in (*lines, self._orphans(difference), self._reports(difference)) if line]

    def _company(self, difference: Difference) -> str:
        company = difference.company
        if company is None:
            return ""
        cycle = self.cycle(company.cycle)
        if company.before == company.after:
            return f"{self.text(company.title)} stays at {self._language.percent(company.after)} in {cycle}."
        line = f"{self.text(company.title)}: {self.step(company.before, company.after)} in {cycle}."
        movers = [f"{self.text(mover.title)} ({self.step(mover.before, mover.after)})" for mover in difference.movers]
        return f"{line} Moved most by {_listed(movers)}." if movers else line

    def _goalposts(self, difference: Difference) -> str:
        serious = [change for change in difference.changes if change.serious]
        if not serious:
            return ""
        return f"⚠ Goalposts moved in a running cycle: {_listed([self._goalpost(change) for change in serious], '; ')}."

    def _goalpost(self, change: Change) -> str:
        row, where = self._row(change), "" if change.subject is Subject.OBJECTIVE else f" ({self.text(change.title)})"
        name = self.text(change.title) if change.name is None else self.text(change.name)
        step = "removed" if change.what is What.REMOVED else f"{self._label(change)} {row.before or 'none'} → {row.after or 'none'}"
        return f"{name}, {step}{where}"

    def _worse(self, difference: Difference) -> str:
        steps = [c for c in difference.changes if c.what in (What.STATUS, What.HEALTH) and _is_worse(c)]
        named = [f"{self.text(c.title)} ({self._said(c.before)} → {self._said(c.after)})" for c in steps]
        return f"Got worse: {_listed(named)}." if named else ""

    def _comings(self, difference: Difference) -> Iterator[str]:
        """Objectives that are new, removed, or somewhere else, in one line."""
        found = []
        for word, what in (("New", What.ADDED), ("Removed", What.REMOVED), ("Moved", What.MOVED)):
            titles = [self.text(c.title) for c in difference.changes if c.subject is Subject.OBJECTIVE and c.what is what]
            found += [f"{word}: {_listed(titles)}."] if titles else []
        yield " ".join(found)

    def _orphans(self, difference: Difference) -> str:
        titles = [self.text(change.title) for change in difference.changes if change.what is What.ORPHANED]
        return f"Supports nothing any more: {_listed(titles)}." if titles else ""

    def _reports(self, difference: Difference) -> str:
        reports = [change.after for change in difference.changes if change.what is What.CHECK_IN and isinstance(change.after, Report)]
        wins = [self.text(report.win) for report in reports if report.win]
        if not reports:
            return ""
        count = "One new check-in" if len(reports) == 1 else f"{len(reports)} new check-ins"
        return f"{count}, with a win: {_listed(wins, '; ')}" if wins else f"{count}."


def _group(change: Change) -> Subject:
    """Key results belong to their objective."""
    return Subject.OBJECTIVE if change.subject is Subject.KEY_RESULT else change.subject


def _is_worse(change: Change) -> bool:
    if isinstance(change.before, Health) and isinstance(change.after, Health):
        order = list(Health)
        return change.after is not Health.UNKNOWN and order.index(change.after) > order.index(change.before) % order.index(Health.UNKNOWN)
    return change.after in _WORSE and _ORDER.index(_status(change.after)) < _ORDER.index(_status(change.before))


def _status(value: Said) -> Status:
    assert isinstance(value, Status)
    return value


def _listed(items: Iterable[str], separator: str = ", ") -> str:
    """The first few, and how many more there are."""
    found = list(items)
    more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
    return separator.join(found[:_LISTED]) + more
