"""A text → why it is too tangled to be converted, or None (DESIGN, "What the house must stand").

Python-Markdown takes time that grows with the square of some structures, and its recursion with their depth. Each limit below
bounds one of them by what is counted in the text, never by a clock, so that a text is refused on every machine or on none.
Nothing that a person writes comes near: the limits are for 64 KiB of, say, nothing but opening brackets.
"""

import re
from collections.abc import Callable

BLOCKS = 8_000
DEPTH = 24
BRACKETS = 5_000
BRACKET_DEPTH = 12
DISTANCE = 1_000_000
DIVIDER_COST = 5_000_000
MARK_COST = 2_000_000_000
DEFINITION_LENGTH = 2_000
TABLE_CELLS = 10_000
TABLE_ROW_COST = 200_000

LONGEST = 16_384
"""Characters of a text that is short: no structure of so short a text takes long that the limits let pass."""

PLACEHOLDER_LENGTH = 14
_LOOKS = 4  # times that a piece of text is looked at, at most: as part of its paragraph, and of what stands around it there
_MARKS_AND_BRACKETS = "\\`*_~[]<&!"
_DEEP = " " * 8
_ITEMS = re.compile(r"\n(?: *(?:[-+*]|\d+[.)])(?= )){4}")
_LINES_OF_A_LINE = 3  # a blank one is put before and behind some
_LONGEST_INDENT = 32
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
    """What makes a text too tangled, as the end of a sentence; the text without its fenced code, which nobody interprets."""
    if text.count("[") > BRACKETS:
        return f"it has more than {BRACKETS} opening brackets"
    blocks = _blocks(text)
    if len(blocks) > BLOCKS:
        return f"it has more than {BLOCKS} paragraphs"
    for cost, limit, what in _COSTS:
        if sum(map(cost, blocks)) > limit:
            return what
    return next((reason for block in blocks for rule in _RULES if (reason := rule(block))), None)


def is_short(text: str) -> bool:
    """Whether what is counted while a text is converted stays below its limits, even if all of its marks stood in one paragraph."""
    marks = sum(map(text.count, _MARKS_AND_BRACKETS))
    distance = _LOOKS * marks * (len(text) + PLACEHOLDER_LENGTH * marks)
    return len(text) <= LONGEST and distance <= DISTANCE and text.count("[") <= BRACKET_DEPTH


def is_flat(text: str) -> bool:
    """Whether a text has no quotes, tables, definitions or deep lists, and so few lines that nothing in them can cost too much."""
    if any(mark in text for mark in (">", "|", "]:", _DEEP)) or _ITEMS.search("\n" + text):
        return False
    lines = _LINES_OF_A_LINE * (text.count("\n") + 1)
    return lines * (len(text) + _LONGEST_INDENT * lines) <= DIVIDER_COST


def mark_cost(text: str) -> int:
    """Each mark copies its piece of inline text once, with placeholders for those before it."""
    count = len(_MARK.findall(text))
    return count * (len(text) + PLACEHOLDER_LENGTH * count)


def tick_distance(text: str) -> int:
    """How far it is from each run of backticks in a piece of inline text to the next one as long, or to the end."""
    distance = 0
    following: dict[int, int] = {}
    for match in reversed(list(_TICKS.finditer(text))):
        length = len(match[2])
        end = len(text) if match[1] else following.get(length, len(text))
        distance += end - match.start()
        following[length] = match.start()
    return distance


def bracket_depth(text: str) -> int:
    """How deep pairs of brackets stand inside one another in a piece of inline text."""
    open_at: list[int] = []  # of each open bracket, how deep the pairs are that were closed beside it before
    inner = deepest = 0
    for match in _BRACKET.finditer(text):
        if match[0] == "[":
            open_at.append(inner)
            inner = 0
        elif open_at:
            inner = max(open_at.pop(), inner + 1)
            deepest = max(deepest, inner)
    return deepest


def bracket_distance(text: str) -> int:
    """How far Python-Markdown looks from the brackets and links that are opened in a piece of inline text, all added up.

    It looks from each `[` to the `]` that closes it, and from each `](` to its `)`; to the end where there is none.
    """
    return _distance(text, _BRACKET, "[", "]", "[") + _distance(text, _DESTINATION, "](", ")", "](", "(")


def _distance(text: str, tokens: re.Pattern[str], counted: str, closing: str, *opening: str) -> int:
    open_at: list[int | None] = []
    distance = 0
    for match in tokens.finditer(text):
        if match[0] in opening:
            open_at.append(match.start() if match[0] == counted else None)
        elif match[0] == closing and open_at:
            start = open_at.pop()
            distance += match.start() - start if start is not None else 0
    return distance + sum(len(text) - start for start in open_at if start is not None)


def _blocks(text: str) -> list[str]:
    """Runs of lines that are not blank: what Python-Markdown looks at as one piece."""
    return [block.strip("\n") for block in re.split(r"\n[ ]*(?=\n)", text) if block and not block.isspace()]


# -- costs: added up over all blocks --


def _divider_cost(block: str) -> int:
    """Each heading, rule or definition makes Python-Markdown take up the rest of the block again."""
    return len(block) * sum(1 for line in block.split("\n") if _DIVIDER.match(line.strip(" >"))) if "\n" in block else 0


def _cells(block: str) -> int:
    """How many cells a block may have as a table: columns of the head times the rows."""
    if "|" not in block:
        return 0
    lines = block.split("\n")
    rules = (number for number, line in enumerate(lines) if number and "-" in line and not line.strip(" >|:-"))
    return max(((lines[number - 1].count("|") + 1) * (len(lines) - number) for number in rules), default=0)


_COSTS: tuple[tuple[Callable[[str], int], int, str], ...] = (
    (_divider_cost, DIVIDER_COST, "too many headings, rules or definitions follow one another without a blank line"),
    (_cells, TABLE_CELLS, f"its tables have more than {TABLE_CELLS} cells"),
)

# -- rules: kept by each block --


def _nesting(block: str) -> str | None:
    for line in block.split("\n"):
        prefix = _PREFIX.match(line)
        if prefix and not _RULE.match(line):
            depth = len(_MARKER.findall(prefix[0])) + prefix[0].count(" ") // 4
            if depth > DEPTH:
                return f"lists and quotes stand more than {DEPTH} deep inside one another"
    return None


def _columns(block: str) -> str | None:
    for line in block.split("\n"):
        pipes = line.count("|")
        if pipes * (pipes + line.count("`")) > TABLE_ROW_COST:
            return "one line has too many columns"
    return None


def _definitions(block: str) -> str | None:
    if any(len(line) > DEFINITION_LENGTH and _DEFINITION.match(line) for line in block.split("\n")):
        return f"the definition of a link is longer than {DEFINITION_LENGTH} characters"
    return None


_RULES: tuple[Callable[[str], str | None], ...] = (_nesting, _columns, _definitions)
