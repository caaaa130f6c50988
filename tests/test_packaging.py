"""The wheel: what is in it, and whether it works in an empty environment outside the checkout.

`OKRSITE_WHEEL` names a wheel that has been built already, which is then the one that is looked at.
"""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import okrsite

ROOT = Path(__file__).parent.parent
READY_MADE = os.environ.get("OKRSITE_WHEEL")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if READY_MADE:
        return (ROOT / READY_MADE).resolve()
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def names(wheel: Path) -> frozenset[str]:
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def files_below(folder: Path) -> list[str]:
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(name for name in found if "__pycache__" not in name and not name.endswith(".DS_Store"))


def test_every_module_and_example_is_inside(names: frozenset[str]) -> None:
    assert [name for name in files_below(ROOT / "okrsite") if f"okrsite/{name}" not in names] == []


def test_every_template_static_file_and_translation_is_inside(names: frozenset[str]) -> None:
    themes = files_below(ROOT / "themes")
    assert [name for name in themes if f"okrsite/themes/{name}" not in names] == []
    for part in ("default/theme.yml", "default/templates/frame.html", "default/static/", "default/locales/fr/"):
        assert any(name.startswith(part) for name in themes), part


def test_nothing_else_is_inside(names: frozenset[str]) -> None:
    information = f"okrsite-{okrsite.__version__}.dist-info/"
    assert {name.split("/")[0] for name in names} == {"okrsite", information.rstrip("/")}
    assert [name for name in names if "test" in name.lower() or name.endswith((".pyc", ".mo.tmp"))] == []
    assert f"{information}licenses/LICENSE" in names


def test_the_templates_are_inside_as_code_too(names: frozenset[str]) -> None:
    templates = [name for name in names if name.startswith("okrsite/themes/") and name.endswith(".html")]
    assert len([name for name in names if name.startswith("okrsite/compiled/") and name.endswith(".py")]) >= len(templates)


def test_types_are_published(names: frozenset[str]) -> None:
    assert "okrsite/py.typed" in names


@pytest.mark.skipif(not READY_MADE, reason="the checkout is tested")
def test_the_installed_wheel_is_tested() -> None:
    assert not Path(okrsite.__file__).is_relative_to(ROOT / "okrsite")


@pytest.mark.slow
def test_the_wheel_works_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    python = tmp_path / "environment" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def run(*command: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*map(str, command)], cwd=tmp_path, env=environment, check=True, capture_output=True, encoding="utf-8")

    run(sys.executable, "-m", "venv", tmp_path / "environment")
    run(python, "-m", "pip", "install", "--quiet", wheel)
    program = python.with_name("okrsite.exe" if os.name == "nt" else "okrsite")
    assert run(program, "--version").stdout.split() == ["okrsite,", "version", okrsite.__version__]
    run(program, "init", "demo")
    run(program, "check", "--strict", "--project", "demo")
    run(program, "build", "--project", "demo")
    assert (tmp_path / "demo" / "site" / "index.html").is_file()
    assert (tmp_path / "demo" / "site" / "api" / "okrs.json").is_file()
