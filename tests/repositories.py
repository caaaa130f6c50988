"""Git repositories for tests: real ones, made by git itself with nothing of the user's settings in them."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.sites import write

_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "ana@acme.example",
    "GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "ana@acme.example", "GIT_ALLOW_PROTOCOL": "file",
}  # fmt: skip


def git(folder: Path, *arguments: str, on: str = "", by: str = "Ana") -> str:
    """What git prints; commits that it makes are made by somebody, on a day, or at a moment, where one is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    made = {**kept, **_ENVIRONMENT, "GIT_AUTHOR_NAME": by, "GIT_COMMITTER_NAME": by}
    if on:
        moment = f"{on}T12:00:00+00:00" if len(on) == len("2026-11-23") else on
        made |= {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    done = subprocess.run(["git", *arguments], cwd=folder, env=made, check=True, capture_output=True, text=True, errors="surrogateescape")
    return done.stdout.strip()


def commit(folder: Path, files: Mapping[str, str | None], message: str = "A change", on: str = "", by: str = "Ana") -> str:
    """Write some files, or remove those that are None, commit all there is, and return the commit; a repository is made where none is."""
    if not (folder / ".git").exists():
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "-q", "-b", "main")
    for path in (path for path, text in files.items() if text is None):
        (folder / path).unlink()
    write(folder, {path: text for path, text in files.items() if text is not None})
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message, on=on, by=by)
    return git(folder, "rev-parse", "HEAD")


def branch(folder: Path, name: str, start: str = "main") -> None:
    """Begin a branch, and go on there."""
    git(folder, "checkout", "-q", "-b", name, start)


def merge(folder: Path, *branches: str, on: str = "", message: str = "A merge") -> None:
    """Merge some branches into main, as one commit."""
    git(folder, "checkout", "-q", "main")
    git(folder, "merge", "-q", "--no-ff", "-m", message, *branches, on=on)
