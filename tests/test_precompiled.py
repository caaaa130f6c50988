"""Templates that come with okrsite are compiled once, when it is packed; what they say does not depend on it."""

import shutil
from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError
from jinja2.nodes import Template

from okrsite import precompiled, theme
from okrsite.packaged import themes_folder
from okrsite.precompiled import Compiled, write
from okrsite.reading import load
from okrsite.render import Renderer
from okrsite.site import site_files, site_of, theme_of
from okrsite.template_code import rendered
from okrsite.trace import Trace

from .sites import AS_OF, objective, with_company
from .sites import write as write_files

PROJECT = with_company({"content/2026-q4/goal.md": objective("Grow", "key_results:", "  - {title: A, target: 9}")})

DEFAULT = themes_folder() / "default" / "templates"
NAMES = sorted(file.relative_to(DEFAULT).as_posix() for file in DEFAULT.rglob("*.html"))


@pytest.fixture
def packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the code of all templates, which is where it is looked for; nothing is known from other tests."""
    folder = tmp_path / "compiled"
    write(folder)
    monkeypatch.setattr(precompiled, "compiled_folder", lambda: folder)
    monkeypatch.setattr(theme, "_COMPILED", Compiled())
    return folder


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of the templates that Jinja has compiled."""
    names = set[str]()
    generate = Environment._generate

    def noted(self: Environment, source: Template, name: str, filename: str, defer_init: bool = False) -> str:
        names.add(name)
        return generate(self, source, name, filename, defer_init)

    monkeypatch.setattr(Environment, "_generate", noted)
    return names


def pages(folder: Path, files: dict[str, str]) -> dict[str, bytes]:
    project = write_files(folder, PROJECT | files)
    return dict(site_files(load(project, AS_OF), project))


def renderer_of(folder: Path, configuration: str = "", hosted: bool = False) -> Renderer:
    project = write_files(folder, PROJECT | {"okrsite.yml": configuration})
    loaded = load(project, AS_OF)
    return Renderer(theme_of(loaded.config, project), site_of(loaded, Trace(active=False)), hosted=hosted)


@pytest.mark.parametrize("name", sorted(folder.parent.name for folder in themes_folder().glob("*/theme.yml")))
def test_no_template_of_a_theme_is_compiled_for_a_site(name: str, packed: Path, compiled: set[str], tmp_path: Path) -> None:
    assert pages(tmp_path / "site", {"okrsite.yml": f"theme: {{name: {name}}}\n"})
    assert compiled == set()


def test_a_template_of_the_sites_own_is(packed: Path, compiled: set[str], tmp_path: Path) -> None:
    own = '{% extends "default/objective.html" %}{% block who %}<i>{{ super() }}</i>{% endblock %}'
    assert b"<i>" in pages(tmp_path / "site", {"okrsite.yml": "", "overrides/objective.html": own})["2026-q4/goal/index.html"]
    assert compiled == {"objective.html"}


def test_pages_are_the_same_without_what_was_compiled_before(packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = pages(tmp_path / "before", {"okrsite.yml": "site: {language: de}\n"})
    monkeypatch.setattr(theme, "_COMPILED", Compiled())
    shutil.rmtree(packed)
    assert pages(tmp_path / "after", {"okrsite.yml": "site: {language: de}\n"}) == before


@pytest.mark.parametrize("hosted", [False, True])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_code_is_the_same_for_every_site(language: str, hosted: bool, packed: Path, tmp_path: Path) -> None:
    configuration = f"site: {{language: {language}}}\nterms: {{objective: Aim, objectives: Aims}}\n"
    environment = renderer_of(tmp_path / "site", configuration, hosted)._environment
    written = {file.read_text(encoding="utf-8") for file in packed.glob("*.py")}
    assert environment.loader is not None
    for name in NAMES:
        source, file, _ = environment.loader.get_source(environment, name)
        assert environment.compile(source, name, file, raw=True) in written, name


def test_what_is_for_other_templates_is_removed_and_what_is_there_is_kept(packed: Path) -> None:
    (packed / "t0.py").write_text("", encoding="utf-8")
    before = {file.name: file.stat().st_mtime_ns for file in packed.glob("t?*.py") if file.name != "t0.py"}
    write(packed)
    assert {file.name: file.stat().st_mtime_ns for file in packed.glob("*.py")} == before


def test_an_error_names_the_line_of_the_template(packed: Path, compiled: set[str], tmp_path: Path) -> None:
    template = renderer_of(tmp_path)._environment.get_template("_partials/footer.html")
    with pytest.raises(UndefinedError, match="'site' is undefined") as raised:
        rendered(template)
    path, line = [(Path(entry.path), entry.lineno + 1) for entry in raised.traceback if Path(entry.path).suffix == ".html"][-1]
    assert path.name == "footer.html" and "site" in path.read_text(encoding="utf-8").splitlines()[line - 1]
    assert compiled == set()
