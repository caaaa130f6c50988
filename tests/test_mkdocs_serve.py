"""`mkdocs serve`: a changed OKR shows in its own page and in those of the handbook, without a restart."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.handbooks import DOCS, handbook

pytestmark = pytest.mark.slow

PATIENCE = 120
"""Seconds after which a change that does not show is a failure."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a handbook that is built again on each change, as long as it is needed."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{found.getsockname()[1]}"
    command = [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", host, "--quiet"]
    with (folder / "serve.log").open("w") as log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=os.environ) as server:
        try:
            yield f"http://{host}"
        finally:
            server.terminate()
            server.wait(30)


def shows(address: str, words: str) -> bool:
    """Whether a page comes to show some words."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if words in answer.read().decode():
                    return True
        except OSError:
            pass  # it builds
        time.sleep(0.3)
    return False


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_changes_show_and_errors_pass(tmp_path: Path) -> None:
    handbook(tmp_path, {**DOCS, "docs/goal.md": "# Goal\n\n```okr\nmarketing/2026-q4/grow\n```\n"})
    objective, people = tmp_path / "okrs/content/marketing/2026-q4/grow.md", tmp_path / "okrs/content/people.yml"
    with served(tmp_path) as home:
        page = f"{home}/okrs/marketing/2026-q4/grow/"
        assert shows(page, "Grow in the north")
        change(objective, "in the north", "in the south")
        assert shows(page, "Grow in the south") and shows(f"{home}/goal/", "Grow in the south")
        change(people, "Ana López", "Ana Pérez")
        assert shows(f"{home}/goal/", "Ana Pérez")
        change(objective, "title: Grow", "titel: Grow")
        time.sleep(3)
        change(objective, "titel: Grow", "title: Shrink")
        assert shows(page, "Shrink in the south")
