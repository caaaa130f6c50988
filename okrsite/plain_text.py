"""Any text → one line that terminals and logs show as it is, because it may come from content or from a file's name."""

import re

UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What moves a terminal's cursor or the order of its characters: C0, C1, bidirectional controls, line separators."""
COMMAND = re.compile(r"^\s*:(?=:)|#(?=#\w*\[)")
"""What runners of continuous integration take for a command to them: `::` at the start of a line, `##[` and `##vso[` anywhere."""


def plain(text: str) -> str:
    """Text on one line that terminals and logs show as it is; what they would act on is written as an escape."""
    visible = UNSAFE.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)
    return COMMAND.sub(lambda match: f"{match[0][:-1]}\\x{ord(match[0][-1]):02x}", visible)
