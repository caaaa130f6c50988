"""Mappings that note who looks into them, so that what was made from them is known to be good still, or has to be made anew.

Looking up one key is to need that key's value; asking whether it is there is to need just this; going over a mapping is to need all
of it. Whoever makes something within `Trace.noting` learns what it needed, and `digests` tells later whether that is still the same.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import blake2b, sha256
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import fields, replace

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D", bound=Struct)

# What is needed of a mapping: the value of a key, whether a key is there, or all of it.
VALUE, PRESENCE, EVERYTHING = "value", "presence", "everything"
_MANY = 500
"""Needs of one thing in one mapping from which on it is taken to need all of that, so that long chains cost no more."""

_DIGEST = 8  # bytes
_AT_A_TIME = 500
"""Values that are written as bytes together."""


class Need(NamedTuple):
    """Something that was looked at; `key` is None where all of the mapping was."""

    mapping: str
    of: str
    key: Any = None


class Trace:
    """What is looked at in the mappings that it watches; one that is not active watches nothing and costs nothing.

    Mappings that are watched as `sealed` are equal wherever the `seal` is, if there is one.
    """

    def __init__(self, *, active: bool = True, seal: bytes = b"") -> None:
        self._active = active
        self.seal = seal
        self._unsealed: set[str] = set()
        self._watched: dict[str, Mapping[Any, Any]] = {}
        self._made_from: dict[str, Sequence[str]] = {}
        self._marks: dict[str, Mapping[Any, bytes]] = {}
        self.notes: set[Need] | None = None
        """What has been needed since the innermost `noting` began."""

    def watch(
        self, name: str, mapping: Mapping[K, V], marks: Mapping[K, bytes] | None = None, *, sealed: bool = True
    ) -> Mapping[K, V]:  # fmt: skip
        """The same mapping, watched; names tell mappings apart. Where `marks` tell each value from others, nobody looks at the value."""
        if not self._active:
            return mapping
        self._watched[name] = mapping
        if marks is not None:
            self._marks[name] = marks
        if not sealed:
            self._unsealed.add(name)
        return _Watched(name, mapping, self)

    def watch_all(self, value: D, made_from: Sequence[str] = (), marks: Mapping[str, Mapping[Any, bytes] | None] = {}) -> D:
        """A struct with all of its mappings watched, named after its class and fields, which `marks` are by.

        Where it was `made_from` other mappings that are watched, and from nothing else, it is as it was where all of these are.
        """
        found = {field.name: getattr(value, field.name) for field in fields(value)}
        mappings = {name: mapping for name, mapping in found.items() if isinstance(mapping, Mapping)}
        names = {name: f"{type(value).__name__}.{name}" for name in mappings}
        if made_from:
            self._made_from |= dict.fromkeys(names.values(), made_from)
        return replace(value, **{name: self.watch(names[name], mapping, marks.get(name)) for name, mapping in mappings.items()})

    def same(self, before: Mapping[str, bytes], digest: Callable[[Need], bytes]) -> Collection[str]:
        """The mappings that are as they were `before`, by their digests as a whole.

        What is made from others and is not as it was, is worked out: at once, which takes less time than one by one.
        """
        same = {name for name in self._watched if before.get(name) == digest(Need(name, EVERYTHING))}
        for name in self._made_from.keys() & self._watched.keys() - same:
            iter(self._watched[name])
        return same

    def sealed(self, seal: bytes, before: Mapping[str, bytes]) -> Mapping[str, bytes]:
        """The digests as a whole that are known, of those that there were `before`, when there was another seal or the same."""
        return {name: before[name] for name in before.keys() - self._unsealed} if seal and seal == self.seal else {}

    def wholes(self, digest: Callable[[Need], bytes]) -> dict[str, bytes]:
        """The digest of each mapping as a whole."""
        return {name: digest(Need(name, EVERYTHING)) for name in self._watched}

    @contextmanager
    def noting(self) -> Iterator[set[Need]]:
        """Collects what is needed inside, which counts outside, too."""
        outer, needs = self.notes, set[Need]()
        self.notes = needs
        try:
            yield needs
        finally:
            self.notes = outer
            if len(needs) > _MANY:
                counts = Counter(need.mapping for need in needs)
                many = {mapping for mapping, count in counts.items() if count > _MANY}
                needs -= {need for need in needs if need.mapping in many}
                needs |= {Need(mapping, EVERYTHING) for mapping in many}
            if outer is not None:
                outer |= needs

    @contextmanager
    def not_noting(self) -> Iterator[None]:
        """Inside, what is needed is not noted: for what is made of all there is, and watched itself."""
        notes, self.notes = self.notes, None
        try:
            yield
        finally:
            self.notes = notes

    def once(self, make: Callable[..., V]) -> Callable[..., V]:
        """A function that makes each of its results once; whoever gets one needs all that was needed to make it."""
        if not self._active:
            return cache(make)
        made: dict[tuple[Any, ...], tuple[V, set[Need]]] = {}

        def found(*key: Any) -> V:
            if key not in made:
                with self.noting() as needs:
                    value = make(*key)
                made[key] = value, needs
            elif self.notes is not None:
                self.notes |= made[key][1]
            return made[key][0]

        return found

    def digests(
        self, encode: Callable[[Any], bytes], core: Callable[[Any], Any], wholes: Mapping[str, bytes] = {}
    ) -> Callable[[Need], bytes]:  # fmt: skip
        """A function that tells what is needed apart: equal digests where it is equal.

        `core` is what counts of a value, and `encode` writes that as bytes, or a list of keys with it. Of some mappings it is known what
        tells them as `wholes`.
        """
        watched, all_marks = self._watched, self._marks

        @cache
        def digest(need: Need) -> bytes:
            mapping, marks = watched.get(need.mapping, {}), all_marks.get(need.mapping)
            if need.of == EVERYTHING and need.mapping in wholes:
                return wholes[need.mapping]
            if need.of == EVERYTHING and need.mapping in self._made_from:
                parts = [digest(Need(name, EVERYTHING)) for name in self._made_from[need.mapping]]
                return blake2b(b"".join(parts), digest_size=_DIGEST).digest()
            if need.of == EVERYTHING:
                return _digest_of_all(mapping, encode, core) if marks is None else _digest_of_all(marks, encode, lambda mark: mark)
            if need.of == PRESENCE or need.key not in mapping:
                return b"\1" if need.key in mapping else b"\0"
            return blake2b(encode(core(mapping[need.key])), digest_size=_DIGEST).digest() if marks is None else marks[need.key]

        return digest


def _digest_of_all(mapping: Mapping[Any, Any], encode: Callable[[Any], bytes], core: Callable[[Any], Any]) -> bytes:
    """That of a mapping as a whole, many of its values at a time."""
    found, items = sha256(), iter(mapping.items())  # as in okrsite.cache
    while some := [(key, core(value)) for key, value in islice(items, _AT_A_TIME)]:
        found.update(encode(some))
    return found.digest()[:_DIGEST]


class _Watched(Mapping[K, V]):
    """A mapping that tells a trace what is looked at."""

    __slots__ = ("_mapping", "_name", "_trace")

    def __init__(self, name: str, mapping: Mapping[K, V], trace: Trace) -> None:
        self._name, self._mapping, self._trace = name, mapping, trace

    def __getitem__(self, key: K) -> V:
        self._note(VALUE, key)
        return self._mapping[key]

    def get(self, key: K, default: Any = None) -> Any:
        self._note(VALUE, key)
        return self._mapping.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._note(PRESENCE, key)
        return key in self._mapping

    def __iter__(self) -> Iterator[K]:
        self._note(EVERYTHING)
        return iter(self._mapping)

    def __len__(self) -> int:
        self._note(EVERYTHING)
        return len(self._mapping)

    def keys(self) -> Any:
        self._note(EVERYTHING)
        return self._mapping.keys()

    def values(self) -> Any:
        self._note(EVERYTHING)
        return self._mapping.values()

    def items(self) -> Any:
        self._note(EVERYTHING)
        return self._mapping.items()

    def _note(self, of: str, key: object = None) -> None:
        if self._trace.notes is not None:
            self._trace.notes.add(Need(self._name, of, key))
