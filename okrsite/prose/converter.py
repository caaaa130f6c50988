"""Python-Markdown, set up for this dialect and kept, and nh3 behind it."""

import html
import re
import string
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

import markdown
import nh3
from markdown.blockprocessors import BlockProcessor, ParagraphProcessor
from markdown.extensions import Extension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor, SubstituteTagInlineProcessor
from markdown.preprocessors import NormalizeWhitespace, Preprocessor
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import INLINE_PLACEHOLDER_RE, AtomicString, Registry

from okrsite.prose import complexity, dialect, hyperlinks, patterns
from okrsite.prose.lines import LINE, mark_lines
from okrsite.prose.tree import HEADINGS, Job, finish

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # no document holds them, but `&#14;` stands for one
_MARK = re.compile(r"[\\`*_~\[<&\x02]")
# What a text holds where one of Python-Markdown's processors has something to do; those that are not named here always look.
_MARKS_OF_PROCESSORS = {"table": "|", "hashheader": "#", "quote": ">", "reference": "]:"}
_MARKS_OF_PATTERNS = {
    "backtick": "`", "escape": "\\", "backslash_break": "\\", "linebreak": "  \n", "entity": "&",
    "links_guard": "[", "link": "[", "image_link": "![",
    **dict.fromkeys(("reference", "short_reference", "image_reference", "short_image_ref"), "]:"),  # there is nothing without definitions
    "autolink": "<", "automail": "<", "comment": "<!--", "address": "://",
}  # fmt: skip
# The same of a piece of inline text, for those whose expressions look at every character of it.
_MARKS_OF_EXPRESSIONS = {"backtick": "`", "links_guard": "[", "link": "[", "image_link": "![", "address": "://"}
_TO_NORMALIZE = ("\x02", "\x03", "\r", "\t", " \n")
# Lines that all begin with a letter are nothing but a paragraph: whatever else a block may be shows by what one of its lines begins with.
_PARAGRAPH = re.compile(r"(?:[^\W\d_][^\n]*+(?:\n|\Z))++")
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
SECONDS = 30
"""Processor time after which a text is given up: a last resort, for structures that no limit has thought of. It ends the build."""

_TOO_SLOW = f"it takes more than {SECONDS} seconds"
_TOO_MANY_MARKS = "too many marks such as * and \\ stand in one paragraph"
_TOO_MANY_TICKS = "too many backticks are opened and not closed"
_TOO_MANY_LINKS = "too many brackets or links are opened and not closed"
_TOO_DEEP_LINKS = f"brackets stand more than {complexity.BRACKET_DEPTH} deep inside one another"
_clock = time.thread_time
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
        self.given_up = 0.0  # when this text is
        extensions = [TableExtension(use_align_attribute=True), SaneListExtension(), _Dialect(self)]
        self.markdown = markdown.Markdown(extensions=extensions, output_format="html")
        self.markdown.block_level_elements = frozenset(self.markdown.block_level_elements)  # type: ignore[assignment]  # asked of each element
        self.has_escapes = False
        patterns = _with_marks(self.markdown.inlinePatterns, _MARKS_OF_PATTERNS)
        processors = _with_marks(self.markdown.parser.blockprocessors, _MARKS_OF_PROCESSORS)
        self.of_any_text = patterns, processors
        self.of_short_texts = _without_guards(patterns), _without_guards(processors)

    def convert(self, body: str, job: Job) -> str:
        self.job = job
        self.spent.clear()
        self.given_up = _clock() + SECONDS
        self.markdown.reset()
        converted = self.markdown.convert(mark_lines(body))
        return _CONTROLS.sub("\ufffd", _CLEANER.clean(LINE.sub("", converted)))

    def choose(self, text: str, is_short: bool) -> None:
        """Leaves out what looks for marks that a text does not hold, and what guards longer texts: each costs time at each piece of it."""
        self.has_escapes = "\\" in text
        patterns, processors = self.of_short_texts if is_short else self.of_any_text
        inline: Any = self.markdown.treeprocessors["inline"]
        inline.inlinePatterns = [member for member, mark in patterns if mark in text]
        self.markdown.parser.blockprocessors = [member for member, mark in processors if mark in text]  # type: ignore[assignment]

    def keep_time(self) -> None:
        if _clock() > self.given_up:
            raise TooComplexError(_TOO_SLOW)

    def spend(self, limit: str, cost: int, most: int, reason: str) -> None:
        self.spent[limit] += cost
        if self.spent[limit] > most:
            raise TooComplexError(reason)


def _with_marks(registry: Registry[Any], marks: Mapping[str, str]) -> list[tuple[Any, str]]:
    """What is in a registry, in order, each with what a text holds that needs it; every text holds the empty one."""
    by_member = {id(registry[name]): mark for name, mark in marks.items()}
    return [(member, by_member.get(id(member), "")) for member in registry]


def _without_guards(members: list[tuple[Any, str]]) -> list[tuple[Any, str]]:
    return [(member, mark) for member, mark in members if not isinstance(member, _GUARDS)]


class _Dialect(Extension):
    """What is taken out of Python-Markdown, HTML above all, and what is put in."""

    def __init__(self, converter: _Converter) -> None:
        super().__init__()
        self.converter = converter

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.ESCAPED_CHARS = list(string.punctuation)
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash_break", 95)
        md.preprocessors.register(_Whitespace(md), "normalize_whitespace", 30)
        md.preprocessors.register(_Prepare(self.converter, md), "prepare", 25)
        md.parser.blockprocessors.register(_BlockTimer(self.converter, md), "timer", 1000)
        md.parser.blockprocessors.register(_Lines(md.parser), "lines", 950)
        md.inlinePatterns.register(_MarksGuard(self.converter), "marks_guard", 195)
        md.inlinePatterns.register(_LinksGuard(self.converter), "links_guard", 175)
        md.inlinePatterns.register(patterns.Autolink(r"<((?:https?://|mailto:)[^<>\s]+)>", md), "autolink", 120)
        md.inlinePatterns.register(patterns.Comment("<!--", md), "comment", 115)
        md.inlinePatterns.register(patterns.Mail(r"<([^<>\s@]+@[^<>\s@]+)>", md), "automail", 110)
        md.inlinePatterns.register(patterns.Address(r"(?<![\w/])https?://[^\s<>\x02\x03\ufdd0]{1,2000}", md), "address", 105)
        md.treeprocessors.register(_Plain(md), "plain", 30)
        md.treeprocessors.register(_Unescape(self.converter, md), "unescape", 0)
        md.treeprocessors.register(_Finish(self.converter, md), "finish", -10)
        if md.delimiters is not None:
            md.delimiters.add("~", "del", double=True)
        for name, mark in _MARKS_OF_EXPRESSIONS.items():
            pattern = md.inlinePatterns[name]
            pattern.compiled_re = _Marked(pattern.compiled_re, mark)  # type: ignore[assignment]


class _Marked:
    """An expression that is looked for where its mark is only: many of them look back at each character."""

    def __init__(self, expression: re.Pattern[str], mark: str) -> None:
        self.expression = expression
        self.mark = mark

    def finditer(self, text: str, start: int) -> Iterable[re.Match[str]]:
        return self.expression.finditer(text, start) if text.find(self.mark, start) >= 0 else ()


class _Whitespace(NormalizeWhitespace):
    """Leaves a text as it is where all of its whitespace is normal already."""

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        return super().run(lines) if any(mark in text for mark in _TO_NORMALIZE) else [*lines, "", ""]


class _Prepare(Preprocessor):
    """The lines of a text as Python-Markdown reads them; too tangled ones end here."""

    def __init__(self, converter: _Converter, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.converter = converter

    def run(self, lines: list[str]) -> list[str]:
        text = dialect.prepare("\n".join(lines), self._store)
        is_short = complexity.is_short(text)
        reason = None if is_short and complexity.is_flat(text) else complexity.too_complex(text)
        if reason:
            raise TooComplexError(reason)
        self.converter.choose(text, is_short)
        return text.split("\n")

    def _store(self, code: str) -> str:
        return self.md.htmlStash.store(f"<pre><code>{html.escape(code, quote=False)}\n</code></pre>")


class _Plain(Treeprocessor):
    """Takes text without a mark for finished, so that none of the inline patterns is tried on it."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.text and _is_plain(element.text):
                element.text = AtomicString(element.text)
            if element.tail and _is_plain(element.tail):
                element.tail = AtomicString(element.tail)


def _is_plain(text: str) -> bool:
    """Whether a piece of text holds nothing that any inline pattern begins with."""
    return not _MARK.search(text) and "://" not in text and "  \n" not in text


class _Unescape(UnescapeTreeprocessor):
    """Goes over the whole tree only where a backslash may have put something away."""

    def __init__(self, converter: _Converter, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.converter = converter

    def run(self, root: Element) -> None:
        if self.converter.has_escapes:
            super().run(root)


class _Finish(Treeprocessor):
    def __init__(self, converter: _Converter, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.converter = converter

    def run(self, root: Element) -> None:
        for element in root.iter():
            for name, value in element.attrib.items():
                element.set(name, self._whole(value))
        finish(root, self.converter.job, [str(block) for block in self.md.htmlStash.rawHtmlBlocks])

    def _whole(self, text: str) -> str:
        """An attribute's text with all that stands for what was put away; Python-Markdown puts back the outermost only."""
        put_away = self.md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]

        def put_back(match: re.Match[str]) -> str:
            inner = put_away.get(match[1], "")
            return inner if isinstance(inner, str) else "".join(inner.itertext())

        while INLINE_PLACEHOLDER_RE.search(text):
            text = INLINE_PLACEHOLDER_RE.sub(put_back, text)
        return text


class _BlockTimer(BlockProcessor):
    """Looks at the clock before each block is read."""

    def __init__(self, converter: _Converter, md: markdown.Markdown) -> None:
        super().__init__(md.parser)
        self.converter = converter

    def test(self, parent: Element, block: str) -> bool:
        self.converter.keep_time()
        return False

    def run(self, parent: Element, blocks: list[str]) -> None:
        raise AssertionError("no block is ever taken")


class _Lines(ParagraphProcessor):
    """Takes a block for a paragraph without asking what else it might be."""

    def test(self, parent: Element, block: str) -> bool:
        return _PARAGRAPH.fullmatch(block) is not None


class _MarksGuard(InlineProcessor):
    """Looks at each piece of inline text before anything else does."""

    def __init__(self, converter: _Converter) -> None:
        super().__init__(r"\A")
        self.converter = converter

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        self.converter.keep_time()
        self.converter.spend("marks", complexity.mark_cost(data), complexity.MARK_COST, _TOO_MANY_MARKS)
        if "`" in data:
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


_GUARDS = (_BlockTimer, _MarksGuard)
