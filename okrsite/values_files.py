"""Documents and the files that lie beside them → KPIs with the values that their files hold (FORMAT §8).

A document is kept by its own bytes, and the file is read anew each time, so that a row more is never missed. Only files of the document's
own unit are taken: who may see the one may see the other, and whatever hides the document hides its values.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from okrsite.diagnostics import Diagnostic
from okrsite.model import Kpi, Reference
from okrsite.parse import Item, Layout
from okrsite.parse.values_file import ValuesFile, read_values
from okrsite.source.folders import SourceFile, read_bytes


def with_values(items: Sequence[Item], files: Iterable[SourceFile], layout: Layout) -> tuple[Item, ...]:
    """The items, those that name a file with its values and its faults."""
    if not any(item.values_file for item in items):
        return tuple(items)
    by_path = {source.file: source for source in files}
    return tuple(_filled(item, item.values_file, by_path, layout) if item.values_file else item for item in items)


def without_values_of(files: Iterable[SourceFile], hidden: Iterable[Item], shown: Iterable[Item]) -> tuple[SourceFile, ...]:
    """The files but for those that only hidden items take values from."""
    secret = _named(hidden) - _named(shown)
    return tuple(source for source in files if source.file not in secret)


def _named(items: Iterable[Item]) -> set[str]:
    return {item.values_file.text for item in items if item.values_file}


def _filled(item: Item, named: Reference, files: Mapping[str, SourceFile], layout: Layout) -> Item:
    source = files.get(named.text)
    if source is None or layout.unit_of(source.folder) != item.unit:
        return replace(item, diagnostics=(*item.diagnostics, _missing(named)))
    raw = read_bytes(source)
    found = ValuesFile((), (raw,)) if isinstance(raw, Diagnostic) else read_values(source.file, raw)
    value = replace(item.value, values=found.values) if isinstance(item.value, Kpi) else item.value
    return replace(item, value=value, diagnostics=(*item.diagnostics, *found.diagnostics))


def _missing(named: Reference) -> Diagnostic:
    """The same words for a file that is not there and for one of another unit, which may be hidden."""
    hint = "Put it beside the document, or in a folder below it that is no unit; names that begin with `.` or `_` are passed over."
    return Diagnostic(named.location, "values-file", f"This unit has no file `{named.text}`.", hint)
