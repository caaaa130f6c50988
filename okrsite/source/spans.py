"""Front matter → where each of its values begins and ends, so that an edit can touch one value and nothing around it.

`yaml_values` notes where values begin, which messages need; an edit also needs their ends, and the library's end marks of what stands in
blocks lie lines further down. Only for texts in which `yaml_values` has found no fault.
"""

from dataclasses import dataclass, field
from typing import Any, Final

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STARTS: Final = (yaml.MappingStartEvent, yaml.SequenceStartEvent)


@dataclass(slots=True)
class Span:
    """A value's first character and the place behind its last one, counted from 0; `inner` are the values in a mapping or a list.

    `key` is where the key begins, in a list where the item does. `style` is `block` or `flow` for a mapping or a list, for a text the
    mark that it begins with: a quote, `|`, `>`, or nothing.
    """

    start: int
    end: int
    key: int
    style: str
    inner: "dict[str, Span] | list[Span] | None" = None

    @property
    def last(self) -> "Span | None":
        """The last value inside, if there is one."""
        values = list(self.inner.values()) if isinstance(self.inner, dict) else self.inner
        return values[-1] if values else None


def read_spans(text: str) -> Span | None:
    """The span of a YAML text's one value; None where there is only blank space and comments."""
    reading = _Reading(text)
    get_event = _Loader(text).get_event
    while (event := get_event()) is not None:
        reading.take(event)
    return reading.root


@dataclass(slots=True)
class _Reading:
    """The spans found so far; `open` are those whose end is still to come, `key` what the innermost mapping waits for the value of."""

    text: str
    root: Span | None = None
    open: list[Span] = field(default_factory=list)
    keys: list[tuple[str, int] | None] = field(default_factory=list)

    def take(self, event: Any) -> None:
        start, end = (mark.index for mark in (event.start_mark, event.end_mark))
        if isinstance(event, yaml.CollectionEndEvent):
            self.close(end)
        elif isinstance(event, yaml.ScalarEvent) and self.waits_for_key():
            self.keys[-1] = event.value, start
        elif isinstance(event, yaml.ScalarEvent):
            style = event.style or ""
            self.attach(Span(start, self.end_of_block(start, end) if style in ("|", ">") else end, start, style))
        elif isinstance(event, _STARTS):
            inner: dict[str, Span] | list[Span] = {} if isinstance(event, yaml.MappingStartEvent) else []
            span = Span(start, start, start, "flow" if event.flow_style else "block", inner)
            self.attach(span)
            self.open.append(span)
            self.keys.append(None)

    def waits_for_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].inner, dict) and self.keys[-1] is None

    def attach(self, span: Span) -> None:
        inner = self.open[-1].inner if self.open else None
        if isinstance(inner, dict):
            name, span.key = self.keys[-1] or ("", span.start)
            inner[name] = span
            self.keys[-1] = None
        elif isinstance(inner, list):
            inner.append(span)
        else:
            self.root = span

    def close(self, end: int) -> None:
        span = self.open.pop()
        self.keys.pop()
        span.end = span.last.end if span.style == "block" and span.last else end

    def end_of_block(self, start: int, end: int) -> int:
        """A block of text ends behind its last line; blank lines below belong to it only where `+` keeps them."""
        written = self.text[start:end]
        if "+" in written.partition("\n")[0].partition("#")[0]:
            return end
        return start + len(written.rstrip(" \t\n"))
