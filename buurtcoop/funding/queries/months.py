"""What the books say per month: costs by place, income and money by source."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import FundingSource
from buurtcoop.funding.rules.budgets import MONTHS, Cell
from buurtcoop.ledger.models import AccountKind
from buurtcoop.ledger.reports.sums import Days, chart_by_code, sums_of
from buurtcoop.ledger.rules import CASH, LENT, month_end

# What a fund can pay with, with what it lent and without what it borrowed.
OWNED = CASH | {LENT}


@dataclass(frozen=True, kw_only=True)
class Months:
    """What was booked in a year, month by month in cents: costs by place, income by source."""

    costs: Mapping[Cell, list[Money]]
    income: Mapping[int | None, list[Money]]

    @property
    def year_costs(self) -> dict[Cell, Money]:
        """What each place cost in the whole year."""
        sums = {cell: sum(months, NOTHING) for cell, months in self.costs.items()}
        return {cell: amount for cell, amount in sums.items() if amount}

    @property
    def patterns(self) -> dict[tuple[int, int], list[Money]]:
        """How the costs of an (activity, account) lay over the months, whoever paid."""
        found: dict[tuple[int, int], list[Money]] = defaultdict(_no_months)
        for cell, months in self.costs.items():
            found[cell[:2]] = [a + b for a, b in zip(found[cell[:2]], months, strict=True)]
        return dict(found)


def months_of_years(*years: int) -> dict[int, Months]:
    """What was booked in each month of these years, in four statements for all of them."""
    places = [(year, month) for year in years for month in range(1, MONTHS + 1)]
    firsts = [date(year, month, 1) for year, month in places]
    sums = sums_of(chart_by_code().values(), *(Days(first, month_end(first)) for first in firsts))
    sources = sources_by_fund()
    costs: dict[int, dict[Cell, list[Money]]] = {year: defaultdict(_no_months) for year in years}
    income: dict[int, dict[int | None, list[Money]]] = {
        year: defaultdict(_no_months) for year in years
    }
    for (year, month), found in zip(places, sums, strict=True):
        for each in found:
            source_id = sources.get(each.fund_id)
            if each.account.kind is AccountKind.EXPENSE and each.activity_id is not None:
                cell = Cell(each.activity_id, each.account.id, source_id)
                costs[year][cell][month - 1] += each.amount
            elif each.account.kind is AccountKind.INCOME:
                income[year][source_id][month - 1] -= each.amount
    return {year: Months(costs=costs[year], income=income[year]) for year in years}


def owned_by_fund(on: date) -> dict[int, Money]:
    """{fund id: cents on cash and bank, what it lent added and what it borrowed taken off}."""
    (sums,) = sums_of(chart_by_code().values(), Days(None, on, by_activity=False))
    found: dict[int, Money] = defaultdict(lambda: NOTHING)
    for each in sums:
        if each.account.code in OWNED:
            found[each.fund_id] += each.amount
    return dict(found)


def sources_by_fund() -> dict[int, int]:
    """{fund id: the source whose fund it is}."""
    rows = db().execute(select(FundingSource.fund_id, FundingSource.id))
    return {row.fund_id: row.id for row in rows}


def _no_months() -> list[Money]:
    return [NOTHING] * MONTHS
