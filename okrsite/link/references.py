"""References as written → the things they mean (FORMAT §2, §18).

Three spellings are taken: the full reference, a bare id, and a path relative to the document's folder. What cannot be resolved is an
error that offers the nearest or lists every candidate; only things that this view may see are ever looked at or named.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from msgspec import Struct

from okrsite.diagnostics import Diagnostic
from okrsite.model import KeyResult, Objective, Reference
from okrsite.suggestions import Guesses, brief, known_here, nearest


class Target(Struct, frozen=True):
    """What a reference means: a document, and one of its key results where there was a `#`."""

    reference: str
    key_result: str | None = None


@dataclass(frozen=True)
class Resolver:
    """All that references can mean.

    `files` maps a path below the content folder, without `.md`, to the reference of what lies there. `broken` holds the references of
    documents with errors: they exist, but nothing is known of them, so references to them are no further fault.
    """

    objectives: Mapping[str, Objective]
    others: Mapping[str, str]
    files: Mapping[str, str]
    broken: frozenset[str]
    content: str
    _by_id: dict[str, list[str]] = field(default_factory=dict, init=False)
    _others_by_id: dict[str, list[str]] = field(default_factory=dict, init=False)
    _broken_ids: set[str] = field(default_factory=set, init=False)
    _guesses: Guesses = field(default_factory=Guesses, init=False)

    def __post_init__(self) -> None:
        for reference in self.objectives:
            self._by_id.setdefault(reference.rpartition("/")[2], []).append(reference)
        for reference in self.others:
            self._others_by_id.setdefault(reference.rpartition("/")[2], []).append(reference)
        self._broken_ids.update(reference.rpartition("/")[2] for reference in self.broken)

    def objective(self, written: Reference, source: Objective) -> Target | Diagnostic | None:
        """The objective or key result that a reference in an objective means; None where it leads to a document with errors."""
        text = unicodedata.normalize("NFC", written.text)
        path, hash_sign, key_result = text.partition("#")
        found = self._path(path, source.location.file)
        if found is not None:
            candidates = [found] if found in self.objectives else []
        elif "/" in path:
            found, candidates = path, [path] if path in self.objectives else []
        else:
            found, candidates = path, self._bearers(path, key_result if hash_sign else None, source)
        if not candidates and (found in self.broken or (found == path and path in self._broken_ids)):
            return None
        return self._single(written, candidates, key_result if hash_sign else None, source)

    def other(self, written: Reference, kind: str) -> Target | Diagnostic | None:
        """The KPI or other document of a kind that a reference means."""
        text = unicodedata.normalize("NFC", written.text)
        path = self._path(text, written.location.file) or text
        candidates = [path] if self.others.get(path) == kind else []
        if not candidates and "/" not in text:
            candidates = [r for r in self._others_by_id.get(text, []) if self.others[r] == kind]
        if len(candidates) == 1:
            return Target(candidates[0])
        if path in self.broken or (not candidates and text in self._broken_ids):
            return None
        if candidates:
            return _ambiguous(written, candidates)
        return self._unknown(written, (r for r, k in self.others.items() if k == kind), "KPI" if kind == "kpi" else kind)

    def _path(self, text: str, file: str) -> str | None:
        """What a path relative to the folder of a file leads to: a reference, or a path where nothing is; None for no such path."""
        if not text.startswith(("./", "../")):
            return None
        folder = file.removeprefix(self.content + "/").split("/")[:-1]
        for part in text.removesuffix(".md").split("/"):
            if part == ".." and not folder:
                return text
            if part == "..":
                folder.pop()
            elif part not in (".", ""):
                folder.append(part)
        path = "/".join(folder)
        return self.files.get(path, path)

    def _bearers(self, identifier: str, key_result: str | None, source: Objective) -> list[str]:
        """The objectives that bear an id: those of the same cycle, else those of any; never the document itself."""
        bearers = [r for r in self._by_id.get(identifier, []) if r != source.reference]
        if key_result is not None:
            bearers = [r for r in bearers if self.objectives[r].key_result(key_result)] or bearers
        return [r for r in bearers if self.objectives[r].cycle == source.cycle] or bearers

    def _single(self, written: Reference, candidates: list[str], key_result: str | None, source: Objective) -> Target | Diagnostic:
        if len(candidates) > 1:
            return _ambiguous(written, candidates, "" if key_result is None else f"#{key_result}")
        if not candidates:
            return self._no_objective(written, source)
        if key_result is None:
            return Target(candidates[0])
        objective = self.objectives[candidates[0]]
        if objective.key_result(key_result):
            return Target(candidates[0], key_result)
        return self._no_key_result(written, objective.reference, key_result, objective.key_results)

    def _no_objective(self, written: Reference, source: Objective) -> Diagnostic:
        """Nothing is there, or something else than an objective."""
        other = self.others.get(written.text.strip("/"))
        if other:
            name = "KPI" if other == "kpi" else other
            message = f"`{written.text}` is a {name}, not an objective."
            hint = "A key result names the KPI that it moves with `kpi:`." if other == "kpi" else "Name an objective: unit/cycle/id."
            return Diagnostic(written.location, "unknown-reference", message, hint)
        return self._unknown(written, (r for r in self.objectives if r != source.reference), "objective")

    def _unknown(self, written: Reference, known: Iterable[str], what: str) -> Diagnostic:
        near = nearest_reference(written.text, list(known)) if self._guesses.one_more() else None
        hint = f"Did you mean `{near}`?" if near else "Write the reference as in the page's address: unit/cycle/id."
        return Diagnostic(written.location, "unknown-reference", f"There is no {what} `{brief(written.text, 120)}`.", hint)

    def _no_key_result(self, written: Reference, reference: str, key_result: str, key_results: tuple[KeyResult, ...]) -> Diagnostic:
        identifiers = [k.id for k in key_results]
        near = nearest(key_result, identifiers) if self._guesses.one_more() else None
        hint = f"Did you mean `{reference}#{near}`?" if near else known_here(identifiers) or "See its `key_results:`."
        return Diagnostic(written.location, "unknown-reference", f"`{reference}` has no key result `{brief(key_result, 120)}`.", hint)


def _ambiguous(written: Reference, candidates: Iterable[str], fragment: str = "") -> Diagnostic:
    listed = sorted(candidate + fragment for candidate in candidates)
    names = ", ".join(f"`{candidate}`" for candidate in listed)
    message = f"`{written.text}` may mean {names}."
    return Diagnostic(written.location, "ambiguous-reference", message, f"Write the full reference, such as `{listed[0]}`.")


def nearest_reference(text: str, known: list[str]) -> str | None:
    """The reference nearest to a text: among those with the nearest id the one whose whole is nearest."""
    path = text.partition("#")[0].removesuffix(".md")
    identifier = path.rpartition("/")[2]
    by_id: dict[str, list[str]] = {}
    for reference in known:
        by_id.setdefault(reference.rpartition("/")[2], []).append(reference)
    near = identifier if identifier in by_id else nearest(identifier, by_id)
    if near is None:
        return None
    return nearest(path, by_id[near]) or min(by_id[near])
