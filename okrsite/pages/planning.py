"""A planned cycle as it takes shape: who plans how much, how sure people are, and what is still to be written (FORMAT §3, §13).

It shows what the site's audience may see: drafts only in a preview with drafts. What is too sure, too bold or too much is said by the
rules of okrsite.checks, as the site sets them.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from msgspec import Struct

from okrsite.model import KeyResultType, Kind, Objective, Rollup, Status
from okrsite.pages.kept import kept
from okrsite.pages.limits import limits_of
from okrsite.pages.parts import Link, PersonLink
from okrsite.pages.site import Site

_MOST_SILENT = 30
_SAYS_LITTLE = (KeyResultType.BOOLEAN,)
"""Types of key results that tell nothing on the way."""


class Plan(Struct, frozen=True):
    """An objective of a planned cycle."""

    objective: Link
    """The objective."""
    is_draft: bool
    """Whether it is marked as a draft, or lies in a unit that is."""
    owner: PersonLink | None
    """The one accountable."""
    key_results: int
    """How many key results it has."""
    confidence: Fraction | None
    """The mean of its key results', 0 to 10; None where nobody has said."""
    doubt: str | None
    """too_sure or too_bold, where its confidence says that it asks too little or too much."""
    lacks: tuple[str, ...]
    """What is still to be written: alignment, owner, why, key_results or numbers."""


class PlanningUnit(Struct, frozen=True):
    """A unit that plans."""

    unit: Link
    """The unit in the cycle."""
    level: str
    """What a unit of its depth is called."""
    depth: int
    """0 for the company."""
    count: int
    """How many objectives it plans of its own."""
    limit: int | None
    """How many it should have at most; None where the site sets no limit."""
    plans: tuple[Plan, ...]
    """Its objectives, where they are listed."""
    listed: bool
    """Whether they are listed here; else they are on the unit's page."""


class Lack(Struct, frozen=True):
    """What is still to be written, and how often."""

    key: str
    """alignment, owner, why, key_results or numbers."""
    count: int
    """In how many objectives, at least 1."""


class Planning(Struct, frozen=True):
    """A planned cycle."""

    count: int
    """How many objectives are planned in all."""
    confidence: Fraction | None
    """The mean of their confidence, 0 to 10; None where nobody has said."""
    lacks: tuple[Lack, ...]
    """What is still to be written."""
    units: tuple[PlanningUnit, ...]
    """The units that plan, each before the ones below it."""
    silent: tuple[Link, ...]
    """The units that have nothing yet, the first of them."""
    silent_count: int
    """How many these are in all."""


def planning_of(site: Site, cycle_id: str, is_listed: Callable[[str], bool]) -> Planning:
    """How a planned cycle takes shape; of units that are not listed, only how many objectives they plan."""
    plans: list[Plan] = []
    units: list[PlanningUnit] = []
    silent: list[str] = []
    for reference in _units(site, ""):
        own = _plans(site, reference, cycle_id)
        plans += own
        if own:
            units.append(_unit(site, reference, cycle_id, own, is_listed(reference)))
        else:
            silent.append(reference)
    known = [plan.confidence for plan in plans if plan.confidence is not None]
    lacks = [lack for plan in plans for lack in plan.lacks]
    return Planning(
        count=len(plans),
        confidence=sum(known, Fraction(0)) / len(known) if known else None,
        lacks=tuple(Lack(key, lacks.count(key)) for key in dict.fromkeys(lacks)),
        units=tuple(units),
        silent=tuple(site.unit_link(unit) for unit in silent[:_MOST_SILENT]),
        silent_count=len(silent),
    )


def _units(site: Site, reference: str) -> Iterator[str]:
    yield reference
    for child in site.organisation.child_units.get(reference, ()):
        yield from _units(site, child)


def _plans(site: Site, reference: str, cycle_id: str) -> tuple[Plan, ...]:
    own = site.organisation.by_unit_and_cycle.get((reference, cycle_id), ())
    return tuple(plan for r in own if (plan := _plan(site, r)))


def _unit(site: Site, reference: str, cycle_id: str, plans: tuple[Plan, ...], listed: bool) -> PlanningUnit:
    unit, limits = site.organisation.units[reference], limits_of(site, "too-many-objectives")
    return PlanningUnit(
        unit=Link(unit.title, site.unit_cycle_link(reference, cycle_id).address),
        level=site.language.level_word(site.config.level(unit.depth)),
        depth=unit.depth,
        count=len(plans),
        limit=int(limits["max" if reference else "company"]) if limits else None,
        plans=plans if listed else (),
        listed=listed,
    )


@kept
def _plan(site: Site, reference: str) -> Plan | None:
    """An objective that is planned; None for one that is cancelled before it begins."""
    objective, figures = site.organisation.objectives[reference], site.figures_of(reference)
    if figures.status is Status.CANCELLED:
        return None
    return Plan(
        objective=site.objective_link(reference),
        is_draft=_is_draft(site, objective),
        owner=site.person_link(objective.owner),
        key_results=len(objective.key_results),
        confidence=figures.confidence,
        doubt=_doubt(site, objective, figures.confidence),
        lacks=tuple(_lacks(site, objective)),
    )


def _is_draft(site: Site, objective: Objective) -> bool:
    unit: str | None = objective.unit
    around = [objective.visibility]
    while unit is not None:
        around.append(site.organisation.units[unit].visibility)
        unit = site.organisation.units[unit].parent
    return any(visibility.name == "draft" for visibility in around)


def _doubt(site: Site, objective: Objective, confidence: Fraction | None) -> str | None:
    """Whether people are too sure, or believe too little; of what is committed they may be sure."""
    limits = limits_of(site, "draft-confidence")
    if confidence is None or limits is None:
        return None
    if confidence < Fraction(limits["min"]):
        return "too_bold"
    return "too_sure" if confidence > Fraction(limits["max"]) and objective.kind is Kind.ASPIRATIONAL else None


def _lacks(site: Site, objective: Objective) -> Iterator[str]:
    if objective.unit and not site.organisation.parents.get(objective.reference):
        yield "alignment"
    if not objective.owner:
        yield "owner"
    if not objective.why:
        yield "why"
    if objective.rollup is Rollup.KEY_RESULTS and not objective.key_results:
        yield "key_results"
    elif objective.key_results and all(key_result.type in _SAYS_LITTLE for key_result in objective.key_results):
        yield "numbers"
