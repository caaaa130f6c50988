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


def git(folder: Path, *arguments: str) -> str:
    """What git prints."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env={**kept, **_ENVIRONMENT}, check=True, capture_output=True, text=True, errors="surrogateescape"
    )
    return done.stdout.strip()


def commit(folder: Path, files: Mapping[str, str | None]) -> str:
    """Write some files, or remove those that are None, commit all there is, and return the commit; a repository is made where none is."""
    if not (folder / ".git").exists():
        folder.mkdir(parents=True, exist_ok=True)
        git(folder, "init", "-q", "-b", "main")
    for path in (path for path, text in files.items() if text is None):
        (folder / path).unlink()
    write(folder, {path: text for path, text in files.items() if text is not None})
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "A change")
    return git(folder, "rev-parse", "HEAD")
