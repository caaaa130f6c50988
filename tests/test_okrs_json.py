"""okrs.json, its schema, and objectives.csv (FORMAT §9, §16, §18)."""

import csv
import io
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest

from okrsite.publish.json_schema import okrs_schema
from okrsite.publish.json_text import entry_text, json_pieces, json_text, number_text
from okrsite.publish.objectives_csv import COLUMNS, objectives_csv
from okrsite.publish.okrs_json import objective_json, okrs_json, okrs_json_chunks
from okrsite.reading import load
from tests.sites import AS_OF, data, loaded, objective, with_company

SAMPLE = Path(__file__).parent.parent
FULL = """---
title: "Win: “hearts”"
owner: ana
kind: committed
aligns_to: [{to: become-known, contributes: false, weight: 2}]
tags: [growth]
key_results:
  - {id: n, title: N, target: 10, unit: "%", current: 4.50}
  - {id: b, title: B, type: boolean, done: true}
  - {id: m, title: M, type: milestones, milestones: [{title: One, done: true}, {title: Two, due: 2026-12-01}]}
  - {id: l, title: L, type: ladder, steps: {0.3: Draft, 1.0: Signed}, reached: 0.3}
checkins:
  - {date: 2026-11-02, values: {}, note: Hello}
---
"""


def files() -> dict[str, str]:
    return with_company(
        {
            "content/people.yml": "ana: {name: Ana López, email: ana@acme.example}\nbob: {name: Bob}\n",
            "content/2026-q4/become-known.md": objective("Become known", "key_results: [{title: K, target: 3, current: 1}]"),
            "content/marketing/index.md": "---\ntitle: Marketing\nlead: ana\n---\n",
            "content/marketing/2026-q4/win.md": FULL,
        }
    )


def test_keys_stand_in_the_order_of_the_format(tmp_path: Path) -> None:
    document = data(tmp_path, files())
    assert list(document) == ["okrsite", "as_of", "audience", "site", "cycles", "units", "objectives", "kpis", "people"]
    assert list(document["objectives"][1])[:20] == [
        "ref", "title", "unit", "cycle", "owner", "kind", "url", "progress", "expected", "status", "score", "confidence", "updated",
        "aligns_to", "continues", "tags", "key_results", "weight", "rollup", "why",
    ]  # fmt: skip
    assert list(document["objectives"][1]["key_results"][0])[:16] == [
        "id", "title", "type", "unit", "start", "target", "current", "raw", "progress", "expected", "status", "confidence", "weight",
        "owner", "aligns_to", "series",
    ]  # fmt: skip
    assert list(document["units"][0]) == ["ref", "title", "level", "parent", "lead", "url", "cycles", "weight", "members"]


def test_values_are_as_the_format_says(tmp_path: Path) -> None:
    found = loaded(tmp_path, files())
    text = okrs_json(found.organisation, found.figures, found.config, found.audience)
    document = json.loads(text)
    company, marketing = document["units"]
    assert (company["ref"], company["parent"], company["level"], company["url"]) == ("", None, "company", "/")
    assert (marketing["parent"], marketing["level"], marketing["url"]) == ("", "department", "/marketing/")
    first = document["objectives"][1]
    assert first["aligns_to"] == [{"to": "2026-q4/become-known", "contributes": False, "weight": 2}]
    number, boolean, milestones, ladder = first["key_results"]
    assert (number["current"], boolean["current"], milestones["current"], ladder["current"]) == (4.5, True, ["One"], 0.3)
    assert document["people"] == [{"id": "ana", "name": "Ana López", "owns": ["marketing/2026-q4/win"]}], "Bob has nothing public"
    assert '"current": 4.5,' in text
    assert "acme.example" not in text, "mail addresses are not published unless asked for"
    assert text.endswith("}\n")
    assert '\n  "as_of": "2026-11-23",\n' in text


def test_the_sample_keeps_the_schema() -> None:
    found = load(SAMPLE, AS_OF)
    text = okrs_json(found.organisation, found.figures, found.config, found.audience)
    jsonschema.Draft202012Validator(okrs_schema()).validate(json.loads(text))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 3), "0.333333"),
        (Fraction(2, 3), "0.666667"),
        (Fraction(-1, 2_000_000), "-0.000001"),
        (Fraction(1, 2_000_000), "0.000001"),
        (Decimal("4.0"), "4"),
        (Decimal("123456789012.123456"), "123456789012.123456"),
        (Decimal("1E+18"), "1000000000000000000"),
        (0, "0"),
    ],
)
def test_numbers_are_written_exactly(value: Fraction | Decimal | int, text: str) -> None:
    assert number_text(value) == text


def test_json_text_is_what_the_standard_library_reads_and_writes() -> None:
    value = {"a": [], "b": {}, "c": ["x\n\"ü\u2028", None, True, 3], "d": {"e": [[1, 2]]}}
    assert json_text(value) == json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def test_texts_that_look_like_places_for_values_stay_as_they_are() -> None:
    value = {"100 %": "%s", "%(x)s": {"%%": ["%d"]}}
    assert json_text(value) == json.dumps(value, indent=2) + "\n"


def test_what_json_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="set has no place in JSON"):
        json_text({"a": [{1, 2}]})


def test_pieces_make_the_text_of_the_whole() -> None:
    entries = [{"b": [1, "é"]}, [], {}, "x"]
    pieces = list(json_pieces({"a": 1, "list": map(entry_text, entries), "none": iter(()), "d": {"e": []}}))
    assert "".join(pieces) == json.dumps({"a": 1, "list": entries, "none": [], "d": {"e": []}}, indent=2, ensure_ascii=False) + "\n"
    assert "".join(json_pieces({})) == json_text({})


def test_chunks_are_the_document_and_no_larger_than_an_objective() -> None:
    found = load(SAMPLE, AS_OF)
    chunks = list(okrs_json_chunks(found.organisation, found.figures, found.config, found.audience))
    assert b"".join(chunks) == okrs_json(found.organisation, found.figures, found.config, found.audience).encode()
    objectives = [objective_json(o, found.organisation, found.figures.objectives[r]) for r, o in found.organisation.objectives.items()]
    assert max(map(len, chunks)) <= max(len(text.encode()) for text in objectives) + len(",\n    ")


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("=1", "'=1"),
        ("-1", "'-1"),
        ("＝1", "'＝1"),
        ('"=1', "'\"=1"),
        ("a;=1", "a;'=1"),
        ("a; +1", "a;' +1"),
        ("a=1", "a=1"),
        ("Ärger - 50 % = gut", "Ärger - 50 % = gut"),
        ("_x;y", "_x;y"),
    ],
)
def test_csv_disarms_what_a_spreadsheet_would_run_and_nothing_else(tmp_path: Path, title: str, cell: str) -> None:
    written = objective("Grow", f"key_results: [{{id: a, title: {json.dumps(title)}, target: 10, current: 5}}]")
    found = loaded(tmp_path, with_company({"content/2026-q4/grow.md": written}))
    (row,) = csv.DictReader(io.StringIO(objectives_csv(found.organisation, found.figures)))
    assert row["key_result_title"] == cell


def test_csv_has_a_row_for_each_key_result_and_no_formulas(tmp_path: Path) -> None:
    risky = objective("Grow", 'owner: "@sum"', 'key_results: [{title: "=1+2", target: 10, current: -5}]')
    found = loaded(tmp_path, {**files(), "content/2026-q4/risky.md": risky})
    rows = list(csv.DictReader(io.StringIO(objectives_csv(found.organisation, found.figures))))
    assert len(rows) == 6
    assert tuple(rows[0]) == COLUMNS
    row = next(row for row in rows if row["objective"] == "2026-q4/risky")
    assert (row["owner"], row["key_result_title"], row["current"], row["raw"]) == ("'@sum", "'=1+2", "-5", "-0.5")
