"""Whole sources as people keep their OKRs in them: exports of trackers, sheets with sums and comments, pages of handbooks and wikis."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from okrsite.importers.targets import target_of
from tests.importers.importing import body, documents, front, imported, run


def results(project: Path, file: str) -> dict[str, tuple[Any, ...]]:
    """Type, start, target and current value of each key result, by its title."""
    keys = ("type", "start", "target", "current")
    return {entry["title"]: tuple(entry.get(key) for key in keys) for entry in front(project, file)["key_results"]}


# -- tables --


def test_rows_of_sums_are_no_key_results_and_are_kept_as_text(tmp_path: Path) -> None:
    text = "Direction;Objectif;Résultat clé;Cible;Trimestre\nVentes;Vendre;Devis;45;T4 2026\n;;Clients;60;\nTotal;;2 résultats clés;105;\n"
    result = imported(tmp_path / "okrs", text)
    assert [*results(tmp_path / "okrs", "ventes/2026-q4/vendre.md")] == ["Devis", "Clients"]
    assert "Total · 2 résultats clés · 105: it is a total" in result.output
    assert "2 résultats clés" in body(tmp_path / "okrs", "index.md")


def test_a_progress_beside_words_with_numbers_is_a_part_of_their_way_where_they_say_one(tmp_path: Path) -> None:
    text = (
        "Objective,Cycle,KR1,KR1 progress,KR2,KR2 progress,KR3,KR3 progress,KR4,KR4 progress\n"
        "Grow,2026-q4,Raise activation from 32% to 50%,40%,Publish 6 case studies,33%,99.9% uptime,90%,NPS of 55,64%\n"
    )
    imported(tmp_path / "okrs", text)
    assert results(tmp_path / "okrs", "2026-q4/grow.md") == {
        "Raise activation from 32% to 50%": (None, 32, 50, Decimal("39.2")),
        "Publish 6 case studies": (None, 0, 6, 2),  # 33 % is what 2 of 6 are
        "99.9% uptime": (None, None, 100, 90),  # nobody knows where it began
        "NPS of 55": (None, None, 100, 64),
    }


def test_a_value_beside_words_with_a_target_is_measured_against_it(tmp_path: Path) -> None:
    imported(tmp_path / "okrs", "Objective,Key result,Start,Current,Cycle\nGrow,Sign 40 clinics,12,26,2026-q4\n,Mood,3,4,\n")
    assert results(tmp_path / "okrs", "2026-q4/grow.md") == {
        "Sign 40 clinics": (None, 12, 40, 26), "Mood": ("baseline", None, None, 4),
    }  # fmt: skip
    assert "**Mood — start:** 3" in body(tmp_path / "okrs", "2026-q4/grow.md")


def test_goal_over_amounts_is_the_target(tmp_path: Path) -> None:
    imported(tmp_path / "okrs", 'Objective,Key Result,Baseline,Goal,Actual,Quarter\nSell,ARR,$0,"$2,500,000","$1,150,000",Q4 2026\n')
    assert results(tmp_path / "okrs", "2026-q4/sell.md")["ARR"] == (None, 0, 2_500_000, 1_150_000)


TRACKER = """\
Issue Type,Issue key,Issue id,Summary,Parent,Parent key,Assignee,Status,Labels,Start value,Target value,Current value,Quarter,Privacy
Objective,OKR-1,101,Become the default choice,,,Dana,In Progress,company,,,,Q4 2026,
Key Result,OKR-2,102,Clinics live,101,OKR-1,Dana,To Do,survey,40,120,72,Q4 2026,
Initiative,OKR-3,103,Hire an engineer,101,OKR-1,Li,Done,hiring,,,,Q4 2026,
Objective,OKR-4,104,Be trusted,101,OKR-1,Li,Blocked,,,,,Q4 2026,
Key Result,OKR-5,105,Old holes,104,OKR-4,Li,In Progress,,14,0,6,Q4 2026,managers
"""


def test_issues_of_a_tracker_with_two_names_each_arrive_below_their_parents(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    imported(project, TRACKER)
    assert documents(project) == {"index.md", "2026-q4/become-the-default-choice.md", "2026-q4/be-trusted.md"}
    first, second = (front(project, f"2026-q4/{name}.md") for name in ("become-the-default-choice", "be-trusted"))
    assert second["aligns_to"] == "2026-q4/become-the-default-choice"
    assert [entry["title"] for entry in first["initiatives"]] == ["Hire an engineer"]
    kept = body(project, "2026-q4/become-the-default-choice.md")
    assert "**Clinics live — Labels:** survey" in kept and "**Hire an engineer — Labels:** hiring" in kept
    assert second["visibility"] == "restricted", "what is hidden of a part is hidden of the whole"


def test_comments_of_several_key_results_say_of_which_one_they_are(tmp_path: Path) -> None:
    text = "Objective,Key result,Comment,Last updated,Cycle\nGrow,Leads,Good,2026-11-02,2026-q4\n,Sales,Slow,2026-11-02,\n"
    text += "Rest,Sleep,Fine,2026-11-02,2026-q4\n"
    imported(tmp_path / "okrs", text)
    assert front(tmp_path / "okrs", "2026-q4/grow.md")["checkins"] == [{"date": "2026-11-02", "note": "Leads: Good\nSales: Slow"}]
    assert front(tmp_path / "okrs", "2026-q4/rest.md")["checkins"] == [{"date": "2026-11-02", "note": "Fine"}]


def test_a_value_beyond_its_target_that_is_not_there_yet_is_to_fall(tmp_path: Path) -> None:
    text = "Objective,Key result,Target,Current,Progress,Cycle\nShip,Days,3,4.5,60%,2026-q4\n,Orders,20,30,,\n"
    result = imported(tmp_path / "okrs", text)
    assert results(tmp_path / "okrs", "2026-q4/ship.md") == {
        "Days": ("at_most", None, 3, Decimal("4.5")), "Orders": (None, None, 20, 30),
    }  # fmt: skip
    assert "not done, and no start, so a value to get below" in result.output and "say where it began" in result.output
    assert "**Days — progress:** 60" in body(tmp_path / "okrs", "2026-q4/ship.md")


# -- pages --

HANDBOOK = """\
---
title: "FY27-Q4 OKRs"
---

This [fiscal quarter](/handbook/finance) will run from November 1, 2026 to January 31, 2027.

## On this page

- TOC
{:toc}

## OKRs

### 1. CEO: Grow IACV

1. **CRO KR:** Achieve 115% of plan. => 104%
    1. **VP Channel KR:** Ship 3 of 4 category improvements.
1. **CMO KR:** SMAU grows to 1.2 million.

### 2. CEO: Great team

1. **CPO KR:** Keep turnover under 15%.

## How to Achieve Presentations

- CEO presents on 2026-11-15
"""


def test_a_page_of_a_handbook_with_numbered_headings_and_a_title_in_its_front_matter(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    imported(project, HANDBOOK, name="page.md", format="markdown")
    assert documents(project) == {"index.md", "2027-q4/grow-iacv.md", "2027-q4/great-team.md"}
    assert front(project, "2027-q4/grow-iacv.md")["owner"] == "CEO"
    assert results(project, "2027-q4/grow-iacv.md") == {
        "Achieve 115% of plan.": (None, 0, 115, 104), "Ship 3 of 4 category improvements.": (None, 0, 3, None),
        "SMAU grows to 1.2 million.": (None, 0, 1_200_000, None),
    }  # fmt: skip
    assert "fiscal_year_start: 2" in (project / "okrsite.yml").read_text()
    assert "CEO presents" in body(project, "index.md") and "TOC" in body(project, "index.md")


TOGGLES = """\
# Q4 2026 OKRs

Owner: Leadership
Last edited: November 3, 2026

## Product

- **O1: Launch the app**

    | Key Result | Start | Target | Current |
    | --- | --- | --- | --- |
    | Weekly users | 0 | 5000 | 1800 |

<details>
<summary>Parking &amp; lot</summary>

- Podcast
- Billboards

</details>

<details>
<summary><b>O2: Be heard</b></summary>

- KR: 12 articles

</details>

## Decisions

- No redesign
"""


def test_what_is_folded_is_below_its_summary(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    imported(project, TOGGLES, name="page.md", format="markdown")
    assert documents(project) == {"index.md", "product/index.md", "product/2026-q4/launch-the-app.md", "product/2026-q4/be-heard.md"}
    assert [*results(project, "product/2026-q4/be-heard.md")] == ["12 articles"]
    kept = body(project, "product/index.md") + body(project, "index.md")
    for words in ("Parking", "Podcast", "Billboards", "Last edited: November 3, 2026", "No redesign"):
        assert words in kept, words


def test_scores_in_brackets_say_where_it_stands_and_are_no_part_of_the_title(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    text = (
        "# OKRs Q4 2026\n\n## Engineering\n\n**Objective 1:** Build robots [0.6]\n\n1. Time between failures from 400 to 900 hours [0.7]\n"
        "2. Fewer than 3 incidents [0.4]\n3. Ship firmware 5.0 [1.0]\n4. [50 %] Every robot has a name\n"
    )
    imported(project, text, name="page.md", format="markdown")
    file = "engineering/2026-q4/build-robots.md"
    assert front(project, file)["score"] == Decimal("0.6")
    assert results(project, file) == {
        "Time between failures from 400 to 900 hours": (None, 400, 900, 750), "Fewer than 3 incidents": (None, 0, 100, 40),
        "Ship firmware 5.0": (None, 0, 100, 100), "Every robot has a name": (None, 0, 100, 50),
    }  # fmt: skip
    later = project.parent / "page.md"
    later.write_text(text.replace("[0.7]", "[0.8]"))
    assert run(project, "markdown", later).exit_code == 0
    assert results(project, file)["Time between failures from 400 to 900 hours"] == (None, 400, 900, 800)


def test_short_lines_above_every_list_are_units_where_there_are_no_headings(tmp_path: Path) -> None:
    text = "# 2026 Q4\n\nMarketing\n\n1. Get known\n   1. Be quoted\n\nSupport\n\n1. Answer fast\n   1. First reply within 2 hours\n"
    imported(tmp_path / "okrs", text, name="page.md", format="markdown")
    assert {"marketing/2026-q4/get-known.md", "support/2026-q4/answer-fast.md"} < documents(tmp_path / "okrs")


def test_a_page_without_a_cycle_says_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("- Objective: Grow\n  - KR: Leads\n")
    (tmp_path / "okrs").mkdir()
    result = run(tmp_path / "okrs", "markdown", file)
    assert result.exit_code == 1 and "Nothing says in which cycle it is. Say it with --cycle" in result.output
    assert "None" not in result.output


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        ("Reach 50 thousand visits", "0 to 50000 visits"), ("Raise $3 million.", "0 to 3000000 USD"),
        ("Ship 3 of 4 pilots live", "0 to 3 of 4 pilots"), ("Readers stay longer than 4 minutes", "at least 4 minutes"),
        ("Pages load faster than 2 seconds", "at most 2 seconds"), ("8 signed resellers (0/8)", "0 to 8 signed resellers, now 0"),
        ("Publish 6 articles (2 so far)", "0 to 6 articles, now 2"), ("Publish 6 articles (2/5)", "0 to 6 articles"),
        ("Cut build time from 25 to 10 minutes — currently 18", "25 to 10 minutes, now 18"),
        ("Brand recall up from 12% to 20%", "12 to 20 %"),
    ],
)  # fmt: skip
def test_more_ways_to_say_a_target(words: str, taken: str) -> None:
    found = target_of(words)
    assert found and found.taken == taken


# -- again, after changes on both sides --

SHEET = "Team,Objective,Key result,Target,Current,Mood,Remark,Cycle\nTrade,Grow,Leads,10,2,sunny,,2026-q4\n,,Sales,5,1,,late,\n"


def again(project: Path, text: str, *arguments: str) -> str:
    file = project.parent / "again.csv"
    file.write_text(text)
    result = run(project, "csv", file, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_cells_that_are_kept_as_text_are_kept_up_to_date_and_all_other_text_stays(tmp_path: Path) -> None:
    project, file = tmp_path / "okrs", "trade/2026-q4/grow.md"
    imported(project, SHEET)
    path = project / "content" / file
    path.write_text(path.read_text().replace("## From", "Our own words.\n\n## From") + "\nMore words. <!-- for us -->\n")
    before = path.read_text()
    changed = SHEET.replace("sunny", "stormy").replace("late", "in time").replace("Grow,Leads,10,2", "Grow,Leads,10,3")
    assert "cells that are kept" in again(project, changed)
    expected = before.replace("sunny", "stormy").replace("late", "in time").replace("current: 2", "current: 3")
    assert path.read_text() == expected
    assert "0 new, 0 changed" in again(project, changed)


def test_a_cell_that_is_new_is_kept_behind_the_others_or_in_a_section_of_its_own(tmp_path: Path) -> None:
    project, file = tmp_path / "okrs", "trade/2026-q4/grow.md"
    imported(project, SHEET.replace("sunny", "").replace("late", ""))
    assert body(project, file) == ""
    again(project, SHEET.replace("late", ""))
    assert body(project, file).strip() == "## From the import\n\n- **Leads — Mood:** sunny"
    again(project, SHEET)
    assert body(project, file).strip().endswith("- **Leads — Mood:** sunny\n- **Sales — Remark:** late")


def test_text_for_which_there_is_no_place_is_shown_line_by_line(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    text = "Objective,Description,Target,Cycle\nGrow,What we said before,5,2026-q4\n"
    imported(project, text)
    output = again(project, text.replace("before", "later"))
    assert "its text stays as it is, without 1 line that arrived" in output and "What we said later" in output
    assert "What we said before" in body(project, "2026-q4/grow.md")


def test_a_new_title_is_told_and_found_again_once_the_document_has_it(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    imported(project, SHEET)
    renamed = SHEET.replace("Grow", "Grow fast").replace("Sales", "Sold")
    output = again(project, renamed, "--dry-run")
    assert "1 new" in output and "trade/2026-q4/grow\n" in output and "change its title in its document too" in output
    path = project / "content/trade/2026-q4/grow.md"
    path.write_text(path.read_text().replace("title: Grow", "title: Grow fast"))
    output = again(project, renamed)
    assert "key result Sales does not arrive and stays; has it a new title?" in output
    assert documents(project) == {"index.md", "trade/index.md", "trade/2026-q4/grow.md"}
    assert [*results(project, "trade/2026-q4/grow.md")] == ["Leads", "Sales", "Sold"]


def test_a_unit_keeps_the_title_that_it_was_given_here(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    imported(project, SHEET)
    path = project / "content/trade/index.md"
    path.write_text(path.read_text().replace("title: Trade", "title: Trade and repair"))
    assert "0 new, 0 changed" in again(project, SHEET)
