"""What an export carries: a project's documents, people and configuration, in the words of the format.

The same value comes out of JSON and out of tables, so that whatever shape a project took on its way, an import makes the same of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from okrsite.yaml_text import Data

FORMAT = "okrsite"
"""What an export says that it is."""
VERSION = 1
"""The version of the shapes; a reader refuses a later one."""

DocumentKind = Literal["unit", "objective", "kpi", "page", "review"]
Keys = dict[str, Any]
"""Front matter; what a key may hold is for validation to say."""


class NotPortableError(Exception):
    """Something is not an export of okrsite, or not a whole one; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document: where it belongs, its front matter without `type`, `cycle` and `id`, and its Markdown."""

    kind: DocumentKind
    unit: str
    """The reference of its unit, of the unit itself where it is one; `""` is the company."""
    cycle: str | None
    id: str
    keys: Mapping[str, Any]
    body: str
    table: str = field(default="", compare=False)
    """The table that it was read from."""
    row: int = field(default=0, compare=False)
    """Its row there, from 1 without the header."""

    @property
    def reference(self) -> str:
        """What others call it (FORMAT §2)."""
        return "/".join(filter(None, (self.unit, self.cycle, self.id)))


@dataclass(frozen=True, slots=True)
class Project:
    """All that one audience may see of a project, ready to become files again."""

    configuration: Mapping[str, Data]
    """Keys of okrsite.yml."""
    people: Mapping[str, Mapping[str, Data]]
    """Entries of people.yml, by id."""
    documents: tuple[Document, ...]


def tidy(value: Any) -> Any:
    """The same value with lists for all sequences, and without keys that say nothing."""
    if isinstance(value, Mapping):
        entries = {key: tidy(entry) for key, entry in value.items()}
        return {key: entry for key, entry in entries.items() if not _says_nothing(entry)}
    if isinstance(value, (list, tuple)):
        return [tidy(entry) for entry in value]
    return value


def tidy_keys(keys: Mapping[str, Any]) -> Keys:
    """Front matter without keys that say nothing."""
    return {key: tidy(value) for key, value in keys.items() if not _says_nothing(tidy(value))}


def exact_text(number: Decimal) -> str:
    """All digits of a number, without an exponent and without zeros that say nothing."""
    digits = format(number, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def day_or_text(value: Data) -> Data:
    """A day where a text is one; what else it is stays, for whoever reads it as front matter to find fault with."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else value
    except ValueError:
        return value


def _says_nothing(value: Data) -> bool:
    return value is None or (isinstance(value, (list, dict)) and not value)
