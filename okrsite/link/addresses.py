"""Whether everything has an address of its own (FORMAT §2): collisions after NFC and casefold, and reserved names."""

from collections.abc import Iterable, Iterator, Mapping

from okrsite import urls
from okrsite.config import Config
from okrsite.diagnostics import Diagnostic, Location
from okrsite.model import Kpi, Objective, Page, Reference, Unit

Things = Iterable[Unit | Objective | Kpi | Page]


def address_faults(things: Things, people: Mapping[str, Location], config: Config) -> Iterator[Diagnostic]:
    """An error for each thing whose address is taken or reserved, at each of those that want it."""
    wanted: dict[str, list[tuple[str, Location]]] = {}
    for thing in things:
        for address, location in _addresses(thing):
            wanted.setdefault(urls.collision_key(address), []).append((address, location))
        yield from _reserved(thing, config)
    for person, location in people.items():
        wanted.setdefault(urls.collision_key(urls.person(person)), []).append((urls.person(person), location))
    for claims in wanted.values():
        if len(claims) > 1:
            yield from _collision(claims)


def _addresses(thing: Unit | Objective | Kpi | Page) -> Iterator[tuple[str, Location]]:
    yield urls.document(thing.reference), thing.location
    for alias in _aliases(thing):
        yield urls.document(alias.text), alias.location


def _aliases(thing: Unit | Objective | Kpi | Page) -> tuple[Reference, ...]:
    return thing.aliases if isinstance(thing, Objective) else ()


def _collision(claims: list[tuple[str, Location]]) -> Iterator[Diagnostic]:
    for index, (address, location) in enumerate(claims):
        others = sorted({other.file for i, (_, other) in enumerate(claims) if i != index} - {location.file})
        if not others:  # an alias that is its document's own address, or two keys of people.yml
            if index:
                message = f"The address /{address} is wanted twice in this file."
                yield Diagnostic(location, "address-collision", message, "Remove one of the two, or write it differently.")
            continue
        message = f"The address /{address} is also wanted by {', '.join(others)}."
        yield Diagnostic(location, "address-collision", message, "Give one of them another id or file name.")


def _reserved(thing: Unit | Objective | Kpi | Page, config: Config) -> Iterator[Diagnostic]:
    """Names that the site needs: its own sections at the top, cycles in every unit."""
    if isinstance(thing, (Kpi, Page)) and not thing.unit and thing.reference.casefold() in urls.RESERVED:
        message = f"The site needs the address /{thing.reference}/ for a page of its own."
        yield Diagnostic(thing.location, "reserved-address", message, "Write another `id:`, or rename the file.")
    if isinstance(thing, (Kpi, Page)) and config.calendar.find(thing.id):
        message = f"`{thing.id}` is the name of a cycle, whose page needs this address."
        yield Diagnostic(thing.location, "reserved-address", message, "Write another `id:`, or rename the file.")
    for alias in _aliases(thing):
        if not _is_path(alias.text):
            message = f"`{alias.text}` cannot be an old reference."
            yield Diagnostic(alias.location, "bad-path", message, "Write it like marketing/2026-q4/old-name.")
        elif alias.text.partition("/")[0].casefold() in urls.RESERVED:
            message = f"The site needs the addresses below /{alias.text.partition('/')[0]}/ for its own pages."
            yield Diagnostic(alias.location, "reserved-address", message, "Remove this alias.")


def _is_path(text: str) -> bool:
    """Whether a text is a reference of some time: names of letters, digits, `-`, `_`, `.` joined by single slashes."""
    parts = text.split("/")
    return all(part.strip(".") and all(c.isalnum() or c in "-_." for c in part) for part in parts)
