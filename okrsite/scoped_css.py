"""A theme's style sheets → one that holds only for our part of a page of somebody else's.

In a handbook our part is one element, and the handbook's own styles are all around it. Every selector is put below that element, so that
nothing leaks out. Within it the browser's own styles are the ground again, whatever the handbook says of `table` or `details`, and ours
stand on it: below an id they win over what a handbook writes. Cascade layers would lose against any rule without one, so each becomes a
step in specificity. The width of a page becomes the width of our part, and the size of text that of the text around it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import tinycss2

SCOPE = "okrsite"
"""The id of the element that the style sheet is for."""
MAIN = "okrsite-main"
"""The class of the element in it that stands for a page's `main`."""

_REM = 16
"""Pixels of `1rem` in a condition on the width, where the page's own size of text does not count."""
_STEP = ":not(#_)"
_WIDTH = re.compile(r"\(\s*(min|max)-width\s*:\s*([\d.]+)rem\s*\)")
_ROOT = re.compile(r"(?::root|html|body)(?![\w-])")
_OF_ROOT = re.compile(r"((?::root|html)?(?:\[data-[^\]]*\]|:not\(\[data-[^\]]*\]\))+)\s+(?=\S)")
_MAIN = re.compile(r"(?<![\w.#:\-\[])main(?![\w-])")
_DROPPED = ("page", "charset", "import", "namespace")
_HOLDING = ("media", "supports", "container")

_GROUND = f"""\
@property --{SCOPE}-rem {{ syntax: "<length>"; inherits: true; initial-value: 16px; }}
#{SCOPE} {{ --{SCOPE}-rem: 1em; }}
#{SCOPE} > .{MAIN} {{ container: {SCOPE} / inline-size; }}
.md-typeset > #{SCOPE} > .{MAIN} {{ clear: both; }} /* Material's buttons float beside what comes first: they would narrow all of it */
#{SCOPE} :where(:not(svg, svg *, img)), #{SCOPE} :where(*)::before, #{SCOPE} :where(*)::after, #{SCOPE} :where(*)::marker {{ all: revert; }}
#{SCOPE} :where([hidden]) {{ display: none; }}
"""
# What a page of its own has, and a part of one has not. The colour scheme is inherited: who sets it is the handbook. Its ground is known
# where it has a name, as in Material and in the themes of MkDocs that have a dark side; surfaces are made from it.
_PART = """\
{scope} {{
  display: block; min-height: 0; margin: 0; background: none; color-scheme: inherit; font-family: inherit; font-size: 1em;
  --ground: var(--md-default-bg-color, var(--bs-body-bg, light-dark(#fff, #1b1f26)));
  --raised: color-mix(in srgb, #fff 5%, var(--ground)); --wash: color-mix(in srgb, var(--ink) 4%, var(--ground));
  --track: color-mix(in srgb, var(--ink) 16%, var(--ground)); --line: color-mix(in srgb, var(--ink) 15%, var(--ground));
}}
{scope} :is(.{main}, .breadcrumb) {{ max-width: none; margin: 0; padding: 0; }}
{scope} .{main} {{ padding-bottom: 1rem; }}
{scope} .opening {{ padding-top: .5rem; }}
"""


@lru_cache(4)
def scoped(sheets: tuple[bytes, ...]) -> bytes:
    """One style sheet of several, in their order, that holds below the element with the id `okrsite` only."""
    layers = _Layers()
    for sheet in sheets:
        layers.read(tinycss2.parse_stylesheet_bytes(sheet, skip_comments=True, skip_whitespace=True)[0])
    rules = [text for place, (name, found) in enumerate(layers.in_order()) for text in _rules(found, _scope(place))]
    own = _relative(_PART.format(scope=_scope(len(layers.in_order())), main=MAIN))
    return (_GROUND + "".join(rules) + own).encode()


class _Layers:
    """The rules of some style sheets by layer, in the order in which layers were first named; what is in none comes last."""

    def __init__(self) -> None:
        self._found: dict[str, list[Any]] = {}
        self._outside: list[Any] = []

    def read(self, rules: Iterable[Any]) -> None:
        """Add a style sheet."""
        for rule in rules:
            if rule.type == "at-rule" and rule.lower_at_keyword == "layer":
                names = [name.strip() for name in tinycss2.serialize(rule.prelude).split(",")]
                for name in names:
                    self._found.setdefault(name, [])
                if rule.content is not None:
                    self._found[names[0]] += tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            else:
                self._outside.append(rule)

    def in_order(self) -> Sequence[tuple[str, list[Any]]]:
        """Each layer with its rules."""
        return [*self._found.items(), ("", self._outside)]


def _scope(step: int) -> str:
    """The element, with more weight the higher the step."""
    return f"#{SCOPE}" + _STEP * step


def _rules(rules: Iterable[Any], scope: str) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            yield f"{_selectors(rule.prelude, scope)} {{{_text(rule.content)}}}\n"
        elif rule.type == "at-rule" and rule.lower_at_keyword in _HOLDING and rule.content is not None:
            inner = "".join(_rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), scope))
            yield f"{_condition(rule)} {{\n{inner}}}\n"
        elif rule.type == "at-rule" and rule.lower_at_keyword not in _DROPPED:
            yield rule.serialize() + "\n"


def _condition(rule: Any) -> str:
    """A condition on the width of the page as one on that of our part; any other as it is."""
    prelude = tinycss2.serialize(rule.prelude).strip()
    if rule.lower_at_keyword != "media" or _WIDTH.sub("", prelude).replace("and", "").strip():
        return f"@{rule.at_keyword} {prelude}"
    return f"@container {SCOPE} " + _WIDTH.sub(lambda found: f"({found[1]}-width: {float(found[2]) * _REM:g}px)", prelude)


def _selectors(prelude: Sequence[Any], scope: str) -> str:
    """Each of some selectors, below the element."""
    parts: list[list[Any]] = [[]]
    for token in prelude:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return ", ".join(_below(tinycss2.serialize(part).strip(), scope) for part in parts)


def _below(selector: str, scope: str) -> str:
    """A selector below the element: the page itself becomes it, what says how the page is stays around it."""
    selector = _MAIN.sub("." + MAIN, selector)
    if state := _OF_ROOT.match(selector):
        return f"{state[1]} {scope} {selector[state.end() :]}"
    if root := _ROOT.match(selector):
        return scope + selector[root.end() :]
    return f"{scope} {selector}"


def _text(nodes: Iterable[Any]) -> str:
    """Declarations as they are written, their sizes relative to the text around our part."""
    return "".join(map(_value, nodes))


def _value(node: Any) -> str:
    if node.type == "dimension" and node.lower_unit == "rem":
        return f"calc({node.representation} * var(--{SCOPE}-rem))"
    if node.type == "function":
        return f"{node.name}({_text(node.arguments)})"
    if node.type == "() block":
        return f"({_text(node.content)})"
    return "" if node.type == "comment" else str(node.serialize())


def _relative(css: str) -> str:
    return _text(tinycss2.parse_component_value_list(css))
