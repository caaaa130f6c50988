"""Looks for projects that end badly, guided by the lines of okrsite that each one reaches; `make fuzz` runs it.

`FUZZ_SECONDS` says how long, 600 by default. What is found is written as a project into tests/fuzz/finds/, where the tests check it from
then on, and ends the run. What was interesting is kept in the folder .fuzz-corpus, so that the next run goes on from there.
"""

import hashlib
import os
import random
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["okrsite", "markdown", "frontmatter"]):
    from tests.fuzz.ending import ends_well
    from tests.fuzz.projects import ROOT, files_of, mutated, seeds, words, write

CORPUS = ROOT / ".fuzz-corpus"
FINDS = Path(__file__).parent / "finds"
LARGEST_INPUT = 8_192
SECONDS_OF_A_HANG = 30
ONE_SITE_IN = 64
"""How many projects are only read for each one whose pages are made too, which takes much longer."""


def main() -> None:
    """Fuzz for the time that the environment says."""
    CORPUS.mkdir(exist_ok=True)
    for seed in seeds():
        (CORPUS / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    with tempfile.TemporaryDirectory() as folder:
        dictionary = Path(folder, "words")
        dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in words()), encoding="ascii")
        project = Path(folder, "project")
        options = (
            f"-max_total_time={os.environ.get('FUZZ_SECONDS', '600')}", f"-max_len={LARGEST_INPUT}", f"-timeout={SECONDS_OF_A_HANG}",
            f"-dict={dictionary}", f"-artifact_prefix={folder}/", "-rss_limit_mb=4096",
        )  # fmt: skip
        atheris.Setup([sys.argv[0], *options, *sys.argv[1:], str(CORPUS)], lambda data: _try(data, project), custom_mutator=_mutate)
        atheris.Fuzz()


def _try(data: bytes, project: Path) -> None:
    files = files_of(data)
    write(files, project)
    digest = hashlib.sha256(data).digest()
    try:
        ends_well(project, with_site=digest[0] % ONE_SITE_IN == 0)
    except BaseException:
        find = FINDS / digest.hex()[:12]
        write(files, find)
        print(f"\nThis project ends badly: {find}", file=sys.stderr)
        raise


def _mutate(data: bytes, largest: int, seed: int) -> bytes:
    rng = random.Random(seed)
    changed = mutated(data, rng) if rng.random() < 0.7 else atheris.Mutate(data, largest)
    return changed[:largest]


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogateescape"))


if __name__ == "__main__":
    main()
