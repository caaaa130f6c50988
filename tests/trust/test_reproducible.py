"""The same content gives the same bytes under the same names with the same modes, whatever surrounds the build."""

import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import jsonschema
import pytest

from okrsite.publish.json_schema import okrs_schema
from tests.generated import stress_site, thousand_objectives
from tests.sites import write
from tests.trust.watched import AS_OF, ROOT

posix = pytest.mark.skipif(os.name != "posix", reason="needs the modes and links of POSIX")
slow = pytest.mark.slow
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
# Lists folders in the reverse of the order that the rest of the program would get.
BACKWARDS = """
import contextlib, os, sys
scandir, listdir = os.scandir, os.listdir
os.scandir = lambda *place: contextlib.nullcontext(iter(sorted(scandir(*place), key=lambda entry: entry.name, reverse=True)))
os.listdir = lambda *place: sorted(listdir(*place), reverse=True)
from okrsite.cli import main
main(sys.argv[1:])
"""


Snapshot = dict[str, tuple[int, str]]


def snapshot(site: Path) -> Snapshot:
    """Mode and hash of every file and folder by its path."""
    return {
        path.relative_to(site).as_posix(): (path.stat().st_mode, hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "")
        for path in sorted(site.rglob("*"))
    }


def build(project: Path, site: Path, *options: str, python: str = sys.executable, backwards: bool = False, **how: object) -> Snapshot:
    program = ["-c", BACKWARDS] if backwards else ["-m", "okrsite"]
    command = [python, *program, "build", "--project", str(project), "--site-dir", str(site), "--as-of", AS_OF, *options]
    environment = {**ENVIRONMENT, **how.pop("env", {})}  # type: ignore[dict-item]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, **how)  # type: ignore[call-overload]
    assert done.returncode == 0, done.stderr
    return snapshot(site)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample company, with names in it that folders list in different orders."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "okrsite.yml", folder)
    return folder


@pytest.fixture(scope="module")
def expected(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    found = build(project, tmp_path_factory.mktemp("expected") / "site", env={"PYTHONHASHSEED": "0"})
    assert len(found) > 200
    return found


SURROUNDINGS: dict[str, dict[str, object]] = {
    "again": {},
    "hash seed 1, Kiritimati, French, umask 077": {
        "env": {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "fr_FR.UTF-8", "LANG": "fr_FR.UTF-8"}, "umask": 0o077
    },
    "random hash seed, Turkish": {"env": {"PYTHONHASHSEED": "random", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"}},
    "no locale, UTC, umask 022": {"env": {"LC_ALL": "C", "TZ": "UTC", "PYTHONUTF8": "0"}, "umask": 0o022},
    "umask 000": {"umask": 0},
    "another folder": {"cwd": "/"},
    "reversed folders": {"backwards": True},
}  # fmt: skip


@posix
@pytest.mark.parametrize("name", [n if n.startswith("hash seed 1") else pytest.param(n, marks=slow) for n in SURROUNDINGS])
def test_surroundings_do_not_matter(name: str, project: Path, expected: Snapshot, tmp_path: Path) -> None:
    assert build(project, tmp_path / "site", **SURROUNDINGS[name]) == expected  # type: ignore[arg-type]


@slow
@posix
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_number_of_jobs_does_not_matter(jobs: str, project: Path, expected: Snapshot, tmp_path: Path) -> None:
    assert build(project, tmp_path / "site", "--jobs", jobs) == expected


@slow
@posix
@pytest.mark.parametrize("name", ["a folder with spaces", "dossier d\u2019été", "e\u0301te\u0301", "linked/deeper"])
def test_where_the_project_lies_does_not_matter(name: str, project: Path, expected: Snapshot, tmp_path: Path) -> None:
    (tmp_path / "real/deeper").mkdir(parents=True)
    (tmp_path / "linked").symlink_to("real")
    shutil.copytree(project, tmp_path / name, dirs_exist_ok=True)
    assert build(tmp_path / name, tmp_path / name / "public") == expected


def interpreter(version: str) -> str:
    """The path of another Python, or a skip."""
    if shutil.which("uv") is None:
        pytest.skip("uv, which finds other versions of Python, is not there")
    found = subprocess.run(["uv", "python", "find", "--no-project", version], capture_output=True, text=True, check=False)
    if found.returncode != 0:
        pytest.skip(f"Python {version} is not there")
    return found.stdout.strip()


@slow
@posix
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_the_version_of_python_does_not_matter(version: str, project: Path, expected: Snapshot, tmp_path: Path) -> None:
    """With the same versions of the libraries: those bring their own data, of languages for instance."""
    base = interpreter(version)
    freeze = ["uv", "pip", "freeze", "--python", sys.executable, "--exclude-editable"]
    libraries = subprocess.run(freeze, capture_output=True, text=True, check=True)
    (tmp_path / "constraints.txt").write_text(libraries.stdout)
    subprocess.run(["uv", "venv", "--quiet", "--python", base, str(tmp_path / "venv")], check=True)
    python = str(tmp_path / "venv/bin/python")
    install = ["uv", "pip", "install", "--quiet", "--python", python, "--constraint", str(tmp_path / "constraints.txt"), str(ROOT)]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode != 0 and "Failed to fetch" in done.stderr:
        pytest.skip("the package registry is not to be reached")
    assert done.returncode == 0, done.stderr
    assert build(project, tmp_path / "site", python=python) == expected


# ---- what is written is whole ----

BASES = {"generated": "/sub/"}
SITES = [pytest.param("sample", marks=slow), "stress", pytest.param("generated", marks=slow)]


@pytest.fixture(scope="module")
def sites(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The sites by name, each built when it is first asked for."""
    folder = tmp_path_factory.mktemp("sites")
    generated = thousand_objectives(120) | {"okrsite.yml": "site: {url: https://okr.acme.example/sub/}\n"}
    projects = {"stress": stress_site(), "generated": generated}

    @functools.cache
    def site(name: str) -> Path:
        build(write(folder / f"{name}-in", projects[name]) if name in projects else project, folder / name)
        return folder / name

    return site


LINKS = {"a": "href", "link": "href", "use": "href", "image": "href", "form": "action"}
LINKS |= dict.fromkeys(("script", "img", "iframe", "source", "video", "audio", "embed"), "src")
# What a browser fetches by itself; a link that somebody follows may lead anywhere.
FETCHED = set(LINKS) - {"a"}


def links_of(page: Path) -> tuple[list[tuple[str, str]], set[str]]:
    """Where a page leads, by the element that leads there, and the ids to which links into it may lead."""
    document = html5lib.parse(page.read_text(), treebuilder="etree", namespaceHTMLElements=False)
    elements = [element for element in document.iter() if isinstance(element.tag, str)]
    names = [(element.tag.rpartition("}")[2], element) for element in elements if element.get("rel") != "canonical"]
    found = [(name, element.get(LINKS[name])) for name, element in names if name in LINKS]
    refreshes = [element.get("content", "").partition("url=")[2] for name, element in names if element.get("http-equiv") == "refresh"]
    links = [(name, link) for name, link in found if link is not None] + [("meta", link) for link in refreshes]
    return links, {element.get("id", "") for element in elements}


def led_to(page: str, path: str, base: str) -> str:
    """The file that a link's path means on a page; a site's 404.html, which is shown anywhere, has links from the host's root."""
    if path.startswith("/"):
        assert page == "404.html" and path.startswith(base)
        return unquote(path).removeprefix(base).rstrip("/")
    return os.path.normpath(os.path.join("/", os.path.dirname(page), unquote(path))).lstrip("/") if path else page


@pytest.mark.parametrize("name", SITES)
def test_every_link_leads_somewhere_and_nothing_is_fetched_from_elsewhere(name: str, sites: Callable[[str], Path]) -> None:
    site = sites(name)
    pages = {page.relative_to(site).as_posix(): links_of(page) for page in sorted(site.rglob("*.html"))}
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert "404.html" in pages
    checked, broken = 0, []
    for page, (links, _) in pages.items():
        for element, link in links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                if element in FETCHED:
                    broken.append((page, element, link))
                continue
            checked += 1
            target = led_to(page, parts.path, BASES.get(name, "/"))
            target = target if target in files else f"{target}/index.html".lstrip("/")
            fragment = unquote(parts.fragment)
            if target not in files or (fragment and target in pages and fragment not in pages[target][1]):
                broken.append((page, element, link))
    assert checked > 300
    assert broken == []


@pytest.mark.parametrize("name", SITES)
def test_data_files_are_well_formed(name: str, sites: Callable[[str], Path]) -> None:
    site = sites(name)
    documents = [json.loads(path.read_text()) for path in sorted(site.rglob("*.json"))]
    assert len(documents) >= 2
    published = json.loads((site / "api/schema.json").read_text())
    assert published == json.loads(json.dumps(okrs_schema()))
    jsonschema.Draft202012Validator.check_schema(published)
    jsonschema.Draft202012Validator(published).validate(json.loads((site / "api/okrs.json").read_text()))
    drawings = [*site.rglob("*.xml"), *site.rglob("*.svg")]
    assert drawings
    for path in drawings:
        ElementTree.parse(path)
    for path in site.rglob("*"):
        name = path.relative_to(site).as_posix()
        assert unicodedata.is_normalized("NFC", name)
