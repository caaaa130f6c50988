"""Every number and status is explained in one plain sentence, in words and figures (FORMAT §10, §11)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from okrsite import explain
from okrsite.diagnostics import Location
from okrsite.figures import Explanation, KeyResultFigures, LeftOut, Measured, StatusReason, StatusRule, Term, UnitFigures
from okrsite.model import KeyResult, KeyResultType, Milestone, Status, Step
from okrsite.words import Language
from tests import catalogues

ENGLISH = Language.load("en", catalogues.LOCALES)
FRENCH = Language.load("fr", catalogues.LOCALES)
HERE = Location("x.md")


def term(progress: str | None, weight: int = 1, kind: str = "key_result", left_out: LeftOut | None = None) -> Term:
    return Term(kind, "r", "t", None if progress is None else Fraction(progress), Decimal(weight), left_out)


def mean(*terms: Term, result: str | None, rule: str = "key_results") -> str:
    return explain.explanation(Explanation(rule, terms, None if result is None else Fraction(result)), ENGLISH)


class TestMeans:
    def test_of_equal_weights(self) -> None:
        assert mean(term("0.8"), term("0.48"), result="0.64") == "64% is the mean of 2 key results: 80% and 48%."

    def test_of_different_weights(self) -> None:
        expected = "60% is the mean of 2 key results: 80% (weight 1) and 50% (weight 2)."
        assert mean(term("0.8"), term("0.5", 2), result="0.6") == expected

    def test_of_different_things(self) -> None:
        expected = "50% is the mean of 1 key result, 1 objective and 1 unit: 0%, 50% and 100%."
        assert mean(term("0"), term("0.5", kind="objective"), term("1", kind="unit"), result="0.5", rule="tree") == expected

    def test_of_one_thing(self) -> None:
        assert mean(term("0.5"), result="0.5") == "50% is the progress of 1 key result."

    def test_of_many_things_lists_none(self) -> None:
        assert mean(*[term("0.5")] * 7, result="0.5") == "50% is the mean of 7 key results."
        assert mean(*[term("0.5")] * 6, term("0.5", 2), result="0.5") == "50% is the mean of 7 key results, each by its weight."

    def test_say_what_is_left_out(self) -> None:
        left = [term(None, left_out=LeftOut.NOT_MEASURED), term("1", left_out=LeftOut.CANCELLED), term("1", left_out=LeftOut.CANCELLED)]
        expected = "50% is the progress of 1 key result. 1 is left out: not measured. 2 are left out: cancelled."
        assert mean(term("0.5"), *left, result="0.5") == expected
        assert [explain.left_out(reason, ENGLISH) for reason in LeftOut] == ["not measured", "cancelled"]

    def test_without_a_result(self) -> None:
        assert mean(result=None) == "Not measured, because there is nothing that a mean could be taken of."
        assert mean(term("0.5", 0), result=None) == "Not measured, because all weights are 0."

    def test_set_by_hand(self) -> None:
        assert mean(result="0.5", rule="manual") == "50% is set by hand."

    def test_of_units(self) -> None:
        own, both = Explanation("own", (term("0.5", kind="objective"),), Fraction(1, 2)), Explanation("tree", (), None)
        figures = UnitFigures(Fraction(1, 2), None, (), {}, own, both)
        assert explain.unit(figures, ENGLISH)[1] == "50% is the progress of 1 objective."

    def test_in_french(self) -> None:
        explained = Explanation("key_results", (term("0.8"), term("0.48")), Fraction("0.64"))
        assert explain.explanation(explained, FRENCH) == "64\u00a0%\u00a0: moyenne de 2 résultats clés, à savoir 80\u00a0% et 48\u00a0%."


def key_result(type_: KeyResultType, value: Measured | None, raw: str | None, **written: Any) -> str:
    progress = None if raw is None else min(max(Fraction(raw), Fraction(0)), Fraction(1))
    explained = written.pop("explained", Explanation(type_, (), progress))
    figures = KeyResultFigures(
        value,
        None if raw is None else Fraction(raw),
        progress if raw is not None or type_ is KeyResultType.BASELINE else Fraction(0),
        None,
        Status.ON_TRACK,
        StatusReason(StatusRule.PACE),
        None,
        (),
        explained,
    )
    return explain.key_result(KeyResult("k", "K", HERE, type_, **written), figures, ENGLISH)


class TestKeyResults:
    def test_number(self) -> None:
        number, target = KeyResultType.NUMBER, {"target": Decimal(10000), "unit": "visitors"}
        assert key_result(number, Fraction(6200), "0.62", **target) == (
            "62% of the way from 0 to 10,000\u00a0visitors: it stands at 6,200\u00a0visitors."
        )
        assert key_result(number, None, None, **target) == "There is no value yet, which counts as 0%."
        assert key_result(number, Fraction(13000), "1.3", **target).endswith("it stands at 13,000\u00a0visitors. It counts as 100%.")

    def test_aggregate(self) -> None:
        sources = Explanation("number", (term(None), term(None), term(None, left_out=LeftOut.CANCELLED)), Fraction(1, 2))
        sentence = key_result(KeyResultType.NUMBER, Fraction(5), "0.5", target=Decimal(10), aggregate="sum", explained=sources)
        assert sentence == "The value is the sum of 2 key results. 50% of the way from 0 to 10: it stands at 5."

    @pytest.mark.parametrize(
        ("type_", "raw", "sentence"),
        [
            (KeyResultType.AT_LEAST, "1", "It holds: 5% is at least 4%."),
            (KeyResultType.AT_LEAST, "0", "It does not hold: 5% is less than 4%."),
            (KeyResultType.AT_MOST, "1", "It holds: 5% is at most 4%."),
            (KeyResultType.AT_MOST, "0", "It does not hold: 5% is more than 4%."),
            (KeyResultType.BETWEEN, "1", "It holds: 5% lies between 1 and 9%."),
            (KeyResultType.BETWEEN, "0", "It does not hold: 5% does not lie between 1 and 9%."),
        ],
    )
    def test_thresholds(self, type_: KeyResultType, raw: str, sentence: str) -> None:
        assert key_result(type_, Fraction(5), raw, target=Decimal(4), low=Decimal(1), high=Decimal(9), unit="%") == sentence
        assert key_result(type_, None, None, target=Decimal(4)) == "There is no value yet, which counts as 0%."

    def test_boolean(self) -> None:
        assert key_result(KeyResultType.BOOLEAN, True, "1") == "It is done."
        assert key_result(KeyResultType.BOOLEAN, None, None) == "It is not done yet."

    def test_milestones(self) -> None:
        milestones = (Milestone("a"), Milestone("b"))
        assert key_result(KeyResultType.MILESTONES, ("a",), "0.5", milestones=milestones) == "1 of 2 milestones are done."
        weighted = (Milestone("a", weight=Decimal(3)), Milestone("b"))
        assert key_result(KeyResultType.MILESTONES, ("a",), "0.75", milestones=weighted).endswith("By weight that is 75%.")

    def test_ladder(self) -> None:
        steps = (Step(Decimal("0.3"), Decimal(100)), Step(Decimal("0.7"), Decimal(250)))
        assert key_result(KeyResultType.LADDER, Fraction(260), "0.7", steps=steps) == "260 reaches the step for 0.7."
        assert key_result(KeyResultType.LADDER, Fraction(9), "0", steps=steps) == "9 does not reach the first step."
        words = (Step(Decimal("0.3"), "drawn"), Step(Decimal(1), "built"))
        assert key_result(KeyResultType.LADDER, Fraction("0.3"), "0.3", steps=words) == "The step “drawn” is reached."
        assert key_result(KeyResultType.LADDER, Fraction(0), "0", steps=words) == "No step is reached yet."

    def test_baseline(self) -> None:
        assert key_result(KeyResultType.BASELINE, None, None) == "The value is to be found first, so there is no progress to count."
        found = "The value found is 3\u00a0h; there is no progress to count."
        assert key_result(KeyResultType.BASELINE, Fraction(3), None, unit="h") == found

    def test_aligned(self) -> None:
        explained = Explanation("aligned", (term("0.5", kind="objective"),), Fraction(1, 2))
        assert key_result(KeyResultType.ALIGNED, None, "0.5", explained=explained) == "50% is the progress of 1 objective."


DAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("status", "reason", "sentence"),
    [
        (Status.PAUSED, StatusReason(StatusRule.SET), "Set by hand."),
        (
            Status.PAUSED,
            StatusReason(StatusRule.SET, text="A supplier failed.", since=DAY),
            "Set by hand since Nov 3, 2026: A supplier failed.",
        ),
        (Status.AT_RISK, StatusReason(StatusRule.SET, since=DAY, by_check_in=True), "Judged so in the check-in of Nov 3, 2026."),
        (Status.AT_RISK, StatusReason(StatusRule.SET, by_check_in=True, text="Ill"), "Judged so in the latest check-in: Ill"),
        (
            Status.ACHIEVED,
            StatusReason(StatusRule.SCORE, score=Fraction("0.8"), good_from=Fraction("0.7")),
            "The score is 0.8, and 0.7 or more is good.",
        ),
        (
            Status.MISSED,
            StatusReason(StatusRule.SCORE, score=Fraction("0.6999"), good_from=Fraction("0.7")),
            "The score is 0.69; 0.7 would have been good.",
        ),
        (Status.ACHIEVED, StatusReason(StatusRule.REACHED), "All that was aimed for is reached."),
        (Status.NOT_STARTED, StatusReason(StatusRule.NO_VALUE_YET), "There is no value yet, and the cycle has only just begun."),
        (Status.NOT_STARTED, StatusReason(StatusRule.NOT_MEASURED), "Nothing in it is measured."),
        (Status.AT_RISK, StatusReason(StatusRule.PACE, gap=Fraction("0.124")), "12 percentage points less than expected by now."),
        (Status.ON_TRACK, StatusReason(StatusRule.PACE, gap=Fraction("-0.004")), "1 percentage point more than expected by now."),
        (Status.ON_TRACK, StatusReason(StatusRule.PACE, gap=Fraction(0)), "Exactly as far as expected by now."),
        (Status.ON_TRACK, StatusReason(StatusRule.THRESHOLD), "The value is where it has to be."),
        (Status.AT_RISK, StatusReason(StatusRule.THRESHOLD), "The value is not where it has to be, but still near it."),
        (Status.OFF_TRACK, StatusReason(StatusRule.THRESHOLD), "The value is not where it has to be."),
        (Status.ON_TRACK, StatusReason(StatusRule.BASELINE), "The value that was to be found is known."),
        (Status.OFF_TRACK, StatusReason(StatusRule.WORST), "This is the most serious status among its key results."),
        (
            Status.STALE,
            StatusReason(StatusRule.STALE, last_update=DAY, days=20, before=Status.AT_RISK),
            "Nothing new for 20 days, since Nov 3, 2026; it was: At risk.",
        ),
        (
            Status.STALE,
            StatusReason(StatusRule.STALE, days=53, before=Status.ON_TRACK),
            "Nothing reported for 53 days; it was: On track.",
        ),
    ],
)
def test_statuses(status: Status, reason: StatusReason, sentence: str) -> None:
    assert explain.status_reason(status, reason, ENGLISH) == sentence
    assert explain.status_reason(status, reason, FRENCH)


def test_every_rule_has_a_sentence_of_its_own() -> None:
    sentences = {explain.status_reason(Status.ON_TRACK, StatusReason(rule), ENGLISH) for rule in StatusRule}
    assert len(sentences) == len(StatusRule)
