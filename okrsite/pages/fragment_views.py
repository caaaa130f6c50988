"""Objectives, units and KPIs → the fragments that show them (okrsite.pages.fragments)."""

from collections.abc import Iterator
from fractions import Fraction

from okrsite import explain, urls
from okrsite.cycles import State
from okrsite.figures import Measured
from okrsite.model import KeyResult, KeyResultType, Status
from okrsite.pages.fragments import (
    Branch,
    CardFragment,
    Choice,
    KeyResultsFragment,
    KpiFragment,
    MeasuredLine,
    ProgressFragment,
    StatusFragment,
    TableFragment,
    TreeFragment,
    UnitCardFragment,
)
from okrsite.pages.kpi import aim
from okrsite.pages.parts import StatusView
from okrsite.pages.site import Site
from okrsite.pages.views import kpi_tile, objective_card, objective_status, unit_row
from okrsite.pages.written import written

_MOST_OBJECTIVES = 12  # on a unit's card


def objective_card_fragment(site: Site, reference: str) -> CardFragment:
    """An objective as a card."""
    card = objective_card(site, reference)
    return CardFragment(title=card.title, address=card.address, card=card)


def unit_card_fragment(site: Site, reference: str, cycle_id: str | None) -> UnitCardFragment:
    """A unit in a cycle as a card."""
    unit = site.organisation.units[reference]
    own = site.organisation.by_unit_and_cycle.get((reference, cycle_id), ()) if cycle_id else ()
    figures = site.figures.units.get((reference, cycle_id)) if cycle_id else None
    return UnitCardFragment(
        title=unit.title,
        address=_unit_address(site, reference, cycle_id),
        level=site.language.level_word(site.config.level(unit.depth)),
        cycle=site.unit_cycle_link(reference, cycle_id) if cycle_id else None,
        lead=site.person_link(unit.lead),
        progress=figures.progress if figures else None,
        expected=_elapsed(site, cycle_id) if cycle_id else None,
        statuses=site.spread(site.objectives_below(reference, cycle_id)) if cycle_id else (),
        objectives=tuple(objective_card(site, r) for r in own[:_MOST_OBJECTIVES]),
        left_out=max(len(own) - _MOST_OBJECTIVES, 0),
    )


def key_results_fragment(site: Site, reference: str) -> KeyResultsFragment:
    """The key results of an objective."""
    link, objective = site.objective_link(reference), site.organisation.objectives[reference]
    lines = tuple(_measured(site, reference, key_result) for key_result in objective.key_results)
    return KeyResultsFragment(title=link.title, address=link.address, key_results=lines)


def objective_progress(site: Site, reference: str) -> ProgressFragment:
    """An objective's bar."""
    link, figures = site.objective_link(reference), site.figures_of(reference)
    expected = _expected(site, reference, figures.status, figures.expected)
    return ProgressFragment(
        title=link.title, address=link.address, progress=figures.progress, expected=expected, status=figures.status.value
    )


def key_result_progress(site: Site, reference: str, identifier: str) -> ProgressFragment:
    """A key result's bar."""
    link, figures = site.key_result_link(reference, identifier), site.figures_of(reference).key_results[identifier]
    expected = _expected(site, reference, figures.status, figures.expected)
    return ProgressFragment(
        title=link.title, address=link.address, progress=figures.progress, expected=expected, status=figures.status.value
    )


def unit_progress(site: Site, reference: str, cycle_id: str) -> ProgressFragment:
    """A unit's bar in a cycle."""
    figures = site.figures.units[reference, cycle_id]
    return ProgressFragment(
        title=site.organisation.units[reference].title,
        address=_unit_address(site, reference, cycle_id),
        progress=figures.progress,
        expected=_elapsed(site, cycle_id),
        status="plain",
    )


def objective_status_fragment(site: Site, reference: str) -> StatusFragment:
    """An objective's status in a line."""
    link, status = site.objective_link(reference), objective_status(site, reference)
    progress = site.figures_of(reference).progress
    return StatusFragment(title=link.title, address=link.address, status=status, statuses=(), progress=progress)


def key_result_status_fragment(site: Site, reference: str, identifier: str) -> StatusFragment:
    """A key result's status in a line."""
    link, figures = site.key_result_link(reference, identifier), site.figures_of(reference).key_results[identifier]
    reason = explain.status_reason(figures.status, figures.reason, site.language)
    status = StatusView(figures.status.value, reason)
    return StatusFragment(title=link.title, address=link.address, status=status, statuses=(), progress=figures.progress)


def unit_status_fragment(site: Site, reference: str, cycle_id: str) -> StatusFragment:
    """How the objectives of a unit and those below are going, in a line."""
    return StatusFragment(
        title=site.organisation.units[reference].title,
        address=_unit_address(site, reference, cycle_id),
        status=None,
        statuses=site.spread(site.objectives_below(reference, cycle_id)),
        progress=site.figures.units[reference, cycle_id].progress,
    )


def tree_fragment(site: Site, reference: str, cycle_id: str, depth: int | None, *, objectives: bool) -> TreeFragment:
    """A unit and the units below it, so many levels deep; with their objectives, or without."""
    branch = _branch(site, reference, cycle_id, depth, objectives=objectives)
    return TreeFragment(title=branch.unit.title, address=branch.unit.address, cycle=site.cycle_link(cycle_id), branch=branch)


def table_fragment(site: Site, choice: Choice) -> TableFragment:
    """The objectives that are chosen."""
    found = list(_chosen(site, choice))
    return TableFragment(
        title=site.organisation.units[choice.unit].title,
        address=urls.quoted(urls.EXPLORE),
        rows=tuple(objective_card(site, reference) for reference in found[: choice.limit]),
        left_out=max(len(found) - choice.limit, 0),
    )


def kpi_fragment(site: Site, reference: str) -> KpiFragment:
    """A KPI with its latest value."""
    kpi = site.organisation.kpis[reference]
    tile = kpi_tile(site, kpi)
    return KpiFragment(title=tile.title, address=tile.address, kpi=tile, aim=aim(site, kpi))


# -- parts --


def _unit_address(site: Site, reference: str, cycle_id: str | None) -> str:
    """A unit's page in a cycle, where it has one."""
    shown = cycle_id is not None and cycle_id in site.figures.unit_cycles.get(reference, ())
    return urls.quoted(urls.unit_in_cycle(reference, cycle_id) if shown and cycle_id else urls.unit(reference))


def _elapsed(site: Site, cycle_id: str) -> Fraction | None:
    """Where things of a cycle should be by now; None where it does not run."""
    cycle = site.organisation.cycles[cycle_id]
    return cycle.elapsed(site.as_of) if cycle.state(site.as_of) is State.ACTIVE else None


def _expected(site: Site, reference: str, status: Status, expected: Fraction | None) -> Fraction | None:
    """Where a thing should be by now; None where nobody expects anything of it any more."""
    at_rest = status in (Status.CANCELLED, Status.PAUSED)
    return None if at_rest or not site.is_active(site.organisation.objectives[reference].cycle) else expected


def _measured(site: Site, reference: str, key_result: KeyResult) -> MeasuredLine:
    figures, link = site.figures_of(reference).key_results[key_result.id], site.key_result_link(reference, key_result.id)
    return MeasuredLine(
        title=key_result.title,
        address=link.address,
        current=_today(site, key_result, figures.value),
        target=_target(site, key_result),
        progress=figures.progress,
        expected=_expected(site, reference, figures.status, figures.expected),
        status=figures.status.value,
    )


def _today(site: Site, key_result: KeyResult, value: Measured | None) -> str:
    if key_result.type is KeyResultType.ALIGNED:
        return ""
    if key_result.type is KeyResultType.MILESTONES:
        words, done = site.language, len(value) if isinstance(value, tuple) else 0
        counts = {"done": words.amount(done), "count": words.amount(len(key_result.milestones))}
        return words.gettext("%(done)s of %(count)s done", **counts)
    return written(site, key_result, value)


def _target(site: Site, key_result: KeyResult) -> str:
    """What is to be reached; empty where its title says all of it."""
    words, unit = site.language, key_result.unit
    if key_result.type is KeyResultType.NUMBER:
        return words.amount(key_result.target, unit)
    if key_result.type is KeyResultType.AT_LEAST:
        return words.gettext("At least %(value)s", value=words.amount(key_result.target, unit))
    if key_result.type is KeyResultType.AT_MOST:
        return words.gettext("At most %(value)s", value=words.amount(key_result.target, unit))
    if key_result.type is KeyResultType.BETWEEN:
        ends = {"low": words.amount(key_result.low, unit), "high": words.amount(key_result.high, unit)}
        return words.gettext("Between %(low)s and %(high)s", **ends)
    return ""


def _branch(site: Site, reference: str, cycle_id: str, depth: int | None, *, objectives: bool) -> Branch:
    children = site.organisation.child_units.get(reference, ()) if depth != 0 else ()
    below = None if depth is None else depth - 1
    own = site.organisation.by_unit_and_cycle.get((reference, cycle_id), ()) if objectives else ()
    return Branch(
        unit=unit_row(site, reference, cycle_id),
        objectives=tuple(objective_card(site, r) for r in own),
        branches=tuple(_branch(site, child, cycle_id, below, objectives=objectives) for child in children),
    )


def _chosen(site: Site, choice: Choice) -> Iterator[str]:
    own = site.organisation.by_unit_and_cycle.get((choice.unit, choice.cycle), ())
    for reference in site.objectives_below(choice.unit, choice.cycle) if choice.below else own:
        objective = site.organisation.objectives[reference]
        level = site.config.level(site.organisation.units[objective.unit].depth)
        if (
            (choice.owner is None or urls.person(objective.owner or "") == urls.person(choice.owner))
            and (choice.tag is None or choice.tag in (tag.casefold() for tag in objective.tags))
            and (choice.level is None or choice.level == level.casefold())
            and (choice.status is None or choice.status is site.figures_of(reference).status)
        ):
            yield reference
