"""The problems of one run, and where their files lie in the repository: what each report is made from.

Services that show problems beside a change know files by their path from the repository's root; a project may lie in a folder of it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath

from okrsite.diagnostics import Diagnostic, Severity


@dataclass(frozen=True)
class Findings:
    """The problems of a project in their order; `changed` are the files that the change touches, relative to the project, where known."""

    problems: tuple[Diagnostic, ...]
    project: Path
    changed: frozenset[str] = frozenset()

    @property
    def by_weight(self) -> list[Diagnostic]:
        """The most important ones first: errors, then warnings, and of each what stands in changed files."""
        order = tuple(Severity)
        return sorted(self.problems, key=lambda p: (order.index(p.severity), p.location.file not in self.changed))

    def path(self, problem: Diagnostic) -> str:
        """A problem's file, relative to the repository."""
        return (self._way_down / problem.location.file).as_posix()

    @cached_property
    def _way_down(self) -> PurePosixPath:
        """The way from the repository's root to the project; empty where there is no repository."""
        return PurePosixPath(self.project.resolve().relative_to(repository_folder(self.project)).as_posix())

    def with_fingerprints(self) -> Iterator[tuple[Diagnostic, str]]:
        """Each problem with what it is known by in later runs: it stays the same when lines move."""
        from okrsite.changed import without_places

        seen: Counter[str] = Counter()
        for problem in self.problems:
            same = "\0".join((self.path(problem), problem.code, without_places(problem.message)))
            seen[same] += 1
            yield problem, sha256(f"{same}\0{seen[same]}".encode("utf-8", "surrogatepass")).hexdigest()


def repository_folder(project: Path) -> Path:
    """The root of the repository that a project lies in; the project itself where there is none."""
    found = project.resolve()
    return next((folder for folder in (found, *found.parents) if (folder / ".git").exists()), found)
