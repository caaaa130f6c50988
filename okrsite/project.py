"""A folder on the disk → its configuration and its content, parsed; nothing of it filtered or linked yet (FORMAT §1, §15, §17)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from okrsite.checks import RULES, rule_faults
from okrsite.config import FILE, Config, read_config
from okrsite.diagnostics import ConfigurationError, Diagnostic, Location
from okrsite.model import Person
from okrsite.parse import Item, Layout, parse_document, parse_people, read_layout
from okrsite.source.front_matter import read_data_file, read_document
from okrsite.source.gate import SourceFile, Tree, read_bytes, walk
from okrsite.suggestions import did_you_mean
from okrsite.terms import TERM_NAMES
from okrsite.validation import Place


@dataclass(frozen=True, slots=True)
class Content:
    """All that lies in the content folder; `diagnostics` are those of folders and people.yml, each item has its own."""

    items: tuple[Item, ...]
    people: Mapping[str, Person]
    layout: Layout
    attachments: tuple[SourceFile, ...]
    diagnostics: tuple[Diagnostic, ...]


def find_project(start: Path) -> Path:
    """The nearest folder upwards with an okrsite.yml, else the one to start from (FORMAT §17)."""
    return next((folder for folder in (start, *start.parents) if (folder / FILE).is_file()), start)


def load_config(project: Path) -> Config:
    """The configuration of a project; raises ConfigurationError."""
    file = project / FILE
    if not project.is_dir():
        raise ConfigurationError([Diagnostic(Location(str(project)), "unreadable", "There is no such folder.")])
    if not file.exists():
        _refuse_other_spelling(project)
        return Config()
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise ConfigurationError([Diagnostic(Location(FILE), "unreadable", f"{FILE} cannot be read: {error.strerror}.")]) from error
    yaml = read_data_file(FILE, raw)
    place = Place(FILE, yaml.positions)
    config = read_config(yaml.value, place, yaml.diagnostics)
    faults = [*rule_faults(RULES, config, place), *_term_faults(config, place)]
    if faults:
        raise ConfigurationError(faults)
    return config


def _term_faults(config: Config, place: Place) -> Iterator[Diagnostic]:
    for name in sorted(set(config.terms) - TERM_NAMES):
        message = f"There is no term `{name}`."
        yield Diagnostic(place.key("terms", name), "unknown-key", message, did_you_mean(name, sorted(TERM_NAMES)))


def _refuse_other_spelling(project: Path) -> None:
    """A configuration that would be passed over without a word."""
    for name in ("okrsite.yaml", "okrsite.toml", "okrsite.json"):
        if (project / name).exists():
            message = f"The configuration is called {FILE}."
            raise ConfigurationError([Diagnostic(Location(name), "configuration", message, f"Rename the file to {FILE}.")])


def read_content(project: Path, config: Config) -> Content:
    """The content of a project."""
    tree = walk(project, config.content)
    people, faults = _people(tree)
    names = [(source.folder, source.name) for source in tree.markdown]
    layout = read_layout(names, tree.folders, config.content, config.calendar)
    faults += [*tree.diagnostics, *(layout.diagnostics if not _is_unreadable(tree, config.content) else ())]
    items: list[Item] = []
    for source in tree.markdown:
        item = _item(source, layout, config, people)
        if isinstance(item, Diagnostic):
            faults.append(item)
        else:
            items.append(item)
    return Content(tuple(items), people or {}, layout, tree.attachments, tuple(faults))


def _is_unreadable(tree: Tree, content: str) -> bool:
    """Whether the content folder itself cannot be read, which the gate has reported."""
    around = [content.split("/")[: length + 1] for length in range(content.count("/") + 1)]
    return any(diagnostic.location.file in {"/".join(parts) for parts in around} for diagnostic in tree.diagnostics)


def _people(tree: Tree) -> tuple[Mapping[str, Person] | None, list[Diagnostic]]:
    """Who is in people.yml; None where there is none, or nothing can be made out of it."""
    if not tree.people:
        return None, []
    raw = read_bytes(tree.people)
    if isinstance(raw, Diagnostic):
        return None, [raw]
    yaml = read_data_file(tree.people.file, raw)
    if yaml.failed:
        return None, list(yaml.diagnostics)
    people, faults = parse_people(yaml.value, Place(tree.people.file, yaml.positions))
    return people, [*yaml.diagnostics, *faults]


def _item(source: SourceFile, layout: Layout, config: Config, people: Mapping[str, Person] | None) -> Item | Diagnostic:
    raw = read_bytes(source)
    if isinstance(raw, Diagnostic):
        return raw
    document = read_document(source.file, source.folder, source.name.removesuffix(".md"), raw)
    return parse_document(document, *layout.place_of(source.folder), config, people)
