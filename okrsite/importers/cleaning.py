"""Texts of others → texts that a document may hold: what nobody can see and no document may have is shown by U+FFFD (FORMAT §14)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from okrsite.importers.arriving import Arriving, Read

T = TypeVar("T")
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def clean_text(text: str) -> str:
    """One text; the ends of its lines become plain ones."""
    return text if text.isprintable() else _UNFIT.sub("\ufffd", _LINE_END.sub("\n", text))


def clean(value: T) -> T:
    """The same value with all its texts clean."""
    return _clean(value)  # type: ignore[no-any-return]


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {_clean(key): _clean(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_clean(inner) for inner in value)
    if isinstance(value, Arriving):
        return replace(value, keys=_clean(value.keys), body=clean_text(value.body))
    if isinstance(value, Read):
        return replace(
            value, documents=_clean(value.documents), people=_clean(value.people), configuration=_clean(value.configuration)
        )  # fmt: skip
    assert value is None or isinstance(value, (bool, int, Decimal, date)), f"{type(value).__name__} has no place in front matter"
    return value
