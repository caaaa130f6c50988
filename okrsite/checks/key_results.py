"""The rules on key results: two to five for an objective, each a measure of the effect and not a task, each counted once."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Final

from okrsite.checks.rules import Authority, Finding, Rule, Thresholds, Wording
from okrsite.checks.situation import Situation
from okrsite.checks.vocabulary import Vocabulary
from okrsite.model import KeyResult, KeyResultType, Objective
from okrsite.suggestions import brief
from okrsite.values import is_cancelled

_SHOWN: Final = 100
"""Characters of a title that a message repeats; some are whole paragraphs."""


def key_result_count(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """One number can be gamed, and more than a handful cannot be held in the head."""
    low, high = limits["min"], limits["max"]
    for objective in situation.open:
        count = len(objective.key_results)
        if count and not low <= count <= high:
            few = count < low
            message = f"“{objective.title}” has {count} key result{'' if count == 1 else 's'}; {low} to {high} measure an objective well."
            hint = "Ask what else would show that it is reached." if few else "Keep those without which it would not be reached."
            yield Finding(objective.location, message, hint)


class Flaw(StrEnum):
    """What keeps a key result that is done or not from being a measure, the gravest first."""

    TASK = "task"
    NUMBER = "number"
    WISH = "wish"


def _flaw(title: str, words: Vocabulary) -> tuple[Flaw, str] | None:
    """What is wrong with a title, and the word that tells it."""
    if verb := words.names_task(title):
        return Flaw.TASK, verb
    if words.names_limit(title):
        return Flaw.NUMBER, ""
    wish = words.names_wish(title)
    return (Flaw.WISH, wish) if wish else None


def _with(flaw: Flaw, said: str, hint: str) -> Callable[[Situation, Thresholds], Iterator[Finding]]:
    """The rule on one of these flaws."""

    def find(situation: Situation, _: Thresholds) -> Iterator[Finding]:
        for objective in situation.open:
            for key_result in _done_or_not(situation, objective):
                found = _flaw(key_result.title, situation.words)
                if found and found[0] is flaw:
                    yield Finding(key_result.location, f"“{brief(key_result.title, _SHOWN)}” {said.format(found[1])}", hint)

    return find


def _done_or_not(situation: Situation, objective: Objective) -> list[KeyResult]:
    """An objective's key results without a measure, but for cancelled ones."""
    plain = (key_result for key_result in objective.key_results if key_result.type is KeyResultType.BOOLEAN)
    return [key_result for key_result in plain if not is_cancelled(key_result, situation.as_of)]


task_as_key_result = _with(
    Flaw.TASK,
    "is a task (“{}”) that is done or not; it says nothing of the effect.",
    "Measure the effect: a number with `start` and `target`. The work itself goes to `initiatives`.",
)
hidden_number = _with(
    Flaw.NUMBER,
    "has its number in the title alone, so it can only be done or not.",
    "Make it a number with `start` and `target`, or `at_most` or `at_least` where a limit is to be kept.",
)
vague_key_result = _with(
    Flaw.WISH,
    "does not say how much (“{}”), so nobody can tell when it is reached.",
    "Say from what to what: write `start` and `target`, or `type: baseline` where nobody knows yet.",
)


def unmeasured_objective(situation: Situation, _: Thresholds) -> Iterator[Finding]:
    """Whoever only counts what is done finds out at the end whether it helped."""
    for objective in situation.open:
        plain = _done_or_not(situation, objective)
        is_told = all(_flaw(key_result.title, situation.words) for key_result in plain)  # of each by itself
        if len(plain) == len(objective.key_results) > 1 and not is_told:
            message = f"No key result of “{objective.title}” is a number: each is done or not."
            yield Finding(objective.location, message, "Ask what would be seen to change, and by how much; measure that.")


def late_baseline(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """A measure that is found at the end leaves no time to move it."""
    for objective in situation.running:
        is_search = all(key_result.type is KeyResultType.BASELINE for key_result in objective.key_results)
        if is_search or situation.cycle(objective).elapsed(situation.as_of) * 100 <= limits["percent"]:
            continue  # who only wants to find out may do so until the end
        reported = {name for check_in in situation.check_ins(objective) for name in check_in.values}
        for key_result in objective.key_results:
            found = key_result.written_value is not None or key_result.id in reported
            if key_result.type is KeyResultType.BASELINE and not found and not is_cancelled(key_result, situation.as_of):
                gone = f"more than {limits['percent']} % of {objective.cycle} has gone"
                message = f"“{brief(key_result.title, _SHOWN)}” has no first value, and {gone}."
                yield Finding(key_result.location, message, "Measure it once, even roughly; then set a target, or drop it.")


def duplicate_metric(situation: Situation, _: Thresholds) -> Iterator[Finding]:
    """One success that is counted in two places looks like two."""
    first: dict[tuple[str, str, str | None], tuple[Objective, KeyResult]] = {}
    for objective in sorted(situation.open, key=lambda o: (o.unit.count("/") + bool(o.unit), o.reference)):
        for key_result in objective.key_results:
            key = objective.cycle, " ".join(key_result.title.casefold().split()), key_result.unit
            other, counted = first.setdefault(key, (objective, key_result))
            if other is not objective and _is_same(situation, objective, key_result, other, counted):
                message = f"“{brief(key_result.title, _SHOWN)}” is counted in “{other.title}” of {situation.unit(other.unit).title} too."
                hint = "Leave it where it belongs; let the other one align to it (`aligns_to`), or measure its own share."
                yield Finding(key_result.location, message, hint)


def _is_same(situation: Situation, objective: Objective, key_result: KeyResult, other: Objective, counted: KeyResult) -> bool:
    """Whether two key results of one title count the same, because one's unit lies in the other's, and nothing links them."""
    linked = key_result.aligns_to or counted.aligns_to or counted.aggregate or other.unit not in situation.organisation.units
    is_within = objective.unit == other.unit or not other.unit or objective.unit.startswith(f"{other.unit}/")
    return not linked and is_within and key_result.type is counted.type and key_result.target == counted.target


RULES = (
    Rule(
        "key-result-count", key_result_count,
        "One number can be gamed, and more than a handful cannot be held in the head.",
        Authority("Felipe Castro", "What is OKR: two to five key results for each objective"),
        Wording("one key result: Visitors", "Visitors; visitors who come back; visitors who ask for an offer"),
        {"min": 2, "max": 5},
    ),
    Rule(
        "task-as-key-result", task_as_key_result,
        "A task can be done without any effect. A key result measures the effect, so that the team may change the task.",
        Authority("Google re:Work", "Set goals with OKRs: key results describe outcomes, not activities; they are no to-do list"),
        Wording("Publish the new help pages", "Questions that the help pages answer: from 20 % to 60 %"),
    ),
    Rule(
        "vague-key-result", vague_key_result,
        "“Better” is reached on the first day or never; a start and a target end that discussion before it begins.",
        Authority("GitLab", "handbook, OKRs: a verb, a metric, and from x to y"),
        Wording("Improve the response time", "Hours to the first answer, median: from 9 to 3"),
    ),
    Rule(
        "hidden-number", hidden_number,
        "What stands in words is done or not on the last day; as a number it shows each week how far it is.",
        Authority("Google re:Work", "Set goals with OKRs: key results are measurable and easy to grade"),
        Wording("Time to fill a post is at most 45 days, done or not", "Days to fill a post: from 70 to 45"),
    ),
    Rule(
        "unmeasured-objective", unmeasured_objective,
        "Where each key result is done or not, nobody learns on the way whether it helps.",
        Authority("Marissa Mayer, quoted by John Doerr", "Measure What Matters: it is not a key result unless it has a number"),
        Wording("Pricing page redesigned; pricing page tested", "Visitors of the pricing page who start a trial: from 4 % to 7 %"),
    ),
    Rule(
        "late-baseline", late_baseline,
        "A first value that is found late leaves no time to move it.",
        Authority("Google re:Work", "Set goals with OKRs: key results are measurable and easy to grade"),
        Wording("type: baseline, without a value in the last month", "start: 34, target: 50, since the second week"),
        {"percent": 50},
    ),
    Rule(
        "duplicate-metric", duplicate_metric,
        "One success that is counted in two places looks like two, and whose it is stays open.",
        Authority("GitLab", "handbook, OKRs: key results are mutually exclusive, and together they are complete"),
        Wording("the company and Marketing both with “New visitors: 10 000”", "Marketing's with `aligns_to: become-known#visitors`"),
    ),
)  # fmt: skip
