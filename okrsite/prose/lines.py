"""The lines of links: a text → the same with the number of its line before each link's destination, for as long as it is converted.

The number stands between two noncharacters, which no text may hold.
"""

import re

OPEN, CLOSE = "\ufdd0", "\ufdd1"
LINE = re.compile(f"{OPEN}(\\d+){CLOSE}")

_DESTINATION = re.compile(r"\]\([ \n]*<?")
_DESTINATION_OR_DEFINITION = re.compile(rf"{_DESTINATION.pattern}|^ {{0,3}}\[[^\]\n]*\]:[ ]*\n?[ ]*<?", re.MULTILINE)


def mark_lines(text: str) -> str:
    """The text with its line number, from 0, before each link's destination."""
    text = text.replace(OPEN, "").replace(CLOSE, "")
    parts: list[str] = []
    position = line = 0
    destination = _DESTINATION_OR_DEFINITION if "]:" in text else _DESTINATION  # lines are dear to look at
    for match in destination.finditer(text):
        parts.append(text[position : match.end()])
        line += parts[-1].count("\n")
        position = match.end()
        parts.append(f"{OPEN}{line}{CLOSE}")
    return "".join([*parts, text[position:]])
