"""`okrsite show`: the roll-up as a tree in the terminal."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from okrsite.cli.options import fail, past_option, project_options
from okrsite.cli.references import complete_reference
from okrsite.cli.report import plain

if TYPE_CHECKING:
    from okrsite.history.past import Past


@click.command()
@click.argument("reference", default="", metavar="[REF]", shell_complete=complete_reference)
@click.option("--cycle", metavar="CYCLE", help="Show this cycle; by default the unit's current one.")
@click.option("--audience", metavar="NAME", help="See what this audience may see as well.")
@project_options
@past_option
def command(project: Path, as_of: date, past: "Past | None", reference: str, cycle: str | None, audience: str | None) -> None:
    """Show the roll-up as a tree: of the company, of a unit, or how one objective's number comes about.

    REF is a unit such as marketing/growth, or an objective such as marketing/growth/2026-q4/double-leads.
    """
    from okrsite.reading import load, load_language
    from okrsite.tree import Tree

    loaded = load(project, as_of, audience, past=past)
    reference = reference.strip("/")
    organisation = loaded.organisation
    if reference not in organisation.units and reference not in organisation.objectives:
        from okrsite.suggestions import did_you_mean

        known = [*organisation.units, *organisation.objectives]
        fail(f"There is no unit or objective `{reference}`. {did_you_mean(reference, known)}".rstrip())
    if cycle and cycle not in organisation.cycles.by_id:
        fail(f"There is no cycle `{cycle}` here. Known: {', '.join(sorted(organisation.cycles.listed))}.")
    encoding = sys.stdout.encoding or "ascii"
    for line in Tree(organisation, loaded.figures, load_language(loaded.config)).lines(reference, cycle):
        click.echo(plain(line).encode(encoding, "replace").decode(encoding))
