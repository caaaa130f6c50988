"""Names and mail addresses of people → ids of people.yml, and the entries that it needs; no address is ever made up (FORMAT §8)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from okrsite.importers.cells import Cells
from okrsite.importers.table import Row
from okrsite.urls import slug

_ADDRESS: Final = re.compile(r"[^@\s<>,;\"']{1,64}@[^@\s<>,;\"']+\.[^@\s<>,;\"']+")
_NAMED: Final = re.compile(r"(.+?)\s*[<(]\s*(\S+@\S+?)\s*[>)]")
_LONGEST: Final = 80
"""Characters of a text that may be somebody's name."""


@dataclass
class Owners:
    """Whoever was named so far, by id."""

    people: dict[str, dict[str, str]] = field(default_factory=dict)

    def owner(self, cells: Cells, row: Row, number: int = 0) -> str | None:
        """The first one who is named as owner, with the address beside the name."""
        names, addresses = list(_several(cells.text(row, "owner", number))), list(_several(cells.text(row, "email", number)))
        if names:
            return self.named(names[0], addresses[0] if len(addresses) == len(names) else None)
        return self.named(addresses[0]) if addresses else None

    def contributors(self, cells: Cells, row: Row) -> list[str]:
        """Everybody else: owners after the first one, and those in a column of contributors."""
        names, addresses = list(_several(cells.text(row, "owner"))), list(_several(cells.text(row, "email")))
        beside = addresses if len(names) == len(addresses) else [None] * len(names)
        found = [self.named(name, address) for name, address in zip(names, beside, strict=True)] or [self.named(one) for one in addresses]
        more = [*found[1:], *(self.named(name) for name in _several(cells.text(row, "contributors")))]
        return [person for person in dict.fromkeys(more) if person]

    def named(self, text: str, address: str | None = None) -> str | None:
        """The id of somebody, who is noted; None where nobody is named. What is too long for a name stays text."""
        name = " ".join(text.split()).lstrip("@")
        if match := _NAMED.fullmatch(name):
            name, address = match.groups()
        if _ADDRESS.fullmatch(name):
            name, address = name.partition("@")[0], name
        identifier = slug(name)
        if not identifier or len(name) > _LONGEST:
            return name or None
        address = address if address and _ADDRESS.fullmatch(address) else None
        entry = self.people.setdefault(self._free(identifier, address), {"name": name})
        if address:
            entry.setdefault("email", address)
        return next(key for key, value in self.people.items() if value is entry)

    def _free(self, identifier: str, address: str | None) -> str:
        """The id itself, or with a number where somebody else with another address has it."""
        key, number = identifier, 1
        while address and (there := self.people.get(key)) and there.get("email", address).casefold() != address.casefold():
            number += 1
            key = f"{identifier}-{number}"
        return key


def _several(text: str) -> Iterator[str]:
    """Names that stand in one cell; one comma parts two names that are whole, but not `López, Ana`."""
    for part in re.split(r"[;\n&]|\s(?:and|et|und)\s", text):
        pieces = [piece.strip() for piece in part.split(",")]
        are_names = len(pieces) != 2 or "@" in part or all(" " in piece for piece in pieces)
        yield from filter(None, pieces if are_names else [part.strip()])
