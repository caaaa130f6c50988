"""The opening lines of the package's modules → what each turns into what."""

import ast
from collections.abc import Iterator
from pathlib import Path

import okrsite

from .markdown import for_readers, table

_PACKAGE = Path(okrsite.__file__).parent
_MODULES = """\
# Modules

What each module of the package turns into what, in its own words. How they fit together is told in
[How it is built](../architecture.md).

{modules}
"""


def modules_page() -> str:
    """Every module, packages before what lies in them."""
    return _MODULES.format(modules=table(("module", "what it does"), _rows(_PACKAGE)))


def _rows(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.iterdir()):
        is_package = (path / "__init__.py").is_file()
        if is_package or (path.suffix == ".py" and path.stem != "__init__"):
            source = path / "__init__.py" if is_package else path
            name = path.relative_to(_PACKAGE).as_posix() + ("/" if is_package else "")
            yield f"`{name}`", _first_paragraph(source)
        if is_package:
            yield from _rows(path)


def _first_paragraph(source: Path) -> str:
    text = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    return for_readers(text.partition("\n\n")[0])
