"""What is exported: what one audience may see of a project, all of it or the part of a unit or a cycle."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from okrsite.portable import Numbers, Project, Tables, project_from, tables_of
from okrsite.portable.bodies import Bodies
from okrsite.reading import Loaded
from okrsite.source.folders import SourceFile


@dataclass(frozen=True)
class Exported:
    """A project without errors and the part of it that is asked for; None means all units, all cycles."""

    loaded: Loaded
    unit: str | None = None
    cycle: str | None = None

    def in_current_cycle(self) -> "Exported":
        """The same part in one cycle: the current one, where none is named."""
        objectives = self.loaded.organisation.objectives.values()
        current = self.loaded.organisation.cycles.current({o.cycle for o in objectives}, self.loaded.figures.as_of)
        return self if self.cycle or not current else replace(self, cycle=current.id)

    @cached_property
    def objectives(self) -> tuple[str, ...]:
        """The references of the objectives of the part."""
        objectives = self.loaded.organisation.objectives
        return tuple(r for r, objective in objectives.items() if self._is_in(objective.unit, objective.cycle))

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The references of the units of the part."""
        return tuple(unit for unit in self.loaded.organisation.units if self._is_in(unit, None))

    @cached_property
    def attachments(self) -> Mapping[str, SourceFile]:
        """The files that published documents link to, by path below the content folder."""
        return {"/".join((*source.folder, source.name)): source for source in self.loaded.texts.linked_attachments()}

    @cached_property
    def bodies(self) -> Bodies:
        """The texts of all documents."""
        loaded = self.loaded
        return Bodies(loaded.organisation, loaded.config.content, loaded.texts.by_file, self.attachments)

    @cached_property
    def project(self) -> Project:
        """The documents of the part, with the people and the configuration of the whole."""
        loaded = self.loaded
        whole = project_from(loaded.organisation, loaded.config, loaded.audience, loaded.figures.as_of, self.bodies)
        documents = tuple(document for document in whole.documents if self._is_in(document.unit, document.cycle))
        return Project(whole.configuration, whole.people, documents)

    @cached_property
    def tables(self) -> Tables:
        """The same as tables."""
        loaded = self.loaded
        tables = tables_of(self.project, Numbers(loaded.organisation, loaded.figures, loaded.config, loaded.audience))
        cycles = [row for row in tables["unit-cycles"] if self._is_in(str(row["unit"]).strip("/"), str(row["cycle"]))]
        return {**tables, "unit-cycles": cycles}

    def _is_in(self, unit: str, cycle: str | None) -> bool:
        """Whether something of a unit and perhaps of a cycle belongs to the part."""
        is_below = not self.unit or unit == self.unit or unit.startswith(f"{self.unit}/")
        return is_below and (self.cycle is None or cycle is None or cycle == self.cycle)

