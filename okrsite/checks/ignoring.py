"""What documents ignore, with their reasons → the advice that is left, and what is wrong with ignoring (FORMAT §18)."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain

from okrsite.diagnostics import CATALOGUE, Diagnostic
from okrsite.model import Ignore, Kpi, Objective, Organisation, Page, Unit
from okrsite.suggestions import did_you_mean


class Ignored:
    """What the documents of an organisation ignore, and of it what has kept advice away."""

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation
        self._used: set[tuple[str, str]] = set()

    @cached_property
    def _all(self) -> dict[tuple[str, str], Ignore]:
        there = self._organisation
        mappings = (there.units, there.objectives, there.kpis, there.pages)
        values: Iterable[Unit | Objective | Kpi | Page] = chain.from_iterable(mapping.values() for mapping in mappings)
        return {(v.location.file, i.rule): i for v in values for i in v.ignores}

    def wanted(self, advice: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The advice that no document ignores."""
        for diagnostic in advice:
            key = diagnostic.location.file, diagnostic.code
            if key in self._all:
                self._used.add(key)
            else:
                yield diagnostic

    def unknown(self, codes: Iterable[str]) -> Iterator[Diagnostic]:
        """An error for each name that is no rule's."""
        rules = list(codes)
        for ignore in self._all.values():
            if ignore.rule in CATALOGUE and ignore.rule not in rules:
                message = f"`{ignore.rule}` is part of the format and cannot be ignored."
                yield Diagnostic(ignore.location, "unknown-key", message, "Mend what it finds, and remove this line.")
            elif ignore.rule not in rules:
                yield Diagnostic(ignore.location, "unknown-key", f"There is no check `{ignore.rule}`.", did_you_mean(ignore.rule, rules))

    def unused(self, asked: Iterable[str]) -> Iterator[Diagnostic]:
        """What kept nothing away, of the rules that were asked."""
        codes = set(asked)
        for key, ignore in self._all.items():
            if ignore.rule in codes and key not in self._used:
                message = f"`{ignore.rule}` has nothing to say about this document."
                yield Diagnostic(ignore.location, "unused-ignore", message, "Remove this line, so that the check is heard when it has.")
