"""Mappings whose keys are known before their values are made: of what nobody asks for nothing is made.

After a small change a build knows that most of what it is made from is as it was, and never looks at it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class AtOnce(Mapping[K, V]):
    """A mapping that is made as a whole once a value is asked for."""

    def __init__(self, keys: Iterable[K], make: Callable[[], Mapping[K, V]]) -> None:
        self._keys = dict.fromkeys(keys)
        self._make = make

    @cached_property
    def _made(self) -> Mapping[K, V]:
        return self._make()

    def __getitem__(self, key: K) -> V:
        if key not in self._keys:
            raise KeyError(key)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
