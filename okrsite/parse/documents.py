"""One document → one model value: a unit, an objective, a KPI, a page or a review (FORMAT §4, §5, §8)."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from okrsite.config import BUILT_IN_VISIBILITIES, Config
from okrsite.cycles import Cycle
from okrsite.diagnostics import Diagnostic, Location, has_errors
from okrsite.kinds import as_day, kind_of
from okrsite.model import Kpi, Objective, Page, Reference, Unit, Visibility
from okrsite.parse.key_results import band_faults
from okrsite.parse.layout import meant_cycle
from okrsite.parse.objectives import ignores, money, parse_objective
from okrsite.parse.people import is_key_like, people_in
from okrsite.parse.places import LeftOver, as_written
from okrsite.schema import (
    DOCUMENT_TYPES,
    DOCUMENTS,
    Filed,
    KpiDocument,
    ObjectiveDocument,
    ReviewDocument,
    UnitDocument,
    as_values_file,
)
from okrsite.source.folders import composed
from okrsite.source.front_matter import Document
from okrsite.suggestions import brief, did_you_mean, nearest
from okrsite.urls import is_slug, slug
from okrsite.validation import Place, validate, without_faults

Value = Unit | Objective | Kpi | Page


class Item(Struct, frozen=True):
    """What one file holds: its unit's reference, its value (None where it has errors), who may see it, and what is wrong with it.

    `sketch` is what can be understood of an objective with errors, so that its references are looked at in the same run.
    `names` are those of people; `keys` are those that look like keys of people.yml, with their places.
    `is_unclear` says that one of its errors may stand where it was meant to say who may see it, such as a misspelt key.
    `reference` is what others call it, as far as it can be told; `says_visibility` whether it has a `visibility:` of its own.
    `values_file` is the path of the CSV file that a KPI takes its values from, also where the KPI has errors.
    `visibility` is None where the document does not say it in a way that can be understood: nothing is hidden then, because the
    error must be seen, and nothing is published, because there is an error (FORMAT §13).
    """

    file: str
    unit: str
    reference: str
    value: Value | None
    visibility: Visibility | None
    says_visibility: bool
    visibility_location: Location
    diagnostics: tuple[Diagnostic, ...]
    sketch: Objective | None = None
    names: frozenset[str] = frozenset()
    keys: tuple[Reference, ...] = ()
    is_unclear: bool = False
    values_file: Reference | None = None

    @property
    def is_unit(self) -> bool:
        """Whether it is a unit's index.md."""
        return self.file.endswith("/index.md")


def parse_document(document: Document, unit: str, cycle: str | None, config: Config) -> Item:
    """The value that a document holds; `unit` and `cycle` say where it lies."""
    data = document.data or {}
    place = Place(document.file, as_written(document.positions, data))
    if document.stem == "index" and cycle is not None:  # folder-in-cycle: it stands for no unit, least of all for the one around it
        unit = "/".join(document.folder)
    visibility, faults = _visibility(data, place, config)
    value: Value | None = None
    sketch: Objective | None = None
    if document.data is not None:
        value, more = _value(document, unit, cycle, config, place, visibility or Visibility())
        if value is None and document.stem != "index" and (data.get("type") or "objective") == "objective":
            sketch, further = _sketch(document, unit, cycle, config, place)
            more += [fault for fault in further if fault not in more]
        faults += more
    if not visibility or has_errors(document.diagnostics):
        sketch = value if isinstance(value, Objective) else sketch
        value = None
    # A scalar that is faulty as YAML is kept as text, so that validation may find fault with it a second time.
    said = {diagnostic.location for diagnostic in document.diagnostics}
    faults = [fault for fault in faults if fault.location not in said]
    reference = value.reference if value else _likely_reference(document, unit, cycle)
    at, says = place.value("visibility"), data.get("visibility") is not None
    named = people_in(data, place)
    names = frozenset([name.text for name in named])
    like_keys = set(filter(is_key_like, names))
    keys = tuple([name for name in named if name.text in like_keys])
    misread = has_errors(document.diagnostics) or any(fault.code == "unknown-key" for fault in faults)
    unclear = visibility is None or (visibility == Visibility() and misread)
    found = (*document.diagnostics, *faults)
    file = _values_file(document, place)
    return Item(document.file, unit, reference, value, visibility, says, at, found, sketch, names, keys, unclear, file)


def _likely_reference(document: Document, unit: str, cycle: str | None) -> str:
    """The reference that a document with errors would have."""
    if document.stem == "index":
        return unit
    data = document.data or {}
    return "/".join(filter(None, (unit, str(data.get("cycle") or cycle or ""), str(data.get("id") or document.stem))))


def _values_file(document: Document, place: Place) -> Reference | None:
    """The file that a KPI names, by its path from the project's folder."""
    data = document.data or {}
    if data.get("type") != "kpi" or data.get("values_from") is None:
        return None
    try:
        path = as_values_file(data["values_from"])
    except ValueError:  # validation reports it
        return None
    return Reference(composed(f"{document.file.rpartition('/')[0]}/{path}"), place.value("values_from"))


def _value(
    document: Document, unit: str, cycle: str | None, config: Config, place: Place, visibility: Visibility
) -> tuple[Value | None, list[Diagnostic]]:
    data = document.data or {}
    if document.stem == "index":
        written, faults = validate(UnitDocument, data, place)
        return (_unit(written, document, unit, place, visibility) if written and cycle is None else None), faults
    kind = data.get("type") or "objective"
    if not isinstance(kind, str) or kind not in DOCUMENTS:
        shown = f"`{brief(str(kind), 60)}`" if isinstance(kind, (str, int)) else kind_of(kind)
        hint = did_you_mean(str(kind), DOCUMENT_TYPES)
        return None, [Diagnostic(place.value("type"), "unknown-value", f"`type`: {shown} is not known here.", hint)]
    filed, faults = validate(DOCUMENTS[kind], data, place)
    identifier, found = _identifier(data, document, place)
    faults += found
    if isinstance(filed, (ObjectiveDocument, ReviewDocument)):
        cycle, found = _cycle(filed.cycle or cycle, place, config)
        faults += found
    if filed is None or faults or identifier is None:
        return None, faults
    return _filed(filed, document, unit, cycle or "", identifier, config, place, visibility)


def _filed(
    filed: Filed, document: Document, unit: str, cycle: str, identifier: str, config: Config, place: Place, visibility: Visibility
) -> tuple[Value | None, list[Diagnostic]]:
    if isinstance(filed, ObjectiveDocument):
        found = config.calendar.find(cycle)
        assert found, "an unknown cycle was reported before"
        objective, faults = parse_objective(filed, unit, found, identifier, place, visibility, document.body, document.body_line)
        return (None if faults else objective), faults
    if isinstance(filed, KpiDocument):
        return _kpi(filed, document, unit, identifier, place, visibility)
    reviewed, day = (cycle, filed.date) if isinstance(filed, ReviewDocument) else (None, None)
    tags = filed.tags or ()
    body, line = document.body, document.body_line
    return Page(unit, identifier, filed.title, place.key(), reviewed, day, tags, visibility, body, line, ignores(filed, place)), []


# Findings that may come of nothing but what was left out of a document with faults.
_UNCERTAIN = {"key_results": ("unknown-key-result", "zero-weights"), "rollup": ("manual-progress",), "progress": ("manual-progress",)}
_ANY_CYCLE = Cycle("", "", date(2, 1, 1), date(9998, 12, 31))


def _sketch(
    document: Document, unit: str, cycle: str | None, config: Config, place: Place
) -> tuple[Objective | None, list[Diagnostic]]:
    """What is left of an objective without its faulty parts, and what is wrong with that."""
    data = document.data or {}
    written, kept = without_faults(ObjectiveDocument, data)
    if written is None:
        return None, []
    left = Place(place.file, LeftOver(place.positions, kept))
    found = config.calendar.find(written.cycle or cycle or "") or _ANY_CYCLE
    sketch, faults = parse_objective(written, unit, found, document.stem, left, Visibility(), "", 1)
    changed = [key for key in _UNCERTAIN if key in data and (key in kept or key not in written.model_fields_set)]
    uncertain = {code for key in changed for code in _UNCERTAIN[key]}
    return sketch, [fault for fault in faults if fault.code not in uncertain]


def _identifier(data: Mapping[str, object], document: Document, place: Place) -> tuple[str | None, list[Diagnostic]]:
    """The id that a document has: its own, which validation has seen, or its file's name."""
    if data.get("id") is not None:
        return str(data["id"]).strip(), []
    if is_slug(document.stem):
        return document.stem, []
    stem = re.sub(r"\.md$", "", document.stem, flags=re.IGNORECASE)
    proposal = slug(stem)
    message = f"The file's name `{stem}` cannot be an id."
    if stem != document.stem:
        message = "The file's name does not end with `.md`, in small letters."
    hint = f"Rename the file to {proposal}.md, or add `id: {proposal}`." if proposal else "Add an `id:` of letters and digits."
    return None, [Diagnostic(place.key(), "bad-slug", message, hint)]


def _cycle(cycle: str | None, place: Place, config: Config) -> tuple[str | None, list[Diagnostic]]:
    if cycle is None:
        hint = "Add `cycle: 2026-q4`, or move the file into a folder of that name."
        return None, [Diagnostic(place.key(), "missing-cycle", "This document is in no cycle.", hint)]
    if config.calendar.find(cycle):
        return cycle, []
    known = [*config.calendar.configured]
    hint = "Cycles are named like 2026-q4, 2026-h2, 2026-t3, 2026 or 2026-11"
    hint += f"; configured here: {', '.join(known)}." if known else "; others are configured in okrsite.yml."
    if near := meant_cycle(cycle, config.calendar) or nearest(cycle, known):
        hint = f"Write `{near}`."
    return None, [Diagnostic(place.value("cycle"), "unknown-cycle", f"There is no cycle `{brief(cycle, 60)}`.", hint)]


def _visibility(data: Mapping[str, object], place: Place, config: Config) -> tuple[Visibility | None, list[Diagnostic]]:
    if empty := [key for key in ("visibility", "embargo") if key in data and data[key] is None]:
        return None, [_unsaid(key, place) for key in empty]
    name = data.get("visibility")
    known = (*BUILT_IN_VISIBILITIES, *config.audiences)
    if name is not None and not (isinstance(name, str) and name.strip()):  # validation reports it
        return None, []
    if name is not None and name not in known:
        hint = did_you_mean(name, known)
        if nearest(name, known) is None:
            hint += " Further audiences are named in okrsite.yml: `audiences: [board]`."
        return None, [Diagnostic(place.value("visibility"), "unknown-visibility", f"`{brief(name, 60)}` is not a visibility.", hint)]
    embargo: date | None = None
    if data.get("embargo") is not None:
        try:
            embargo = as_day(data["embargo"])
        except Exception:  # validation reports it
            return None, []
    return Visibility(str(name) if name else "public", embargo), []


def _unsaid(key: str, place: Place) -> Diagnostic:
    """Whoever began to write who may see a document meant to hide it: here an empty key is not one left out."""
    if key == "embargo":
        return Diagnostic(place.key(key), "bad-date", "`embargo:` names no day.", "Write the first day on which it is published.")
    hint = "Write who may see it, such as `restricted`, or remove the line."
    return Diagnostic(place.key(key), "unknown-visibility", "`visibility:` does not say who may see this.", hint)


def _unit(written: UnitDocument, document: Document, unit: str, place: Place, visibility: Visibility) -> Unit:
    return Unit(
        unit, written.title, place.key(), written.lead, written.members or (), written.weight, written.mission, money(written.budget),
        written.tags or (), visibility, document.body, document.body_line, ignores(written, place),
    )  # fmt: skip


def _kpi(
    kpi: KpiDocument, document: Document, unit: str, identifier: str, place: Place, visibility: Visibility
) -> tuple[Kpi | None, list[Diagnostic]]:
    faults = [*_kpi_faults(kpi, place)]
    values = tuple(sorted((entry.date, entry.value) for entry in kpi.values or ()))
    value = Kpi(
        unit, identifier, kpi.title, place.key(), kpi.unit, kpi.owner, kpi.good, kpi.target, kpi.low, kpi.high, kpi.watch, values,
        kpi.values_from, kpi.source, kpi.tags or (), visibility, document.body, document.body_line, ignores(kpi, place),
    )  # fmt: skip
    return (None if faults else value), faults


def _kpi_faults(kpi: KpiDocument, place: Place) -> Iterator[Diagnostic]:
    """What is missing or does not fit for the side on which a KPI is healthy (FORMAT §8)."""
    wanted = {"between": ("low", "high"), "at_least": ("target",), "at_most": ("target",)}.get(kpi.good or "", ())
    for key in ("target", "low", "high"):
        if key in wanted and getattr(kpi, key) is None:
            yield Diagnostic(place.key(), "missing-key", f"`good: {kpi.good}` needs a `{key}`.", f"Add `{key}: …`.")
        if key not in wanted and kpi.good and getattr(kpi, key) is not None:
            yield Diagnostic(place.key(key), "key-not-for-type", f"`{key}` does not belong to `good: {kpi.good}`.", "Remove it.")
    if kpi.low is not None and kpi.high is not None and kpi.low > kpi.high:
        yield Diagnostic(place.value("low"), "low-above-high", "`low` lies above `high`.", "Exchange them.")
    if kpi.values is not None and kpi.values_from is not None:
        hint = "Keep the file, and move the values of the document into it; or remove the line `values_from`."
        yield Diagnostic(place.key("values_from"), "values-twice", "The values stand here and in a file.", hint)
    if kpi.good and kpi.watch is not None:
        yield from band_faults(kpi.good, kpi.target, kpi.low, kpi.high, kpi.watch, place, "watch")
