"""A JSON file of somebody → what arrives: okrsite's own export, or what one of the adapters knows by its shape."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from okrsite.importers.arriving import NotTakenError, Read
from okrsite.importers.cells import Wishes
from okrsite.importers.mozilla import mozilla
from okrsite.importers.own_export import read_own_json

LARGEST_FILE: Final = 256 << 20
"""Bytes that a file may have."""

Adapter = Callable[[str, Any, Wishes], Read | None]
"""Makes of a file's name, its data and what was asked for what arrives; None of data that it does not know."""

ADAPTERS: Final[tuple[Adapter, ...]] = (mozilla,)


def read_json(file: str, raw: bytes, wishes: Wishes) -> Read:
    """What arrives in a file; raises NotTakenError."""
    if len(raw) > LARGEST_FILE:
        raise NotTakenError(f"{file} is larger than {LARGEST_FILE >> 20} MiB.")
    try:
        text = raw.decode("utf-8-sig")
        data = json.loads(text, parse_float=Decimal)
    except UnicodeDecodeError:
        raise NotTakenError(f"{file} is not UTF-8 text. Save it as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise NotTakenError(f"{file}:{error.lineno}:{error.colno}: this is not JSON: {error.msg}.") from None
    except (ValueError, RecursionError):
        raise NotTakenError(f"{file} is nested too deep, or holds a number that is too long.") from None
    if isinstance(data, Mapping) and data.get("format") == "okrsite":
        return read_own_json(file, text)
    for adapter in ADAPTERS:
        if (found := adapter(file, data, wishes)) is not None:
            return found
    raise NotTakenError(f"{file} {_what_it_is(data)} Make one with: okrsite export --format json")


def _what_it_is(data: Any) -> str:
    if isinstance(data, Mapping) and "okrsite" in data:
        return "is an okrs.json, which lacks texts, check-ins and people; an export has them."
    return "is not an export of okrsite, and none of the other files that are known."
