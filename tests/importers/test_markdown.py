"""Pages of handbooks in the many ways in which people mark objectives and key results."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from okrsite.cycles import Calendar
from okrsite.importers.arriving import Arriving, NotTakenError, Read
from okrsite.importers.cells import Wishes
from okrsite.importers.known import Known
from okrsite.importers.markdown_reading import read_markdown
from tests.importers.importing import imported, run


def read(*texts: str, name: str = "okrs", company: str | None = None, texts_there: dict[str, str] | None = None, **wishes: Any) -> Read:
    files = [(f"{name}-{number}.md", text.encode()) for number, text in enumerate(texts)]
    return read_markdown(files, Wishes(Calendar(), **wishes), Known(company, texts_there or {}))


def objectives(found: Read) -> list[Arriving]:
    return [document for document in found.documents if document.kind == "objective"]


def outline(found: Read) -> list[tuple[str, str, list[str]]]:
    """Unit, title and the titles of the key results of each objective."""
    return [(d.unit, str(d.keys["title"]), [entry["title"] for entry in key_results(d)]) for d in objectives(found)]


def key_results(document: Arriving) -> list[dict[str, Any]]:
    return list(document.keys.get("key_results", ()))  # type: ignore[arg-type]


def initiatives(document: Arriving) -> list[dict[str, Any]]:
    return list(document.keys.get("initiatives", ()))  # type: ignore[arg-type]


def units(found: Read) -> dict[str, Arriving]:
    return {document.unit: document for document in found.documents if document.kind == "unit"}


MARKED = [
    "## Objective 1: Be known\n\n### Key Results\n\n1. Double visits\n2. Be quoted\n",
    "**Objective:** Be known\n\n**Key Results:**\n* KR 1: Double visits\n* KR 2: Be quoted\n",
    "Objectif 1 : Be known\n\nRésultats clés :\n\n- RC1 : Double visits\n- RC2 : Be quoted\n",
    "- O1: Be known\n  - KR1.1: Double visits\n  - KR1.2 Be quoted\n",
    "- Objective: Be known\n- KR: Double visits\n- KR: Be quoted\n",
    "### Objective\nBe known\n\n### Key Results\n1. **KR1** – Double visits\n2. **KR2** – Be quoted\n",
    "1. **Be known**\n   - KR: Double visits\n   - Be quoted\n",
    "1. **Be known**\n\n   - Double visits\n   - Be quoted\n",
    "# OKRs\n\n## Be known all over the world\n\n- [ ] Double visits\n- [x] Be quoted\n".replace(" all over the world", ""),
    "OBJECTIVE: Be known\nKR: Double visits\nKR: Be quoted\n",
    "| Objective | Key Result |\n|---|---|\n| Be known | Double visits |\n| | Be quoted |\n",
    "## O: Be known\n\n| KR | Owner |\n|---|---|\n| Double visits | Ana |\n| Be quoted | |\n",
    "\ufeff1. **Be known**\r\n   - KR: Double visits\r\n   - KR: Be quoted\r\n",
]


@pytest.mark.parametrize("text", MARKED)
def test_each_way_of_marking_means_the_same(text: str) -> None:
    assert outline(read(text, cycle="2026-q4")) == [("", "Be known", ["Double visits", "Be quoted"])]


def test_headings_are_units_and_the_company_is_the_root() -> None:
    text = "# FY24 Q2 OKRs\n## Company\n1. **A**\n   - KR: a\n## Engineering\n### Web\n1. **B**\n   - KR: b\n## People Ops\n\nWe hire.\n"
    found = read(text)
    assert [(unit, title) for unit, title, _ in outline(found)] == [("", "A"), ("engineering/web", "B")]
    assert {d.cycle for d in objectives(found)} == {"2024-q2"}
    assert units(found)["people-ops"].body == "We hire."
    assert "fiscal_year_start" in found.understood[0].taken


def test_items_above_objectives_are_units_too() -> None:
    text = "- Engineering\n  - O1: Ship\n    - KR1.1: a\n- Design\n  - O1: Draw\n    - KR1.1: b\n"
    assert outline(read(text)) == [("engineering", "Ship", ["a"]), ("design", "Draw", ["b"])]


def test_short_headings_above_sentences_are_units() -> None:
    text = (
        "# Q4 2021 OKRs\n## Growth\n### Double the number of users\n* a\n### Make onboarding effortless\n* b\n"
        "## Platform\n### Keep the lights on\n* c\n"
    )
    assert [(unit, title) for unit, title, _ in outline(read(text))] == [
        ("growth", "Double the number of users"), ("growth", "Make onboarding effortless"), ("platform", "Keep the lights on"),
    ]  # fmt: skip


def test_a_deep_list_is_a_tree_of_objectives() -> None:
    found = read("- A\n  - B\n    - C\n      - d\n  - e\n", cycle="2026")
    assert outline(found) == [("", "A", ["e"]), ("", "B", []), ("", "C", ["d"])]
    assert [d.keys.get("aligns_to") for d in objectives(found)] == [None, "2026/a", "2026/b"]
    assert [d.keys.get("rollup") for d in objectives(found)] == ["both", "aligned", None]


def test_sections_of_several_cycles_and_files_keep_their_own() -> None:
    found = read("# OKRs\n## Q1 2020\n### Objective: A\n- KR: x\n## Q2 2020\n### Objective: A\n- KR: x\n")
    assert [(d.cycle, d.id) for d in objectives(found)] == [("2020-q1", "a"), ("2020-q2", "a")]
    two = read("# Marketing OKRs\n- Objective: A\n  - KR: x\n", "# Sales OKRs\n- Objective: B\n  - KR: y\n", name="2020-q3")
    assert [(d.unit, d.cycle) for d in objectives(two)] == [("marketing", "2020-q3"), ("sales", "2020-q3")]


def test_unit_and_cycle_can_be_said_and_the_company_keeps_its_name() -> None:
    found = read("# Marketing OKRs Q3 2020\n- Objective: A\n  - KR: x\n", unit="marketing", cycle="2026-q4", company="Example")
    assert [(d.unit, d.cycle) for d in objectives(found)] == [("marketing", "2026-q4")]
    root = read("# Team OKRs\n- Objective: A\n  - KR: x\n", company="Example")
    assert units(root)[""].keys["title"] == "Example"


def test_outcomes_are_kept_and_what_is_done_is_done() -> None:
    text = (
        "1. **A** => Done\n   - Hire 10 people => 7\n   - Publish 3 posts => Done\n"
        "   - Write it => Not done, see [here](https://example.com/x)\n   - Ship => On track\n"
    )
    document = objectives(read(text))[0]
    assert [entry.get("current", entry.get("done")) for entry in key_results(document)] == [Decimal(7), Decimal(3), False, None]
    assert "- Write it → Not done, see [here](<https://example.com/x>)" in document.body and "- Ship → On track" in document.body


def test_owners_are_taken_where_the_document_names_them_again_and_again() -> None:
    text = (
        "## Sales\n1. VP Sales: Sell\n   - KR: a [OPS]\n2. CEO: Lead\n   - KR: b [OPS][WEB]\n   - KR: c [P0] (@ben)\n"
        "## Vision\n1. Culture: Be kind\n   - KR: d\n"
    )
    found = objectives(read(text))
    assert [(d.keys["title"], d.keys.get("owner")) for d in found] == [("Sell", "VP Sales"), ("Lead", "CEO"), ("Culture: Be kind", None)]
    assert [entry.get("owner") for d in found for entry in key_results(d)] == ["OPS", "OPS, WEB", "ben", None]
    assert key_results(found[1])[1]["title"] == "c [P0]"


def test_named_lines_become_keys_and_others_stay() -> None:
    text = (
        "**Objective:** A\n\nOwner: Ana\n\n**Why:** It matters\n\n- KR: Visits\n  - Start: 10\n  - Target: 20\n  - Due: 2026-11-30\n"
        "- KR: Posts\n\n  Progress: 2/5\n\nScore: 0.7\n\nStatus: all good\n\n### Initiatives\n- [x] Write\n- Draw\n"
    )
    document = objectives(read(text))[0]
    assert [document.keys.get(key) for key in ("owner", "why", "score")] == ["Ana", "It matters", Decimal("0.7")]
    visits, posts = key_results(document)
    assert (visits["start"], visits["target"], str(visits["due"])) == (10, 20, "2026-11-30")
    assert (posts["target"], posts["current"]) == (5, 2)
    assert [(entry["title"], entry["status"]) for entry in initiatives(document)] == [("Write", "done"), ("Draw", None)]
    assert "all good" in document.body


def test_below_a_key_result_words_tell_what_is_one_too_and_boxes_are_milestones() -> None:
    text = "1. **A**\n   - KR: b\n     - KR: c\n   - KR: d\n     - [x] one\n     - [ ] two\n   - KR: e\n     - work\n"
    document = objectives(read(text))[0]
    assert [entry["title"] for entry in key_results(document)] == ["b", "c", "d", "e"]
    assert key_results(document)[2]["milestones"] == [{"title": "one", "done": True}, {"title": "two", "done": None}]
    assert [entry["title"] for entry in initiatives(document)] == ["work"]


def test_what_only_explains_is_text_though_it_has_the_marks() -> None:
    found = read("# OKRs\n## Q1 2020\n- Objective: A\n  - KR: x\n## How we do OKRs\n- Objective: where to go\n  - KR: how to see it\n")
    assert outline(found) == [("", "A", ["x"])]
    assert "where to go" in units(found)[""].body


def test_links_lead_where_they_did_and_old_paths_are_shown() -> None:
    text = (
        "1. **See [plan][p] and [old](../x.md)**\n   - KR: [a](https://example.com/a) [b](https://example.com/b)\n\n"
        "More in [old](../y.md) and [p].\n\n[p]: https://example.com/p\n[q]: https://example.com/q\n"
    )
    found = read(text, cycle="2026")
    document = objectives(found)[0]
    assert document.keys["title"] == "See plan and old" and key_results(document)[0]["url"] == "https://example.com/a"
    assert "[plan](<https://example.com/p>)" in document.body and "old (`../x.md`)" in document.body
    body = units(found)[""].body
    assert "old (`../y.md`)" in body and "[p](<https://example.com/p>)" in body and "https://example.com/q" in body


def test_text_of_a_unit_that_has_another_one_goes_to_a_page_of_its_own() -> None:
    text = "# OKRs Q1 2024\n\nWe want more.\n\n- Objective: A\n  - KR: x\n"
    there = read(text, texts_there={"": "We are many."})
    assert units(there)[""].body == ""
    assert [(d.keys["title"], d.body) for d in there.documents if d.kind == "page"] == [("From okrs-0", "We want more.")]
    same = read(text, texts_there={"": "We are many.\n\nWe want more."})
    assert units(same)[""].body == "We want more." and not [d for d in same.documents if d.kind == "page"]


def test_a_page_without_objectives_is_not_taken() -> None:
    with pytest.raises(NotTakenError, match="no objectives"):
        read("# Notes\n\nWe met.\n")


def test_the_command_brings_pages_into_a_project_and_updates_by_id(tmp_path: Path) -> None:
    project = tmp_path / "okrs"
    text = "# Marketing OKRs Q4 2026\n\n- **Objective:** Be known\n  - **KR:** Publish 5 posts => 2\n  - **KR:** Be quoted\n"
    imported(project, text, name="okrs.md", format="markdown")
    file = project / "content/2026-q4/be-known.md"
    assert "target: 5" in file.read_text(encoding="utf-8") and "- Publish 5 posts → 2" in file.read_text(encoding="utf-8")
    by_hand = file.read_text(encoding="utf-8").replace("title: Be known", "title: Be known # ours")
    file.write_text(by_hand, encoding="utf-8")
    imported(project, text.replace("=> 2", "=> 4"), name="okrs.md", format="markdown")
    assert "title: Be known # ours" in file.read_text(encoding="utf-8") and "current: 4" in file.read_text(encoding="utf-8")


def test_a_page_without_a_cycle_asks_for_one(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("- Objective: A\n  - KR: x\n", encoding="utf-8")
    (tmp_path / "okrs").mkdir()
    refused = run(tmp_path / "okrs", "markdown", page)
    assert refused.exit_code in (1, 2) and "--cycle" in refused.output
    assert run(tmp_path / "okrs", "markdown", page, "--cycle", "2026-q4", "--yes").exit_code == 0
