"""What a person read in a document, beside what arrived: `documents/<name>.txt` lists it line by line.

`= unit`, `* objective @ owner`, `- key result :: start..target`, `:: >=4`, `:: <=45`; `?` where a text names several numbers, so that a
reader could take one or none.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from okrsite.importers.arriving import Read

DOCUMENTS = Path(__file__).parent / "documents"
EITHER = "?"


@dataclass
class Counted:
    """Objectives as (unit, title), key results as (unit, objective, title), and the numbers of those that have any."""

    objectives: Counter[tuple[str, str]] = field(default_factory=Counter)
    key_results: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    numbers: dict[tuple[str, str, str], str] = field(default_factory=dict)
    owners: dict[tuple[str, str], str] = field(default_factory=dict)

    def sure_numbers(self) -> dict[tuple[str, str, str], str]:
        """The numbers of which there is no doubt."""
        return {key: value for key, value in self.numbers.items() if value != EITHER}


def by_hand(name: str) -> Counted:
    """What a person read."""
    counted, unit, objective = Counted(), "", ""
    for line in (DOCUMENTS / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        mark, _, text = line.partition(" ")
        if mark == "=":
            unit = text.strip("/")
        elif mark == "*":
            objective, _, owner = text.partition(" @ ")
            counted.objectives[unit, objective] += 1
            if owner:
                counted.owners[unit, objective] = owner
        elif mark == "-":
            title, _, numbers = text.partition(" :: ")
            counted.key_results[unit, objective, title] += 1
            if numbers:
                counted.numbers[unit, objective, title] = numbers
    return counted


def arrived(read: Read) -> Counted:
    """What came of the document."""
    counted = Counted()
    for document in read.documents:
        if document.kind != "objective":
            continue
        title = str(document.keys["title"])
        counted.objectives[document.unit, title] += 1
        if "owner" in document.keys:
            counted.owners[document.unit, title] = str(document.keys["owner"])
        for key_result in _key_results(document.keys):
            key = (document.unit, title, str(key_result["title"]))
            counted.key_results[key] += 1
            if "target" in key_result:
                counted.numbers[key] = _numbers(key_result)
    return counted


def _key_results(keys: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from keys.get("key_results", ())


def _numbers(key_result: Mapping[str, Any]) -> str:
    sign = {"at_least": ">=", "at_most": "<="}.get(key_result.get("type", ""))
    target = _plain(key_result["target"])
    return f"{sign}{target}" if sign else f"{_plain(key_result.get('start', 0))}..{target}"


def _plain(number: Decimal) -> str:
    return f"{Decimal(number).normalize():f}"
