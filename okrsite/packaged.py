"""Where the files lie that come with the package: themes, their translations, and what their templates are compiled to."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
FRAME = "frame.html"
"""The template that all pages extend."""
HOSTED = "hosted.html"
"""What takes its place where a page is a part of a handbook's."""


def themes_folder() -> Path:
    """Where the themes that come with okrsite lie: in the installed package, or beside it in a checkout."""
    packed = _PACKAGE / "themes"
    return packed if packed.is_dir() else _PACKAGE.parent / "themes"


def compiled_folder() -> Path:
    """Where the code of their templates lies: in the installed package, or where a checkout has what is built."""
    return _PACKAGE / "compiled" if (_PACKAGE / "themes").is_dir() else _PACKAGE.parent / "build" / "templates"


LOCALES = themes_folder() / "default" / "locales"
