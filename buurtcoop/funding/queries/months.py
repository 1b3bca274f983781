"""What the books say of a year: costs by place and by month, income and money by source."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, func, literal, select, union_all

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
Grouped = Select[int, int | None, int, Money]


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What each place cost in a year, and in one month of it, in cents."""

    year: dict[Cell, Money]
    month: dict[Cell, Money]


def costs_in(year: int, month: int = 0) -> Costs:
    """The costs of a year by place, and those of one month of it; no month is none."""
    stretches = [Days(date(year, 1, 1), date(year, 12, 31))]
    if 1 <= month <= MONTHS:
        stretches.append(Days(date(year, month, 1), month_end(date(year, month, 1))))
    sources = sources_by_fund()
    found = []
    for sums in sums_of(chart_by_code().values(), *stretches):
        cells: dict[Cell, Money] = defaultdict(lambda: NOTHING)
        for each in sums:
            if each.account.kind is AccountKind.EXPENSE and each.activity_id is not None:
                cell = Cell(each.activity_id, each.account.id, sources.get(each.fund_id))
                cells[cell] += each.amount
        found.append({cell: amount for cell, amount in cells.items() if amount})
    return Costs(year=found[0], month=found[1] if len(found) > 1 else {})


def patterns_of(year: int) -> Pattern:
    """How the costs of an (activity, account) lay over the months of a year, whoever paid."""
    return _by_month(year, AccountKind.EXPENSE)


def income_of(year: int, fund_ids: Collection[int]) -> dict[int, list[Money]]:
    """{fund: what came in by month}, in cents above nothing."""
    found: dict[int, list[Money]] = defaultdict(lambda: [NOTHING] * MONTHS)
    for (fund_id, _account), months in _by_month(year, AccountKind.INCOME, fund_ids).items():
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


def _by_month(year: int, kind: AccountKind, fund_ids: Collection[int] | None = None) -> Pattern:
    """What stands on accounts of a kind in each month, by activity, or by each of these funds.

    A closed period within a month counts by its stored totals; of the others the lines are read.
    """
    found: dict[tuple[int, int], list[Money]] = defaultdict(lambda: [NOTHING] * MONTHS)
    within = Period.starts_on <= date(year, 12, 31), Period.ends_on >= date(year, 1, 1)
    periods = list(db().scalars(select(Period).where(*within)))
    parts = [
        part
        for month in range(1, MONTHS + 1)
        for part in _parts_of(date(year, month, 1), periods, kind, fund_ids)
    ]
    for month, key, account_id, amount in db().execute(union_all(*parts)) if parts else ():
        if key is not None:  # every line of income and cost has its activity
            found[key, account_id][month - 1] += amount
    return dict(found)


def _parts_of(
    first: date,
    periods: Iterable[Period],
    kind: AccountKind,
    fund_ids: Collection[int] | None,
) -> Iterator[Grouped]:
    last = month_end(first)
    closed: set[int] = set()
    others: set[int] = set()
    for each in periods:
        if each.starts_on <= last and each.ends_on >= first:
            whole = first <= each.starts_on and each.ends_on <= last
            (closed if whole and each.state is PeriodState.CLOSED else others).add(each.id)
    accounts = select(LedgerAccount.id).where(LedgerAccount.kind == kind)
    if closed:
        yield _asked(
            PeriodTotal,
            select(literal(first.month)).where(PeriodTotal.period_id.in_(closed)),
            accounts,
            fund_ids,
        )
    if others:
        lines = (
            select(literal(first.month))
            .join_from(Entry, Line)
            .where(
                Entry.period_id.in_(others),
                Entry.day.between(first, last),
                Entry.posted_at.is_not(None),
            )
        )
        yield _asked(Line, lines, accounts, fund_ids)


def _asked(
    table: type[Line] | type[PeriodTotal],
    query: Select[int],
    accounts: Select[int],
    fund_ids: Collection[int] | None,
) -> Grouped:
    key = table.activity_id if fund_ids is None else table.fund_id
    found = query.add_columns(key, table.account_id, func.sum(table.amount))
    if fund_ids is not None:
        found = found.where(table.fund_id.in_(fund_ids))
    return found.where(table.account_id.in_(accounts)).group_by(key, table.account_id)
