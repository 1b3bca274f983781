"""Sums from the books: stored totals of closed periods, and lines of the others."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, Select, cast, func, literal, null, select, union_all

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
from buurtcoop.ledger.queries import opens
from buurtcoop.ledger.reports.parts import AccountSeen, Sum, Sums

Grouped = Select[int, int, int, int | None, Money]
Key = tuple[int, int, int, int | None]
NO_ACTIVITY = cast(null(), Integer)


@dataclass(frozen=True)
class Days:
    """From the first to the last day, both included; without a first from the very beginning.

    `by_activity`: whether the sums are told apart by activity too.
    """

    first: date | None
    last: date
    by_activity: bool = True

    def hold(self, starts: date, ends: date) -> bool:
        """Whether what starts and ends here lies in these days whole."""
        return ends <= self.last and (self.first is None or starts >= self.first)

    def touch(self, starts: date, ends: date) -> bool:
        """Whether what starts and ends here shares a day with these."""
        return starts <= self.last and (self.first is None or ends >= self.first)


def sums_of(chart: Iterable[AccountSeen], *stretches: Days) -> list[Sums]:
    """What was booked in each of these stretches of days, in two statements for all of them.

    A closed period that lies in a stretch whole counts by its stored totals; of any other the
    lines are read. A period that is closed in between changes nothing: its lines stay.
    """
    columns = Period.id, Period.starts_on, Period.ends_on, Period.state
    periods = db().execute(select(*columns)).all()
    parts: list[Grouped] = []
    for number, days in enumerate(stretches):
        touched = [each for each in periods if days.touch(each.starts_on, each.ends_on)]
        counted = {
            each.id
            for each in touched
            if each.state is PeriodState.CLOSED and days.hold(each.starts_on, each.ends_on)
        }
        if counted:
            parts.append(_closed(number, days, counted))
        if others := {each.id for each in touched} - counted:
            parts.append(_lines(number, days, others))
    sums: list[list[Sum]] = [[] for _days in stretches]
    accounts = {account.id: account for account in chart}
    found: dict[Key, Money] = defaultdict(lambda: NOTHING)
    rows: Iterable[Any] = db().execute(union_all(*parts)) if parts else ()
    for *key, amount in rows:
        found[tuple(key)] += amount
    for (number, account_id, fund_id, activity_id), amount in found.items():
        sums[number].append(Sum(accounts[account_id], fund_id, activity_id, amount))
    return [tuple(sorted(each, key=_place)) for each in sums]


def opening_within(chart: Iterable[AccountSeen], first: date, last: date) -> Sums:
    """What the opening entry of a year brought in, when its day is one of these days."""
    keys = Line.account_id, Line.fund_id
    rows = db().execute(
        select(*keys, func.sum(Line.amount))
        .join_from(Entry, Line)
        .where(opens(first.year), Entry.day.between(first, last), Entry.posted_at.is_not(None))
        .group_by(*keys)
    )
    accounts = {account.id: account for account in chart}
    found = (
        Sum(accounts[account_id], fund_id, None, amount) for account_id, fund_id, amount in rows
    )
    return tuple(sorted(found, key=_place))


def chart_by_code() -> dict[str, AccountSeen]:
    """The chart of accounts."""
    columns = LedgerAccount.code, LedgerAccount.id, LedgerAccount.name, LedgerAccount.kind
    return {row.code: AccountSeen(*row) for row in db().execute(select(*columns))}


def kinds_of_funds() -> dict[int, FundKind]:
    """{fund id: how free its money is}."""
    return {row.id: row.kind for row in db().execute(select(Fund.id, Fund.kind))}


def _closed(number: int, days: Days, periods: set[int]) -> Grouped:
    keys = PeriodTotal.account_id, PeriodTotal.fund_id
    activity = PeriodTotal.activity_id if days.by_activity else NO_ACTIVITY
    sums = select(literal(number), *keys, activity, func.sum(PeriodTotal.amount))
    grouped = (*keys, PeriodTotal.activity_id) if days.by_activity else keys
    return sums.where(PeriodTotal.period_id.in_(periods)).group_by(*grouped)


def _lines(number: int, days: Days, periods: set[int]) -> Grouped:
    keys = Line.account_id, Line.fund_id
    activity = Line.activity_id if days.by_activity else NO_ACTIVITY
    sums = select(literal(number), *keys, activity, func.sum(Line.amount)).join_from(Entry, Line)
    from_first = [Entry.day >= days.first] if days.first else []
    within = Entry.period_id.in_(periods), Entry.day <= days.last, *from_first
    grouped = (*keys, Line.activity_id) if days.by_activity else keys
    return sums.where(*within, Entry.posted_at.is_not(None)).group_by(*grouped)


def _place(each: Sum) -> tuple[str, int, int]:
    return each.account.code, each.fund_id, each.activity_id or 0
