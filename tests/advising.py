"""Projects that nothing can be said of, but for what a test adds, and what `check` says of them."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from okrsite.diagnostics import Diagnostic
from okrsite.reading import check
from tests.sites import AS_OF, objective, with_company, write

MEASURED = ("  - {title: Visitors a week, target: 9000}", "  - {title: Visitors who come back, target: 500}")
UNITS = {
    "content/marketing/index.md": "---\ntitle: Marketing\n---\n",
    "content/marketing/growth/index.md": "---\ntitle: Growth\n---\n",
}


def sound(title: str = "Become known", *lines: str, key_results: Iterable[str] = MEASURED) -> str:
    """An objective that nothing can be said of, but for some lines."""
    return objective(title, "owner: ana", "why: Few know us.", *lines, "key_results:", *key_results)


def others(what: str) -> tuple[str, ...]:
    """Key results that count something else."""
    return tuple(line.replace("Visitors", what) for line in MEASURED)


def told(folder: Path, files: dict[str, str], as_of: date = AS_OF, config: str = "{}\n") -> list[Diagnostic]:
    """What `check` finds."""
    return list(check(write(folder, with_company({**files, "okrsite.yml": config})), as_of))


def codes(folder: Path, files: dict[str, str], as_of: date = AS_OF, config: str = "{}\n") -> list[str]:
    """What it finds, in brief."""
    return [diagnostic.code for diagnostic in told(folder, files, as_of, config)]
