"""A difference → Markdown for a comment on a pull request or a merge request: the summary, then unit by unit, folded.

Everything from content is text and nothing else there: no markup, link, picture, mention, reference to an issue, or command of the forge.
Punctuation becomes character references; where the forge looks for patterns in the finished text, an invisible space comes between.
"""

import re
from collections.abc import Iterator
from typing import Final

from okrsite.cycles import Cycles
from okrsite.diff.changes import Difference
from okrsite.diff.text import NOTHING
from okrsite.diff.words import Entry, Row, Section, Wording
from okrsite.words import Language

MARKER: Final = "<!-- okrsite diff -->"
MOST_CHARACTERS: Final = 60_000
"""GitHub takes 65 536 in one comment."""

_ROOM: Final = 200  # for what is said at the end
_GAP: Final = "&#8203;"
_PUNCTUATION: Final = re.compile(r"_|[^\w\s,;?…–—·→⚠]", re.ASCII)
# What forges turn into links or commands in the finished text: @name #12 !12 $12 &12 ~label %milestone ^12 :emoji: http:// www. [x:1]
_SIGIL: Final = re.compile(r"[@#!$&~%^:/\[*](?=\S)|\.(?=\S)")
# GH-12 and other trackers' ABC-12; ids of commits, of which seven digits are enough.
_KEY: Final = re.compile(r"(?<=[A-Za-z])-(?=\d)")
_COMMIT: Final = re.compile(r"[0-9a-fA-F]{6}(?=[0-9a-fA-F])")
_BREAK: Final = "\ufdd0"  # no character: stands for the gap until the rest is escaped


def markdown(difference: Difference, language: Language, cycles: Cycles) -> str:
    """The whole comment."""
    if difference.is_empty:
        return f"{MARKER}\n{NOTHING}\n"
    wording = Wording(language, cycles, as_text)
    summary = "\n".join(f"- {line}" for line in wording.summary(difference))
    text = f"{MARKER}\n### What changes in the OKRs\n\n{summary}\n"
    return _cut(text, wording.sections(difference), wording)


def as_text(content: str) -> str:
    """Content as Markdown that shows it as it is, and does nothing."""
    broken = content.replace(_BREAK, "")
    broken = _SIGIL.sub(lambda match: match[0] + _BREAK, broken)
    broken = _KEY.sub(f"-{_BREAK}", _COMMIT.sub(lambda match: match[0] + _BREAK, broken))
    return "".join(_GAP if part == _BREAK else _PUNCTUATION.sub(_reference, part) for part in re.split(f"({_BREAK})", broken))


def _reference(match: re.Match[str]) -> str:
    """ASCII punctuation by its number; letters of every script stay as they are."""
    return f"&#{ord(match[0])};" if match[0].isascii() else match[0]


def _cut(text: str, sections: list[Section], wording: Wording) -> str:
    """The summary with as many whole entries as there is room for, and how many there is none for."""
    left_out = 0
    for section in sections:
        opening, closing = _opening(section, wording), "\n</details>\n"
        room = MOST_CHARACTERS - _ROOM - len(text) - len(opening) - len(closing)
        entries = []
        for entry in section.entries:
            written = "".join(_rows(entry))
            if len(written) <= room and not left_out:
                entries.append(written)
                room -= len(written)
            else:
                left_out += 1
        if entries:
            text += opening + "".join(entries) + closing
        elif not section.entries and not left_out and room > 0:
            text += f"\n{_heading(section, wording)}\n"
    return text + (f"\n{left_out} more are left out here; `okrsite diff` shows them all.\n" if left_out else "")


def _opening(section: Section, wording: Wording) -> str:
    count = len(section.entries)
    folded = f"<details><summary>{count} {'thing' if count == 1 else 'things'} changed</summary>"
    return f"\n{_heading(section, wording)}\n\n{folded}\n\n| | Before | After |\n|---|---|---|\n"


def _heading(section: Section, wording: Wording) -> str:
    effects = [f"{wording.step(effect.before, effect.after)} in {wording.cycle(effect.cycle)}" for effect in section.effects]
    return f"**{section.title}** {', '.join(effects)}".rstrip()


def _rows(entry: Entry) -> Iterator[str]:
    about = " · ".join(filter(None, (entry.kind, entry.cycle)))
    yield f"| **{entry.title}**{f' {about}' if about else ''} | | |\n"
    yield from map(_row, entry.rows)


def _row(row: Row) -> str:
    return f"| {'⚠ ' if row.serious else ''}{row.what} | {row.before} | {row.after} |\n"
