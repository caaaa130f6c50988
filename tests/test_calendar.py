"""The calendars: what RFC 5545 asks of them, what calendar programs make of them, and that they hold what is due and nothing else."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar, Component
from icalendar.prop import vDDDTypes

from okrsite.pages import Site
from okrsite.publish.calendar import unit_calendar
from okrsite.reading import load_language
from tests.sites import AS_OF, codes, loaded, objective, problems, write
from tests.trust.building import build
from tests.trust.calendars import broken_rules
from tests.trust.outputs import faults
from tests.trust.sinks import site as site_of_texts

URL = "https://okr.acme.example/"
RUN = "key_results: [{id: k, title: K, target: 3, due: 2026-12-05}]"
LEADS = objective(
    "Double leads",
    "owner: ana",
    "key_results:",
    "  - {id: leads, title: 'Leads, new; \\ from fairs', target: 100, due: 2026-12-11, plan: [{date: 2026-11-01, value: 40}], unit: leads}",
    "  - id: pages",
    "    title: Pages",
    "    type: milestones",
    "    owner: ben",
    "    milestones: [{title: Drawn, due: 2026-11-02, done: true}, {title: Tested, due: 2026-12-01}]",
    "  - {id: gone, title: Gone, target: 3, due: 2026-12-03, status: cancelled}",
    "  - {id: reached, title: Reached, target: 3, current: 3, due: 2026-12-04}",
    "initiatives:",
    "  - {title: Fair in Lyon, due: 2026-11-30}",
    "  - {title: Fair in Lyon, due: 2026-12-02}",
    "  - {title: Fair in Riga, due: 2026-11-29, status: done}",
    "  - {title: Fair in Oslo, due: 2026-11-28, status: dropped}",
)
FILES = {
    "okrsite.yml": f"site: {{title: Acme OKRs, url: '{URL}'}}\n",
    "content/index.md": "---\ntitle: Acme\n---\n",
    "content/people.yml": "ana: {name: Ana López}\nben: {name: Ben}\n",
    "content/sales/index.md": "---\ntitle: Sales\n---\n",
    "content/sales/north/index.md": "---\ntitle: North\n---\n",
    "content/sales/north/2026-q4/leads.md": LEADS,
    "content/lab/index.md": "---\ntitle: Lab\n---\n",
    "content/lab/2026-q3/old.md": objective("Old", "owner: ben", "key_results: [{title: K, target: 3, due: 2026-09-11}]"),
    "content/idle/index.md": "---\ntitle: Idle\n---\n",
}


def calendars(folder: Path, files: Mapping[str, str], as_of: date = AS_OF) -> dict[str, bytes]:
    """The calendar of each unit that has one."""
    found = loaded(folder, files, as_of)
    site = Site(found.organisation, found.figures, found.config, load_language(found.config), as_of, found.texts.by_file)
    return {unit: text for unit in found.organisation.units if (text := unit_calendar(site, unit))}


def events(text: bytes) -> list[Component]:
    return Calendar.from_ical(text).walk("VEVENT")


def days(text: bytes) -> list[tuple[str, str]]:
    return sorted((event.decoded("dtstart").isoformat(), str(event["summary"])) for event in events(text))


def recurring(text: bytes) -> list[date]:
    """The days of the event that comes again, as a calendar program works them out."""
    (event,) = (event for event in events(text) if "rrule" in event)
    rule = event["rrule"].to_ical().decode()
    return [moment.date() for moment in rrulestr(rule, dtstart=vDDDTypes.from_ical(event["dtstart"].to_ical().decode() + "T000000"))]


def with_status(settings: str) -> dict[str, str]:
    return FILES | {"okrsite.yml": FILES["okrsite.yml"] + settings}


def test_a_calendar_has_what_is_due_and_not_done_the_mini_goals_and_the_ends_of_the_cycle(tmp_path: Path) -> None:
    assert days(calendars(tmp_path, FILES)["sales/north"]) == [
        ("2026-10-01", "2026 Q4 begins"),
        ("2026-10-05", "Time for check-ins: 2026 Q4"),
        ("2026-11-01", "Mini-goal: Leads, new; \\ from fairs, 40\xa0leads"),
        ("2026-11-30", "Due: Fair in Lyon"),
        ("2026-12-01", "Due: Tested"),
        ("2026-12-02", "Due: Fair in Lyon"),
        ("2026-12-11", "Due: Leads, new; \\ from fairs"),
        ("2026-12-31", "2026 Q4 ends"),
    ]


def test_events_say_where_they_belong_and_whose_they_are(tmp_path: Path) -> None:
    by_day = {event.decoded("dtstart"): event for event in events(calendars(tmp_path, FILES)["sales"])}
    tested, fair = by_day[date(2026, 12, 1)], by_day[date(2026, 11, 30)]
    assert str(tested["description"]).splitlines() == ["Key result: Pages", "Objective: Double leads", "North", "Owner: Ben"]
    assert str(fair["description"]).splitlines() == ["Initiative", "Objective: Double leads", "North", "Owner: Ana López"]
    assert str(tested["url"]) == URL + "sales/north/2026-q4/leads/#kr-pages" and str(fair["url"]) == URL + "sales/north/2026-q4/leads/"


def test_a_unit_has_what_those_below_it_have_and_one_without_objectives_has_no_calendar(tmp_path: Path) -> None:
    found = calendars(tmp_path, FILES)
    assert list(found) == ["", "lab", "sales", "sales/north"]
    due = {name: [day for day in days(text) if day[1].startswith("Due")] for name, text in found.items()}
    assert due[""] == due["sales"] == due["sales/north"] != []


def test_of_cycles_that_are_over_only_the_last_is_told_where_nothing_runs(tmp_path: Path) -> None:
    found = calendars(tmp_path, FILES)
    assert days(found["lab"]) == [("2026-07-01", "2026 Q3 begins"), ("2026-09-30", "2026 Q3 ends")]
    assert "Q3" not in found[""].decode()


def test_a_planned_cycle_is_in_it_already(tmp_path: Path) -> None:
    planned = {"content/2027-q1/next.md": objective("Next", "owner: ana", "key_results: [{title: K, target: 3, due: 2027-02-01}]")}
    found = days(calendars(tmp_path, FILES | planned)[""])
    assert ("2027-01-01", "2027 Q1 begins") in found and ("2027-02-01", "Due: K") in found


def test_people_check_in_on_mondays_until_the_cycle_ends(tmp_path: Path) -> None:
    found = recurring(calendars(tmp_path, FILES)["sales"])
    assert found == [date(2026, 10, 5) + timedelta(weeks=n) for n in range(13)] and found[-1] == date(2026, 12, 28)


@pytest.mark.parametrize(("stale_after", "every"), [(0, 1), (3, 3), (7, 7), (14, 7), (27, 7), (28, 14), (60, 28)])
def test_nobody_who_misses_no_day_or_one_of_the_longer_ones_is_stale(stale_after: int, every: int, tmp_path: Path) -> None:
    found = recurring(calendars(tmp_path, with_status(f"status: {{stale_after: {stale_after}}}\n"))["sales"])
    assert {(later - earlier).days for earlier, later in pairwise(found)} == {every}


def test_check_ins_are_asked_for_in_the_innermost_cycle_only(tmp_path: Path) -> None:
    year = {"content/2026/year.md": objective("Year", "owner: ana", "key_results: [{title: K, target: 3}]")}
    names = [name for _, name in days(calendars(tmp_path, FILES | year)[""])]
    assert names.count("Time for check-ins: 2026 Q4") == 1 and "Time for check-ins: 2026" not in names and "2026 ends" in names


def test_a_cycle_without_a_monday_and_one_at_the_end_of_time_are_written(tmp_path: Path) -> None:
    cycles = "cycles: [{id: dash, start: 2026-11-24, end: 2026-11-26}, {id: last, start: 9999-12-25, end: 9999-12-31}]\n"
    due = "key_results: [{title: K, target: 3, due: 9999-12-31}]"
    more = {f"content/{name}/a.md": objective(name, "owner: ana", due) for name in ("dash", "last")}
    text = calendars(tmp_path, with_status(cycles) | more)[""]
    assert list(broken_rules(text)) == []
    assert [name for _, name in days(text)].count("Due: K") == 2 and "Time for check-ins: dash" not in text.decode()


@pytest.mark.parametrize("language", ["en", "fr", "de", "es"])
def test_every_calendar_keeps_the_rules_and_speaks_the_language_of_the_site(language: str, tmp_path: Path) -> None:
    settings = f"site: {{title: 'Wörter, die länger sind; als {'Zeilen ' * 20}', language: {language}}}\n"
    for text in calendars(tmp_path, FILES | {"okrsite.yml": settings}).values():
        assert list(broken_rules(text)) == []
    word = {"en": "Calendar", "fr": "Calendrier", "de": "Kalender", "es": "Calendario"}[language]
    plain = {"okrsite.yml": f"site: {{title: Acme, language: {language}}}\n"}
    read = Calendar.from_ical(calendars(tmp_path / "plain", FILES | plain)["sales"])
    assert str(read["x-wr-calname"]) == str(read["name"]) == f"Sales · {word}"


def test_without_the_address_of_the_site_there_are_no_links(tmp_path: Path) -> None:
    text = calendars(tmp_path, FILES | {"okrsite.yml": "site: {title: Acme OKRs}\n"})["sales"]
    assert list(broken_rules(text)) == [] and b"\r\nURL" not in text


def test_ids_stay_whatever_is_written_later_and_on_every_day(tmp_path: Path) -> None:
    before = {str(event["uid"]): str(event["summary"]) for event in events(calendars(tmp_path / "before", FILES)[""])}
    text = LEADS.replace("Double leads", "Treble leads").replace("owner: ana", "owner: ana\naliases: [sales/north/2026-q4/leads]")
    text = text.replace("initiatives:\n", "initiatives:\n  - {title: Earlier, due: 2026-11-27}\n").replace("2026-12-11", "2026-12-12")
    files = {name: body for name, body in FILES.items() if "leads.md" not in name} | {"content/sales/north/2026-q4/treble.md": text}
    after = {str(event["uid"]): str(event["summary"]) for event in events(calendars(tmp_path / "after", files, date(2026, 11, 24))[""])}
    assert before.items() <= after.items() and set(after.values()) - set(before.values()) == {"Due: Earlier"}


def test_a_cancelled_objective_and_what_is_hidden_are_in_no_calendar(tmp_path: Path) -> None:
    hidden = "key_results: [{title: Shares of Initech, target: 9, due: 2026-12-05}]"
    more = {
        "content/sales/2026-q4/secret.md": objective("Buy Initech", "owner: ana", "visibility: restricted", hidden),
        "content/sales/2027-q2/secret.md": objective("Merge Initech", "owner: ana", "visibility: draft", hidden),
        "content/sales/2026-q4/over.md": objective("Over", "owner: ana", "status: cancelled", hidden),
    }
    found, without = calendars(tmp_path / "with", FILES | more), calendars(tmp_path / "without", FILES)
    assert found == without


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    hostile = ["END:VEVENT", "a\\nEND:VCALENDAR", "x;y,z:\"", "{{ 7*7 }}", "\u202eevil", "</script><script>x</script>", "é" * 200]
    files = build(write(tmp_path, site_of_texts(hostile, lambda text: text, with_bodies=False)))
    found = {name: content for name, content in files.items() if name.endswith(".ics")}
    assert len(found) == len(hostile) + 1
    assert [fault for fault in faults(found, frozenset(), found) if ".ics" in fault] == []
    summaries = {str(event["summary"]) for content in found.values() for event in events(content)}
    assert {f"Due: {text}" for text in hostile} <= summaries


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\n", "\t"])
def test_a_mark_that_some_programs_take_for_the_end_of_a_line_is_none(mark: str, tmp_path: Path) -> None:
    work = f"initiatives: [{{title: {json.dumps(f'K{mark}BEGIN:VALARM')}, due: 2026-12-24}}]"
    text = calendars(tmp_path, FILES | {"content/sales/2026-q4/a.md": objective("A", "owner: ana", work, RUN)})["sales"]
    assert [event for event in events(text) if "BEGIN:VALARM" in str(event["summary"])] and list(broken_rules(text)) == []
    assert not [line for line in text.decode().splitlines() if line.startswith("BEGIN:VALARM")]


def test_a_report_leaves_the_calendars_of_other_units_as_they_lie(tmp_path: Path) -> None:
    project = write(tmp_path, FILES | {"content/lab/2026-q4/run.md": objective("Run", "owner: ben", RUN)})
    before = {name: content for name, content in build(project).items() if name.endswith(".ics")}
    written = {name: (project / "site" / name).stat().st_mtime_ns for name in before}
    write(project, {"content/lab/2026-q4/run.md": objective("Run", "owner: ben", RUN.replace("target: 3", "target: 3, current: 3"))})
    after = {name: content for name, content in build(project).items() if name.endswith(".ics")}
    concerned = {"feed/cycle.ics", "feed/lab/cycle.ics"}
    assert {name for name in before if before[name] != after[name]} == concerned
    assert {name for name in before if written[name] != (project / "site" / name).stat().st_mtime_ns} == concerned


def test_a_calendar_goes_away_with_the_last_objective_of_its_unit(tmp_path: Path) -> None:
    project = write(tmp_path, FILES)
    assert "feed/lab/cycle.ics" in build(project)
    (project / "content/lab/2026-q3/old.md").unlink()
    assert "feed/lab/cycle.ics" not in build(project)


def test_a_unit_cannot_be_called_as_a_calendar_is(tmp_path: Path) -> None:
    unit, bare = "---\ntitle: X\n---\n", {name: text for name, text in FILES.items() if name.endswith("index.md")}
    assert codes(problems(tmp_path / "top", bare | {"content/Cycle.ics/index.md": unit})) == ["reserved-address"]
    below = problems(tmp_path / "below", bare | {"content/lab/cycle.ics/index.md": unit})
    assert codes(below) == ["address-collision", "address-collision"]
