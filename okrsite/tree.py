"""Organisation and numbers → the roll-up as lines of text, readable without colour (FORMAT §17)."""

from collections.abc import Iterator
from fractions import Fraction

from okrsite import explain
from okrsite.figures import Figures
from okrsite.model import KeyResult, Objective, Organisation
from okrsite.words import Language

_BAR = 10


class Tree:
    """Draws an organisation as of a day, in the words of a language."""

    def __init__(self, organisation: Organisation, figures: Figures, language: Language) -> None:
        self._organisation, self._figures, self._language = organisation, figures, language

    def lines(self, reference: str, cycle: str | None = None) -> Iterator[str]:
        """The tree below a unit, in its current cycle or in another one, or an objective with all that makes its number."""
        if reference in self._organisation.objectives:
            yield from self._objective_in_full(self._organisation.objectives[reference])
        else:
            yield from self._unit_in_full(reference, cycle)

    def current_cycle(self, unit: str) -> str | None:
        """The cycle in which a unit is shown unless another is asked for (FORMAT §3)."""
        current = self._organisation.cycles.current(self._figures.unit_cycles[unit], self._figures.as_of)
        return current.id if current else None

    # -- units --

    def _unit_in_full(self, unit: str, cycle: str | None) -> Iterator[str]:
        chosen = cycle or self.current_cycle(unit)
        if chosen is None:
            yield self._organisation.units[unit].title
            return
        found = self._organisation.cycles[chosen]
        title, state = self._language.cycle_title(found), self._language.state_word(found.state(self._figures.as_of))
        gone = self._language.percent(found.elapsed(self._figures.as_of))
        yield self._language.gettext(
            "%(name)s, %(state)s, %(elapsed)s of its days gone by", name=title, state=state.lower(), elapsed=gone
        )
        yield ""
        yield from self._unit(unit, chosen, "", "")

    def _unit(self, unit: str, cycle: str, first: str, rest: str) -> Iterator[str]:
        """A unit's line, its objectives, its units; `first` leads its own line, `rest` those below it."""
        figures = self._figures.units.get((unit, cycle))
        progress = figures.progress if figures else None
        yield f"{first}{self._organisation.units[unit].title}  {self._bar(progress)} {self._language.percent(progress)}"
        objectives = figures.objectives if figures else ()
        units = [u for u in self._organisation.child_units.get(unit, ()) if (u, cycle) in self._figures.units]
        count = len(objectives) + len(units)
        for index, reference in enumerate(objectives):
            yield rest + ("├─ " if index < count - 1 else "└─ ") + self._objective(self._organisation.objectives[reference])
        for index, below in enumerate(units, start=len(objectives)):
            last = index == count - 1
            yield from self._unit(below, cycle, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  "))

    def _objective(self, objective: Objective) -> str:
        figures = self._figures.objectives[objective.reference]
        status = self._language.status_word(figures.status)
        return f"{self._bar(figures.progress)} {self._language.percent(figures.progress)}  [{status}]  {objective.title}"

    # -- one objective --

    def _objective_in_full(self, objective: Objective) -> Iterator[str]:
        figures, language = self._figures.objectives[objective.reference], self._language
        yield objective.title
        yield f"{self._bar(figures.progress)} {language.percent(figures.progress)}  [{language.status_word(figures.status)}]"
        yield explain.explanation(figures.explanation, language)
        yield explain.status_reason(figures.status, figures.reason, language)
        yield ""
        for index, key_result in enumerate(objective.key_results):
            last = index == len(objective.key_results) - 1
            yield from self._key_result(objective, key_result, "└─ " if last else "├─ ", "   " if last else "│  ")

    def _key_result(self, objective: Objective, key_result: KeyResult, first: str, rest: str) -> Iterator[str]:
        found, language = self._figures.objectives[objective.reference].key_results[key_result.id], self._language
        status = language.status_word(found.status)
        yield f"{first}{self._bar(found.progress)} {language.percent(found.progress)}  [{status}]  {key_result.title}  (#{key_result.id})"
        yield f"{rest}{explain.key_result(key_result, found, language)}"
        yield f"{rest}{explain.status_reason(found.status, found.reason, language)}"

    def _bar(self, progress: Fraction | None) -> str:
        """A share as a bar of ten cells; full only for all of it, empty only for nothing."""
        if progress is None:
            return "·" * _BAR
        cells = int(progress * _BAR)
        cells = max(cells, 1) if progress > 0 else 0
        return "█" * cells + "░" * (_BAR - cells)
