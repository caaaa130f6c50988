"""Long work says how far it is, to people before a terminal only; shells complete commands and references (FORMAT §17)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from okrsite.cli import COMMANDS, main
from okrsite.work import in_slices
from tests.sites import objective, with_company, write

TWO_KEY_RESULTS = "key_results: [{title: K, target: 9}, {title: L, target: 9}]"
FILES = with_company({
    "okrsite.yml": "{}\n",
    "content/2026-q4/become-known.md": objective("Known", "owner: ana", "why: Now.", TWO_KEY_RESULTS),
    "content/marketing/index.md": "---\ntitle: Marketing\n---\n",
    "content/marketing/kpi.md": "---\ntype: kpi\ntitle: K\n---\n",
    "content/marketing/2026-q4/raise.md": objective("Raise", "owner: ana", "why: Now.", TWO_KEY_RESULTS),
})  # fmt: skip


def many(count: int) -> dict[str, str]:
    """A company with so many objectives that a build takes a while."""
    sound = ("owner: ana", "why: Now.", TWO_KEY_RESULTS)
    return with_company({f"content/2026-q4/o{number}.md": objective(f"O {number}", *sound) for number in range(count)})


# ---- progress ----


@pytest.mark.parametrize("jobs", [1, 2])
def test_work_tells_how_far_it_is_and_makes_the_same(jobs: int) -> None:
    heard: list[float] = []
    made = in_slices(lambda things: [thing * 2 for thing in things], range(100), jobs, tell=heard.append)
    assert [value for part in made for value in part] == [2 * number for number in range(100)]
    assert heard[0] == 0 and heard == sorted(heard) and heard[-1] < 1
    assert len(heard) >= 5 or jobs > 1  # of several processes, another one may do nearly all
    assert in_slices(list, [], jobs, tell=heard.append) == []


def on_a_terminal(project: Path, *options: str, **environment: str) -> str:
    """What `okrsite build` writes to a terminal."""
    pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
    near, far = pty.openpty()
    command = [sys.executable, "-m", "okrsite", "build", "--project", str(project), "--as-of", "2026-11-23", "--no-cache", *options]
    clean = {name: value for name, value in os.environ.items() if name != "CI"}
    process = subprocess.Popen(command, stdin=far, stdout=far, stderr=far, env={**clean, **environment})
    os.close(far)
    written = b""
    try:
        while chunk := os.read(near, 4096):
            written += chunk
    except OSError:  # how Linux tells that the other end is closed
        pass
    os.close(near)
    assert process.wait() == 0
    return written.decode()


@pytest.mark.slow
def test_a_long_build_shows_how_far_it_is_on_a_terminal_and_cleans_up(tmp_path: Path) -> None:
    written = on_a_terminal(write(tmp_path, many(400)))
    assert "\rWriting pages " in written
    assert "%" in written
    assert written.split("\r")[-2].endswith(", as of 2026-11-23.")


@pytest.mark.slow
@pytest.mark.parametrize(("options", "environment"), [(("--quiet",), {}), ((), {"CI": "true"})])
def test_nobody_who_does_not_want_it_sees_progress(options: tuple[str, ...], environment: dict[str, str], tmp_path: Path) -> None:
    written = on_a_terminal(write(tmp_path, many(400)), *options, **environment)
    assert "%" not in written
    assert ("files in " in written) == (not options)


def test_a_build_into_a_pipe_shows_no_progress(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["build", "--project", str(write(tmp_path, FILES)), "--as-of", "2026-11-23"])
    assert result.output.count("\n") == 1 and "\r" not in result.output


def test_a_quiet_build_prints_problems_only(tmp_path: Path) -> None:
    quiet = ["build", "--quiet", "--as-of", "2026-11-23", "--project"]
    assert CliRunner().invoke(main, [*quiet, str(write(tmp_path / "good", FILES))]).output == ""
    wrong = {**FILES, "content/2026-q4/wrong.md": objective("Wrong", "ownr: ana", "why: Now.", TWO_KEY_RESULTS)}
    result = CliRunner().invoke(main, [*quiet, str(write(tmp_path / "wrong", wrong))])
    assert result.exit_code == 1
    assert "error[unknown-key]" in result.stderr and "1 error" not in result.stderr


# ---- completion ----


def completions(shell_words: str, folder: Path) -> list[str]:
    """What bash offers for a line."""
    environment = {**os.environ, "_OKRSITE_COMPLETE": "bash_complete", "COMP_WORDS": shell_words, "COMP_CWORD": str(shell_words.count(" "))}
    program = [sys.executable, "-c", "from okrsite.cli import main; main(prog_name='okrsite')"]
    done = subprocess.run(program, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


def test_commands_are_completed(tmp_path: Path) -> None:
    assert completions("okrsite ", tmp_path) == list(COMMANDS)


@pytest.mark.parametrize("command", ["show", "checkin"])
def test_references_are_completed(command: str, tmp_path: Path) -> None:
    write(tmp_path, FILES)
    assert completions(f"okrsite {command} ", tmp_path) == ["2026-q4/become-known", "marketing", "marketing/2026-q4/raise"]
    assert completions(f"okrsite {command} --project {tmp_path} marketing/2", tmp_path.parent) == ["marketing/2026-q4/raise"]


def test_a_project_that_cannot_be_read_completes_nothing(tmp_path: Path) -> None:
    assert completions("okrsite show ", write(tmp_path, {**FILES, "okrsite.yml": "cheks: {}\n"})) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_is_sound(shell: str) -> None:
    script = CliRunner().invoke(main, ["completion", shell])
    assert script.exit_code == 0
    assert "_OKRSITE_COMPLETE" in script.stdout
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script.stdout, text=True, check=True)
