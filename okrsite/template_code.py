"""A theme's template → the Python that Jinja runs, for sites of thousands of pages in one language.

Jinja's own code streams: each value is escaped into an object of its own and handed up through every region around it. Here a page is
wanted as a whole, so that a region gathers its parts and hands up one text. What a template says without values is translated when it
is compiled, and becomes part of the text around it.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.idtracking import VAR_LOAD_RESOLVE
from markupsafe import Markup, escape

_KEPT = 65_536
_WORDS = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext"})

# Titles, addresses and days stand on many pages. Only for exactly these types: Markup equals its text, and True equals 1.
_OFTEN = frozenset({str, int, date})
_escaped_often = lru_cache(_KEPT)(escape)


def escaped(value: object) -> str:
    """A value as HTML: Markup as it is, everything else escaped."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]
    return _escaped_often(value) if kind in _OFTEN else escape(value)


class TemplateCode(CodeGenerator):
    """Jinja's compiler with the three differences that are named above; what a template means stays the same."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 (Jinja's name)
        """The whole of a template."""
        self.writeline(f"from {__name__} import escaped")
        super().visit_Template(node, frame)

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """The body of anything; that of a region is gathered, and given as one text."""
        is_region = frame.block_frame or (frame.rootlevel and not frame.require_output_check)
        if frame.buffer is not None or not is_region:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """A call; words are never functions that ask Jinja for its context, so they are called at once."""
        if forward_caller or not self._is_words(node, frame):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        """What is the same on every page; raises where there is no such thing."""
        if isinstance(node, nodes.Call) and self._is_words(node, frame) and not node.kwargs:
            say: Any = self.environment.globals[node.node.name]  # type: ignore[attr-defined]
            return str(say(*(argument.as_const(frame.eval_ctx) for argument in node.args)))
        return super()._output_child_to_const(node, frame, finalize)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write("escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _is_words(self, node: nodes.Call, frame: Frame) -> bool:
        """Whether it calls `_` or its like, and not something that the template itself gives that name."""
        name = node.node
        if not isinstance(name, nodes.Name) or name.name not in _WORDS or node.dyn_args or node.dyn_kwargs:
            return False
        if any(iskeyword(value.key) for value in node.kwargs):
            return False
        return frame.symbols.find_load(frame.symbols.ref(name.name)) == (VAR_LOAD_RESOLVE, name.name)
