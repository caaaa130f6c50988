"""Writes a file with a line break in its name, which no file in a repository should have."""

import sys
from pathlib import Path


def make(project: Path) -> None:
    """Put it into a project's content folder."""
    path = project / "content" / "2026-q4" / "become\nknown.md"
    path.parent.mkdir()
    path.write_text("---\ntitle: Become known\n---\n", encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
