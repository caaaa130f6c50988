"""`okrsite diff`: what changed, in OKR terms, between two commits."""

import sys
from collections.abc import Iterable
from datetime import date
from functools import partial
from pathlib import Path

import click

from okrsite.cli.options import project_options, with_messages
from okrsite.cli.report import plain, plain_json


@click.command()
@click.argument("base")
@click.argument("head", required=False)
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True,
    help="For a terminal, for programs, or for a comment on a pull request.",
)  # fmt: skip
@click.option("--audience", metavar="NAME", help="Compare what this audience may see as well.")
@click.option("--everything", is_flag=True, help="Compare drafts and restricted things too: not for others to read.")
@project_options
def command(project: Path, as_of: date, base: str, head: str | None, format_: str, audience: str | None, everything: bool) -> None:
    """Tell what changed, in OKR terms, since HEAD left BASE, as a pull request does.

    BASE and HEAD are branches, tags or commits. Without HEAD the files are taken as they are now, committed or not. Only what everybody may
    see is compared, unless an option says otherwise.
    """
    compare = partial(_compare, project, as_of, base, head, format_, audience, everything)
    with_messages(project, compare, commit=head)


def _compare(project: Path, as_of: date, base: str, head: str | None, format_: str, audience: str | None, everything: bool) -> None:
    from okrsite import diff, work
    from okrsite.packaged import LOCALES
    from okrsite.reading import Effort
    from okrsite.sides import two_sides
    from okrsite.visibility import View, view_for
    from okrsite.words import Language

    view = View(as_of, everything=True) if everything else view_for(as_of, audience)
    sides = two_sides(project, base, head, view, audience, Effort(work.cores(), keep=True))
    for note in sides.notes:
        click.echo(f"okrsite: {plain(note)}", err=True)
    found, cycles = diff.compare(sides.base, sides.head), sides.head.organisation.cycles
    language = Language.load("en", LOCALES)
    if format_ == "json":
        seen_by = "everything" if everything else audience or "public"
        _print(map(plain_json, diff.json_document(found, sides, seen_by).rstrip("\n").split("\n")))
    elif format_ == "markdown":
        _print(map(plain, diff.markdown(found, language, cycles).rstrip("\n").split("\n")))
    else:
        _print(map(plain, diff.text_lines(found, language, cycles)))


def _print(lines: Iterable[str]) -> None:
    encoding = sys.stdout.encoding or "ascii"
    for line in lines:
        click.echo(line.encode(encoding, "replace").decode(encoding))
