"""A project → one JSON document: `api/okrs.json` with all that it takes to make the project again.

Its shape is documented in docs/exporting.md. Numbers that people wrote keep all their digits.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from okrsite.exporters.exported import Exported
from okrsite.portable import FORMAT, VERSION, Document
from okrsite.portable.values import exact_text
from okrsite.publish.json_text import Exact, entry_text, json_pieces
from okrsite.publish.okrs_json import okrs_values

SIGN = f'{{\n  "format": "{FORMAT}"'.encode()
"""How an export begins, by which the next one knows it."""


def json_export(exported: Exported) -> Iterator[bytes]:
    """The document's bytes, piece by piece."""
    loaded, project = exported.loaded, exported.project
    document = {
        "format": FORMAT,
        "version": VERSION,
        **okrs_values(loaded.organisation, loaded.figures, loaded.config, loaded.audience),
        "configuration": _exact(project.configuration),
        "persons": _exact(project.people),
        "documents": (entry_text(_document(document)) for document in project.documents),
    }
    return (piece.encode() for piece in json_pieces(document))


def _document(document: Document) -> dict[str, object]:
    return {
        "type": document.kind, "unit": document.unit, "cycle": document.cycle, "id": document.id,
        "front_matter": _exact(document.keys), "body": document.body,
    }  # fmt: skip


def _exact(value: Any) -> Any:
    """The same value with numbers that are written as they are, keys too."""
    if isinstance(value, dict):
        return {exact_text(key) if isinstance(key, Decimal) else key: _exact(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_exact(entry) for entry in value]
    return Exact(exact_text(value)) if isinstance(value, Decimal) else value
