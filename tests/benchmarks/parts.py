"""Makes a company and prints where the time of a build from nothing goes: reading, numbers, each kind of page, and every other file.

    python -m tests.benchmarks.parts [SIZE]        1000 objectives by default, or the folder of a project

One process, seconds of the processor; nothing is written.

What the site of tests/benchmarks/hugo.py has too is added up by itself, so that the two can be compared.
"""

import gc
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from okrsite.pages import page_jobs
from okrsite.reading import load
from okrsite.render import Renderer
from okrsite.site import other_jobs, site_of, theme_of
from okrsite.trace import Trace
from tests.benchmarks.__main__ import AS_OF
from tests.generated import thousand_objectives
from tests.sites import write

HUGO_TOO = ("reading", "numbers", "HomePage", "CyclePage", "UnitPage", "ObjectivePage", "api/okrs.json")


class Parts:
    """The seconds and the files of each part of a build."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.files: dict[str, int] = defaultdict(int)
        self.bytes: dict[str, int] = defaultdict(int)
        self._since = time.process_time()

    def add(self, name: str, content: bytes | Iterable[bytes] | None = None) -> None:
        """What was done since the last call belongs to a part; `content` is the file that came of it."""
        if content is not None:
            self.files[name] += 1
            self.bytes[name] += len(content if isinstance(content, bytes) else b"".join(content))
        now = time.process_time()
        self.seconds[name] += now - self._since
        self._since = now

    def table(self) -> str:
        """A line for each part, the slowest first, and their sums."""
        rows = [(name, [name]) for name in sorted(self.seconds, key=self.seconds.__getitem__, reverse=True)]
        rows += [("what Hugo's site has too", list(HUGO_TOO)), ("all", list(self.seconds))]
        lines = [f"{'':28}{'cpu s':>9}{'files':>8}{'MB':>8}"]
        for name, of in rows:
            seconds, files, size = (sum(found[part] for part in of) for found in (self.seconds, self.files, self.bytes))
            lines.append(f"{name:28}{seconds:9.2f}{files:8}{size / 1e6:8.1f}")
        return "\n".join(lines)


def parts_of(project: Path) -> Parts:
    """Build a project part by part."""
    parts = Parts()
    loaded = load(project, date.fromisoformat(AS_OF))
    parts.add("reading")
    iter(loaded.figures.objectives)
    parts.add("numbers")
    site = site_of(loaded, Trace(active=False))
    renderer = Renderer(theme_of(loaded.config, project), site)
    parts.add("theme and indexes")
    for pages in page_jobs(site):
        for page in pages.pages():
            parts.add(type(page).__name__, renderer.render(page))
    for job in other_jobs(site):
        for file in job.files():
            name = "badges" if file.path.endswith(".svg") else "calendars" if file.path.endswith(".ics") else file.path.partition("/")[0]
            parts.add(file.path if name == "api" else name, file.content)
    return parts


if __name__ == "__main__":
    gc.disable()  # as the program does
    wanted = sys.argv[1] if len(sys.argv) > 1 else "1000"
    with tempfile.TemporaryDirectory() as folder:
        company = write(Path(folder), thousand_objectives(int(wanted))) if wanted.isdecimal() else Path(wanted)
        print(parts_of(company).table())
