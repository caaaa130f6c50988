"""Progress, people's judgements and the calendar → a status with its reason (FORMAT §11, §12, §18)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

from okrsite.config import StatusSettings
from okrsite.cycles import Cycle, State
from okrsite.figures import Measured, StatusReason, StatusRule
from okrsite.model import CheckIn, KeyResult, KeyResultType, Kind, Objective, SetStatus, Status
from okrsite.values import exact, in_force

ZERO, ONE = Fraction(0), Fraction(1)
GOOD_SCORE = {Kind.ASPIRATIONAL: Fraction(7, 10), Kind.COMMITTED: Fraction(1)}
FIRST_DAYS = 7
SERIOUSNESS = (Status.OFF_TRACK, Status.AT_RISK, Status.STALE, Status.NOT_STARTED, Status.ON_TRACK, Status.ACHIEVED)

Judged = tuple[Status, StatusReason]


class Moment(Struct, frozen=True, dict=True):
    """A cycle on a day, with the thresholds in use."""

    cycle: Cycle
    as_of: date
    rules: StatusSettings

    @cached_property
    def state(self) -> State:
        """Whether the cycle is planned, active or closed."""
        return self.cycle.state(self.as_of)

    @cached_property
    def in_first_days(self) -> bool:
        """Whether nobody needs to have reported yet."""
        return self.cycle.days_gone(self.as_of) <= FIRST_DAYS


class Evidence(Struct, frozen=True):
    """What is known of a thing: progress (None: not measured), what is expected, whether it has a value, the last update."""

    progress: Fraction | None
    expected: Fraction | None
    has_value: bool
    updated: date | None


def judgement(objective: Objective, known: Iterable[CheckIn], as_of: date) -> tuple[SetStatus | None, bool]:
    """The person's status that stands, from `status:` or the latest check-in that has one, and whether it is a check-in's."""
    written = in_force(objective.status, as_of)
    reported = next((c for c in reversed(tuple(known)) if c.status), None)
    if reported and reported.status and (written is None or (written.since is not None and written.since < reported.date)):
        return SetStatus(reported.status, reported.note, reported.date), True
    return written, False


def key_result_status(
    key_result: KeyResult, kind: Kind, value: Measured | None, evidence: Evidence, moment: Moment
) -> Judged:
    """A key result's status."""
    said = in_force(key_result.status, moment.as_of)
    if said and said.status in (Status.PAUSED, Status.CANCELLED):
        return _set(said, by_check_in=False)
    if moment.state is State.CLOSED:
        return _at_the_end(key_result, kind, evidence)
    if _is_all(evidence.progress) and not key_result.type.is_threshold:
        return Status.ACHIEVED, StatusReason(StatusRule.REACHED)
    if said:
        return _or_stale(_set(said, by_check_in=False), evidence, moment)
    return _or_stale(_key_result_by_value(key_result, value, evidence, moment), evidence, moment)


def objective_status(
    kind: Kind, said: SetStatus | None, by_check_in: bool, score: Fraction | None, evidence: Evidence, moment: Moment,
    key_results: Iterable[Status],
) -> Judged:  # fmt: skip
    """An objective's status; `score` is the closing score, `key_results` the statuses of its key results."""
    if said and said.status in (Status.PAUSED, Status.CANCELLED):
        return _set(said, by_check_in=by_check_in)
    if moment.state is State.CLOSED:
        return _scored(kind, score)
    if _is_all(evidence.progress):
        return Status.ACHIEVED, StatusReason(StatusRule.REACHED)
    if said:
        return _or_stale(_set(said, by_check_in=by_check_in), evidence, moment)
    if evidence.progress is None:
        return Status.NOT_STARTED, StatusReason(StatusRule.NOT_MEASURED)
    if not evidence.has_value and moment.in_first_days:
        return Status.NOT_STARTED, StatusReason(StatusRule.NO_VALUE_YET)
    ranked = [status for status in key_results if status in SERIOUSNESS]
    if moment.rules.objective_status == "worst" and evidence.has_value and ranked:
        worst = min(ranked, key=SERIOUSNESS.index)
        return _or_stale((worst, StatusReason(StatusRule.WORST)), evidence, moment)
    return _or_stale(_by_pace(evidence, moment), evidence, moment)


def expected_progress(key_result: KeyResult | None, cycle: Cycle, as_of: date) -> Fraction | None:
    """The progress expected at the end of a day, 0 to 1: the plan's line, or the straight one; None for a baseline."""
    if key_result and key_result.type is KeyResultType.BASELINE:
        return None
    if key_result and key_result.plan and key_result.target is not None:
        return _planned_progress(key_result, cycle, as_of)
    return cycle.elapsed(as_of)


def _planned_progress(key_result: KeyResult, cycle: Cycle, as_of: date) -> Fraction:
    """Where the line through the mini-goals is: from `start` on the first morning to `target` on the last evening."""
    start, target = exact(key_result.start or Decimal(0)), exact(key_result.target or Decimal(0))
    points = [(0, start), *((cycle.days_gone(p.date), exact(p.value)) for p in key_result.plan), (cycle.days, target)]
    gone = cycle.days_gone(as_of)
    (day, value), (next_day, next_value) = next(
        (before, after) for before, after in reversed(list(pairwise(points))) if before[0] <= gone
    )
    if next_day > day:
        value += (next_value - value) * Fraction(gone - day, next_day - day)
    else:
        value = next_value
    return clamp((value - start) / (target - start))


def _is_all(progress: Fraction | None) -> bool:
    """Whether nothing is missing; asked of whole numbers, because comparing fractions takes longer than all else here."""
    if progress is None:
        return False
    above, below = progress.as_integer_ratio()
    return above >= below


def clamp(share: Fraction) -> Fraction:
    """A share kept within 0 to 1."""
    numerator, denominator = share.as_integer_ratio()
    return ZERO if numerator < 0 else ONE if numerator > denominator else share


# ---- single rules ----


def _set(said: SetStatus, *, by_check_in: bool) -> Judged:
    return said.status, StatusReason(StatusRule.SET, text=said.reason, since=said.since, by_check_in=by_check_in)


def _scored(kind: Kind, score: Fraction | None) -> Judged:
    if score is None:
        return Status.NOT_STARTED, StatusReason(StatusRule.NOT_MEASURED)
    good = GOOD_SCORE[kind]
    (above, below), (good_above, good_below) = score.as_integer_ratio(), good.as_integer_ratio()
    status = Status.ACHIEVED if above * good_below >= good_above * below else Status.MISSED
    return status, StatusReason(StatusRule.SCORE, score=score, good_from=good)


def _at_the_end(key_result: KeyResult, kind: Kind, evidence: Evidence) -> Judged:
    if key_result.type is KeyResultType.BASELINE and evidence.has_value:
        return Status.ACHIEVED, StatusReason(StatusRule.BASELINE)
    return _scored(kind, evidence.progress)


def _key_result_by_value(key_result: KeyResult, value: Measured | None, evidence: Evidence, moment: Moment) -> Judged:
    if key_result.type is KeyResultType.BASELINE and evidence.has_value:
        return Status.ON_TRACK, StatusReason(StatusRule.BASELINE)
    if evidence.progress is None:
        return Status.NOT_STARTED, StatusReason(StatusRule.NOT_MEASURED)
    if not evidence.has_value and moment.in_first_days:
        return Status.NOT_STARTED, StatusReason(StatusRule.NO_VALUE_YET)
    if key_result.type.is_threshold:
        return _by_threshold(key_result, value, evidence.progress)
    return _by_pace(evidence, moment)


def _by_threshold(key_result: KeyResult, value: Measured | None, progress: Fraction) -> Judged:
    status = Status.OFF_TRACK
    if progress >= 1:
        status = Status.ON_TRACK
    elif isinstance(value, Fraction) and _within_risk(key_result, value):
        status = Status.AT_RISK
    return status, StatusReason(StatusRule.THRESHOLD)


def _within_risk(key_result: KeyResult, value: Fraction) -> bool:
    risk = key_result.risk
    if risk is None:
        return False
    if isinstance(risk, tuple):
        return exact(risk[0]) <= value <= exact(risk[1])
    return value >= exact(risk) if key_result.type is KeyResultType.AT_LEAST else value <= exact(risk)


def _by_pace(evidence: Evidence, moment: Moment) -> Judged:
    gap = (evidence.expected or ZERO) - (evidence.progress or ZERO)
    status = Status.OFF_TRACK
    if gap <= exact(moment.rules.at_risk):
        status = Status.ON_TRACK
    elif gap <= exact(moment.rules.off_track):
        status = Status.AT_RISK
    return status, StatusReason(StatusRule.PACE, gap=gap)


def _or_stale(judged: Judged, evidence: Evidence, moment: Moment) -> Judged:
    """Silence is never green: what nobody has updated for long is stale (FORMAT §11, rule 7)."""
    status, _ = judged
    last = evidence.updated or moment.cycle.start
    days = (moment.as_of - last).days
    if moment.state is not State.ACTIVE or days <= moment.rules.stale_after or status not in (Status.ON_TRACK, Status.AT_RISK):
        return judged
    return Status.STALE, StatusReason(StatusRule.STALE, last_update=evidence.updated, days=days, before=status)
