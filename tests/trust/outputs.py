"""Every file of a built site, read the way its readers read it: pages, JSON, tables, XML, calendars, scripts with data, style sheets.

A file of a kind that is not known here is a fault, so that a new output cannot be left out.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.dom import minidom

from okrsite import urls
from okrsite.attachments import PUBLISHED_KINDS, is_plain_drawing
from tests.trust.calendars import broken_rules
from tests.trust.danger import Element, Vocabulary, dangers, elements

Files = Mapping[str, bytes]

_FORMULA = re.compile(r"""(?:^|[;\t\r\n])[\s"]*[=+\-@\t\r＝＋－＠]""")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_IN_FEEDS = frozenset([("a", "href"), *((tag, "") for tag in ("html", "head", "body", "ul", "li", "p", "a"))])
_CALL = re.compile(r"okrsite\.(company|cycle)\((.*)\);\n", re.DOTALL)
# What the search says stands in the script, with the site's own terms: one line of data.
_WORDS = re.compile(rb"^\(globalThis\.okrsite \?\?= \{\}\)\.said = (\{.*\});$", re.MULTILINE)


def faults(files: Files, known: Vocabulary, plain: Files) -> Iterator[str]:
    """What is wrong in a site; `plain` is one of harmless content, with which it shares scripts and style sheets."""
    targets = Targets(files)
    for name, content in files.items():
        reader = _READERS.get(PurePosixPath(name).suffix)
        if name.startswith("assets/") or name == urls.EMBED_STYLE:
            found: Iterator[str] = _static(content, plain)
        elif reader:
            found = reader(content, name, known, targets)
        else:
            found = iter(["nobody knows how to read it"] if PurePosixPath(name).suffix.lstrip(".") not in PUBLISHED_KINDS else [])
        yield from (f"{name}: {fault}" for fault in found)


def _static(content: bytes, plain: Files) -> Iterator[str]:
    """A script or a style sheet is that of any other site, but for the words of the search, which are texts and nothing else."""
    for words in _WORDS.findall(content):
        assert words.isascii()
        if not all(isinstance(word, str) for word in json.loads(words).values()):
            yield "its words are no texts"
    if _WORDS.sub(b"", content) not in {_WORDS.sub(b"", other) for other in plain.values()}:
        yield "it depends on the content"


class Targets:
    """Where links of a site may lead."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._anchors: dict[str, set[str]] = {}

    def leads(self, page: str, address: str) -> bool:
        """Whether an address on a page leads to a file of the site and a place in it; other sites are not asked."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            return parts.scheme in ("http", "https", "mailto", "tel")
        path = [] if parts.path.startswith("/") else page.split("/")[:-1]
        for part in unquote(parts.path).split("/") if parts.path else page.split("/")[-1:]:
            path = path[:-1] if part == ".." else path if part == "." else [*path, part]
        target = "/".join(path) + ("index.html" if path and not path[-1] else "")
        target = target if target in self._files else target.rstrip("/") + "/index.html" if target else "index.html"
        return target in self._files and (not parts.fragment or unquote(parts.fragment) in self._anchors_of(target))

    def _anchors_of(self, name: str) -> set[str]:
        if name not in self._anchors:
            self._anchors[name] = {attributes["id"] for _, attributes in elements(self._files[name].decode()) if "id" in attributes}
        return self._anchors[name]


def _page(content: bytes, name: str, known: Vocabulary, targets: Targets) -> Iterator[str]:
    found = elements(content.decode())
    yield from dangers(found, known)
    yield from _elsewhere(found)
    ids = [attributes["id"] for _, attributes in found if "id" in attributes]
    yield from (f"the id {one!r} is there twice" for one in {one for one in ids if ids.count(one) > 1} if len(ids) != len(set(ids)))
    if name == "404.html":  # its addresses begin at the root of the host
        return
    for tag, attributes in found:
        for address in (attributes.get("href"), attributes.get("src")):
            if address is not None and tag != "use" and not targets.leads(name, address):
                yield f"{address!r} leads nowhere"


def _elsewhere(found: list[Element]) -> Iterator[str]:
    """What a browser would ask another host for."""
    for tag, attributes in found:
        loaded = attributes.get("src") or (attributes.get("href") if tag == "link" and attributes.get("rel") != "canonical" else None)
        if loaded and (urlsplit(loaded).scheme not in ("", "data") or urlsplit(loaded).netloc):
            yield f"{tag} asks for {loaded!r}"


def _json(content: bytes, *_: object) -> Iterator[str]:
    try:
        json.loads(content)
    except ValueError as error:
        yield f"no JSON: {error}"


def _table(content: bytes, *_: object) -> Iterator[str]:
    rows = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    yield from (f"a row has {len(row)} cells" for row in rows if len(row) != len(rows[0]))
    yield from (f"a spreadsheet runs {cell!r}" for row in rows for cell in row if is_formula(cell))


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet might run a cell, or a part of it where it takes a semicolon for the end of a cell."""
    return bool(_FORMULA.search(cell)) and not _NUMBER.fullmatch(cell)


def _xml(content: bytes, name: str, known: Vocabulary, targets: Targets) -> Iterator[str]:
    try:
        document = minidom.parseString(content)
    except Exception as error:
        yield f"no XML: {error}"
    else:
        yield from _feed(document, name, targets) if name.startswith("feed/") else ()


def _feed(document: minidom.Document, name: str, targets: Targets) -> Iterator[str]:
    """A feed has plain text, but for what says that it is HTML, which a reader shows as a page."""
    for link in document.getElementsByTagName("link"):
        if not targets.leads(name, link.getAttribute("href")):
            yield f"{link.getAttribute('href')!r} leads nowhere"
    for element in document.getElementsByTagName("*"):
        text = "".join(node.data for node in element.childNodes if node.nodeType == node.TEXT_NODE)
        if element.getAttribute("type") == "html":
            yield from dangers(elements(text), _IN_FEEDS)
        elif element.hasAttribute("type") and element.tagName != "link":
            yield f"{element.tagName} is {element.getAttribute('type')!r}, which nobody knows how to read"


def _drawing(content: bytes, *_: object) -> Iterator[str]:
    """A badge draws and does nothing else; it says in its title what it shows."""
    try:
        root = minidom.parseString(content).documentElement
    except Exception as error:
        yield f"no XML: {error}"
        return
    if not is_plain_drawing(content):
        yield "it does more than draw"
    titles = root.getElementsByTagName("title") if root else []
    if not root or root.getAttribute("role") != "img" or len(titles) != 1 or not titles[0].firstChild:
        yield "it does not say what it shows"


def _calendar(content: bytes, *_: object) -> Iterator[str]:
    return broken_rules(content)


def _data_script(content: bytes, *_: object) -> Iterator[str]:
    """A script beside assets/ is one call with JSON, in which nothing can end a script element."""
    text = content.decode()
    call = _CALL.fullmatch(text)
    if not call:
        yield "it is no call with data"
    elif re.search("[<>&\u2028\u2029]", text):
        yield "a character could end the script that holds it"
    else:
        yield from _json(call[2].encode())


def script_data(content: bytes) -> Any:
    """The value that a script file hands over."""
    call = _CALL.fullmatch(content.decode())
    assert call
    return json.loads(call[2])


_READERS: dict[str, Callable[[bytes, str, Vocabulary, Targets], Iterator[str]]] = {
    ".html": _page,
    ".json": _json,
    ".csv": _table,
    ".xml": _xml,
    ".ics": _calendar,
    ".js": _data_script,
    ".svg": _drawing,
}
