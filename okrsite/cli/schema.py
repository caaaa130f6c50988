"""`okrsite schema`: the JSON Schema of the front matter, and what makes editors use it."""

from datetime import date
from pathlib import Path

import click

from okrsite.cli.options import fail, project_options
from okrsite.cli.report import plain


@click.command()
@click.argument(
    "kind", required=False, metavar="[KIND]", type=click.Choice(["objective", "unit", "kpi", "page", "review", "people", "config"])
)
@click.option("--editor", type=click.Choice(["vscode", "neovim", "jetbrains"]), help="Print what to set in this editor instead.")
@click.option("--write", is_flag=True, help="With --editor: write the files that it needs into the repository.")
@project_options
def command(project: Path, as_of: date, kind: str | None, editor: str | None, write: bool) -> None:
    """Print the JSON Schema of the front matter, for editors.

    Without KIND, of any document. What is written with --write replaces no setting that is there already.
    """
    if (editor is None and write) or (editor and kind):
        raise click.UsageError("--write needs --editor, and --editor takes no KIND.")
    if editor:
        _set_up(editor, project, write)
        return
    import json

    from okrsite.json_schema import front_matter_schema

    click.echo(json.dumps(front_matter_schema(kind), ensure_ascii=False, indent=2))


def _set_up(editor: str, project: Path, write: bool) -> None:
    from okrsite.cli.findings import repository_folder
    from okrsite.editors import advice_for, files_for, write_files
    from okrsite.project import load_config

    root, content = repository_folder(project), load_config(project).content
    way = "".join(f"{part}/" for part in project.resolve().relative_to(root).parts)
    left: list[str] = []
    if write:
        try:
            written, left = write_files(root, files_for(editor, way, content))
        except (OSError, UnicodeDecodeError) as error:
            fail(f"The files for {editor} cannot be written: {error}.")
        for path in written:
            click.echo(f"  {plain(str(root / path))}", err=True)
    if left:
        click.echo(f"{', '.join(left)} holds other things, so add this by hand:", err=True)
    if left or not write or editor != "vscode":
        click.echo(advice_for(editor, way, content), nl=False)
