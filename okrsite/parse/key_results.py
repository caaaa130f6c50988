"""Key results as written → model values, with the rules of their types (FORMAT §6, §9, §18)."""

import re
from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from okrsite.cycles import Cycle
from okrsite.diagnostics import MOST_FAULTS, Diagnostic
from okrsite.model import KeyResult, KeyResultType, Milestone, PlanPoint, Reference, SetStatus, Status, Step
from okrsite.schema import KeyResultEntry, StatusEntry
from okrsite.suggestions import known_here
from okrsite.urls import slug
from okrsite.validation import Place

TYPE_KEYS = {
    "number": ("start", "target", "current", "unit", "plan", "aggregate"),
    "at_least": ("target", "current", "risk", "unit"),
    "at_most": ("target", "current", "risk", "unit"),
    "between": ("low", "high", "current", "risk", "unit"),
    "boolean": ("done",),
    "milestones": ("milestones",),
    "ladder": ("steps", "current", "reached", "unit"),
    "baseline": ("current", "unit"),
    "aligned": (),
}
REQUIRED_KEYS = {
    "number": ("target",),
    "at_least": ("target",),
    "at_most": ("target",),
    "between": ("low", "high"),
    "milestones": ("milestones",),
    "ladder": ("steps",),
}
_ALL_TYPE_KEYS = tuple(dict.fromkeys(key for keys in TYPE_KEYS.values() for key in keys))
_FITTING_KEYS = {kind: frozenset(KeyResultEntry.model_fields) - {*_ALL_TYPE_KEYS} | {*keys} for kind, keys in TYPE_KEYS.items()}
_TYPES = {str(kind): kind for kind in KeyResultType}
_VALUE_KEYS = ("current", "done", "reached")
_REMEDIES = {
    "target": "Write `target: 100`, or `type: boolean` if it is either done or not.",
    "milestones": "List them: `milestones: [{title: Plan agreed}, {title: Pilot held}]`.",
    "steps": "Write what earns which score: `steps: {0.3: 100, 0.7: 250, 1.0: 400}`.",
    "low": "Write the lower end: `low: 12`.",
    "high": "Write the upper end: `high: 20`.",
}
_SCORE = re.compile(r"(0|1)(\.\d+)?|\.\d+")


def parse_key_results(entries: tuple[KeyResultEntry, ...], cycle: Cycle, place: Place) -> tuple[list[KeyResult], list[Diagnostic]]:
    """The key results of one document, and what is wrong with them."""
    found: list[KeyResult] = []
    faults: list[Diagnostic] = []
    seen: dict[str, int] = {}
    for index, entry in enumerate(entries):
        at = Entry(entry, place, index)
        identifier = entry.id or slug(entry.title)
        if len(faults) < MOST_FAULTS:
            faults += [*at.identifier_faults(identifier, seen), *at.key_faults(), *at.value_faults(cycle)]
        seen.setdefault(identifier, index)
        found.append(at.key_result(identifier))
    if entries and all(entry.weight == 0 for entry in entries):
        hint = "Give at least one key result a weight above 0."
        faults.append(Diagnostic(place.key("key_results"), "zero-weights", "All key results have the weight 0.", hint))
    return found, faults


class Entry:
    """One key result as written, with its place."""

    def __init__(self, entry: KeyResultEntry, place: Place, index: int) -> None:
        self.entry, self.place, self.path = entry, place, ("key_results", index)

    def fault(self, key: str | None, code: str, message: str, hint: str = "", *, value: bool = False) -> Diagnostic:
        """A diagnostic at one of its keys, at that key's value, or at itself."""
        path = (*self.path, key) if key else self.path
        return Diagnostic(self.place.value(*path) if value else self.place.key(*path), code, message, hint)

    def identifier_faults(self, identifier: str, seen: dict[str, int]) -> Iterator[Diagnostic]:
        """Whether its id, written or made from the title, is one, and its own."""
        if not identifier:
            yield self.fault("title", "bad-slug", "No id can be made from this title.", "Write an `id:` of letters and digits.")
        elif identifier in seen:
            message = f"Two key results have the id `{identifier}`."
            yield self.fault("id", "duplicate-id", message, f"Write another `id:`, such as `{identifier[:78]}-2`.")

    def key_faults(self) -> Iterator[Diagnostic]:
        """Keys that its type needs, and those that it has no use for."""
        kind = self.entry.type
        for key in REQUIRED_KEYS.get(kind, ()):
            if not (value := getattr(self.entry, key)) and value != 0:
                message = f"The key result “{self.entry.title}” needs `{key}`."
                yield self.fault(key, "missing-key", message, _REMEDIES[key])
        written = self.entry.model_fields_set
        for key in () if written <= _FITTING_KEYS[kind] else _ALL_TYPE_KEYS:
            if key not in TYPE_KEYS[kind] and getattr(self.entry, key) is not None:
                owners = [name for name, keys in TYPE_KEYS.items() if key in keys]
                hint = f"Remove it, or write `type: {'`, `type: '.join(owners[:-1])}` or `type: {owners[-1]}`."
                if len(owners) == 1:
                    hint = f"Remove it, or write `type: {owners[0]}`."
                yield self.fault(key, "key-not-for-type", f"`{key}` does not belong to a key result of type `{kind}`.", hint)

    def value_faults(self, cycle: Cycle) -> Iterator[Diagnostic]:
        """Values that do not go together."""
        entry = self.entry
        if entry.type == "number" and entry.target is not None and entry.target == (entry.start or 0):
            hint = "Write where it starts: `start: …`." if entry.start is None else "Write another `target`, or use `type: at_least`."
            yield self.fault("target", "target-equals-start", "The target equals the start.", hint, value=True)
        if entry.aggregate and entry.current is not None:
            hint = "Remove `current`; the value comes from the key results that align to this one."
            yield self.fault("current", "aggregate-value", "`current` stands beside `aggregate`.", hint)
        if entry.low is not None and entry.high is not None and entry.low > entry.high:
            yield self.fault("low", "low-above-high", "`low` lies above `high`.", "Exchange them.", value=True)
        if entry.risk is not None and entry.type in ("at_least", "at_most", "between"):
            below = Place(self.place.file, self.place.positions)
            yield from band_faults(entry.type, entry.target, entry.low, entry.high, entry.risk, below, *self.path, "risk")
        yield from self._milestone_faults()
        yield from self._plan_faults(cycle)
        if entry.type == "ladder" and entry.steps:
            yield from self._ladder_faults()

    def _milestone_faults(self) -> Iterator[Diagnostic]:
        milestones = self.entry.milestones
        if not milestones:
            return
        if all(milestone.weight == 0 for milestone in milestones):
            hint = "Give at least one milestone a weight above 0."
            yield self.fault("milestones", "zero-weights", "All milestones have the weight 0.", hint)
        for index in _repeated([milestone.title for milestone in milestones]):
            at = self.place.value(*self.path, "milestones", index, "title")
            message = f"Two milestones are called “{milestones[index].title}”."
            yield Diagnostic(at, "duplicate-id", message, "Check-ins name them: change one.")

    def _plan_faults(self, cycle: Cycle) -> Iterator[Diagnostic]:
        if not self.entry.plan:
            return
        days = [point.date for point in self.entry.plan]
        repeated = set(_repeated(days))
        for index, day in enumerate(days):
            at = self.place.value(*self.path, "plan", index, "date")
            if not cycle.start <= day <= cycle.end:
                hint = f"Choose a day from {cycle.start} to {cycle.end}."
                yield Diagnostic(at, "plan-point", f"The mini-goal of {day} lies outside the cycle {cycle.id}.", hint)
            if index in repeated:
                yield Diagnostic(at, "plan-point", f"Two mini-goals lie on {day}.", "Keep one of them.")

    def _ladder_faults(self) -> Iterator[Diagnostic]:
        steps = self.entry.steps or ()
        bad = [key for key, _ in steps if not _SCORE.fullmatch(key) or Decimal(key) > 1]
        for key in bad:
            at = self.place.key(*self.path, "steps", key)
            percent = key.rstrip("% ")
            like = f"Write it like {Decimal(percent) / 100}." if percent.isdecimal() and 1 < int(percent) < 100 else "Write it like 0.7."
            yield Diagnostic(at, "ladder-steps", f"The step `{key}` is not a score from 0 to 1.", like)
        if bad:
            return
        problem = _ladder_problem(ladder_steps(self.entry))
        if problem:
            yield self.fault("steps", "ladder-steps", problem, "Write them like {0.3: 100, 0.7: 250, 1.0: 400}.")
            return
        text = isinstance(steps[0][1], str)
        for key, fits in (("current", not text), ("reached", text)):
            if getattr(self.entry, key) is not None and not fits:
                other = "`reached` with the score" if text else "`current` with the amount"
                message = f"`{key}` does not belong to a ladder with {'words' if text else 'amounts'}."
                yield self.fault(key, "key-not-for-type", message, f"Write {other}.")
        if text and self.entry.reached is not None and not is_rung(self.entry.reached, ladder_steps(self.entry)):
            hint = known_here([key for key, _ in steps])
            yield self.fault("reached", "unknown-value", f"{self.entry.reached} is no step of this ladder.", hint, value=True)

    def key_result(self, identifier: str) -> KeyResult:
        """The model's value; only used where there are no faults."""
        e, place, path = self.entry, self.place, self.path
        value_key = next((key for key in _VALUE_KEYS if key in e.model_fields_set), None)
        return KeyResult(
            id=identifier, title=e.title, location=place.key(*path), type=_TYPES[e.type], owner=e.owner, weight=e.weight,
            confidence=e.confidence, due=e.due, url=e.url, kpi=self._reference("kpi"), aligns_to=self._reference("aligns_to"),
            status=set_status(e.status), unit=e.unit, start=e.start, target=e.target, low=e.low, high=e.high, risk=e.risk,
            aggregate=e.aggregate, steps=ladder_steps(e) if e.type == "ladder" else (),
            milestones=tuple([Milestone(m.title, m.due, m.done, m.weight) for m in e.milestones]) if e.milestones else (),
            plan=tuple(sorted((PlanPoint(p.date, p.value) for p in e.plan), key=lambda point: point.date)) if e.plan else (),
            written_value=getattr(e, value_key) if value_key else None,
            value_location=place.value(*path, value_key) if value_key else None,
        )  # fmt: skip

    def _reference(self, key: str) -> Reference | None:
        text = getattr(self.entry, key)
        return Reference(text, self.place.value(*self.path, key)) if text else None


def _repeated(values: Sequence[Hashable]) -> Iterator[int]:
    """The indices of values that stand further up too."""
    seen: set[Hashable] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield index
        seen.add(value)


def set_status(entry: StatusEntry | None) -> SetStatus | None:
    """The model's value of a person's judgement."""
    return SetStatus(Status(entry.is_), entry.reason, entry.since) if entry else None


def ladder_steps(entry: KeyResultEntry) -> tuple[Step, ...]:
    """A ladder's steps by score; none where a score is not a number."""
    steps = entry.steps or ()
    if not all(_SCORE.fullmatch(key) for key, _ in steps):
        return ()
    return tuple(sorted((_step(key, at) for key, at in steps), key=lambda step: step.score))


def _step(score: str, at: Decimal | str) -> Step:
    return Step(Decimal(score), words=at) if isinstance(at, str) else Step(Decimal(score), amount=at)


def is_rung(score: Decimal, steps: tuple[Step, ...]) -> bool:
    """Whether a score is one of a ladder's, or 0 for below the first."""
    return score == 0 or any(step.score == score for step in steps)


def _ladder_problem(steps: tuple[Step, ...]) -> str | None:
    """Why a ladder's steps do not go together; None where they do."""
    if len({step.score for step in steps}) < len(steps):
        return "Two steps have the same score."
    amounts = [step.at for step in steps if isinstance(step.at, Decimal)]
    if not amounts:
        return None
    if len(amounts) < len(steps):
        return "The steps mix amounts and words."
    rising = [a < b for a, b in pairwise(amounts)]
    falling = [a > b for a, b in pairwise(amounts)]
    return None if all(rising) or all(falling) else "The steps neither rise nor fall from the first to the last."


def band_faults(
    good: str, target: Decimal | None, low: Decimal | None, high: Decimal | None, band: Decimal | tuple[Decimal, Decimal],
    place: Place, *path: str | int,
) -> Iterator[Diagnostic]:  # fmt: skip
    """Whether a warning value has the right shape and lies on the far side of the target (FORMAT §18)."""
    key, at = path[-1], place.value(*path)
    if good == "between":
        if not isinstance(band, tuple):
            yield Diagnostic(at, "wrong-type", f"`{key}` needs two values here.", "Write the lower and the upper one: `[10, 25]`.")
        elif low is not None and high is not None and (band[0] > low or band[1] < high):
            yield Diagnostic(at, "risk-side", f"`{key}` lies inside the range from {low} to {high}.", "Write values outside it.")
        return
    if isinstance(band, tuple):
        yield Diagnostic(at, "wrong-type", f"`{key}` needs one value here.", "Write a single number.")
    elif target is not None and (band > target if good == "at_least" else band < target):
        side = "above" if good == "at_least" else "below"
        hint = f"It is the value up to which a failure is only a warning: write one {'below' if side == 'above' else 'above'} it."
        yield Diagnostic(at, "risk-side", f"`{key}` lies {side} the target of {target}.", hint)
