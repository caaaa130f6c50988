"""What rules look at: an organisation as of a day, with what is told of it, as one value.

Numbers are worked out for what a rule asks about and for nothing else; what several rules ask is found once.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

from msgspec import Struct

from okrsite.checks.vocabulary import Vocabulary, vocabulary_for
from okrsite.config import Config
from okrsite.cycles import Cycle, State
from okrsite.figures import Figures
from okrsite.model import CheckIn, KeyResult, KeyResultType, Objective, Organisation, Rollup, Status, Unit
from okrsite.on_demand import figures_on_demand
from okrsite.published import NO_HISTORY, History
from okrsite.values import in_force, known_check_ins


class Situation(Struct, frozen=True, dict=True):
    """An organisation as of a day; `history` where it is known."""

    organisation: Organisation
    config: Config
    as_of: date
    history: History = NO_HISTORY

    @cached_property
    def figures(self) -> Figures:
        """The numbers, each worked out when a rule asks for it."""
        return figures_on_demand(self.organisation, self.config, self.as_of, self.history)

    @cached_property
    def words(self) -> Vocabulary:
        """The words that rules listen to: English ones, and those of the site's language."""
        return vocabulary_for(self.config.site.language)

    @cached_property
    def open(self) -> tuple[Objective, ...]:
        """The objectives on which advice is of use: those of active and planned cycles that nobody has cancelled."""
        objectives = self.organisation.objectives.values()
        return tuple(o for o in objectives if self.state(o) is not State.CLOSED and self.said(o) is not Status.CANCELLED)

    @cached_property
    def running(self) -> tuple[Objective, ...]:
        """Those of active cycles that nobody has paused."""
        return tuple(o for o in self.open if self.state(o) is State.ACTIVE and self.said(o) is not Status.PAUSED)

    @cached_property
    def awaited(self) -> tuple[Objective, ...]:
        """The running ones of which one may expect to hear: they have an owner, and of others of their cycle one has heard.

        Where nobody reports here, that is a decision to talk about, and no fault of each objective.
        """
        reporting = {o.cycle for o in self.running if self.check_ins(o)}
        return tuple(o for o in self.running if o.owner and o.cycle in reporting)

    def closed_within(self, days: int) -> Iterator[Objective]:
        """The objectives of cycles that are over for at most so many days, without cancelled ones."""
        for objective in self.organisation.objectives.values():
            is_recent = self.state(objective) is State.CLOSED and self.days_since(self.cycle(objective).end) <= days
            if is_recent and self.said(objective) is not Status.CANCELLED:
                yield objective

    def by_unit_and_cycle(self, objectives: Iterator[Objective] | tuple[Objective, ...]) -> Mapping[tuple[str, str], list[Objective]]:
        """Objectives by where they belong, where the unit is there too."""
        found: dict[tuple[str, str], list[Objective]] = {}
        for objective in objectives:
            if objective.unit in self.organisation.units:
                found.setdefault((objective.unit, objective.cycle), []).append(objective)
        return found

    def cycle(self, objective: Objective) -> Cycle:
        """The cycle of an objective."""
        return self.organisation.cycles[objective.cycle]

    def unit(self, reference: str) -> Unit:
        """The unit of a reference."""
        return self.organisation.units[reference]

    def state(self, objective: Objective) -> State:
        """Whether an objective's cycle is planned, active or closed."""
        return self.cycle(objective).state(self.as_of)

    def days_since(self, day: date) -> int:
        """How many days ago a day was."""
        return (self.as_of - day).days

    def days_in(self, objective: Objective) -> int:
        """How many days of an objective's cycle lie behind, without today."""
        return self.days_since(self.cycle(objective).start)

    def said(self, objective: Objective) -> Status | None:
        """The status that somebody wrote above an objective, if it is in force."""
        said = in_force(objective.status, self.as_of)
        return said.status if said else None

    def check_ins(self, objective: Objective) -> tuple[CheckIn, ...]:
        """The check-ins that are known."""
        return known_check_ins(objective, self.as_of)

    def has_value(self, objective: Objective) -> bool:
        """Whether anything is known of how far an objective is, or its progress is made from others."""
        is_known = objective.rollup is not Rollup.KEY_RESULTS or any(map(_is_known, objective.key_results))
        return is_known or any(check_in.values for check_in in self.check_ins(objective))


def _is_known(key_result: KeyResult) -> bool:
    """Whether its value is written, or comes from elsewhere."""
    is_made = key_result.type is KeyResultType.ALIGNED or key_result.aggregate is not None
    return is_made or key_result.written_value is not None or any(milestone.done is not None for milestone in key_result.milestones)
