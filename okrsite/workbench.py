"""A project opened for changing: everything in it, its numbers, and what it would be with some of its files otherwise.

Whoever has the repository sees all of it, so nothing is hidden here. Edits are tried on the organisation before a byte is written: what
`check` would find faulty afterwards never reaches the disk.
"""

import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from msgspec import structs

from okrsite import checks, work
from okrsite.config import Config
from okrsite.cycles import State
from okrsite.diagnostics import Diagnostic, Severity, has_errors, in_order
from okrsite.edit import Change, edited, write_all
from okrsite.edit.files import Rewritten
from okrsite.figures import Figures
from okrsite.link import Linked, link
from okrsite.model import Objective, Organisation, Unit
from okrsite.parse import Item, parse_document
from okrsite.project import Content, config_of, origin_of, read_content
from okrsite.reading import ContentError, Effort, load_language
from okrsite.rollup import compute
from okrsite.source.folders import read_bytes
from okrsite.source.front_matter import read_document
from okrsite.suggestions import did_you_mean
from okrsite.words import Language


class NotFoundError(Exception):
    """A reference that somebody typed means nothing here, or several things; the message says which it may have meant."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One file of the project, as it was read and as it is to be."""

    file: str
    path: Path
    old: bytes
    new: bytes


@dataclass(frozen=True)
class Workbench:
    """A project as of a day."""

    project: Path
    config: Config
    content: Content
    as_of: date

    @classmethod
    def open(cls, project: Path, as_of: date) -> "Workbench":
        """Read a project; raises ConfigurationError."""
        origin, effort = origin_of(project), Effort(work.cores(), keep=True)
        config, shelf = config_of(origin), effort.shelf(project)
        content = read_content(origin, config, shelf, effort.jobs)
        shelf.save()
        return cls(project, config, content, as_of)

    @cached_property
    def _linked(self) -> Linked:
        return link(self.content.items, self.content.people, self.config)

    @property
    def organisation(self) -> Organisation:
        """All that could be understood."""
        return self._linked.organisation

    @cached_property
    def language(self) -> Language:
        """The site's language."""
        return load_language(self.config)

    @cached_property
    def problems(self) -> tuple[Diagnostic, ...]:
        """What is wrong with the documents' front matter, each by itself and together."""
        found = [*self.content.diagnostics, *self.content.layout.diagnostics, *self._linked.diagnostics]
        found += [diagnostic for item in self.content.items for diagnostic in item.diagnostics]
        situation = checks.Situation(self.organisation, self.config, self.as_of)
        return in_order([*found, *checks.check(situation, is_sound=not has_errors(found), least=Severity.WARNING)])

    @cached_property
    def figures(self) -> Figures | None:
        """All numbers; None where errors somewhere keep them from being worked out."""
        return None if has_errors(self.problems) else compute(self.organisation, self.config, self.as_of)

    # -- what a person means --

    def find(self, written: str) -> Unit | Objective:
        """The unit or objective that a reference, a bare id or a path means. Raises NotFoundError, or ContentError for one with errors."""
        text = unicodedata.normalize("NFC", written)
        reference = text.strip("/")
        if found := self.organisation.objectives.get(reference) or self.organisation.units.get(reference):
            return found
        at_path = [item for item in self.content.items if item.file in self._files_meant(text)]
        items = at_path or [item for item in self.content.items if item.reference == reference] or self._bearers(reference)
        if not items:
            known = [*self.organisation.objectives, *filter(None, self.organisation.units), *self._ids]
            raise NotFoundError(f"There is no unit or objective `{written}`. {did_you_mean(reference, known)}".rstrip())
        if len(items) > 1:
            names = ", ".join(f"`{item.reference}`" for item in items)
            raise NotFoundError(f"`{written}` may mean {names}. Write the full reference.")
        return self._meant(items[0])

    @cached_property
    def _ids(self) -> frozenset[str]:
        return frozenset(reference.rpartition("/")[2] for reference in self.organisation.objectives)

    def _bearers(self, identifier: str) -> list[Item]:
        """The objectives that bear an id: those of cycles that are running, else those of any."""
        bearers = [item for item in self.content.items if not item.is_unit and item.reference.rpartition("/")[2] == identifier]
        bearers = [item for item in bearers if isinstance(item.value, Objective) or item.sketch]
        return [item for item in bearers if isinstance(item.value, Objective) and self.is_active(item.value)] or bearers

    def _files_meant(self, written: str) -> set[str]:
        """The files that a path may lead to: from here, from the project's folder or from the content folder."""
        project = Path(os.path.realpath(self.project))
        folders = (Path.cwd(), project, project / self.config.content)
        paths = [folder / path for folder in folders for path in (written, f"{written}.md", f"{written.rstrip('/')}/index.md")]
        found = (Path(os.path.realpath(path)) for path in paths)
        return {unicodedata.normalize("NFC", path.relative_to(project).as_posix()) for path in found if path.is_relative_to(project)}

    def _meant(self, item: Item) -> Unit | Objective:
        if item.value is None:
            raise ContentError(tuple(problem for problem in self.problems if problem.location.file == item.file))
        if not isinstance(item.value, Unit | Objective):
            raise NotFoundError(f"`{item.file}` is neither a unit nor an objective.")
        return item.value

    def is_active(self, objective: Objective) -> bool:
        """Whether an objective's cycle is running."""
        return self.organisation.cycles[objective.cycle].state(self.as_of) is State.ACTIVE

    # -- what it would be --

    def edit(self, objective: Objective, changes: Sequence[Change]) -> Edit:
        """An objective's file with some changes. Raises UnsafeEditError, or ContentError for a file that cannot be read."""
        source = next(source for source in self.content.documents if source.file == objective.location.file)
        raw = read_bytes(source)
        if isinstance(raw, Diagnostic):
            raise ContentError((raw,))
        return Edit(source.file, Path(source.path), raw, edited(source.file, raw, changes))

    def with_edits(self, edits: Iterable[Edit]) -> "Workbench":
        """The project as it would be with these edits."""
        new = {edit.file: edit.new for edit in edits}
        items = tuple(self._parsed(item, new[item.file]) if item.file in new else item for item in self.content.items)
        return replace(self, content=structs.replace(self.content, items=items))

    def _parsed(self, item: Item, raw: bytes) -> Item:
        *folder, name = item.file.removeprefix(self.config.content + "/").split("/")
        document = read_document(item.file, tuple(folder), name.removesuffix(".md"), raw)
        return parse_document(document, *self.content.layout.place_of(tuple(folder)), self.config)

    def new_problems(self, after: "Workbench", edits: Iterable[Edit]) -> tuple[Diagnostic, ...]:
        """What is wrong in edited files afterwards that was not before; lines may have moved."""
        files = {edit.file for edit in edits}
        known = {(problem.location.file, problem.code, problem.message) for problem in self.problems}
        return tuple(
            problem
            for problem in after.problems
            if problem.location.file in files and (problem.location.file, problem.code, problem.message) not in known
        )


def write(edits: Iterable[Edit]) -> None:
    """Write all edits, or none. Raises NotWrittenError."""
    files: Mapping[Path, Rewritten] = {edit.path: Rewritten(edit.old, edit.new) for edit in edits}
    write_all(files)
