"""A text → the lines that fit into a box of a drawing, where nothing can be wrapped any more once the site is built.

Nobody knows the reader's font, so widths are those of a wide common one, in hundredths of the font's size.
"""

import unicodedata
from functools import lru_cache

_WIDTHS = {"iljI.,:;'|!()[]`’‘": 32, "frt-/\\ \"“”": 42, "mwMW%@—…": 95}
_BY_CHARACTER = {character: width for characters, width in _WIDTHS.items() for character in characters}
_CAPITAL, _OTHER, _WIDE = 70, 59, 100
_CUT = "…"


def width(text: str, size: int) -> int:
    """About how wide a text is in a font of a size, rather too wide than too narrow."""
    return sum(map(_character, text)) * size // 100


def fitted(text: str, room: int, size: int, most: int, taken: str = "") -> tuple[str, ...]:
    """A text in at most so many lines, each at most `room` wide less what is `taken`; what does not fit is cut off with an ellipsis."""
    room -= width(taken, size)
    lines: list[str] = []
    rest = " ".join(text.split())
    while rest and len(lines) < most:
        if width(rest, size) <= room:
            return (*lines, rest)
        last = len(lines) == most - 1
        end = _end(rest, room - width(_CUT, size) if last else room, size)
        space = rest.rfind(" ", 0, end + 1)
        end = space if space > 0 and (not last or space > end // 2) else end
        lines.append(rest[:end].rstrip() + (_CUT if last else ""))
        rest = rest[end:].lstrip()
    return tuple(lines)


def _end(text: str, room: int, size: int) -> int:
    """How many characters fit, at least one, never one without its combining marks."""
    end = used = 0
    for character in text:
        used += _character(character) * size
        if used > room * 100 and end:
            break
        end += 1
    while 1 < end < len(text) and unicodedata.category(text[end])[0] == "M":
        end -= 1
    return end


@lru_cache(maxsize=4096)
def _character(character: str) -> int:
    if unicodedata.category(character)[0] in "MC":
        return 0
    if unicodedata.east_asian_width(character) in "FW":
        return _WIDE
    return _BY_CHARACTER.get(character, _CAPITAL if character.isupper() else _OTHER)
