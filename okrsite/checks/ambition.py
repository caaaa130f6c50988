"""The rules on ambition: hard, but not impossible; what is promised is kept, or it is said why it was not."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from okrsite.checks.rules import Authority, Finding, Rule, Thresholds, Wording
from okrsite.checks.situation import Situation
from okrsite.cycles import State
from okrsite.model import Kind, Objective


def draft_confidence(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """What is sure from the start is too little; what nobody believes in is not tried."""
    for objective in situation.open:
        is_new = situation.state(objective) is State.PLANNED or situation.days_in(objective) < limits["days"]
        if not is_new or not _says_confidence(situation, objective):
            continue
        confidence = situation.figures.objectives[objective.reference].confidence
        if confidence is not None and confidence > Fraction(limits["max"]):
            message = f"“{objective.title}” begins with a confidence of more than {limits['max']} of 10."
            yield Finding(objective.location, message, "Aim for more, until you are about half sure; or make it `kind: committed`.")
        elif confidence is not None and confidence < Fraction(limits["min"]) and objective.key_results:
            message = f"“{objective.title}” begins with a confidence of less than {limits['min']} of 10."
            yield Finding(objective.location, message, "Aim for less, or ask what would have to be there so that you could believe in it.")


def _says_confidence(situation: Situation, objective: Objective) -> bool:
    """Whether anybody has said it; a committed one may be sure."""
    said = any(c.confidence for c in situation.check_ins(objective)) or any(k.confidence is not None for k in objective.key_results)
    return said and objective.kind is Kind.ASPIRATIONAL


def full_scores(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """Whoever reaches everything has not aimed high."""
    for unit, cycle, scores in _scores(situation, limits["days"]):
        if len(scores) >= limits["least"] and min(scores) == 1:
            message = f"All {len(scores)} scored aspirational objectives of {situation.unit(unit).title} in {cycle} ended at 1."
            yield Finding(situation.unit(unit).location, message, "Aim higher next time: a good mean lies near 0.7.")


def high_scores(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """A mean far above 0.7 says that targets were safe."""
    for unit, cycle, scores in _scores(situation, limits["days"]):
        if len(scores) >= limits["least"] and min(scores) < 1 and sum(scores) / len(scores) > limits["mean"]:
            message = f"The aspirational objectives of {situation.unit(unit).title} in {cycle} have a mean score above {limits['mean']}."
            yield Finding(situation.unit(unit).location, message, "Aim higher next time: a good mean lies near 0.7.")


def _scores(situation: Situation, days: int | Decimal) -> Iterator[tuple[str, str, list[Decimal]]]:
    """What people scored, by unit and cycle, where the cycle ended lately."""
    aspirational = (o for o in situation.closed_within(int(days)) if o.kind is Kind.ASPIRATIONAL and o.score is not None)
    for (unit, cycle), objectives in situation.by_unit_and_cycle(aspirational).items():
        yield unit, cycle, [o.score for o in objectives if o.score is not None]


def committed_missed(situation: Situation, limits: Thresholds) -> Iterator[Finding]:
    """Others have planned with a promise; they want to know what happened."""
    for objective in situation.closed_within(int(limits["days"])):
        missed = objective.kind is Kind.COMMITTED and objective.score is not None and objective.score < 1
        if missed and not objective.score_note and not objective.retrospective:
            message = f"“{objective.title}” was committed and scored {objective.score}, and nobody says why."
            yield Finding(objective.location, message, "Add `score_note:` with what happened and what will be done about it.")


RULES = (
    Rule(
        "draft-confidence", draft_confidence,
        "What is sure from the start is too little, and what nobody believes in is not tried. A good one begins at about five of ten.",
        Authority("Christina Wodtke", "Radical Focus: begin each key result with a confidence of five out of ten"),
        Wording("confidence: 10 in the first week", "confidence: 5, and a target that makes it so"),
        {"min": Decimal("2.5"), "max": Decimal(9), "days": 14},
        measured=True,
    ),
    Rule(
        "full-scores", full_scores,
        "Whoever reaches everything has not aimed high: a full score in all is a sign of targets that were set to be reached.",
        Authority("Rick Klau, GV", "How Google sets goals: whoever always scores 1.0 does not aim high enough"),
        Wording("all objectives at 1.0", "a mean near 0.7, with the reasons in the retrospective"),
        {"least": 2, "days": 92},
    ),
    Rule(
        "high-scores", high_scores,
        "A mean far above 0.7 says that the targets were safe, so less was tried than could have been.",
        Authority("Google re:Work", "Set goals with OKRs: the sweet spot of a score is 60 to 70 per cent"),
        Wording("0.9, 1.0, 0.9", "0.6, 0.9, 0.7"),
        {"mean": Decimal("0.8"), "least": 2, "days": 92},
    ),
    Rule(
        "committed-missed", committed_missed,
        "Others have planned with what was promised. They trust the next promise when they know what happened to this one.",
        Authority("Google", "OKR Playbook: a committed objective below 1.0 needs a post-mortem"),
        Wording("score: 0.6", "score: 0.6, score_note: The supplier failed in May; we have two now."),
        {"days": 92},
    ),
)  # fmt: skip
