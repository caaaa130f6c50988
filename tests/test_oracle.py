"""The oracle itself, against examples worked out by hand."""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.oracle.arithmetic import Evaluation, current_cycle, expected, written
from tests.oracle.organisations import Organisation, files, key_result_id, make_organisation, slug, span, yaml_text

NOW = date(2026, 11, 23)  # the 54th of the 92 days of 2026-q4
Data = dict[str, Any]


def d(text: str) -> Decimal:
    return Decimal(text)


def day(text: str) -> date:
    return date.fromisoformat(text)


def objective(ref: str, *key_results: Data, **front: Any) -> Data:
    """An objective by its reference; each key result may leave out its title."""
    *unit, cycle, name = ref.split("/")
    items = [{"id": f"k{number}", "title": f"K{number}", **item} for number, item in enumerate(key_results, 1)]
    front = {"title": name, **({"key_results": items} if items else {}), **front}
    return {"unit": "/".join(unit), "cycle": cycle, "id": name, "in_folder": True, "front": front}


def manual(ref: str, progress: str, **front: Any) -> Data:
    return objective(ref, rollup="manual", progress=d(progress), **front)


def organisation(
    *objectives: Data, config: Data | None = None, units: Data | None = None, kpis: list[Data] | None = None
) -> Organisation:
    return Organisation(config or {}, units or {"": {"title": "Company"}}, list(objectives), kpis or [], None, NOW)


def numbers(*objectives: Data, on: date = NOW, **rest: Any) -> Data:
    return expected(organisation(*objectives, **rest), on)


def one(*key_results: Data, on: date = NOW, cycle: str = "2026-q4", config: Data | None = None, **front: Any) -> Data:
    """The numbers of a single objective."""
    result = numbers(objective(f"{cycle}/o", *key_results, **front), on=on, config=config)
    found: Data = result["objectives"][f"{cycle}/o"]
    return found


def first(key_result: Data, **rest: Any) -> Data:
    """The numbers of a single key result."""
    found: Data = one(key_result, **rest)["key_results"]["k1"]
    return found


# --- Writing numbers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(54, 92), "0.586957"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(2, 3), "0.666667"),
        (Fraction(5, 10**7), "0.000001"),
        (Fraction(-5, 10**7), "-0.000001"),
        (Fraction(-4, 10**7), "0"),
        (Fraction(4), "4"),
        (Fraction(-40, 10), "-4"),
        (Fraction(6200), "6200"),
        (Fraction(123456789012345678, 10**3), "123456789012345.678"),
    ],
)
def test_written_with_at_most_six_decimals_half_away_from_zero(value: Fraction, text: str) -> None:
    assert str(written(value)) == text


# --- Cycles ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "state", "elapsed"),
    [
        ("2026-09-30", "planned", "0"),
        ("2026-10-01", "active", "0.01087"),  # 1/92 = 0.0108695…
        ("2026-11-23", "active", "0.586957"),
        ("2026-12-31", "active", "1"),
        ("2027-01-01", "closed", "1"),
    ],
)
def test_a_cycle_goes_by(on: str, state: str, elapsed: str) -> None:
    cycle = numbers(objective("2026-q4/o"), on=day(on))["cycles"]["2026-q4"]
    assert cycle == {"start": "2026-10-01", "end": "2026-12-31", "state": state, "elapsed": d(elapsed)}


def test_a_cycle_closed_early_goes_on_by_its_dates() -> None:
    config = {"cycles": [{"id": "2026-q4", "state": "closed"}]}
    cycle = numbers(config=config)["cycles"]["2026-q4"]
    assert (cycle["state"], cycle["elapsed"]) == ("closed", d("0.586957"))


@pytest.mark.parametrize(
    ("config", "cycle", "start", "end"),
    [
        ({}, "2026", "2026-01-01", "2026-12-31"),
        ({}, "2026-h2", "2026-07-01", "2026-12-31"),
        ({}, "2026-t3", "2026-09-01", "2026-12-31"),
        ({}, "2028-02", "2028-02-01", "2028-02-29"),
        ({"fiscal_year_start": 2}, "2026", "2026-02-01", "2027-01-31"),
        ({"fiscal_year_start": 2}, "2026-q4", "2026-11-01", "2027-01-31"),
        ({"fiscal_year_start": 2}, "2026-11", "2026-11-01", "2026-11-30"),
        ({"fiscal_year_start": 10, "fiscal_year_named_by": "end"}, "2026", "2025-10-01", "2026-09-30"),
        ({"fiscal_year_start": 10, "fiscal_year_named_by": "end"}, "2026-q2", "2026-01-01", "2026-03-31"),
        ({"fiscal_year_named_by": "end"}, "2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_spans(config: Data, cycle: str, start: str, end: str) -> None:
    assert span(cycle, config) == (day(start), day(end))


def test_nesting() -> None:
    config = {
        "cycles": [
            {"id": "sprint", "start": day("2026-10-05"), "end": day("2026-10-18"), "parent": "2026"},
            {"id": "camp", "start": day("2026-10-06"), "end": day("2026-10-08")},
        ]
    }
    evaluation = Evaluation(organisation(objective("2026-10/o"), config=config), NOW)
    assert evaluation.nesting == {
        "camp": "sprint",  # the smallest around it
        "sprint": "2026",  # what it says, though 2026-10 and 2026-q4 are around it
        "2026-10": "2026-q4",
        "2026-q4": "2026-h2",
        "2026-h2": "2026",
        "2026": None,
    }


def test_the_current_cycle_is_the_shortest_active_one_then_the_next_then_the_last() -> None:
    made = organisation(manual("2026/a", "0"), manual("2026-q4/b", "0"), manual("2027-q2/c", "0"))
    assert current_cycle(made, NOW) == "2026-q4"
    assert current_cycle(made, day("2026-05-01")) == "2026"
    assert current_cycle(made, day("2027-02-01")) == "2027-q2"
    assert current_cycle(made, day("2025-12-31")) == "2026"
    assert current_cycle(made, day("2030-01-01")) == "2027-q2"
    assert current_cycle(made, NOW, unit="nobody") is None


# --- Key results -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key_result", "raw", "progress"),
    [
        ({"start": 15, "target": 35, "current": 20}, "0.25", "0.25"),
        ({"start": 100, "target": 40, "current": 55}, "0.75", "0.75"),
        ({"target": 10, "current": 20}, "2", "1"),
        ({"target": 10, "current": -5}, "-0.5", "0"),
        ({"start": d("4.5"), "target": d("4.8"), "current": d("4.6")}, "0.333333", "0.333333"),
        ({"target": 10}, None, "0"),
        ({"type": "at_least", "target": 95, "current": 95}, "1", "1"),
        ({"type": "at_least", "target": 95, "current": d("94.9")}, "0", "0"),
        ({"type": "at_most", "target": 3, "current": 3}, "1", "1"),
        ({"type": "between", "low": 2, "high": 4, "current": 4}, "1", "1"),
        ({"type": "between", "low": 2, "high": 4, "current": d("4.01")}, "0", "0"),
        ({"type": "boolean", "done": True}, "1", "1"),
        ({"type": "boolean", "done": False}, "0", "0"),
        ({"type": "boolean"}, None, "0"),
        ({"type": "ladder", "steps": {d("0.3"): 100, d("0.7"): 250, 1: 400}, "current": 250}, "0.7", "0.7"),
        ({"type": "ladder", "steps": {d("0.3"): 100, d("0.7"): 250, 1: 400}, "current": 99}, "0", "0"),
        ({"type": "ladder", "steps": {d("0.3"): 40, 1: 20}, "current": 39}, "0.3", "0.3"),
        ({"type": "ladder", "steps": {d("0.3"): 40, 1: 20}, "current": 7}, "1", "1"),
        ({"type": "ladder", "steps": {d("0.3"): "Idea", 1: "Live"}, "reached": d("0.3")}, "0.3", "0.3"),
        ({"type": "baseline", "current": 12}, None, None),
        ({"type": "aligned"}, None, None),
    ],
)
def test_progress_of_a_key_result(key_result: Data, raw: str | None, progress: str | None) -> None:
    found = first(key_result)
    assert found["raw"] == (None if raw is None else d(raw))
    assert found["progress"] == (None if progress is None else d(progress))


def test_milestones_are_done_by_word_by_date_and_by_check_in() -> None:
    milestones = [
        {"title": "Draft", "done": True},
        {"title": "Pilot", "done": day("2026-11-24"), "weight": 4},  # tomorrow: not done
        {"title": "Roll-out", "weight": d("2.5")},
        {"title": "Party", "weight": d("0.5")},
    ]
    checkins = [{"date": day("2026-11-02"), "values": {"k1": ["Roll-out"]}}]
    found = first({"type": "milestones", "milestones": milestones}, checkins=checkins)
    assert found["raw"] == d("0.4375")  # 3.5 of 8
    assert found["current"] == ["Draft", "Roll-out"]
    assert found["series"] == [["2026-11-02", ["Draft", "Roll-out"]]]


def test_the_latest_check_in_up_to_the_date_counts() -> None:
    checkins = [
        {"date": day("2026-11-20"), "values": {"k1": 6}},
        {"date": day("2026-11-02"), "values": {"k1": 3}},
        {"date": day("2026-11-20"), "values": {"k1": 7}},
        {"date": day("2026-11-22"), "note": "No value."},
        {"date": day("2026-11-24"), "values": {"k1": 9}},
    ]
    found = one({"target": 10}, checkins=checkins)
    assert found["key_results"]["k1"]["current"] == 7
    assert found["key_results"]["k1"]["series"] == [["2026-11-02", 3], ["2026-11-20", 7]]
    assert found["updated"] == "2026-11-22"
    assert one({"target": 10}, checkins=checkins, on=day("2026-11-24"))["progress"] == d("0.9")


# --- Objectives ------------------------------------------------------------------------------------------------------


def test_mean_of_key_results() -> None:
    assert one({"target": 4, "current": 0}, {"target": 4, "current": 1}, {"target": 5, "current": 1})["progress"] == d(
        "0.15"
    )
    assert one({"target": 1, "current": 0}, {"target": 1, "current": 2})["progress"] == d("0.5")
    assert one({"target": 100, "current": 80}, {"target": 100, "current": 48})["progress"] == d("0.64")


def test_weights_and_what_is_not_measured() -> None:
    quarter = {"target": 4, "current": 1}
    assert one({"weight": 3, **quarter}, {"target": 1, "current": 1})["progress"] == d("0.4375")  # 1.75 of 4
    assert one(quarter, {"type": "baseline", "current": 5, "weight": 9})["progress"] == d("0.25")
    assert one({"type": "baseline", "current": 5})["progress"] is None
    assert one({"weight": 0, **quarter}, {"type": "baseline"})["progress"] is None


def test_the_format_s_own_example() -> None:
    checkins = [
        {"date": day("2026-11-02"), "values": {"k1": 6200}, "confidence": {"k1": 8}},
        {"date": day("2026-11-20"), "note": "Steady."},
    ]
    found = one({"target": 10000}, {"target": 50, "current": 19, "confidence": 7}, checkins=checkins)
    visitors = found["key_results"]["k1"]
    assert visitors == {
        "current": 6200,
        "raw": d("0.62"),
        "progress": d("0.62"),
        "expected": d("0.586957"),
        "status": "on_track",
        "confidence": 8,
        "series": [["2026-11-02", 6200]],
    }
    assert (found["progress"], found["expected"], found["status"]) == (d("0.5"), d("0.586957"), "on_track")
    assert (found["confidence"], found["updated"], found["score"]) == (d("7.5"), "2026-11-20", None)


def test_aligned_objectives_by_the_weights_of_their_edges() -> None:
    def child(name: str, progress: str, **edge: Any) -> Data:
        return manual(f"2026-q4/{name}", progress, aligns_to={"to": "2026-q4/top", **edge}, weight=7)

    top = objective("2026-q4/top", {"target": 1, "current": 1}, rollup="aligned")
    found = numbers(top, child("a", "0.64"), child("b", "0.78"), child("c", "0.06"))
    assert found["objectives"]["2026-q4/top"]["progress"] == d("0.493333")  # 1.48 of 3
    found = numbers(top, child("a", "0.6", weight=3), child("b", "0.2"), child("c", "1", contributes=False))
    assert found["objectives"]["2026-q4/top"]["progress"] == d("0.5")  # 1.8 + 0.2 of 4
    both = objective("2026-q4/top", {"target": 1, "current": 1}, rollup="both")
    found = numbers(both, child("a", "0.6", weight=3), child("b", "0.2"))
    assert found["objectives"]["2026-q4/top"]["progress"] == d("0.6")  # 1 + 1.8 + 0.2 of 5
    found = numbers(top, child("a", "0.6", weight=0))
    assert found["objectives"]["2026-q4/top"]["progress"] is None


def test_an_edge_counts_in_one_place() -> None:
    top = objective("2026-q4/top", {"type": "aligned"}, {"target": 4, "current": 1}, rollup="both")
    found = numbers(
        top,
        manual("2026-q4/a", "0.6", aligns_to="top#k1"),
        manual("2026-q4/b", "0.2", aligns_to=["../2026-q4/top.md"]),
        manual("2026-q4/c", "0.15", aligns_to="2026-q4/top#k2"),
    )["objectives"]["2026-q4/top"]
    assert found["key_results"]["k1"]["raw"] == d("0.6")
    assert found["progress"] == d("0.3")  # 0.6 + 0.25 + 0.2 + 0.15 of 4


def test_only_the_same_cycle_and_those_nested_in_it_count() -> None:
    found = numbers(
        objective("2026-q4/top", rollup="aligned"),
        manual("2026-11/a", "0.5", aligns_to="top"),
        manual("2026-q3/b", "1", aligns_to="top"),
        manual("2026/c", "1", aligns_to="top"),
    )
    assert found["objectives"]["2026-q4/top"]["progress"] == d("0.5")


def test_aggregates_add_and_average_through_several_levels() -> None:
    total = objective("2026/total", {"target": 100, "aggregate": "sum", "unit": "leads"})
    middle = objective("2026-q4/middle", {"target": 50, "aggregate": "mean", "unit": "leads", "aligns_to": "total#k1"})
    left = objective(
        "2026-q4/left",
        {"target": 9, "unit": "leads", "aligns_to": "middle#k1", "weight": 3},
        checkins=[{"date": day("2026-11-02"), "values": {"k1": 10}}, {"date": day("2026-11-09"), "values": {"k1": 20}}],
    )
    right = objective("2026-q4/right", {"target": 9, "unit": "leads", "aligns_to": "middle#k1", "current": 32})
    empty = objective("2026-q4/empty", {"target": 9, "unit": "leads", "aligns_to": "middle#k1"})
    other = objective("2026-h1/other", {"target": 9, "unit": "leads", "aligns_to": "total#k1", "current": -3})
    gone = objective("2026-q4/gone", {"target": 9, "aligns_to": "total#k1", "current": 5}, status="cancelled")
    left_out = {"target": 9, "aligns_to": "total#k1", "current": 500, "status": "cancelled"}
    found = numbers(total, middle, left, right, empty, other, gone, objective("2026-q4/x", left_out))["objectives"]
    assert found["2026-q4/middle"]["key_results"]["k1"]["current"] == 23  # (3·20 + 32) / 4
    assert found["2026-q4/middle"]["progress"] == d("0.46")
    assert found["2026-q4/middle"]["key_results"]["k1"]["series"] == [["2026-11-02", d("15.5")], ["2026-11-09", 23]]
    assert found["2026/total"]["key_results"]["k1"]["current"] == 25  # 23 - 3 + 5
    assert found["2026/total"]["updated"] == "2026-11-09"


# --- Status ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("current", "status"),
    [(4480, "on_track"), (4479, "at_risk"), (3100, "at_risk"), (3099, "off_track"), (9200, "achieved")],
)
def test_the_gap_to_what_is_expected(current: int, status: str) -> None:
    # Expected 5400 of 9200; 0.10 is 920, 0.25 is 2300.
    checkins = [{"date": NOW, "note": "Here we are."}]
    assert first({"target": 9200, "current": current}, checkins=checkins)["status"] == status
    assert one({"target": 9200, "current": current}, checkins=checkins)["status"] == status


@pytest.mark.parametrize(("days", "status"), [(14, "on_track"), (15, "stale")])
def test_silence_is_never_green(days: int, status: str) -> None:
    checkins = [{"date": NOW - timedelta(days=days), "values": {"k1": 8}}]
    assert first({"target": 10}, checkins=checkins)["status"] == status
    assert one({"target": 10}, checkins=checkins, status="at_risk")["status"] == status.replace("on_track", "at_risk")
    assert one({"target": 10}, checkins=checkins, status="off_track")["status"] == "off_track"


def test_updates_of_what_counts_are_its_own() -> None:
    child = manual("2026-q4/a", "0.9", aligns_to="top", checkins=[{"date": NOW, "note": "Well."}])
    found = numbers(objective("2026-q4/top", rollup="aligned"), child)["objectives"]["2026-q4/top"]
    assert (found["updated"], found["status"]) == (NOW.isoformat(), "on_track")
    found = numbers(objective("2026-q4/top", {"target": 10, "current": 9}), child)["objectives"]["2026-q4/top"]
    assert (found["updated"], found["status"]) == (None, "stale")


def test_thresholds_hold_or_fail_or_are_within_risk() -> None:
    checkins = [{"date": NOW, "note": "Here we are."}]

    def status(**key_result: Any) -> str:
        return str(first(key_result, checkins=checkins)["status"])

    assert status(type="at_least", target=95, risk=90, current=95) == "on_track"
    assert status(type="at_least", target=95, risk=90, current=90) == "at_risk"
    assert status(type="at_least", target=95, risk=90, current=89) == "off_track"
    assert status(type="at_most", target=3, risk=5, current=4) == "at_risk"
    assert status(type="at_most", target=3, current=4) == "off_track"
    assert status(type="between", low=2, high=4, risk=[1, 6], current=6) == "at_risk"
    assert status(type="between", low=2, high=4, risk=[1, 6], current=0) == "off_track"
    assert status(type="at_least", target=95) == "off_track"


@pytest.mark.parametrize(
    ("on", "status"),
    [("2026-09-20", "not_started"), ("2026-10-07", "not_started"), ("2026-10-08", "on_track"), (str(NOW), "off_track")],
)
def test_without_a_value(on: str, status: str) -> None:
    # At the end of 8 October 8/92 = 0.087 of the cycle is gone: still within 0.10.
    assert first({"target": 10}, on=day(on))["status"] == status
    assert one({"target": 10}, on=day(on))["status"] == status
    assert one({"type": "baseline"}, on=day(on))["status"] == "not_started"


def test_a_person_s_status_and_since_when() -> None:
    checkins = [{"date": day("2026-11-20"), "status": "at_risk"}]

    def status(said: Any) -> str:
        return str(one({"target": 10, "current": 2}, checkins=checkins, status=said)["status"])

    assert status("on_track") == "on_track"
    assert status({"is": "on_track", "since": day("2026-11-20")}) == "on_track"
    assert status({"is": "on_track", "since": day("2026-11-19")}) == "at_risk"
    assert status({"is": "on_track", "since": day("2026-11-24")}) == "at_risk"
    assert status("paused") == "paused"


def test_closing() -> None:
    after = day("2027-01-05")

    def closed(progress: str, **front: Any) -> tuple[Any, Any]:
        found = numbers(manual("2026-q4/o", progress, **front), on=after)["objectives"]["2026-q4/o"]
        return found["score"], found["status"]

    assert closed("0.7") == (d("0.7"), "achieved")
    assert closed("0.6999") == (d("0.6999"), "missed")
    assert closed("0.7", kind="committed") == (d("0.7"), "missed")
    assert closed("0.2", score=d("0.8")) == (d("0.8"), "achieved")
    assert closed("0.9", status="cancelled") == (d("0.9"), "cancelled")
    assert one({"type": "baseline", "current": 4}, on=after)["status"] == "not_started"
    assert first({"type": "baseline", "current": 4}, on=after)["status"] == "achieved"
    assert first({"target": 10, "current": 7}, on=after)["status"] == "achieved"
    assert first({"target": 10, "current": 7}, on=after, kind="committed")["status"] == "missed"


def test_the_worst_key_result() -> None:
    config = {"status": {"objective_status": "worst"}}
    checkins = [{"date": NOW, "note": "Here we are."}]
    good, bad = {"target": 10, "current": 9}, {"target": 10, "current": 0}
    assert one(good, good, bad, checkins=checkins)["status"] == "on_track"  # 0.6
    assert one(good, good, bad, checkins=checkins, config=config)["status"] == "off_track"
    assert one(good, {**bad, "status": "paused"}, checkins=checkins, config=config)["status"] == "on_track"
    done = {"target": 10, "current": 10}
    assert one(done, done, {**bad, "status": "cancelled"}, config=config)["status"] == "achieved"


def test_a_plan_replaces_the_straight_line() -> None:
    plan = [{"date": day("2026-11-15"), "value": 4000}]  # the 46th day of 92
    key_result = {"target": 10000, "current": 4700, "plan": plan}
    checkins = [{"date": day("2026-11-15"), "note": "Half time."}]
    assert first(key_result, on=day("2026-11-15"))["expected"] == d("0.4")
    assert first(key_result, on=day("2026-10-23"))["expected"] == d("0.2")  # the 23rd day: half of the way
    assert first(key_result, on=day("2026-12-08"))["expected"] == d("0.7")  # 23 days of 46 from 4000 to 10000
    assert first(key_result, on=day("2026-12-31"))["expected"] == 1
    assert first(key_result, on=day("2026-09-30"))["expected"] == 0
    found = first(key_result, checkins=checkins)  # 4000 + 6000·8/46 = 5043.478…
    assert (found["expected"], found["status"]) == (d("0.504348"), "on_track")


def test_confidence_is_a_weighted_mean_of_the_latest() -> None:
    checkins = [
        {"date": day("2026-11-02"), "confidence": {"k1": 2}},
        {"date": day("2026-11-09"), "confidence": 6},
        {"date": day("2026-11-10"), "confidence": {"k2": 9}},
        {"date": day("2026-12-01"), "confidence": 0},
    ]
    third = {"target": 1, "confidence": 1, "status": "cancelled"}
    found = one({"target": 1, "confidence": 10}, {"target": 1, "weight": 2}, third, checkins=checkins)
    assert [item["confidence"] for item in found["key_results"].values()] == [6, 9, 6]
    assert found["confidence"] == 8  # (6 + 2·9) / 3


# --- Units and KPIs --------------------------------------------------------------------------------------------------


def test_units_roll_up() -> None:
    units = {"": {}, "m": {"weight": 3}, "m/g": {}, "s": {"weight": 2}, "idle": {"weight": 50}}
    objectives = [
        manual("2026-q4/a", "0.5"),
        manual("m/2026-q4/b", "0.2", weight=2),
        manual("m/2026-q4/c", "1", status="cancelled"),
        manual("m/g/2026-q4/d", "0.8"),
        manual("s/2026-q4/e", "0.3"),
        objective("s/2026-q4/f", {"type": "baseline"}),
        manual("s/2026/g", "1"),
    ]
    found = numbers(*objectives, units=units)["units"]
    assert found["m"]["cycles"]["2026-q4"]["own"] == d("0.2")
    assert found["m"]["cycles"]["2026-q4"]["progress"] == d("0.4")  # (2·0.2 + 0.8) / 3
    assert found["m"]["cycles"]["2026-q4"]["objectives"] == 2
    assert found["m"]["cycles"]["2026-q4"]["statuses"] == {"off_track": 1, "cancelled": 1}
    assert found[""]["cycles"]["2026-q4"]["progress"] == d("0.383333")  # (0.5 + 3·0.4 + 2·0.3) / 6
    assert found[""]["cycles"]["2026"] == {"progress": 1, "own": None, "objectives": 0, "statuses": {}}
    assert found["idle"]["cycles"] == {}
    found = numbers(*objectives, units=units, config={"unit_rollup": "own"})["units"]
    assert found["m"]["cycles"]["2026-q4"]["progress"] == d("0.2")
    assert list(found[""]["cycles"]) == ["2026-q4"]


@pytest.mark.parametrize(
    ("front", "health"),
    [
        ({"good": "at_least", "target": 95, "watch": 90, "values": {day("2026-11-01"): 95}}, "healthy"),
        ({"good": "at_least", "target": 95, "watch": 90, "values": {day("2026-11-01"): 90}}, "watch"),
        ({"good": "at_least", "target": 95, "values": {day("2026-11-01"): 94}}, "unhealthy"),
        ({"good": "at_most", "target": 3, "watch": 5, "values": {day("2026-11-01"): 6}}, "unhealthy"),
        ({"good": "between", "low": 1, "high": 2, "watch": [0, 4], "values": {day("2026-11-01"): 3}}, "watch"),
        ({"good": "at_most", "target": 3, "values": {day("2026-11-24"): 1}}, "unknown"),
        (
            {
                "good": "at_most",
                "target": 3,
                "values": [{"date": day("2026-11-02"), "value": 1}, {"date": day("2026-11-01"), "value": 9}],
            },
            "healthy",
        ),
    ],
)
def test_health_of_a_kpi(front: Data, health: str) -> None:
    kpi = {"unit": "m", "id": "churn", "front": {"type": "kpi", "title": "Churn", **front}}
    assert numbers(kpis=[kpi])["kpis"] == {"m/churn": {"health": health}}


# --- Descriptions and files ------------------------------------------------------------------------------------------


def test_slugs() -> None:
    assert slug("  Été: new  Leads, 100 % ") == "été-new-leads-100"


def test_yaml() -> None:
    data = {
        "cycle": 2026,
        "plan": [{"date": NOW, "value": d("4.80")}],
        "steps": {d("0.3"): 'a: "b"', 1: True},
        "tags": [],
    }
    assert yaml_text(data) == (
        'cycle: 2026\nplan:\n  - {date: 2026-11-23, value: 4.80}\nsteps: {0.3: "a: \\"b\\"", 1: true}\ntags: []\n'
    )


@pytest.mark.parametrize("seed", range(60))
def test_made_organisations_are_valid_and_can_be_evaluated(seed: int) -> None:
    made = make_organisation(random.Random(seed), 1 + seed % 30)
    assert made == make_organisation(random.Random(seed), 1 + seed % 30)
    assert len(files(made)) == 1 + len(made.units) + len(made.objectives) + len(made.kpis) + (made.people is not None)
    for item in made.objectives:
        assert_valid(item, made)
    for days in (-150, -14, 0, 15, 300):
        found = expected(made, made.as_of + timedelta(days=days))
        assert len(found["objectives"]) == len(made.objectives)
        assert sum(cycle["objectives"] for unit in found["units"].values() for cycle in unit["cycles"].values()) == len(
            made.objectives
        )


def assert_valid(item: Data, made: Organisation) -> None:
    """What the format calls an error does not occur in the objective."""
    start, end = span(item["cycle"], made.config)
    front = item["front"]
    key_results = front.get("key_results", [])
    names = [key_result_id(key_result) for key_result in key_results]
    assert len(set(names)) == len(names)
    assert not key_results or any(key_result.get("weight", 1) for key_result in key_results)
    assert ("progress" in front) == (front.get("rollup") == "manual")
    closed_early = {entry["id"] for entry in made.config.get("cycles", []) if entry.get("state") == "closed"}
    assert key_results or "rollup" in front or item["cycle"] in closed_early
    for checkin in front.get("checkins", []):
        assert start - timedelta(days=31) <= checkin["date"] <= end + timedelta(days=31)
        assert {"values", "confidence", "status", "note", "win"} & set(checkin)
        assert set(checkin.get("values", {})) <= set(names)
    for name, key_result in zip(names, key_results, strict=True):
        values = [checkin["values"][name] for checkin in front.get("checkins", []) if name in checkin.get("values", {})]
        for key in {"current", "done", "reached"} & set(key_result):
            assert all(value == key_result[key] for value in values)
        if "aggregate" in key_result:
            assert not values and "current" not in key_result
        if key_result.get("type", "number") == "number":
            assert key_result["target"] != key_result.get("start", 0)
            days = [point["date"] for point in key_result.get("plan", [])]
            assert len(set(days)) == len(days) and all(start <= point <= end for point in days)
        if key_result.get("type") == "between":
            assert key_result["low"] <= key_result["high"]
        if key_result.get("type") == "milestones":
            assert any(milestone.get("weight", 1) for milestone in key_result["milestones"])
