"""Where the files lie → the references that a shell completes: of units and objectives, without reading a document."""

from collections.abc import Iterator
from pathlib import Path

import click


def complete_reference(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The references that begin with what is written so far; none where the project cannot be read."""
    from okrsite.diagnostics import ConfigurationError
    from okrsite.project import find_project

    project = ctx.params.get("project") or find_project(Path.cwd())
    try:
        return sorted(reference for reference in _references(project) if reference.startswith(incomplete))
    except ConfigurationError:
        return []


def _references(project: Path) -> Iterator[str]:
    from okrsite.parse import read_layout
    from okrsite.project import load_config
    from okrsite.source.folders import walk
    from okrsite.source.gate import Disk

    config = load_config(project)
    tree = walk(Disk(project), config.content)
    files = [(source.folder, source.name) for source in tree.markdown]
    layout = read_layout(files, tree.folders, config.content, config.calendar)
    yield from ("/".join(unit) for unit in layout.units if unit)
    yield from ("/".join((*folder, name.removesuffix(".md"))) for folder, name in files if folder in layout.cycles)
