"""An organisation as of a day → every number in it (FORMAT §9 to §12).

Exact fractions throughout. Key results come first, objectives after all that counts in them, units from below; each number carries
its explanation. Today is an argument.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property

from msgspec import Struct

from okrsite.config import Config
from okrsite.cycles import State
from okrsite.figures import (
    Explanation,
    Figures,
    KeyResultFigures,
    LeftOut,
    Measured,
    ObjectiveFigures,
    Term,
    UnitFigures,
)
from okrsite.measures import ZERO, given, kpi_health, mean, raw_progress, weighted_mean
from okrsite.model import CheckIn, Edge, KeyResult, KeyResultType, Kind, Objective, Organisation, Rollup, SetStatus, Status
from okrsite.published import NO_HISTORY, History
from okrsite.status import Evidence, Judged, Moment, clamp, expected_progress, judgement, key_result_status, objective_status
from okrsite.updates import last_updates
from okrsite.values import Key, Track, exact, in_dependency_order, is_cancelled, known_check_ins, tracks

OWN_KEY_RESULTS = (Rollup.KEY_RESULTS, Rollup.BOTH)
FROM_ALIGNED = (Rollup.ALIGNED, Rollup.BOTH)
_STATUSES = tuple(Status)


def compute(organisation: Organisation, config: Config, as_of: date, history: History = NO_HISTORY) -> Figures:
    """All numbers of an organisation without errors, as of a day."""
    return _Computation(organisation, config, as_of, history).figures()


class _Computation(Struct, frozen=True, dict=True):
    """One run; the mappings that it fills are its own."""

    organisation: Organisation
    config: Config
    as_of: date
    history: History

    @cached_property
    def tracks(self) -> Mapping[Key, Track]:
        return tracks(self.organisation, self.as_of, self.history.values)

    @cached_property
    def moments(self) -> Mapping[str, Moment]:
        """The day in each cycle."""
        return {cycle.id: Moment(cycle, self.as_of, self.config.status) for cycle in self.organisation.cycles.by_id.values()}

    @cached_property
    def known(self) -> Mapping[str, tuple[CheckIn, ...]]:
        """The check-ins of each objective up to the day, by day."""
        return {reference: known_check_ins(objective, self.as_of) for reference, objective in self.organisation.objectives.items()}

    @cached_property
    def judgements(self) -> Mapping[str, tuple[SetStatus | None, bool]]:
        return {
            reference: judgement(objective, self.known[reference], self.as_of)
            for reference, objective in self.organisation.objectives.items()
        }

    @cached_property
    def progress(self) -> Mapping[str, "_Progress"]:
        """The progress of every objective and of its key results, each after all that counts in it."""
        edges = self.organisation.children
        found: dict[str, _Progress] = {}
        for reference in in_dependency_order(
            self.organisation.objectives, lambda r: [e.source for e in edges.get(r, ()) if e.counts and not e.source_key_result]
        ):
            found[reference] = self._progress(reference, self.organisation.objectives[reference], found)
        return found

    @cached_property
    def updates(self) -> Mapping[str, date]:
        return last_updates(self.organisation, self._own_updates(), self._counting(), self._takes_part)

    def figures(self) -> Figures:
        objectives = {reference: self._objective(reference, objective) for reference, objective in self.organisation.objectives.items()}
        units = self._units(objectives)
        unit_cycles: dict[str, list[str]] = {reference: [] for reference in self.organisation.units}
        for (unit, cycle), figures in units.items():
            if figures.objectives or figures.progress is not None:
                unit_cycles[unit].append(cycle)
        return Figures(
            as_of=self.as_of, objectives=objectives, units=units,
            unit_cycles={unit: tuple(c.id for c in self.organisation.cycles.in_order(ids)) for unit, ids in unit_cycles.items()},
            kpis={reference: kpi_health(kpi, self.as_of) for reference, kpi in self.organisation.kpis.items()},
        )  # fmt: skip

    # -- progress --

    def is_cancelled(self, reference: str) -> bool:
        """Whether somebody has cancelled an objective."""
        said, _ = self.judgements[reference]
        return said is not None and said.status is Status.CANCELLED

    def _progress(self, reference: str, objective: Objective, found: Mapping[str, "_Progress"]) -> "_Progress":
        edges = [e for e in self.organisation.children.get(reference, ()) if e.counts and not e.source_key_result]
        aligned = {k.id for k in objective.key_results if k.type is KeyResultType.ALIGNED}
        key_results = {}
        for key_result in objective.key_results:
            counting = [e for e in edges if e.target_key_result == key_result.id] if key_result.id in aligned else []
            key_results[key_result.id] = self._key_result_progress(reference, key_result, counting, found)
        terms: list[Term] = []
        parts: list[_KeyResultProgress | _Progress] = []
        if objective.rollup in OWN_KEY_RESULTS:
            terms += [key_results[k.id].term for k in objective.key_results]
            parts += key_results.values()
        if objective.rollup in FROM_ALIGNED:
            counting = [e for e in edges if e.target_key_result not in aligned]
            terms += [self._aligned_term(e, found) for e in counting]
            parts += [found[e.source] for e in counting]
        if objective.rollup is Rollup.MANUAL:
            result: Fraction | None = exact(given(objective.progress))
            return _Progress(result, True, Explanation(objective.rollup, (), result), key_results)
        result = mean(terms)
        has_value = any(part.has_value for term, part in zip(terms, parts, strict=True) if term.left_out is None)
        return _Progress(result, has_value, Explanation(objective.rollup, tuple(terms), result), key_results)

    def _key_result_progress(
        self, reference: str, key_result: KeyResult, edges: list[Edge], found: Mapping[str, "_Progress"]
    ) -> "_KeyResultProgress":
        track = self.tracks[reference, key_result.id]
        value = track.standing if key_result.type is KeyResultType.MILESTONES else track.at(self.as_of)
        terms = tuple(self._aligned_term(edge, found) for edge in edges)
        has_value = value is not None
        if key_result.type is KeyResultType.ALIGNED:
            raw = progress = mean(terms)
            has_value = any(found[e.source].has_value for e, term in zip(edges, terms, strict=True) if term.left_out is None)
        elif key_result.type is KeyResultType.BASELINE:
            raw = progress = None
        else:
            raw = raw_progress(key_result, value)
            progress = clamp(raw) if raw is not None else ZERO
        left_out = LeftOut.CANCELLED if is_cancelled(key_result, self.as_of) else LeftOut.NOT_MEASURED if progress is None else None
        term = Term("key_result", f"{reference}#{key_result.id}", key_result.title, progress, key_result.weight, left_out)
        explanation = Explanation(key_result.type, terms or self._source_terms(reference, key_result), progress)
        return _KeyResultProgress(value, raw, progress, has_value, term, explanation, track)

    def _aligned_term(self, edge: Edge, found: Mapping[str, "_Progress"]) -> Term:
        progress = found[edge.source].progress
        left_out = LeftOut.CANCELLED if self.is_cancelled(edge.source) else LeftOut.NOT_MEASURED if progress is None else None
        return Term("objective", edge.source, self.organisation.objectives[edge.source].title, progress, edge.weight, left_out)

    def _source_terms(self, reference: str, key_result: KeyResult) -> tuple[Term, ...]:
        """What feeds an aggregate; their values are in their own figures."""
        if not key_result.aggregate:
            return ()
        terms = []
        for edge in self.organisation.children.get(reference, ()):
            if edge.counts and edge.source_key_result and edge.target_key_result == key_result.id:
                source = self.organisation.objectives[edge.source].key_result(edge.source_key_result)
                assert source, "an edge leads from a key result that exists"
                left_out = LeftOut.CANCELLED if is_cancelled(source, self.as_of) else None
                terms.append(Term("key_result", f"{edge.source}#{source.id}", source.title, None, source.weight, left_out))
        return tuple(terms)

    # -- status --

    def _own_updates(self) -> dict[str, date]:
        """The latest check-in of each objective, or the latest commit that changed a value of it, where there is one."""
        days = {reference: [c.date for c in check_ins[-1:]] for reference, check_ins in self.known.items()}
        for reference in days.keys() & self.history.updates.keys():
            days[reference].append(self.history.updates[reference])
        return {reference: max(found) for reference, found in days.items() if found}

    def _counting(self) -> set[Key]:
        """The key results that count in their objectives."""
        return {
            (reference, key_result.id)
            for reference, objective in self.organisation.objectives.items()
            if objective.rollup in OWN_KEY_RESULTS
            for key_result in objective.key_results
            if self.progress[reference].key_results[key_result.id].term.left_out is None
        }

    def _takes_part(self, edge: Edge) -> bool:
        """Whether an objective, or a key result that is added up, takes part where its counting alignment leads to."""
        if edge.source_key_result:
            source = self.organisation.objectives[edge.source].key_result(edge.source_key_result)
            value = self.tracks[edge.source, edge.source_key_result].at(self.as_of)
            return source is not None and not is_cancelled(source, self.as_of) and value is not None
        target = self.organisation.objectives[edge.target]
        key_result = target.key_result(edge.target_key_result or "")
        in_list = target.rollup in FROM_ALIGNED or (key_result is not None and key_result.type is KeyResultType.ALIGNED)
        return in_list and not self.is_cancelled(edge.source) and self.progress[edge.source].progress is not None

    def _objective(self, reference: str, objective: Objective) -> ObjectiveFigures:
        moment = self.moments[objective.cycle]
        progress, updated = self.progress[reference], self.updates.get(reference)
        known = self.known[reference][::-1]
        key_results = {
            k.id: self._key_result(objective.kind, k, progress.key_results[k.id], updated, moment, _confidence(known, k))
            for k in objective.key_results
        }
        closed = moment.state is State.CLOSED
        score = (exact(objective.score) if objective.score is not None else progress.progress) if closed else None
        expected = moment.cycle.elapsed(self.as_of)
        evidence = Evidence(progress.progress, expected, progress.has_value, updated)
        said, by_check_in = self.judgements[reference]
        status, reason = objective_status(
            objective.kind, said, by_check_in, score, evidence, moment, [figures.status for figures in key_results.values()]
        )
        confidence = self._mean_confidence(objective, key_results)
        return ObjectiveFigures(
            progress.progress, expected, status, reason, score, confidence, updated, progress.explanation, key_results
        )

    def _key_result(
        self, kind: Kind, key_result: KeyResult, progress: "_KeyResultProgress", updated: date | None, moment: Moment,
        confidence: Fraction | None,
    ) -> KeyResultFigures:  # fmt: skip
        expected = expected_progress(key_result, moment.cycle, self.as_of)
        evidence = Evidence(progress.progress, expected, progress.has_value, updated)
        judged: Judged = key_result_status(key_result, kind, progress.value, evidence, moment)
        return KeyResultFigures(
            progress.value, progress.raw, progress.progress, expected, *judged, confidence,
            progress.track.series, progress.explanation,
        )  # fmt: skip

    def _mean_confidence(self, objective: Objective, key_results: Mapping[str, KeyResultFigures]) -> Fraction | None:
        pairs = [
            (confidence, k.weight)
            for k in objective.key_results
            if (confidence := key_results[k.id].confidence) is not None and not is_cancelled(k, self.as_of)
        ]
        return weighted_mean([confidence for confidence, _ in pairs], [weight for _, weight in pairs])

    # -- units --

    def _units(self, objectives: Mapping[str, ObjectiveFigures]) -> dict[tuple[str, str], UnitFigures]:
        """Every unit in every cycle in which it or a unit below it has objectives, from below."""
        found: dict[tuple[str, str], UnitFigures] = {}
        cycles: dict[str, set[str]] = {reference: set() for reference in self.organisation.units}
        for unit, cycle in self.organisation.by_unit_and_cycle:
            cycles[unit].add(cycle)
        for unit in sorted(cycles, key=lambda reference: -self.organisation.units[reference].depth):
            for cycle in sorted(cycles[unit]):
                found[unit, cycle] = self._unit(unit, cycle, objectives, found)
            parent = self.organisation.units[unit].parent
            if parent in cycles:  # not where this is but a part of an organisation
                cycles[parent] |= cycles[unit]
        return dict(sorted(found.items()))

    def _unit(
        self, unit: str, cycle: str, objectives: Mapping[str, ObjectiveFigures], found: Mapping[tuple[str, str], UnitFigures]
    ) -> UnitFigures:
        own = self.organisation.by_unit_and_cycle.get((unit, cycle), ())
        terms = [self._own_term(reference) for reference in own]
        result = mean(terms)
        below = [
            self._child_term(child, found[child, cycle].progress)
            for child in self.organisation.child_units.get(unit, ())
            if (child, cycle) in found
        ]
        everything = terms if self.config.unit_rollup == "own" else terms + below
        rolled_up = mean(everything) if len(everything) > len(terms) else result
        statuses = [objectives[reference].status for reference in own]
        return UnitFigures(
            result, rolled_up, own, {status: count for status in _STATUSES if (count := statuses.count(status))},
            Explanation("own", tuple(terms), result), Explanation(self.config.unit_rollup, tuple(everything), rolled_up),
        )  # fmt: skip

    def _own_term(self, reference: str) -> Term:
        objective, progress = self.organisation.objectives[reference], self.progress[reference].progress
        left_out = LeftOut.CANCELLED if self.is_cancelled(reference) else LeftOut.NOT_MEASURED if progress is None else None
        return Term("objective", reference, objective.title, progress, objective.weight, left_out)

    def _child_term(self, unit: str, progress: Fraction | None) -> Term:
        found = self.organisation.units[unit]
        return Term("unit", unit, found.title, progress, found.weight, LeftOut.NOT_MEASURED if progress is None else None)


def _confidence(latest_first: tuple[CheckIn, ...], key_result: KeyResult) -> Fraction | None:
    """The latest check-in's, else the key result's own (FORMAT §18)."""
    for check_in in latest_first:
        found = check_in.confidence.get(key_result.id, check_in.confidence.get(None))
        if found is not None:
            return exact(found)
    return exact(key_result.confidence) if key_result.confidence is not None else None


class _KeyResultProgress(Struct, frozen=True):
    """What is known of a key result before its status."""

    value: Measured | None
    raw: Fraction | None
    progress: Fraction | None
    has_value: bool
    term: Term
    explanation: Explanation
    track: Track


class _Progress(Struct, frozen=True):
    """What is known of an objective before its status."""

    progress: Fraction | None
    has_value: bool
    explanation: Explanation
    key_results: Mapping[str, _KeyResultProgress]
