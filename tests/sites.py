"""Small projects for tests: a mapping of paths to texts becomes a folder, an organisation, or okrs.json's values."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

from okrsite.diagnostics import Diagnostic
from okrsite.publish.okrs_json import okrs_json
from okrsite.reading import Loaded, check, load

AS_OF = date(2026, 11, 23)


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write texts into a folder, without their common indentation."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


def objective(title: str = "Grow", *lines: str) -> str:
    """An objective's file with some lines of front matter."""
    return "\n".join(["---", f"title: {title}", *lines, "---", ""])


def with_company(files: Mapping[str, str]) -> dict[str, str]:
    """Files with the company's index.md beside them."""
    return {"content/index.md": "---\ntitle: Acme\n---\n", **files}


def loaded(folder: Path, files: Mapping[str, str], as_of: date = AS_OF, audience: str | None = None) -> Loaded:
    """The organisation that some files make."""
    return load(write(folder, files), as_of, audience)


def data(folder: Path, files: Mapping[str, str], as_of: date = AS_OF, audience: str | None = None) -> dict[str, Any]:
    """okrs.json as a reader gets it for some files."""
    found = loaded(folder, files, as_of, audience)
    document: dict[str, Any] = json.loads(okrs_json(found.organisation, found.figures, found.config, found.audience))
    return document


def problems(folder: Path, files: Mapping[str, str], as_of: date = AS_OF, audience: str | None = None) -> tuple[Diagnostic, ...]:
    """What `check` finds in some files."""
    return check(write(folder, files), as_of, audience)


def codes(found: tuple[Diagnostic, ...]) -> list[str]:
    """The codes of some diagnostics."""
    return [diagnostic.code for diagnostic in found]
