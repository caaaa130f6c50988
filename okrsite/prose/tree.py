"""A parsed text → the same as it is published: links decided, headings in order and with ids, tables and tasks made readable.

Works on the tree that Python-Markdown made, in which every link and image is an element, whichever way it was written.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote
from xml.etree.ElementTree import Element

from msgspec import Struct

from okrsite.prose import hyperlinks
from okrsite.prose.lines import LINE
from okrsite.urls import slug

Resolve = Callable[[str], str | None]

KEY_RESULT_PREFIX = "kr-"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_STASHED = re.compile("\x02wzxhzdk:(\\d+)\x03")
_TASKS = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}


class Heading(Struct, frozen=True):
    """A heading of a text as it is published: its level in the page, its id, its plain text."""

    level: int
    id: str
    text: str


class BrokenLink(Struct, frozen=True):
    """A link or image that leads nowhere or may not be published: as it is written, and its line in the body, from 0."""

    href: str
    line: int


@dataclass(slots=True)
class Job:
    """One text on its way: what is asked, and what was found."""

    resolve: Resolve
    prefix: str
    top: int
    broken: list[BrokenLink] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


def finish(root: Element, job: Job, stashed: list[str]) -> None:
    """Changes the tree in place and notes in the job what was found; `stashed` is what Python-Markdown put aside."""
    _set_headings(root, job, stashed)
    nested = {id(inner) for link in root.iter("a") for inner in link.iter() if inner is not link}
    for element in list(root.iter()):
        if element.tag == "a":
            _set_link(element, job, id(element) in nested)
        elif element.tag == "img":
            _set_image(element, job, id(element) in nested)
        elif element.tag in ("th", "td"):
            _set_cell(element)
        elif element.tag == "li":
            _set_task(element)
        elif element.tag == "p" and not len(element) and _STASHED.fullmatch((element.text or "").strip()):
            element.text = (element.text or "").strip()  # else Python-Markdown leaves fenced code inside the paragraph
    if next(root.iter("table"), None) is not None:
        _wrap_tables(root)


def _set_headings(root: Element, job: Job, stashed: list[str]) -> None:
    """Levels without gaps from `top` on, as an outline needs them, and ids that nothing else in the page has."""
    above: list[int] = []
    taken: dict[str, int] = {}
    for element in root.iter():
        if element.tag not in HEADINGS:
            continue
        level = int(element.tag[1])
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        shown = min(job.top + len(above) - 1, 6)
        text = _plain(element, stashed)
        identifier = job.prefix + _unique(slug(text) or "section", taken)
        element.tag = f"h{shown}"
        element.set("id", identifier)
        job.headings.append(Heading(shown, identifier, text))
        job.ids.add(identifier)


def _unique(name: str, taken: dict[str, int]) -> str:
    """The name, numbered where it is taken; `taken` holds each name's last number."""
    number = taken.get(name, 0) + 1
    while number > 1 and f"{name}-{number}" in taken:
        number += 1
    taken[name] = number
    unique = name if number == 1 else f"{name}-{number}"
    taken.setdefault(unique, 1)
    return unique


def _plain(element: Element, stashed: list[str]) -> str:
    """What a reader sees of an element, without markup."""
    text = LINE.sub("", "".join(element.itertext()))
    text = _STASHED.sub(lambda match: stashed[int(match[1])], text)
    return " ".join(html.unescape(text).split())


def _set_link(element: Element, job: Job, nested: bool) -> None:
    line, written = _written(element.get("href", ""))
    href, is_web_page = _decided(written, job)
    if href is None and not nested:
        job.broken.append(BrokenLink(written, line))
    if href is None or nested:
        element.tag = "span"
        element.attrib.clear()
        return
    element.set("href", href)
    if is_web_page:
        element.set("rel", "noopener noreferrer")


def _set_image(element: Element, job: Job, nested: bool) -> None:
    """An image of the site is shown, one of the web becomes a link to it: the site asks nobody else for anything."""
    line, written = _written(element.get("src", ""))
    target = hyperlinks.read(written)
    source = job.resolve(target.path) if isinstance(target, hyperlinks.Place) and target.path else None
    if source is not None:
        element.set("src", source)
        element.set("loading", "lazy")
        return
    element.text = element.get("alt") or written
    element.attrib.clear()
    if isinstance(target, hyperlinks.Web) and target.is_page:
        element.tag = "span" if nested else "a"
        if not nested:
            element.attrib.update(href=target.url, rel="noopener noreferrer")
        return
    element.tag = "span"
    job.broken.append(BrokenLink(written, line))


def _written(marked: str) -> tuple[int, str]:
    line = LINE.search(marked)
    return int(line[1]) if line else 0, LINE.sub("", marked)


def _decided(written: str, job: Job) -> tuple[str | None, bool]:
    """The href of a link, None where there is none, and whether it leads to a page of the web."""
    target = hyperlinks.read(written)
    if isinstance(target, hyperlinks.Web):
        return target.url, target.is_page
    if target is None or not (target.path or target.fragment):
        return None, False
    if not target.path:
        anchor = _anchor(target.fragment, job.prefix)
        known = anchor.startswith(KEY_RESULT_PREFIX) or anchor in job.ids
        return ("#" + quote(anchor) if known else None), False
    href = job.resolve(target.path)
    if href is not None and target.fragment:
        href += "#" + quote(_anchor(target.fragment, job.prefix))
    return href, False


def _anchor(fragment: str, prefix: str) -> str:
    """The id that a fragment means: a key result's as it is, a heading's with the prefix of all headings."""
    return fragment if fragment.startswith(KEY_RESULT_PREFIX) else prefix + slug(fragment)


def _set_cell(cell: Element) -> None:
    side = cell.attrib.pop("align", None)
    if side:
        cell.set("class", f"align-{side}")


def _set_task(item: Element) -> None:
    """`- [x] done` starts with a ticked box."""
    holder = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
    text = holder.text or ""
    if text[:4] in _TASKS:
        holder.text = _TASKS[text[:4]] + text[4:]


def _wrap_tables(root: Element) -> None:
    """A wide table scrolls by itself, also with the keyboard, instead of making the page wider."""
    for parent, index, table in list(_tables(root)):
        wrapper = Element("div", {"class": "wide", "tabindex": "0"})
        wrapper.tail, table.tail = table.tail, "\n"
        parent[index] = wrapper
        wrapper.append(table)


def _tables(root: Element) -> Iterator[tuple[Element, int, Element]]:
    return ((parent, index, child) for parent in root.iter() for index, child in enumerate(parent) if child.tag == "table")
