"""What is exported and made again is what it was: the same values, the same okrs.json, byte for byte."""

import random
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okrsite.exporters.exported import Exported
from okrsite.portable import NotPortableError, Project, project_of_json, project_of_tables
from okrsite.portable.cells import STEPS
from okrsite.portable.continued import LONGEST
from okrsite.reading import load
from okrsite.spreadsheet_text import defused, escaped, undefused, unescaped
from tests.exporters.carrying import made_again, okrs_of, through_csv, through_json, through_xlsx
from tests.exporters.exporting import FILES, export, run
from tests.oracle.organisations import files, make_organisation
from tests.sites import AS_OF, loaded, objective, with_company, write

SAMPLE = Path(__file__).parent.parent.parent
WAYS: dict[str, Callable[[Exported], Project]] = {"json": through_json, "csv": through_csv, "xlsx": through_xlsx}
MARKS = st.text(st.sampled_from("'\"=+-@ \t\r\n;a＝,_x0041D\u00a0\ufffe"), max_size=30)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company without its history: an import begins a new one."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(SAMPLE / "content", folder / "content")
    shutil.copy(SAMPLE / "okrsite.yml", folder)
    return folder


@pytest.mark.parametrize("format_", ["json", pytest.param("csv", marks=pytest.mark.slow), pytest.param("xlsx", marks=pytest.mark.slow)])
def test_the_sample_company_is_the_same_after_export_and_import(format_: str, sample: Path, tmp_path: Path) -> None:
    out, again = tmp_path / "out", tmp_path / "again"
    again.mkdir()
    export(sample, format_, out)
    result = run("import", format_, out / FILES.get(format_, format_), "--project", again, "--yes")
    assert result.exit_code == 0, result.output
    assert okrs_of(load(again, AS_OF)) == okrs_of(load(sample, AS_OF))


@pytest.mark.parametrize("seed", [seed if seed < 4 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(100)])
def test_random_companies_are_the_same_in_every_shape_and_made_again(seed: int, tmp_path: Path) -> None:
    made = make_organisation(random.Random(seed), 1 + seed % 30)
    as_of = made.as_of + timedelta(days=(-40, 0, 100)[seed % 3])
    before = loaded(tmp_path / "before", files(made), as_of)
    exported = Exported(before)
    for way in WAYS.values():
        assert way(exported) == exported.project
    assert okrs_of(made_again(exported.project, tmp_path / "after", as_of)) == okrs_of(before)


EVERYTHING = with_company({
    "okrsite.yml": (
        "site: {title: '2026', language: en, publish_email: true}\nlevels: ['1', '2']\nfiscal_year_start: 2\n"
        "audiences: [board, staff]\n"
        "cycles: [{id: sprint-3, title: '3', start: 2026-11-01, end: 2026-11-30, parent: 2026-q4}]\nterms: {objective: Goal}\n"
        "status: {at_risk: 0.125, stale_after: 20}\n"
        "checks: {no-owner: off, key-result-count: {severity: warning, max: 4}}\nhistory: false\n"
    ),
    "content/people.yml": "ana: {name: Ana, email: ana@acme.example, role: '=1+1', unit: /}\n",
    "content/2026-q4/all.md": objective(
        "\"'=HYPERLINK(1)\"", "id: everything", "owner: ana", "contributors: ['a; b', '-c']", "why: |-\n  two\n\n  lines",
        "kind: committed", "weight: 0.333333333333333333", "status: {is: at_risk, reason: 'true', since: 2026-11-02}",
        "budget: {amount: 10.50, currency: EUR, spent: 1}", "resources: ['1', x]", "tags: ['007']", "aliases: [old/one]",
        "score_note: '2026-11-02'", "checks: {ignore: {no-why: 'it: is so'}}", "embargo: 2026-11-01",
        "key_results:",
        "  - {id: ladder, title: L, type: ladder, steps: {0.30: '100', 1.0: '\"x\"'}, reached: 0.3}",
        "  - {id: amounts, title: A, type: ladder, steps: {0.3: 100, 1.0: 4.50}, current: 101}",
        "  - {id: flag, title: F, type: boolean}",
        "  - id: steps", "    title: S", "    type: milestones", "    milestones:", "      - {title: 'true', due: 2026-11-03}",
        "      - {title: '2026-11-02', done: 2026-11-02, weight: 2}",
        "  - {id: range, title: R, type: between, low: 1, high: 3, risk: [0.5, 4], confidence: 3}",
        "  - {id: number, title: N, start: -5, target: 123456789012345.678, current: 0.1234567890123456,",
        "     plan: [{date: 2026-11-15, value: 3}]}",
        "checkins:",
        "  - {date: 2026-11-02, by: ana, values: {flag: true, steps: 'true'}, confidence: {flag: 3.5}, note: 'a\n\n  b'}",
        "  - {date: 2026-11-02, values: {flag: false}, confidence: 4, win: =1}",
        "  - {date: 2026-11-30, note: later}",
    ) + "[k](../sales/numbers.md), [o](../sales/2026/other.md#kr-k), [s](../sales/), [w](https://x.example/)\n\n=A1\t=B1\n;=C1\n",
    "content/sales/index.md": (
        "---\ntitle: Sales\nlead: ana\nmembers: [Bo, ana]\nmission: m\nbudget: {amount: 3, currency: USD}\n---\n[o](2026/other)"
    ),
    "content/sales/2026/other.md": objective("Other", "id: another", "continues: ../../2025/one", "rollup: manual", "progress: 0.25"),
    "content/2025/one.md": objective("One", "key_results: [{id: k, title: K, target: 3}]", "score: 1"),
    "content/sales/numbers.md": objective(
        "Numbers", "type: kpi", "unit: '%'", "good: between", "low: 1", "high: 5", "watch: [0, 6]", "values_from: n.csv",
    ),
    "content/sales/n.csv": "date,value\n2026-11-01,3.10\n2026-12-01,4\n",
    "content/sales/2026/review.md": objective("Review", "type: review", "date: 2026-11-02") + "[a](../../2026-q4/all.md)\n",
    "content/page.md": objective("Page", "type: page") + "x" * LONGEST * 3,
})  # fmt: skip


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_every_key_and_every_kind_of_value_arrives(way: Callable[[Exported], Project], tmp_path: Path) -> None:
    before = loaded(tmp_path / "before", EVERYTHING)
    exported = Exported(before)
    assert way(exported) == exported.project
    after = made_again(way(exported), tmp_path / "after", AS_OF)
    assert okrs_of(after) == okrs_of(before)
    assert Exported(after).project == exported.project


def test_documents_have_full_references_and_links_that_hold_where_an_import_puts_them(tmp_path: Path) -> None:
    documents = {d.reference: d for d in Exported(loaded(tmp_path, EVERYTHING)).project.documents}
    assert documents["sales/2026/another"].keys["continues"] == "2025/one"
    links = "[k](../sales/numbers.md), [o](../sales/2026/another.md#kr-k), [s](../sales/), [w](https://x.example/)"
    assert documents["2026-q4/everything"].body.startswith(links)
    assert documents["sales"].body == "[o](2026/another.md)"
    assert documents["sales/2026/review"].body == "[a](../../2026-q4/everything.md)"


def test_what_is_not_known_yet_on_the_day_is_not_in_it(tmp_path: Path) -> None:
    project = Exported(loaded(tmp_path, EVERYTHING)).project
    assert "later" not in repr(project)
    assert [d.keys["values"] for d in project.documents if d.kind == "kpi"] == [[{"date": date(2026, 11, 1), "value": Decimal("3.10")}]]


@given(MARKS)
def test_defused_and_spelled_out_texts_come_back_exactly(text: str) -> None:
    assert undefused(defused(text)) == text
    assert unescaped(escaped(text)) == text


@given(st.dictionaries(st.decimals(0, 1, places=2), st.text(st.characters(exclude_categories=("C", "Z")), min_size=1), min_size=1))
def test_steps_in_words_are_never_taken_for_amounts(steps: dict[Decimal, str]) -> None:
    assert STEPS.read(STEPS.write(steps)) == steps


def test_a_table_that_somebody_edited_may_leave_out_what_can_be_told_from_the_rest() -> None:
    project = project_of_tables({
        "settings": [{"key": "format", "value": "okrsite"}, {"key": "version", "value": 1}],
        "objectives": [{"title": "Grow the list", "cycle": "2026-q4", "unknown": "x"}],
        "key-results": [{"objective": "2026-q4/grow-the-list", "title": "Sign ups", "target": 10}],
        "check-ins": [
            {"objective": "2026-q4/grow-the-list", "date": "2026-11-02", "key_result": "sign-ups", "value": "3"},
            {"objective": "2026-q4/grow-the-list", "date": "2026-11-09", "key_result": "sign-ups", "value": 4.5},
        ],
    })  # fmt: skip
    (document,) = project.documents
    assert (document.reference, document.table, document.row) == ("2026-q4/grow-the-list", "objectives", 1)
    assert document.keys["key_results"] == [{"id": "sign-ups", "title": "Sign ups", "target": Decimal(10)}]
    assert [entry["values"] for entry in document.keys["checkins"]] == [{"sign-ups": Decimal(3)}, {"sign-ups": Decimal("4.5")}]


SETTINGS = [{"key": "format", "value": "okrsite"}, {"key": "version", "value": "1"}]


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({}, "does not say that this is an export"),
        ({"settings": [SETTINGS[0], {"key": "version", "value": 2}]}, "has the version 2"),
        ({"settings": SETTINGS, "key-results": [{"objective": "2026-q4/x", "title": "K"}]}, "key-results, row 1: .* no `2026-q4/x`"),
        ({"settings": SETTINGS, "kpi-values": [{"kpi": "x"}]}, "kpi-values, row 1: .* no `x`"),
        ({"settings": SETTINGS, "continued": [{"table": "pages", "row": "3", "column": "text"}]}, "goes on with row 3 of `pages`"),
        ({"settings": [*SETTINGS, {"key": "site", "value": "a"}, {"key": "site.url", "value": "b"}]}, "both at and below `site`"),
    ],
)  # fmt: skip
def test_tables_that_are_no_export_are_refused_in_words(tables: dict[str, list[dict[str, object]]], message: str) -> None:
    with pytest.raises(NotPortableError, match=message):
        project_of_tables(tables)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "no JSON"), ("[" * 100_000, "no JSON"), ("[]", "no export"), ('{"format": "okrsite", "version": 2}', "version 2"),
        ('{"format": "okrsite", "version": NaN}', "no JSON"), ('{"format": "okrsite", "version": 1}', "`documents` is missing"),
        ('{"format": "okrsite", "version": 1, "documents": [{"type": "x"}]}', "documents, 1: there is no `type`"),
        ('{"format": "okrsite", "version": 1, "documents": [{"type": "page", "unit": 3}]}', "documents, 1: `unit` is a text"),
    ],
)  # fmt: skip
def test_json_that_is_no_export_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(NotPortableError, match=message):
        project_of_json(text)


def test_an_audience_s_export_says_who_may_see_what(tmp_path: Path) -> None:
    board = objective("B", "visibility: board", "rollup: manual", "progress: 0")
    hidden = with_company({"okrsite.yml": "audiences: [board, staff]\n", "content/2026-q4/b.md": board})
    project = Exported(loaded(tmp_path, hidden, audience="board")).project
    assert project.configuration["audiences"] == ["board"]
    assert project.documents[1].keys["visibility"] == "board"
    assert okrs_of(made_again(project, tmp_path / "again", AS_OF, "board")) == okrs_of(load(write(tmp_path, hidden), AS_OF, "board"))


def test_comments_stay_behind_but_for_those_that_pages_show(tmp_path: Path) -> None:
    body = "a <!-- secret\n\nsecret --> b\n\n```html\n<!-- shown & -->\n```\n\n`<!-- too -->` <!-- secret -->"
    files = with_company({"content/page.md": objective("Page", "type: page") + body})
    (page,) = (d for d in Exported(loaded(tmp_path, files)).project.documents if d.kind == "page")
    assert page.body == "a  b\n\n```html\n<!-- shown & -->\n```\n\n`<!-- too -->` "
