"""What the books say of a year: costs by place and by month, income and money by source."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, func, select, union_all

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.funding.models import FundingSource
from buurtcoop.funding.rules.budgets import MONTHS, Cell
from buurtcoop.ledger.models import (
    AccountKind,
    Entry,
    LedgerAccount,
    Line,
    Period,
    PeriodState,
    PeriodTotal,
)
from buurtcoop.ledger.reports.sums import Days, chart_by_code, sums_of
from buurtcoop.ledger.rules import CASH, LENT, month_end

# What a fund can pay with, with what it lent and without what it borrowed.
OWNED = CASH | {LENT}
Pattern = Mapping[tuple[int, int], list[Money]]


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What each place cost in a year, and in one month of it, in cents."""

    year: dict[Cell, Money]
    month: dict[Cell, Money]


def costs_in(year: int, month: int = 0) -> Costs:
    """The costs of a year by place, and those of one month of it; no month is none."""
    whole = Days(date(year, 1, 1), date(year, 12, 31))
    if not 1 <= month <= MONTHS:
        return Costs(year=_costs_of(whole)[0], month={})
    in_year, in_month = _costs_of(whole, _days_of(year, month))
    return Costs(year=in_year, month=in_month)


def costs_of_month(year: int, month: int) -> dict[Cell, Money]:
    """What each place cost in one month."""
    return _costs_of(_days_of(year, month))[0]


def patterns_of(year: int) -> Pattern:
    """How the costs of an (activity, account) lay over the months of a year, whoever paid."""
    return _by_month(year, AccountKind.EXPENSE)


def income_of(year: int) -> dict[int, list[Money]]:
    """{fund: what came in by month}, in cents above nothing."""
    found: dict[int, list[Money]] = defaultdict(lambda: [NOTHING] * MONTHS)
    for (fund_id, _account), months in _by_month(year, AccountKind.INCOME, by_fund=True).items():
        found[fund_id] = [a - b for a, b in zip(found[fund_id], months, strict=True)]
    return found


def owned_by_fund(on: date) -> dict[int, Money]:
    """{fund id: cents on cash and bank, what it lent added and what it borrowed taken off}."""
    accounts = select(LedgerAccount.id).where(LedgerAccount.code.in_(OWNED))
    over = and_(Period.state == PeriodState.CLOSED, Period.ends_on <= on)
    stored = (
        select(PeriodTotal.fund_id, func.sum(PeriodTotal.amount))
        .where(
            PeriodTotal.account_id.in_(accounts),
            PeriodTotal.period_id.in_(select(Period.id).where(over)),
        )
        .group_by(PeriodTotal.fund_id)
    )
    read = (
        select(Line.fund_id, func.sum(Line.amount))
        .join_from(Entry, Line)
        .where(
            Line.account_id.in_(accounts),
            Entry.period_id.in_(select(Period.id).where(Period.starts_on <= on, ~over)),
            Entry.day <= on,
            Entry.posted_at.is_not(None),
        )
        .group_by(Line.fund_id)
    )
    found: dict[int, Money] = defaultdict(lambda: NOTHING)
    for fund_id, amount in db().execute(union_all(stored, read)):
        found[fund_id] += amount
    return dict(found)


def sources_by_fund() -> dict[int, int]:
    """{fund id: the source whose fund it is}."""
    rows = db().execute(select(FundingSource.fund_id, FundingSource.id))
    return {row.fund_id: row.id for row in rows}


def _days_of(year: int, month: int) -> Days:
    first = date(year, month, 1)
    return Days(first, month_end(first))


def _costs_of(*stretches: Days) -> list[dict[Cell, Money]]:
    """What each place cost in each of these stretches of days."""
    sources = sources_by_fund()
    found = []
    for sums in sums_of(chart_by_code().values(), *stretches):
        cells: dict[Cell, Money] = defaultdict(lambda: NOTHING)
        for each in sums:
            if each.account.kind is AccountKind.EXPENSE and each.activity_id is not None:
                cell = Cell(each.activity_id, each.account.id, sources.get(each.fund_id))
                cells[cell] += each.amount
        found.append({cell: amount for cell, amount in cells.items() if amount})
    return found


def _by_month(year: int, kind: AccountKind, *, by_fund: bool = False) -> Pattern:
    """What stands on accounts of a kind in each month, by activity or by fund.

    A closed period within a month counts by its stored totals; of the others the lines are read.
    They are asked by period: by fund, all lines that it ever had would be read.
    """
    within = Period.starts_on <= date(year, 12, 31), Period.ends_on >= date(year, 1, 1)
    periods = list(db().scalars(select(Period).where(*within)))
    month_of = {
        each.id: each.starts_on.month
        for each in periods
        if each.ends_on <= month_end(each.starts_on)
    }
    closed = {each.id for each in periods if each.state is PeriodState.CLOSED} & set(month_of)
    asked = union_all(
        _asked(PeriodTotal, kind, by_fund=by_fund)
        .add_columns(PeriodTotal.period_id)
        .where(PeriodTotal.period_id.in_(closed))
        .group_by(PeriodTotal.period_id),
        _asked(Line, kind, by_fund=by_fund)
        .add_columns(Entry.period_id)
        .where(Entry.period_id.in_(set(month_of) - closed))
        .group_by(Entry.period_id),
    )
    rows = [(*rest, month_of[place]) for *rest, place in db().execute(asked)]
    if longer := [each.id for each in periods if each.id not in month_of]:
        for month in range(1, MONTHS + 1):
            days = _days_of(year, month)
            lines = _asked(Line, kind, by_fund=by_fund).where(
                Entry.period_id.in_(longer), Entry.day.between(days.first, days.last)
            )
            rows += [(*row, month) for row in db().execute(lines)]
    found: dict[tuple[int, int], list[Money]] = defaultdict(lambda: [NOTHING] * MONTHS)
    for key, account_id, amount, month in rows:
        found[key, account_id][month - 1] += amount
    return dict(found)


def _asked(
    table: type[Line] | type[PeriodTotal], kind: AccountKind, *, by_fund: bool
) -> Select[int | None, int, Money]:
    """(activity or fund, account, sum) of posted lines, or of stored totals."""
    keys = table.fund_id if by_fund else table.activity_id, table.account_id
    accounts = select(LedgerAccount.id).where(LedgerAccount.kind == kind)
    query = select(*keys, func.sum(table.amount)).where(table.account_id.in_(accounts))
    if table is Line:
        query = query.join_from(Entry, Line).where(Entry.posted_at.is_not(None))
    return query.group_by(*keys)
