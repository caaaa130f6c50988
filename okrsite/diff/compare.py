"""Two versions of an organisation with their numbers, as of the same day → what changed (FORMAT §17).

What is the same thing in both is settled first, so that what moved is compared and not told as removed and added.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from okrsite.cycles import State
from okrsite.diff.changes import Amount, Change, Difference, Effect, Mover, Range, Report, Said, Share, Subject, What
from okrsite.diff.key_results import key_result_changes
from okrsite.diff.matching import Matches, matches
from okrsite.model import CheckIn, Kpi, Objective, Unit
from okrsite.sides import Side
from okrsite.values import exact, known_check_ins

_SETTINGS: tuple[tuple[str, Callable[[Objective], Said]], ...] = (
    ("weight", lambda objective: objective.weight),
    ("kind", lambda objective: objective.kind),
    ("rollup", lambda objective: objective.rollup),
    ("why", lambda objective: objective.why),
    ("contributors", lambda objective: objective.contributors),
    ("tags", lambda objective: objective.tags),
)


def compare(before: Side, after: Side) -> Difference:
    """What changed from one version to another."""
    return _Comparison(before, after, matches(before.organisation, after.organisation)).difference()


@dataclass(frozen=True)
class _Comparison:
    """One run."""

    before: Side
    after: Side
    same: Matches

    def difference(self) -> Difference:
        changes = [*self._units(), *self._objectives(), *self._kpis(), *self._pages()]
        titles = {unit.reference: unit.title for side in (self.before, self.after) for unit in side.organisation.units.values()}
        company = self._company()
        return Difference(
            self.after.figures.as_of, tuple(changes), tuple(e for e in self._effects() if e.before != e.after), company,
            tuple(self._movers(company.cycle)) if company else (), titles,
        )  # fmt: skip

    # -- units --

    def _units(self) -> Iterator[Change]:
        old, new = self.before.organisation.units, self.after.organisation.units
        for reference, unit in new.items():
            if reference in self.same.units:
                yield from self._unit(old[self.same.units[reference]], unit)
            else:
                yield _of_unit(unit, What.ADDED)
        for reference in sorted(old.keys() - set(self.same.units.values())):
            yield _of_unit(old[reference], What.REMOVED)

    def _unit(self, was: Unit, unit: Unit) -> Iterator[Change]:
        if was.reference != unit.reference:
            yield _of_unit(unit, What.MOVED, was.reference, unit.reference)
        if was.title != unit.title:
            yield _of_unit(unit, What.RENAMED, was.title, unit.title)
        if was.lead != unit.lead:
            yield _of_unit(unit, What.OWNER, self._person(was.lead), self._person(unit.lead))
        if was.weight != unit.weight:
            yield _of_unit(unit, What.SETTING, was.weight, unit.weight, "weight")

    # -- objectives --

    def _objectives(self) -> Iterator[Change]:
        old, new = self.before.organisation.objectives, self.after.organisation.objectives
        for reference, objective in new.items():
            was = self.same.objectives.get(reference)
            if was is None:
                progress = Share(self.after.figures.objectives[reference].progress)
                yield _of_objective(objective, What.ADDED, after=progress)
            else:
                yield from self._objective(old[was], objective)
        for reference in sorted(old.keys() - set(self.same.objectives.values())):
            progress = Share(self.before.figures.objectives[reference].progress)
            yield _of_objective(old[reference], What.REMOVED, progress, serious=self._is_running(old[reference].cycle))

    def _objective(self, was: Objective, objective: Objective) -> Iterator[Change]:
        if self._has_moved(was, objective):
            yield _of_objective(objective, What.MOVED, was.reference, objective.reference)
        if was.title != objective.title:
            yield _of_objective(objective, What.RENAMED, was.title, objective.title)
        if was.owner != objective.owner:
            yield _of_objective(objective, What.OWNER, self._person(was.owner), self._person(objective.owner))
        yield from self._figures(was, objective)
        before, after = self.before.figures.objectives[was.reference], self.after.figures.objectives[objective.reference]
        yield from key_result_changes(was, objective, before, after, self._person, self._is_running(objective.cycle))
        yield from self._alignments(was, objective)
        for key, read in _SETTINGS:
            if read(was) != read(objective):
                yield _of_objective(objective, What.SETTING, read(was), read(objective), setting=key)
        if was.body != objective.body:
            yield _of_objective(objective, What.TEXT)
        yield from self._check_ins(was, objective)

    def _has_moved(self, was: Objective, objective: Objective) -> bool:
        """Whether it lies elsewhere, but for its unit's having been moved with all that is in it."""
        unit = self.same.units.get(objective.unit, objective.unit)
        return (was.unit, was.cycle, was.id) != (unit, objective.cycle, objective.id)

    def _figures(self, was: Objective, objective: Objective) -> Iterator[Change]:
        before, after = self.before.figures.objectives[was.reference], self.after.figures.objectives[objective.reference]
        if before.progress != after.progress:
            yield _of_objective(objective, What.PROGRESS, Share(before.progress), Share(after.progress))
        if before.status != after.status:
            yield _of_objective(objective, What.STATUS, before.status, after.status)
        if before.score != after.score:
            yield _of_objective(objective, What.SCORE, Share(before.score), Share(after.score))

    def _alignments(self, was: Objective, objective: Objective) -> Iterator[Change]:
        old, new = self._parents(self.before, was.reference), self._parents(self.after, objective.reference)
        old = {self._now.get(target, target): counts for target, counts in old.items()}
        for target in sorted(new.keys() - old.keys()):
            yield _of_objective(objective, What.ALIGNED, after=self._title(target))
        for target in sorted(old.keys() - new.keys()):
            yield _of_objective(objective, What.NO_LONGER_ALIGNED, self._title(target))
        if any(old.values()) and not any(new.values()):
            yield _of_objective(objective, What.ORPHANED, tuple(self._title(target) for target in sorted(old)))

    def _parents(self, version: Side, reference: str) -> dict[str, bool]:
        """The objectives that one supports, and whether it counts there."""
        found: dict[str, bool] = {}
        for edge in version.organisation.parents.get(reference, ()):
            found[edge.target] = found.get(edge.target, False) or edge.counts
        return found

    @cached_property
    def _now(self) -> Mapping[str, str]:
        """What an older reference is called now."""
        return {old: new for new, old in self.same.objectives.items()}

    def _title(self, reference: str) -> str:
        found = self.after.organisation.objectives.get(reference) or self.before.organisation.objectives[reference]
        return found.title

    def _check_ins(self, was: Objective, objective: Objective) -> Iterator[Change]:
        as_of = self.after.figures.as_of
        old, new = known_check_ins(was, as_of), known_check_ins(objective, as_of)
        said = {_content(check_in) for check_in in old}, {_content(check_in) for check_in in new}
        gone = {(c.date, c.by): self._report(c) for c in old if _content(c) not in said[1]}
        for check_in in new:
            if _content(check_in) not in said[0]:
                earlier = gone.pop((check_in.date, check_in.by), None)
                what = What.CHECK_IN_CHANGED if earlier else What.CHECK_IN
                yield _of_objective(objective, what, earlier, self._report(check_in))
        for report in gone.values():
            yield _of_objective(objective, What.CHECK_IN_REMOVED, report)

    def _report(self, check_in: CheckIn) -> Report:
        return Report(check_in.date, self._person(check_in.by), check_in.note, check_in.win)

    # -- KPIs and pages --

    def _kpis(self) -> Iterator[Change]:
        old, new = self.before.organisation.kpis, self.after.organisation.kpis
        for reference in sorted(old.keys() | new.keys()):
            if reference not in old or reference not in new:
                found = new.get(reference) or old[reference]
                yield _of_kpi(found, What.ADDED if reference in new else What.REMOVED)
            else:
                yield from self._kpi(old[reference], new[reference])

    def _kpi(self, was: Kpi, kpi: Kpi) -> Iterator[Change]:
        before, after = self.before.figures.kpis[was.reference], self.after.figures.kpis[kpi.reference]
        if was.title != kpi.title:
            yield _of_kpi(kpi, What.RENAMED, was.title, kpi.title)
        if (was.good, was.target, was.low, was.high) != (kpi.good, kpi.target, kpi.low, kpi.high):
            yield _of_kpi(kpi, What.TARGET, _kpi_target(was), _kpi_target(kpi))
        if self._latest(was) != self._latest(kpi):
            yield _of_kpi(kpi, What.VALUE, self._latest(was), self._latest(kpi))
        if before != after:
            yield _of_kpi(kpi, What.HEALTH, before, after)

    def _latest(self, kpi: Kpi) -> Amount:
        """The value that is known on the day."""
        known = [value for day, value in kpi.values if day <= self.after.figures.as_of]
        return Amount(exact(known[-1]) if known else None, kpi.measured_in)

    def _pages(self) -> Iterator[Change]:
        old, new = self.before.organisation.pages, self.after.organisation.pages
        for reference in sorted(old.keys() | new.keys()):
            page, was = new.get(reference), old.get(reference)
            found = page or was
            if found and (page is None or was is None or page.body != was.body or page.title != was.title):
                what = What.ADDED if was is None else What.REMOVED if page is None else What.TEXT
                yield Change(Subject.PAGE, what, found.unit, found.reference, found.title, found.cycle)

    # -- what it does to the units --

    def _effects(self) -> Iterator[Effect]:
        for (unit, cycle), figures in self.after.figures.units.items():
            was = self.before.figures.units.get((self.same.units.get(unit, unit), cycle))
            if unit in self.same.units:
                yield Effect(unit, self.after.organisation.units[unit].title, cycle, was.progress if was else None, figures.progress)

    def _company(self) -> Effect | None:
        """What becomes of the company's number in its current cycle."""
        current = self.after.organisation.cycles.current(self.after.figures.unit_cycles.get("", ()), self.after.figures.as_of)
        return next((e for e in self._effects() if current and (e.unit, e.cycle) == ("", current.id)), None)

    def _movers(self, cycle: str) -> list[Mover]:
        """The objectives whose progress moves the company's number, those that move it most first."""
        found = []
        for reference, share in self._shares("", cycle, Fraction(1)):
            was = self.same.objectives.get(reference)
            after = self.after.figures.objectives[reference].progress
            before = self.before.figures.objectives[was].progress if was else None
            by = share * ((after or 0) - (before or 0))
            if was and by:
                found.append(Mover(reference, self.after.organisation.objectives[reference].title, by, before, after))
        return sorted(found, key=lambda mover: (-abs(mover.by), mover.reference))

    def _shares(self, unit: str, cycle: str, whole: Fraction) -> Iterator[tuple[str, Fraction]]:
        """How much of a unit's number each objective makes."""
        terms = [t for t in self.after.figures.units[unit, cycle].explanation.terms if t.progress is not None and t.left_out is None]
        weights = sum(Fraction(term.weight) for term in terms)
        for term in terms if weights else ():
            share = whole * Fraction(term.weight) / weights
            if term.kind == "unit":
                yield from self._shares(term.reference, cycle, share)
            else:
                yield term.reference, share

    # -- words --

    def _person(self, key: str | None) -> str | None:
        found = self.after.organisation.people.get(key or "") or self.before.organisation.people.get(key or "")
        return found.name if found else key

    def _is_running(self, cycle: str) -> bool:
        """Whether a cycle is active, on either side."""
        sides = (self.before, self.after)
        found = [side.organisation.cycles.by_id[cycle] for side in sides if cycle in side.organisation.cycles.by_id]
        return any(each.state(self.after.figures.as_of) is State.ACTIVE for each in found)


def _content(check_in: CheckIn) -> tuple[object, ...]:
    """What a check-in says, wherever in its file it stands."""
    said = (check_in.status, check_in.note, check_in.win)
    return check_in.date, check_in.by, tuple(check_in.values.items()), tuple(check_in.confidence.items()), *said


def _kpi_target(kpi: Kpi) -> Said:
    if kpi.good == "between":
        return Range(kpi.low, kpi.high, kpi.measured_in)
    return None if kpi.target is None else Amount(exact(kpi.target), kpi.measured_in)


def _of_unit(unit: Unit, what: What, before: Said = None, after: Said = None, setting: str | None = None) -> Change:
    return Change(Subject.UNIT, what, unit.reference, unit.reference, unit.title, setting=setting, before=before, after=after)


def _of_objective(
    objective: Objective, what: What, before: Said = None, after: Said = None, setting: str | None = None, serious: bool = False
) -> Change:
    return Change(
        Subject.OBJECTIVE, what, objective.unit, objective.reference, objective.title, objective.cycle,
        before=before, after=after, setting=setting, serious=serious,
    )  # fmt: skip


def _of_kpi(kpi: Kpi, what: What, before: Said = None, after: Said = None) -> Change:
    return Change(Subject.KPI, what, kpi.unit, kpi.reference, kpi.title, before=before, after=after)
