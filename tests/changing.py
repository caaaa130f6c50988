"""A small company with a past, made by git itself: what was published, changed and reported since September, and its built site."""

from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner

from okrsite.cli import main
from okrsite.output import MARKER
from tests.repositories import commit
from tests.sites import objective, write

LEADS = "content/sales/north/2026-q4/double-leads.md"
OTHER = "content/lab/2026-q4/measure.md"
REPOSITORY = "repository: {url: https://github.com/acme/okrs}\n"
SETTINGS = "site: {title: Acme OKRs, url: https://okr.acme.example/}\n" + REPOSITORY
CHECK_INS = (
    "- {date: 2026-11-02, by: ana, values: {visits: 40}, confidence: 7, note: 'Two fairs & a <b>stall</b>'}",
    "- {date: 2026-11-16, by: ana, values: {visits: 40}, status: at_risk, win: 'First lead from the moon'}",
    "- {date: 2026-11-30, by: ana, win: 'Nobody knows yet'}",
)


def leads(target: int = 100, current: int = 10, begin: int = 5, tested: str = "", status: str = "", check_ins: int = 0) -> str:
    """The objective that changes most, in one of its versions."""
    return objective(
        "Double leads",
        "owner: ana",
        *([f"status: {status}"] if status else []),
        "key_results:",
        f"  - {{id: leads, title: Leads, target: {target}, current: {current}, unit: leads}}",
        f"  - {{id: price, title: Price, start: {begin}, target: 2, unit: EUR, current: 4}}",
        "  - {id: visits, title: Visits, target: 90, unit: '%'}",
        "  - id: pages",
        "    title: Pages",
        "    type: milestones",
        f"    milestones: [{{title: Drawn}}, {{title: Tested{tested}}}]",
        *(["checkins:", *(f"  {line}" for line in CHECK_INS[:check_ins])] if check_ins else []),
    )


MEASURE = objective("Measure more", "owner: ben", "key_results: [{id: runs, title: Runs, target: 9, current: 1}]")
HIDDEN = objective("Buy Initech", "visibility: restricted", "key_results: [{title: Shares, target: 9, current: 1}]")
SITE: Mapping[str, str] = {
    "okrsite.yml": SETTINGS,
    ".gitignore": "site/\n.okrsite/\n",
    "content/index.md": "---\ntitle: Acme\n---\n",
    "content/people.yml": "ana: {name: Ana López}\nben: {name: Ben}\n",
    "content/sales/index.md": "---\ntitle: Sales\n---\n",
    "content/sales/north/index.md": "---\ntitle: North\nlead: ana\n---\n",
    "content/lab/index.md": "---\ntitle: Lab\n---\n",
}


def changing(folder: Path) -> dict[str, str]:
    """Make the company; returns its commits, by what each did."""
    return {
        "published": commit(folder, {**SITE, LEADS: leads()}, "Publish the quarter", on="2026-09-28"),
        "lowered": commit(folder, {LEADS: leads(80)}, "Ads have lost their budget", on="2026-10-14"),
        "news": commit(folder, {LEADS: leads(80, 30, 8, ", done: true")}, "News of October", on="2026-10-20"),
        "judged": commit(folder, {LEADS: leads(80, 30, 8, ", done: true", "at_risk")}, "The fair is late", on="2026-10-30"),
        "reported": commit(folder, {LEADS: leads(80, 30, 8, ", done: true", "at_risk", 1)}, "Report of ana", on="2026-11-02"),
        "hidden": commit(folder, {OTHER: MEASURE, "content/lab/2026-q4/buy.md": HIDDEN}, "Begin to measure", on="2026-11-09"),
        "again": commit(folder, {LEADS: leads(80, 30, 8, ", done: true", "at_risk", 3)}, "Report of ana again", on="2026-11-16"),
        "moved": commit(folder, {OTHER: MEASURE.replace("current: 1", "current: 3")}, "Count the runs", on="2026-11-17"),
    }


def site_of(project: Path, *options: str) -> dict[str, str]:
    """Every text file of a project's site as of November 23, 2026."""
    command = ["build", "--project", str(project), "--as-of", "2026-11-23", "--jobs", "1", *options]
    result = CliRunner().invoke(main, command, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    site = project / "site"
    names = (path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file() and path.suffix in (".html", ".xml"))
    return {name: (site / name).read_text(encoding="utf-8") for name in sorted(names) if name != MARKER}


def without_history(folder: Path) -> Path:
    """The company as it is today, in no repository."""
    return write(folder, {**SITE, LEADS: leads(80, 30, 8, ", done: true", "at_risk", 3), OTHER: MEASURE})
