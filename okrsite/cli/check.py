"""`okrsite check`: every problem of every file in one run."""

import os
import sys
from datetime import date
from pathlib import Path

import click

from okrsite.cli.findings import Findings
from okrsite.cli.options import PROBLEMS, WRONG_USE, project_options
from okrsite.cli.progress import progress
from okrsite.cli.reports import FORMATS, print_report
from okrsite.diagnostics import ConfigurationError, fails


@click.command()
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="How to print them.")
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@click.option(
    "--summary", is_flag=True,
    help="Instead of problems, tell how well each unit does OKRs, from 0 to 100, and what it lost most for; as text or as JSON.",
)  # fmt: skip
@click.option("--audience", metavar="NAME", help="See, and name, only what this audience may.")
@click.option(
    "--changed-since", metavar="BASE",
    help="Tell only what has changed since this branch or commit: problems in changed files, and new ones elsewhere.",
)  # fmt: skip
@click.option("--quiet", "-q", is_flag=True, help="Print the problems and nothing else.")
@project_options
def command(
    project: Path, as_of: date, format_: str, strict: bool, summary: bool, audience: str | None, changed_since: str | None, quiet: bool
) -> None:  # fmt: skip
    """Find every problem of every file in one run.

    Exit code 0: fine; 1: problems in the content; 2: wrong use or configuration.
    """
    if summary:
        _print_summary(project, as_of, format_, strict, audience, changed_since, quiet)
        return
    try:
        findings = _findings(project, as_of, audience, changed_since, quiet)
    except ConfigurationError as error:
        if format_ == "text":
            raise
        print_report(format_, Findings(error.diagnostics, project), quiet=quiet)
        sys.exit(WRONG_USE)
    print_report(format_, findings, quiet=quiet)
    if fails(findings.problems, strict=strict):
        sys.exit(PROBLEMS)


def _print_summary(
    project: Path, as_of: date, format_: str, strict: bool, audience: str | None, changed_since: str | None, quiet: bool
) -> None:  # fmt: skip
    """The health of what an audience may see, by default the public; content with errors has none."""
    from okrsite import work
    from okrsite.cli.health import health_json, health_lines
    from okrsite.cli.options import fail
    from okrsite.reading import Effort, load

    if format_ not in ("text", "json") or changed_since is not None:
        fail("A summary is of everything, as text or as JSON: leave out `--changed-since`, and any other `--format`.")
    with progress("Reading", quiet=quiet) as reading:
        loaded = load(project, as_of, audience, strict=strict, effort=Effort(work.cores(), keep=True, reading=reading))
    for line in (health_lines if format_ == "text" else health_json)(loaded):
        click.echo(line)


def _findings(project: Path, as_of: date, audience: str | None, changed_since: str | None, quiet: bool) -> Findings:
    from okrsite import work
    from okrsite.changed import check_change
    from okrsite.reading import Effort, check

    with progress("Reading", quiet=quiet) as reading:
        effort = Effort(work.cores(), keep=True, reading=reading)
        if changed_since is None:
            return Findings(check(project, as_of, audience, effort), project, _changed_in_pull_request(project))
        change = check_change(project, as_of, audience, changed_since, effort)
        return Findings(change.problems, project, change.files)


def _changed_in_pull_request(project: Path) -> frozenset[str]:
    """What the pull request that GitHub is checking changes; nothing where that cannot be known."""
    base = os.environ.get("GITHUB_BASE_REF")
    if not base:
        return frozenset()
    from okrsite.git import GitError, Repository

    try:
        return Repository.find(project).changed_files(f"origin/{base}")
    except GitError:
        return frozenset()
