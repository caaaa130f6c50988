"""The format's JSON Schema → what makes editors complete and explain front matter, people.yml and okrsite.yml (FORMAT §17).

Editors read schemas for YAML files. Front matter lies inside Markdown, where most of them do not look; there VS Code offers each key as a
snippet, and a task shows what `okrsite check` finds at its line. Nothing that somebody set is replaced.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from okrsite.json_schema import front_matter_schema

EDITORS: Final = ("vscode", "neovim", "jetbrains")
_CONFIG, _PEOPLE, _DOCUMENT = (f".schemas/okrsite-{name}.json" for name in ("config", "people", "document"))
_SCHEMAS: Final = {_CONFIG: "config", _PEOPLE: "people", _DOCUMENT: None}
_SETTINGS, _TASKS, _SNIPPETS = ".vscode/settings.json", ".vscode/tasks.json", ".vscode/okrsite.code-snippets"
_TASK: Final = "okrsite check"
_PROBLEM: Final = r"^(.+?):(\d+):(\d+): (error|warning)\[([a-z0-9-]+)\]: (.*)$"
_NEOVIM: Final = """\
-- The text below the front matter is no YAML, so the server must not judge or format it; `okrsite check` tells what is wrong.
vim.lsp.config("yamlls", {{
  filetypes = {{ "yaml", "markdown" }},
  settings = {{ yaml = {{ validate = false, format = {{ enable = false }}, schemas = {{
{schemas}
  }} }} }},
}})
vim.lsp.enable("yamlls")
"""
_JETBRAINS: Final = """\
Settings | Languages & Frameworks | Schemas and DTDs | JSON Schema Mappings: add one mapping for each of these schemas, of version 2020-12.
{schemas}
Front matter in Markdown files is not completed there.
"""


def files_for(editor: str, way: str, content: str) -> Mapping[str, str]:
    """The files that an editor needs, by path from the repository's root; `way` leads from there to the project."""
    files = {path: _text(front_matter_schema(kind)) for path, kind in _SCHEMAS.items()}
    if editor == "vscode":
        files |= {_SETTINGS: _text(_settings(way, content)), _TASKS: _text(_tasks(way)), _SNIPPETS: _text(_snippets())}
    return files


def advice_for(editor: str, way: str, content: str) -> str:
    """What to put into an editor's settings by hand."""
    globs = {**_globs(way, content), _DOCUMENT: f"{way}{content}/**/*.md"}
    if editor == "vscode":
        return "".join(f"// {path}\n{text}" for path, text in files_for(editor, way, content).items() if path in (_SETTINGS, _TASKS))
    if editor == "neovim":
        return _NEOVIM.format(schemas="\n".join(f"    [{_quoted('./' + path)}] = {_quoted(glob)}," for path, glob in globs.items()))
    return _JETBRAINS.format(schemas="\n".join(f"  {path}: {glob}" for path, glob in _globs(way, content).items()))


def write_files(root: Path, files: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Write files below a folder; returns which, and those that somebody else must add to, because they hold other things."""
    written, left = [], []
    for path, text in files.items():
        file = root / path
        merged = _merged(path, file.read_text(encoding="utf-8"), text) if file.exists() else text
        if merged is None:
            left.append(path)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(merged, encoding="utf-8", newline="\n")
        written.append(path)
    return written, left


def _merged(path: str, before: str, text: str) -> str | None:
    """A file with what it lacks; None where it cannot be read as plain JSON, or has tasks of its own."""
    if path == _TASKS:
        return before if _TASK in before else None
    if path != _SETTINGS:
        return text
    try:
        settings = json.loads(before, object_pairs_hook=_without_repeats)
        schemas = settings.setdefault("yaml.schemas", {})
        lacking = {key: globs for key, globs in json.loads(text)["yaml.schemas"].items() if key not in schemas}
        schemas.update(lacking)
    except (ValueError, AttributeError):
        return None
    return _text(settings) if lacking else before


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is written twice")
    return found


def _globs(way: str, content: str) -> dict[str, str]:
    """The YAML files of a project, by schema."""
    return {_CONFIG: f"{way}okrsite.yml", _PEOPLE: f"{way}{content}/people.yml"}


def _settings(way: str, content: str) -> dict[str, Any]:
    return {"yaml.schemas": {f"./{path}": [glob] for path, glob in _globs(way, content).items()}}


def _tasks(way: str) -> dict[str, Any]:
    folder = f"${{workspaceFolder}}/{way}".rstrip("/")
    names = ("file", "line", "column", "severity", "code", "message")
    pattern = {"regexp": _PROBLEM, **{name: number for number, name in enumerate(names, start=1)}}
    matcher = {"owner": "okrsite", "fileLocation": ["relative", folder], "pattern": pattern}
    task = {"label": _TASK, "type": "shell", "command": "okrsite check", "options": {"cwd": folder}, "problemMatcher": matcher}
    return {"version": "2.0.0", "tasks": [task]}


def _snippets() -> dict[str, Any]:
    """Each key that front matter may have, with its meaning and, where they are few, its values; once for each meaning."""
    found: dict[tuple[str, str], tuple[str, Any]] = {}
    for part, schema in front_matter_schema()["$defs"].items():
        for key, entry in schema.get("properties", {}).items():
            body, meaning = f"{key}: {_place(entry)}", entry["description"]
            snippet = {"scope": "markdown", "prefix": key, "body": [body], "description": meaning}
            found.setdefault((body, meaning), (f"okrsite {part}: {key}", snippet))
    return dict(sorted(found.values()))


def _place(entry: Mapping[str, Any]) -> str:
    """Where the value is written: a choice where the schema knows all values."""
    values = [*_values(entry)]
    return f"${{1|{','.join(values)}|}}" if values else "$1"


def _values(entry: Mapping[str, Any]) -> Iterator[str]:
    for part in (entry, *entry.get("anyOf", ())):
        yield from (str(value) for value in part.get("enum", [part["const"]] if "const" in part else ()))
        yield from ("true", "false") if part.get("type") == "boolean" else ()


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
