"""Questions about the budget of a year, and how the year goes beside it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from buurtcoop.coop.models import Activity
from buurtcoop.coop.queries import activities
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import Budget, BudgetLine, FundingSource
from buurtcoop.funding.queries.months import costs_in, patterns_of
from buurtcoop.funding.queries.orders import open_orders
from buurtcoop.funding.rules.budgets import MONTHS, Cell, Figures, by, figures_of, together
from buurtcoop.ledger.models import LedgerAccount
from buurtcoop.ledger.queries import accounts


@dataclass(frozen=True, kw_only=True)
class Against:
    """A year beside its budget, by place, with the names of all that it tells."""

    year: int
    budget: Budget | None
    figures: dict[Cell, Figures]
    activities: dict[int, Activity]
    accounts: dict[int, LedgerAccount]
    sources: dict[int, FundingSource]

    @property
    def total(self) -> Figures:
        """All places together."""
        return together(self.figures.values())

    def by(self, place: str) -> dict[int | None, Figures]:
        """The sums per `activity_id`, `account_id` or `source_id`."""
        return by(self.figures, place)

    def of_activity(self, activity_id: int) -> dict[Cell, Figures]:
        """The places of one activity."""
        found = self.figures.items()
        return {cell: one for cell, one in found if cell.activity_id == activity_id}


def budget_of(year: int) -> Budget | None:
    """The budget that counts: the newest that was decided on, else the one that is being made."""
    versions = versions_of_budget(year)
    return next((each for each in versions if each.decided_on), versions[0] if versions else None)


def versions_of_budget(year: int) -> list[Budget]:
    """Every version of the budget of a year with its lines, newest first."""
    query = select(Budget).where(Budget.year == year).order_by(Budget.version.desc())
    return list(db().scalars(query.options(selectinload(Budget.lines))))


def planned_lines(budget: Budget, activity_id: int) -> list[BudgetLine]:
    """What this budget plans for one activity, by account and source."""
    return list(
        db().scalars(
            select(BudgetLine)
            .join(LedgerAccount)
            .join(FundingSource)
            .where(BudgetLine.budget_id == budget.id, BudgetLine.activity_id == activity_id)
            .order_by(LedgerAccount.code, FundingSource.name)
            .options(joinedload(BudgetLine.account), joinedload(BudgetLine.source))
        )
    )


def planned_in(budget: Budget | None) -> dict[Cell, Money]:
    """The amounts of a budget by place; nothing without a budget."""
    lines = budget.lines if budget else ()
    return {Cell(line.activity_id, line.account_id, line.source_id): line.amount for line in lines}


def against_budget(year: int, budget: Budget | None = None) -> Against:
    """What was planned, paid and ordered in a year by place, and what it comes to.

    Beside the budget that counts, or this one.
    """
    budget = budget or budget_of(year)
    month = _month_in(year, clock.today())
    booked = costs_in(year, month)
    figures = figures_of(
        planned_in(budget),
        booked.year,
        booked.month,
        ordered_in(year),
        patterns_of(year - 1),
        month,
    )
    return Against(
        year=year,
        budget=budget,
        figures=figures,
        activities={each.id: each for each in activities()},
        accounts={each.id: each for each in accounts()},
        sources={each.id: each for each in db().scalars(select(FundingSource))},
    )


def ordered_in(year: int) -> dict[Cell, Money]:
    """What was ordered and is not paid yet, by place; what is late counts in the year we are in."""
    this_year, found = clock.today().year, defaultdict[Cell, Money](lambda: NOTHING)
    for order in open_orders():
        wanted = order.commitment
        if max(wanted.expected_on.year, this_year) == year:
            found[Cell(wanted.activity_id, wanted.account_id, wanted.source_id)] += order.left
    return dict(found)


def years_of_budgets() -> list[int]:
    """The years that have a budget."""
    return list(db().scalars(select(Budget.year).distinct().order_by(Budget.year)))


def _month_in(year: int, today: date) -> int:
    """The month of a year we are in: 0 before it, 13 after it."""
    if year == today.year:
        return today.month
    return 0 if year > today.year else MONTHS + 1
