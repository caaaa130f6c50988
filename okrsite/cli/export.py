"""`okrsite export`: the OKRs for other programs."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from okrsite.cli.options import fail, project_options
from okrsite.cli.report import plain, plain_json

if TYPE_CHECKING:
    from okrsite.exporters.exported import Exported

FORMATS = ("json", "csv", "xlsx", "dot", "mermaid", "markdown", "badges")
_FOLDERS = ("csv", "markdown", "badges")
_WHOLE = ("json", "markdown")  # formats of which a part makes no sense


@click.command()
@click.argument("out", required=False, type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True, help="What to write.")
@click.option("--audience", metavar="NAME", help="Export what this audience may see as well.")
@click.option("--unit", metavar="UNIT", help="Only this unit and those below it.")
@click.option("--cycle", metavar="CYCLE", help="Only this cycle; drawings show the current one by default.")
@click.option("--force", is_flag=True, help="Replace a file that is not an earlier export.")
@project_options
def command(
    project: Path, as_of: date, out: Path | None, format_: str, audience: str | None, unit: str | None, cycle: str | None, force: bool
) -> None:
    """Write the OKRs for other programs.

    OUT is a file, or for csv, markdown and badges a folder. Without it json, dot and mermaid are printed. Only what everybody may see is
    exported, unless an audience is named.
    """
    if out is None and format_ in (*_FOLDERS, "xlsx"):
        raise click.UsageError(f"{format_} needs a {'folder' if format_ in _FOLDERS else 'file'} to be written to: name it.")
    if format_ in _WHOLE and (unit is not None or cycle is not None):
        raise click.UsageError(f"{format_} is always of the whole company: leave out --unit and --cycle.")
    exported = _exported(project, as_of, audience, unit, cycle)
    if format_ in _FOLDERS:
        assert out is not None
        _write_folder(exported, format_, out, project)
    else:
        _write_file(exported, format_, out, force)


def _exported(project: Path, as_of: date, audience: str | None, unit: str | None, cycle: str | None) -> "Exported":
    from okrsite.exporters.exported import Exported
    from okrsite.reading import load
    from okrsite.suggestions import did_you_mean

    loaded = load(project, as_of, audience)
    unit = None if unit is None else unit.strip("/")
    if unit is not None and unit not in loaded.organisation.units:
        fail(f"There is no unit `{unit}`. {did_you_mean(unit, loaded.organisation.units)}".rstrip())
    if cycle is not None and cycle not in loaded.organisation.cycles.by_id:
        fail(f"There is no cycle `{cycle}` here. Known: {', '.join(sorted(loaded.organisation.cycles.listed))}.")
    return Exported(loaded, unit, cycle)


def _write_folder(exported: "Exported", format_: str, out: Path, project: Path) -> None:
    from okrsite.exporters.formats import folder_of
    from okrsite.exporters.writing import write_folder
    from okrsite.site import source_folders

    files = write_folder(folder_of(exported, format_), out, project, source_folders(exported.loaded.config, project))
    click.echo(f"{files} files in {plain(str(out))}, as of {exported.loaded.figures.as_of}.", err=True)


def _write_file(exported: "Exported", format_: str, out: Path | None, force: bool) -> None:
    from okrsite.exporters.formats import file_of, is_earlier
    from okrsite.exporters.writing import write_file

    content = file_of(exported, format_)
    if out is None:
        _print(content, is_json=format_ == "json")
        return
    write_file(content, out, _known(is_earlier, format_), force=force)
    click.echo(f"{plain(str(out))}, as of {exported.loaded.figures.as_of}.", err=True)


def _known(is_earlier: Callable[[bytes, str], bool], format_: str) -> Callable[[bytes], bool]:
    return lambda content: is_earlier(content, format_)


def _print(content: Iterable[bytes], *, is_json: bool) -> None:
    """Print an export as UTF-8; JSON in a spelling that no terminal acts on, which the other formats have anyway."""
    text = b"".join(content).decode()
    click.echo("\n".join(map(plain_json, text.split("\n"))).encode() if is_json else text.encode(), nl=False)
