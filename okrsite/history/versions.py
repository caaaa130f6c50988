"""One version of a document ↔ what history needs of it: the name it went by, and the numbers, statuses and targets that were written in it.

What it called things is kept for one purpose: to know it again where a commit's first line would give it away. No other text of an old
version is kept, so that none can ever come to light again.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import msgspec

from okrsite.config import Config
from okrsite.model import KeyResult, KeyResultType, Objective, Visibility
from okrsite.parse import parse_document
from okrsite.source.front_matter import read_document


class Measure(msgspec.Struct, frozen=True, array_like=True):
    """A key result of a version; `value` is what was written without a day, None where nothing was, or where check-ins tell it.

    Milestones are the titles of those that were written as done, each with its day where it has one.
    """

    type: str
    unit: str | None
    value: Decimal | bool | None
    milestones: tuple[tuple[str, str | None], ...] | None
    start: Decimal | None
    target: Decimal | None
    low: Decimal | None
    high: Decimal | None


class Version(msgspec.Struct, frozen=True, array_like=True):
    """An objective as it was written; of any other document only who might see it, which decides of what lies below an index.md.

    `visibility` is None where nobody can tell; `names` are all texts and numbers that are no prose.
    """

    reference: str
    visibility: Visibility | None
    is_objective: bool
    names: tuple[str, ...] = ()
    status: str | None = None
    measures: dict[str, Measure] = {}


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Version | None).decode


def store(version: Version | None) -> bytes:
    """A version's bytes; those of one that cannot be understood stand for None."""
    return _encode(version)


def restore(stored: bytes) -> Version | None:
    """The version that bytes made by `store` stand for."""
    version: Version | None = _decode(stored)
    return version


def read_version(raw: bytes, folder: tuple[str, ...], name: str, unit: str, cycle: str | None, config: Config) -> Version | None:
    """The version that a file's bytes held; None where they hold no document."""
    document = read_document("/".join((*folder, name)), folder, name.removesuffix(".md"), raw)
    if document.data is None:
        return None
    item = parse_document(document, unit, cycle, config)
    objective = item.value if item.value is not None else item.sketch
    is_clear = objective is not None and not item.is_unclear
    names = tuple(dict.fromkeys([item.reference, *item.names, *_names(document.data)]))
    version = Version(item.reference, item.visibility if is_clear else None, isinstance(objective, Objective), names)
    return _with_numbers(version, objective) if isinstance(objective, Objective) else version


_PROSE = {"why", "mission", "note", "win", "reason", "retrospective", "score_note", "visibility", "type"}


def _names(value: object) -> Iterator[str]:
    """All that is written in a front matter but its prose."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _PROSE:
                yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)
    elif value is not None and not isinstance(value, bool | date):
        yield str(value)


def _with_numbers(version: Version, objective: Objective) -> Version:
    reported = {identifier for check_in in objective.check_ins for identifier in check_in.values}
    status = objective.status.status.value if objective.status else None
    measures = {key_result.id: _measure(key_result, key_result.id in reported) for key_result in objective.key_results}
    return msgspec.structs.replace(version, status=status, measures=measures)


def _measure(key_result: KeyResult, is_reported: bool) -> Measure:
    milestones = None
    if key_result.milestones and not is_reported and any(milestone.done is not None for milestone in key_result.milestones):
        milestones = tuple((m.title, None if m.done is True else m.done.isoformat()) for m in key_result.milestones if m.done)
    start = Decimal(0) if key_result.start is None and key_result.type is KeyResultType.NUMBER else key_result.start
    return Measure(
        str(key_result.type), key_result.unit, None if is_reported else key_result.written_value, milestones,
        start, key_result.target, key_result.low, key_result.high,
    )  # fmt: skip
