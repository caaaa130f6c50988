"""An oracle of danger: what a browser's parser makes of a page, and what of that content must never bring about.

The strongest question is whether a page with a hostile text has the structure that it has with a harmless one: the same elements with
the same attributes in the same order. Lexbor reads pages as html5lib does, a hundred times as fast; a test holds both together.
"""

import html
import re
from collections.abc import Iterator

import html5lib
from selectolax.lexbor import LexborHTMLParser

Element = tuple[str, dict[str, str]]
Vocabulary = frozenset[tuple[str, str]]

_ADDRESSES = ("href", "src", "action", "xlink:href", "formaction", "poster", "data", "srcset", "background")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SCHEMES = {"http", "https", "mailto", "tel"}
_NAMED = ("meta", "input", "select")
_HEAD_ONLY = ("script", "meta", "link", "base", "style")
_UNSEEN = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]")


def elements(page: str) -> list[Element]:
    """Every element of a page in order, with its attributes as a browser sees them."""
    root = LexborHTMLParser(page).root
    assert root is not None
    return [(node.tag or "", {k: v or "" for k, v in node.attributes.items()}) for node in root.traverse()]


def elements_by_html5lib(page: str) -> list[Element]:
    """The same by the reference parser."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    found = (element for element in tree.iter() if isinstance(element.tag, str))
    return [(e.tag.rpartition("}")[2], {_plain(name): value for name, value in e.attrib.items()}) for e in found]


def _plain(name: str) -> str:
    return name.replace("{http://www.w3.org/1999/xlink}", "xlink:").rpartition("}")[2]


def structure(found: list[Element]) -> list[tuple[str, ...]]:
    """The elements with the names of their attributes."""
    return [(tag, *attributes) for tag, attributes in found]


def vocabulary(found: list[Element]) -> Vocabulary:
    """Which elements there are, and which attributes they have."""
    return frozenset({(tag, name) for tag, attributes in found for name in ("", *attributes)})


def dangers(found: list[Element], known: Vocabulary) -> Iterator[str]:
    """What content brought into a page that okrsite's own pages do not have, or that leads where nothing may lead."""
    in_body = False
    for tag, attributes in found:
        in_body = in_body or tag == "body"
        if (tag, "") not in known or (in_body and tag in _HEAD_ONLY):
            yield f"the element {tag}"
        for name, value in attributes.items():
            if (tag, name) not in known or name == "style" or name.startswith("on"):
                yield f"the attribute {name} of {tag}"
            if name in _ADDRESSES and not is_plain_address(value):
                yield f"{name}={value!r} of {tag}"
        if "name" in attributes and tag not in _NAMED:
            yield f"the name {attributes['name']!r} of {tag}, which a script would find in place of its own"


def is_plain_address(address: str) -> bool:
    """Whether an address leads to the site, or by one of four schemes to elsewhere, however often a reader decodes it."""
    scheme = _SCHEME.match(address)
    if scheme:
        return scheme[1].lower() in _SCHEMES
    bare = _UNSEEN.sub("", html.unescape(address))
    return not bare.startswith("//") and "\\" not in bare and not _SCHEME.match(bare)
