"""Forecasts: a range that goes on from the latest point at the paces there were, and none where nobody can tell."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from okrsite.pages import ObjectivePage
from okrsite.pages.forecast import Forecast, forecast
from okrsite.pages.outlook import forecast_view
from okrsite.pages.parts import ForecastView

from .sites import objective, with_company, write
from .theme_sites import Shown, elements, sample, shown

START, END = date(2026, 10, 1), date(2026, 12, 31)
SHARES = st.fractions(min_value=0, max_value=1, max_denominator=1000)
DAYS = st.integers(min_value=0, max_value=91).map(lambda number: START + timedelta(days=number))
POINTS = st.lists(st.tuples(DAYS, SHARES), max_size=12).map(lambda points: sorted(points, key=lambda point: point[0]))
A_WEEK = timedelta(days=7)


def at(*points: tuple[str, float]) -> list[tuple[date, Fraction]]:
    return [(date.fromisoformat(f"2026-{day}"), Fraction(str(share))) for day, share in points]


# -- the arithmetic --


@settings(deadline=None)
@given(st.sets(DAYS, min_size=3, max_size=10), SHARES, SHARES)
def test_a_straight_line_forecasts_itself(days: set[date], begin: Fraction, finish: Fraction) -> None:
    def height(day: date) -> Fraction:
        return begin + (finish - begin) * Fraction((day - START).days, (END - START).days)

    ordered = sorted(days)
    last = ordered[-1]
    assume(ordered[1] <= last - A_WEEK and last < END)
    found = forecast([(day, height(day)) for day in ordered], START, last, END)
    assert found is not None
    assert found.low == found.high == finish
    assert found.first == found.last == (END if finish == 1 and begin < 1 else found.last)
    assert (found.first is not None) == (finish == 1)


@settings(deadline=None)
@given(POINTS, DAYS, st.sampled_from([END, START, date(2027, 6, 30)]))
@example([(START, Fraction(0))] * 5, START, END)
@example([(START, Fraction(0)), (START + A_WEEK, Fraction(0)), (START + 2 * A_WEEK, Fraction(0))], START + 2 * A_WEEK, END)
def test_whatever_the_points_a_forecast_is_a_range_within_what_can_be(
    points: list[tuple[date, Fraction]], today: date, end: date
) -> None:  # fmt: skip
    points = [point for point in points if point[0] <= today]
    found = forecast(points, START, today, end)
    if found is None:
        earlier = [day for day, _ in points if day <= points[-1][0] - A_WEEK]
        assert today >= end or len(earlier) < 2 or len(set(earlier)) < len(earlier)
        return
    assert 0 <= found.low <= found.high <= 1
    assert found.first is None or (today < found.first <= end and found.high == 1)
    assert found.last is None or (found.first is not None and found.first <= found.last <= end and found.low == 1)
    assert (found.first is None) == (found.high < 1) and (found.last is None) == (found.low < 1)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(40, 60), SHARES), min_size=3, max_size=6, unique_by=lambda p: p[0]), st.integers(1, 20), SHARES)
def test_a_point_on_or_above_the_range_never_lowers_its_upper_end(points: list[tuple[int, Fraction]], later: int, above: Fraction) -> None:
    """As long as the same points are looked at; and one on or below it never lifts its lower end."""
    begun = START - timedelta(days=200)  # so that all of them lie in the last third
    before = [(START + timedelta(days=number), share) for number, share in sorted(points)]
    (last, _), (earlier, _) = before[-1], before[1]
    assume(earlier <= last - A_WEEK)
    day = last + timedelta(days=later)
    old, edge = forecast(before, begun, last, END), forecast(before, begun, last, day)
    assert old is not None and edge is not None
    for share, end, better in (max(edge.high, above), "high", max), (min(edge.low, above), "low", min):
        new = forecast([*before, (day, share)], begun, day, END)
        assert new is not None
        assert better(getattr(new, end), getattr(old, end)) == getattr(new, end)


def test_the_range_is_from_the_slowest_to_the_quickest_pace_since_an_earlier_point() -> None:
    """From 60 % on 9 Nov, with 52 days left: 1 % a day since 20 Oct, 0.5 % a day since 30 Oct."""
    points = at(("10-20", 0.4), ("10-30", 0.55), ("11-09", 0.6))
    found = forecast(points, START, date(2026, 11, 9), END)
    assert found == Forecast(date(2026, 11, 9), Fraction(86, 100), Fraction(1), date(2026, 12, 19), None, 2)


def test_points_of_the_last_days_before_the_latest_are_no_pace() -> None:
    """A jump from one day to the next is not taken to happen every day."""
    calm = at(("10-20", 0.1), ("10-30", 0.2), ("11-09", 0.4))
    jump = at(("10-20", 0.1), ("10-30", 0.2), ("11-08", 0.2), ("11-09", 0.4))
    today = date(2026, 11, 9)
    assert forecast(jump, START, today, END) == forecast(calm, START, today, END)
    assert forecast(at(("11-03", 0.1), ("11-06", 0.2), ("11-09", 0.4)), START, today, END) is None


def test_what_is_long_past_is_left_out_where_there_is_enough_since() -> None:
    recent = at(("10-30", 0.30), ("11-02", 0.32), ("11-06", 0.36), ("11-09", 0.38), ("11-16", 0.44))
    today = date(2026, 11, 16)
    assert forecast([*at(("10-02", 0.3), ("10-05", 0)), *recent], START, today, END) == forecast(recent, START, today, END)


# -- on the pages --


def number(values: Mapping[str, float], *lines: str, cycle: str = "2026-q4", more: str = "") -> dict[str, str]:
    """An objective with one number, in per cent, that was reported on some days."""
    reports = ", ".join(f"{{date: 2026-{day}, values: {{a: {value}}}}}" for day, value in values.items())
    text = objective("Grow", *lines, f"key_results: [{{id: a, title: A, target: 100{more}}}]", f"checkins: [{reports}]")
    return {f"content/{cycle}/grow.md": text}


def site_of(folder: Path, files: Mapping[str, str], as_of: str = "2026-11-23") -> Shown:
    return shown(write(folder, with_company(files)), date.fromisoformat(as_of))


def forecasts(site: Shown) -> tuple[ForecastView | None, list[ForecastView | None]]:
    """That of the only objective, and those of its key results."""
    (page,) = (page for page, _ in site.pages.values() if isinstance(page, ObjectivePage))
    return page.forecast, [key_result.forecast for key_result in page.key_results]


STEADY = {"10-26": 30, "11-02": 35, "11-09": 42, "11-16": 48}
SENTENCES = {
    "not by then": (STEADY, "At this pace it ends between 86% and 90% on Dec 31. It does not reach 100% by then."),
    "perhaps": (
        {"11-02": 20, "11-09": 55, "11-16": 60},
        "At this pace it ends between 92% and 100% on Dec 31. It reaches 100% on Nov 30 at the earliest.",
    ),
    "certainly": ({"10-26": 40, "11-02": 60, "11-16": 80}, "At this pace it reaches 100% between Nov 27 and Nov 30."),
    "on one day": ({"10-26": 30, "11-05": 50, "11-15": 70}, "At this pace it reaches 100% between Nov 29 and Dec 1."),
    "at one number": (
        {"11-02": 20, "11-09": 20, "11-16": 20},
        "At this pace it ends between 19% and 21% on Dec 31. It does not reach 100% by then.",
    ),
    "nowhere": (
        {"11-02": 0, "11-09": 0, "11-16": 0},
        "At this pace it ends between 0% and 1% on Dec 31. It does not reach 100% by then.",
    ),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_a_forecast_is_told_as_a_range(tmp_path: Path, case: str) -> None:
    values, sentence = SENTENCES[case]
    whole, (part,) = forecasts(site_of(tmp_path, number(values)))
    assert whole == part and part is not None
    assert part.sentence == sentence


@settings(deadline=None)
@given(POINTS, DAYS)
@example(at(("10-01", 0), ("10-08", 0.5), ("12-29", 0.999)), date(2026, 12, 30))
@example(at(("10-01", 1), ("10-08", 1), ("12-29", 1)), date(2026, 12, 30))
@example(at(("10-01", 0.997), ("10-08", 0.997), ("12-29", 0.997)), date(2026, 12, 29))
def test_a_forecast_is_never_one_number_and_never_all_for_less(points: list[tuple[date, Fraction]], today: date) -> None:
    site = sample().site
    found = forecast([point for point in points if point[0] <= today], START, today, END)
    view = forecast_view(site, site.organisation.cycles["2026-q4"], found)
    assert (view is None) == (found is None)
    if view and found:
        (first, second), *_ = re.findall(r"between (\S+|\S+ \d+) and (\S+|\S+ \d+)(?: on |\.)", view.sentence)
        assert first != second
        assert (second != "100%") or found.high == 1


def test_a_forecast_says_how_it_comes_about(tmp_path: Path) -> None:
    whole, _ = forecasts(site_of(tmp_path, number(STEADY)))
    assert whole is not None
    method = "From Nov 16 on, at the slowest and at the quickest pace since one of 3 earlier points, each at least 7 days before."
    assert whole.method == method


def test_a_forecast_speaks_the_site_s_language(tmp_path: Path) -> None:
    whole, _ = forecasts(site_of(tmp_path, number(STEADY) | {"okrsite.yml": "site: {language: fr}\n"}))
    assert whole is not None
    said = whole.sentence.replace("\u202f", " ").replace("\xa0", " ")
    assert said == "À ce rythme, on sera le 31 déc. entre 86 % et 90 %. 100 % ne sera pas atteint d’ici là."
    assert whole.method.startswith("À partir du 16 nov., au rythme le plus lent et au plus rapide")


SILENT = {
    "two reports": number({"10-26": 30, "11-16": 48}),
    "three reports within a week": number({"11-12": 30, "11-14": 40, "11-16": 48}),
    "the last report of three weeks ago": number({"10-12": 10, "10-19": 20, "11-01": 30}),
    "paused": number(STEADY, "status: paused"),
    "cancelled": number(STEADY, "status: cancelled"),
    "judged to be achieved": number(STEADY, "status: achieved"),
    "all reached": number(STEADY | {"11-20": 100}),
    "over": number({"09-01": 10, "09-08": 20, "09-15": 30, "09-22": 40}, cycle="2026-q3"),
    "over early": number(STEADY) | {"okrsite.yml": "cycles: [{id: 2026-q4, state: closed}]\n"},
    "values without days": {"content/2026-q4/a.md": objective("A", "key_results: [{title: A, target: 10, current: 4}]")},
}


@pytest.mark.parametrize("case", SILENT)
def test_nothing_is_foretold_of(tmp_path: Path, case: str) -> None:
    assert forecasts(site_of(tmp_path, SILENT[case])) == (None, [None])


def test_nothing_is_foretold_on_the_last_day_of_a_cycle(tmp_path: Path) -> None:
    files = number(STEADY | {"12-24": 90})
    assert forecasts(site_of(tmp_path / "last", files, "2026-12-31")) == (None, [None])
    whole, (part,) = forecasts(site_of(tmp_path / "before", files, "2026-12-30"))
    assert whole and part


def test_a_forecast_is_silent_as_long_as_the_configuration_says(tmp_path: Path) -> None:
    whole, _ = forecasts(site_of(tmp_path, SILENT["the last report of three weeks ago"] | {"okrsite.yml": "status: {stale_after: 22}\n"}))
    assert whole is not None


def test_only_numbers_are_foretold_and_an_objective_of_others_by_its_mean(tmp_path: Path) -> None:
    kinds = ("type: at_least, target: 1", "type: at_most, target: 1", "type: between, low: 1, high: 2", "type: baseline", "type: boolean")
    measured = [f"{{id: k{n}, title: K, {kind}}}" for n, kind in enumerate(kinds)]
    days = ("10-26", "11-02", "11-09", "11-16")
    reports = [f"{{date: 2026-{day}, values: {{a: {10 * n}, k0: 1, k1: 1, k2: 1, k3: 1, k4: false}}}}" for n, day in enumerate(days)]
    lines = f"key_results: [{{id: a, title: A, target: 100}}, {', '.join(measured)}]", f"checkins: [{', '.join(reports)}]"
    whole, parts = forecasts(site_of(tmp_path, {"content/2026-q4/grow.md": objective("Grow", *lines)}))
    assert whole is not None
    assert [part is not None for part in parts] == [True, False, False, False, False, False]


def test_a_page_tells_its_forecasts_in_words_and_draws_a_wedge_from_the_latest_point(tmp_path: Path) -> None:
    site = site_of(tmp_path, number(STEADY))
    page, text = site.pages["2026-q4/grow/index.html"]
    found = elements(text)
    told = [e for e in found if e.tag == "details" and "forecast" in e.attributes.get("class", "").split()]
    assert [e.inner[1].words for e in told if not isinstance(e.inner[1], str)] == [SENTENCES["not by then"][1]] * 2
    assert len([e for e in found if e.tag == "path" and e.attributes.get("class") == "ahead"]) == 1
    assert isinstance(page, ObjectivePage) and page.chart
    low, high = (Fraction(48) + pace * 45 for pace in (Fraction(18, 21), Fraction(13, 14)))
    corners = [(point.x, point.y * 100) for point in page.chart.drawing.ahead]
    assert corners == [(Fraction(47, 92), 48), (1, high), (1, low)]


def test_the_wedge_lies_along_the_top_once_all_is_reached(tmp_path: Path) -> None:
    page, _ = site_of(tmp_path, number(SENTENCES["certainly"][0])).pages["2026-q4/grow/index.html"]
    assert isinstance(page, ObjectivePage) and page.chart
    corners = [(point.x * 92, point.y) for point in page.chart.drawing.ahead]
    assert corners == [(47, Fraction(4, 5)), (58, 1), (61, 1)]
