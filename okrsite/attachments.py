"""Which linked files may be published: kinds that no browser runs, and drawings that hold nothing but drawing (FORMAT §1)."""

import re
from xml.parsers import expat

PUBLISHED_KINDS = frozenset(
    (
        "png jpg jpeg gif webp avif ico bmp svg pdf txt csv tsv md doc docx xls xlsx ppt pptx odt ods odp zip mp3 ogg "
        "wav mp4 webm"
    ).split()
)
_SVG_ELEMENTS = frozenset(
    (
        "svg g path rect circle ellipse line polyline polygon text tspan title desc defs linearGradient radialGradient "
        "stop clipPath mask symbol use pattern marker metadata"
    ).split()
)
_INSIDE = re.compile(r"\s*(?:#[^\s()]*|url\(\s*#[^\s()]*\s*\)[^()]*)")
_OUTSIDE = re.compile(r"\\|//")  # an escape may spell anything
_SVG_NAMESPACE = "http://www.w3.org/2000/svg"


def kind_of(name: str) -> str:
    """A file name's ending, lower case."""
    return name.rpartition(".")[2].lower()


def may_be_published(name: str) -> bool:
    """Whether files of this kind are published at all."""
    return kind_of(name) in PUBLISHED_KINDS


def is_plain_drawing(content: bytes) -> bool:
    """Whether an SVG file only draws: no scripts, events, styles, foreign content, outside references or document type."""
    return _Drawing().accepts(content)


class _Drawing:
    """Reads an SVG file and notes the first thing that is not drawing."""

    def __init__(self) -> None:
        self._fine = True
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._element
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ProcessingInstructionHandler = self._refuse

    def accepts(self, content: bytes) -> bool:
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError:
            return False
        return self._fine

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, element = name.rpartition(" ")
        if namespace != _SVG_NAMESPACE or element not in _SVG_ELEMENTS:
            self._fine = False
        for attribute, value in attributes.items():
            plain = attribute.rpartition(" ")[2].lower()
            links = plain == "href" or "url(" in value.lower()
            leads_out = _OUTSIDE.search(value) or (links and not _INSIDE.fullmatch(value.lower()))
            if plain.startswith("on") or plain in ("style", "src") or leads_out:
                self._fine = False

    def _refuse(self, *_: object) -> None:
        self._fine = False
