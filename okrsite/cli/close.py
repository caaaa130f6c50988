"""`okrsite close`: score a cycle's objectives."""

import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from okrsite.cli.edits import ask, print_difference, say, tried, understood
from okrsite.cli.options import fail, project_options

if TYPE_CHECKING:
    from okrsite.closing import Closing, Score
    from okrsite.model import Objective


@click.command()
@click.argument("cycle", metavar="CYCLE")
@click.argument("scores", nargs=-1, metavar="[REF=SCORE...]")
@click.option("--unit", metavar="UNIT", help="Only the objectives of this unit and of those below it.")
@click.option("--note", multiple=True, metavar="REF=TEXT", help="Why an objective has its score.")
@click.option("--retrospective", multiple=True, metavar="REF=TEXT", help="What was learned with an objective.")
@click.option("--yes", is_flag=True, help="Take what is proposed without asking.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@project_options
def command(
    project: Path, as_of: date, cycle: str, scores: tuple[str, ...], unit: str | None, note: tuple[str, ...],
    retrospective: tuple[str, ...], yes: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Score the objectives of a cycle that have no score yet; their progress is what is proposed.

    All of them are written, or none. A score given as REF=SCORE also replaces one that is written. A cycle is over after its last day;
    to close one earlier, write `cycles: [{id: 2026-q4, state: closed}]` into okrsite.yml.
    """
    from okrsite.closing import Closing, by_reference, score_typed
    from okrsite.workbench import Workbench

    with understood():
        closing = Closing(Workbench.open(project, as_of), cycle, unit)
        given = {reference: score_typed(text) for reference, text in by_reference(closing, scores).items()}
        notes, lessons = by_reference(closing, note), by_reference(closing, retrospective)
        _introduce(closing)
        asks = not yes and sys.stdin.isatty()
        found = _closed(closing, given, notes, lessons, yes, asks)
        if left := sorted({*notes, *lessons} - {score.objective.reference for score in found}):
            fail(f"`{left[0]}` gets no score here, so no note can be written; add {left[0]}=SCORE.")
        if found:
            _write(closing, found, asks, dry_run)
        else:
            _nothing(closing)


def _closed(
    closing: "Closing", given: "dict[str, Decimal]", notes: dict[str, str], lessons: dict[str, str], yes: bool, asks: bool
) -> "list[Score]":
    """How each objective is closed that gets a score."""
    from okrsite.closing import Score
    from okrsite.typed import text_typed

    found: list[Score] = []
    for objective in closing.objectives:
        reference = objective.reference
        if reference not in given and objective not in closing.open:
            continue
        score = _score(closing, objective, given, yes, asks)
        if score is None:
            continue
        note, lesson = notes.get(reference), lessons.get(reference)
        if asks:
            note = note or ask("  Note: why this score?", text_typed)
            lesson = lesson or ask("  Retrospective: what was learned?", text_typed)
        found.append(Score(objective, score, note, lesson))
    return found


def _write(closing: "Closing", found: "list[Score]", asks: bool, dry_run: bool) -> None:
    """Show what will be written, and write it if the person agrees."""
    from okrsite.workbench import write

    edits = [closing.bench.edit(score.objective, score.changes) for score in found]
    tried(closing.bench, edits)
    _show(closing, found)
    scores = "1 score" if len(found) == 1 else f"{len(found)} scores"
    if dry_run:
        print_difference(edits)
    elif not asks or click.confirm(f"Write {scores}?", default=True, err=True):
        write(edits)
        say(f"{scores} written.")
    else:
        say("Nothing was written.")


def _introduce(closing: "Closing") -> None:
    """Say so where the scores will not count yet."""
    cycle = closing.cycle
    if not closing.is_closed:
        say(f"The cycle {cycle.id} runs until {cycle.end}: scores count from the day after.")
        say(f"To close it now, write `cycles: [{{id: {cycle.id}, state: closed}}]` into okrsite.yml.")


def _score(closing: "Closing", objective: "Objective", given: "dict[str, Decimal]", yes: bool, asks: bool) -> Decimal | None:
    """The score that is given, or the proposed one where that is taken; None where there is none."""
    from okrsite.closing import score_typed

    if objective.reference in given:
        return given[objective.reference]
    proposal = closing.proposal(objective)
    if asks:
        say()
        say(f"{objective.title}  ({objective.reference})")
        say(f"  {closing.how(objective)}")
        if proposal is not None:
            say(f"  {closing.meaning(objective, proposal)}")
        offered = "no score" if proposal is None else f"{proposal:f}"
        answer = ask(f"  Score, 0 to 1 (Enter for {offered})", score_typed)
        return proposal if answer is None else answer
    if proposal is None:
        say(f"{objective.reference} is left open: nothing in it is measured. Give a score: {objective.reference}=0.5")
    return proposal if yes else None


def _show(closing: "Closing", scores: "list[Score]") -> None:
    """What will be written."""
    width = max(len(score.objective.reference) for score in scores)
    say()
    for score in scores:
        percent = closing.bench.language.percent(closing.figures.objectives[score.objective.reference].progress)
        reference = score.objective.reference.ljust(width)
        say(f"{reference}  {percent:>12}  score {score.score:f}  {closing.meaning(score.objective, score.score)}")


def _nothing(closing: "Closing") -> None:
    """End where there is nothing to write: all is done, or nobody has said what to take."""
    if not closing.open:
        say(f"Every objective of {closing.cycle.id} has its score.")
        return
    for objective in closing.open:
        proposal = closing.proposal(objective)
        say(f"{objective.reference}: " + ("nothing is measured" if proposal is None else f"{proposal:f} is proposed"))
    fail("No score was given, so nothing was written. Give them as REF=SCORE, or take what is proposed with --yes.")
