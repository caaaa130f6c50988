"""Mozilla's ladder file arrives by its shape within `okrsite import json`."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from okrsite.cycles import Calendar
from okrsite.importers.cells import Wishes
from okrsite.importers.json_file import read_json
from okrsite.importers.mozilla import mozilla
from okrsite.importers.writing import plan_of
from tests.importers.by_hand import DOCUMENTS, arrived

FILE = DOCUMENTS / "mozilla-2017.json"


def test_every_key_result_is_a_ladder_and_numbers_are_numbers(tmp_path: Path) -> None:
    read = read_json(FILE.name, FILE.read_bytes(), Wishes(Calendar()))
    counted = arrived(read)
    assert (counted.objectives.total(), counted.key_results.total()) == (4, 12)
    found: dict[str, Any] = {entry["title"]: entry for d in read.documents for entry in d.keys["key_results"]}  # type: ignore[union-attr, misc, call-overload]
    assert {entry["type"] for entry in found.values()} == {"ladder"}
    clubs = found["20 new diverse US Clubs"]
    assert list(clubs["steps"].values()) == [4, 8, 12, 16, 20] and clubs["unit"] == "new diverse Clubs"
    assert found["Draft for Strategy"]["steps"] == {Decimal("0.5"): "Draft for strategy is drafted", Decimal(1): "Draft is communicated"}
    assert {d.cycle for d in read.documents} == {"2017"}
    assert plan_of(tmp_path, read, date(2026, 11, 23)).is_possible


def test_other_json_is_not_taken_for_it() -> None:
    for content in ([], {}, {"objectives": 3}, {"objectives": [{"results": [{"name": "x"}]}]}, {"objectives": [None]}):
        assert mozilla("x.json", content, Wishes(Calendar())) is None


def test_what_it_does_not_know_is_kept() -> None:
    results = [{"name": "k", "scoring": {"9": "x"}, "note": [1]}, {"scoring": {"1": "y"}}]
    content = {"objectives": [{"name": "A", "mood": "<b>", "results": results}]}
    read = mozilla("a-2020.json", json.loads(json.dumps(content)), Wishes(Calendar()))
    assert read is not None
    body = read.documents[0].body
    assert "&lt;b>" in body and "note" in body and "scoring" in body
    assert [found.text for found in read.unread] == ["mood of A", "scoring of k", "note of k"]
