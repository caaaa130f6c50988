"""What is to be different in a document's front matter, as data: the meaning of an edit, apart from how it is written.

An edit is proved by comparing what the file says afterwards with what `applied` makes of what it said before.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from okrsite.yaml_text import scalar

Path = tuple[str | int, ...]
Value = str | int | Decimal | bool | date | Sequence[Any] | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Put:
    """The value at a path, whatever stands there now; its parent is there."""

    path: Path
    value: Value


@dataclass(frozen=True, slots=True)
class Append:
    """One more item at the end of the list under a key of the document, which need not be there yet."""

    path: Path
    value: Mapping[str, Value]


Change = Put | Append


def applied(data: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """The data with the change made in it."""
    result = deepcopy(dict(data))
    parent: Any = result
    for step in change.path[:-1]:
        parent = parent[step]
    key = change.path[-1]
    if isinstance(change, Append):
        parent[key] = [*(parent.get(key) or []), _as_read(change.value)]
    else:
        parent[key] = _as_read(change.value)
    return result


def same(one: Any, other: Any) -> bool:
    """Whether two values read from YAML are the same, in the same order; 4 and 4.0 are, 1 and true are not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def by_hand(change: Change) -> str:
    """The lines that a person would add to make the change."""
    names = [str(step) if isinstance(step, str) else f"entry {step + 1}" for step in change.path[:-1]]
    where = f"# in {', '.join(names)}\n" if names else ""
    if isinstance(change, Append):
        return f"{where}{scalar(str(change.path[-1]))}:\n{block_item(change.value, '  ', 2)}"
    return f"{where}{scalar(str(change.path[-1]))}: {inline(change.value)}\n"


def inline(value: Value) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(inline, value)) + "]"
    return scalar(value)


def block_item(value: Mapping[str, Value], indent: str, offset: int) -> str:
    """An item of a list that stands in a block, a line for each key; the keys stand `offset` characters right of the dash."""
    lines = [f"{scalar(key)}: {inline(inner)}\n" for key, inner in value.items()]
    return indent + "-" + " " * (offset - 1) + (indent + " " * offset).join(lines)


def _as_read(value: Value) -> Any:
    """A value as reading it gives it: days are text."""
    if isinstance(value, Mapping):
        return {key: _as_read(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_as_read(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
