"""`okrsite new`: a new document, from a template and answers."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from okrsite.cli.options import WRONG_USE, fail, project_options
from okrsite.cli.report import plain, print_problems

if TYPE_CHECKING:
    from okrsite.document_templates import Template
    from okrsite.new import Draft, Question


@click.command()
@click.argument("kind", type=click.Choice(["objective", "unit", "kpi", "page"]), required=False)
@click.option("--template", metavar="NAME", help="Begin from this template; see --list-templates.")
@click.option("--list-templates", is_flag=True, help="Show all templates with their key results, and do nothing.")
@click.option("--unit", metavar="UNIT", help="The unit that it belongs to, / for the company; the unit above a new unit.")
@click.option("--cycle", metavar="CYCLE", help="An objective's cycle; by default the current or next one.")
@click.option("--title", metavar="TITLE", help="The title; by default the template's.")
@click.option("--owner", metavar="PERSON", help="Who is accountable; who leads a unit.")
@click.option("--why", metavar="WHY", help="Why an objective matters now; what a unit is for.")
@click.option("--id", metavar="ID", help="The file's name; by default made from the title.")
@click.option("--aligns-to", metavar="REF", help="The objective or key result that it supports.")
@click.option(
    "--set", "numbers", multiple=True, metavar="ID.KEY=NUMBER", help="A number of the template's key results: visitors.target=9000.",
)  # fmt: skip
@click.option(
    "--key-result", "key_results", multiple=True, metavar="TITLE=TARGET",
    help="A key result of your own, in place of the template's: `Leads=50 leads`, or with a start `Days=15..8 days`.",
)  # fmt: skip
@click.option("--kpi-unit", metavar="UNIT", help="What a KPI counts: free text, %, or a currency.")
@click.option("--kpi-good", type=click.Choice(["at_least", "at_most", "between"]), help="On which side a KPI is healthy.")
@click.option("--kpi-target", metavar="NUMBER", help="The edge of health for at_least and at_most.")
@click.option("--kpi-low", metavar="NUMBER", help="The lower edge of health for between.")
@click.option("--kpi-high", metavar="NUMBER", help="The upper edge of health for between.")
@click.option("--kpi-values-from", metavar="FILE", help="The CSV file that has a KPI's values; made where it is not there.")
@click.option("--dry-run", is_flag=True, help="Print the document instead of writing it.")
@project_options
def command(
    project: Path, as_of: date, kind: str | None, template: str | None, list_templates: bool, numbers: tuple[str, ...],
    key_results: tuple[str, ...], dry_run: bool, **options: str | None,
) -> None:  # fmt: skip
    """Make a new objective, unit, KPI or page, where it belongs.

    On a terminal you are asked for what is missing; in scripts everything is given as options. No file is ever replaced.
    """
    from okrsite.document_templates import find_templates
    from okrsite.new import AnswerError, begin
    from okrsite.project import load_config

    templates = find_templates(project, load_config(project))
    if list_templates:
        _list(templates.values(), kind)
        return
    if kind is None:
        fail("Say what to make: okrsite new objective, unit, kpi or page.")
    draft = begin(project, as_of, kind, _chosen(template, kind, templates))
    answers = {name: value for name, value in options.items() if value is not None} | dict(_numbers(numbers))
    if key_results:
        answers["key_results"] = "\n".join(key_results)
    try:
        _complete(draft, answers)
        _write(project, draft, answers, dry_run)
    except AnswerError as error:
        fail(str(error))


def _list(templates: Iterable["Template"], kind: str | None) -> None:
    for template in templates:
        if kind in (None, template.kind):
            click.echo(f"{plain(template.name)}: {plain(template.value.title)}")
            for title in template.measures:
                click.echo(f"  - {plain(title)}")


def _chosen(name: str | None, kind: str, templates: Mapping[str, "Template"]) -> "Template | None":
    from okrsite.document_templates import BLANK
    from okrsite.suggestions import did_you_mean

    fitting = {key: template for key, template in templates.items() if template.kind == kind}
    if name is None:
        return fitting.get(BLANK)
    if name not in fitting:
        fail(f"There is no template `{name}` for this. {did_you_mean(name, fitting)} See okrsite new --list-templates.")
    return fitting[name]


def _numbers(given: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for text in given:
        name, sign, number = text.partition("=")
        if not sign:
            fail(f"--set {text}: write it like visitors.target=9000.")
        yield name.strip() if "." in name else f"{name.strip()}.target", number


def _complete(draft: "Draft", answers: dict[str, str]) -> None:
    """Ask for what is missing where somebody can answer; else take what goes without saying, and name the rest."""
    can_ask = sys.stdin.isatty()
    missing = []
    for question in draft.questions(answers):
        if question.key in answers:
            continue
        if can_ask:
            answers[question.key] = _ask(question)
        elif question.default:
            answers[question.key] = question.default
        elif question.is_needed:
            missing.append(question.option + (f" (for example {question.example})" if question.example else ""))
    if missing:
        fail(f"Still to be given: {'; '.join(missing)}.")


def _ask(question: "Question") -> str:
    if question.key == "key_results":
        return _ask_for_several(question)
    offered = question.default or question.example or (None if question.is_needed else "")
    choices = click.Choice(question.choices) if question.choices and question.is_needed else None
    answer: str = click.prompt(plain(question.text), default=offered, type=choices, show_default=bool(offered), err=True)
    return answer


def _ask_for_several(question: "Question") -> str:
    """Lines until an empty one; at least one."""
    lines = [click.prompt(plain(question.text), err=True)]
    while line := click.prompt("And another, or Enter", default="", show_default=False, err=True):
        lines.append(line)
    return "\n".join(lines)


def _write(project: Path, draft: "Draft", answers: Mapping[str, str], dry_run: bool) -> None:
    from okrsite.additions import NotWrittenError, new_problems, write
    from okrsite.diagnostics import has_errors

    additions = draft.additions(answers, lambda file: (project / file).exists())
    try:
        found = new_problems(project, additions, draft.config, draft.as_of)
        if found:
            print_problems(found, project, sys.stderr)
        if has_errors(found):
            sys.exit(WRONG_USE)
        if dry_run:
            click.echo(additions[0].text, nl=False)
            return
        write(project, additions)
    except NotWrittenError as error:
        fail(str(error))
    for addition in additions:
        click.echo(plain(addition.file))
    click.echo("Next: open it in your editor and complete the text, then okrsite check.", err=True)
