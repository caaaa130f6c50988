"""What arrived → what becomes of each document, and then the files, all of them or none.

A document that is there already is never written anew: what it does not say is brought in by surgical edits, and what would have to
touch more is refused. Whoever forces it gets the document that arrives in its place. Nothing is written that `check` would find faulty.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

from okrsite.additions import Addition, With, new_problems, write
from okrsite.config import FILE, Config
from okrsite.cycles import State as CycleState
from okrsite.diagnostics import Diagnostic, has_errors
from okrsite.edit import UnsafeEditError, edited
from okrsite.edit.files import Rewritten
from okrsite.importers import persons
from okrsite.importers.arriving import Arriving, NotTakenError, Read
from okrsite.importers.cleaning import clean
from okrsite.importers.kept_cells import with_cells
from okrsite.importers.merging import Merge
from okrsite.importers.places import fault_of, file_of, reference_of, with_known_objectives, with_known_units, with_units_above
from okrsite.importers.texts import HEADING
from okrsite.model import Objective, Unit
from okrsite.parse import Item
from okrsite.project import Content, config_of, read_content
from okrsite.source.folders import SourceFile, read_bytes
from okrsite.source.front_matter import Document, read_document
from okrsite.source.gate import Disk
from okrsite.urls import slug
from okrsite.yaml_text import Data, front_matter

State = Literal["new", "changed", "unchanged", "refused"]

MOST_DOCUMENTS: Final = 20_000
"""Documents that one import may bring."""


MOST_LINES: Final = 10
"""Lines of text that find no place of which each is told."""


class TooMuchError(NotTakenError):
    """More arrives than one import takes (exit code 2)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a document, or of people.yml and okrsite.yml, which are none: `notes` say what changes, or why it is refused."""

    state: State
    file: str
    document: Arriving | None
    old: bytes
    new: bytes
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import will do, and what `check` would find with it."""

    outcomes: tuple[Outcome, ...]
    problems: tuple[Diagnostic, ...]
    staying: tuple[str, ...] = ()
    """References of objectives that do not arrive, where others of the same unit and cycle are new."""

    @property
    def is_possible(self) -> bool:
        """Whether nothing is refused and nothing would be faulty."""
        return not has_errors(self.problems) and not any(outcome.state == "refused" for outcome in self.outcomes)

    def texts(self, state: State) -> list[Addition]:
        """The files in that state with the texts that they will have."""
        return [Addition(outcome.file, outcome.new.decode()) for outcome in self.outcomes if outcome.state == state]


def plan_of(project: Path, read: Read, as_of: date, *, force: bool = False) -> Plan:
    """What an import means for a project; raises ConfigurationError, TooMuchError and, where a file is in the way, NotWrittenError."""
    if len(read.documents) > MOST_DOCUMENTS:
        raise TooMuchError(f"{len(read.documents)} documents arrive; one import takes {MOST_DOCUMENTS}. Bring them in several parts.")
    configuration = _configuration(project, read)
    config = config_of(With(Disk(project), [Addition(FILE, configuration.new.decode())] if configuration else []))
    import_ = _Import(project, config, read_content(Disk(project), config), clean(read), as_of, force)
    outcomes = (*((configuration,) if configuration else ()), *import_.outcomes())
    plan = Plan(outcomes, (), import_.staying(outcomes))
    if any(outcome.state == "refused" for outcome in outcomes):
        return plan
    return replace(plan, problems=new_problems(project, plan.texts("new"), config, as_of, plan.texts("changed")))


def carry_out(project: Path, plan: Plan) -> None:
    """Write what a plan says; raises NotWrittenError, and then nothing is written."""
    changed = {project / one.file: Rewritten(one.old, one.new) for one in plan.outcomes if one.state == "changed"}
    write(project, plan.texts("new"), changed)


def _configuration(project: Path, read: Read) -> Outcome | None:
    """The okrsite.yml that a project without one gets."""
    if (project / FILE).exists() or (project / FILE).is_symlink():
        return None
    company = next((document.keys.get("title") for document in read.documents if document.kind == "unit" and not document.unit), None)
    values = {"site": {"title": company or _folder_name(project)}, **read.configuration}
    return Outcome("new", FILE, None, b"", front_matter(clean(values)).encode())


def _folder_name(project: Path) -> str:
    return project.resolve().name or "OKRs"


@dataclass(frozen=True)
class _Import:
    """One import into a project as it is."""

    project: Path
    config: Config
    content: Content
    read: Read
    as_of: date
    force: bool

    def outcomes(self) -> Iterable[Outcome]:
        people = self.persons
        if people.file is not None:
            state: State = "new" if self.people_file is None else "changed"
            yield Outcome(state, f"{self.config.content}/{persons.FILE}", None, self.people_file or b"", people.file)
        seen: set[tuple[bool, str]] = set()
        for document in self.documents:
            key = (document.kind == "unit", reference_of(document))
            found = self.outcome(people.in_document(document))
            twice = replace(found, state="refused", notes=("It arrives twice; rename one of the two.",))
            yield twice if key in seen else found
            seen.add(key)

    def staying(self, outcomes: Iterable[Outcome]) -> tuple[str, ...]:
        """What could be an earlier title of something new: nobody knows but who reads it."""
        arriving = [(outcome, one) for outcome in outcomes if (one := outcome.document) and one.kind == "objective"]
        places = {(one.unit, one.cycle) for outcome, one in arriving if outcome.state == "new"}
        here = {reference_of(one) for _, one in arriving}
        there = [item for item in self.content.items if isinstance(item.value, Objective) and item.reference not in here]
        return tuple(item.reference for item in there if (item.unit, item.reference.split("/")[-2]) in places)

    @cached_property
    def documents(self) -> list[Arriving]:
        """What arrives, in the units that are there, with those that are missing."""
        known = {item.unit: item.value for item in self.content.items if item.is_unit and isinstance(item.value, Unit)}
        there = {item.reference for item in self.content.items if item.is_unit}
        company = self.config.site.title or _folder_name(self.project)
        titles = {item.reference: item.value.title for item in self.content.items if isinstance(item.value, Objective)}
        return with_units_above(with_known_objectives(with_known_units(self.read.documents, known), titles), there, company)

    @cached_property
    def persons(self) -> persons.Persons:
        return persons.settle(self.read.people, self.content.people, self.people_file)

    @cached_property
    def people_file(self) -> bytes | None:
        path = self.project / self.config.content / persons.FILE
        return path.read_bytes() if path.is_file() and not path.is_symlink() else None

    @cached_property
    def items(self) -> Mapping[tuple[bool, str], Item]:
        """What is there, by whether it is a unit and by reference."""
        return {(item.is_unit, item.reference): item for item in self.content.items}

    @cached_property
    def sources(self) -> Mapping[str, SourceFile]:
        return {source.file: source for source in self.content.documents}

    # -- one document --

    def outcome(self, document: Arriving) -> Outcome:
        """What becomes of one document."""
        text = text_of(document).encode()
        item = self.items.get((document.kind == "unit", reference_of(document)))
        file = item.file if item else file_of(document, self.config.content)
        if fault := fault_of(document, self.config):
            return Outcome("refused", file, document, b"", b"", (fault,))
        if item is None and file not in self.sources:
            return Outcome("new", file, document, b"", text)
        if item is None:
            return Outcome("refused", file, document, b"", b"", ("Another document is in this file; rename one of the two.",))
        return self.there(document, item, text)

    def there(self, document: Arriving, item: Item, text: bytes) -> Outcome:
        """What becomes of a document that is there."""
        raw = read_bytes(self.sources[item.file])
        if isinstance(raw, Diagnostic):
            return Outcome("refused", item.file, document, b"", b"", (raw.message,))
        old = _read(item.file, raw)
        same_kind = document.kind == "unit" or (old.data or {}).get("type", "objective") == document.kind
        if old.data is not None and not same_kind:
            return self.refused(document, item, raw, f"It is not a document of type {document.kind}; rename one of the two.")
        if self.force:
            return self.replaced(document, item, raw, old, text)
        if old.data is None or has_errors(old.diagnostics) or has_errors(item.diagnostics):
            reason = "It has errors; mend them first, see okrsite check, or replace the document with --force."
            return self.refused(document, item, raw, reason)
        return self.merged(document, item, raw, old)

    def replaced(self, document: Arriving, item: Item, raw: bytes, old: Document, text: bytes) -> Outcome:
        new = _read(item.file, text)
        if document.place.line == 0 or ((new.data, new.body) == (old.data, old.body)):
            return Outcome("unchanged", item.file, document, raw, raw)
        return Outcome("changed", item.file, document, raw, _with_id(document, item, text), ("replaced",))

    def merged(self, document: Arriving, item: Item, raw: bytes, old: Document) -> Outcome:
        arriving = _read(item.file, text_of(document).encode()).data or {}
        assert old.data is not None
        merge = Merge(old.data, self.day_of(document))
        merge.take({key: value for key, value in arriving.items() if not _is_known_anyway(key, value, document, old.data)})
        try:
            new = edited(item.file, raw, merge.changes)
        except UnsafeEditError as error:
            by_hand = " ".join(error.lines.split())
            reason = f"It is written in a way that is not edited safely. Add by hand `{by_hand}`, or replace the document with --force."
            return self.refused(document, item, raw, reason)
        new, text_notes = _with_text(item.file, new, document.body)
        return Outcome("changed" if new != raw else "unchanged", item.file, document, raw, new, (*merge.notes, *text_notes))

    def refused(self, document: Arriving, item: Item, raw: bytes, reason: str) -> Outcome:
        return Outcome("refused", item.file, document, raw, raw, (reason,))

    def day_of(self, document: Arriving) -> date:
        """The day on which a value that arrives holds: that of the import, or the last one of a cycle that is over."""
        cycle = self.config.calendar.find(document.cycle or "")
        return cycle.end if cycle and cycle.state(self.as_of) is CycleState.CLOSED and cycle.end < self.as_of else self.as_of


def text_of(document: Arriving) -> str:
    """The text of a document that is new."""
    keys: dict[str, Data] = {}
    if document.kind not in ("unit", "objective"):
        keys["type"] = document.kind
    keys.update(document.keys)
    body = document.body.strip("\n")
    return f"---\n{front_matter(keys)}---\n" + (f"{body}\n" if body else "")


def _with_id(document: Arriving, item: Item, text: bytes) -> bytes:
    """The text in a file whose name, or whose folder, does not say the document's id and cycle."""
    stem, folder = item.file.rpartition("/")[2].removesuffix(".md"), item.file.split("/")[-2]
    said: dict[str, Data] = {} if document.kind == "unit" or stem == document.id else {"id": document.id}
    said |= {} if document.cycle is None or folder == document.cycle else {"cycle": document.cycle}
    return text if not said else text_of(replace(document, keys={**document.keys, **said})).encode()


def _with_text(file: str, raw: bytes, arriving: str) -> tuple[bytes, list[str]]:
    """A document with the cells that are kept in its text as they arrive; all other text stays, and what it lacks is told."""
    before = _read(file, raw)
    wanted = with_cells(before.body, arriving)
    text, body = raw.decode().rstrip("\n"), before.body.rstrip("\n")
    above = text.removesuffix(body) if body else f"{text}\n"
    new = raw if wanted == before.body else f"{above}{wanted}".rstrip("\n").encode() + b"\n"
    after = _read(file, new)
    if (after.data, after.body.strip()) != (before.data, wanted.strip()):
        new, after = raw, before
    notes = ["its text: cells that are kept in it"] if new != raw else []
    left = [line for line in dict.fromkeys(_lines_of(arriving)) if line not in set(_lines_of(after.body))]
    if left:
        notes.append(f"its text stays as it is, without {_count(left)} that arrived; --force replaces it:")
        notes += [f"    {line}" for line in left[:MOST_LINES]] + ([f"    … and {len(left) - MOST_LINES} more"] if left[MOST_LINES:] else [])
    return new, notes


def _is_known_anyway(key: str, value: object, document: Arriving, old: Mapping[str, Any]) -> bool:
    """Whether a key tells only what the place of a document tells: a unit's title is, where it is the folder's or in other spelling."""
    if key == "title" and document.kind == "unit":
        return slug(str(value)) in (slug(str(old.get("title"))), document.unit.rpartition("/")[2])
    return key in ("type", "cycle", "id")


def _read(file: str, raw: bytes) -> Document:
    return read_document(file, (), "", raw)


def _lines_of(body: str) -> list[str]:
    return [line.strip() for line in body.splitlines() if line.strip() and line.strip() != HEADING]


def _count(lines: Sequence[str]) -> str:
    return "1 line" if len(lines) == 1 else f"{len(lines)} lines"
