"""A cycle's objectives → the scores that close them: what is proposed, how it came about, and the changes that write it (FORMAT §12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from okrsite import explain
from okrsite.cycles import Cycle, State
from okrsite.edit import Change, Put
from okrsite.figures import StatusReason, StatusRule
from okrsite.formats import rounded
from okrsite.model import Objective, Status
from okrsite.reading import ContentError
from okrsite.status import GOOD_SCORE
from okrsite.suggestions import did_you_mean, known_here
from okrsite.typed import NotUnderstoodError, number_typed, text_typed
from okrsite.values import exact
from okrsite.workbench import NotFoundError, Workbench

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Score:
    """How an objective is closed."""

    objective: Objective
    score: Decimal
    note: str | None = None
    retrospective: str | None = None

    @property
    def changes(self) -> list[Change]:
        """What to change in the objective's front matter."""
        said = {"score": self.score, "score_note": self.note, "retrospective": self.retrospective}
        return [Put((key,), value) for key, value in said.items() if value is not None]


class Closing:
    """One cycle of a project, of all units or of one and those below it."""

    def __init__(self, bench: Workbench, cycle: str, unit: str | None = None) -> None:
        """Raises NotFoundError for a cycle or unit that is not there, ContentError where errors keep numbers from being worked out."""
        if bench.figures is None:
            raise ContentError(bench.problems)
        known = sorted({objective.cycle for objective in bench.organisation.objectives.values()})
        if cycle not in known:
            raise NotFoundError(f"No objective is in the cycle `{cycle}`. {known_here(known)}".rstrip())
        if unit is not None and unit.strip("/") not in bench.organisation.units:
            raise NotFoundError(f"There is no unit `{unit}`. {did_you_mean(unit, filter(None, bench.organisation.units))}".rstrip())
        self.bench, self.figures = bench, bench.figures
        self.cycle: Cycle = bench.organisation.cycles[cycle]
        objectives = (objective for objective in bench.organisation.objectives.values() if objective.cycle == cycle)
        self.objectives = [objective for objective in objectives if unit is None or _is_in(objective.unit, unit.strip("/"))]

    @property
    def is_closed(self) -> bool:
        """Whether the cycle is over, or closed early, so that scores count."""
        return self.cycle.state(self.bench.as_of) is State.CLOSED

    @property
    def open(self) -> list[Objective]:
        """The objectives that have no score yet and have not been cancelled."""
        return [o for o in self.objectives if o.score is None and self.figures.objectives[o.reference].status is not Status.CANCELLED]

    def find(self, written: str) -> Objective:
        """The objective of this cycle that a reference, a bare id or a path means. Raises NotFoundError."""
        by_id = [objective for objective in self.objectives if objective.id == written]
        found = by_id[0] if len(by_id) == 1 else self.bench.find(written)
        if not isinstance(found, Objective) or found not in self.objectives:
            hint = did_you_mean(written, [objective.reference for objective in self.objectives])
            raise NotFoundError(f"`{written}` is none of the objectives to be closed. {hint}".rstrip())
        return found

    def proposal(self, objective: Objective) -> Decimal | None:
        """The progress as a score with two decimals; None where nothing was measured.

        It is never rounded up to where good begins: scores compare exactly, and 0.699 is not 0.7.
        """
        progress = self.figures.objectives[objective.reference].progress
        if progress is None:
            return None
        score, good = rounded(progress, 2), GOOD_SCORE[objective.kind]
        return (score - _HUNDREDTH if progress < good <= exact(score) else score).normalize()

    def how(self, objective: Objective) -> str:
        """How the progress came about, in a sentence."""
        return explain.explanation(self.figures.objectives[objective.reference].explanation, self.bench.language)

    def meaning(self, objective: Objective, score: Decimal) -> str:
        """What a score means for an objective, in a sentence."""
        good: Fraction = GOOD_SCORE[objective.kind]
        status = Status.ACHIEVED if score >= good else Status.MISSED
        reason = StatusReason(StatusRule.SCORE, score=exact(score), good_from=good)
        return explain.status_reason(status, reason, self.bench.language)


def score_typed(text: str) -> Decimal:
    """The score that a text means. Raises NotUnderstoodError."""
    score = number_typed(text)
    if 0 <= score <= 1:
        return score
    like = f" Write {(score / 100).normalize():f} for {text} %." if 1 < score <= 100 else ""
    raise NotUnderstoodError(f"A score is a number from 0 to 1, not {text}.{like}")


def by_reference(closing: Closing, typed: Sequence[str]) -> dict[str, str]:
    """The texts behind the objectives' references in texts such as `grow=0.7`. Raises NotUnderstoodError, NotFoundError."""
    found: dict[str, str] = {}
    for text in typed:
        name, equals, value = text.partition("=")
        if not equals or not value.strip():
            raise NotUnderstoodError(f"`{text}` is not written like OBJECTIVE=…, such as grow=0.7.")
        reference = closing.find(name.strip()).reference
        if reference in found:
            raise NotUnderstoodError(f"`{reference}` is given twice.")
        found[reference] = text_typed(value.strip()) or ""
    return found


def _is_in(unit: str, around: str) -> bool:
    return not around or unit == around or unit.startswith(around + "/")
