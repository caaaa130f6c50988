"""Markdown that no person wrote is refused by its structure, or taken without harm and in bounds."""

from datetime import date
from pathlib import Path

import pytest

from okrsite.cycles import Calendar
from okrsite.importers.arriving import NotTakenError
from okrsite.importers.cells import Wishes
from okrsite.importers.markdown_reading import read_markdown
from okrsite.importers.writing import carry_out, plan_of

GOOD = "# OKRs Q1 2024\n\n- **Objective:** A\n  - **KR:** Publish 5 posts\n\n"
REFUSED = {
    "ten thousand quotes": GOOD + "> " * 10_000 + "x",
    "ten thousand lists on one line": GOOD + "- " * 10_000 + "x",
    "lists in lists": GOOD + "".join("  " * depth + "- a\n" for depth in range(200)),
    "ten megabytes": GOOD + "a " * 5_000_000,
    "one endless paragraph": GOOD + "word " * 40_000,
    "nothing but brackets": GOOD + "[" * 60_000,
    "no text": "\udcff",
}
TAKEN = {
    "emphasis without end": GOOD + "**a*" * 3_000,
    "backticks of every length": GOOD + "".join("`" * length + " " for length in range(1, 340)),
    "links that do not close": GOOD + "[a](b" * 1_900,
    "scripts": GOOD + "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1))\n",
    "quotation marks": "- Objective: a\n  - KR: " + "“" * 60_000,
    "brackets in a title": "- Objective: a\n  - KR: " + "(" * 60_000,
    "digits": "- Objective: a\n  - KR: " + "1 " * 30_000,
    "handles": "- Objective: " + "@a " * 20_000 + "\n  - KR: x",
    "control characters": GOOD + "\0\x01\x1b[31m\u2028\ufeff",
    "a wide table": GOOD + "|a" * 300 + "|\n" + "|-" * 300 + "|\n" + "|b" * 300 + "|\n",
    "names of folders": "# OKRs 2024\n\n## ../../etc\n\n- Objective: a\n  - KR: x\n\n## con\n\n- Objective: ../../b\n  - KR: x\n",
    "reserved names": "# OKRs 2024\n\n## People\n\n- Objective: a\n  - KR: x\n\n## 2024\n\n- Objective: api\n  - KR: x\n",
    "YAML in titles": "# OKRs 2024\n\n- Objective: '---' !!x &a *b {c: [\n  - KR: \"y: z\" # no\n",
    "front matter without end": "---\ntitle: x\n\n" + GOOD,
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_tangled_is_refused(text: str) -> None:
    with pytest.raises(NotTakenError):
        read_markdown([("a.md", text.encode("utf-8", "surrogateescape"))], Wishes(Calendar()))


@pytest.mark.parametrize("text", TAKEN.values(), ids=TAKEN.keys())
def test_what_is_odd_is_written_without_errors_inside_the_project(text: str, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    plan = plan_of(project, read_markdown([("a.md", text.encode())], Wishes(Calendar(), "", "2024-q1")), date(2026, 11, 23))
    assert plan.is_possible, (plan.problems, [outcome.notes for outcome in plan.outcomes])
    carry_out(project, plan)
    assert [path.name for path in tmp_path.iterdir()] == ["project"]
    again = plan_of(project, read_markdown([("a.md", text.encode())], Wishes(Calendar(), "", "2024-q1")), date(2026, 11, 23))
    assert {outcome.state for outcome in again.outcomes} == {"unchanged"}


@pytest.mark.slow
def test_a_long_text_is_kept_on_several_pages(tmp_path: Path) -> None:
    text = GOOD + "".join(f"Paragraph {number} says something long enough to fill a page in the end.\n\n" for number in range(2_000))
    read = read_markdown([("a.md", text.encode())], Wishes(Calendar()))
    assert [document.kind for document in read.documents] == ["unit", "page", "page", "objective"]
    assert plan_of(tmp_path, read, date(2026, 11, 23)).is_possible
    assert all(f"Paragraph {number} " in "".join(document.body for document in read.documents) for number in range(2_000))
