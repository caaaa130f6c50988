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


def relinked(text: str, change: Callable[[str], str | None]) -> str:
    """The text with other destinations: `change` hears each path, not percent-encoded, and gives another one, or None to leave it."""

    def changed(match: re.Match[str]) -> str:
        path = change(unquote(match["path"]))
        return match[0] if path is None else match["before"] + match["open"] + quote(path)

    return _DESTINATION.sub(changed, text)


def moved_links(text: str, old_file: str, new_file: str, files: Collection[str], successors: Mapping[str, str]) -> str:
    """The text of `old_file` as that of `new_file`; a link to a file that has a successor leads to that one.

    Files are named by their path in the project, with `/`.
    """
    old_folder, new_folder = posixpath.dirname(old_file), posixpath.dirname(new_file)

    def moved(path: str) -> str | None:
        target = posixpath.normpath(posixpath.join(old_folder, path))
        if target not in files:
            return None
        target = successors.get(target, target)
        unmoved = target == posixpath.normpath(posixpath.join(new_folder, path))
        return None if unmoved else posixpath.relpath(target, new_folder)

    return relinked(text, moved)
