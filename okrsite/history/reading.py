"""The main line of a git repository → what it published of each objective that is visible today (FORMAT §11, §13, §18).

One `git log` tells which files each commit changed, one `git cat-file` gives their old versions, and each version is read once: what it
says is kept by its blob. An objective is known by its reference of today and its aliases, so that renames and moves carry over.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain

from okrsite.cache import Shelf, digest
from okrsite.config import Config
from okrsite.git import LoggedCommit, Repository
from okrsite.history.days import days_of
from okrsite.history.lives import Document, Lives
from okrsite.history.record import Record
from okrsite.history.telling import Shown, Told
from okrsite.history.versions import Version, read_version, restore, store
from okrsite.history.words import Secrets
from okrsite.parse import Layout, read_layout
from okrsite.published import NO_HISTORY, History, Publication
from okrsite.source.folders import composed
from okrsite.source.text import LARGEST_FILE, shown
from okrsite.work import Tell, in_slices, silent

_LEAST = 50  # versions that are worth a process of their own
_LONGEST = 200  # characters of a commit's first line
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")


def read_history(
    repository: Repository, commit: str, visible: Shown, config: Config, shelf: Shelf, jobs: int = 1, tell: Tell = silent
) -> History:  # fmt: skip
    """The history of what is visible, up to a commit and up to the view's day (FORMAT §18: later ones do not count). Raises GitError."""
    commits = list(repository.main_line(commit, config.content))[::-1]
    if not commits:
        return NO_HISTORY
    changed = [_documents(logged, config.content) for logged in commits]
    version_of = _versions(list(chain.from_iterable(changed)), repository, config, shelf, jobs, tell).get
    lives = Lives()
    for place, documents in enumerate(changed):
        lives.add(place, documents, version_of)
    told = Told(lives.all, visible)
    places = told.commits()
    days = dict(zip(places, days_of([commits[place].when.date() for place in places]), strict=True))
    publication = _publications(commits, changed, told, visible)
    record = Record(visible.organisation)
    for reference in told.of:
        for found in told.published(reference, days):
            if found.day <= visible.view.as_of:
                record.add(reference, found.version, publication(found.commit, found.day))
    return record.history(told.skipped())


def _publications(
    commits: Sequence[LoggedCommit], changed: Sequence[Sequence[Document]], told: Told, visible: Shown
) -> Callable[[int, date], Publication]:
    """A function that gives a commit as it is told: with its first line only where it says nothing of what is not told."""
    closed, secrets = told.closed(), Secrets(told.secrets(), told.said())
    subjects: dict[int, str | None] = {}

    def subject(place: int) -> str | None:
        line = _UNFIT.sub(" ", unicodedata.normalize("NFC", commits[place].subject))
        known = {document.file for document in changed[place]}
        others = {composed(change.path) for change in commits[place].changes} - known
        return shown(line, _LONGEST) or None if others <= visible.files and not secrets.are_in(line) else None

    def publication(place: int, day: date) -> Publication:
        if place not in subjects:
            subjects[place] = None if place in closed else subject(place)
        return Publication(commits[place].id, day, subjects[place])

    return publication


def _documents(logged: LoggedCommit, content: str) -> list[Document]:
    """The Markdown files that a commit changed, each unit's own before those that lie in it."""
    found = []
    for change in logged.changes:
        file = composed(change.path)
        *folder, name = file.removeprefix(content + "/").split("/")
        if name.lower().endswith(".md") and not any(part.startswith((".", "_")) for part in (*folder, name)):
            found.append(Document(file, tuple(folder), name, change.blob))
    return sorted(found, key=lambda document: (not document.is_index, document.file))


def _versions(
    documents: Iterable[Document], repository: Repository, config: Config, shelf: Shelf, jobs: int, tell: Tell
) -> Mapping[Document, Version | None]:
    """What each version of a document said; only versions that the shelf does not know are read."""
    config = _as_far_as_read(config)
    wanted = list(dict.fromkeys(document for document in documents if document.blob))
    layout = read_layout([(document.folder, document.name) for document in wanted], (), config.content, config.calendar)
    places = {folder: layout.place_of(folder) for folder in {document.folder for document in wanted}}
    written = repr(config)
    keys = {d: digest(d.blob or "", d.file, repr(places[d.folder]), written) for d in wanted}
    known = {document: stored for document, key in keys.items() if (stored := shelf.get(key))}
    new = [document for document in wanted if document not in known]
    raw = list(repository.contents((document.blob or "" for document in new), LARGEST_FILE + 1)) if new else []

    def read(numbers: Sequence[int]) -> list[bytes]:
        return [store(_read(new[number], raw[number], layout, config)) for number in numbers]

    for document, stored in zip(new, chain.from_iterable(in_slices(read, range(len(new)), jobs, _LEAST, tell)), strict=True):
        known[document] = stored
        shelf.put(keys[document], stored)
    return {document: restore(stored) for document, stored in known.items()}


def _as_far_as_read(config: Config) -> Config:
    """What of the configuration a document is read by: another theme or title is no reason to read all of the past again."""
    kept = ("content", "audiences", "cycles", "fiscal_year_start", "fiscal_year_named_by")
    return Config(**{name: getattr(config, name) for name in kept})


def _read(document: Document, raw: bytes, layout: Layout, config: Config) -> Version | None:
    return read_version(raw, document.folder, document.name, *layout.place_of(document.folder), config)
