"""A project and two of its versions → what each side shows to the same people on the same day (FORMAT §13, §17).

The newer side must be without errors, as for a build. The older one is compared as far as it can be read: nobody can mend the past.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from okrsite.config import Config
from okrsite.diagnostics import ConfigurationError, Severity, has_errors
from okrsite.figures import Figures
from okrsite.git import Repository
from okrsite.model import Organisation, Unit
from okrsite.parse import Item
from okrsite.project import Content, config_of, origin_of, read_content
from okrsite.reading import BY_ITSELF, ContentError, Effort, require_audience, see
from okrsite.rollup import compute
from okrsite.source.commit import Commit
from okrsite.source.folders import Origin
from okrsite.visibility import View


@dataclass(frozen=True, slots=True)
class Side:
    """One version: its commit (None for the folder as it is), the organisation, and its numbers."""

    commit: str | None
    organisation: Organisation
    figures: Figures


@dataclass(frozen=True, slots=True)
class Sides:
    """The older and the newer version, and what should be known about the comparison."""

    base: Side
    head: Side
    notes: tuple[str, ...]


def two_sides(
    project: Path, base: str, head: str | None, view: View, audience: str | None = None, effort: Effort = BY_ITSELF
) -> Sides:  # fmt: skip
    """Both versions; raises GitError, ConfigurationError, or ContentError for a newer one with errors.

    The older one is where the newer one left `base`, as for a pull request. Without `head` the newer one is the folder as it is.
    """
    repository = Repository.find(project)
    before, after = repository.merge_base(base, head or "HEAD"), repository.resolve(head) if head else None
    older, newer = origin_of(project, before), origin_of(project, after)
    config = config_of(newer)
    require_audience(audience, config)
    shelf = effort.shelf(project)
    seen = see(read_content(newer, config, shelf, effort.jobs), config, view, Severity.ERROR)
    if has_errors(seen.diagnostics):
        raise ContentError(seen.diagnostics)
    if head is None:  # what a commit held never pushes out what the folder holds
        shelf.save()
    older_config, notes = _older_config(older, config)
    content = read_content(older, older_config, shelf, effort.jobs)
    organisation, is_faulty = _as_far_as_it_can_be_read(content, older_config, view)
    if is_faulty:
        notes.append("The older side has problems of its own, and is compared as far as it can be read.")
    return Sides(
        Side(before, organisation, compute(organisation, older_config, view.as_of)),
        Side(after, seen.organisation, compute(seen.organisation, config, view.as_of)),
        (*notes, *_left_out(older, newer)),
    )


def _older_config(older: Origin, newer: Config) -> tuple[Config, list[str]]:
    try:
        return config_of(older), []
    except ConfigurationError:
        return newer, ["The older side's okrsite.yml has problems; its content is read with the newer one."]


def _left_out(*origins: Origin) -> Iterator[str]:
    folders = {folder for origin in origins if isinstance(origin, Commit) for folder in origin.submodules}
    for folder in sorted(folders):
        yield f"{folder} is a submodule, whose files belong to another repository; a commit is read without them."


def _as_far_as_it_can_be_read(content: Content, config: Config, view: View) -> tuple[Organisation, bool]:
    """What can be made of content with errors: a document with one is there, but nothing is known of it."""
    is_faulty = False
    while True:
        seen = see(content, config, view, Severity.ERROR)
        faulty = {problem.location.file for problem in seen.diagnostics if problem.severity is Severity.ERROR}
        is_faulty = is_faulty or bool(faulty)
        items = tuple(_standing(_without_value(item) if item.file in faulty else item for item in content.items))
        if items == content.items:
            return seen.organisation, is_faulty
        content = replace(content, items=items)


def _without_value(item: Item) -> Item:
    """A document of which nothing is known but what it is; a unit keeps its place, because others lie in it."""
    if not item.is_unit:
        return replace(item, value=None, sketch=None)
    bare = Unit(item.unit, item.unit.rpartition("/")[2] or "/", item.visibility_location)
    return item if item.value == bare else replace(item, value=bare)


def _standing(items: Iterator[Item]) -> Iterator[Item]:
    """The items without those that hang in the air: in no unit, or in one below none."""
    found = list(items)
    units = {item.unit for item in found if isinstance(item.value, Unit)}
    for item in found:
        around = item.unit.split("/") if item.unit else []
        stands = all("/".join(around[:length]) in units for length in range(len(around) + 1))
        yield item if stands or item.value is None else replace(item, value=None, sketch=None)
