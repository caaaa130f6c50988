"""The examples in the documentation → what okrsite really prints for them.

A page tells a story from top to bottom: a block of code below a line that is a path and a colon is a file, and a block that begins
with `$ okrsite` is a command, followed by what it prints for the files so far, on one fixed day. No example can go stale.
"""

import os
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

DAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
BLOCK = re.compile(
    r"^`(?P<path>[\w./-]+)`:\n\n```\w+\n(?P<file>.*?)^```$"
    r"|^```console\n\$ okrsite (?P<command>[^\n]*)\n(?P<output>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def with_outputs(*texts: str) -> str:
    """The last of some pages that tell one story, with the output of its commands."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        return [BLOCK.sub(lambda block: _told(block, project), text) for text in texts][-1]


def _told(block: re.Match[str], project: Path) -> str:
    if block["path"]:
        file = project / block["path"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block["file"], encoding="utf-8")
        return block[0]
    return f"```console\n$ okrsite {block['command']}\n{_output(block['command'].split(), project)}```"


def _output(arguments: list[str], project: Path) -> str:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(int(DAY.timestamp())), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "okrsite", *arguments]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.stderr:
        raise RuntimeError(f"okrsite {' '.join(arguments)}: {done.stderr}")
    return re.sub(r"[ \t]+$", "", done.stdout, flags=re.MULTILINE).rstrip("\n") + "\n"
