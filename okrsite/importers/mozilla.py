"""The file in which Mozilla's Participation team kept its OKRs → documents: key results with a ladder of scores (FORMAT §6).

It is JSON: `objectives`, each with a `name`, the words it is found by (`okrs`) and `results`; a result's `scoring` says what earns
which score. An example of how small the adapter for a format of one's own can be.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import PurePath
from typing import Any, Final

from okrsite.importers import amounts
from okrsite.importers.arriving import Arriving, Place, Read, Understood, Unread
from okrsite.importers.cells import Wishes
from okrsite.importers.markdown_periods import period_in
from okrsite.importers.naming import Names
from okrsite.importers.texts import as_markdown
from okrsite.yaml_text import Data

_READ: Final = {"name", "description", "progress", "score", "scoring"}
_ENDINGS: Final = re.compile(r"(?:ies|y|s)\b")

Steps = dict[Decimal, Data]


def mozilla(file: str, content: object, wishes: Wishes) -> Read | None:
    """Everything in such a file, None of any other one; the cycle is named by whoever imports, or by the file's name."""
    if not isinstance(content, dict) or not _is_mozilla(content):
        return None
    period = period_in(PurePath(file).stem)
    reader = _Reader(Place(file, 1), wishes.unit, wishes.cycle or (period.id if period else None))
    documents = tuple(reader.objective(entry) for entry in _mappings(content["objectives"]))
    return Read(documents, {}, tuple(reader.unread), tuple(reader.understood))


def _is_mozilla(content: Mapping[str, Any]) -> bool:
    """Whether JSON has the shape of that file: objectives whose results have a scoring."""
    results = [result for entry in _mappings(content.get("objectives")) for result in _mappings(entry.get("results"))]
    return any(isinstance(result.get("scoring"), dict) for result in results)


class _Reader:
    def __init__(self, place: Place, unit: str, cycle: str | None) -> None:
        self.place, self.unit, self.cycle = place, unit, cycle
        self.names = Names()
        self.unread: list[Unread] = []
        self.understood: list[Understood] = []

    def objective(self, entry: Mapping[str, Any]) -> Arriving:
        title = _line(entry.get("name")) or "…"
        body: list[str] = list(self._left_over(title, entry, {"name", "okrs", "results"}))
        ids = Names()
        key_results = []
        for result in _mappings(entry.get("results")):
            key_results.append(self._key_result(result, ids))
            body += self._said(result)
        tags = [tag for tag in map(_line, _list(entry.get("okrs"))) if tag]
        keys: dict[str, Data] = {"title": title, "rollup": None if key_results else "aligned", "key_results": key_results, "tags": tags}
        known = {key: value for key, value in keys.items() if value}
        return Arriving("objective", self.unit, self.cycle, self.names.take("", title), known, "\n\n".join(body), self.place)

    def _key_result(self, result: Mapping[str, Any], ids: Names) -> dict[str, Data]:
        title = _line(result.get("name")) or _line(result.get("description")) or "…"
        keys: dict[str, Data] = {"id": ids.take("", title), "title": title}
        words = _steps(result.get("scoring"))
        if not words:
            return {**keys, "type": "boolean"}
        progress = _score(result.get("progress"))
        numbers, unit = _numbers(words)
        if numbers:
            taken = f"{', '.join(map(str, numbers.values()))} {unit}"
            self.understood.append(Understood(self.place, " · ".join(map(str, words.values())), taken))
            current = numbers.get(progress) if progress else None
            return {**keys, "type": "ladder", "steps": numbers, "current": current, "unit": unit or None}
        return {**keys, "type": "ladder", "steps": words, "reached": progress if progress in words else None}

    def _said(self, result: Mapping[str, Any]) -> Iterator[str]:
        """What has no key: the description, and the words of steps that are numbers now."""
        title, description = _line(result.get("name")), _line(result.get("description"))
        steps = _steps(result.get("scoring"))
        has_numbers = bool(steps and _numbers(steps)[0])
        if (description and description != title) or has_numbers:
            yield f"**{as_markdown(title or description)}**" + (f": {as_markdown(description)}" if description != title else "")
        if has_numbers:
            yield "\n".join(f"- {score}: {as_markdown(str(words))}" for score, words in steps.items())
        known = _READ if steps or not result.get("scoring") else _READ - {"scoring"}
        yield from self._left_over(title, result, known)

    def _left_over(self, title: str, entry: Mapping[str, Any], known: set[str]) -> Iterator[str]:
        for key, value in entry.items():
            if key not in known:
                self.unread.append(Unread(self.place, f"{key} of {title}", "kept as text of the objective"))
                yield f"**{as_markdown(str(key))}:** {as_markdown(json.dumps(value, ensure_ascii=False))}"


def _steps(scoring: object) -> Steps:
    """The words that earn each score, by score; nothing where a score is none."""
    entries = {_score(score): _line(words) for score, words in scoring.items()} if isinstance(scoring, dict) else {}
    if not all(score is not None and 0 < score <= 1 and words for score, words in entries.items()):
        return {}
    return {score: words for score, words in sorted(entries.items(), key=lambda entry: entry[0] or 0) if score is not None}


def _numbers(steps: Steps) -> tuple[Steps, str]:
    """Steps as numbers of one thing that rise or fall; nothing where they are words."""
    found = {score: amounts.amount(str(words)) for score, words in steps.items()}
    known = {score: amount for score, amount in found.items() if amount is not None}
    values = [amount.number for amount in known.values()]
    things = {_ENDINGS.sub("", amount.unit or "") for amount in known.values()}
    is_ordered = values in (sorted(set(values)), sorted(set(values), reverse=True))
    if len(known) != len(steps) or len(things) != 1 or not is_ordered:
        return {}, ""
    unit = list(known.values())[-1].unit or ""
    return {score: amount.number for score, amount in known.items()}, "%" if unit.startswith("percent") else unit


def _score(value: object) -> Decimal | None:
    try:
        score = Decimal(str(value))
    except InvalidOperation:
        return None
    return score.normalize() + 0 if score.is_finite() else None


def _line(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _mappings(value: object) -> Iterator[Mapping[str, Any]]:
    return (entry for entry in _list(value) if isinstance(entry, dict))
