"""Mappings from YAML → typed models, and pydantic's errors as diagnostics with a place and a remedy (FORMAT §14)."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, Protocol, TypeVar, get_args

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from okrsite.diagnostics import CATALOGUE, MOST_FAULTS, Diagnostic, Location
from okrsite.kinds import kind_of
from okrsite.suggestions import brief, did_you_mean

Path = tuple[str | int, ...]


class Positions(Protocol):
    """Where keys and values stand in a file, by path: (line, column), both from 1."""

    def key(self, path: Path) -> tuple[int, int]:
        """The place of a key, else of what lacks it."""

    def value(self, path: Path) -> tuple[int, int]:
        """The place of a value, else of what encloses it."""


class Written(BaseModel):
    """A mapping that people write: unknown keys are errors, values stay as they are."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, data: Any) -> Any:
        """A known key with nothing behind it counts as left out, so that templates may leave keys empty."""
        if isinstance(data, dict) and None in data.values():
            return {key: value for key, value in data.items() if value is not None or key not in _names(cls)}
        return data


ModelT = TypeVar("ModelT", bound=Written)


class Place(Struct, frozen=True):
    """A file and the positions in it: makes a path of keys into a location."""

    file: str
    positions: Positions

    def key(self, *path: str | int) -> Location:
        """Where a key stands."""
        return Location(self.file, *self.positions.key(path))

    def value(self, *path: str | int) -> Location:
        """Where a value stands."""
        return Location(self.file, *self.positions.value(path))


def validate(model: type[ModelT], data: Mapping[str, object], place: Place) -> tuple[ModelT | None, list[Diagnostic]]:
    """The typed value of a mapping, or None with the faults in it, up to a hundred."""
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=True)
        told = (_diagnostic(model, fault, place) for fault in faults if not _is_echo(fault, faults))
        return None, list(islice(told, MOST_FAULTS))


def without_faults(model: type[ModelT], data: Mapping[str, object]) -> tuple[ModelT | None, Mapping[str, Sequence[int]]]:
    """The typed value of what is left of a mapping without its faulty keys and list entries; of such lists, which entries are left."""
    kept: dict[str, list[int]] = {}
    rest = {key: value for key, value in data.items() if value is not None}
    try:
        return model.model_validate(rest), kept
    except ValidationError as error:
        faulty = {tuple(fault["loc"]) for fault in error.errors(include_url=False)}
    for key in {str(path[0]) for path in faulty if path}:
        entries, indices = data.get(key), {path[1] for path in faulty if path[0] == key and len(path) > 1}
        if isinstance(entries, list) and (key,) not in faulty:
            kept[key] = [index for index in range(len(entries)) if index not in indices]
            rest[key] = [entries[index] for index in kept[key]]
        else:
            rest.pop(key, None)
    needed = {name: "…" for name, field in model.model_fields.items() if field.is_required()}
    try:
        return model.model_validate({**needed, **rest}), kept
    except ValidationError:
        return None, kept


# ---- pydantic's faults as diagnostics ----


def _is_echo(fault: Any, faults: Sequence[Any]) -> bool:
    """Whether a list is only too short because of its faulty entries."""
    length = len(fault["loc"])
    return fault["type"] == "too_short" and any(len(f["loc"]) > length and f["loc"][:length] == fault["loc"] for f in faults)


def _diagnostic(model: type[Written], fault: Any, place: Place) -> Diagnostic:
    path: Path = tuple(fault["loc"])
    kind, context = fault["type"], fault.get("ctx", {})
    name = f"`{path[-1]}`" if path and isinstance(path[-1], str) else "This entry"
    if kind in CATALOGUE:
        at = place.key(*path) if kind == "missing-key" else place.value(*path)
        return Diagnostic(at, kind, _named(path, context["message"]), context["hint"])
    if kind == "extra_forbidden":
        return _unknown_key(model, path, fault["input"], place)
    if kind == "missing":
        return Diagnostic(place.key(*path), "missing-key", f"{name} is missing{_inside(path)}.", f"Add `{path[-1]}: …`.")
    if kind == "too_short":
        return Diagnostic(place.value(*path), "wrong-type", f"{name} is empty.", "Write at least one entry, or leave the key out.")
    message = f"{name} is {kind_of(fault['input'])}; {_WANTED.get(kind, 'that is not what is needed here')}."
    return Diagnostic(place.value(*path), "wrong-type", message, _example(model, path, fault))


def _unknown_key(model: type[Written], path: Path, value: object, place: Place) -> Diagnostic:
    key, inner = str(path[-1]), _model_at(model, _keys(path[:-1]))
    if re.fullmatch(r"\d[\d.]*", key) and value is None:
        message = f"Between `{{` and `}}` a comma ends the value before it, so `{key}` was read as a key of its own."
        return Diagnostic(place.key(*path), "number-format", message, "Write numbers without grouping marks and with a point, such as 3.5.")
    message = f"The key `{brief(key, 60)}` is not known{_inside(path)}."
    if len(path) > 1 and key in _names(model):
        hint = f"`{key}` is a key of the whole document: begin its line further left, in the column of `{path[0]}`."
    elif key not in _names(inner) and (outer := _keys_with(inner, key)):
        hint = f"`{key}` belongs below {' or '.join(f'`{name}:`' for name in outer)}: put its line further in."
    else:
        hint = did_you_mean(key, _names(inner))
    return Diagnostic(place.key(*path), "unknown-key", message, hint)


def _example(model: type[Written], path: Path, fault: Any) -> str:
    """How to write what is needed at a path, with the keys that it cannot do without."""
    inner = _model_at(model, _keys(path))
    needed = [field.alias or name for name, field in inner.model_fields.items() if field.is_required()] if inner is not model else []
    fits = needed == ["title"] and isinstance(fault["input"], str) and re.fullmatch(r"[\w ]+", fault["input"])
    pairs = ", ".join(f"{key}: {fault['input'] if fits else '…'}" for key in needed)
    if fault["type"] in ("list_type", "tuple_type"):
        if pairs:
            return f"Write `- {pairs}` on a line of its own, and further keys below `{needed[0]}`."
        return f"Write `{path[-1]}: [{fault['input']}]`." if isinstance(fault["input"], str) else f"Write `{path[-1]}: [one, two]`."
    if pairs:
        return f"Write `{{{pairs}}}`, or a line for each key."
    return f"Write `{_keys(path)[-1]}:` and below it lines such as `  key: value`."


_WANTED = {
    "model_type": "a mapping of `key: value` lines is needed here",
    "model_attributes_type": "a mapping of `key: value` lines is needed here",
    "dict_type": "a mapping of `key: value` lines is needed here",
    "list_type": "a list is needed here: one line beginning with `- ` for each entry",
    "tuple_type": "a list is needed here: one line beginning with `- ` for each entry",
}


def _named(path: Path, message: str) -> str:
    keys = _keys(path)
    if keys and keys[-1] in _UNWRITTEN:
        keys = keys[:-1]
    return f"`{keys[-1]}`: {message}" if keys else message


# Keys that stand for the whole value where it is written short: `status: on_track`, `aligns_to: top`, `confidence: 8`.
_UNWRITTEN = ("is", "to", "None")


def _keys(path: Path) -> tuple[str, ...]:
    return tuple(part for part in path if isinstance(part, str))


def _inside(path: Path) -> str:
    """Which list entry a key belongs to, in words: ` in key_results, entry 2`."""
    if len(path) > 2 and isinstance(path[-2], int):
        return f" in `{path[-3]}`, entry {path[-2] + 1}"
    return f" in `{path[-2]}`" if len(path) > 1 else ""


@cache
def _names(model: type[Written]) -> tuple[str, ...]:
    """The keys of a model as people write them."""
    return tuple(field.alias or name for name, field in model.model_fields.items())


@cache
def _model_at(model: type[Written], keys: tuple[str, ...]) -> type[Written]:
    """The model that a path of keys leads to."""
    for key in keys:
        by_alias = {field.alias or name: field for name, field in model.model_fields.items()}
        inner = _inner_model(by_alias[key].annotation) if key in by_alias else None
        model = inner or model
    return model


def _keys_with(model: type[Written], key: str) -> list[str]:
    """The keys of a model whose values are mappings with a certain key, or lists of such."""
    fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
    return [name for name, annotation in fields.items() if (inner := _inner_model(annotation)) and key in _names(inner)]


def _inner_model(annotation: Any) -> type[Written] | None:
    if isinstance(annotation, type) and issubclass(annotation, Written):
        return annotation
    return next((found for part in get_args(annotation) if (found := _inner_model(part))), None)
