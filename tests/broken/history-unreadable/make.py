"""A repository of which an old version of a file has been lost."""

import pathlib

from tests.repositories import commit, git


def make(project: pathlib.Path) -> None:
    file = "content/2026-q4/mend-more.md"
    last = (project / file).read_text(encoding="utf-8")
    commit(project, {file: last.replace("current: 180", "current: 90")})
    lost = git(project, "rev-parse", f"HEAD:{file}")
    commit(project, {file: last})
    version = project / ".git/objects" / lost[:2] / lost[2:]
    version.chmod(0o600)
    version.unlink()
