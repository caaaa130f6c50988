"""`okrsite checkin`: report how an objective is going."""

import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from okrsite.cli.edits import ask, print_difference, say, tried, understood
from okrsite.cli.options import Day, fail, project_options
from okrsite.cli.references import complete_reference

if TYPE_CHECKING:
    from okrsite.checkin import Report
    from okrsite.model import Objective, Value
    from okrsite.workbench import Edit, Workbench


@click.command()
@click.argument("reference", metavar="REF", shell_complete=complete_reference)
@click.argument("values", nargs=-1, metavar="[KR=VALUE...]")
@click.option("--confidence", multiple=True, metavar="N", help="How sure you are, 0 to 10: for all, or KR=N, as often as needed.")
@click.option("--note", metavar="TEXT", help="What happened.")
@click.option("--win", metavar="TEXT", help="What is worth celebrating.")
@click.option("--status", metavar="STATUS", help="Your judgement of the objective from this day on, such as at_risk.")
@click.option("--date", "day", type=Day(), metavar="DATE", help="The day that it is about; by default that of --as-of.")
@click.option("--by", metavar="PERSON", help="Who reports.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@project_options
def command(
    project: Path, as_of: date, reference: str, values: tuple[str, ...], confidence: tuple[str, ...], note: str | None, win: str | None,
    status: str | None, day: date | None, by: str | None, dry_run: bool,
) -> None:  # fmt: skip
    """Report how an objective is going: adds a check-in to its file and leaves everything else in it as it is.

    REF is an objective (its reference, its id where only one bears it, or its file), or a unit: then each of its running objectives in
    turn. KR is the id of a key result; VALUE a number, yes or no, a milestone, or a step. Without values, on a terminal, it asks.
    """
    from okrsite.checkin import Report
    from okrsite.model import Objective
    from okrsite.typed import known_status, reported_confidence, reported_values, text_typed
    from okrsite.workbench import Workbench

    with understood():
        bench = Workbench.open(project, as_of)
        found = bench.find(reference)
        objectives = [found] if isinstance(found, Objective) else _running(bench, found.reference)
        if values and len(objectives) > 1:
            fail(f"`{reference}` has {len(objectives)} running objectives; name one of them to give values.")
        if day and day > as_of:
            fail(f"{day} has not come yet on {as_of}; a check-in tells what is known.")
        by, note, win, judged = text_typed(by), text_typed(note), text_typed(win), known_status(status)
        reports = []
        for objective in objectives:
            told, sure = reported_values(objective, values), reported_confidence(objective, confidence)
            reports.append((objective, Report(day or as_of, by, told, sure, judged, note, win)))
        if not values and sys.stdin.isatty():
            for objective, report in reports:
                _converse(bench, objective, report, dry_run)
        else:
            _finish([_edit(bench, objective, report) for objective, report in reports], dry_run)


def _running(bench: "Workbench", unit: str) -> "list[Objective]":
    found = [o for o in bench.organisation.objectives.values() if o.unit == unit and bench.is_active(o)]
    if not found:
        fail(f"`{unit or '/'}` has no objective in a running cycle on {bench.as_of}.")
    return found


def _edit(bench: "Workbench", objective: "Objective", report: "Report") -> "Edit":
    """The edit that a report makes, summed up for the person."""
    from okrsite.checkin import changes, outdated, summary

    edit = bench.edit(objective, changes(objective, report))
    after = tried(bench, [edit])
    for line in summary(bench, after, objective, report):
        say(line)
    for change in outdated(objective, report):
        key_result = objective.key_results[int(change.path[1])]
        say(f"  `{change.path[2]}:` of `{key_result.id}` is changed too, because both must say the same.")
    return edit


def _finish(edits: "list[Edit]", dry_run: bool) -> None:
    from okrsite.workbench import write

    if dry_run:
        print_difference(edits)
        return
    write(edits)
    for edit in edits:
        say(f"Written to {edit.file}.")


# -- on a terminal --


def _converse(bench: "Workbench", objective: "Objective", report: "Report", dry_run: bool) -> None:
    """Ask for a report of one objective, sum it up, and write it if the person agrees."""
    from dataclasses import replace

    from okrsite.typed import confidence_typed, text_typed

    say()
    say(f"{objective.title}  ({objective.reference})")
    say("Press Enter to leave something as it is.")
    report = replace(report, values=_asked_values(bench, objective))
    if not report.confidence:
        confidence = ask("Confidence in reaching it, 0 (no hope) to 10 (certain)", confidence_typed)
        report = replace(report, confidence={} if confidence is None else {None: confidence})
    report = replace(report, note=report.note or ask("Note: what happened?", text_typed))
    report = replace(report, win=report.win or ask("Win: what is worth celebrating?", text_typed))
    if not report.says_something:
        say("Nothing to write.")
        return
    edit = _edit(bench, objective, report)
    if dry_run or click.confirm("Write this check-in?", default=True, err=True):
        _finish([edit], dry_run)
    else:
        say("Nothing was written.")


def _asked_values(bench: "Workbench", objective: "Objective") -> "dict[str, Value]":
    """Where each key result stands now, as far as the person tells."""
    from okrsite.checkin import prompt_of
    from okrsite.typed import is_reported, value_typed

    values = {}
    for key_result in filter(is_reported, objective.key_results):
        for line in prompt_of(bench, objective, key_result):
            say(line)
        value = ask("  now", partial(value_typed, key_result=key_result))
        if value is not None:
            values[key_result.id] = value
    return values
