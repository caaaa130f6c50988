"""What a preview hears of its files."""

import threading
import time
from pathlib import Path

from watchdog.events import FileSystemEvent

from okrsite.preview.watching import Watch
from tests.previewing import PATIENCE
from tests.sites import write


class Heard(Watch):
    """A watch that keeps the paths that it hears of."""

    def __init__(self, project: Path, changed: threading.Event) -> None:
        super().__init__(project, changed)
        self.paths: list[str] = []

    def on_any_event(self, event: FileSystemEvent) -> None:
        super().on_any_event(event)
        self.paths.append(str(event.src_path))


def test_a_watch_does_not_even_hear_that_files_are_read(tmp_path: Path) -> None:
    project = write(tmp_path, {"content/index.md": "text", "content/last.md": "text"})
    changed = threading.Event()
    with Heard(project, changed) as watch:
        watch.follow(frozenset({project / "content"}))
        for _ in range(200):
            (project / "content/index.md").read_bytes()
        (project / "content/last.md").write_text("Changed.")  # events come in order
        until = time.monotonic() + PATIENCE
        while str(project / "content/last.md") not in watch.paths and time.monotonic() < until:
            time.sleep(0.01)
        assert changed.is_set() and str(project / "content/last.md") in watch.paths
        assert str(project / "content/index.md") not in watch.paths


def test_a_file_that_may_be_read_no_longer_is_a_change(tmp_path: Path) -> None:
    project = write(tmp_path, {"content/index.md": "text"})
    changed = threading.Event()
    with Watch(project, changed) as watch:
        watch.follow(frozenset({project / "content"}))
        (project / "content/index.md").chmod(0o200)
        assert changed.wait(PATIENCE)
