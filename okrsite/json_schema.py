"""The typed models → JSON Schema of what people write, for editors (FORMAT §17)."""

import json
from typing import Any

from okrsite.config import Config
from okrsite.schema import DOCUMENTS, PersonEntry, UnitDocument
from okrsite.validation import Written

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_MODELS: dict[str, type[Written]] = {**DOCUMENTS, "unit": UnitDocument, "config": Config}


def front_matter_schema(kind: str | None = None) -> dict[str, Any]:
    """The schema of one kind of document, of `people` or `config`; without a kind, of any document."""
    if kind == "people":
        person = PersonEntry.model_json_schema(by_alias=True)
        return {"$schema": _DRAFT, "title": "people.yml", "type": "object", "additionalProperties": person}
    if kind:
        return {"$schema": _DRAFT, **_schema(_MODELS[kind])}
    return _any_document()


def _schema(model: type[Written]) -> dict[str, Any]:
    schema: dict[str, Any] = _without_noise(model.model_json_schema(by_alias=True))
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
