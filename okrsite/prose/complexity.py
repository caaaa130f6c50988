"""Text of a document → why it is too tangled to be converted, or None (DESIGN, "What the house must stand").

Python-Markdown takes time that grows with the square of some structures, and its recursion with their depth. Each limit below
bounds one of them by what is counted in the text, never by a clock, so that a body is refused on every machine or on none. No
text that a person writes comes near: the limits are for 64 KiB of, say, nothing but opening brackets.
"""

import re
from collections.abc import Callable

BLOCKS = 8_000
DEPTH = 24
BRACKET_DEPTH = 12
BRACKETS = 5_000
DISTANCE = 1_000_000
DIVIDER_COST = 5_000_000
MARK_COST = 2_000_000_000
DEFINITION_LENGTH = 2_000
TABLE_CELLS = 10_000
TABLE_ROW_COST = 200_000

_PLACEHOLDER_LENGTH = 14
_PREFIX = re.compile(r"(?:[ ]*(?:>|[-+*](?=[ ])|\d{1,9}\.(?=[ ])))+")
_MARKER = re.compile(r"[>+*.-]")
_RULE = re.compile(r"[ ]*(?:(?:-[ ]{0,2}){3,}|(?:\*[ ]{0,2}){3,}|(?:_[ ]{0,2}){3,})$")
_DIVIDER = re.compile(r"#|\[[^\]]*\]:|=+$|[-*_ ]+$")
_DEFINITION = re.compile(r"[ ]{0,3}\[[^\]]*\]:")
_TICKS = re.compile(r"(\\?)(`+)")
_BRACKET = re.compile(r"[\[\]]")
_DESTINATION = re.compile(r"\]\(|[()]")
_MARK = re.compile(r"[\\`*_~\[<&!]")


def too_complex(text: str) -> str | None:
    """What makes a text too tangled, as the end of a sentence; None for every text that somebody would write.

    Fenced code, which nobody interprets, is to be taken out before.
    """
    if text.count("[") > BRACKETS:
        return f"it has more than {BRACKETS} opening brackets"
    blocks = _blocks(text)
    if len(blocks) > BLOCKS:
        return f"it has more than {BLOCKS} paragraphs"
    if sum(map(_cells, blocks)) > TABLE_CELLS:
        return f"its tables have more than {TABLE_CELLS} cells"
    return next((reason for block in blocks for rule in _RULES if (reason := rule(block))), None)


def _blocks(text: str) -> list[str]:
    """Runs of lines that are not blank: what Python-Markdown looks at as one piece."""
    return [block.strip("\n") for block in re.split(r"\n[ ]*(?=\n)", text) if block and not block.isspace()]


def _nesting(block: str) -> str | None:
    for line in block.split("\n"):
        prefix = _PREFIX.match(line)
        if prefix and not _RULE.match(line):
            depth = len(_MARKER.findall(prefix[0])) + prefix[0].count(" ") // 4
            if depth > DEPTH:
                return f"lists and quotes stand more than {DEPTH} deep inside one another"
    return None


def _brackets(block: str) -> str | None:
    """How far it is from each opening bracket to the one that closes it, and how deep closed ones are nested."""
    open_at: list[tuple[int, int]] = []
    distance = inner = 0
    for match in _BRACKET.finditer(block):
        if match[0] == "[":
            open_at.append((match.start(), inner))
            inner = 0
        elif open_at:
            start, before = open_at.pop()
            distance += match.start() - start
            if inner + 1 > BRACKET_DEPTH:
                return f"brackets stand more than {BRACKET_DEPTH} deep inside one another"
            inner = max(before, inner + 1)
    distance += sum(len(block) - start for start, _ in open_at)
    return "too many brackets are opened and not closed" if distance > DISTANCE else None


def _destinations(block: str) -> str | None:
    """The same for the parentheses after a link's text, which Python-Markdown follows through to the end of the block."""
    open_at: list[int | None] = []
    distance = 0
    for match in _DESTINATION.finditer(block):
        if match[0] != ")":
            open_at.append(match.end() if match[0] == "](" else None)
        elif open_at:
            start = open_at.pop()
            distance += match.start() - start if start is not None else 0
    distance += sum(len(block) - start for start in open_at if start is not None)
    return "too many links are opened and not closed" if distance > DISTANCE else None


def _code_spans(block: str) -> str | None:
    """How far it is from each run of backticks to the next one as long, or to the end of the block."""
    distance = 0
    following: dict[int, int] = {}
    for match in reversed(list(_TICKS.finditer(block))):
        length = len(match[2])
        distance += following.get(length, len(block)) - match.start() if not match[1] else len(block) - match.start()
        following[length] = match.start()
    return "too many backticks are opened and not closed" if distance > DISTANCE else None


def _dividers(block: str) -> str | None:
    if "\n" not in block:
        return None
    count = sum(1 for line in block.split("\n") if _DIVIDER.match(line.strip(" >")))
    if count * len(block) > DIVIDER_COST:
        return "too many headings, rules or definitions follow one another without a blank line"
    return None


def _marks(block: str) -> str | None:
    count = len(_MARK.findall(block))
    cost = count * (len(block) + _PLACEHOLDER_LENGTH * count)
    return "one paragraph has too many marks such as * and \\ in it" if cost > MARK_COST else None


def _columns(block: str) -> str | None:
    for line in block.split("\n"):
        pipes = line.count("|")
        if pipes * (pipes + line.count("`")) > TABLE_ROW_COST:
            return "one line has too many columns"
    return None


def _cells(block: str) -> int:
    """How many cells a block may have as a table: columns of the head times the rows."""
    if "|" not in block:
        return 0
    lines = block.split("\n")
    rules = (number for number, line in enumerate(lines) if number and "-" in line and not line.strip(" >|:-"))
    return max(((lines[number - 1].count("|") + 1) * (len(lines) - number) for number in rules), default=0)


def _definitions(block: str) -> str | None:
    if any(len(line) > DEFINITION_LENGTH and _DEFINITION.match(line) for line in block.split("\n")):
        return f"the definition of a link is longer than {DEFINITION_LENGTH} characters"
    return None


_RULES: tuple[Callable[[str], str | None], ...] = (
    _nesting,
    _brackets,
    _destinations,
    _code_spans,
    _dividers,
    _marks,
    _columns,
    _definitions,
)
