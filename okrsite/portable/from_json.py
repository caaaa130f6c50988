"""The JSON of an export → the project that it was made from."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from okrsite.portable.cells import number_of
from okrsite.portable.values import FORMAT, VERSION, Document, Keys, NotPortableError, Project, day_or_text, tidy, tidy_keys

_KINDS = ("unit", "objective", "kpi", "page", "review")
# Keys whose values are days, wherever they stand.
_DAYS = frozenset(("date", "due", "since", "embargo", "done", "start", "end"))


def project_of_json(text: str) -> Project:
    """The project that an export holds. Raises NotPortableError."""
    try:
        data = json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotPortableError(f"This is no JSON: {error}.") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise NotPortableError('This is no export of okrsite: it lacks `"format": "okrsite"`. Make one with `okrsite export`.')
    if data.get("version") != VERSION:
        raise NotPortableError(f"This export has the version {data.get('version')}; only {VERSION} is known here.")
    documents = tuple(_document(entry, index) for index, entry in enumerate(_part(data, "documents", list), start=1))
    people = {str(key): _keys(entry, f"persons, {key}") for key, entry in _part(data, "persons", dict).items()}
    configuration = _keys(_part(data, "configuration", dict), "configuration")
    return Project(configuration, people, documents)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def _part(data: Mapping[str, Any], name: str, kind: type[Any]) -> Any:
    if not isinstance(part := data.get(name), kind):
        raise NotPortableError(f"`{name}` is missing, or not a {'list' if kind is list else 'mapping'}.")
    return part


def _document(entry: Any, index: int) -> Document:
    place = f"documents, {index}"
    if not isinstance(entry, dict) or entry.get("type") not in _KINDS:
        raise NotPortableError(f"{place}: there is no `type` of {', '.join(_KINDS)}.")
    unit, identifier, body = (_text(entry.get(name), name, place) for name in ("unit", "id", "body"))
    cycle = _text(entry.get("cycle") or "", "cycle", place) or None
    return Document(entry["type"], unit, cycle, identifier, _keys(entry.get("front_matter"), place), body, "documents", index)


def _text(value: Any, name: str, place: str) -> str:
    if not isinstance(value, str):
        raise NotPortableError(f"{place}: `{name}` is a text.")
    return value


def _keys(value: Any, place: str) -> Keys:
    if not isinstance(value, dict):
        raise NotPortableError(f"{place}: a mapping of keys is needed.")
    return tidy_keys({key: _typed(key, entry) for key, entry in value.items()})


def _typed(key: str, value: Any) -> Any:
    """A value with the days and exact scores that JSON has as texts."""
    if isinstance(value, dict):
        if key == "steps":
            return {number_of(score): tidy(at) for score, at in value.items()}
        keep: Callable[[str, Any], Any] = (lambda _, entry: tidy(entry)) if key in ("values", "confidence") else _typed
        return {name: keep(name, entry) for name, entry in value.items()}
    if isinstance(value, list):
        return [_typed("", entry) for entry in value]
    return day_or_text(value) if key in _DAYS else value
