"""What becomes of documents that are there: updated by surgical edits, refused, replaced only by force; all files or none."""

import os
from pathlib import Path

import pytest

from okrsite.edit import files as edit_files
from okrsite.reading import load
from tests.importers.importing import contents, documents, front, imported, run
from tests.sites import AS_OF, objective, with_company, write

HEADERS = "Objective,Key result,Owner,Team,Cycle,Start,Target,Current,Status\n"
TABLE = HEADERS + "Cities order again,Reorders,Clara Weidmann,Commerce,2026-q4,2,9,5,On track\n,Share,Clara Weidmann,,,10 %,45 %,20 %,\n"
WRITTEN = """\
---
title: "Cities order again"   # since the fair
owner: clara
key_results:
  # the first one matters
  - {id: reorders, title: Reorders, target: 9, current: 3}
  - id: visits
    title: Visits
    target: 4
tags: [cities]
---
Call [them](https://wainfield.example/).
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path / "okrs", with_company({
        "okrsite.yml": "site: {title: Wainfield}\n",
        "content/people.yml": "# all of us\nclara: {name: Clara Weidmann, role: Head of Commerce}\n",
        "content/trade/index.md": "---\ntitle: Commerce\n---\n",
        "content/trade/2026-q4/cities-order-again.md": WRITTEN,
    }))  # fmt: skip


def table(project: Path, text: str = TABLE) -> Path:
    file = project.parent / "okrs.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_document_that_is_there_gets_what_it_lacks_and_keeps_all_else(project: Path) -> None:
    result = imported(project, TABLE)
    text = (project / "content/trade/2026-q4/cities-order-again.md").read_text()
    assert text == WRITTEN.replace("current: 3}", "current: 5, status: on_track, start: 2}").replace(
        "    target: 4\n",
        '    target: 4\n  - id: share\n    title: Share\n    start: 10\n    target: 45\n    current: 20\n    unit: "%"\n',
    )
    found = {entry["id"]: entry for entry in front(project, "trade/2026-q4/cities-order-again.md")["key_results"]}
    assert (found["reorders"]["current"], found["visits"]["target"], found["share"]["unit"]) == (5, 4, "%")
    assert "current: 3 → 5" in result.output


def test_units_and_people_that_are_there_are_known_by_title_and_name(project: Path) -> None:
    imported(project, TABLE)
    assert documents(project) == {"index.md", "trade/index.md", "trade/2026-q4/cities-order-again.md"}
    assert (project / "content/people.yml").read_text() == "# all of us\nclara: {name: Clara Weidmann, role: Head of Commerce}\n"


def test_new_people_are_written_below_those_that_are_there(project: Path) -> None:
    imported(project, TABLE.replace(",Share,Clara Weidmann", ",Share,Noor <noor@wainfield.example>"))
    people = (project / "content/people.yml").read_text()
    first = "# all of us\nclara: {name: Clara Weidmann, role: Head of Commerce}\n"
    assert people == first + "noor: {name: Noor, email: noor@wainfield.example}\n"


def test_where_people_yml_cannot_be_added_to_people_are_called_by_name(project: Path) -> None:
    written = "{clara: {name: Clara Weidmann}}\n"
    (project / "content/people.yml").write_text(written)
    imported(project, TABLE.replace(",Share,Clara Weidmann", ",Share,Noor Al-Khatib"))
    assert (project / "content/people.yml").read_text() == written
    owners = [entry.get("owner") for entry in front(project, "trade/2026-q4/cities-order-again.md")["key_results"]]
    assert "Noor Al-Khatib" in owners


def test_a_value_that_check_ins_tell_becomes_a_check_in(project: Path) -> None:
    file = "trade/2026-q4/cities-order-again.md"
    text = WRITTEN.replace(", current: 3", "").replace("tags:", "checkins:\n  - {date: 2026-11-02, values: {reorders: 4}}\ntags:")
    write(project, {f"content/{file}": text})
    imported(project, TABLE)
    assert front(project, file)["checkins"] == [
        {"date": "2026-11-02", "values": {"reorders": 4}}, {"date": AS_OF.isoformat(), "values": {"reorders": 5}},
    ]  # fmt: skip
    found = load(project, AS_OF)
    assert found.figures.objectives["trade/2026-q4/cities-order-again"].key_results["reorders"].value == 5


def test_a_document_with_errors_is_refused_and_then_nothing_is_written(project: Path) -> None:
    write(project, {"content/trade/2026-q4/cities-order-again.md": WRITTEN.replace("owner:", "ownre:")})
    before = contents(project)
    result = run(project, "csv", table(project, TABLE + "Winter of repair,Repairs,,Service,2026-q4,0,10,2,\n"))
    assert result.exit_code == 1
    assert "It has errors" in result.output and "--force" in result.output and "Nothing was written" in result.output
    assert contents(project) == before


def test_a_document_that_cannot_be_edited_safely_is_refused_with_the_lines_to_add(project: Path) -> None:
    write(project, {"content/trade/2026-q4/cities-order-again.md": WRITTEN.replace("tags: [cities]", "tags:\n  - cities  # all of them")})
    result = run(project, "csv", table(project, TABLE.replace("Status", "Tags").replace("On track", "north")))
    assert result.exit_code == 1
    assert "Add by hand `tags: [cities, north]`" in result.output and "Nothing was written." in result.output


def test_force_replaces_a_document_by_what_arrives_in_the_file_where_it_is(project: Path) -> None:
    write(project, {"content/trade/2026-q4/cities-order-again.md": WRITTEN.replace("owner:", "ownre:")})
    result = run(project, "csv", table(project), "--force")
    assert result.exit_code == 0, result.output
    found = front(project, "trade/2026-q4/cities-order-again.md")
    assert [entry["id"] for entry in found["key_results"]] == ["reorders", "share"] and "tags" not in found
    assert "0 new, 0 changed" in run(project, "csv", table(project), "--force").output


def test_force_does_not_rename_what_lies_elsewhere(project: Path) -> None:
    (project / "content/trade/2026-q4/cities-order-again.md").rename(project / "content/trade/renewals.md")
    text = WRITTEN.replace("tags:", "id: cities-order-again\ncycle: 2026-q4\ntags:")
    write(project, {"content/trade/renewals.md": text})
    assert run(project, "csv", table(project), "--force").exit_code == 0
    assert documents(project) == {"index.md", "trade/index.md", "trade/renewals.md"}
    assert load(project, AS_OF).organisation.objectives.keys() == {"trade/2026-q4/cities-order-again"}


def test_another_kind_of_document_in_its_place_is_never_touched(project: Path) -> None:
    text = "---\ntype: review\ntitle: Cities order again\ndate: 2026-11-02\n---\n"
    write(project, {"content/trade/2026-q4/cities-order-again.md": text})
    for force in ((), ("--force",)):
        assert run(project, "csv", table(project), *force).exit_code == 1
    assert (project / "content/trade/2026-q4/cities-order-again.md").read_text() == text


def test_what_check_would_find_faulty_is_not_written(project: Path) -> None:
    write(project, {"content/trade/2026-q4/cities-order-again.md": objective("Cities order again", "aligns_to: winter-of-repair")})
    text = HEADERS.replace("Status", "Parent") + "Winter of repair,Repairs,,Commerce,2026-q4,0,10,2,Cities order again\n"
    text += "Cities order again,Reorders,,Commerce,2026-q4,0,10,2,Winter of repair\n"
    before = contents(project)
    result = run(project, "csv", table(project, text))
    assert result.exit_code == 1
    assert "error[" in result.output and "Nothing was written." in result.output
    assert contents(project) == before


def test_a_dry_run_shows_the_tree_and_writes_nothing(project: Path) -> None:
    before = contents(project)
    result = run(project, "csv", table(project, TABLE + "Winter of repair,Repairs,,Service,2026-q4,0,$1.2M,2,\n"), "--dry-run")
    assert result.exit_code == 0 and contents(project) == before
    for line in ("Winter of repair [2026-q4]", "Repairs: 0 → 1200000 USD, now 2", "$1.2M → 1200000 USD", "Status ", "changed  "):
        assert line in result.output, line


def test_when_a_file_cannot_be_written_all_are_as_they_were(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before, folders = contents(project), set(project.rglob("*/"))
    monkeypatch.setattr(edit_files.os, "fsync", full)
    result = run(project, "csv", table(project, TABLE + "Winter of repair,Repairs,,Service,2026-q4,0,10,2,\n"))
    assert result.exit_code == 2 and "No space left" in result.output
    assert contents(project) == before and set(project.rglob("*/")) == folders


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_no_link_is_followed_out_of_the_project(project: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (project / "content/service").symlink_to(tmp_path / "outside")
    result = run(project, "csv", table(project, HEADERS + "Winter of repair,Repairs,,Service,2026-q4,0,10,2,\n"))
    assert result.exit_code in (1, 2)
    assert list((tmp_path / "outside").iterdir()) == []


def test_two_of_one_title_get_ids_in_their_order(tmp_path: Path) -> None:
    text = "Id,Objective,Target,Cycle\n1,Grow,5,2026-q4\n2,Grow,6,2026-q4\n3,Grow!,7,2026-q4\n4,???,8,2026-q4\n"
    imported(tmp_path / "okrs", text)
    assert documents(tmp_path / "okrs") == {"index.md", *(f"2026-q4/{name}.md" for name in ("grow", "grow-2", "grow-3", "untitled"))}
    assert front(tmp_path / "okrs", "2026-q4/grow-3.md")["key_results"][0]["target"] == 7


def test_a_new_project_gets_a_configuration_with_cycles_of_its_own(tmp_path: Path) -> None:
    text = "Objective,Target,Cycle,Start date,End date\nGrow,5,Sprint 7,2026-11-02,2026-11-20\nShip,6,Sprint 7,2026-11-09,2026-11-29\n"
    imported(tmp_path / "okrs", text)
    found = load(tmp_path / "okrs", AS_OF)
    cycle = found.config.calendar.configured["sprint-7"]
    assert (cycle.title, cycle.start.isoformat(), cycle.end.isoformat()) == ("Sprint 7", "2026-11-02", "2026-11-29")
    assert found.config.site.title == "okrs"


def test_units_of_a_hierarchy_are_made_with_those_above_them(tmp_path: Path) -> None:
    text = (
        "Division,Department,Team,Objective,Target,Cycle\n"
        "Commerce,Sales,Cities,Grow,5,2026-q4\nCommerce,,,Lead,5,2026-q4\n,,,Be known,5,2026-q4\n,People,,Hire,5,2026-q4\n"
    )
    project = tmp_path / "okrs"
    imported(project, text)
    assert documents(project) == {
        "index.md", "2026-q4/be-known.md", "commerce/index.md", "commerce/2026-q4/lead.md", "commerce/sales/index.md",
        "commerce/sales/cities/index.md", "commerce/sales/cities/2026-q4/grow.md", "people-team/index.md", "people-team/2026-q4/hire.md",
    }  # fmt: skip
    assert front(project, "people-team/index.md")["title"] == "People"


def test_a_way_through_the_organisation_may_stand_in_one_cell_or_be_asked_for(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    imported(project, "Hierarchy,Objective,Target\nCommerce > Sales,Grow,5\n,Repair,6\n", "--cycle", "Q4 2026", "--unit", "service/parts")
    assert {"commerce/sales/2026-q4/grow.md", "service/parts/2026-q4/repair.md"} < documents(project)
    assert front(project, "service/parts/index.md")["title"] == "Parts"
