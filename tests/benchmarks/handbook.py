"""Builds a handbook with the OKRs of a generated company, and one with plain pages of the same size, and prints what each took.

    python -m tests.benchmarks.handbook [SIZE] [THEME …]        1000 and mkdocs by default

A plain page has an objective's words as headings, paragraphs, lists and tables, and as many bytes of HTML.
"""

import html
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from okrsite.hosted import Hosted, Part
from okrsite.pages import ObjectivePage
from okrsite.reading import load
from tests.benchmarks.__main__ import AS_OF, RUNS, Figures, run
from tests.generated import thousand_objectives
from tests.sites import write


def main(size: int, themes: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "okrs", thousand_objectives(size))
        write(folder, {"docs/index.md": "# Handbook\n", "plain/index.md": "# Handbook\n", **plain_pages(folder / "okrs")})
        print(f"{size} objectives, median of {RUNS}\n{'':24}{'wall s':>9}{'cpu s':>9}{'MB':>7}")
        for theme in themes:
            taken: dict[str, list[Figures]] = {"with the OKRs": [], "plain pages": []}
            for _ in range(RUNS):
                taken["with the OKRs"].append(build(folder, theme, "docs", ["search", {"okrsite": {"project": "okrs", "as_of": AS_OF}}]))
                taken["plain pages"].append(build(folder, theme, "plain", ["search"]))
            for kind, found in taken.items():
                wall, processors, largest = (median(column) for column in zip(*found, strict=True))
                print(f"{theme + ', ' + kind:24}{wall:9.2f}{processors:9.2f}{largest:7.0f}")


def build(folder: Path, theme: str, docs: str, plugins: object) -> Figures:
    settings = f"site_name: Handbook\ndocs_dir: {docs}\ntheme: {{name: {theme}}}\nplugins: {plugins}\nnot_in_nav: /pages/\n"
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    return run(sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(folder / "mkdocs.yml"))


def plain_pages(okrs: Path) -> dict[str, str]:
    hosted = Hosted(load(okrs, date.fromisoformat(AS_OF)), okrs)
    pages = [page for page in hosted.contents() if isinstance(page, ObjectivePage)]
    return {f"plain/pages/p{number}.md": plain(page.title, hosted.part(page)) for number, page in enumerate(pages)}


def plain(title: str, part: Part) -> str:
    """A page of the same words, over and over, until its HTML is about as long."""
    words = cycle(html.unescape(re.sub(r"<[^>]*>", " ", part.searched)).split())
    text, length = f"# {title}\n", 0
    for block, tags in cycle(((heading, 35), (paragraph, 8), (bullets, 66), (table, 260))):
        text += "\n" + block(words)
        length += tags + len(text.rpartition("\n\n")[2])
        if length >= len(part.html):
            break
    return text


def heading(words: Iterator[str]) -> str:
    return f"## {some(words, 3)}\n\n{some(words, 60)}\n"


def paragraph(words: Iterator[str]) -> str:
    return some(words, 60) + "\n"


def bullets(words: Iterator[str]) -> str:
    return "".join(f"- {some(words, 10)}\n" for _ in range(6))


def table(words: Iterator[str]) -> str:
    return "| a | b | c |\n|---|---|---|\n" + "".join(f"| {some(words, 5)} | {some(words, 5)} | {some(words, 5)} |\n" for _ in range(4))


def some(words: Iterator[str], count: int) -> str:
    return " ".join(islice(words, count))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2:] or ["mkdocs"])
