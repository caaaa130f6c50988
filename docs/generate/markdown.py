"""Rows → Markdown tables, and the little else that the generated pages are made of."""

import inspect
import re
from collections.abc import Iterable


def table(head: tuple[str, ...], rows: Iterable[Iterable[str]]) -> str:
    """A table; bars inside a cell are escaped."""
    cells = (tuple(cell.replace("|", "\\|") for cell in row) for row in rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, tuple("---" for _ in head), *cells))


def codes(names: Iterable[str]) -> str:
    """Names as code, with commas between them."""
    return ", ".join(f"`{name}`" for name in names)


def sentence(thing: object) -> str:
    """What is said of a class or function in its own text."""
    return for_readers(thing.__doc__ or "")


def for_readers(text: str) -> str:
    """A docstring without its citations of the format's sections, which are of use to those who read the code."""
    text = re.sub(r"\s*\((FORMAT §|DESIGN|README|okrsite\.)[^()]*\)", "", inspect.cleandoc(text))
    return re.sub(r"FORMAT §\d+( to §\d+|, §\d+)*", "the format", " ".join(text.split()))


def anchor(title: str) -> str:
    """The id that a heading has on its page."""
    return re.sub(r"[^\w-]", "", title.lower().replace(" ", "-"))
