"""A text that moves into another folder → the same text, its relative links leading where they led before.

Only links to files that are known are touched, and only where another path is needed; everything else stands as it was written.
"""

import posixpath
import re
from collections.abc import Callable, Collection, Mapping
from typing import Final
from urllib.parse import quote, unquote

# The destination of `[text](…)`, of `![text](…)`, and of a definition `[name]: …`, in pointed brackets or not.
_DESTINATION: Final = re.compile(r"(?P<before>\]\(\s*|^ {0,3}\[[^\]\n]+\]:[ \t]*)(?P<open><?)(?P<path>[^\s()<>#?]+)", re.MULTILINE)


def moved_links(text: str, old_file: str, new_file: str, files: Collection[str], successors: Mapping[str, str]) -> str:
    """The text of `old_file` as that of `new_file`; a link to a file that has a successor leads to that one.

    Files are named by their path in the project, with `/`.
    """
    return _DESTINATION.sub(_moved(old_file, new_file, files, successors), text)


def _moved(old_file: str, new_file: str, files: Collection[str], successors: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    old_folder, new_folder = posixpath.dirname(old_file), posixpath.dirname(new_file)

    def moved(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(old_folder, unquote(match["path"])))
        if target not in files:
            return match[0]
        target = successors.get(target, target)
        if target == posixpath.normpath(posixpath.join(new_folder, unquote(match["path"]))):
            return match[0]
        return match["before"] + match["open"] + quote(posixpath.relpath(target, new_folder))

    return moved
