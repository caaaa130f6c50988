"""Findings → standard output in the format that was asked for; what is not data goes to standard error (FORMAT §17)."""

import sys

import click

from okrsite.cli.findings import Findings
from okrsite.cli.report import json_text, print_problems, problems_json, summary

FORMATS = ("text", "json", "github", "gitlab", "sarif")


def print_report(format_: str, findings: Findings, *, quiet: bool = False) -> None:
    """Every problem in one of the formats; GitHub's step summary is written where there is one."""
    if format_ == "text":
        print_problems(findings.problems, findings.project, sys.stdout, quiet=quiet)
    elif format_ == "github":
        _print_for_github(findings, quiet)
    else:
        click.echo(_document(format_, findings))


def _document(format_: str, findings: Findings) -> str:
    """The formats that are one JSON document."""
    if format_ == "gitlab":
        from okrsite.cli.report_gitlab import gitlab_report

        return json_text(gitlab_report(findings))
    if format_ == "sarif":
        from okrsite.cli.report_sarif import sarif_report

        return json_text(sarif_report(findings))
    return problems_json(findings.problems)


def _print_for_github(findings: Findings, quiet: bool) -> None:
    from okrsite.cli.options import fail
    from okrsite.cli.report_github import github_lines, write_summary

    for line in github_lines(findings):
        click.echo(line)
    if not quiet:
        click.echo(summary(list(findings.problems)), err=True)
    try:
        write_summary(findings)
    except OSError as error:
        fail(f"The step's summary, {error.filename}, cannot be written: {error.strerror}.")
