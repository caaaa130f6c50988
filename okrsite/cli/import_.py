"""`okrsite import`: other people's files become documents, a command for each format."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from okrsite.cli.imports import bring, bytes_of, import_options, taken
from okrsite.cli.options import fail, project_options

if TYPE_CHECKING:
    from okrsite.importers.arriving import Read
    from okrsite.importers.cells import Wishes
    from okrsite.importers.spreadsheets import Mapped
    from okrsite.importers.table import Table

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")


@click.group()
def command() -> None:
    """Make documents of spreadsheets and of other systems' files.

    What is there already is updated, never replaced unless you say --force; importing the same file again changes nothing. All files are
    written, or none. What cannot be read is listed and kept as text.
    """


def table_options(function: click.decorators.FC) -> click.decorators.FC:
    """Adds what imports of spreadsheets take."""
    for option in reversed((
        click.option("--map", "named", multiple=True, metavar="HEADER=FIELD", help="What a column holds; fields: see the documentation."),
        click.option(
            "--map-file", type=click.Path(path_type=Path), metavar="FILE", help="Take the columns from this file, not from import-map.yml.",
        ),
        click.option(
            "--save-map", type=click.Path(path_type=Path), metavar="FILE",
            help="Keep the columns in this file; import-map.yml in the project's folder is found by itself.",
        ),
        click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="How to read 03/04/2026: day first, or month first."),
        click.option("--decimal", type=click.Choice(["comma", "point"]), help="Which mark stands before decimals."),
    )):  # fmt: skip
        function = option(function)
    return function


@command.command("csv")
@FILES
@table_options
@import_options
@project_options
def import_csv(project: Path, as_of: date, files: tuple[Path, ...], **options: object) -> None:
    """Import tables of comma-separated values, or the folder of an export.

    A row is an objective, a key result, or both; columns are recognised by their headers and shown before anything is written.
    """
    from okrsite.importers.columns import is_known
    from okrsite.importers.csv_table import csv_rows, csv_table
    from okrsite.importers.own_export import own_tables, read_own_tables

    with taken():
        paths = [path for file in files for path in (sorted(file.glob("*.csv")) if file.is_dir() else [file])]
        if not paths:
            fail(f"{files[0]} holds no .csv file.")
        raw = {path: bytes_of(path) for path in paths}
        if any(path.stem == "settings" for path in raw):
            own = own_tables({path.stem: csv_rows(str(path), found) for path, found in raw.items()}, is_defused=True)
            if own is not None:
                _bring_own(project, as_of, read_own_tables(str(files[0]), own), options)
                return
        _bring_tables(project, as_of, [csv_table(str(path), found, is_known) for path, found in raw.items()], options)


@command.command("xlsx")
@FILES
@click.option("--sheet", metavar="NAME", help="Only this sheet; by default every one that holds objectives.")
@table_options
@import_options
@project_options
def import_xlsx(project: Path, as_of: date, files: tuple[Path, ...], sheet: str | None, **options: object) -> None:
    """Import workbooks of Excel, LibreOffice and Google Sheets (.xlsx), or the workbook of an export.

    Each sheet is a table. Formulas are not worked out: the results that were saved are taken.
    """
    from okrsite.importers.columns import is_known
    from okrsite.importers.own_export import own_tables, read_own_tables
    from okrsite.importers.xlsx_table import xlsx_rows, xlsx_tables

    with taken():
        tables: list[Table] = []
        for file in files:
            raw = bytes_of(file)
            if len(files) == 1 and sheet is None and (own := own_tables(xlsx_rows(str(file), raw), is_defused=False)) is not None:
                _bring_own(project, as_of, read_own_tables(str(file), own), options)
                return
            tables += xlsx_tables(str(file), raw, is_known, sheet)
        if not tables:
            fail(f"{files[0]} is empty.")
        _bring_tables(project, as_of, tables, options)


@command.command("json")
@FILES
@import_options
@project_options
def import_json(project: Path, as_of: date, files: tuple[Path, ...], **options: object) -> None:
    """Import an export of okrsite, or JSON of another tool that is known by its shape."""
    from okrsite.importers.json_file import read_json

    with taken():
        if len(files) > 1:
            fail("One file at a time, please.")
        read = read_json(str(files[0]), bytes_of(files[0]), wishes(project, options))
        _bring_own(project, as_of, read, options)


@command.command("markdown")
@FILES
@import_options
@project_options
def import_markdown(project: Path, as_of: date, files: tuple[Path, ...], **options: object) -> None:
    """Import pages of a handbook or wiki (.md): headings, nested lists, check boxes and tables.

    Objectives and key results are found by their marks, such as KR:, or by how deep they stand. Numbers are taken from the words where
    these say what is to be reached. All other text is kept.
    """
    from okrsite.importers.known import known_of
    from okrsite.importers.markdown_reading import read_markdown

    with taken():
        raw = [(str(file), bytes_of(file)) for file in files]
        _bring_own(project, as_of, read_markdown(raw, wishes(project, options), known_of(project)), options)


def wishes(project: Path, options: Mapping[str, object], remembered: "Sequence[object]" = (None, None)) -> "Wishes":
    """What the options say of where things go."""
    from okrsite.importers.cells import Wishes
    from okrsite.importers.days import cycle_id
    from okrsite.importers.mapping_file import MARKS
    from okrsite.project import load_config

    calendar = load_config(project).calendar
    written = options.get("cycle")
    cycle = cycle_id(str(written), calendar) if written else None
    if written and not cycle:
        fail(f"--cycle {written}: there is no such cycle; write it like 2026-q4, or configure it in okrsite.yml.")
    dates, mark = options.get("dates") or remembered[0], MARKS.get(str(options.get("decimal"))) or remembered[1]
    return Wishes(calendar, str(options.get("unit") or "").strip("/"), cycle, dates, mark)  # type: ignore[arg-type]


def _bring_own(project: Path, as_of: date, read: "Read", options: Mapping[str, object]) -> None:
    bring(project, as_of, read, force=bool(options["force"]), dry_run=bool(options["dry_run"]), yes=bool(options["yes"]))


def _bring_tables(project: Path, as_of: date, tables: "Sequence[Table]", options: Mapping[str, object]) -> None:
    from okrsite.importers.mapping_file import FILE, remembered
    from okrsite.importers.spreadsheets import mapped, read_tables
    from okrsite.importers.telling import columns_told

    kept = remembered(Path(str(options["map_file"])) if options["map_file"] else project / FILE)
    found = mapped(tables, {**kept.columns, **_named(options["named"])})  # type: ignore[arg-type]
    wanted = wishes(project, options, (kept.dates, kept.mark))
    bring(
        project, as_of, read_tables(found, wanted), force=bool(options["force"]), dry_run=bool(options["dry_run"]),
        yes=bool(options["yes"]), introduction=columns_told(found), afterwards=lambda: _save_map(options["save_map"], found, wanted),
    )  # fmt: skip


def _named(given: Sequence[str]) -> dict[str, str]:
    """The columns that somebody named, by header."""
    named = {}
    for text in given:
        header, sign, name = text.rpartition("=")
        if not sign or not header.strip():
            fail(f'--map {text}: write it like --map "Our goal=objective".')
        named[header.strip()] = name.strip()
    return named


def _save_map(file: object, found: "Sequence[Mapped]", wanted: "Wishes") -> None:
    from okrsite.importers.mapping_file import mapping_text

    if file is None:
        return
    path = Path(str(file))
    try:
        path.write_text(mapping_text(found, wanted.dates, wanted.mark), encoding="utf-8", newline="\n")
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror}.")
    click.echo(f"The columns are kept in {path}.", err=True)
