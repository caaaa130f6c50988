"""A difference → lines for a terminal: the summary, then unit by unit."""

from collections.abc import Iterator

from okrsite.cycles import Cycles
from okrsite.diff.changes import Difference
from okrsite.diff.words import Entry, Row, Section, Wording
from okrsite.words import Language

NOTHING = "Nothing changed in the OKRs."


def text_lines(difference: Difference, language: Language, cycles: Cycles) -> Iterator[str]:
    """The difference for a reader at a terminal."""
    if difference.is_empty:
        yield NOTHING
        return
    wording = Wording(language, cycles, str)
    yield from wording.summary(difference)
    for section in wording.sections(difference):
        yield ""
        yield _heading(section, wording)
        for entry in section.entries:
            yield from _entry(entry)


def _heading(section: Section, wording: Wording) -> str:
    effects = [f"{wording.step(effect.before, effect.after)} in {wording.cycle(effect.cycle)}" for effect in section.effects]
    return f"{section.title}  {', '.join(effects)}".rstrip()


def _entry(entry: Entry) -> Iterator[str]:
    about = ", ".join(filter(None, (entry.kind, entry.cycle)))
    yield f"  {entry.title}{f' ({about})' if about else ''}"
    yield from (f"    {_row(row)}" for row in entry.rows)


def _row(row: Row) -> str:
    mark = "! " if row.serious else "  "
    if row.before and row.after:
        return f"{mark}{row.what}: {row.before} → {row.after}"
    said = row.after or (f"was {row.before}" if row.before else "")
    return f"{mark}{row.what}: {said}" if said else f"{mark}{row.what}"
