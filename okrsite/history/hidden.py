"""Content and what of it is visible → what the things that are not visible are called, so that nothing of the past gives them away."""

from collections.abc import Iterator

from okrsite.model import Objective
from okrsite.parse import Item
from okrsite.project import Content


def secrets(content: Content, visible: Content) -> frozenset[str]:
    """What things that are not visible are called by people: their names, titles and people, but for what visible things say too."""
    shown = {item.file for item in visible.items}
    said = {name for item in visible.items for name in _names(item)}
    people = {person.name for key, person in (content.people or {}).items() if key not in (visible.people or {})}
    return frozenset({*people, *(name for item in content.items if item.file not in shown for name in _names(item))} - said)


def hidden_places(content: Content, visible: Content) -> frozenset[str]:
    """The files and references, earlier ones too, of what is not visible; of what cannot be understood, which may say that it is hidden."""
    unread = {source.file for source in content.documents} - {item.file for item in content.items}
    shown = {item.file for item in visible.items if item.visibility is not None and not item.is_unclear}
    values = {item.values_file.text for item in content.items if item.file in shown and item.values_file}
    return frozenset(unread | {place for item in content.items if item.file not in shown for place in _places(item)} - values)


def _places(item: Item) -> Iterator[str]:
    yield item.file
    yield item.reference
    if item.values_file:
        yield item.values_file.text
    value = item.value if item.value is not None else item.sketch
    if isinstance(value, Objective):
        yield from (alias.text for alias in value.aliases)


def _names(item: Item) -> set[str]:
    value = item.value if item.value is not None else item.sketch
    found = {item.reference, item.reference.rpartition("/")[2], *item.names}
    return {name for name in (*found, *([value.title] if value else [])) if name}
