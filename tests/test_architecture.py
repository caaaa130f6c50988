"""The rooms of the house: imports go one way, and each library stays behind its fence (DESIGN)."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "okrsite"

# From the top down: a module imports from its own line and those below it only.
LAYERS = (
    ("__main__", "__init__"),
    ("cli",),
    ("preview", "mkdocs_plugin"),
    ("hosted",),
    ("embeds",),
    ("exporters",),
    ("importers",),
    ("new", "rollover"),
    ("additions", "document_templates"),
    ("site", "rebuild", "site_folder", "output"),
    ("render", "look", "scoped_css", "theme", "precompiled", "template_code", "starter", "changed", "editors"),
    ("checkin", "closing"),
    ("workbench",),
    ("portable",),
    ("diff",),
    ("pages", "publish", "charts", "accent", "explain", "health_words", "tree"),
    ("sides",),
    ("reading", "json_schema"),
    ("history", "known"),
    ("bodies", "project"),
    ("values_files", "documents"),
    ("stored",),
    ("checks", "health", "practice", "rollup", "on_demand", "status", "updates", "values", "measures", "mentions"),
    ("link", "visibility"),
    ("edit", "typed"),
    ("parse", "prose", "attachments", "yaml_text", "document_text", "moved_links"),
    ("source", "schema"),
    ("published",),
    ("words", "terms", "formats", "figures", "packaged", "budgets", "spreadsheet_text"),
    ("model", "config", "urls"),
    ("git", "validation", "unchanged"),
    ("kinds",),
    ("suggestions",),
    ("cycles",),
    ("diagnostics",),
    ("aside", "survey"),
    ("work", "cache", "lazy", "trace", "linux", "plain_text", "html_text"),
)
FENCES = {
    "frontmatter": {"source"},
    "yaml": {"source"},
    "markdown": {"prose", "embeds"},  # texts of documents; and an extension of whatever converter another site has
    "markdown_it": {"importers"},  # pages of others, with the lines of their blocks
    "nh3": {"prose"},
    "jinja2": {"theme", "render", "precompiled", "template_code"},
    "mkdocs": {"mkdocs_plugin"},
    "click": {"cli"},
    "babel": {"formats", "words"},
    "openpyxl": {"exporters", "importers"},
    "tinycss2": {"scoped_css"},
    "pydantic": {"validation", "kinds", "config", "schema"},
    "watchdog": {"preview"},
    "http": {"preview"},
    "subprocess": {"git"},
    "requests": set(),
    "pickle": set(),
}
# From parsing to pages nothing reads files, clocks or the environment, and nothing logs.
PURE = (
    "parse", "visibility", "link", "rollup", "on_demand", "status", "updates", "values", "measures", "checks",
    "pages", "publish", "figures", "mentions", "diff", "health", "practice", "budgets",
)  # fmt: skip
IMPURE = {"os", "io", "pathlib", "time", "logging", "random", "subprocess", "socket", "sys", "tempfile", "shutil"}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if "starter/" not in path.as_posix() or path.name == "__init__.py")


def room(path: Path) -> str:
    """The layer's name of a module: its file's or its folder's."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports(path: Path) -> set[str]:
    """Everything that a module imports, inside functions too, by its full name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "okrsite" else {node.module}
    return found


def depth(name: str) -> int:
    return next(index for index, layer in enumerate(LAYERS) if name in layer)


def test_every_room_has_a_layer() -> None:
    assert {room(path) for path in modules()} == {name for layer in LAYERS for name in layer}


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    own = depth(room(path))
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "okrsite" and len(parts) > 1 and parts[1] not in ("__version__",):
            assert depth(parts[1]) >= own, f"{room(path)} must not import {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_libraries_stay_behind_their_fences(path: Path) -> None:
    used = {name.split(".")[0] for name in imports(path)}
    for library, rooms in FENCES.items():
        assert library not in used or room(path) in rooms, f"{library} is used in {room(path)}"
    if room(path) in PURE:
        assert not used & IMPURE - ({"io"} if path.name == "objectives_csv.py" else set()), f"{room(path)} is not pure"


def test_no_ring_of_imports_within_a_layer() -> None:
    graph = {room(path): set() for path in modules()}
    for path in modules():
        graph[room(path)] |= {n.split(".")[1] for n in imports(path) if n.startswith("okrsite.") and n.split(".")[1] in graph}
    for name in graph:
        graph[name] -= {name, "__init__"}
    while leaves := [name for name, below in graph.items() if not below & graph.keys()]:
        for name in leaves:
            del graph[name]
    assert graph == {}
