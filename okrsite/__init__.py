"""okrsite publishes a company's objectives and key results from Markdown.

A company keeps its OKRs as Markdown files with front matter in a git repository: a folder is a department or a team, a file an objective.
okrsite reads and validates the files, rolls them up from team to department to company with exact arithmetic, and renders a static site.

From Python: `okrsite.load(project)` gives the organisation with its numbers, `okrsite.build(project, site_dir)` writes the site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from okrsite.reading import Loaded

__version__ = "0.1.0"


def load(project: Path, as_of: date, audience: str | None = None) -> Loaded:
    """The organisation that an audience may see, with its numbers as of a day; raises okrsite.reading.ContentError."""
    from okrsite import reading

    return reading.load(project, as_of, audience)


def build(project: Path, site_dir: Path, as_of: date, audience: str | None = None) -> int:
    """Write the site of a project into a folder; returns the number of files. Raises ContentError and OutputError."""
    from okrsite import site

    return site.build_project(project, site_dir, as_of, audience).files
