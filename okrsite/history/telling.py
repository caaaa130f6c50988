"""Lives of documents, and what is visible today → which of them are told, by which name, and which commits say nothing else (FORMAT §13).

Today decides: what is hidden now is hidden in all of its past, and so is what was hidden when it went. What is visible now is told as
far as it was visible then.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from okrsite.history.lives import Life, State, by_name
from okrsite.history.versions import Version
from okrsite.model import Organisation
from okrsite.parse import Item
from okrsite.visibility import View


class Shown(Struct, frozen=True, dict=True):
    """What is visible today: the organisation, its documents, all of its files, and the view.

    `hidden` are files that are there and not visible, `secrets` what they are called.
    """

    organisation: Organisation
    items: Sequence[Item]
    files: frozenset[str]
    hidden: frozenset[str]
    secrets: frozenset[str]
    view: View

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The reference of today for each name of an objective; an address in use is no alias."""
        objectives = self.organisation.objectives.values()
        aliases = {alias.text: objective.reference for objective in objectives for alias in objective.aliases}
        return {**aliases, **{objective.reference: objective.reference for objective in objectives}}

    def sees(self, state: State) -> bool:
        """Whether those who see what is visible today could have seen a document as a commit left it, sooner or later."""
        return state.is_clear and self.view.shows(state.chain)


class Published(NamedTuple):
    """A version of an objective that could be seen, from a day on."""

    commit: int
    day: date
    version: Version


class Told:
    """Which of all lives are told: `of` each objective of today, and as `open` those of which nothing has to be kept back."""

    def __init__(self, lives: Sequence[Life], shown: Shown) -> None:
        self._lives, self._shown = lives, shown
        named = by_name(life for life in lives if _may_be_told(life, shown))
        found: dict[str, list[Life]] = {}
        for name, reference in shown.names.items():
            found.setdefault(reference, []).extend(named.get(name, ()))
        self.of = {reference: _one_line(reference, own, shown) for reference, own in found.items() if own}
        self._open = {id(life) for own in self.of.values() for life in own}
        self._open |= {id(life) for life in lives if _is_visible_prose(life, shown)}

    def commits(self) -> list[int]:
        """The commits that changed something of what is told."""
        lives = [life for own in self.of.values() for life in own]
        return sorted({state.commit for life in lives for state in life.states} | {life.went for life in lives if life.went is not None})

    def published(self, reference: str, days: Mapping[int, date]) -> list[Published]:
        """The versions of an objective that could be seen, in the order of their commits, of which `days` are the days."""
        return sorted((p for life in self.of[reference] for p in self._published(life, days)), key=lambda p: p.commit)

    def closed(self) -> set[int]:
        """The commits that changed something that is not told."""
        found: set[int] = set()
        for life in self._lives:
            told = id(life) in self._open
            seen = [told and self._shown.sees(state) for state in life.states]
            before = [True, *seen]
            found |= {state.commit for index, state in enumerate(life.states) if not (seen[index] and before[index])}
            if life.went is not None and not seen[-1]:
                found.add(life.went)
        return found

    def secrets(self) -> Iterator[str]:
        """What is not told is called, as it was written at any time; what was there for all to see, and went, is no secret."""
        yield from self._shown.secrets
        for life in self._lives:
            unseen = [state for state in life.states if not self._shown.sees(state)]
            if (unseen or life.file in self._shown.hidden) and id(life) not in self._open:
                unseen = life.states
                yield life.file
            for state in unseen:
                yield from self._names(state)

    def said(self) -> Iterator[str]:
        """What visible things say today."""
        for life in self._lives:
            if id(life) in self._open:
                yield life.file
                yield from self._names(life.states[-1])
        for item in self._shown.items:
            yield from (text for name in _PROSE if isinstance(text := getattr(item.value, name, None), str))

    def skipped(self) -> int:
        """How many versions of what is visible today could not be understood; where something hidden once lay, nothing is counted."""
        hid = {life.file for life in self._lives for state in life.states if state.is_clear and not self._shown.sees(state)}
        files = self._shown.files - hid
        return sum(not state.is_clear for life in self._lives if life.file in files for state in life.states)

    def _names(self, state: State) -> Iterator[str]:
        """What a version calls things, people by their full names too."""
        people = self._shown.organisation.people
        for name in state.version.names if state.version else ():
            yield name
            if name in people:
                yield people[name].name

    def _published(self, life: Life, days: Mapping[int, date]) -> Iterator[Published]:
        """What could be seen of a life: something under an embargo from its end on, if it was still so then."""
        ends = [*(state.commit for state in life.states[1:]), life.went]
        for state, end in zip(life.states, ends, strict=True):
            if state.version is None or not self._shown.sees(state):
                continue
            day = days[state.commit]
            lifted = max((visibility.embargo for visibility in state.chain if visibility.embargo), default=day)
            if lifted <= day:
                yield Published(state.commit, day, state.version)
            elif end is None or lifted < days[end]:
                yield Published(state.commit, lifted, state.version)


_PROSE = ("title", "why", "mission", "body")


def _may_be_told(life: Life, shown: Shown) -> bool:
    """Whether a life is that of something visible: not of a file that is hidden today, and not of what was hidden when it went."""
    if life.went is None:
        return life.file not in shown.hidden and any(map(shown.sees, life.states))
    return shown.sees(life.states[-1])


def _one_line(reference: str, lives: Iterable[Life], shown: Shown) -> list[Life]:
    """The lives of which one came after the other: two that were changed by turns are two things, of which the first by name counts."""
    kept: list[Life] = []
    for life in sorted(lives, key=lambda life: life.name != reference):
        first, last = _span(life, shown)
        if all(last < begun or ended < first for begun, ended in (_span(other, shown) for other in kept)):
            kept.append(life)
    return kept


def _span(life: Life, shown: Shown) -> tuple[int, int]:
    """The first and the last commit that changed what could be seen of a life."""
    seen = [state.commit for state in life.states if shown.sees(state)]
    return seen[0], seen[-1]


def _is_visible_prose(life: Life, shown: Shown) -> bool:
    """Whether it is that of a unit, a KPI, a page or a review that is visible today."""
    version = life.states[-1].version
    return life.went is None and life.file in shown.files and version is not None and not version.is_objective
