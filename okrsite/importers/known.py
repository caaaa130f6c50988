"""What a project says already of its units, so that an import neither renames the company nor loses a text that has no place left."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from okrsite.model import Unit
from okrsite.project import load_config, read_content
from okrsite.source.gate import Disk


@dataclass(frozen=True, slots=True)
class Known:
    """The company's name, None in a project that has none yet, and the text of each unit by its reference."""

    company: str | None = None
    texts: Mapping[str, str] = field(default_factory=dict)

    def has_room(self, unit: str, text: str) -> bool:
        """Whether a text can be, or is already, the one of a unit's page."""
        there = self.texts.get(unit)
        return there is None or _lines(text) <= _lines(there)


def known_of(project: Path) -> Known:
    """What a project says; raises ConfigurationError."""
    config = load_config(project)
    units = [item.value for item in read_content(Disk(project), config).items if item.is_unit and isinstance(item.value, Unit)]
    titles = [unit.title for unit in units if not unit.reference]
    return Known(titles[0] if titles else config.site.title or None, {unit.reference: unit.body for unit in units})


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.split("\n") if line.strip()}
