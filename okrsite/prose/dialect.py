"""Markdown as people write it for a code host → Markdown as Python-Markdown reads it.

The same file is read on the code host and on the site, so it should mean the same: fenced code anywhere, also in lists and quotes;
lists nested by the width of their marker; a list right below a paragraph, a quote right below an item; headings with a space behind
the `#` and no others. Comments are taken out. Each step goes over the lines once.
"""

import re
from collections.abc import Callable

Store = Callable[[str], str]

_FENCE = re.compile(
    r"(?P<prefix>(?:[ ]*>)*)(?P<item>(?:[ ]*(?:[-+*]|\d{1,9}[.)])[ ]{1,4}+)*+)(?P<indent>[ ]*)(?P<fence>`{3,}(?=[^`]*$)|~{3,})"
)
_COMMENT = re.compile(r"^[ ]{0,3}<!--", re.MULTILINE)
_ITEM = re.compile(r"(?P<marker>[-+*]|(?P<number>\d{1,9})[.)])(?P<gap>[ ]+)(?=[^ ])")
_RULE = re.compile(r"(?:-[ ]*){3,}$|(?:\*[ ]*){3,}$|(?:_[ ]*){3,}$")
_HEADING = re.compile(r"#{1,6}(?= |$)")
_INDENT = 4


def prepare(text: str, store: Store) -> str:
    """The text with its fenced code put away by `store`, which gives a line to stand for it, without comments, with lists set right."""
    return _set_lists(_without_comments(_without_fences(text, store)))


def _without_fences(text: str, store: Store) -> str:
    """A fence that is never closed holds the rest of the text, or of the quote that it stands in."""
    if "```" not in text and "~~~" not in text:
        return text
    lines = text.split("\n")
    out: list[str] = []
    number = 0
    while number < len(lines):
        opening = _FENCE.match(lines[number])
        number += 1
        if not opening:
            out.append(lines[number - 1])
            continue
        code, number = _fenced(lines, number, opening)
        code = code.rstrip(" \n") if number == len(lines) else code  # the end of the text is not part of it
        quote = opening["prefix"]
        if opening["item"]:  # the first thing in a list item: what stands for it takes its place
            out.append(quote + opening["item"] + store(code))
            continue
        out += [quote, f"{quote}{' ' if quote else ''}{opening['indent'][bool(quote) :]}{store(code)}", quote]
    return "\n".join(out)


def _fenced(lines: list[str], number: int, opening: re.Match[str]) -> tuple[str, int]:
    """The code from a line on to the closing fence, without the quote marks and the indent of the opening one; the line after."""
    depth = opening["prefix"].count(">")
    inside = re.compile(rf"(?:[ ]{{0,3}}>[ ]?){{{depth}}}")
    closing = re.compile(rf"[ ]*{opening['fence'][0]}{{{len(opening['fence'])},}}[ ]*$")
    indent = len(opening["item"] + opening["indent"]) - bool(depth)
    code: list[str] = []
    while number < len(lines):
        line = lines[number]
        if depth:
            quoted = inside.match(line)
            if not quoted:
                break
            line = line[quoted.end() :]
        number += 1
        if closing.match(line):
            break
        code.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
    return "\n".join(code), number


def _without_comments(text: str) -> str:
    """Comments that start a line, over as many lines as they have; those inside a paragraph are left to the parser."""
    if "<!--" not in text:
        return text
    out: list[str] = []
    position = 0
    for opening in _COMMENT.finditer(text):
        if opening.start() < position:
            continue
        end = text.find("-->", opening.end())
        if end < 0:
            break
        out.append(text[position : opening.start()])
        position = end + 3
    return "".join([*out, text[position:]])


def _set_lists(text: str) -> str:
    """Every list item and what belongs to it indented by four for each list around it, and a blank line before a list."""
    out: list[str] = []
    contents: list[int] = []  # the column at which the content of each open item starts
    above = ""  # the line above without its indent and marker
    in_text = False  # whether what the last blank line was followed by goes on, and is no list item
    for line in text.split("\n"):
        plain = line.lstrip(" ")
        if not plain:
            out.append("")
            above = ""
            continue
        indent = len(line) - len(plain)
        begins_word = plain[0].isalpha()  # as most lines do, which are no item, rule or quote
        if not begins_word and _interrupts(plain, indent, above, contents):
            out.append("")
            above = ""
        blank = not above
        item = None if begins_word or _RULE.match(plain) else _ITEM.match(plain)
        above = plain[item.end() :] if item else plain
        in_list = bool(contents)
        if item or blank:
            while contents and indent < contents[-1]:
                contents.pop()
        inner = contents[-1] if contents else 0
        in_text = in_text if not blank else not item
        if item and indent - inner < _INDENT:
            if not blank and (in_text if in_list else item["number"] in (None, "1")):
                out.append("")
            in_text = False
            out.append(" " * _INDENT * len(contents) + item["marker"].replace(")", ".") + item["gap"] + _heading(plain[item.end() :]))
            contents.append(indent + item.end("marker") + (len(item["gap"]) if len(item["gap"]) <= _INDENT else 1))
        else:
            is_code = indent - inner >= _INDENT
            out.append(" " * (_INDENT * len(contents) + max(indent - inner, 0)) + (plain if is_code else _heading(plain)))
    return "\n".join(out)


def _interrupts(plain: str, indent: int, above: str, contents: list[int]) -> bool:
    """Whether a line ends the text above it without a blank line: a quote in a list, a rule below a list or a quote."""
    if not above:
        return False
    if plain[0] == ">":
        return bool(contents) and above[0] != ">"
    return bool(_RULE.match(plain)) and (above[0] == ">" or bool(contents and indent < contents[-1]))


def _heading(plain: str) -> str:
    """A line as it is, but for a `#` that begins no heading."""
    return "\\" + plain if plain[0] == "#" and not _HEADING.match(plain) else plain
