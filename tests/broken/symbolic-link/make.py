"""Writes a symbolic link, which not every system can check out."""

import sys
from pathlib import Path


def make(project: Path) -> None:
    """Put it into a project's content folder."""
    (project / "content" / "again.md").symlink_to("2026-q4/become-known.md")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
