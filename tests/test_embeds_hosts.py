"""Blocks, links and macros in the programs that they are for, in an environment of their own: MkDocs with mkdocs-macros, and Zensical."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.embedding import COMPANY
from tests.sites import write
from tests.theme_sites import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("uv") is None, reason="uv makes the environment")]
HANDBOOK = {
    "docs/index.md": "# Home\n\n```okr\nsales\nview: progress\n```\n\nSee [us](okr:sales/2026-q4/sell).\n",
    "docs/guide/goals.md": (
        "# Goals\n\nWe are {{ okr('sell', view='status') }}, see {{ okr_link('sales', 'the *team*') }}.\n\n"
        "- item\n\n    ```okr\n    sales\n    ```\n\n{{ okr('sales', view='table') }}\n"
    ),
}
SETTINGS = """
site_name: Handbook
site_url: https://handbook.example/
plugins:
  - search
  - macros: {modules: [okrsite.embeds.macros]}
markdown_extensions:
  - okrsite: {project: okrs, base: okrs/, as_of: 2026-11-23}
"""


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment with okrsite and both hosts."""
    folder = tmp_path_factory.mktemp("hosts") / "venv"
    subprocess.run(["uv", "venv", "--quiet", str(folder)], check=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    wanted = [str(ROOT), "mkdocs>=1.6.1,<2", "mkdocs-macros-plugin>=1.3", "zensical"]
    subprocess.run(["uv", "pip", "install", "--quiet", "--python", str(python), *wanted], check=True)
    return python.parent


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    write(tmp_path / "okrs", COMPANY)
    return write(tmp_path, {**HANDBOOK, "mkdocs.yml": SETTINGS})


def run(programs: Path, handbook: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(programs / command[0]), *command[1:]], cwd=handbook, capture_output=True, text=True)


@pytest.mark.parametrize("command", [("mkdocs", "build", "--strict", "--quiet"), ("zensical", "build")], ids=["mkdocs", "zensical"])
def test_a_handbook_shows_blocks_links_and_macros(command: tuple[str, ...], programs: Path, handbook: Path) -> None:
    result = run(programs, handbook, *command)
    assert result.returncode == 0, result.stdout + result.stderr
    home = (handbook / "site/index.html").read_text(encoding="utf-8")
    assert 'class="okr-embed okr-pace"' in home
    assert re.search(r'<a href="(\./)?okrs/sales/2026-q4/sell/">us</a>', home)
    assert re.search(r'href="(\./)?okrs/embed/okr-embed.css"', home)
    goals = (handbook / "site/guide/goals/index.html").read_text(encoding="utf-8")
    assert len(re.findall(r'class="okr-embed okr-(line|card|wide)"', goals)) == 3
    assert '<a href="../../okrs/sales/">the *team*</a>' in goals.replace("&#42;", "*")
    assert goals.count('"../../okrs/sales/2026-q4/sell/"') == 3  # in the line, the card and the table
    assert '"../../okrs/embed/okr-embed.css"' in goals


def test_a_strict_build_ends_at_what_leads_nowhere_with_file_and_line(programs: Path, handbook: Path) -> None:
    page = "---\ntitle: Wrong\n---\n\n# Wrong\n\n```okr\nsals\n```\n\n[it](okr:nowhere)\n\n{{ okr('sals') }}\n"
    write(handbook, {"docs/wrong.md": page})
    result = run(programs, handbook, "mkdocs", "build", "--strict")
    assert result.returncode == 1
    assert "wrong.md:7: There is nothing published that is called `sals`. Did you mean `sales`?" in result.stderr
    assert "wrong.md:11: There is nothing published that is called `nowhere`." in result.stderr
    assert "Aborted with 3 warnings" in result.stdout + result.stderr
