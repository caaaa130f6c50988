"""A clone that was told to fetch the latest commit alone."""

import pathlib
import shutil

from tests.repositories import commit, git


def make(project: pathlib.Path) -> None:
    whole = project.with_name("whole")
    commit(whole, {"content/index.md": "---\ntitle: Wainfield, soon\n---\n"})
    shutil.copytree(project, whole, dirs_exist_ok=True)
    commit(whole, {})
    shutil.rmtree(project)
    git(whole, "clone", "-q", "--depth", "1", whole.as_uri(), str(project))
