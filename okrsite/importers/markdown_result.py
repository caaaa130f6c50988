"""What comes of some files of Markdown, while they are read: units with their texts, objectives, and what is told about them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from okrsite.importers.arriving import Arriving, Place, Read, Understood, Unread
from okrsite.importers.cells import Wishes
from okrsite.importers.known import Known
from okrsite.importers.markdown_bodies import Body
from okrsite.importers.naming import Names
from okrsite.yaml_text import Data

_NAMELESS: Final = "Company"


@dataclass(slots=True)
class UnitDraft:
    """A unit that is being read."""

    title: str
    place: Place
    body: Body
    lead: str | None = None


@dataclass(slots=True)
class Result:
    """What comes of all files."""

    wishes: Wishes
    known: Known
    units: dict[str, UnitDraft] = field(default_factory=dict)
    objectives: list[Arriving] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)
    configuration: dict[str, Data] = field(default_factory=dict)
    names: Names = field(default_factory=Names)
    people: dict[str, Mapping[str, Data]] = field(default_factory=dict)

    def as_read(self) -> Read:
        """All of it as one value."""
        units = [arriving for reference in self.units for arriving in self._arriving(reference)]
        company = self.known.company or (self.units[""].title if "" in self.units and self.units[""].title else None)
        site: dict[str, Data] = {"site": {"title": company}} if company else {}
        return Read((*units, *self.objectives), self.people, tuple(self.unread), tuple(self.understood), site | self.configuration)

    def _arriving(self, reference: str) -> Iterable[Arriving]:
        """A unit with its text, and pages of it where the text is too long for one, or the unit has another text already."""
        unit = self.units[reference]
        title = (self.known.company if not reference else None) or unit.title or _NAMELESS
        texts = unit.body.texts() or [""]
        own = texts.pop(0) if self.known.has_room(reference, texts[0]) else ""
        yield Arriving("unit", reference, None, "", {"title": title, "lead": unit.lead}, own, unit.place)
        for number, text in enumerate(texts, start=1):
            name = f"From {PurePath(unit.place.file).stem}" + (f", part {number}" if len(texts) > 1 else "")
            yield Arriving("page", reference, None, self.names.take(reference, name), {"title": name}, text, unit.place)

    def configure(self, more: Mapping[str, Data]) -> None:
        """Take what a file needs of the configuration; cycles are listed together."""
        for key, value in more.items():
            old = self.configuration.get(key)
            both_lists = isinstance(old, list) and isinstance(value, list)
            self.configuration[key] = [*old, *(entry for entry in value if entry not in old)] if both_lists else value  # type: ignore[misc, union-attr, operator]


@dataclass(frozen=True, slots=True)
class Where:
    """Where in the organisation a part of a document stands."""

    unit: str
    cycle: str | None
    above: str | None = None
    """The reference of the objective around it."""
