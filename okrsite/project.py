"""A project's files → its configuration and its content, parsed, and of it what one view shows (FORMAT §1, §13, §15, §17).

`read_content` filters nothing and links nothing; `shown` is the one place where what is hidden is removed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from okrsite.cache import Shelf, digest
from okrsite.checks import RULES, rule_faults
from okrsite.config import FILE, Config, read_config
from okrsite.diagnostics import ConfigurationError, Diagnostic, Location
from okrsite.documents import Document, converted, read_documents
from okrsite.git import Repository
from okrsite.lazy import AllWhenAsked, OneByOne
from okrsite.model import Person, Visibility
from okrsite.parse import Item, Layout, parse_people, read_layout
from okrsite.prose import Rendered
from okrsite.source.commit import Commit
from okrsite.source.folders import Origin, SourceFile, Tree, read_bytes, walk
from okrsite.source.front_matter import read_data_file
from okrsite.source.gate import Disk
from okrsite.stored import People, mark_of, restore_people, restore_text, store, store_people
from okrsite.suggestions import did_you_mean
from okrsite.terms import TERM_NAMES
from okrsite.validation import Place
from okrsite.values_files import with_values, without_values_of
from okrsite.visibility import Chains, Folder, View
from okrsite.work import Tell, silent

DOCUMENTS = "documents"
"""The shelf of parsed documents and of their texts."""

MOST_PEOPLE = 20_000
"""Entries that people.yml may have."""


class Content(Struct, frozen=True):
    """What lies in the content folder, all of it or what a view shows.

    `texts` are documents' texts by file, their links not resolved yet, all of them or those that may have a fault; `people` is None
    where there is no people.yml. `diagnostics` are those of the disk and of people.yml; each item has its own, and so has the layout.
    `unclear` are references of what is left out only because nobody can tell who may see it. `read` are the
    documents by file where they are kept, and `others` those items that are no objectives: who needs no more asks for no `items`.
    """

    items: Sequence[Item]
    texts: Mapping[str, Rendered]
    people: Mapping[str, Person] | None
    layout: Layout
    documents: tuple[SourceFile, ...]
    attachments: tuple[SourceFile, ...]
    folders: tuple[Folder, ...]
    diagnostics: tuple[Diagnostic, ...]
    unclear: frozenset[str] = frozenset()
    read: Mapping[str, Document] = {}
    others: tuple[Item, ...] = ()

    def chains(self, config: Config) -> Chains:
        """Who may see what of it."""
        unread = {source.file for source in self.documents} - {item.file for item in self.items}
        return Chains(self.items, unread, config.content)


def find_project(start: Path) -> Path:
    """The nearest folder upwards with an okrsite.yml, else the one to start from (FORMAT §17)."""
    return next((folder for folder in (start, *start.parents) if (folder / FILE).is_file()), start)


def origin_of(project: Path, commit: str | None = None) -> Origin:
    """Where a project's files come from: its folder as it is, or a commit of the repository around it."""
    if not project.is_dir():
        raise ConfigurationError([Diagnostic(Location(str(project)), "unreadable", "There is no such folder.")])
    return Commit(Repository.find(project), commit) if commit is not None else Disk(project)


def load_config(project: Path) -> Config:
    """The configuration of a project on the disk; raises ConfigurationError."""
    return config_of(origin_of(project))


def config_of(origin: Origin) -> Config:
    """The configuration of a project, wherever its files come from; raises ConfigurationError."""
    raw = origin.top_file(FILE)
    if raw is None:
        _refuse_other_spelling(origin)
        return Config()
    if isinstance(raw, Diagnostic):
        raise ConfigurationError([raw])
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


def _refuse_other_spelling(origin: Origin) -> None:
    """A configuration that would be passed over without a word."""
    for name in ("okrsite.yaml", "okrsite.toml", "okrsite.json"):
        if origin.top_file(name) is not None:
            message = f"The configuration is called {FILE}."
            raise ConfigurationError([Diagnostic(Location(name), "configuration", message, f"Rename the file to {FILE}.")])


def read_content(
    origin: Origin, config: Config, shelf: Shelf | None = None, jobs: int = 1, tell: Tell = silent, *, for_pages: bool = False
) -> Content:  # fmt: skip
    """The content of a project, worked out by up to `jobs` processes; what a shelf knows is not worked out again.

    Only pages need all texts: without them those are converted that may have a fault.
    """
    tree = walk(origin, config.content)
    people, faults = _people(tree, shelf)
    layout = _layout(tree.markdown, tree.folders, config)
    if _is_unreadable(tree, config.content):
        layout = replace(layout, diagnostics=())
    faults += tree.diagnostics
    documents: list[Document] = []
    for document in read_documents(tree.markdown, layout, config, shelf, jobs, lambda share: tell(share / 2)):
        if isinstance(document, Diagnostic):
            faults.append(document)
        else:
            documents.append(document)
    texts = converted(documents, shelf, jobs, lambda share: tell((1 + share) / 2), faults_only=not for_pages)
    others = with_values([document.item for document in documents if not document.is_objective], tree.attachments, layout)
    return Content(
        AllWhenAsked(lambda: _all_items(documents, others)), OneByOne(texts, restore_text), people, layout, tree.markdown, tree.attachments,
        tree.folders, tuple(faults), read={document.file: document for document in documents} if shelf else {}, others=others,
    )  # fmt: skip


def _all_items(documents: Iterable[Document], others: Iterable[Item]) -> tuple[Item, ...]:
    known = {item.file: item for item in others}
    return tuple(known.get(document.file) or document.item for document in documents)


def shown(content: Content, config: Config, view: View) -> Content:
    """What a view shows of some content: everything else is removed, as if it had never been there (FORMAT §13)."""
    if view.everything or hides_nothing(content):
        return content
    chains = content.chains(config)
    items = tuple(item for item in content.items if view.shows(chains.of(item)))
    hidden = {item.file for item in content.items} - {item.file for item in items}
    documents = tuple(s for s in content.documents if s.file not in hidden and view.shows(chains.of_folder(s.folder)))
    attachments = tuple(source for source in content.attachments if view.shows(chains.of_folder(source.folder)))
    attachments = without_values_of(attachments, (item for item in content.items if item.file in hidden), items)
    emptied = _folders_of(content.documents) - _folders_of((*documents, *attachments))
    folders = tuple(folder for folder in content.folders if folder not in emptied and view.shows(chains.of_folder(folder)))
    named = {name for item in items for name in item.names}
    secret = {name for item in content.items if item.file in hidden for name in item.names} - named
    people = content.people
    layout = _layout(documents, folders, config)
    if not content.layout.diagnostics:  # what is hidden never makes a fault, and a folder that cannot be read has been reported
        layout = replace(layout, diagnostics=())
    return Content(
        items=items,
        texts={item.file: content.texts[item.file] for item in items if item.file in content.texts},
        people=None if people is None else {key: person for key, person in people.items() if key not in secret},
        layout=layout,
        documents=documents,
        attachments=attachments,
        folders=folders,
        diagnostics=tuple(d for d in content.diagnostics if view.shows(chains.of_folder(chains.folder(d.location.file)[:-1]))),
        unclear=frozenset(item.reference for item in content.items if chains.is_unclear(item, view)),
        read={item.file: content.read[item.file] for item in items if item.file in content.read},
        others=tuple(item for item in content.others if item.file not in hidden),
    )


def seal_of(content: Content, config: Config, view: View) -> bytes:
    """What tells all that some content says, but for the texts of its documents, from anything else; empty where nobody can tell."""
    if not content.read:
        return b""
    marks = b"".join([document.mark for document in content.read.values()])
    filled = [mark_of(store(item)) for item in content.others if item.values_file]  # with what stands in another file
    lying = (*(source.file for source in (*content.documents, *content.attachments)), *map("/".join, content.folders))
    rest = repr(config), repr((view.as_of, view.breadth)), repr(content.diagnostics), repr(sorted(content.unclear))
    return digest(marks, b"".join(filled), store_people((content.people, [])), "\0".join(lying), *rest)


def hides_nothing(content: Content) -> bool:
    """Whether every file could be read and says clearly that everybody may see it, as in most companies: then every view shows all."""
    public = Visibility()
    is_read = len(content.items) == len(content.documents)
    return is_read and all(item.visibility == public and not item.is_unclear for item in content.items)


def _layout(documents: Iterable[SourceFile], folders: Iterable[Folder], config: Config) -> Layout:
    return read_layout([(source.folder, source.name) for source in documents], folders, config.content, config.calendar)


def _folders_of(files: Iterable[SourceFile]) -> set[Folder]:
    """The folders that some files lie in, at any depth."""
    return {source.folder[:length] for source in files for length in range(1, len(source.folder) + 1)}


def _is_unreadable(tree: Tree, content: str) -> bool:
    """Whether the content folder itself cannot be read, which the gate has reported."""
    around = [content.split("/")[: length + 1] for length in range(content.count("/") + 1)]
    return any(diagnostic.location.file in {"/".join(parts) for parts in around} for diagnostic in tree.diagnostics)


def _people(tree: Tree, shelf: Shelf | None) -> People:
    """Who is in people.yml; None where there is none, or nothing can be made out of it."""
    if not tree.people:
        return None, []
    raw = read_bytes(tree.people)
    if isinstance(raw, Diagnostic):
        return None, [raw]
    if shelf is None:
        return _people_in(tree.people.file, raw)
    key = digest("people", raw, tree.people.file)
    if (known := shelf.get(key)) is not None:
        return restore_people(known)
    found = _people_in(tree.people.file, raw)
    shelf.put(key, store_people(found))
    return found


def _people_in(file: str, raw: bytes) -> People:
    yaml = read_data_file(file, raw, MOST_PEOPLE)
    if yaml.failed:
        return None, list(yaml.diagnostics)
    people, faults = parse_people(yaml.value, Place(file, yaml.positions))
    return people, [*yaml.diagnostics, *faults]
