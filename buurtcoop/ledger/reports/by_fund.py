"""What every fund did in a year, and what it can pay with."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import AccountKind
from buurtcoop.ledger.reports.parts import Sums, added
from buurtcoop.ledger.reports.sums import Days, chart_by_code, sums_of
from buurtcoop.ledger.rules import CASH, TO_COME


@dataclass(frozen=True, kw_only=True)
class FundSums:
    """One fund in one year, in cents.

    `earned` is income that belongs to the year, `came_in` what was really paid in that year, of
    this year or another; `in_cash` is what could be paid with at the end.
    """

    earned: Money = NOTHING
    came_in: Money = NOTHING
    spent: Money = NOTHING
    in_cash: Money = NOTHING


def sums_by_fund(year: int) -> dict[int, FundSums]:
    """{fund id: what came in and went out this year, and its cash at the end}."""
    last = date(year, 12, 31)
    this_year, ever = sums_of(
        chart_by_code().values(),
        Days(date(year, 1, 1), last, by_activity=False),
        Days(None, last, by_activity=False),
    )
    cash = added((each.fund_id, each.amount) for each in ever if each.account.code in CASH)
    found = _flows(this_year)
    return {
        fund_id: replace(found.get(fund_id, FundSums()), in_cash=cash.get(fund_id, NOTHING))
        for fund_id in found.keys() | cash.keys()
    }


def flows_by_fund(year: int) -> dict[int, FundSums]:
    """{fund id: what came in and went out this year}; its cash, of all years, is not counted."""
    days = Days(date(year, 1, 1), date(year, 12, 31), by_activity=False)
    (this_year,) = sums_of(chart_by_code().values(), days)
    return _flows(this_year)


def _flows(this_year: Sums) -> dict[int, FundSums]:
    found: dict[int, dict[str, Money]] = defaultdict(lambda: defaultdict(lambda: NOTHING))
    for each in this_year:
        sums, kind = found[each.fund_id], each.account.kind
        if kind is AccountKind.INCOME:
            sums["earned"] -= each.amount
        if kind is AccountKind.INCOME or each.account.code in TO_COME:
            sums["came_in"] -= each.amount
        if kind is AccountKind.EXPENSE:
            sums["spent"] += each.amount
    return {fund_id: FundSums(**sums) for fund_id, sums in found.items()}
