"""Writes a document of more than 1 MiB, which would only swell the repository."""

import sys
from pathlib import Path


def make(project: Path) -> None:
    """Put it into a project's content folder."""
    path = project / "content" / "2026-q4" / "become-known.md"
    path.parent.mkdir()
    path.write_text("---\ntitle: Become known\n---\n" + "So much to say. \n" * 70_000, encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
