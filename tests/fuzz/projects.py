"""Bytes → the files of a small project, and valid projects → the bytes to begin with.

The bytes are texts with a separator between them, one for each kind of file that okrsite reads, so that a change of a byte is a change of
a file, and a project of the documentation or of the tests can be taken as it is.
"""

import random
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from okrsite.config import Config
from okrsite.schema import DOCUMENTS, CheckInEntry, KeyResultEntry, PersonEntry, UnitDocument

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
SEPARATOR = b"\x1e\n"
LARGEST_SEED = 1_500
"""Bytes of a document that is taken as a beginning: small ones are read faster, and changed where it matters."""
PATHS = ("content/2026-q4/a.md", "content/2026-q4/b.md", "content/kpi.md", "content/team/index.md", "content/people.yml", "okrsite.yml")
"""Which file each part of the bytes becomes; the last one takes the rest."""

_ELSEWHERE = re.compile(rb"^ *(aligns_to|continues|kpi):.*\n", re.MULTILINE)
"""Lines that lead to documents which are not there once a document stands by itself."""

VALUES = (
    "0", "1", "-1", "0.7", "1e18", "1e-18", "99999999999999999999", ".nan", "0x1F", "010", "1 000", "3,5", "12:30", "40 %", "true", "no",
    "~", "2026-10-01", "2026-12-31", "2027-01-01", "0001-01-01", "9999-12-31", "2026-13-45", "2026-q4", "2026-h2", "2026", "number",
    "at_least", "between", "milestones", "ladder", "baseline", "aligned", "sum", "mean", "both", "manual", "on_track", "cancelled",
    "draft", "restricted", "public", "kpi", "page", "review", "a", "b", "a#k", "b#k", "./b.md", "../kpi.md", "team", "/", "''", '""',
    '"\\0"', '"\\ud800"', "[]", "{}", "[a, b]", "{a: 1}", "[{}]", "|\n  text", ">\n  text", "&a", "*a", "!t", "<<", "é", "İ",
    "\u202e", "🚀", "“x”", "EUR", "%", "https://acme.example", "javascript:x", "a" * 300,
)  # fmt: skip
MARKDOWN = (
    "# a\n", "- a\n", "1. a\n", "> ", "    ", "```\n", "~~~\n", "| a | b |\n|---|---|\n| c | d |\n", "[a](b.md)", "[a](#kr-k)",
    "![a](b.png)", "[a]: b.md\n", "[a]", "**", "_", "~~", "`", "``", "\\", "<https://a.example>", "<a@b.example>", "<!--", "-->",
    "&amp;", "&#x6a;", "---\n", "===\n", "- [x] ", "<b>", "\n\n", "\x02", "\x03", "\ufdd0",
)  # fmt: skip


def files_of(data: bytes) -> dict[str, bytes]:
    """The files that some bytes stand for."""
    parts = data.split(SEPARATOR, len(PATHS) - 1)
    return {"content/index.md": b"---\ntitle: Acme\n---\n", **{path: part for path, part in zip(PATHS, parts, strict=False) if part}}


def write(files: dict[str, bytes], folder: Path) -> None:
    """Makes a folder hold these of the files that projects are made of, and no others."""
    for path in ("content/index.md", *PATHS):
        file = folder / path
        if path in files:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(files[path])
        else:
            file.unlink(missing_ok=True)
    for path in ("content/team", "content/2026-q4"):
        if (folder / path).is_dir() and not any((folder / path).iterdir()):
            (folder / path).rmdir()


def seeds() -> list[bytes]:
    """Projects without a fault that hold all that the format knows; and documents of the sample company and of the tests beside them."""
    whole = [_bytes_of(folder) for folder in sorted((FOLDER / "beginnings").iterdir())]
    documents = sorted((ROOT / "content").rglob("*.md")) + sorted((ROOT / "tests" / "broken").rglob("*.md"))
    single = [file.read_bytes() for file in documents if file.stat().st_size < LARGEST_SEED]
    _, *around = whole[-1].split(SEPARATOR)
    return [*whole, *(SEPARATOR.join((_ELSEWHERE.sub(b"", document), *around)) for document in single)]


def _bytes_of(project: Path) -> bytes:
    return SEPARATOR.join((project / path).read_bytes() if (project / path).is_file() else b"" for path in PATHS)


def words() -> list[str]:
    """What means something in okrsite's files: keys, values and Markdown."""
    return [*keys(), *VALUES, *MARKDOWN]


def keys() -> list[str]:
    """Every key of the format."""
    models = (UnitDocument, *DOCUMENTS.values(), KeyResultEntry, CheckInEntry, PersonEntry, Config)
    return sorted({field.alias or name for model in models for name, field in model.model_fields.items()})


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The bytes with a change that means something to the format: of a line, a value, a key, a word, or a whole part."""
    text = data.decode("utf-8", "surrogateescape")
    for _ in range(rng.randint(1, 4)):
        text = rng.choice(_CHANGES)(text, rng)
    return text.encode("utf-8", "surrogateescape")


def _line(change: Callable[[list[str], int, random.Random], Iterable[str]]) -> Callable[[str, random.Random], str]:
    def changed(text: str, rng: random.Random) -> str:
        lines = text.split("\n")
        at = rng.randrange(len(lines))
        return "\n".join([*lines[:at], *change(lines, at, rng), *lines[at + 1 :]])

    return changed


def _with_other_value(lines: list[str], at: int, rng: random.Random) -> list[str]:
    key, colon, _ = lines[at].partition(":")
    return [f"{key}: {rng.choice(VALUES)}"] if colon else [rng.choice(MARKDOWN) + lines[at]]


def _with_other_key(lines: list[str], at: int, rng: random.Random) -> list[str]:
    line = lines[at]
    return [line[: len(line) - len(line.lstrip(" -"))] + rng.choice(keys()) + ":" + line.partition(":")[2]]


def _with_word(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(words()) + text[at:]


def _with_repetition(text: str, rng: random.Random) -> str:
    start = rng.randrange(len(text) + 1)
    part = text[start : start + rng.randint(1, 40)]
    return text[:start] + part * rng.choice((2, 5, 30)) + text[start + len(part) :]


def _with_parts_exchanged(text: str, rng: random.Random) -> str:
    parts = text.split(SEPARATOR.decode())
    rng.shuffle(parts)
    return SEPARATOR.decode().join(parts)


_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    _line(_with_other_value),
    _line(_with_other_value),
    _line(_with_other_key),
    _line(lambda lines, at, rng: ()),
    _line(lambda lines, at, rng: (lines[at], lines[at])),
    _line(lambda lines, at, rng: (lines[at], rng.choice(lines))),
    _line(lambda lines, at, rng: (rng.choice(("  ", "\t", "    - ", "- ")) + lines[at],)),
    _line(lambda lines, at, rng: (lines[at], f"{rng.choice(keys())}: {rng.choice(VALUES)}")),
    _with_word,
    _with_repetition,
    _with_parts_exchanged,
)
