"""What an import will do → lines for people: the columns, how cells were read, the tree of what comes, and what was not understood."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from okrsite.importers.arriving import Arriving, Place, Read
from okrsite.importers.headers import FIELDS
from okrsite.importers.spreadsheets import Mapped
from okrsite.importers.writing import Outcome, Plan
from okrsite.yaml_text import scalar

FEW: Final = 20
"""Lines of one kind that are shown where nobody asked for all."""
_WIDTH: Final = 28


def columns_told(found: Iterable[Mapped]) -> Iterator[str]:
    """What each column holds."""
    for one in found:
        how = f" ({'; '.join(one.table.remarks)})" if one.table.remarks else ""
        if not one.has_goals:
            yield f"{one.table.where}{how}: passed over, since no column holds objectives."
            continue
        yield f"Columns of {one.table.where}{how}:"
        for column in one.columns:
            if column.header:
                meaning = FIELDS[column.field] + (f", of key result {column.number}" if column.number else "")
                yield f"  {_cut(column.header, _WIDTH):{_WIDTH}} {column.name:18} {meaning}"


def readings_told(read: Read, most: int | None) -> Iterator[str]:
    """How cells were read that say it in another way."""
    places: dict[tuple[str, str], list[Place]] = {}
    for found in read.understood:
        places.setdefault((found.written, found.taken), []).append(found.place)
    lines = [f"  {_first(where)}: {_cut(written)} → {_cut(taken)}" for (written, taken), where in places.items()]
    yield from _some("How it was read:", lines, most)


def unread_told(read: Read, most: int | None) -> Iterator[str]:
    """What was kept as text only."""
    lines = [f"  {_at(found.place)}: {_cut(found.text)}: {found.reason}" for found in read.unread]
    yield from _some("Kept as text only:", lines, most)


def tree_told(plan: Plan) -> Iterator[str]:
    """The units with what comes into them, in their order, and what becomes of each."""
    for outcome in plan.outcomes:
        if outcome.document is None:
            yield f"{outcome.state:9}  {outcome.file}"
    found = [(outcome, outcome.document) for outcome in plan.outcomes if outcome.document]
    by_unit: dict[str, list[tuple[Outcome, Arriving]]] = {}
    for outcome, document in found:
        by_unit.setdefault(document.unit, []).append((outcome, document))
    for unit in sorted(by_unit):
        depth = unit.count("/") + 1 if unit else 0
        for outcome, document in sorted(by_unit[unit], key=lambda pair: (pair[1].kind != "unit", pair[1].cycle or "")):
            indent = "  " * (depth + (document.kind != "unit"))
            where = f" [{document.cycle}]" if document.cycle else ""
            name = document.keys.get("title") or unit or "the company"
            yield f"{outcome.state:9}  {indent}{_cut(str(name))}{where}  ({outcome.file})"
            yield from (f"           {indent}    {_cut(note)}" for note in outcome.notes)
            yield from (f"           {indent}  - {line}" for line in _key_results(document) if outcome.state == "new")


def staying_told(plan: Plan) -> Iterator[str]:
    """What is there beside something new and does not arrive: who gave it another title is told how both become one."""
    if plan.staying:
        yield "There already, and not in what arrives, so they stay as they are:"
        yield from (f"  {reference}" for reference in plan.staying[:FEW])
        yield "If one of them only has a new title there, change its title in its document too, and import again."


def counted(plan: Plan) -> str:
    """How much becomes what."""
    states = ("new", "changed", "unchanged", "refused")
    counts = {state: sum(outcome.state == state for outcome in plan.outcomes) for state in states}
    return ", ".join(f"{count} {state}" for state, count in counts.items() if count or state in ("new", "changed"))


def _key_results(document: Arriving) -> Iterator[str]:
    entries = document.keys.get("key_results")
    found: Iterable[Any] = entries if isinstance(entries, (list, tuple)) else ()
    for entry in found:
        if isinstance(entry, Mapping):
            yield f"{_cut(str(entry.get('title')))}: {_numbers(entry)}"


def _numbers(entry: Mapping[Any, Any]) -> str:
    """How a key result is measured, in short."""
    kind, unit = entry.get("type") or "number", f" {entry['unit']}" if entry.get("unit") else ""
    now = f", now {scalar(entry['current'])}" if entry.get("current") is not None else ""
    if kind == "number" and entry.get("target") is not None:
        return f"{scalar(entry.get('start') or 0)} → {scalar(entry['target'])}{unit}{now}"
    if kind in ("at_least", "at_most"):
        return f"{'≥' if kind == 'at_least' else '≤'} {scalar(entry.get('target'))}{unit}{now}"
    if kind == "boolean":
        return "done" if entry.get("done") else "to be done"
    return f"{str(kind).replace('_', ' ')}{unit}{now}"


def _some(title: str, lines: Sequence[str], most: int | None) -> Iterator[str]:
    if not lines:
        return
    yield title
    yield from lines[:most]
    if most is not None and len(lines) > most:
        yield f"  … and {len(lines) - most} more; --dry-run shows all."


def _at(place: Place) -> str:
    return f"{place.file}:{place.line}" if place.line else place.file


def _first(places: Sequence[Place]) -> str:
    more = len(places) - 1
    return _at(places[0]) + (f" and {more} more {'place' if more == 1 else 'places'}" if more else "")


def _cut(text: str, most: int = 100) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
