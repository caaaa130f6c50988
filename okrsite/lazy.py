"""Mappings and sequences of which nothing is made before somebody asks for it; the keys of a mapping are known.

After a small change a build knows that most of what it is made from is as it was, and never looks at it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
S = TypeVar("S")


class _Keyed(Mapping[K, V]):
    """A mapping whose keys are those of some collection."""

    def __init__(self, keys: Collection[K]) -> None:
        self._keys = keys

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class OneByOne(_Keyed[K, V], Generic[K, V, S]):
    """A mapping whose values are made of those of another one, each when it is asked for."""

    def __init__(self, sources: Mapping[K, S], make: Callable[[S], V]) -> None:
        super().__init__(sources)
        self._sources, self._make = sources, make
        self._made: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._made:
            self._made[key] = self._make(self._sources[key])
        return self._made[key]


class AtOnce(_Keyed[K, V]):
    """A mapping that is made as a whole once a value is asked for."""

    def __init__(self, keys: Iterable[K], make: Callable[[], Mapping[K, V]]) -> None:
        super().__init__(dict.fromkeys(keys))
        self._make = make

    @cached_property
    def _made(self) -> Mapping[K, V]:
        return self._make()

    def __getitem__(self, key: K) -> V:
        if key not in self._keys:
            raise KeyError(key)
        return self._made[key]


class AllWhenAsked(Sequence[V]):
    """A sequence that is made once somebody asks for anything in it."""

    def __init__(self, make: Callable[[], tuple[V, ...]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> tuple[V, ...]:
        return self._make()

    def __getitem__(self, index: Any) -> Any:
        return self._made[index]

    def __iter__(self) -> Iterator[V]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Sequence) and self._made == tuple(other))

    __hash__ = None  # type: ignore[assignment]
