"""okrsite itself → the generated pages of the reference.

`make reference` writes them, and tests/test_docs.py insists that they are up to date. What a key, an option, a code or a variable means
is said once, beside its definition; the modules of this package only lay it out in tables.
"""

from pathlib import Path

from .codes import diagnostics_page
from .commands import command_line_page
from .commonmark import commonmark_page
from .examples import with_outputs
from .keys import configuration_page, format_page
from .modules import modules_page
from .variables import template_variables_page

FOLDER = Path(__file__).parent.parent
_NOTE = "<!-- Made from the program itself by docs/generate: change it there, then run `make reference`. -->\n\n"
_STORIES = {"getting-started.md": (), "writing.md": (), "numbers.md": ("writing.md",), "health.md": ()}
"""Pages with examples that are run, each with the pages that its story goes on from."""


def pages() -> dict[str, str]:
    """The text of each generated page, by its path below docs/."""
    texts = {
        "reference/format.md": format_page(),
        "reference/configuration.md": configuration_page(),
        "reference/command-line.md": command_line_page(),
        "reference/diagnostics.md": diagnostics_page(),
        "reference/commonmark.md": commonmark_page(),
        "reference/template-variables.md": template_variables_page(),
        "reference/modules.md": modules_page(),
    }
    generated = {path: _NOTE + text.rstrip("\n") + "\n" for path, text in texts.items()}
    return generated | {path: with_outputs(*map(_read, (*before, path))) for path, before in _STORIES.items()}


def write(folder: Path = FOLDER) -> list[str]:
    """Write the pages that have changed; returns their paths."""
    written = []
    for path, text in pages().items():
        file = folder / path
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8", newline="\n")
            written.append(path)
    return written


def _read(path: str) -> str:
    return (FOLDER / path).read_text(encoding="utf-8")
