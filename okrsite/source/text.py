"""Bytes of a file become text: UTF-8, without byte order mark, line ends made `\\n`, no character that nobody sees.

Done before anything else looks at the text, so that lines and columns mean the same to every stage and to an editor.
"""

import re
from itertools import islice
from typing import Final

from okrsite.diagnostics import Diagnostic, Location

LARGEST_FILE: Final = 1_048_576
"""Bytes that a document may have (FORMAT §14)."""

MOST_CHARACTERS_NAMED: Final = 20
"""Control characters that are reported for one file."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_UNFIT_FOR_YAML: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AS_UTF_8: Final = "Save the file as UTF-8; editors offer this under “Save with encoding”."


def decode(file: str, raw: bytes) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """A file's text with `\\n` line ends, or None where there is none to be had, and its faults (FORMAT §14)."""
    if len(raw) > LARGEST_FILE:
        message = "The file is larger than 1 MiB (1 048 576 bytes)."
        hint = "Move parts of it into other documents, or link to a file that holds the details."
        return None, (Diagnostic(Location(file), "file-too-large", message, hint),)
    if raw.startswith(_UTF_16) or raw[:4].count(0) == 2:
        message = "The file is written in UTF-16, not in UTF-8."
        return None, (Diagnostic(Location(file), "not-utf-8", message, _SAVE_AS_UTF_8),)
    try:
        text = with_plain_line_ends(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        return None, (_bad_byte(file, raw, error.start),)
    return text, control_characters(text, file)


def with_plain_line_ends(text: str) -> str:
    """The text without a leading byte order mark and with `\\n` for CRLF and CR."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def control_characters(text: str, file: str, first_line: int = 1, for_yaml: bool = False) -> tuple[Diagnostic, ...]:
    """The first control character of each line; `for_yaml` adds what YAML refuses or takes for the end of a line."""
    if text.replace("\n", "").isprintable():  # what neither pattern finds fault with, said in a tenth of the time
        return ()
    pattern = _UNFIT_FOR_YAML if for_yaml else _CONTROL
    if pattern.search(text) is None:
        return ()
    found = (
        _control_character(Location(file, number, match.start() + 1), match[0])
        for number, line in enumerate(text.split("\n"), start=first_line)
        if (match := pattern.search(line))
    )
    return tuple(islice(found, MOST_CHARACTERS_NAMED))


def shown(text: str, most: int = 60) -> str:
    """The text as a message may quote it: one line of at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _control_character(location: Location, character: str) -> Diagnostic:
    message = f"A character that is not to be seen, U+{ord(character):04X}, stands here."
    hint = "Delete it; type the line anew if you cannot find it."
    return Diagnostic(location, "control-character", message, hint)


def _bad_byte(file: str, raw: bytes, index: int) -> Diagnostic:
    """Where the first byte stands that is not UTF-8, and which letter it would be on an old Windows machine."""
    before = with_plain_line_ends(raw[:index].decode("utf-8"))
    location = Location(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
    letter = raw[index : index + 1].decode("cp1252", errors="replace")
    message = f"The byte 0x{raw[index]:02X} is not UTF-8."
    guess = f" In Windows-1252 it would be “{letter}”." if letter.isprintable() and letter != "\ufffd" else ""
    return Diagnostic(location, "not-utf-8", message + guess, _SAVE_AS_UTF_8)
