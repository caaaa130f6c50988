"""A browser, a server on loopback, and sites to look at; without a browser the tests skip, but fail where CI is set."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from okrsite.cli import main
from tests.browser.serving import serving
from tests.browser.visitor import Visitor
from tests.generated import stress_site, thousand_objectives
from tests.sites import write

SAMPLE = Path(__file__).parent.parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SUBFOLDER = "some/where"


def found_browser() -> str | None:
    """The path of whatever Chromium there is."""
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def visitor() -> Iterator[Visitor]:
    path = found_browser()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("No Chromium was found; CI must have one.")
        pytest.skip("no Chromium was found (set CHROMIUM to its path)")
    with Visitor.started(path) as found:
        yield found


def build(project: Path, folder: Path, *options: str) -> Path:
    arguments = ["build", "--project", str(project), "--site-dir", str(folder), "--as-of", "2026-11-23", *options]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folders of the sites, below one folder that is served."""
    root = tmp_path_factory.mktemp("served")
    base = root / SUBFOLDER
    stress, big = tmp_path_factory.mktemp("stress"), tmp_path_factory.mktemp("thousand")
    return {
        "root": root,
        "sample": build(SAMPLE, base / "sample"),
        "stress": build(write(stress, stress_site()), base / "stress"),
        "thousand": build(write(big, thousand_objectives()), base / "thousand"),
    }


@pytest.fixture(scope="session")
def served(folders: dict[str, Path]) -> Iterator[str]:
    """The address of the folder in which the sites are: a subfolder of a server."""
    with serving(folders["root"]) as home:
        yield f"{home}/{SUBFOLDER}"
