"""The rules on rhythm: what is set is begun, reported, believed no longer than its numbers allow, and closed.

Messages name days and never how many days ago they were, so that a finding stays the same one from day to day.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from okrsite.checks.rules import Authority, Finding, Rule, Threshold, Thresholds, Wording
from okrsite.checks.situation import Situation
from okrsite.figures import KeyResultFigures, ObjectiveFigures, Series, StatusRule
from okrsite.model import CheckIn, KeyResult, Objective, Status
from okrsite.practice import is_looked_back_at, is_said_on_track_but_behind
from okrsite.published import Change, ChangeKind
from okrsite.values import is_cancelled

_REPORT = "Check in with what is known: `okrsite checkin {}`."


def not_started(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """What is not begun in the first week is often never begun."""
    for objective in situation.awaited:
        begun = situation.has_value(objective) or situation.check_ins(objective)
        if objective.key_results and not begun and situation.days_in(objective) >= limits["days"]:
            message = f"Nothing has been reported of “{objective.title}” since {objective.cycle} began; of others there has."
            yield Finding(objective.location, message, _REPORT.format(objective.reference))


def no_check_in(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """A number says how far, and nothing of what happened and what comes next."""
    for objective in situation.awaited:
        is_late = situation.days_in(objective) > limits["days"]
        written = any(key_result.written_value is not None for key_result in objective.key_results)
        if is_late and written and not situation.check_ins(objective):
            message = f"“{objective.title}” has values, but nobody has checked in since {objective.cycle} began."
            yield Finding(objective.location, message, _REPORT.format(objective.reference))


def overdue(situation: Situation, _: Thresholds) -> Iterator[Finding]:
    """A day that passes without a word makes all other days doubtful."""
    for objective in situation.running:
        for key_result in objective.key_results:
            if not is_cancelled(key_result, situation.as_of):
                yield from _overdue_parts(situation, objective, key_result)
        for initiative in objective.initiatives:
            if initiative.due and initiative.due < situation.as_of and initiative.status in ("todo", "doing"):
                message = f"The initiative “{initiative.title}” was due on {initiative.due} and is still open."
                yield Finding(objective.location, message, "Write `status: done` or `dropped`, or a new day at `due`.")


def _overdue_parts(situation: Situation, objective: Objective, key_result: KeyResult) -> Iterator[Finding]:
    """A key result that is not reached on its day, and its milestones that are not."""
    if key_result.due and key_result.due < situation.as_of and not _is_reached(_numbers(situation, objective, key_result)):
        message = f"“{key_result.title}” was due on {key_result.due} and is not reached."
        yield Finding(key_result.location, message, "Say in a check-in what happened, and write a new day at `due`.")
    late = [milestone for milestone in key_result.milestones if milestone.due and milestone.due < situation.as_of]
    done = _numbers(situation, objective, key_result).value if late else ()
    for milestone in late:
        if not (isinstance(done, tuple) and milestone.title in done):
            message = f"The milestone “{milestone.title}” was due on {milestone.due} and is still open."
            yield Finding(key_result.location, message, "Check it in, or write a new day at `due`.")


def _numbers(situation: Situation, objective: Objective, key_result: KeyResult) -> KeyResultFigures:
    return situation.figures.objectives[objective.reference].key_results[key_result.id]


def _is_reached(figures: KeyResultFigures) -> bool:
    return figures.status is Status.PAUSED or (figures.progress is not None and figures.progress >= 1)


# ---- what people say, and what the numbers say ----


def on_track_but_behind(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """Green outside and red inside: nobody helps, because nobody sees."""
    for objective in situation.running:
        if not _says_on_track(situation, objective):
            continue
        figures = situation.figures.objectives[objective.reference]
        if is_said_on_track_but_behind(figures, Fraction(limits["gap"])):
            message = f"“{objective.title}” is said to be on track, but its progress is far behind its pace."
            yield Finding(objective.location, message, "Say `at_risk` or `off_track`, or why the numbers will catch up.")
        elif _is_flat(situation, objective, figures, limits["days"]):
            message = f"“{objective.title}” is said to be on track, but no number of it has moved for weeks."
            yield Finding(objective.location, message, "Check in new numbers, or say what keeps them from moving.")


def _says_on_track(situation: Situation, objective: Objective) -> bool:
    """Whether a person says so, or may have said so: only then are numbers worked out."""
    return situation.said(objective) is Status.ON_TRACK or any(c.status is Status.ON_TRACK for c in situation.check_ins(objective))


def _is_flat(situation: Situation, objective: Objective, figures: ObjectiveFigures, days: Threshold) -> bool:
    """Whether a person says so although no key result has another value than so many days ago, and something is left to do."""
    is_said = figures.status is Status.ON_TRACK and figures.reason.rule is StatusRule.SET
    if not is_said or situation.days_in(objective) < days or figures.progress is None or figures.progress >= 1:
        return False
    series = [f.series for f in figures.key_results.values() if f.progress is not None]
    return any(series) and not any(_has_moved(situation, points, days) for points in series)


def _has_moved(situation: Situation, points: Series, days: Threshold) -> bool:
    before = [value for day, value in points if situation.days_since(day) >= days]
    since = [value for day, value in points if situation.days_since(day) < days]
    return len({*before[-1:], *since}) > 1 or bool(since and not before)


def falling_confidence(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """A sudden doubt is a call for help, which needs words."""
    for objective in situation.running:
        known = [c for c in situation.check_ins(objective) if c.confidence]
        latest = known[-1] if known else None
        if not latest or latest.note or situation.days_since(latest.date) > limits["days"]:  # who says why talks about it already
            continue
        for key_result in objective.key_results:
            now = _confidence(latest, key_result.id)
            earlier = [_confidence(c, key_result.id) for c in known[:-1] if (latest.date - c.date).days <= limits["days"]]
            highest = max((value for value in earlier if value is not None), default=None)
            if now is not None and highest is not None and highest - now >= limits["points"]:
                message = f"The confidence in “{key_result.title}” fell from {highest} to {now} of 10 by {latest.date}, without a word."
                yield Finding(latest.location, message, "Write a `note` on what changed, and talk about it now: who can help?")


def _confidence(check_in: CheckIn, key_result: str) -> Decimal | None:
    return check_in.confidence.get(key_result, check_in.confidence.get(None))


# ---- the end, and changes on the way ----


def not_closed(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """A cycle that nobody closes teaches nobody; where a unit has closed nothing, it is told once."""
    reviewed = {(page.unit, page.cycle) for page in situation.organisation.pages.values() if page.cycle}
    ended = (o for o in situation.closed_within(int(limits["until"])) if situation.days_since(situation.cycle(o).end) > limits["after"])
    for (unit, cycle), objectives in situation.by_unit_and_cycle(ended).items():
        left = [objective for objective in objectives if not is_looked_back_at(objective)]
        if not left or (unit, cycle) in reviewed:
            continue
        hint = f"Close it: `okrsite close {cycle}`, or add `score:` and `retrospective:`."
        if len(left) == len(objectives) > 1:
            message = f"No objective of {situation.unit(unit).title} in {cycle} has a score or a retrospective."
            yield Finding(situation.unit(unit).location, message, hint)
            continue
        for objective in left:
            yield Finding(objective.location, f"“{objective.title}” ended with {cycle}, without a score or a retrospective.", hint)


def target_moved(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """A target that moves without a word makes all scores doubtful."""
    for objective in situation.running:
        start = situation.cycle(objective).start
        for change in situation.history.changes.get(objective.reference, ()):
            key_result = objective.key_result(change.key_result or "")
            is_moved = change.kind is ChangeKind.TARGET and (change.publication.day - start).days >= limits["days"]
            if is_moved and key_result and not _is_explained(situation, objective, change):
                message = f"The target of “{key_result.title}” was moved on {change.publication.day}, and nobody says why."
                yield Finding(key_result.location, message, "Say why in the `note` of a check-in of that week.")


def _is_explained(situation: Situation, objective: Objective, change: Change) -> bool:
    """Whether the commit says something of its own, or a check-in around that day does."""
    subject = (change.publication.subject or "").strip()
    by_hand = len(subject.split()) > 2 and not subject.casefold().endswith((".md", ".md."))
    return by_hand or any(c.note and abs((c.date - change.publication.day).days) <= 7 for c in situation.check_ins(objective))


RULES = (
    Rule(
        "not-started", not_started,
        "What is not begun in the first week is seldom caught up. It speaks where others of the cycle check in, and to an owner.",
        Authority("Microsoft Viva Goals", "alerts: not started seven days after the start"),
        Wording("no check-in by the second week", "okrsite checkin … visitors=120 --note 'First week'"),
        {"days": 7},
    ),
    Rule(
        "no-check-in", no_check_in,
        "A number says how far it is, and nothing of what happened, how sure people are and what they need.",
        Authority("Christina Wodtke", "Radical Focus: a weekly check-in with confidence and what comes next"),
        Wording("current: 6200", "checkins: [{date: 2026-11-02, values: {visitors: 6200}, note: The webinar brought 2 000.}]"),
        {"days": 14},
    ),
    Rule(
        "overdue", overdue,
        "A day that passes without a word makes all other days doubtful.",
        Authority("Microsoft Viva Goals", "alerts: past due and still open"),
        Wording("due: 2026-10-31, still open in November", "due: 2026-12-15, and a check-in that says why"),
        measured=True,
    ),
    Rule(
        "on-track-but-behind", on_track_but_behind,
        "Green outside and red inside: nobody helps, because nobody sees.",
        Authority("Microsoft Viva Goals", "alerts: progress more than 25 percentage points behind what is expected"),
        Wording("status: on_track, at 10 % in the last month", "status: {is: off_track, reason: Two of three partners have left}"),
        {"gap": Decimal("0.25"), "days": 28},
        measured=True,
    ),
    Rule(
        "falling-confidence", falling_confidence,
        "A sudden doubt is a call for help; it is cheap to answer in the week in which it comes.",
        Authority("Christina Wodtke", "Radical Focus: talk about confidence each week, and about what moved it"),
        Wording("confidence: 8, then 4", "confidence: 4, note: The tender was called off; we need another way."),
        {"points": Decimal(2), "days": 14},
    ),
    Rule(
        "not-closed", not_closed,
        "What is not looked back at teaches nothing, and the next cycle begins with the same mistakes.",
        Authority("Google re:Work", "Set goals with OKRs: grade key results at the end, and look back before you set new ones"),
        Wording("(nothing)", "score: 0.6, retrospective: We wrote too much before we asked anybody."),
        {"after": 14, "until": 92},
    ),
    Rule(
        "target-moved", target_moved,
        "Targets may move when the world does. Moved without a word, they make all scores doubtful. Only a build knows it, from git.",
        Authority("OpenOKR", "method, calibration in the middle of a cycle: a target is changed with its reason"),
        Wording("commit: Update leads.md", "commit: Halve the target, because the fair was called off"),
        {"days": 14},
        historical=True,
    ),
)  # fmt: skip
