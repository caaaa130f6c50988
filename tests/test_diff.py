"""`okrsite diff`: what changed, in OKR terms, between two commits (FORMAT §17)."""

import html
import json
import re
from pathlib import Path
from typing import Any

import cmarkgfm
import html5lib
import pytest
from click.testing import CliRunner, Result
from cmarkgfm.cmark import Options

from okrsite.cli import main
from tests.repositories import commit, git
from tests.sites import objective, with_company, write
from tests.trust.corpora import sample, writable

GROW = objective(
    "Grow", "owner: ana", "why: Now.", "aligns_to: 2026/large",
    "key_results:", "  - {id: visits, title: Visits, target: 100, current: 40, unit: visits}",
    "  - {id: leads, title: Leads, target: 10, current: 5}",
)  # fmt: skip
LARGE = objective("Be large", "rollup: aligned")
FILES = with_company({
    "content/people.yml": "ana: {name: Ana López}\nben: {name: Ben}\n",
    "content/2026/large.md": LARGE,
    "content/sales/index.md": "---\ntitle: Sales\n---\n",
    "content/sales/2026-q4/grow.md": GROW,
})  # fmt: skip
FILE = "content/sales/2026-q4/grow.md"
SECRET = objective("Secret", "visibility: restricted", "why: Quiet.", "key_results: [{title: Hidden, target: 9, current: 1}]")
TEXTS = [pytest.param(sample(writable(), 40), id="a sample"), pytest.param(writable(), marks=pytest.mark.slow, id="all")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    commit(tmp_path / "acme", FILES)
    git(tmp_path / "acme", "checkout", "-q", "-b", "change")
    return tmp_path / "acme"


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", *arguments, "--project", str(folder), "--as-of", "2026-11-23"])


def changes(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    result = run(folder, *(arguments or ("main",)), "--format", "json")
    assert result.exit_code == 0, result.stderr
    found: list[dict[str, Any]] = json.loads(result.stdout)["changes"]
    return found


def brief(folder: Path) -> list[tuple[str, str, object, object]]:
    return [(c["subject"], c["setting"] or c["what"], c["before"], c["after"]) for c in changes(folder)]


def edit(folder: Path, *replacements: tuple[str, str], file: str = FILE) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    (folder / file).write_text(text, encoding="utf-8")


def test_nothing_changed_is_one_sentence(folder: Path) -> None:
    assert run(folder, "main").stdout == "Nothing changed in the OKRs.\n"
    assert run(folder, "main", "--format", "markdown").stdout == "<!-- okrsite diff -->\nNothing changed in the OKRs.\n"
    commit(folder, {"README.md": "x"})
    edit(folder, ("title: Grow", "title:   Grow"))
    assert run(folder, "main").stdout == "Nothing changed in the OKRs.\n"


def test_a_value_moves_its_objective_its_unit_and_the_company(folder: Path) -> None:
    edit(folder, ("current: 40", "current: 90"))
    result = json.loads(run(folder, "main", "--format", "json").stdout)
    found = [c for c in result["changes"] if c["subject"] == "key_result" and c["key_result"] == "visits"]
    assert [(c["what"], c["before"], c["after"]) for c in found] == [("value", 40, 90), ("progress", 0.4, 0.9)]
    assert ("objective", "progress", 0.45, 0.7) in brief(folder)
    moved = [(u["unit"], u["cycle"], u["before"], u["after"]) for u in result["units"]]
    assert moved == [("", "2026", 0.45, 0.7), ("", "2026-q4", 0.45, 0.7), ("sales", "2026-q4", 0.45, 0.7)]
    assert run(folder, "main").stdout.startswith("Acme: 45% → 70% in 2026 Q4. Moved most by Grow (45% → 70%).\n")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: Grow", "title: Grow more", ("objective", "renamed", "Grow", "Grow more")),
        ("owner: ana", "owner: ben", ("objective", "owner", "Ana López", "Ben")),
        ("owner: ana\n", "", ("objective", "owner", "Ana López", None)),
        ("why: Now.", "why: Soon.", ("objective", "why", "Now.", "Soon.")),
        ("why: Now.", "weight: 2\nwhy: Now.", ("objective", "weight", 1, 2)),
        ("why: Now.", "kind: committed\nwhy: Now.", ("objective", "kind", "aspirational", "committed")),
        ("---\n", "---\nA plan.\n", ("objective", "text", None, None)),
        ("target: 100", "target: 80", ("key_result", "target", 100, 80)),
        ("target: 100", "start: 20, target: 100", ("key_result", "start", 0, 20)),
        ("unit: visits", "unit: visitors", ("key_result", "unit", "visits", "visitors")),
        ("id: leads, title: Leads", "id: leads, weight: 3, title: Leads", ("key_result", "weight", 1, 3)),
        ("id: leads, title: Leads", "id: leads, title: Good leads", ("key_result", "renamed", "Leads", "Good leads")),
        ("id: leads, title: Leads", "id: leads, title: Leads, owner: ben", ("key_result", "owner", None, "Ben")),
        ("title: Leads, target: 10", "title: Leads, type: at_least, target: 10", ("key_result", "type", "number", "at_least")),
        ("  - {id: leads, title: Leads, target: 10, current: 5}\n", "", ("key_result", "removed", 10, None)),
    ],
)  # fmt: skip
def test_each_thing_that_somebody_writes_differently_is_told(
    folder: Path, old: str, new: str, said: tuple[str, str, object, object]
) -> None:  # fmt: skip
    text = (folder / FILE).read_text(encoding="utf-8")
    head, _, tail = text.rpartition(old) if old == "---\n" else text.partition(old)
    (folder / FILE).write_text(f"{head}{new}{tail}", encoding="utf-8")
    assert said in brief(folder)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("type: between, low: 1, high: 3", "type: between, low: 1, high: 4"),
        ("type: ladder, steps: {0.5: 1, 1.0: 4}", "type: ladder, steps: {0.5: 1, 1.0: 5}"),
        ("type: milestones, milestones: [{title: A}]", "type: milestones, milestones: [{title: A}, {title: B}]"),
        ("type: at_most, target: 4", "type: at_most, target: 5"),
    ],
)
def test_a_target_of_every_type_is_a_target(folder: Path, before: str, after: str) -> None:
    edit(folder, ("id: leads, title: Leads, target: 10, current: 5", f"id: leads, title: Leads, {before}"))
    base = commit(folder, {})
    edit(folder, (before, after))
    found = [c for c in changes(folder, base) if c["what"] == "target"]
    assert [(c["key_result"], c["serious"]) for c in found] == [("leads", True)]


def test_a_target_is_serious_only_in_a_cycle_that_runs(folder: Path) -> None:
    base = commit(folder, {"content/sales/2027-q1/next.md": GROW.replace("aligns_to: 2026/large\n", "")})
    edit(folder, ("target: 100", "target: 80"))
    edit(folder, ("target: 100", "target: 80"), file="content/sales/2027-q1/next.md")
    assert {(c["cycle"], c["serious"]) for c in changes(folder, base) if c["what"] == "target"} == {("2026-q4", True), ("2027-q1", False)}
    text = run(folder, base).stdout
    assert "⚠ Goalposts moved in a running cycle: Visits, target 100 visits → 80 visits (Grow).\n" in text


@pytest.mark.parametrize("where", ["content/2026-q4/grow.md", "content/sales/2026/grow.md", "content/sales/2026-q4/other.md"])
def test_an_objective_that_moves_is_found_again(folder: Path, where: str) -> None:
    text = GROW.replace("aligns_to: 2026/large\n", "") if where.startswith("content/sales/2026/") else GROW
    base = commit(folder, {FILE: text})
    commit(folder, {FILE: None, where: text.replace("current: 40", "current: 50")})
    found = changes(folder, base)
    assert [c["what"] for c in found if c["what"] in ("added", "removed")] == []
    (moved,) = [c for c in found if c["what"] == "moved"]
    assert (moved["before"], moved["after"]) == ("sales/2026-q4/grow", where.removeprefix("content/").removesuffix(".md"))
    assert ("value", 40, 50) in [(c["what"], c["before"], c["after"]) for c in found]


def test_an_alias_leads_from_the_old_place_to_the_new_one(folder: Path) -> None:
    aliased = objective("Quite different", "aliases: [sales/2026-q4/grow]", "why: Now.", "key_results: [{title: Other, target: 9}]")
    commit(folder, {FILE: None, "content/2026-q4/other.md": aliased})
    assert [c[2:] for c in brief(folder) if c[1] == "moved"] == [("sales/2026-q4/grow", "2026-q4/other")]


def test_an_objective_with_nothing_in_common_is_another_one(folder: Path) -> None:
    other = objective("Quite different", "why: Now.", "key_results: [{title: Other, target: 9}]")
    commit(folder, {FILE: None, "content/sales/2026-q4/other.md": other})
    assert {(c["what"], c["ref"]) for c in changes(folder) if c["subject"] == "objective" and c["what"] in ("added", "removed")} == {
        ("added", "sales/2026-q4/other"), ("removed", "sales/2026-q4/grow")
    }  # fmt: skip


def test_a_unit_that_is_renamed_takes_what_is_in_it_along(folder: Path) -> None:
    git(folder, "mv", "content/sales", "content/selling")
    assert brief(folder) == [("unit", "moved", "sales", "selling")]


def test_losing_the_last_parent_that_counts_is_told(folder: Path) -> None:
    edit(folder, ("aligns_to: 2026/large", "aligns_to: {to: 2026/large, contributes: false}"))
    assert [c[1] for c in brief(folder) if c[1] in ("orphaned", "no_longer_aligned")] == ["orphaned"]
    edit(folder, ("aligns_to: {to: 2026/large, contributes: false}\n", ""))
    assert [c[1] for c in brief(folder) if c[1] in ("orphaned", "no_longer_aligned")] == ["no_longer_aligned", "orphaned"]
    assert "Supports nothing any more: Grow.\n" in run(folder, "main").stdout


def test_a_parent_that_is_renamed_is_the_same_parent(folder: Path) -> None:
    git(folder, "mv", "content/2026/large.md", "content/2026/big.md")
    edit(folder, ("2026/large", "2026/big"))
    assert brief(folder) == [("objective", "moved", "2026/large", "2026/big")]


def test_check_ins_are_told_with_their_note_and_win(folder: Path) -> None:
    written = "\ncheckins:\n  - {date: 2026-11-02, by: ana, note: Slow., win: A first lead!}\n  - {date: 2026-12-01, note: Later.}"
    edit(folder, ("\nkey_results:", f"{written}\nkey_results:"))
    found = [c for c in changes(folder) if c["what"].startswith("check_in")]
    assert [c["after"] for c in found] == [{"day": "2026-11-02", "by": "Ana López", "note": "Slow.", "win": "A first lead!"}]
    base = commit(folder, {})
    edit(folder, ("note: Slow.", "note: Quick."))
    assert [c["what"] for c in changes(folder, base) if c["what"].startswith("check_in")] == ["check_in_changed"]
    edit(folder, ("  - {date: 2026-11-02, by: ana, note: Quick., win: A first lead!}\n", ""))
    assert [c["what"] for c in changes(folder, base) if c["what"].startswith("check_in")] == ["check_in_removed"]


def test_kpis_units_and_pages_are_told(folder: Path) -> None:
    kpi = "---\ntype: kpi\ntitle: Uptime\nunit: '%'\ngood: at_least\ntarget: 99\nvalues: {2026-11-01: 99.5}\n---\n"
    commit(folder, {"content/uptime.md": kpi, "content/how.md": "---\ntype: page\ntitle: How\n---\nText.\n"})
    commit(folder, {"content/new/index.md": "---\ntitle: New\n---\n"})
    assert brief(folder) == [("unit", "added", None, None), ("kpi", "added", None, None), ("page", "added", None, None)]
    base = commit(folder, {})
    edit(folder, ("2026-11-01: 99.5", "2026-11-01: 99.5, 2026-11-08: 90, 2026-12-08: 100"), file="content/uptime.md")
    found = [(c["what"], c["before"], c["after"]) for c in changes(folder, base)]
    assert found == [("value", 99.5, 90), ("health", "healthy", "unhealthy")]
    assert "Got worse: Uptime (Healthy → Unhealthy).\n" in run(folder, base).stdout


def test_the_base_is_where_the_branch_left_and_head_may_be_another_commit(folder: Path) -> None:
    commit(folder, {FILE: GROW.replace("current: 40", "current: 90")})
    git(folder, "checkout", "-q", "main")
    commit(folder, {FILE: GROW.replace("current: 5}", "current: 9}")})
    found = [(c["key_result"], c["before"], c["after"]) for c in changes(folder, "main", "change") if c["what"] == "value"]
    assert found == [("visits", 40, 90)]


def test_without_head_the_files_are_taken_as_they_are(folder: Path) -> None:
    write(folder, {"content/sales/2026-q4/more.md": objective("More", "key_results: [{title: K, target: 9, current: 1}]")})
    assert ("objective", "added") in [c[:2] for c in brief(folder)]
    assert changes(folder, "main", "change") == []


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_what_is_not_published_leaves_no_trace(folder: Path, format_: str) -> None:
    edit(folder, ("current: 40", "current: 41"))
    expected = run(folder, "main", "--format", format_)
    write(folder, {"content/sales/2026-q4/secret.md": SECRET})
    assert run(folder, "main", "--format", format_).output == expected.output
    commit(folder, {})
    commit(folder, {"content/sales/2026-q4/secret.md": SECRET.replace("current: 1", "current: 8")})
    assert run(folder, "main", "--format", format_).output == expected.output
    assert "Secret" in run(folder, "main", "--format", format_, "--everything").stdout


def test_an_audience_sees_its_own(folder: Path) -> None:
    write(folder, {"okrsite.yml": "audiences: [board]\n", "content/sales/2026-q4/b.md": SECRET.replace("restricted", "board")})
    assert "Secret" not in run(folder, "main").stdout
    assert "Secret" in run(folder, "main", "--audience", "board").stdout
    assert run(folder, "main", "--audience", "bord").exit_code == 2


def test_problems_of_the_newer_side_are_printed_and_nothing_else(folder: Path) -> None:
    edit(folder, ("owner: ana", "ownr: ana"))
    result = run(folder, "main")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{FILE}:3:1: error[unknown-key]" in result.stderr and "    3 | ownr: ana" in result.stderr
    commit(folder, {})
    edit(folder, ("ownr: ana", "owner: ana"))
    result = run(folder, "main", "change")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{FILE}:3:1: error[unknown-key]" in result.stderr and "    3 | ownr: ana\n" in result.stderr  # those of the commit


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("content/sales/2026-q4/bad.md", "---\ntitel: Bad\n---\n"), ("content/2026/large.md", "---\ntitle: [\n---\n"),
        ("content/sales/index.md", "---\ntitel: Sales\n---\n"), ("content/people.yml", "ana: [\n"), ("content/index.md", None),
        ("okrsite.yml", "contnt: other\n"), ("content/lost/2026-q4/x.md", GROW), ("content/sales/index.md", None),
        ("content/2026/large.md", objective("Ring", "rollup: aligned", "aligns_to: sales/2026-q4/grow")),
    ],
)  # fmt: skip
def test_a_faulty_base_is_compared_as_far_as_it_can_be_read(folder: Path, file: str, text: str | None) -> None:
    good = {path: (folder / path).read_text(encoding="utf-8") for path in FILES}
    base = commit(folder, {file: text})
    git(folder, "rm", "-rq", ".")
    commit(folder, {**good, FILE: GROW.replace("current: 40", "current: 90")})
    for arguments in ((base,), (base, "--everything")):
        result = run(folder, *arguments)
        assert result.exit_code == 0, result.output
        assert "The older side" in result.stderr
    assert "Grow" in result.stdout


def test_a_base_without_content_makes_everything_new(tmp_path: Path) -> None:
    base = commit(tmp_path, {"README.md": "x"})
    commit(tmp_path, FILES)
    assert {c["what"] for c in changes(tmp_path, base)} == {"added"}


@pytest.mark.parametrize(("arguments", "said"), [(("mian",), "Did you mean `main`"), (("--", "-x"), "There is no commit `-x`")])
def test_a_wrong_revision_ends_with_2_and_a_hint(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    result = CliRunner().invoke(main, ["diff", "--project", str(folder), *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_the_comment_is_a_summary_and_folded_tables(folder: Path) -> None:
    edit(folder, ("current: 40", "current: 0"), ("target: 10,", "target: 8,"))
    comment = run(folder, "main", "--format", "markdown").stdout
    page = html5lib.parse(cmarkgfm.github_flavored_markdown_to_html(comment, Options.CMARK_OPT_UNSAFE), namespaceHTMLElements=False)
    assert comment.startswith("<!-- okrsite diff -->\n")
    assert [("".join(line.itertext())).partition(":")[0] for line in page.iter("li")] == [
        "Acme", "⚠ Goalposts moved in a running cycle", "Got worse"
    ]  # fmt: skip
    rows = [["".join(cell.itertext()) for cell in row] for row in page.iter("tr")]
    assert ["⚠ Leads: target", "10", "8"] in rows and ["Visits: value", "40 visits", "0 visits"] in rows
    assert all(len(row) == 3 for row in rows)


def test_a_comment_has_at_most_60_000_characters_and_says_what_it_leaves_out(folder: Path) -> None:
    lines = ("why: Now.", "key_results: [{title: K, target: 9}]")
    commit(folder, {f"content/sales/2026-q4/o{i}.md": objective(f"Aim number {i} {'<>' * 60}", *lines) for i in range(400)})
    comment = run(folder, "main", "--format", "markdown").stdout
    left_out = re.search(r"(\d+) more are left out", comment)
    assert left_out and 30_000 < len(comment) <= 60_000
    assert comment.count("| **Aim number") + int(left_out[1]) == 400
    assert comment.count("<details>") == comment.count("</details>") == 1


@pytest.mark.parametrize("texts", TEXTS)
def test_content_is_nothing_but_text_in_a_comment(folder: Path, texts: tuple[str, ...]) -> None:
    forges = (
        "@ana", "@acme/okrs", "see #12", "acme/okrs#12", "!12", "$12", "&12", "~bug", '~"a b"', "%v1", "GH-12", "ABC-123", "[alert:1]",
        "https://evil.example/x", "www.evil.example", "ana@evil.example", "![x](http://evil.example/x.png)", "[a](javascript:alert(1))",
        "<img src=x onerror=alert(1)>", "<!-- x", "--><b>x</b>", "| a | b |", "`a`", "*a* _b_ __c__ ~~d~~", "/close", "/label ~bug",
        "$x^2$", ":rocket:", "::error::x", "##[error]x", "</details><h1>x</h1>", "&lt;b&gt;", "\\*a\\*",
        "42bfa2d8cfed87d674baec00a7f5f478ba20a0ef",
        "[^1]", "- [ ] x", "^12", "*iteration:1", "mailto:a@b.example", "ftp://evil.example", "xmpp:a@b.example",
    )  # fmt: skip
    titles = [*forges, *texts]
    files = {
        f"content/sales/2026-q4/t{i}.md": "---\n" + json.dumps({
            "title": text, "id": f"t-{i}", "key_results": [{"id": "k", "title": text, "target": 9, "unit": text}],
            "checkins": [{"date": "2026-11-02", "by": text, "note": text, "win": text}], "why": text,
        }, ensure_ascii=False) + "\n---\n"
        for i, text in enumerate(titles)
    }  # fmt: skip
    for start in range(0, len(titles), 20):
        batch = dict(list(files.items())[start : start + 20])
        write_raw(folder, batch)
        result = run(folder, "main", "--format", "markdown")
        assert result.exit_code == 0, result.output[:500]
        assert_is_text_only(result.stdout)
        for path in batch:
            (folder / path).unlink()


def write_raw(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).write_text(text, encoding="utf-8", newline="\n")


def assert_is_text_only(comment: str) -> None:
    """What GitHub makes of a comment has our elements only, and no text in it that a forge would turn into something else."""
    assert not [line for line in comment.split("\n") if line.lstrip().startswith(("::", "/"))] and "##[" not in comment
    made = cmarkgfm.github_flavored_markdown_to_html(comment, Options.CMARK_OPT_UNSAFE)
    page = html5lib.parse(made, namespaceHTMLElements=False)
    allowed = {"html", "head", "body", "h3", "ul", "li", "p", "strong", "details", "summary", "table", "thead", "tbody", "tr", "th", "td"}
    assert {element.tag for element in page.iter() if isinstance(element.tag, str)} <= allowed
    assert all(not element.attrib for element in page.iter())
    text = "\n".join(page.itertext())
    assert not re.search(r"[@#!$~%^&]\w|\w+://|www\.\w|\bGH-\d|\b[A-Z]+-\d|:\w+:|\w@\w|\[\w", text)
    assert not re.search(r"\b[0-9a-fA-F]{7,40}\b", html.unescape(text))
