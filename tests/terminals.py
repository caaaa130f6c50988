"""The program on a real terminal, answered by somebody who types."""

import os
import pty
import subprocess
import sys
from pathlib import Path


def on_terminal(*arguments: str | Path, answers: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command whose standard input is a terminal on which these lines are typed."""
    keyboard, terminal = pty.openpty()
    try:
        command = [sys.executable, "-m", "okrsite", *map(str, arguments)]
        with subprocess.Popen(command, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            os.write(keyboard, answers.encode())
            out, err = process.communicate(timeout=120)
    finally:
        os.close(keyboard)
        os.close(terminal)
    return process.returncode, out, err
