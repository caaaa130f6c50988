"""A syntax error of the YAML library becomes one explanation in words that a newcomer understands.

The library names what its grammar missed; people want to know what they typed. Each rule below knows one usual slip,
looks at the library's error and at the line, and answers or passes; the first answer counts.
"""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

import yaml

from okrsite.source.text import shown
from okrsite.source.yaml_scalars import quoted
from okrsite.source.yaml_trouble import Place, Trouble


class Slip(NamedTuple):
    """Where a slip is (line and column from 0), what it is, what to write instead, and its code of the catalogue."""

    place: Place
    message: str
    hint: str
    code: str = "yaml-syntax"


def explain(trouble: Trouble) -> Slip:
    """The slip behind a syntax error, in plain words (FORMAT §14)."""
    slip = next((slip for rule in _RULES if (slip := rule(trouble))), None) or _unknown(trouble)
    if slip.code != "word-quotes" and re.search("[“”„]", trouble.lines[slip.place[0]]):
        return slip._replace(hint=f"{slip.hint} The line has typographic quotes (“ ”); YAML knows straight ones only.")
    return slip


def _depth(trouble: Trouble) -> Slip | None:
    """The library's own limit, which newer versions meet before any value is handed out."""
    if not trouble.says("nesting depth"):
        return None
    return Slip(trouble.place, "Values are nested far too deep here.", "Write them with fewer levels.", "too-deep")


def _tab(trouble: Trouble) -> Slip | None:
    indent = _LEADING.match(trouble.line)[0]  # type: ignore[index]
    if trouble.character != "\t" and "\t" not in indent:
        return None
    column = indent.index("\t") if "\t" in indent else trouble.place[1]
    hint = "Put spaces in its place, two for each step, and let the editor do so for the Tab key."
    return Slip((trouble.place[0], column), "A tab stands where YAML needs spaces.", hint, "tab-indent")


def _unclosed_quote(trouble: Trouble) -> Slip | None:
    if not trouble.says("quoted scalar.*(end of stream|document separator|document indicator)"):
        return None
    place = line, column = trouble.context_place
    text = trouble.lines[line]
    better = text[:column] + quoted(text[column + 1 :].rstrip())
    message = f"The quote {trouble.at(place)} that opens here is never closed."
    return Slip(place, message, f"Close it at the end of the text: `{shown(better, 160)}`.")


def _escape(trouble: Trouble) -> Slip | None:
    if not trouble.says("escape|hexdecimal"):
        return None
    line, column = trouble.place
    column = max(trouble.line.rfind("\\", 0, column + 1), 0)
    if trouble.says("Unicode"):
        message = "This escape is no character: it is half of one, or beyond the last one."
        return Slip((line, column), message, "Write the character itself in place of its escape.", "control-character")
    message = f"`{trouble.line[column : column + 2]}` is no escape; between double quotes a backslash begins one."
    return Slip((line, column), message, "Write two backslashes, or put the text in single quotes.")


def _first_character(trouble: Trouble) -> Slip | None:
    """A value that begins with a character that means something to YAML."""
    for place in (trouble.context_place, trouble.place):
        character = trouble.at(place)
        if not any(character and character in marks and trouble.says(words) for words, marks in _FIRST_CHARACTERS):
            continue
        if trouble.brackets and character in ",]}":
            hint = "Write the value, or remove the comma or bracket too many."
            return Slip(place, f"A value is missing before `{character}`.", hint)
        hint = f"Put it in quotes: `{trouble.quoted_from(place)}`.{_OTHERWISE.get(character, '')}"
        if not trouble.lines[place[0]][: place[1]].strip():
            hint = "Each line is `key: value`. If the document's text begins here, a line `---` belongs above it."
        message = f"A text that begins with “{character}” needs quotes, as YAML gives that character a meaning."
        return Slip(place, message, hint)
    return None


def _colon(trouble: Trouble) -> Slip | None:
    """A text with a colon and a space in it, without quotes."""
    last = trouble.last
    if trouble.character != ":" or not last or last.event is not yaml.ScalarEvent or last.style or not last.value:
        return None
    if last.start[0] != trouble.place[0] or not (trouble.brackets or trouble.says("mapping values")):
        return None
    start = last.start
    hint = f"Put the text in straight quotes: `{trouble.quoted_from(start)}`."
    if trouble.at(start) in "“„”":
        message = "This text stands in typographic quotes, which are not quotes in YAML."
        return Slip(start, message, hint, "word-quotes")
    message = "A text with a colon and a space in it needs quotes: YAML takes what stands before the colon for a key."
    return Slip(trouble.place, message, hint, "unquoted-colon")


def _after_the_end(trouble: Trouble) -> Slip | None:
    """Text behind a closing quote or bracket."""
    last, (line, column) = trouble.last, trouble.place
    if not last or last.end[0] != line:
        return None
    end = last.end[1]
    closing = trouble.line[end - 1 : end]
    if closing not in ("'", '"', "]", "}") or trouble.line[end:column].strip() or trouble.character in ("", ","):
        return None
    if last.event is yaml.ScalarEvent and last.start[0] != line:
        number = trouble.number(line)
        message = f"The quote {closing} that opens here is closed only in line {number}, where more text follows."
        return Slip(last.start, message, "Close it at the end of its own text.")
    hint = "Write a comma between two values, or put the whole text in quotes."
    if not trouble.brackets:
        hint = f"Put all of it in quotes: `{_whole_value_quoted(trouble.line, end)}`."
    return Slip(trouble.place, f"More text stands behind the closing {closing} of this value.", hint)


def _unclosed_bracket(trouble: Trouble) -> Slip | None:
    places = [place for place in (*trouble.brackets, trouble.context_place) if trouble.at(place) in ("[", "{")]
    if not places or not (trouble.brackets or trouble.says(" flow ")):
        return None
    opening = max(places)
    opened = trouble.at(opening)
    closing = "}" if opened == "{" else "]"
    if trouble.character in ("]", "}") and trouble.character != closing:
        return Slip(trouble.place, f"A `{opened}` is closed with `{trouble.character}`.", f"Write `{closing}`.")
    line = trouble.place[0]
    stuck = f"; line {trouble.number(line)} does not fit into it" if line != opening[0] else ""
    message = f"The bracket `{opened}` that opens here is not closed by `{closing}`{stuck}."
    hint = f"Write `{closing}` at its end, and a comma between two values; put the whole in quotes if text is meant."
    return Slip(opening, message, hint)


def _missing_space(trouble: Trouble) -> Slip | None:
    """A colon without a space behind it."""
    number = _suspected_line(trouble)
    line = trouble.lines[number]
    match = re.match(r"[ \t]*(?:- +)*[\w-]+:(?=[^\s/])", line)
    if not match or not trouble.says("could not find expected ':'|mapping values"):
        return None
    hint = f"Write `{shown(f'{match[0]} {line[match.end() :]}', 160)}`."
    return Slip((number, match.end() - 1), "A colon needs a space behind it.", hint)


def _missing_dash_space(trouble: Trouble) -> Slip | None:
    """A list item whose dash has no space behind it; the lines below it then seem to stand too far in."""
    for number in (trouble.place[0], trouble.context_place[0], trouble.place[0] - 1):
        line = trouble.lines[number] if number >= 0 else ""
        match = re.match(r" *-(?=\w[^:]*:( |$))", line)
        if match and trouble.says("parsing a block|mapping values|could not find expected"):
            hint = f"Write `{shown(f'{match[0]} {line[match.end() :]}', 160)}`."
            return Slip((number, match.end() - 1), "The dash of a list item needs a space behind it.", hint)
    return None


def _missing_colon(trouble: Trouble) -> Slip | None:
    """A line that is no `key: value`."""
    if not trouble.says("could not find expected ':'"):
        return None
    text = shown(trouble.lines[trouble.context_place[0]])
    hint = "Write `key: value`; put the line further in if it continues the text above."
    return Slip(trouble.context_place, f"This line has no colon: `{text}`.", hint)


def _list_and_keys(trouble: Trouble) -> Slip | None:
    """List items and keys side by side."""
    if not trouble.says("parsing a block") or trouble.place[1] != trouble.context_place[1]:
        return None
    is_item, among_items = trouble.character == "-", not trouble.says("parsing a block mapping")
    if is_item == among_items:
        return None
    found, others = ("list item", "keys") if is_item else ("key", "list items")
    hint = "A list item begins with `- `, a key does not; put the line further in if it belongs to the one above."
    return Slip(trouble.place, f"A {found} stands here among {others}.", hint)


def _dots(trouble: Trouble) -> Slip | None:
    if not (trouble.last and trouble.last.event is yaml.DocumentEndEvent and trouble.last.explicit):
        return None
    hint = "Remove the line `...`; front matter ends with a line `---`."
    return Slip(trouble.place, "Text follows the line `...`, which ends a YAML document.", hint)


def _indent(trouble: Trouble) -> Slip | None:
    """A line that begins in another column than those that it belongs to."""
    above = [line for line in trouble.lines[: trouble.place[0]] if line.strip() and not line.lstrip().startswith("#")]
    is_item = trouble.line.lstrip().startswith("- ")
    here, there = _key_column(trouble.line, is_item), _key_column(above[-1] if above else trouble.line, is_item)
    if here == there:
        return None
    name = shown(re.split(r":(?: |$)", trouble.line.strip())[0], 30)
    columns = "1 column" if here == 1 else f"{here} columns"
    hint = "Lines that belong together begin in the same column: set this one below the line that it goes with."
    return Slip((trouble.place[0], here), f"`{name}` stands {columns} in; its neighbours stand {there}.", hint)


def _key_within_text(trouble: Trouble) -> Slip | None:
    """A colon in the second line of a text."""
    if not trouble.says("mapping values") or not trouble.last or trouble.last.start[0] == trouble.place[0]:
        return None
    message = (
        f"The text that begins in line {trouble.number(trouble.last.start[0])} goes on here, and has a colon in it."
    )
    return Slip(
        trouble.place, message, "Put all of the text in quotes, or begin it with `|` and go on in the next line."
    )


def _unknown(trouble: Trouble) -> Slip:
    hint = "Write `key: value`, and put a text with special characters in quotes."
    return Slip(trouble.place, f"This cannot be read as YAML: {shown(trouble.words, 120)}.", hint)


def _suspected_line(trouble: Trouble) -> int:
    """The line in which the text begins that the library tried to read as a key."""
    if trouble.says("mapping values") and trouble.last:
        return trouble.last.start[0]
    return trouble.context_place[0]


def _whole_value_quoted(line: str, end: int) -> str:
    """The line with its whole value in one pair of quotes, where a quote or bracket ends in column `end`."""
    start = re.match(r"[ \t]*(?:- +)*(?:[^\s:'\"\[{#][^:]*?: +)?", line).end()  # type: ignore[union-attr]
    text = line[start:].strip()
    if line[end - 1] == "'" and line[end : end + 1].isalnum():  # an apostrophe, not a closing quote
        text = text.removeprefix("'").removesuffix("'")
    return shown(line[:start] + quoted(text), 160)


def _key_column(line: str, is_item: bool) -> int:
    """The column in which a line's key begins; the dash's where a list item is compared."""
    return re.match(r" *" if is_item else r" *(?:- +)*", line).end()  # type: ignore[union-attr]


_LEADING: Final = re.compile(r"\s*")
_FIRST_CHARACTERS: Final = (
    ("cannot start any token", "@`%"),
    ("scanning an anchor|scanning an alias", "&*"),
    ("(scanning|parsing) a tag", "!"),
    ("scanning a block scalar", "|>"),
    ("scanning a directive|unknown directive", "%"),
    ("sequence entries are not allowed", "-"),
    ("mapping keys are not allowed", "?"),
    ("node content", ",]}"),
    ("expected key|<block end>", ":"),
)
_OTHERWISE: Final = {
    "-": " A list begins on the next line.",
    "|": " A longer text begins on the next line.",
    ">": " A longer text begins on the next line.",
}
_RULES: Final[tuple[Callable[[Trouble], Slip | None], ...]] = (
    _depth,
    _tab,
    _unclosed_quote,
    _escape,
    _first_character,
    _colon,
    _after_the_end,
    _unclosed_bracket,
    _missing_space,
    _missing_dash_space,
    _missing_colon,
    _list_and_keys,
    _dots,
    _indent,
    _key_within_text,
)
