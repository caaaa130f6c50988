"""The catalogue of diagnostics → every code with its sentence."""

from okrsite.diagnostics import CATALOGUE, Severity

from .markdown import table

_DIAGNOSTICS = """\
# Diagnostics

Everything that `okrsite check` and `okrsite build` may find, by code. Each problem is printed with its file, line and
column, the line itself, and what to write instead.

## Errors

Content with an error is not published: nothing is written, and the last site stays as it is.

{errors}

## Warnings

A site with warnings is built, unless `--strict` is given. Advice can be switched off or made stricter in `okrsite.yml`;
see [Checks](configuration.md#checks).

{warnings}
"""


def diagnostics_page() -> str:
    """Every code, errors first, in the catalogue's order."""
    return _DIAGNOSTICS.format(errors=_codes(Severity.ERROR), warnings=_codes(Severity.WARNING))


def _codes(severity: Severity) -> str:
    found = ((f"`{code}`", entry.sentence) for code, entry in CATALOGUE.items() if entry.severity is severity)
    return table(("code", "meaning"), found)
