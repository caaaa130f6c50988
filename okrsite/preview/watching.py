"""Changes of files → an event that is set.

Watched are the configuration and the folders that a site is made from, and around them only whether these come and go: neither the
built site, nor what okrsite keeps, nor git's own files. Reading is no change, and the system is not even asked to tell of it: a build
reads each of ten thousand files, and what the system has to tell beyond that many is lost, with the changes among it.
"""

import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from watchdog import events
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from okrsite.config import FILE

_READING = ("FileOpenedEvent", "FileClosedNoWriteEvent")  # the second one is not in every version of watchdog
_CHANGES = [
    event
    for name, event in vars(events).items()
    if name not in _READING and isinstance(event, type) and issubclass(event, FileSystemEvent) and event is not FileSystemEvent
]


class _Place(NamedTuple):
    """A folder to watch, with all that is in it or not; the same name may come to mean another folder, which has another number."""

    path: Path
    is_whole: bool
    number: int


class Watch(FileSystemEventHandler):
    """Sets an event when a project changes; `follow` says what belongs to it."""

    def __init__(self, project: Path, changed: threading.Event) -> None:
        self._project, self._changed = project, changed
        self._sources: frozenset[Path] = frozenset()
        self._around: frozenset[Path] = frozenset()
        self._watches: dict[_Place, ObservedWatch] = {}
        self._observer = Observer()

    def __enter__(self) -> "Watch":
        self._observer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._observer.stop()
        self._observer.join()

    def follow(self, sources: frozenset[Path]) -> None:
        """Watch the folders that a site is made from, and no longer those that it is not made from."""
        self._sources = sources
        self._around = frozenset(self._project / part for source in sources for part in source.relative_to(self._project).parents)
        wanted = set(_places(self._around, is_whole=False)) | set(_places(sources, is_whole=True))
        for place in self._watches.keys() - wanted:
            with suppress(KeyError, OSError):  # a folder that is gone may have taken its watch with it
                self._observer.unschedule(self._watches[place])
            del self._watches[place]
        for place in sorted(wanted - self._watches.keys()):
            with suppress(FileNotFoundError, NotADirectoryError):  # it has just gone away, which is a change of the folder around it
                self._watches[place] = self._observer.schedule(self, str(place.path), recursive=place.is_whole, event_filter=_CHANGES)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Called by the observer for whatever happens in a watched folder."""
        if any(map(self._belongs, (event.src_path, event.dest_path))):
            self._changed.set()

    def _belongs(self, name: bytes | str) -> bool:
        """Whether a path is the configuration, or in a source, or on the way to one; hidden names are nobody's."""
        path = Path(os.fsdecode(name)) if name else self._project
        if path.parent == self._project and path.stem == Path(FILE).stem:
            return True
        source = next((source for source in self._sources if path.is_relative_to(source)), None)
        if source is None:
            return path in self._around and path != self._project
        return not any(part.startswith(".") for part in path.relative_to(source).parts)


def _places(folders: Iterable[Path], *, is_whole: bool) -> Iterable[_Place]:
    for folder in folders:
        with suppress(OSError):
            if folder.is_dir():
                yield _Place(folder, is_whole, folder.stat().st_ino)
