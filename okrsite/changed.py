"""A project and the commit that a change begins at → the problems that the change touches or brings.

Whoever changes a line answers for its file, and for what breaks elsewhere, but not for what others left lying about.
"""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from okrsite.diagnostics import ConfigurationError, Diagnostic
from okrsite.git import Repository
from okrsite.project import config_of, read_content
from okrsite.reading import BY_ITSELF, Effort, check, everything_wrong, see
from okrsite.source.commit import Commit
from okrsite.visibility import view_for

_PLACE_IN_TEXT = re.compile(r"\b(line|column)( \d+)")


class Change(NamedTuple):
    """What has changed since a commit: the files, relative to the project, and the problems that this touches or brings."""

    files: frozenset[str]
    problems: tuple[Diagnostic, ...]


def check_change(project: Path, as_of: date, audience: str | None, base: str, effort: Effort = BY_ITSELF) -> Change:
    """What `check` finds that the change since `base` touches or brings; raises GitError.

    The change begins where this branch left `base`, as for a pull request; what is not committed yet belongs to it.
    """
    repository = Repository.find(project)
    commit = repository.merge_base(base, "HEAD")
    files = repository.changed_files(commit)
    problems = check(project, as_of, audience, effort)
    return Change(files, touched(problems, files, _wrong_before(repository, commit, as_of, audience, effort)))


def touched(problems: Iterable[Diagnostic], files: frozenset[str], before: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The problems in some files, and those elsewhere that were not there before, wherever in their file they stood."""
    known = {_identity(problem) for problem in before}
    return tuple(problem for problem in problems if problem.location.file in files or _identity(problem) not in known)


def without_places(message: str) -> str:
    """A message without the lines and columns that it names."""
    return _PLACE_IN_TEXT.sub(r"\1", message)


def _identity(problem: Diagnostic) -> tuple[str, ...]:
    """What makes two problems the same; one that became an error is another."""
    return problem.location.file, problem.code, problem.severity, without_places(problem.message)


def _wrong_before(repository: Repository, commit: str, as_of: date, audience: str | None, effort: Effort) -> tuple[Diagnostic, ...]:
    """What was wrong at a commit; nothing is known of one whose configuration cannot be used."""
    origin = Commit(repository, commit)
    try:
        config = config_of(origin)
    except ConfigurationError:
        return ()
    content = read_content(origin, config, effort.shelf(repository.folder), effort.jobs)
    if audience is not None:
        return see(content, config, view_for(as_of, audience)).diagnostics
    return everything_wrong(content, config, as_of)
