"""Writes a named pipe, which git cannot hold."""

import os
import sys
from pathlib import Path


def make(project: Path) -> None:
    """Put it into a project's content folder."""
    os.mkfifo(project / "content" / "become-known.md")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
