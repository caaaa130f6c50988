"""The frozen values that templates are given → every field with its type and meaning."""

import ast
import dataclasses
import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from types import UnionType
from typing import Any, ForwardRef, Union, get_args, get_origin, get_type_hints

from msgspec import Struct

from okrsite.look import Look
from okrsite.pages import KINDS, Page
from okrsite.pages.fragments import FRAGMENTS, Fragment

from .markdown import for_readers, sentence, table

_VARIABLES = """\
# Template variables

What a theme's templates may use. A template is given one `page`, a frozen value whose fields are listed here: those
that every page has, and those of its own kind. Numbers such as progress are exact fractions until a filter writes them
out; texts are plain and are escaped wherever they are put; only a field of type Markup holds HTML. How to make a theme
is told in [Themes](../themes.md).

## site

{site_sentence}

{site}

## Every page

{shared}

{kinds}
## Fragments

What pages of other sites show ([Embedding](../embedding.md)), and pages for frames. A template of one is given a
`fragment` in place of a `page`, `root`, which leads to the OKR pages, `site`, `styling`, which is a link to the style
sheet or empty, and `away`, which says whether links open a page of their own. Every fragment has a `title` and an
`address`, the page that tells more. `embeds/note.html` stands where there is nothing to show; its `fragment` is none.

{fragments}
## Parts

What the fields above are made of.

{parts}"""


def template_variables_page() -> str:
    """Every kind of page by its template, then the values that pages are made of."""
    values = inner_values((*KINDS, *FRAGMENTS, Look))
    parts = sorted((value for value in values if not issubclass(value, (Page, Look, Fragment))), key=lambda value: value.__name__)
    names = {part.__name__ for part in parts}
    shared = set(field_names(Page))
    every = set(field_names(Fragment))
    return _VARIABLES.format(
        site_sentence=sentence(Look),
        site=_fields(Look, names, frozenset()),
        shared=_fields(Page, names, frozenset()),
        kinds="\n".join(f"## {k.template}\n\n{sentence(k)}\n\n{_fields(k, names, shared)}\n" for k in KINDS),
        fragments="\n".join(f"### {f.template}\n\n{sentence(f)}\n\n{_fields(f, names, every)}\n" for f in FRAGMENTS),
        parts="\n".join(f"### {p.__name__}\n\n{sentence(p)}\n\n{_fields(p, names, frozenset())}\n" for p in parts),
    )


def inner_values(classes: Iterable[type]) -> list[type]:
    """These classes of values, and all that the types of their fields name."""
    found: dict[type, None] = {}
    waiting = list(classes)
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found[one] = None
            waiting += [inner for annotation in get_type_hints(one).values() for inner in _values_in(annotation)]
    return list(found)


def _values_in(annotation: Any) -> Iterator[type]:
    if isinstance(annotation, type) and (dataclasses.is_dataclass(annotation) or issubclass(annotation, Struct)):
        yield annotation
    for part in get_args(annotation):
        yield from _values_in(part)


def _fields(kind: Any, names: set[str], without: Iterable[str]) -> str:
    meanings, hints = field_meanings(kind), get_type_hints(kind)
    fields = [name for name in field_names(kind) if name not in without]
    if not fields:
        return "It has no fields of its own."
    rows = [(f"`{name}`", _linked(_type_words(hints[name]), names), meanings.get(name, "")) for name in fields]
    if not any(meaning for *_, meaning in rows):
        return table(("field", "type"), (row[:2] for row in rows))
    return table(("field", "type", "meaning"), rows)


def field_names(kind: Any) -> Sequence[str]:
    """The fields of a page, which is a dataclass, or of a value on it, which is a struct."""
    return kind.__struct_fields__ if issubclass(kind, Struct) else [field.name for field in dataclasses.fields(kind)]


def field_meanings(kind: type) -> dict[str, str]:
    """The text below each field of a class, or of one that it inherits from."""
    found: dict[str, str] = {}
    for base in reversed([base for base in kind.__mro__ if base.__module__.startswith("okrsite")]):
        (body,) = ast.parse(textwrap.dedent(inspect.getsource(base))).body
        statements = body.body if isinstance(body, ast.ClassDef) else []
        for field, text in pairwise(statements):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, ast.Expr):
                found[field.target.id] = for_readers(str(ast.literal_eval(text.value)))
    return found


def _type_words(annotation: Any) -> str:
    """A type as a template's author thinks of it."""
    if annotation is type(None):
        return "none"
    if isinstance(annotation, ForwardRef):
        return str(annotation.__forward_arg__)
    parts = get_args(annotation)
    origin = get_origin(annotation)
    if origin in (UnionType, Union):
        return " or ".join(_type_words(part) for part in parts)
    if origin is tuple:
        inner = [_type_words(part) for part in parts if part is not Ellipsis]
        return f"list of {inner[0]}" if Ellipsis in parts else f"({', '.join(inner)})"
    return _PLAIN.get(annotation.__name__, str(annotation.__name__))


_PLAIN = {"str": "text", "int": "whole number", "bool": "true or false", "date": "date"}


def _linked(text: str, names: set[str]) -> str:
    return re.sub(r"\w+", lambda word: f"[{word[0]}](#{word[0].lower()})" if word[0] in names else word[0], text)
