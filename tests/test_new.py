"""`okrsite new`: documents that pass `check` at once, where the format wants them, and never in place of others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from okrsite.cli import main
from okrsite.config import Config
from okrsite.document_templates import find_templates
from okrsite.model import Objective
from tests.sites import objective, with_company, write

TODAY = ("--as-of", "2026-11-23")
LANGUAGES = ("en", "fr")
TEMPLATES = list(find_templates(Path("/nowhere"), Config()))
TWO = "key_results: [{title: K, target: 9}, {title: L, target: 9}]"
FILES = with_company(
    {
        "okrsite.yml": "site: {language: en}\n",
        "content/people.yml": "ana: {name: Ana López}\n",
        "content/marketing/index.md": "---\ntitle: Marketing\n---\n",
        "content/2026-q4/grow.md": objective("Grow", "owner: ana", "why: Now.", TWO),
    }
)
ASKED = ("--unit", "marketing", "--owner", "ana", "--why", "Because: it's “now” or never.")
REVENUE = "--set recurring.start=1 --set recurring=2 --set churn.start=9 --set churn.target=8".split()
OF_OUR_OWN = ["--title", "Ours", "--key-result", "Readers=5..10 %", "--key-result", "Letters: answered=7 letters"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


def run(project: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [arguments[0], "--project", str(project), *TODAY, *arguments[1:]])


def numbers(name: str, language: str, project: Path) -> list[str]:
    """Every number that a template proposes, as options."""
    template = find_templates(project, Config.model_validate({"site": {"language": language}}))[name].value
    assert isinstance(template, Objective)
    found = ((k.id, key, getattr(k, key)) for k in template.key_results for key in ("start", "target", "low", "high"))
    return [part for kr, key, number in found if number is not None for part in ("--set", f"{kr}.{key}={number}")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_passes_check_once_all_answers_are_given(language: str, project: Path) -> None:
    write(project, {"okrsite.yml": f"site: {{language: {language}}}\nchecks: {{too-many-objectives: off}}\n"})
    for name in TEMPLATES:
        answers = OF_OUR_OWN if name == "blank" else numbers(name, language, project)
        result = run(project, "new", "objective", "--template", name, *ASKED, *answers)
        assert result.exit_code == 0, result.output
        assert (project / result.stdout.strip()).is_file()
        assert result.stdout.startswith("content/marketing/2026-q4/")
    assert len(list((project / "content/marketing/2026-q4").iterdir())) == len(TEMPLATES) >= 12
    checked = run(project, "check", "--strict")
    assert checked.exit_code == 0, checked.output


def test_every_department_finds_a_template_in_both_languages_with_the_same_measures() -> None:
    found = [find_templates(Path("/nowhere"), Config.model_validate({"site": {"language": language}})) for language in LANGUAGES]
    assert list(found[0]) == list(found[1]) == TEMPLATES
    departments = {name.partition("/")[0] for name in TEMPLATES}
    assert {"marketing", "sales", "customer", "people", "product", "engineering", "operations", "finance"} <= departments
    for name in TEMPLATES:
        english, french = (templates[name].value for templates in found)
        assert isinstance(english, Objective) and isinstance(french, Objective)
        assert [(k.start, k.target) for k in english.key_results] == [(k.start, k.target) for k in french.key_results], name
        assert english.body != french.body


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_never_written_with_numbers_or_reasons_that_nobody_gave(name: str, project: Path) -> None:
    result = run(project, "new", "objective", "--template", name)
    assert result.exit_code == 2
    for option in ("--unit", "--owner", "--why", *numbers(name, "en", project)[1::2]):
        assert option.partition("=")[0] in result.stderr
    assert not (project / "content/marketing/2026-q4").exists()
    assert result.stdout == ""


def test_what_is_answered_comes_back_and_nothing_else_is_made_up(project: Path) -> None:
    arguments = ("new", "objective", *ASKED, "--title", "Win: “them” #1", "--cycle", "2027-q1", "--aligns-to", "grow", "--id", "win")
    result = run(project, *arguments, "--key-result", "Cost = per lead=9.5..7 EUR", "--key-result", "Leads=50")
    assert result.stdout == "content/marketing/2027-q1/win.md\n"
    text = (project / "content/marketing/2027-q1/win.md").read_text(encoding="utf-8")
    assert text.startswith(
        '---\ntitle: "Win: “them” #1"\nowner: ana\nwhy: "Because: it\'s “now” or never."\naligns_to: grow\nkey_results:\n'
        "  - id: cost-per-lead\n    title: Cost = per lead\n    start: 9.5\n    target: 7\n    unit: EUR\n"
        "  - id: leads\n    title: Leads\n    target: 50\n---\n"
    )


@pytest.mark.parametrize(
    ("arguments", "file", "lines"),
    [
        (
            (*"unit --title Growth --unit marketing --owner ana --why More.".split(),),
            "marketing/growth/index.md",
            ["lead: ana", "mission: More."],
        ),
        (("unit", "--title", "Équipe 7", "--unit", "/"), "équipe-7/index.md", ["title: Équipe 7"]),
        (("page", "--title", "How we meet", "--unit", "/"), "how-we-meet.md", ["type: page"]),
        (
            (*"kpi --title Churn --unit / --owner ana --kpi-good at_most --kpi-target 3 --kpi-unit %".split(),),
            "churn.md",
            ["good: at_most", 'unit: "%"', "target: 3"],
        ),
        (("kpi", "--title", "Stock", "--unit", "marketing", "--owner", "ana"), "marketing/stock.md", ["type: kpi"]),
    ],
)  # fmt: skip
def test_units_pages_and_kpis_are_written_where_they_belong(arguments: tuple[str, ...], file: str, lines: list[str], project: Path) -> None:
    result = run(project, "new", *arguments)
    assert result.exit_code == 0, result.output
    assert result.stdout == f"content/{file}\n"
    written = (project / "content" / file).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line not in written] == []
    assert run(project, "check", "--strict").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("objective", *ASKED, "--unit", "markting", "--title", "T", "--key-result", "K=1"), "Did you mean `marketing`?"),
        (("objective", *ASKED, "--title", "T", "--cycle", "2026-q9", "--key-result", "K=1"), "no cycle `2026-q9`"),
        (("objective", *ASKED, "--title", "T", "--key-result", "K=many"), "`many` is not a number"),
        (("objective", *ASKED, "--title", "T", "--key-result", "K=1,5"), "a point before decimals"),
        (("objective", *ASKED, "--title", "T", "--key-result", "no sign"), "no key result"),
        (("objective", *ASKED, "--title", "T", "--key-result", "K=1", "--aligns-to", "nothing"), "error[unknown-reference]"),
        (("objective", *ASKED, "--title", "T", "--key-result", "K=1", "--id", "Not An Id"), "error[bad-slug]"),
        (("objective", *ASKED, "--title", "T", "--key-result", "K=0"), "error[target-equals-start]"),
        (("objective", *ASKED, "--template", "marketing/lead"), "Did you mean `marketing/leads`?"),
        (("objective", *ASKED, *"--template sales/revenue --set recuring=3".split(), *REVENUE), "Did you mean `recurring.target`?"),
        (("page", "--unit", "/", "--title", "T", "--why", "x"), "--why does not belong to a page"),
        (("page", "--unit", "/", "--title", "…"), "--id"),
        (("kpi", "--unit", "/", "--title", "T", "--owner", "ana", "--kpi-good", "between"), "--kpi-low NUMBER; --kpi-high NUMBER"),
        ((), "Say what to make"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_taken_ends_with_2_and_writes_nothing(arguments: tuple[str, ...], words: str, project: Path) -> None:
    before = sorted(project.rglob("*"))
    result = run(project, "new", *arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""
    assert sorted(project.rglob("*")) == before


def test_no_file_is_replaced_and_no_link_followed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    page = ("new", "page", "--unit", "marketing", "--title", "Notes")
    assert run(project, *page).exit_code == 0
    file = project / "content/marketing/notes.md"
    file.write_text("---\ntype: page\ntitle: Mine\n---\n")
    assert run(project, *page).exit_code == 2
    assert "Mine" in file.read_text()
    outside = tmp_path_factory.mktemp("outside")
    (project / "content/marketing/2027-q1").symlink_to(outside, target_is_directory=True)
    linked = run(project, "new", "objective", *ASKED, "--title", "T", "--cycle", "2027-q1", "--key-result", "K=1")
    assert linked.exit_code == 2
    assert list(outside.iterdir()) == []


def test_a_dry_run_prints_the_document_and_writes_nothing(project: Path) -> None:
    result = run(project, "new", "page", "--unit", "/", "--title", "Notes", "--dry-run")
    assert result.stdout == "---\ntype: page\ntitle: Notes\n---\n"
    assert not (project / "content/notes.md").exists()


def test_a_project_adds_templates_and_replaces_those_of_the_same_name(project: Path) -> None:
    write(project, {
        "templates/marketing/leads.md": objective("Our leads", "key_results: [{id: a, title: Ours, type: at_most, target: 3}]"),
        "templates/legal/contracts.md": objective("Sign sooner", "key_results: [{id: days, title: Days, start: 9, target: 4}]"),
        "templates/weekly.md": "---\ntype: page\ntitle: Weekly notes\n---\n## Agenda\n",
    })  # fmt: skip
    listed = run(project, "new", "--list-templates").stdout
    assert "marketing/leads: Our leads\n  - Ours\n" in listed
    assert "legal/contracts: Sign sooner\n  - Days\n" in listed
    assert "sales/revenue: " in listed
    assert "weekly" not in run(project, "new", "objective", "--list-templates").stdout
    assert run(project, "new", "page", "--template", "weekly", "--unit", "/").exit_code == 0
    assert (project / "content/weekly-notes.md").read_text().endswith("title: Weekly notes\n---\n## Agenda\n")


def test_a_faulty_template_is_reported_at_its_line(project: Path) -> None:
    write(project, {"templates/bad.md": objective("T", "ownr: ana")})
    result = run(project, "new", "page", "--unit", "/", "--title", "T")
    assert result.exit_code == 1
    assert "templates/bad.md:3:1: error[unknown-key]" in result.stderr


def test_faults_elsewhere_do_not_keep_anybody_from_beginning(project: Path) -> None:
    write(project, {"content/2026-q4/broken.md": objective("B", "ownr: ana")})
    result = run(project, "new", "page", "--unit", "/", "--title", "Notes")
    assert result.exit_code == 0
    assert "broken" not in result.output


def test_a_company_without_cycles_gets_the_quarter_of_its_own_year(tmp_path: Path) -> None:
    project = write(tmp_path, with_company({"okrsite.yml": "fiscal_year_start: 2\nfiscal_year_named_by: end\n"}))
    result = run(project, "new", "objective", "--title", "T", "--owner", "Ana", "--why", "Now.", "--key-result", "K=1")
    assert result.stdout == "content/2027-q4/t.md\n"


@pytest.mark.skipif(os.name == "nt", reason="terminals of another kind")
def test_on_a_terminal_it_asks_for_what_is_missing_and_offers_the_template(project: Path) -> None:
    import pty  # which Windows does not have

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "okrsite", "new", "objective", "--template", "marketing/leads", "--project", str(project), *TODAY]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        os.close(theirs)
        os.write(ours, b"nowhere\nmarketing\n\nana\n\n\n12\n\n\n")
        out, asked = process.communicate(timeout=120)
    os.close(ours)
    assert process.returncode == 0, asked
    assert "'nowhere' is not one of '/', 'marketing'" in asked
    assert "Who is accountable (ana)" in asked
    assert "[2026-q4]" in asked
    text = (project / out.strip()).read_text(encoding="utf-8")
    assert "why: Sales can talk to more people than it does today.\n" in text
    assert "target: 12\n" in text
    assert "target: 100\n" in text
