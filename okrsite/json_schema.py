"""The typed models → JSON Schema of what people write, for editors (FORMAT §17).

The sentence below each key in the source is its description. Pydantic can find these by itself, but does so whenever the program starts;
here they are looked for only where somebody wants to read them.
"""

import ast
import inspect
import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, get_args

from okrsite.config import Config
from okrsite.schema import DOCUMENTS, PersonEntry, UnitDocument
from okrsite.validation import Written

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_MODELS: dict[str, type[Written]] = {**DOCUMENTS, "unit": UnitDocument, "config": Config}


def front_matter_schema(kind: str | None = None) -> dict[str, Any]:
    """The schema of one kind of document, of `people` or `config`; without a kind, of any document."""
    if kind == "people":
        person = described_schema(PersonEntry)
        return {"$schema": _DRAFT, "title": "people.yml", "type": "object", "additionalProperties": person}
    if kind:
        return {"$schema": _DRAFT, **_schema(_MODELS[kind])}
    return _any_document()


def described_schema(model: type[Written]) -> dict[str, Any]:
    """A model's JSON Schema as pydantic makes it, with a description of each key."""
    schema = model.model_json_schema(by_alias=True)
    for part in {model, *_models_in(model)}:
        properties = (schema if part is model else schema["$defs"][part.__name__])["properties"]
        for key, sentence in _sentences(part).items():
            properties[key] = dict(sorted({**properties[key], "description": sentence}.items()))
    return schema


def _models_in(model: type[Written]) -> Iterator[type[Written]]:
    """The models of a model's values, at any depth."""
    for field in model.model_fields.values():
        for inner in _named_in(field.annotation):
            yield inner
            yield from _models_in(inner)


def _named_in(annotation: Any) -> Iterator[type[Written]]:
    if isinstance(annotation, type) and issubclass(annotation, Written):
        yield annotation
    for part in get_args(annotation):
        yield from _named_in(part)


def _sentences(model: type[Written]) -> dict[str, str]:
    """Each key of a model, its own and those that it shares with others, and the sentence below it."""
    below: dict[str, str] = {}
    for written in reversed(model.__mro__):
        if issubclass(written, Written) and written is not Written:
            below |= _sentences_in(inspect.getsource(written))
    return {field.alias or name: below[name] for name, field in model.model_fields.items()}


def _sentences_in(source: str) -> dict[str, str]:
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.ClassDef)
    found = {}
    for key, below in pairwise(definition.body):
        match key, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(sentence))):
                found[name] = inspect.cleandoc(sentence)
    return found


def _schema(model: type[Written]) -> dict[str, Any]:
    schema: dict[str, Any] = _without_noise(described_schema(model))
    return schema


def _any_document() -> dict[str, Any]:
    """A document is what its `type` says; without one an objective, or in index.md a unit."""
    definitions: dict[str, Any] = {}
    for name in (*DOCUMENTS, "unit"):
        schema = _schema(_MODELS[name])
        definitions.update(schema.pop("$defs", {}))
        definitions[name] = schema
    choices: list[dict[str, Any]] = [
        {"if": {"properties": {"type": {"const": name}}, "required": ["type"]}, "then": {"$ref": f"#/$defs/{name}"}}
        for name in DOCUMENTS
    ]
    otherwise = {"if": {"not": {"required": ["type"]}}, "then": {"anyOf": [{"$ref": "#/$defs/objective"}, {"$ref": "#/$defs/unit"}]}}
    return {
        "$schema": _DRAFT, "title": "okrsite front matter", "type": "object", "allOf": [*choices, otherwise], "$defs": definitions
    }  # fmt: skip


def _without_noise(schema: Any) -> Any:
    """Without the titles and null defaults that pydantic adds and nobody needs."""
    if isinstance(schema, list):
        return [_without_noise(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if not (key == "default" and value is None)}
    if kept.get("type") == "number" and isinstance(kept.get("default"), str):
        kept["default"] = json.loads(kept["default"])  # pydantic writes the default of a decimal as text
    if "properties" in kept or "anyOf" in kept or "type" in kept or "enum" in kept or "$ref" in kept:
        kept.pop("title", None) if isinstance(kept.get("title"), str) else None
    return {key: _without_noise(value) for key, value in kept.items()}
