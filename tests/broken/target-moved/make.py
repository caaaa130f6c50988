"""A target that was lowered in November by a commit that says nothing."""

import pathlib

from tests.repositories import commit


def make(project: pathlib.Path) -> None:
    file = "content/2026-q4/leads.md"
    last = (project / file).read_text(encoding="utf-8")
    commit(project, {file: last.replace("target: 300", "target: 500")}, "Plan the quarter", on="2026-10-01")
    commit(project, {file: last}, "Update leads.md", on="2026-11-10")
