"""The git repository that a project lies in → what has been published of it, with what keeps that from being known (FORMAT §11, §13, §18).

A clone without its older commits would make every file look new, so it is refused, and never charted.
"""

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from okrsite.cache import Shelf
from okrsite.config import FILE, Config
from okrsite.diagnostics import Diagnostic, Location
from okrsite.git import ALL_OF_IT, GitError, Repository
from okrsite.history.hidden import secrets
from okrsite.history.past import Past
from okrsite.history.reading import read_history
from okrsite.history.telling import Shown
from okrsite.model import Organisation
from okrsite.project import Content
from okrsite.published import NO_HISTORY, History, HistoryState
from okrsite.visibility import View
from okrsite.work import Tell, silent

SHELF = "history"
"""The shelf of old versions."""


def history_of(
    project: Path, past: Past | None, content: Content, visible: Content, organisation: Organisation, config: Config, view: View,
    shelf: Shelf, jobs: int = 1, tell: Tell = silent,
) -> History | Diagnostic:  # fmt: skip
    """The history of what is visible, up to a commit of the past, else up to what is checked out; a diagnostic where it cannot be told."""
    if not config.history:
        return History(HistoryState.OFF)
    try:
        repository = _repository(project)
        if repository is None:
            return NO_HISTORY
        commit = past.commit if past else repository.head()
        if commit is None:
            return NO_HISTORY
        if repository.is_shallow:
            return _shallow()
        names = secrets(content, visible) | (past.secrets if past else frozenset())
        files = frozenset(_files(visible, config))
        hidden = frozenset(_files(content, config)) - files
        shown = Shown(organisation, visible.items, files, hidden, names, view)
        history = read_history(repository, commit, shown, config, shelf, jobs, tell)
        if history is NO_HISTORY:  # nothing of the content has been committed yet
            return history
        changed = frozenset() if past else repository.changed_files(commit)
        return replace(history, uncommitted=tuple(sorted(changed & {*shown.files, FILE})))
    except GitError as error:
        hint = "Mend it, or write `history: false` in okrsite.yml for a site without a history."
        return Diagnostic(Location(FILE), "history-unreadable", f"The history cannot be read. {error}", hint)


def checked_out(project: Path, config: Config) -> str | None:
    """The commit that a project's history ends with; None where there is none, or it cannot be told."""
    try:
        repository = _repository(project) if config.history else None
        return repository.head() if repository else None
    except GitError:
        return None


def _repository(project: Path) -> Repository | None:
    """The repository that a project lies in; git is only asked where there may be one."""
    around = (project.resolve(), *project.resolve().parents)
    return Repository.find(project) if any((folder / ".git").exists() for folder in around) else None


def _shallow() -> Diagnostic:
    message = "This clone has only the latest commits, so that every trend would be wrong."
    hint = f"To have all: {ALL_OF_IT}. Or write `history: false` in okrsite.yml for a site without a history."
    return Diagnostic(Location(FILE), "shallow-history", message, hint)


def _files(content: Content, config: Config) -> Iterator[str]:
    """The paths of everything that is visible; people.yml has its hidden entries removed, but is no secret itself."""
    yield f"{config.content}/people.yml"
    for source in (*content.documents, *content.attachments):
        yield source.file
