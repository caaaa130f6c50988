"""Every code of the catalogue: a sentence, a line in the documentation, and a case that shows its fault as a beginner would make it.

A case is a folder `tests/broken/<code>/`: a project, with a `make.py` where git cannot hold what is wrong, and `expected.txt`, which is
what `okrsite check --as-of 2026-11-23` prints for it; what is wrong with a history is told by `okrsite build --quiet`, which reads it.
`python -m tests.test_catalogue --update`, or pytest with OKRSITE_UPDATE=1, writes these files anew.
"""

import contextlib
import json
import os
import pathlib
import re
import runpy
import shutil
import sys
import tempfile

import pytest
from click.testing import CliRunner, Result

from okrsite.cli import main
from okrsite.diagnostics import CATALOGUE, Severity

TESTS = pathlib.Path(__file__).parent
BROKEN = TESTS / "broken"
REFERENCE = TESTS.parent / "docs" / "reference" / "diagnostics.md"
CASES = sorted(folder.name for folder in BROKEN.iterdir() if folder.is_dir())
# Cases whose fault is in okrsite.yml: exit code 2, and everything on stderr.
CONFIGURATION = {"configuration"}
# Cases that `check` finds nothing wrong with: exit code 1 or, for a warning, 0, and everything on stderr.
HISTORY = {"shallow-history", "history-unreadable", "target-moved"}
NEEDS_POSIX = {"not-a-file", "symbolic-link", "unreadable"}
A_PROBLEM = re.compile(r"(error|warning|info)\[")
AS_OF = ("--as-of", "2026-11-23")


def check(project: pathlib.Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["check", "--project", str(project), *AS_OF, *options])


def tell(code: str, project: pathlib.Path, *options: str) -> Result:
    """What the command prints that finds a case's fault."""
    if code not in HISTORY:
        return check(project, *options)
    return CliRunner().invoke(main, ["build", "--project", str(project), *AS_OF, "--quiet", *options])


def build_case(code: str, folder: pathlib.Path) -> pathlib.Path:
    """The project of a case, copied into the folder, so that nothing is written beside the sources, and made complete by its make.py."""
    shutil.copytree(BROKEN / code, folder / code, ignore=shutil.ignore_patterns("make.py", "expected.txt", "__pycache__"))
    if (BROKEN / code / "make.py").exists():
        runpy.run_path(str(BROKEN / code / "make.py"))["make"](folder / code)
    return folder / code


def update() -> None:
    """Write every case's expected.txt."""
    for code in CASES:
        with tempfile.TemporaryDirectory() as folder:
            output = tell(code, build_case(code, pathlib.Path(folder))).output
        (BROKEN / code / "expected.txt").write_text(output, encoding="utf-8")


if os.environ.get("OKRSITE_UPDATE"):
    update()


@pytest.fixture(params=CASES)
def code(request):
    if request.param in NEEDS_POSIX and os.name != "posix":
        pytest.skip("needs the file types of POSIX")
    return request.param


def test_every_code_has_a_case_and_every_case_a_code():
    assert set(CASES) == set(CATALOGUE)


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_has_a_sentence(code):
    sentence = CATALOGUE[code].sentence
    assert sentence.endswith(".")
    assert sentence[0].isupper() or sentence[0] == "`"
    assert "\n" not in sentence


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_is_documented(code):
    assert f"`{code}`" in REFERENCE.read_text(encoding="utf-8")
    assert CATALOGUE[code].sentence in REFERENCE.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", CATALOGUE)
def test_codes_are_lower_case_words(code):
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in code.split("-"))


def test_a_case_prints_what_is_expected(code, tmp_path):
    expected = (BROKEN / code / "expected.txt").read_text(encoding="utf-8")
    assert tell(code, build_case(code, tmp_path)).output == expected


def test_a_case_shows_its_own_fault_alone(code):
    lines = (BROKEN / code / "expected.txt").read_text(encoding="utf-8").splitlines()
    problems = [line for line in lines if f"{CATALOGUE[code].severity}[{code}]: " in line]
    assert problems
    assert len(problems) == sum(bool(A_PROBLEM.search(line)) for line in lines)
    assert sum(line.startswith("  hint: ") for line in lines) == len(problems), "every message says what to do"


def test_exit_codes(code, tmp_path):
    project = build_case(code, tmp_path)
    severity = CATALOGUE[code].severity
    expected = 2 if code in CONFIGURATION else int(severity is Severity.ERROR)
    strict = expected or int(severity is Severity.WARNING)
    assert (tell(code, project).exit_code, tell(code, project, "--strict").exit_code) == (expected, strict)


def test_configuration_is_told_on_stderr_and_content_on_stdout(code, tmp_path):
    result = tell(code, build_case(code, tmp_path))
    silent = result.stdout if code in CONFIGURATION | HISTORY else result.stderr
    assert not silent


# ---- the order and the shapes of what is printed ----

KEYS = ["file", "line", "column", "severity", "code", "message", "hint"]


def faulty_project(root: pathlib.Path) -> pathlib.Path:
    """Several faults in each of several files and folders."""
    faulty = "---\nwhy: Because\nscore: 70\nower: Ana\nkey_results:\n  - {target: many, weight: -1}\n---\n"
    files = {
        "content/index.md": "---\ntitle: Acme\nweight: -1\n---\n",
        "content/team/index.md": "---\nname: Team\n---\n",
        "content/team/2026-q4/b.md": faulty,
        "content/team/2026-q4/a.md": faulty,
        "content/2026-q4/z.md": faulty,
        "content/2026-q4/ä.md": faulty,
        "content/2026-Q3/late.md": faulty,
        "content/people.yml": "ana: Ana\nben: {role: x}\n",
    }
    for file, text in files.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    return root


def problems_of(project: pathlib.Path) -> list[dict[str, object]]:
    return json.loads(check(project, "--format", "json").stdout)["problems"]


def test_problems_come_by_file_line_column_and_code(tmp_path):
    problems = problems_of(faulty_project(tmp_path))
    places = [(p["file"], p["line"], p["column"], p["code"]) for p in problems]
    assert places == sorted(places)
    assert len({place[0] for place in places}) == 9
    lines = check(tmp_path).stdout.splitlines()
    printed = [line for line in lines if A_PROBLEM.search(line)]
    shown = [f"{p['file']}:{p['line']}:{p['column']}: {p['severity']}[{p['code']}]: {p['message']}" for p in problems]
    assert printed == shown


def test_the_order_is_the_same_however_a_folder_lists_its_files(tmp_path, monkeypatch):
    before = problems_of(faulty_project(tmp_path))
    scandir = os.scandir

    def backwards(path):
        with scandir(path) as entries:
            return contextlib.nullcontext(list(entries)[::-1])

    monkeypatch.setattr(os, "scandir", backwards)
    assert problems_of(tmp_path) == before


def test_json_has_the_shape_of_the_format(code, tmp_path):
    if code in CONFIGURATION | HISTORY:
        return
    result = check(build_case(code, tmp_path), "--format", "json")
    document = json.loads(result.stdout)
    assert list(document) == ["errors", "warnings", "problems"]
    severities = [problem["severity"] for problem in document["problems"]]
    assert (document["errors"], document["warnings"]) == (severities.count("error"), severities.count("warning"))
    for problem in document["problems"]:
        assert list(problem) == KEYS
        assert not problem["file"].startswith("/")
        assert code == "unreadable" or "\\" not in problem["file"], "that file's name has to be escaped"
        assert problem["line"] >= 1
        assert problem["column"] >= 1
        assert problem["code"] == code
        assert problem["severity"] == CATALOGUE[code].severity
        assert problem["message"].endswith(".")
        assert problem["hint"].endswith((".", "?", "”", "`", '"'))


def test_json_of_a_project_without_faults(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content/index.md").write_text("---\ntitle: Acme\n---\n")
    assert json.loads(check(tmp_path, "--format", "json").stdout) == {"errors": 0, "warnings": 0, "problems": []}


if __name__ == "__main__" and sys.argv[1:] == ["--update"]:
    update()
