"""Python-Markdown, set up for this dialect and kept, and nh3 behind it."""

import html
import re
import threading
from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from okrsite.prose import complexity, dialect, hyperlinks
from okrsite.prose.tree import CLOSE, HEADINGS, LINE, OPEN, Job, finish

_NONCHARACTERS = re.compile(f"[{OPEN}{CLOSE}]")
_DESTINATION = re.compile(r"\]\([ \n]*<?|^ {0,3}\[[^\]\n]*\]:[ ]*\n?[ ]*<?", re.MULTILINE)
_PUNCTUATION = ".,;:!?'\"*_~|"
_BRACKETS = {")": "(", "]": "["}
_TAGS = "p h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong del a img hr br table thead tbody tr th td div span"
_ALIGNED = {"align-left", "align-center", "align-right"}
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS.split()),
    attributes={
        "a": {"href", "title", "rel"},
        "img": {"src", "alt", "title", "loading"},
        "ol": {"start"},
        "div": {"tabindex"},
        **{heading: {"id"} for heading in HEADINGS},
    },
    allowed_classes={"div": {"wide"}, "th": _ALIGNED, "td": _ALIGNED},
    set_tag_attribute_values={"pre": {"tabindex": "0"}, "th": {"scope": "col"}},
    url_schemes=set(hyperlinks.SCHEMES),
    link_rel=None,
)
_TOO_MANY_MARKS = "too many marks such as * and \\ stand in one paragraph"
_TOO_MANY_TICKS = "too many backticks are opened and not closed"
_TOO_MANY_LINKS = "too many brackets or links are opened and not closed"
_TOO_DEEP_LINKS = f"brackets stand more than {complexity.BRACKET_DEPTH} deep inside one another"
_local = threading.local()


class TooComplexError(Exception):
    """A text that is too tangled to be converted; says why."""


def convert(body: str, job: Job) -> str:
    """A text as safe HTML; what was found on the way is in the job. Raises TooComplexError."""
    return _converter().convert(body, job)


def _converter() -> "_Converter":
    """This thread's own: making one takes as long as converting a dozen texts."""
    if not hasattr(_local, "converter"):
        _local.converter = _Converter()
    converter: _Converter = _local.converter
    return converter


class _Converter:
    def __init__(self) -> None:
        self.job: Job
        self.spent = Counter[str]()  # what was spent of each limit that holds for a whole text
        extensions = [TableExtension(use_align_attribute=True), SaneListExtension(), _Dialect(self)]
        self.markdown = markdown.Markdown(extensions=extensions, output_format="html")

    def convert(self, body: str, job: Job) -> str:
        self.job = job
        self.spent.clear()
        self.markdown.reset()
        converted = self.markdown.convert(_mark_lines(body))
        return _CLEANER.clean(LINE.sub("", converted))

    def spend(self, limit: str, cost: int, most: int, reason: str) -> None:
        self.spent[limit] += cost
        if self.spent[limit] > most:
            raise TooComplexError(reason)


def _mark_lines(body: str) -> str:
    """The body with its line number, from 0, before each link's destination."""
    body = _NONCHARACTERS.sub("", body)
    parts: list[str] = []
    position = line = 0
    for match in _DESTINATION.finditer(body):
        parts.append(body[position : match.end()])
        line += parts[-1].count("\n")
        position = match.end()
        parts.append(f"{OPEN}{line}{CLOSE}")
    return "".join([*parts, body[position:]])


class _Dialect(Extension):
    """What is taken out of Python-Markdown, HTML above all, and what is put in."""

    def __init__(self, converter: _Converter) -> None:
        super().__init__()
        self.converter = converter

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.preprocessors.register(_Prepare(md), "prepare", 25)
        md.inlinePatterns.register(_MarksGuard(self.converter), "marks_guard", 195)
        md.inlinePatterns.register(_LinksGuard(self.converter), "links_guard", 175)
        md.inlinePatterns.register(_Autolink(r"<((?:https?://|mailto:)[^<>\s]+)>", md), "autolink", 120)
        md.inlinePatterns.register(_Comment("<!--", md), "comment", 115)
        md.inlinePatterns.register(_Mail(r"<([^<>\s@]+@[^<>\s@]+)>", md), "automail", 110)
        md.inlinePatterns.register(_Address(r"(?<![\w/])https?://[^\s<>\x02\x03\ufdd0]{1,2000}", md), "address", 105)
        md.treeprocessors.register(_Finish(self.converter, md), "finish", -10)
        if md.delimiters is not None:
            md.delimiters.add("~", "del", double=True)


class _Prepare(Preprocessor):
    """The lines of a text as Python-Markdown reads them; too tangled ones end here."""

    def run(self, lines: list[str]) -> list[str]:
        text = dialect.prepare("\n".join(lines), self._store)
        reason = complexity.too_complex(text)
        if reason:
            raise TooComplexError(reason)
        return text.split("\n")

    def _store(self, code: str) -> str:
        return self.md.htmlStash.store(f"<pre><code>{html.escape(code, quote=False)}\n</code></pre>")


class _Finish(Treeprocessor):
    def __init__(self, converter: _Converter, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.converter = converter

    def run(self, root: Element) -> None:
        finish(root, self.converter.job, [str(block) for block in self.md.htmlStash.rawHtmlBlocks])


class _MarksGuard(InlineProcessor):
    """Looks at each piece of inline text before anything else does."""

    def __init__(self, converter: _Converter) -> None:
        super().__init__(r"\A")
        self.converter = converter

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        self.converter.spend("marks", complexity.mark_cost(data), complexity.MARK_COST, _TOO_MANY_MARKS)
        self.converter.spend("ticks", complexity.tick_distance(data), complexity.DISTANCE, _TOO_MANY_TICKS)
        return None, None, None


class _LinksGuard(_MarksGuard):
    """Looks at it again just before links are looked for, when code and escapes are out of the way."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        if "[" in data:
            self.converter.spend("links", complexity.bracket_distance(data), complexity.DISTANCE, _TOO_MANY_LINKS)
            if complexity.bracket_depth(data) > complexity.BRACKET_DEPTH:
                raise TooComplexError(_TOO_DEEP_LINKS)
        return None, None, None


class _Comment(InlineProcessor):
    """A comment inside a paragraph is left out."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        end = data.find("-->", m.end())
        return (None, None, None) if end < 0 else ("", m.start(), end + 3)


class _Autolink(InlineProcessor):
    """<https://acme.example>; anything else in angle brackets is text."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        return _linked(self.unescape(m[1]), m[1].removeprefix("mailto:"), m.start(), m.end())


class _Mail(InlineProcessor):
    """<ana@acme.example>, without the disguise that Python-Markdown gives it."""

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        return _linked("mailto:" + self.unescape(m[1]), m[1], m.start(), m.end())


class _Address(InlineProcessor):
    """A web address as it stands in the text; the punctuation that follows it does not belong to it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        address = m[0].rstrip(_PUNCTUATION)
        while address[-1] in _BRACKETS and address.count(address[-1]) > address.count(_BRACKETS[address[-1]]):
            address = address[:-1].rstrip(_PUNCTUATION)
        return _linked(address, address, m.start(), m.start() + len(address))


def _linked(href: str, text: str, start: int, end: int) -> Any:
    if not isinstance(hyperlinks.read(href), hyperlinks.Web):
        return None, None, None
    element = Element("a", {"href": href})
    element.text = AtomicString(text)
    return element, start, end
