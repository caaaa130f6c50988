"""A function of a site and a key → the same function, whose values the site keeps, so that each is made once.

Many pages show the same link, the same card, the same row. Such a value depends on the site and on its key alone, whichever page asks
for it first; the site's trace knows what it was made from.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, TypeVarTuple, Unpack

from okrsite.trace import Trace

Key = TypeVarTuple("Key")
Value = TypeVar("Value")


class Keeper(Protocol):
    """What keeps values: for each function, one that finds what it makes of a key."""

    @property
    def trace(self) -> Trace:
        """What notes how the values are made."""

    @property
    def finders(self) -> dict[Callable[..., Any], Callable[..., Any]]:
        """The functions whose values are kept."""


KeeperT = TypeVar("KeeperT", bound=Keeper)


def kept(make: Callable[[KeeperT, Unpack[Key]], Value]) -> Callable[[KeeperT, Unpack[Key]], Value]:
    """Makes each value of a function once for each key."""

    @wraps(make)
    def find(keeper: KeeperT, *key: *Key) -> Value:
        finder = keeper.finders.get(make)
        if finder is None:
            finder = keeper.finders[make] = keeper.trace.once(lambda *key: make(keeper, *key))
        value: Value = finder(*key)
        return value

    return find
