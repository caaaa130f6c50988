"""Writes a text of more than 64 KiB, which would only swell the repository."""

import sys
from pathlib import Path


def make(project: Path) -> None:
    """Put it into a project's content folder."""
    path = project / "content" / "2026-q4" / "become-known.md"
    path.write_text(path.read_text(encoding="utf-8") + "So much to say.\n" * 5_000, encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
