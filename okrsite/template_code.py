"""A theme's template → the Python that Jinja runs, for sites of thousands of pages in one language.

Jinja's own code streams: each value is escaped into an object of its own and handed up through every region around it. Here a page is
wanted as a whole, so that a region gathers its parts and hands up one text. What a template says is translated when it is loaded, and
becomes part of the text around it; so the code is the same for every site, whatever its language and its terms. An attribute is looked up
as Python does it, in a tenth of the time; a template that means something else, such as a key of a mapping, is noticed by its first
failure, and compiled anew with care.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from keyword import iskeyword
from typing import Any

from jinja2 import BaseLoader, BytecodeCache, Environment, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup

from okrsite import html_text

_WORDS = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext"})
_MESSAGES = frozenset({"_", "gettext"})  # those that say the same whatever the values are
_OF_TEXTS = re.compile(r"([^%]|%%|%\(\w+\)s)*", re.DOTALL)


def rendered(template: Template, **known: object) -> str:
    """What a template says of what is known. Jinja goes through a chain of mappings for that, which takes as long as fifty values."""
    environment: TemplateEnvironment = template.environment  # type: ignore[assignment]
    name = template.name or ""
    if name in environment.with_care:
        environment = environment.careful
        template = environment.get_template(name)
    context = Context(environment, {**environment.globals, **known}, template.name, template.blocks)
    try:
        return environment.concat(template.root_render_func(context))
    except Exception as fault:
        if name and name not in environment.with_care and isinstance(fault, AttributeError):
            environment.with_care.add(name)
            return rendered(template, **known)
        environment.handle_exception()  # raises it with the template's lines


def called(context: Context, thing: Any, around: Mapping[str, Any], *values: Any) -> Any:
    """What a call says, with the names `around` it that a function may ask for.

    A macro that gets all of its values is run at once: to find out how it is meant takes Jinja longer than most macros themselves.
    """
    if type(thing) is Macro and len(values) == len(thing.arguments) and not (thing.caller or thing.catch_kwargs or thing.catch_varargs):
        text = thing._func(*values)
        return Markup(text) if context.eval_ctx.autoescape else text
    return context.call(thing, *values, **around)


def pattern(say: Callable[..., str], message: str, *names: str) -> str:
    """What a message says, to be filled with the values of these names by `%`."""
    parts = str(say(message, **{name: Markup(f"\0{name}\0") for name in names})).split("\0")  # every second part is a name
    return "".join(f"%({part})s" if place % 2 else part.replace("%", "%%") for place, part in enumerate(parts))


class Partials(dict[str, Template]):
    """The templates that one template includes, or imports from, by the names that it has for them."""

    def __init__(self, environment: Environment, name: str | None) -> None:
        super().__init__()
        self._environment, self._name = environment, name

    def __missing__(self, partial: str) -> Template:
        self[partial] = found = self._environment.get_template(partial, self._name)
        return found

    def included(self, partial: str, around: Context, local: Mapping[str, Any]) -> Iterator[str]:
        """What a template says where all is known that is known around it.

        Jinja copies all that is known to every template into each context, which takes longer than most partials themselves.
        """
        template = self[partial]
        known = {**around.get_all(), **{name: value for name, value in local.items() if value is not missing}}
        return template.root_render_func(Context(self._environment, known, template.name, template.blocks))


class _Asked(str):
    """The Python that asks for words, in a place where there is else text."""


class TemplateCode(CodeGenerator):
    """Jinja's compiler with the differences that are named above; what a template means stays the same."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 (Jinja's name)
        """The whole of a template, and what is known of it as soon as it is loaded: what it says in the words of the site."""
        self._said: dict[str, str] = {}
        self._shown: nodes.Expr | None = None
        self.writeline(f"from {__name__} import Partials, called, pattern")
        self.writeline(f"from {html_text.__name__} import escaped")
        self.writeline(f"partials = Partials(environment, {self.name!r})")
        super().visit_Template(node, frame)
        if self._said:
            self.writeline("words = environment.globals")
        for expression, name in self._said.items():
            self.writeline(f"{name} = {expression}")

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """The body of anything; that of a region is gathered, and given as one text."""
        is_region = frame.block_frame or (frame.rootlevel and not frame.require_output_check)
        if frame.buffer is not None or not is_region:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:  # noqa: N802
        """Another template in the place where it is included."""
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        if not isinstance(name, str) or not node.with_context or node.ignore_missing:
            super().visit_Include(node, frame)
            return
        self.writeline(f"for event in partials.included({name!r}, context, {self.dump_local_context(frame)}):", node)
        self.indent()
        self.simple_write("event", frame)
        self.outdent()

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """An attribute in Python's own way."""
        if isinstance(node.node, nodes.Const) or iskeyword(node.attr) or not node.attr.isascii():
            super().visit_Getattr(node, frame)
            return
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """A call; words are never functions that ask Jinja for its context, so they are called at once."""
        if forward_caller or not self._is_words(node, frame):
            if forward_caller or node.kwargs or node.dyn_args or node.dyn_kwargs:
                super().visit_Call(node, frame, forward_caller=forward_caller)
            else:
                self._call_by_place(node, frame)
        elif self._is_pattern(node, frame):
            self.write("" if node is self._shown else "Markup")
            self._fill_pattern(node, frame)
        else:
            self.visit(node.node, frame)
            self.write("(")
            for argument in (*node.args, *node.kwargs):
                self.visit(argument, frame)
                self.write(", ")
            self.write(")")

    def _is_pattern(self, node: nodes.Expr, frame: Frame) -> bool:
        """Whether it is a message with values, whose words are known before these are."""
        if not isinstance(node, nodes.Call) or not node.kwargs or [_is_of_texts(argument) for argument in node.args] != [True]:
            return False
        return frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and self._is_words(node, frame, _MESSAGES)

    def _fill_pattern(self, node: nodes.Call, frame: Frame) -> None:
        texts = (*(message.value for message in node.args), *(value.key for value in node.kwargs))  # type: ignore[attr-defined]
        words = f"words[{node.node.name!r}]"  # type: ignore[attr-defined]
        self.write(f"({self._known_once(f'pattern({words}, {_listed(texts)})')} % {{")
        for value in node.kwargs:
            self.write(f"{value.key!r}: escaped(")
            self.visit(value.value, frame)
            self.write("), ")
        self.write("})")

    def _call_by_place(self, node: nodes.Call, frame: Frame) -> None:
        names = [name for name, inside in (("_loop_vars", frame.loop_frame), ("_block_vars", frame.block_frame)) if inside]
        self.write("called(context, ")
        self.visit(node.node, frame)
        self.write(f", {{{', '.join(f'{name!r}: {name}' for name in names)}}}, ")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def _import_common(self, node: nodes.Import | nodes.FromImport, frame: Frame) -> None:
        """What another template has; without what is known around, it is the same every time."""
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        if not isinstance(name, str) or node.with_context:
            super()._import_common(node, frame)
        else:
            self.write(f"partials[{name!r}].module")

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        """What is the same on every page; raises where there is no such thing, or where it depends on the site."""
        if isinstance(node, nodes.Call) and self._is_words(node, frame) and not node.kwargs:
            return _Asked(self._asked(node))
        if not isinstance(node, nodes.TemplateData | nodes.Const):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def _output_const_repr(self, group: Iterable[str]) -> str:
        """Texts and words that follow each other, as one text."""
        parts = [part if isinstance(part, _Asked) else repr(part) for part in group]
        if not any(isinstance(part, _Asked) for part in parts):
            return super()._output_const_repr(group)
        return self._known_once(f"''.join(({', '.join(parts)},))")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self._shown = node
            self.write("(" if self._is_pattern(node, frame) else "escaped(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _asked(self, node: nodes.Call) -> str:
        """The Python that asks for what a call of `_` or its like says; raises where its message is not known yet."""
        if not all(isinstance(argument, nodes.Const) for argument in node.args):
            raise nodes.Impossible
        texts = _listed(argument.value for argument in node.args)  # type: ignore[attr-defined]
        return f"words[{node.node.name!r}]({texts})"  # type: ignore[attr-defined]

    def _known_once(self, expression: str) -> str:
        """The name of what an expression says when the template is loaded."""
        return self._said.setdefault(expression, f"said_{len(self._said)}")

    def _is_words(self, node: nodes.Call, frame: Frame, words: Collection[str] = _WORDS) -> bool:
        """Whether it calls `_` or its like, and not something that the template itself gives that name."""
        name = node.node
        if not isinstance(name, nodes.Name) or name.name not in words or node.dyn_args or node.dyn_kwargs:
            return False
        if any(iskeyword(value.key) for value in node.kwargs):
            return False
        return frame.symbols.find_load(frame.symbols.ref(name.name)) == (VAR_LOAD_RESOLVE, name.name)


def _is_of_texts(node: nodes.Expr) -> bool:
    """Whether it is a message that takes all values as texts."""
    return isinstance(node, nodes.Const) and isinstance(node.value, str) and _OF_TEXTS.fullmatch(node.value) is not None


def _listed(values: Iterable[object]) -> str:
    return ", ".join(map(repr, values))


class CarefulCode(TemplateCode):
    """The same for templates with attributes that Python does not find: a key of a mapping, or what may not be there."""

    visit_Getattr = CodeGenerator.visit_Getattr  # noqa: N815


class TemplateEnvironment(Environment):
    """Jinja's environment with `TemplateCode`, strict and escaping; the templates `with_care` are compiled by the `careful` one."""

    code_generator_class = TemplateCode

    def __init__(self, loader: BaseLoader | None = None, bytecode_cache: BytecodeCache | None = None) -> None:
        super().__init__(
            loader=loader,
            bytecode_cache=bytecode_cache,
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            optimized=False,  # what filters make of constants depends on the site
            auto_reload=False,
            cache_size=-1,
        )

    @cached_property
    def with_care(self) -> set[str]:
        """The names of the templates that were found to ask for what is no attribute, in themselves or in what they include."""
        return set()

    @cached_property
    def careful(self) -> "TemplateEnvironment":
        """The same environment for these."""
        careful = self.overlay()
        careful.code_generator_class, careful.bytecode_cache = CarefulCode, None
        return careful
