"""What a unit, its objectives and the units below it plan and spend → one table, in which nothing is counted twice (FORMAT §4, §5).

The budgets of units stand beside each other and are added up. Those of a unit's objectives are parts of the unit's own, so they have rows
of their own and are never added to it.
"""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from okrsite.budgets import Sum, sums
from okrsite.pages.handouts import units_below
from okrsite.pages.kept import kept
from okrsite.pages.parts import Link, MoneyView
from okrsite.pages.site import Site
from okrsite.pages.views import sum_view


class BudgetRow(Struct, frozen=True):
    """A budget of one currency, and whose it is."""

    kind: str
    """own, objectives, unit, total or all_objectives."""
    unit: Link | None
    """The unit below that it is the sum of, with all below that; else None."""
    money: MoneyView
    """What is planned and spent."""
    excess: Decimal | None
    """How much more the unit's objectives plan than the unit has; None where they do not, or it has no budget in this currency."""


class Budgets(Struct, frozen=True):
    """What a unit with those below plans and spends."""

    cycle: str | None
    """The name of the cycle of the objectives."""
    rows: tuple[BudgetRow, ...]
    """Its own budget, that of its objectives, each unit below, and the sums."""


@kept
def budgets_of(site: Site, reference: str, cycle_id: str | None) -> Budgets | None:
    """The budgets of a unit, with those of objectives in a cycle; None where there are none."""
    rows = tuple(_rows(site, reference, cycle_id))
    if not rows:
        return None
    return Budgets(site.cycle_title(cycle_id) if cycle_id else None, rows)


def objectives_budget(site: Site, reference: str, cycle_id: str) -> tuple[MoneyView, ...]:
    """What the objectives of a unit and of those below it plan and spend in a cycle."""
    return tuple(map(sum_view, _objectives_below(site, reference, cycle_id)))


def _rows(site: Site, reference: str, cycle_id: str | None) -> Iterator[BudgetRow]:
    units, objectives = site.organisation.units, site.organisation.objectives
    own = sums([units[reference].budget])
    planned = sums(objectives[r].budget for r in site.organisation.by_unit_and_cycle.get((reference, cycle_id or ""), ()))
    having = {each.currency: each.planned for each in own}
    yield from (BudgetRow("own", None, sum_view(each), None) for each in own)
    yield from (BudgetRow("objectives", None, sum_view(each), _excess(each, having)) for each in planned)
    children = site.organisation.child_units.get(reference, ())
    for child in children:
        yield from (BudgetRow("unit", site.unit_link(child), sum_view(each), None) for each in _units_sum(site, child))
    if children:
        yield from (BudgetRow("total", None, sum_view(each), None) for each in _units_sum(site, reference))
        below = _objectives_below(site, reference, cycle_id) if cycle_id else ()
        yield from (BudgetRow("all_objectives", None, sum_view(each), None) for each in below if each not in planned)


def _excess(planned: Sum, having: dict[str, Decimal]) -> Decimal | None:
    more = planned.planned - having.get(planned.currency, planned.planned)
    return more if more > 0 else None


@kept
def _units_sum(site: Site, reference: str) -> tuple[Sum, ...]:
    """The budgets of a unit and of all below it, added up."""
    return sums(site.organisation.units[unit].budget for unit in (reference, *units_below(site, reference)))


@kept
def _objectives_below(site: Site, reference: str, cycle_id: str) -> tuple[Sum, ...]:
    return sums(site.organisation.objectives[r].budget for r in site.objectives_below(reference, cycle_id))
