"""Builds of one preview → files in one flat folder, under names that say nothing: a build writes what is new, and takes over the rest.

A file never changes once its build is shown, so that whoever reads it reads that build. It is removed with the last build that has it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex

from okrsite.preview.builds import Build
from okrsite.site_folder import Kept
from okrsite.survey import Tally, Written


class Store:
    """Keeps the last build, for the next one to take over what is still good in it (okrsite.rebuild.Target)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._series, self._count = token_hex(4), 0
        self._last = _Round(folder, f"{self._series}-0", {})
        self._files: Mapping[str, Path] = {}
        self._uses: Counter[Path] = Counter()

    def holds(self, tally: Tally) -> bool:
        """Whether the last build has so many files; nobody else writes into the folder."""
        return tally.count == len(self._files)

    @contextmanager
    def renewing(self, kept: Kept | None) -> Iterator["_Round"]:
        """The next build."""
        self._count += 1
        before = {} if kept is None else {path: file for path, file in self._files.items() if path not in kept.without}
        new = _Round(self._folder, f"{self._series}-{self._count}", before)
        yield new
        self._last = new

    def build(self, paths: Iterable[str], before: Build | None) -> Build:
        """The build that has these paths: the one before, where nothing was written since."""
        if before and before.name == self._last.name:
            return before
        self._files = {path: self._last.file(path) for path in paths}
        self._uses.update(self._files.values())
        return Build(self._last.name, self._files)

    def remove(self, build: Build) -> None:
        """Remove the files that no other build has."""
        self._uses.subtract(build.files.values())
        unused = [file for file in build.files.values() if not self._uses[file]]
        for file in unused:
            del self._uses[file]
            file.unlink(missing_ok=True)


class _Round:
    """One build while it is being made (okrsite.rebuild.Writing)."""

    def __init__(self, folder: Path, name: str, before: Mapping[str, Path]) -> None:
        self.name = name
        self._folder, self._before = folder, before

    def write(self, path: str, content: bytes | Iterable[bytes]) -> Written:
        """Write one file."""
        with self._new(path).open("xb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
            return Written(file.tell(), 0, 0)

    def file(self, path: str) -> Path:
        """Where a file of this build is."""
        return self._before.get(path) or self._new(path)

    def _new(self, path: str) -> Path:
        """A name that processes agree on without asking each other."""
        return self._folder / f"{self.name}-{blake2b(path.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"
