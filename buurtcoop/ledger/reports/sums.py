"""Sums from the books: stored totals of closed periods, and lines of the others."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, not_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from buurtcoop.core.instance import db
from buurtcoop.core.money import NOTHING, Money
from buurtcoop.ledger.models import (
    Entry,
    Fund,
    FundKind,
    LedgerAccount,
    Line,
    Period,
    PeriodState,
    PeriodTotal,
)
from buurtcoop.ledger.reports.parts import AccountSeen, Sum, Sums

Grouped = Select[int, int, int, int | None, Money]


@dataclass(frozen=True)
class Days:
    """From the first to the last day, both included; without a first from the very beginning."""

    first: date | None
    last: date

    def hold(
        self, starts: InstrumentedAttribute[date], ends: InstrumentedAttribute[date]
    ) -> list[ColumnElement[bool]]:
        """Whether what starts and ends here lies in these days whole.

        With starts and ends the other way round: whether it shares a day with them.
        """
        return [ends <= self.last, *([starts >= self.first] if self.first else [])]


def sums_of(chart: Iterable[AccountSeen], *stretches: Days) -> list[Sums]:
    """What was booked in each of these stretches of days, in one statement for all of them.

    A closed period that lies in a stretch whole counts by its stored totals; of any other the
    lines are read.
    """
    parts = [
        query
        for number, days in enumerate(stretches)
        for query in (_closed(number, days), _lines(number, days))
    ]
    found: dict[tuple[int, int, int, int | None], Money] = defaultdict(lambda: NOTHING)
    rows: Iterable[Any] = db().execute(union_all(*parts))
    for number, account_id, fund_id, activity_id, amount in rows:
        found[number, account_id, fund_id, activity_id] += amount
    accounts = {account.id: account for account in chart}
    sums: list[list[Sum]] = [[] for _days in stretches]
    for (number, account_id, fund_id, activity_id), amount in sorted(found.items(), key=_order):
        sums[number].append(
            Sum(
                account=accounts[account_id],
                fund_id=fund_id,
                activity_id=activity_id,
                amount=amount,
            )
        )
    return [tuple(each) for each in sums]


def chart_by_code() -> dict[str, AccountSeen]:
    """The chart of accounts."""
    columns = LedgerAccount.code, LedgerAccount.id, LedgerAccount.name, LedgerAccount.kind
    return {row.code: AccountSeen(*row) for row in db().execute(select(*columns))}


def kinds_of_funds() -> dict[int, FundKind]:
    """{fund id: how free its money is}."""
    return {row.id: row.kind for row in db().execute(select(Fund.id, Fund.kind))}


def _closed(number: int, days: Days) -> Grouped:
    keys = PeriodTotal.account_id, PeriodTotal.fund_id, PeriodTotal.activity_id
    return (
        select(literal(number), *keys, func.sum(PeriodTotal.amount))
        .join_from(Period, PeriodTotal)
        .where(*_counted_by_totals(days))
        .group_by(*keys)
    )


def _lines(number: int, days: Days) -> Grouped:
    keys = Line.account_id, Line.fund_id, Line.activity_id
    counted: ColumnElement[bool] = literal(True)
    for condition in _counted_by_totals(days):
        counted &= condition
    return (
        select(literal(number), *keys, func.sum(Line.amount))
        .join_from(Period, Entry)
        .join(Line)
        .where(
            not_(counted),
            *days.hold(Period.ends_on, Period.starts_on),
            *days.hold(Entry.day, Entry.day),
            Entry.posted_at.is_not(None),
        )
        .group_by(*keys)
    )


def _counted_by_totals(days: Days) -> Sequence[ColumnElement[bool]]:
    """What a period meets whose stored totals are used."""
    return Period.state == PeriodState.CLOSED, *days.hold(Period.starts_on, Period.ends_on)


def _order(item: tuple[tuple[int, int, int, int | None], Money]) -> tuple[int, ...]:
    return tuple(each or 0 for each in item[0])
