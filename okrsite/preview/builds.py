"""What a build of the preview is, and how it went."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from okrsite.diagnostics import Diagnostic, Severity


@dataclass(frozen=True, slots=True)
class Build:
    """One whole site: `files` are those on the disk by their path in the site; `name` tells it from every other build."""

    name: str
    files: Mapping[str, Path]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build went: `build` is None where it failed; `is_new` tells whether it differs from the one before."""

    build: Build | None
    diagnostics: tuple[Diagnostic, ...]
    is_new: bool
    seconds: float

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What kept it from being built; nothing where it was built."""
        return tuple(problem for problem in self.diagnostics if problem.severity is Severity.ERROR)
