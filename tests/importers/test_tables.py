"""CSV files as programs and people make them: encodings, delimiters, line numbers, columns that are named, and what is not understood."""

from pathlib import Path

import pytest

from okrsite.publish.objectives_csv import COLUMNS
from tests.importers.importing import body, contents, documents, front, imported, run

ROWS = "Objectif,Cible,Trimestre\nRéparer,5,T4 2026\n"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8,"), ("utf-8-sig", "UTF-8 with a byte order mark"), ("utf-16", "UTF-16,"), ("utf-16-le", "UTF-16 without"),
        ("utf-16-be", "UTF-16 without"), ("cp1252", "Windows-1252"),
    ],
)  # fmt: skip
def test_the_encoding_is_found_out_and_told(tmp_path: Path, encoding: str, told: str) -> None:
    result = imported(tmp_path / "okrs", ROWS.encode(encoding))
    assert told in result.output
    assert front(tmp_path / "okrs", "2026-q4/réparer.md")["title"] == "Réparer"


@pytest.mark.parametrize(("delimiter", "told"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
def test_the_delimiter_is_found_out_and_told(tmp_path: Path, delimiter: str, told: str) -> None:
    text = ROWS.replace(",", delimiter).replace("Réparer", '"Repair, and; soon"')
    result = imported(tmp_path / "okrs", text)
    assert f"cells separated by {told}" in result.output
    assert front(tmp_path / "okrs", "2026-q4/repair-and-soon.md")["title"] == "Repair, and; soon"


def test_excel_may_say_the_delimiter_itself(tmp_path: Path) -> None:
    imported(tmp_path / "okrs", "sep=;\r\nObjective;Target;Cycle\r\nGrow, and fast;5;2026-q4\r\n")
    assert "2026-q4/grow-and-fast.md" in documents(tmp_path / "okrs")


def test_lines_are_those_of_an_editor_where_cells_have_several(tmp_path: Path) -> None:
    text = 'Objective,Notes,Target,Cycle\n"Grow","one\ntwo\n\nthree",5,2026-q4\nRepair,,soon,2026-q4\n'
    result = imported(tmp_path / "okrs", text)
    assert "okrs.csv:6: Target: soon: it is not an amount" in result.output
    assert body(tmp_path / "okrs", "2026-q4/grow.md") == "one\ntwo\n\nthree"


def test_what_is_not_understood_is_told_with_its_line_and_kept_in_the_text(tmp_path: Path) -> None:
    text = (
        "Our OKRs 2026\n\nObjective,Key result,Target,Confidence,Due,Cycle,Mood,Parent\n"
        "Grow,Leads,many,11,someday,2026-q4,*sunny*,Nobody knows\n,Sales,5,7,,,,\n"
    )
    result = imported(tmp_path / "okrs", text)
    for line in (
        "okrs.csv:1: Our OKRs 2026: it stands above the headers", "okrs.csv:4: Target: many: it is not an amount",
        "okrs.csv:4: Confidence: 11: it is not between 0 and 10", "okrs.csv:4: Due: someday: it is not a day", "nobody knows",
    ):  # fmt: skip
        assert line in result.output, line
    found = body(tmp_path / "okrs", "2026-q4/grow.md")
    for line in ("**Leads — Target:** many", "**Leads — Confidence:** 11", "**Leads — Due:** someday", "**Leads — Mood:** \\*sunny\\*"):
        assert line in found, line
    assert "Our OKRs 2026" in body(tmp_path / "okrs", "index.md")
    assert front(tmp_path / "okrs", "2026-q4/grow.md")["key_results"][0] == {"id": "leads", "title": "Leads", "type": "boolean"}


def test_rows_that_belong_nowhere_are_kept_in_the_text_of_the_company(tmp_path: Path) -> None:
    result = imported(tmp_path / "okrs", "Objective,Key result,Target,Cycle\n,Lost one,5,2026-q4\nGrow,Leads,5,2026-q4\n")
    assert "no objective stands above it" in result.output
    assert "Lost one" in body(tmp_path / "okrs", "index.md")


def test_columns_can_be_named_kept_and_found_again(tmp_path: Path) -> None:
    project, text = tmp_path / "okrs", "Wunsch,Messen,Wert,Wann,Egal\nWachsen,Kunden,1.000,03/04/2026,x\n"
    (tmp_path / "plan.csv").write_text(text)
    project.mkdir()
    refused = run(project, "csv", tmp_path / "plan.csv")
    assert refused.exit_code == 2 and "Wunsch, Messen, Wert, Wann, Egal (" in refused.output
    pairs = ("Wunsch=objective", "Messen=key_result", "Wert=target", "wann=end_date", "Egal=ignore")
    named = [part for pair in pairs for part in ("--map", pair)]
    file = project / "import-map.yml"
    open_dates = run(project, "csv", tmp_path / "plan.csv", *named)
    assert open_dates.exit_code == 2 and "--dates dmy" in open_dates.output and contents(project) == {}
    said = [*named, "--dates", "dmy", "--decimal", "comma", "--cycle", "2026-q2"]
    assert run(project, "csv", tmp_path / "plan.csv", *said, "--save-map", file, "--dry-run").exit_code == 0
    assert not file.exists()
    assert run(project, "csv", tmp_path / "plan.csv", *said, "--save-map", file).exit_code == 0
    assert file.read_text().splitlines()[2:] == [
        "columns:", "  Wunsch: objective", "  Messen: key_result", "  Wert: target", "  Wann: end_date", "  Egal: ignore", "dates: dmy",
        "decimal: comma",
    ]  # fmt: skip
    entry = {"id": "kunden", "title": "Kunden", "due": "2026-04-03", "target": 1000}
    assert front(project, "2026-q2/wachsen.md")["key_results"] == [entry]
    assert "0 new, 0 changed" in run(project, "csv", tmp_path / "plan.csv").output  # found by itself, with days that tell the cycle
    file.write_text("columns: {Wunsch: goalz}\n")
    wrong = run(project, "csv", tmp_path / "plan.csv")
    assert wrong.exit_code == 2 and "There is no field `goalz`" in wrong.output


def test_a_column_of_dates_is_told_by_its_other_dates_or_by_another_column(tmp_path: Path) -> None:
    text = "Objective,Target,Start date,End date\nGrow,5,01/10/2026,31/12/2026\nShip,5,02/10/2026,31/12/2026\n"
    imported(tmp_path / "okrs", text)
    assert {"2026-q4/grow.md", "2026-q4/ship.md"} < documents(tmp_path / "okrs")


def test_who_names_no_cycle_is_asked_for_one(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("Objective,Target\nGrow,5\n")
    result = run(tmp_path, "csv", tmp_path / "plan.csv")
    assert result.exit_code == 2 and "--cycle 2026-q4" in result.output
    assert "plan.csv, line 2: nothing says in which cycle it is" in result.output
    result = run(tmp_path, "csv", tmp_path / "plan.csv", "--cycle", "2026-q9")
    assert result.exit_code == 2 and "there is no such cycle" in result.output


def test_a_report_with_its_day_becomes_a_check_in(tmp_path: Path) -> None:
    text = (
        "Objective,Key result,Target,Current,Confidence,Comment,Last updated,Cycle\n"
        "Grow,Leads,50,20,70%,Good fair,2026-11-02,2026-q4\n,Sales,9,4,high,,2026-11-02,\n,Calls,9,4,,Later,,\n"
    )
    imported(tmp_path / "okrs", text)
    found = front(tmp_path / "okrs", "2026-q4/grow.md")
    assert found["checkins"] == [
        {"date": "2026-11-02", "values": {"leads": 20, "sales": 4}, "confidence": {"leads": 7, "sales": 8}, "note": "Leads: Good fair"}
    ]
    assert found["key_results"] == [
        {"id": "leads", "title": "Leads", "target": 50}, {"id": "sales", "title": "Sales", "target": 9},
        {"id": "calls", "title": "Calls", "target": 9, "current": 4},
    ]  # fmt: skip
    assert "**Calls — note:** Later" in body(tmp_path / "okrs", "2026-q4/grow.md")


@pytest.mark.parametrize(
    ("cells", "measured"),
    [
        ("number,10,20,15,", {"start": 10, "target": 20, "current": 15}),
        (",,≥ 90 %,88 %,", {"type": "at_least", "target": 90, "current": 88, "unit": "%"}),
        ("stay below,,5 %,4 %,", {"type": "at_most", "target": 5, "current": 4, "unit": "%"}),
        (",0,0,2,", {"type": "at_most", "target": 0, "current": 2}),
        (",99,99,98,", {"type": "at_least", "target": 99, "current": 98}),
        (",,,42 users,", {"type": "baseline", "current": 42, "unit": "users"}),
        (",,,,45%", {"target": 100, "current": 45, "unit": "%"}),
        (",100,200,,50%", {"start": 100, "target": 200, "current": 150}),
        ("percentage,0.2,0.8,0.5,", {"start": 20, "target": 80, "current": 50, "unit": "%"}),
        ("binary,,,done,", {"type": "boolean", "done": True}),
        (",,yes,no,", {"type": "boolean", "done": False}),
        (",,,,", {"type": "boolean"}),
        ("Euro,,\"1,000\",,", {"target": 1000, "unit": "EUR"}),
    ],
)  # fmt: skip
def test_a_row_is_measured_as_it_says_and_nothing_is_made_up(tmp_path: Path, cells: str, measured: dict[str, object]) -> None:
    text = f"Objective,Key result,Metric type,Start value,Target,Current,Progress\nGrow,Leads,{cells}\n"
    imported(tmp_path / "okrs", text, "--cycle", "2026-q4")
    assert front(tmp_path / "okrs", "2026-q4/grow.md")["key_results"] == [{"id": "leads", "title": "Leads", **measured}]


def test_marks_before_titles_say_what_a_row_is_and_are_left_out(tmp_path: Path) -> None:
    text = (
        "ID,OKR,Target,Current,Quarter,Parent\nO1,O1: Cities order again,,,Q4 2026,\nKR1.1,KR 1.1: Reorders,9,5,,\n"
        "KR1.2,Depot visited,,,,\nO2,Objective 2 - Cities stay,,,Q4 2026,O1\n,Key result: Drop the wait from 9 to 4 days,,,,\n"
    )
    imported(tmp_path / "okrs", text)
    first, second = (front(tmp_path / "okrs", f"2026-q4/{name}.md") for name in ("cities-order-again", "cities-stay"))
    assert [entry["title"] for entry in first["key_results"]] == ["Reorders", "Depot visited"]
    assert second["aligns_to"] == "2026-q4/cities-order-again"
    assert second["key_results"] == [
        {"id": "drop-the-wait-from-9-to-4-days", "title": "Drop the wait from 9 to 4 days", "start": 9, "target": 4, "unit": "days"}
    ]


def test_results_below_each_other_in_one_cell_are_one_each(tmp_path: Path) -> None:
    text = 'Objective,Key results,Quarter\nGrow,"1. Raise NPS from 40 to 60\n2. Be loved",Q4 2026\n'
    text += 'Ship,"One result,\non two lines",Q4 2026\n'
    imported(tmp_path / "okrs", text)
    grow, ship = (front(tmp_path / "okrs", f"2026-q4/{name}.md")["key_results"] for name in ("grow", "ship"))
    assert [entry["title"] for entry in grow] == ["Raise NPS from 40 to 60", "Be loved"]
    assert [entry["title"] for entry in ship] == ["One result, on two lines"]


def test_a_list_of_anything_else_is_not_taken_for_goals(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("Name,Phone\nAna,1\n")
    assert run(tmp_path, "csv", tmp_path / "people.csv").exit_code == 2
    (tmp_path / "objectives.csv").write_text(",".join(COLUMNS) + "\n")
    assert "okrsite export --format csv" in run(tmp_path, "csv", tmp_path / "objectives.csv").output
