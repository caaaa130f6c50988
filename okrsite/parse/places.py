"""Where values stand in a file when what is read differs from what is written: short forms, and what is left after faults.

Both are positions of another file's positions: a path into the values that the program has becomes a path into those that somebody wrote.
"""

from collections.abc import Mapping, Sequence

from okrsite.validation import Path, Positions

_MAY_BE_SHORT = ("aligns_to", "values")


def as_written(positions: Positions, data: Mapping[str, object]) -> Positions:
    """Positions for the values of a document, whichever of them are written short; in most documents none is."""
    short = any(isinstance(data.get(key), dict) for key in _MAY_BE_SHORT)
    return _AsWritten(positions, data) if short else positions


class _AsWritten:
    """Positions for values that may be written short: one mapping in place of a list of one, `{date: value}` in place of a list."""

    def __init__(self, positions: Positions, data: Mapping[str, object]) -> None:
        self._positions, self._data = positions, data

    def key(self, path: Path) -> tuple[int, int]:
        """The place of a key, else of what lacks it."""
        return self._positions.key(self._written(path))

    def value(self, path: Path) -> tuple[int, int]:
        """The place of a value, else of what encloses it."""
        written = self._written(path)
        is_day = path[:1] == ("values",) and path[-1] == "date" and len(written) == 2
        return self._positions.key(written) if is_day else self._positions.value(written)

    def _written(self, path: Path) -> Path:
        """A path into the list that is meant, as a path into the mapping that is there."""
        if len(path) < 2 or not isinstance(path[1], int) or path[0] not in _MAY_BE_SHORT:
            return path
        short = self._data.get(path[0])
        if not isinstance(short, dict):
            return path
        return (path[0], *path[2:]) if path[0] == "aligns_to" else (path[0], list(short)[path[1]])


class LeftOver:
    """Positions for lists of which only some entries are left: `kept` has their indices in the file."""

    def __init__(self, positions: Positions, kept: Mapping[str, Sequence[int]]) -> None:
        self._positions, self._kept = positions, kept

    def key(self, path: Path) -> tuple[int, int]:
        """The place of a key, else of what lacks it."""
        return self._positions.key(self._written(path))

    def value(self, path: Path) -> tuple[int, int]:
        """The place of a value, else of what encloses it."""
        return self._positions.value(self._written(path))

    def _written(self, path: Path) -> Path:
        if len(path) > 1 and path[0] in self._kept and isinstance(path[1], int):
            return (path[0], self._kept[str(path[0])][path[1]], *path[2:])
        return path
