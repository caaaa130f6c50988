"""The beginning of a company's own theme: the frame with its regions named, a style sheet with a few custom properties, and no copies.

A theme that extends another one needs to hold only what differs, so that it goes on working when the other one changes (DESIGN, habit 11).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from okrsite.packaged import themes_folder
from okrsite.starter import NotEmptyError

_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_BLOCK = re.compile(r"{%-? *block (\w+)")
_REGIONS = {
    "head": "what stands in <head>: the policy, style sheets and scripts, the title",
    "title": "the name of the page in the browser",
    "header": "the name of the site, its navigation and search",
    "breadcrumb": "the way back up",
    "main": "the page itself; each kind of page fills it",
    "footer": "the line below every page",
}
_MANIFEST = """\
# The theme {name}: only what differs from the theme that it extends. Name it in okrsite.yml: `theme: {{name: {path}}}`.
extends: default
settings:
  accent: "#3b5bdb"   # any setting of the default theme with another default, or one of your own
"""
_STYLE = """\
/* The theme {name}. Every page loads it after the default theme's style sheets. Below are its main custom properties, as they stand there:
   take one out of the comment and change it. light-dark() holds the colour for light pages, then the one for dark ones. Accent and font
   are settings, in theme.yml or okrsite.yml.

:root {{
{properties}
}}
*/
"""
_PROPERTIES = ("ground", "raised", "wash", "line", "ink", "muted", "round", "wide", "reading")


class UnfitNameError(Exception):
    """A theme cannot have this name; the message says why, and nothing was written."""


def write_theme(project: Path, path: str) -> list[str]:
    """Write a new theme into a folder of the project; the paths written, below the project. Raises rather than replace anything."""
    name = _checked_name(path)
    folder = project / path
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise NotEmptyError(f"{folder} is there already; nothing was written. Choose another name.")
    files = theme_files(path, name)
    for file, text in files.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8", newline="\n")
    return [f"{path}/{file}" for file in files]


def theme_files(path: str, name: str) -> dict[str, str]:
    """A new theme's files, by their path below its folder."""
    return {
        "theme.yml": _MANIFEST.format(name=name, path=path),
        "templates/frame.html": _frame(),
        f"static/{name}.css": _STYLE.format(name=name, properties="\n".join(_properties())),
    }


def frame_blocks() -> tuple[str, ...]:
    """The regions of the default theme's frame, in their order."""
    frame = themes_folder() / "default" / "templates" / "frame.html"
    return tuple(_BLOCK.findall(frame.read_text(encoding="utf-8")))


def _properties() -> Iterator[str]:
    """The custom properties that most themes change, as the default theme sets them."""
    style = (themes_folder() / "default" / "static" / "okr.css").read_text(encoding="utf-8")
    for name in _PROPERTIES:
        if found := re.search(rf"^ *(--{name}: [^;]+;)", style, re.MULTILINE):
            yield f"  {found[1]}"


def _frame() -> str:
    blocks = "\n".join(f"  {block:<12}{_REGIONS.get(block, '')}".rstrip() for block in frame_blocks())
    return f"""\
{{#- The frame of every page: that of the default theme. To change one of its regions, write it as a block below, for instance

  {{% block footer %}}
  {{{{ super() }}}}
  <p>Questions? Ask at the green door.</p>
  {{% endblock %}}

where super() is what stands there otherwise. The regions are

{blocks}
-#}}
{{% extends "default/frame.html" %}}
"""


def _checked_name(path: str) -> str:
    """A theme's name: the last part of its path."""
    name = path.rpartition("/")[2]
    shipped = sorted(folder.name for folder in themes_folder().iterdir() if folder.is_dir())
    if not all(_NAME.fullmatch(part) for part in path.split("/")):
        raise UnfitNameError(f"`{path}` is no name for a theme. Write lower-case letters, digits and hyphens, such as `acme`.")
    if name in shipped or name == "overrides":
        raise UnfitNameError(f"`{name}` is taken: {', '.join(shipped)} come with okrsite. Choose another name.")
    return name
