"""Whether everything has an address of its own that every file system takes (FORMAT §2): collisions after NFC and casefold, names that the
site needs for itself, and names that only some systems know. Attachments are looked at once it is known which of them are linked.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from okrsite import urls
from okrsite.config import Config
from okrsite.diagnostics import Diagnostic, Location
from okrsite.model import Kpi, Objective, Page, Reference, Unit
from okrsite.source.folders import SourceFile

Thing = Unit | Objective | Kpi | Page

MOST_NAMED = 5
"""Rivals that one collision names: among thousands, all of them at each would be millions of names."""


class _Claim(NamedTuple):
    """An address that something wants; no location where the site itself does."""

    address: str
    location: Location | None


# Files beside the pages, which no page and no attachment may take the place of.
_DATA = (urls.OKRS_JSON, urls.SCHEMA_JSON, urls.OBJECTIVES_CSV)
_COMPANYS = (urls.unit_feed(), urls.unit_calendar(), urls.badge(""))
_OWN_FILES = tuple(_Claim(address, None) for address in (urls.NOT_FOUND, urls.SITEMAP, urls.EMBED_STYLE, *_DATA, *_COMPANYS))


def address_faults(things: Iterable[Thing], people: Mapping[str, Location], config: Config) -> Iterator[Diagnostic]:
    """An error for each thing whose address is taken, reserved or fit for no file, at each of those that want it."""
    things = tuple(things)
    units = {urls.collision_key(thing.reference) for thing in things if isinstance(thing, Unit)}
    for thing in things:
        yield from _reserved(thing, units, config)
        yield from _name_faults(_own_part(thing), thing.location)
        yield from _length_faults(urls.document(thing.reference), thing.location)
    for group in _rivals([*_claims(things), *(_Claim(urls.person(person), at) for person, at in people.items())]):
        yield from _collision(group)


def attachment_faults(attachments: Iterable[SourceFile], things: Iterable[Thing]) -> Iterator[Diagnostic]:
    """The same for files that are published as they are."""
    own = [_Claim(urls.attachment("/".join((*source.folder, source.name))), Location(source.file)) for source in attachments]
    for address, location in own:
        if location:
            yield from _name_faults(address, location)
            yield from _length_faults(address, location)
    for group in _rivals([*own, *_claims(things)]) if own else ():
        if not set(own).isdisjoint(group):
            yield from _collision(group)


def _claims(things: Iterable[Thing]) -> Iterator[_Claim]:
    for thing in things:
        yield _Claim(urls.document(thing.reference), thing.location)
        if isinstance(thing, Unit) and thing.reference:
            yield _Claim(urls.unit_feed(thing.reference), thing.location)
            yield _Claim(urls.unit_calendar(thing.reference), thing.location)
            yield _Claim(urls.badge(thing.reference), thing.location)
        yield from (_Claim(urls.document(alias.text), alias.location) for alias in _aliases(thing))


def _aliases(thing: Thing) -> tuple[Reference, ...]:
    return thing.aliases if isinstance(thing, Objective) else ()


def _own_part(thing: Thing) -> str:
    """What a thing adds to the address of its unit, which is looked at by itself."""
    above = thing.parent if isinstance(thing, Unit) else thing.unit
    return thing.reference.removeprefix(above or "")


# ---- two things for one place ----


def _rivals(claims: Iterable[_Claim]) -> Iterator[list[_Claim]]:
    """Claims that cannot all be met: to one file, or to a file where others need a folder."""
    files: dict[str, list[_Claim]] = {}
    folders: dict[str, _Claim] = {}
    for claim in (*claims, *_OWN_FILES):
        file = urls.output_file(urls.collision_key(claim.address))
        files.setdefault(file, []).append(claim)
        folder = file.rpartition("/")[0]
        while folder and folder not in folders:  # one that is known has those around it known, too
            folders[folder] = claim
            folder = folder.rpartition("/")[0]
    for file, wanting in files.items():
        group = [*wanting, folders[file]] if file in folders else wanting
        if len(group) > 1:
            yield group


def _collision(claims: list[_Claim]) -> Iterator[Diagnostic]:
    files = sorted({claim.location.file for claim in claims if claim.location})
    is_own = any(claim.location is None for claim in claims)
    for index, (address, location) in enumerate(claims):
        if location is None:
            continue
        others = [*islice((file for file in files if file != location.file), MOST_NAMED)]
        more = f" and {len(files) - 1 - MOST_NAMED} more" if len(files) - 1 > MOST_NAMED else ""
        if is_own:
            message = f"The site needs the address /{address} for a file of its own."
            yield Diagnostic(location, "reserved-address", message, "Give it another name.")
        elif others:
            message = f"The address /{address} is also wanted by {', '.join(others)}{more}."
            yield Diagnostic(location, "address-collision", message, "Give one of them another id or file name.")
        elif index:  # an alias that is its document's own address, or two keys of people.yml
            message = f"The address /{address} is wanted twice in this file."
            yield Diagnostic(location, "address-collision", message, "Remove one of the two, or write it differently.")


# ---- names that cannot be ----


def _name_faults(address: str, location: Location) -> Iterator[Diagnostic]:
    if name := urls.unportable_name(address):
        shown = name if len(name) <= urls.SLUG_LENGTH else name[: urls.SLUG_LENGTH] + "…"
        message = f"The name `{shown}` would be part of a published path, but Windows refuses it."
        if len(name.encode()) > urls.LONGEST_NAME:
            message = f"The name `{shown}` has {len(name.encode())} bytes; file systems take {urls.LONGEST_NAME}."
        yield Diagnostic(location, "unportable-name", message, "Give it another name, of letters, digits and hyphens.")


def _length_faults(address: str, location: Location) -> Iterator[Diagnostic]:
    length = len(urls.output_file(address))
    if length > urls.LONGEST_PATH:
        message = f"The published path has {length} characters; Windows opens 260, with the folder that the site lies in."
        yield Diagnostic(location, "long-path", message, "Shorten the names of the folders or of the file.")


# ---- names that are taken ----


def _reserved(thing: Thing, units: set[str], config: Config) -> Iterator[Diagnostic]:
    """Names that the site needs: its own sections at the top, cycles in every unit."""
    if isinstance(thing, (Kpi, Page)) and not thing.unit and thing.reference.casefold() in urls.RESERVED:
        message = f"The site needs the address /{thing.reference}/ for a page of its own."
        yield Diagnostic(thing.location, "reserved-address", message, "Write another `id:`, or rename the file.")
    if isinstance(thing, (Kpi, Page)) and config.calendar.find(thing.id):
        message = f"`{thing.id}` is the name of a cycle, whose page needs this address."
        yield Diagnostic(thing.location, "reserved-address", message, "Write another `id:`, or rename the file.")
    for alias in _aliases(thing):
        yield from _alias_faults(alias, units, config)


def _alias_faults(alias: Reference, units: set[str], config: Config) -> Iterator[Diagnostic]:
    above, _, last = alias.text.rpartition("/")
    first = alias.text.partition("/")[0]
    if not _is_path(alias.text):
        message = f"`{alias.text}` cannot be an old reference."
        yield Diagnostic(alias.location, "bad-path", message, "Write it like marketing/2026-q4/old-name.")
    elif first.casefold() in urls.RESERVED:
        message = f"The site needs the addresses below /{first}/ for its own pages."
        yield Diagnostic(alias.location, "reserved-address", message, "Remove this alias.")
    elif urls.collision_key(above) in units and config.calendar.find(last):
        message = f"The site needs the address /{alias.text}/ for the page of a cycle."
        yield Diagnostic(alias.location, "reserved-address", message, "Remove this alias.")
    else:
        yield from _name_faults(alias.text, alias.location)


def _is_path(text: str) -> bool:
    """Whether a text is a reference of some time: names of letters, digits, `-`, `_`, `.` inside, joined by single slashes.

    A name that begins with a dot or `_` never was one, and might pass for what okrsite or git keeps in a folder.
    """
    parts = text.split("/")
    return all(part and part[0] not in "._" and all(c.isalnum() or c in "-_." for c in part) for part in parts)
