"""Specifications as packages bring them: npm installs them into a folder of the run, Node reads them."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
Specification = Callable[[str], Any]


def install(folder: Path) -> Specification:
    """The packages of package.json, installed into a folder: gives the value of a JavaScript expression that imports one of them."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True, capture_output=True)

    def value(expression: str) -> Any:
        script = ["node", "--input-type=module", "--eval", f"console.log(JSON.stringify({expression}))"]
        return json.loads(subprocess.run(script, cwd=folder, check=True, capture_output=True).stdout)

    return value


@pytest.fixture(scope="session")
def specification(tmp_path_factory: pytest.TempPathFactory) -> Specification:
    """What the packages of package.json hold."""
    if not (shutil.which("npm") and shutil.which("node")):
        if os.environ.get("CI"):
            pytest.fail("npm was not found; CI must have it.")
        pytest.skip("npm was not found")
    return install(tmp_path_factory.mktemp("packages"))
