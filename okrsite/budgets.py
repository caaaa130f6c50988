"""Budgets → their sums, each currency by itself (FORMAT §4).

Currencies are never added to each other. Which budgets are added up is for the caller to say: those of units stand beside each other, while
those of a unit's objectives are parts of the unit's own and are summed apart from it.
"""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from msgspec import Struct

from okrsite.model import Money


class Sum(Struct, frozen=True):
    """Budgets of one currency, added up.

    `spent` is what is told to be spent, None where no budget tells it; `untold` is how many of them do not.
    """

    currency: str
    planned: Decimal
    spent: Decimal | None
    untold: int

    @property
    def over(self) -> Decimal | None:
        """How much more is spent than is planned, None where it is not."""
        return self.spent - self.planned if self.spent is not None and self.spent > self.planned else None


def sums(budgets: Iterable[Money | None]) -> tuple[Sum, ...]:
    """The sum of each currency, by its name; nothing is a budget that nobody has planned."""
    found = sorted((budget for budget in budgets if budget), key=lambda budget: budget.currency)
    return tuple(_sum(currency, tuple(group)) for currency, group in groupby(found, key=lambda budget: budget.currency))


def _sum(currency: str, budgets: tuple[Money, ...]) -> Sum:
    spent = [budget.spent for budget in budgets if budget.spent is not None]
    planned = sum((budget.amount for budget in budgets), Decimal(0))
    return Sum(currency, planned, sum(spent, Decimal(0)) if spent else None, len(budgets) - len(spent))
