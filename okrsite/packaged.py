"""Where the files lie that come with the package: themes and their translations."""

from pathlib import Path


def themes_folder() -> Path:
    """Where the themes that come with okrsite lie: in the installed package, or beside it in a checkout."""
    packed = Path(__file__).parent / "themes"
    return packed if packed.is_dir() else Path(__file__).parent.parent / "themes"


LOCALES = themes_folder() / "default" / "locales"
