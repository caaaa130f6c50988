"""`values_from`: a KPI's values in a CSV file beside its document, as a scheduled job appends to it (FORMAT §8, §13, §14)."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from okrsite.cli import main
from okrsite.parse.values_file import MOST_ROWS, read_values
from okrsite.reading import ContentError
from okrsite.source.text import LARGEST_FILE
from tests.previewing import previewing
from tests.repositories import commit
from tests.sites import codes, data, objective, problems, with_company, write

DOCUMENT, FILE = "content/sales/mrr.md", "content/sales/mrr.csv"
KPI = "---\ntype: kpi\ntitle: Revenue\nunit: EUR\ngood: at_least\ntarget: 100\nvalues_from: mrr.csv\n---\n"
SALES = {"content/sales/index.md": "---\ntitle: Sales\n---\n"}
ROWS = "date,value\n2026-10-31,90\n2026-11-20,120.5\n"
COMPANY = with_company({**SALES, DOCUMENT: KPI, FILE: ROWS})
VALUES = [["2026-10-31", 90], ["2026-11-20", 120.5]]


def run(command: str, folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [command, "--project", str(folder), "--as-of", "2026-11-23", *arguments])


def values(folder: Path) -> object:
    """What the built site says of the only KPI."""
    result = run("build", folder, "--quiet")
    assert result.exit_code == 0, result.output
    return json.loads((folder / "site/api/okrs.json").read_text())["kpis"][0]["values"]


# ---- what a file may look like ----


@pytest.mark.parametrize(
    "text",
    [
        ROWS, ROWS.removeprefix("date,value\n"), ROWS.replace(",", ";"), ROWS.replace(",", "\t"), ROWS.replace("\n", "\r\n"),
        "\ufeff" + ROWS,
        ROWS.replace("date,value", "Tag,MRR (EUR) 2026"), ROWS.replace(",", " , "), ROWS.replace("90", '"90"'), "\n" + ROWS + "\n\n",
        ROWS.replace("120.5", "1205e-1"), "2026-11-20,120.5\n2026-10-31,90", '"date";"value"\n"2026-10-31";"90"\n"2026-11-20";"120.5"\n',
    ],
)  # fmt: skip
def test_a_day_and_a_number_in_each_row(text: str, tmp_path: Path) -> None:
    write(tmp_path, COMPANY)
    (tmp_path / FILE).write_bytes(text.encode())
    kpi = data(tmp_path, {})["kpis"][0]
    assert (kpi["ref"], kpi["health"], kpi["values"]) == ("sales/mrr", "healthy", VALUES)


def test_a_file_without_rows_is_a_kpi_without_values(tmp_path: Path) -> None:
    assert data(tmp_path, {**COMPANY, FILE: "date,value\n"})["kpis"][0]["health"] == "unknown"
    assert data(tmp_path, {**COMPANY, FILE: ""})["kpis"][0]["values"] == []


def test_a_file_in_a_folder_below(tmp_path: Path) -> None:
    below = {"content/sales/numbers/mrr.tsv": ROWS.replace(",", "\t")}
    files = with_company({**SALES, DOCUMENT: KPI.replace("mrr.csv", "./numbers/mrr.tsv"), **below})
    assert data(tmp_path, files)["kpis"][0]["values"] == VALUES


def test_a_name_is_found_however_its_accents_are_stored(tmp_path: Path) -> None:
    files = with_company({**SALES, DOCUMENT: KPI.replace("mrr.csv", "\u00e9t\u00e9.csv"), "content/sales/e\u0301te\u0301.csv": ROWS})
    assert data(tmp_path, files)["kpis"][0]["values"] == VALUES


# ---- what is wrong with one ----


@pytest.mark.parametrize(
    ("row", "column", "code", "hint"),
    [
        ("2026-11-21,3;5", 12, "wrong-type", "digits only"),
        ("2026-11-21,1,200", 1, "values-row", "without grouping marks"),
        ('2026-11-21,"1,200"', 12, "number-format", "`1200` (or `1.200`"),
        ("2026-11-21,1 200", 12, "number-format", "Write `1200`."),
        ("21.11.2026,5", 1, "bad-date", "`2026-11-21`"),
        ("2026-02-30,5", 1, "bad-date", "Check the month"),
        ("2026-11-21", 1, "values-row", "Write a day and a number"),
        ("2026-11-21,", 1, "values-row", "Write a day and a number"),
        ('2026-11-21,"5', 1, "values-row", "Write a day and a number"),
        ("2026-11-21,12%", 12, "wrong-type", "`unit`"),
        ("2026-11-21,true", 12, "wrong-type", "digits only"),
        ("2026-11-21,12:30", 12, "wrong-type", "digits only"),
        ("2026-11-21,.nan", 12, "not-finite", "18 digits"),
        ("2026-11-21,1e99", 12, "number-too-large", "18 digits"),
        ("date,value", 1, "bad-date", "year-month-day"),
        ("2026-10-31,91", 1, "duplicate-day", "one value for each day"),
        ("2026-11-21,\x075", 12, "control-character", "Delete it"),
    ],
)
def test_a_faulty_row_is_told_with_its_place_and_a_remedy(row: str, column: int, code: str, hint: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, {**COMPANY, FILE: ROWS + row + "\n"})
    assert (found.location, found.code) == ((FILE, 4, column), code)
    assert hint in found.hint
    with pytest.raises(ContentError):
        data(tmp_path, {})


def test_decimal_commas_of_a_spreadsheet_are_told_with_what_is_meant(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, {**COMPANY, FILE: "Datum;Wert\n2026-10-31;3,5\n"})
    assert (found.location, found.code, found.hint) == ((FILE, 2, 12), "number-format", "Write `3.5`.")


def test_a_first_row_that_could_be_a_value_is_no_header(tmp_path: Path) -> None:
    assert codes(problems(tmp_path, {**COMPANY, FILE: "31.10.2026,5\n"})) == ["bad-date"]
    assert codes(problems(tmp_path, {**COMPANY, FILE: "yesterday,5\n"})) == ["bad-date"]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    write(tmp_path, COMPANY)
    (tmp_path / FILE).write_bytes(b"date,value\n2026-10-31,\xff\n")
    (found,) = problems(tmp_path, {})
    assert (found.location, found.code) == ((FILE, 2, 12), "not-utf-8")


def test_a_file_has_limits() -> None:
    days = [f"{1700 + n // 336}-{1 + n // 28 % 12:02}-{1 + n % 28:02}" for n in range(MOST_ROWS + 1)]
    rows = [f"{day},1\n" for day in days]
    assert len(read_values("a.csv", "".join(["date,value\n", *rows[:-1]]).encode()).values) == MOST_ROWS
    (fault,) = read_values("a.csv", "".join(["date,value\n", *rows]).encode()).diagnostics
    assert (fault.code, fault.location.line) == ("too-many-entries", MOST_ROWS + 2)
    (fault,) = read_values("a.csv", b" " * (LARGEST_FILE + 1)).diagnostics
    assert fault.code == "file-too-large"


def test_a_run_tells_of_at_most_a_hundred_rows(tmp_path: Path) -> None:
    assert len(problems(tmp_path, {**COMPANY, FILE: "x,y\n" * 5000})) == 100


@pytest.mark.parametrize(
    "path",
    ["../mrr.csv", "/etc/a.csv", "a/../mrr.csv", "a\\mrr.csv", "C:mrr.csv", "~/mrr.csv", "%2e%2e/mrr.csv", "mrr.txt", "a//b.csv"],
)
def test_only_files_beside_the_document_or_below_are_named(path: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, {**COMPANY, DOCUMENT: KPI.replace("mrr.csv", json.dumps(path))})
    assert (found.code, found.location[:2]) == ("bad-path", (DOCUMENT, 7))


@pytest.mark.parametrize("name", ["absent.csv", "_mrr.csv", "north/mrr.csv"])
def test_a_file_that_is_not_there_and_one_of_another_unit_are_told_alike(name: str, tmp_path: Path) -> None:
    """Else the words would say that there is a unit, which may be hidden."""
    north = {"content/sales/north/index.md": "---\ntitle: North\nvisibility: restricted\n---\n", "content/sales/north/mrr.csv": ROWS}
    write(tmp_path, {**COMPANY, **north, "content/sales/_mrr.csv": ROWS, DOCUMENT: KPI.replace("mrr.csv", name)})
    for audience in (None, "public"):
        (found,) = problems(tmp_path, {}, audience=audience)
        assert (found.code, found.message) == ("values-file", f"This unit has no file `content/sales/{name}`.")


@pytest.mark.skipif(os.name != "posix", reason="links need rights elsewhere")
@pytest.mark.parametrize("linked", ["file", "folder"])
def test_no_link_is_followed(linked: str, tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.csv": "2026-11-01,424242\n"})
    project = write(tmp_path / "project", with_company({**SALES, DOCUMENT: KPI.replace("mrr.csv", "numbers/secret.csv")}))
    if linked == "folder":
        (project / "content/sales/numbers").symlink_to(outside)
    else:
        (project / "content/sales/numbers").mkdir()
        (project / "content/sales/numbers/secret.csv").symlink_to(outside / "secret.csv")
    assert sorted(codes(problems(project, {}))) == ["symbolic-link", "values-file"]
    assert "424242" not in run("check", project).output


def test_values_here_and_there_are_an_error(tmp_path: Path) -> None:
    both = KPI.replace("values_from", "values: {2026-10-31: 90}\nvalues_from")
    assert codes(problems(tmp_path, {**COMPANY, DOCUMENT: both})) == ["values-twice"]


# ---- where else the file counts ----


def test_a_row_more_is_seen_by_the_next_build_and_check(tmp_path: Path) -> None:
    write(tmp_path, COMPANY)
    assert values(tmp_path) == VALUES
    assert run("check", tmp_path).exit_code == 0
    with (tmp_path / FILE).open("a") as file:
        file.write("2026-11-22,80\n")
    assert values(tmp_path) == [*VALUES, ["2026-11-22", 80]]
    assert "€80" in (tmp_path / "site/sales/mrr/index.html").read_text()
    with (tmp_path / FILE).open("a") as file:
        file.write("2026-11-22,81\n")
    assert "duplicate-day" in run("check", tmp_path).output
    assert run("build", tmp_path).exit_code == 1


def test_the_file_is_published_only_where_it_is_linked(tmp_path: Path) -> None:
    write(tmp_path, COMPANY)
    run("build", tmp_path)
    assert not list((tmp_path / "site").rglob("*mrr.csv"))
    (tmp_path / DOCUMENT).write_text(KPI + "[The numbers](mrr.csv)\n")
    run("build", tmp_path)
    assert (tmp_path / "site/sales/mrr.csv").read_text() == ROWS


HIDDEN = KPI.replace("---\ntype", "---\nvisibility: restricted\ntype")


def test_a_hidden_kpi_hides_its_file(tmp_path: Path) -> None:
    """Nothing of it shows, and whoever links to it is told that there is no such file, as where there is none."""
    without, hiding = write(tmp_path / "without", with_company(SALES)), write(tmp_path / "hiding", {**COMPANY, DOCUMENT: HIDDEN})
    for project in (without, hiding):
        assert run("build", project).exit_code == 0
    assert _site(without) == _site(hiding)
    page = {"content/sales/how.md": objective("How", "type: page") + "[The numbers](mrr.csv)\n"}
    told = [problems(project, page, audience="public") for project in (without, hiding)]
    assert codes(told[0]) == ["broken-link"] and told[0] == told[1]


def test_faults_of_a_hidden_file_stop_no_build_and_show_to_nobody_else(tmp_path: Path) -> None:
    write(tmp_path, {**COMPANY, DOCUMENT: HIDDEN, FILE: "2026-10-31,secretive\n"})
    assert run("build", tmp_path).exit_code == 0
    assert problems(tmp_path, {}, audience="public") == ()
    assert codes(problems(tmp_path, {})) == ["wrong-type"]


def test_a_faulty_hidden_kpi_hides_its_file_too(tmp_path: Path) -> None:
    page = {"content/sales/how.md": objective("How", "type: page") + "[The numbers](mrr.csv)\n"}
    write(tmp_path, {**COMPANY, **page, DOCUMENT: HIDDEN.replace("target: 100\n", "")})
    assert codes(problems(tmp_path, {}, audience="public")) == ["broken-link"]


def test_a_file_that_a_shown_kpi_has_too_is_not_hidden(tmp_path: Path) -> None:
    other = KPI.replace("---\n", "---\nvisibility: restricted\n", 1)
    shown = KPI + "[The numbers](mrr.csv)\n"
    found = data(tmp_path, {**COMPANY, DOCUMENT: shown, "content/sales/other.md": other})
    assert [kpi["values"] for kpi in found["kpis"]] == [VALUES]


def test_a_past_day_has_the_values_of_its_commit(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    commit(folder, COMPANY, on="2026-11-01")
    commit(folder, {FILE: ROWS + "2026-11-21,70\n"}, "The job", on="2026-11-21")
    assert run("build", folder, "--at", "2026-11-01", "--site-dir", "past").exit_code == 0
    assert json.loads((folder / "past/api/okrs.json").read_text())["kpis"][0]["values"] == VALUES
    (folder / DOCUMENT).write_text(HIDDEN)
    assert run("build", folder, "--at", "2026-11-01", "--site-dir", "past").exit_code == 0
    assert json.loads((folder / "past/api/okrs.json").read_text())["kpis"] == []


def test_a_file_of_a_kpi_that_is_hidden_today_is_in_no_past_site(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    page = {"content/sales/how.md": objective("How", "type: page") + "[The numbers](mrr.csv)\n"}
    commit(folder, {**COMPANY, **page}, on="2026-11-01")
    commit(folder, {DOCUMENT: HIDDEN, "content/sales/how.md": objective("How", "type: page")}, on="2026-11-20")
    result = run("build", folder, "--at", "2026-11-01", "--site-dir", "past")
    assert result.exit_code == 1 and "broken-link" in result.output


def test_a_change_of_the_file_alone_is_told_by_diff(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    commit(folder, COMPANY)
    commit(folder, {FILE: ROWS + "2026-11-21,70\n"})
    result = run("diff", folder, "HEAD~1", "HEAD", "--format", "json")
    assert [(c["subject"], c["what"], c["before"], c["after"]) for c in json.loads(result.stdout)["changes"]] == [
        ("kpi", "value", 120.5, 70), ("kpi", "health", "healthy", "unhealthy"),
    ]  # fmt: skip


def test_the_preview_follows_the_file(tmp_path: Path) -> None:
    with previewing(write(tmp_path, COMPANY)) as running:
        running.wait_for("€120.50", "/sales/mrr/")
        with (tmp_path / FILE).open("a") as file:
            file.write("2026-11-22,4321\n")
        running.wait_for("€4,321", "/sales/mrr/")


def test_a_new_kpi_may_begin_with_a_file(tmp_path: Path) -> None:
    write(tmp_path, with_company(SALES))
    arguments = ("kpi", "--unit", "sales", "--title", "MRR", "--owner", "Ana López", "--kpi-values-from", "numbers/mrr.csv")
    result = run("new", tmp_path, *arguments)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines() == ["content/sales/mrr.md", "content/sales/numbers/mrr.csv"]
    assert "values_from: numbers/mrr.csv\n" in (tmp_path / DOCUMENT).read_text()
    assert (tmp_path / "content/sales/numbers/mrr.csv").read_text() == "date,value\n"
    assert run("check", tmp_path, "--strict").exit_code == 0
    (tmp_path / DOCUMENT).unlink()
    (tmp_path / "content/sales/numbers/mrr.csv").write_text(ROWS)
    assert run("new", tmp_path, *arguments).stdout.splitlines() == ["content/sales/mrr.md"]
    assert (tmp_path / "content/sales/numbers/mrr.csv").read_text() == ROWS
    outside = run("new", tmp_path, *arguments[:-1], "../mrr.csv", "--id", "other")
    assert outside.exit_code == 2 and "`../mrr.csv`" in outside.output


def _site(project: Path) -> dict[str, bytes]:
    files = sorted(path for path in (project / "site").rglob("*") if path.is_file())
    return {path.relative_to(project / "site").as_posix(): path.read_bytes() for path in files}
