"""A commit or a day → what the main line had published then, without what is hidden today (FORMAT §13, §18).

Who hides something hides it in the past too: files and references that are not shown today count as restricted in every commit.
"""

import re
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from okrsite.cache import Shelf
from okrsite.git import ALL_OF_IT, GitError, Repository
from okrsite.history.days import days_of
from okrsite.history.hidden import hidden_places, secrets
from okrsite.model import Visibility
from okrsite.parse import Item
from okrsite.project import Content, config_of, origin_of, read_content, shown
from okrsite.visibility import view_for

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HIDDEN = Visibility("restricted")


class Past(Struct, frozen=True):
    """A commit, its day, and what is hidden today: its files and references, and the names that it goes by."""

    commit: str
    day: date
    hidden: frozenset[str]
    secrets: frozenset[str]

    def as_hidden_today(self, content: Content) -> Content:
        """The commit's content, in which what is hidden today is hidden."""
        items = (replace(item, visibility=_HIDDEN) if self.hidden & _places(item) else item for item in content.items)
        attachments = (source for source in content.attachments if source.file not in self.hidden)
        return replace(content, items=tuple(items), attachments=tuple(attachments))


def _places(item: Item) -> set[str]:
    return {item.file, item.reference, *([item.values_file.text] if item.values_file else [])}


def past_of(project: Path, at: str, today: date, audience: str | None = None, shelf: Shelf | None = None) -> Past:
    """What a commit, or the last one up to a day, had published, as far as an audience may see it today.

    Raises GitError where there is no such commit, and ConfigurationError where nobody can tell what is hidden today.
    """
    commit, day = _commit_of(Repository.find(project), at)
    origin = origin_of(project)
    config = config_of(origin)
    content = read_content(origin, config, shelf)
    visible = shown(content, config, view_for(today, audience))
    return Past(commit, day, hidden_places(content, visible), secrets(content, visible))


def _commit_of(repository: Repository, at: str) -> tuple[str, date]:
    head = repository.head()
    if head is None:
        raise GitError(f"Nothing is committed in {repository.folder} yet, so it has no past. Build without `--at`.")
    line = _by_day(repository, head)
    day = _day(at)
    if day:
        return _last_until(day, line, repository), day
    commit = repository.resolve(at)
    days = dict(line)
    return commit, days[commit] if commit in days else _by_day(repository, commit)[-1][1]


def _day(at: str) -> date | None:
    """The day that is meant; a branch or a tag of such a name is found by its full name, `refs/tags/…`."""
    if not _DAY.fullmatch(at):
        return None
    try:
        return date.fromisoformat(at)
    except ValueError:
        raise GitError(f"There is no day `{at}`. Write year-month-day, such as 2026-11-23.") from None


def _by_day(repository: Repository, commit: str) -> list[tuple[str, date]]:
    """The commits of a main line with their days, the earliest first."""
    line = repository.first_parents(commit)[::-1]
    days = days_of([when.date() for _, when in line])
    return [(identifier, day) for (identifier, _), day in zip(line, days, strict=True)]


def _last_until(day: date, line: list[tuple[str, date]], repository: Repository) -> str:
    until = [identifier for identifier, published in line if published <= day]
    if until:
        return until[-1]
    missing = f"This clone is shallow: {ALL_OF_IT}" if repository.is_shallow else "Name a later day"
    raise GitError(f"Nothing was published on {day}: the first commit is of {line[0][1]}. {missing}.")
