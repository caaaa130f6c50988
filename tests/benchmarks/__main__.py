"""Makes companies of several sizes, builds them in every way, and prints what each took; with Hugo beside it where it is installed.

    python -m tests.benchmarks [SIZE …]        100 1000 by default; on a memory file system where there is one
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.benchmarks.hugo import hugo_site
from tests.generated import thousand_objectives
from tests.sites import write

AS_OF = "2026-11-23"
RUNS = 3


class Figures(NamedTuple):
    """One command: seconds by the clock, seconds of all processors, and the memory of its largest process in megabytes."""

    wall: float
    processors: float
    memory: float


def main(sizes: list[int]) -> None:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        for size in sizes:
            print(f"\n{size} objectives, median of {RUNS}\n{'':34}{'wall s':>9}{'cpu s':>9}{'MB':>7}")
            measured: dict[str, list[Figures]] = {}
            place = Path(folder) / str(size)
            write(place / "okrs", thousand_objectives(size))
            for _ in range(RUNS):
                for name, figures in one_round(place):
                    measured.setdefault(name, []).append(figures)
            for name, found in measured.items():
                wall, processors, largest = (median(column) for column in zip(*found, strict=True))
                print(f"{name:34}{wall:9.2f}{processors:9.2f}{largest:7.0f}")
            pages = [path for path in (place / "okrs/site").rglob("*") if path.is_file()]
            print(f"{len(pages)} files, {sum(path.stat().st_size for path in pages) / 1e6:.1f} MB")


def one_round(place: Path) -> Iterator[tuple[str, Figures]]:
    """Every way of building a site once, each from the state that the one before left."""
    okrs = place / "okrs"
    for leftover in (okrs / "site", okrs / ".okrsite", place / "public"):
        shutil.rmtree(leftover, ignore_errors=True)
    yield "check, nothing kept", okrsite("check", okrs)
    yield "check, again", okrsite("check", okrs)
    yield "build, nothing kept", okrsite("build", okrs, "--no-cache")
    yield "build, to be kept", okrsite("build", okrs)
    yield "build, nothing changed", okrsite("build", okrs)
    changed = sorted(okrs.glob("content/**/2026-q4/*.md"))[0]
    text = changed.read_text()
    changed.write_text(text + "\nOne sentence more.\n")
    yield "build, one text changed", okrsite("build", okrs)
    changed.write_text(text.replace("k1: ", "k1: 1", 1))
    yield "build, one value changed", okrsite("build", okrs)
    changed.write_text(text)
    if hugo := shutil.which("hugo"):
        source = hugo_site(place)
        yield "hugo (see tests/benchmarks/hugo.py)", run(hugo, "--quiet", "-s", str(source), "-d", str(place / "public"))


def okrsite(command: str, project: Path, *options: str) -> Figures:
    return run(sys.executable, "-m", "okrsite", command, "--project", str(project), "--as-of", AS_OF, *options)


def run(*command: str) -> Figures:
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}\n{said.decode()}")
    return Figures(time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100, 1000])
