"""Closing a month, for good."""

from sqlalchemy import func, insert, select

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.ledger.models import (
    Entry,
    Line,
    Period,
    PeriodClosing,
    PeriodState,
    PeriodTotal,
)
from buurtcoop.ledger.queries import chain_head, closing_of, how_many_wait_between
from buurtcoop.ledger.rules import PeriodHasWaiting, PeriodNotFirst, PeriodRuns


def close_period(period_id: int, by: Viewer) -> PeriodClosing:
    """Close a month; from then on it takes no entry any more.

    Holds afterwards: its totals per account, fund and activity are stored, with how far the
    chain was, and no month before it is open. Closing twice is once. Who books in it at the same
    moment goes before it or is refused. Raises PeriodRuns, PeriodNotFirst, PeriodHasWaiting;
    LookupError when there is no such month.
    """
    period = db().get(Period, period_id, with_for_update=True, populate_existing=True)
    if period is None:
        raise LookupError(f"There is no period {period_id}.")
    closed = closing_of(period_id)
    if closed is not None:
        return closed
    _refuse_early(period)
    _store_totals(period_id)
    newest = chain_head()
    closing = PeriodClosing(
        period_id=period_id,
        place=newest.id if newest else 0,
        hash=newest.hash if newest else "",
        closed_at=clock.now(),
        closed_by_id=by.person_id,
    )
    db().add(closing)
    db().flush()
    period.state = PeriodState.CLOSED
    db().flush()
    record(by, "ledger.close", period)
    return closing


def _refuse_early(period: Period) -> None:
    """Raises PeriodRuns, PeriodNotFirst, PeriodHasWaiting."""
    if period.ends_on >= clock.today():
        raise PeriodRuns(day=period.ends_on)
    before = select(Period.starts_on).where(
        Period.state == PeriodState.OPEN, Period.starts_on < period.starts_on
    )
    first = db().scalar(before.order_by(Period.starts_on).limit(1))
    if first is not None:
        raise PeriodNotFirst(day=first)
    if how_many_wait_between(period.starts_on, period.ends_on):
        raise PeriodHasWaiting


def _store_totals(period_id: int) -> None:
    """One row for each account, fund and activity that something was booked on."""
    told = (Line.account_id, Line.fund_id, Line.activity_id)
    sums = (
        select(Entry.period_id, *told, func.sum(Line.amount), func.count())
        .join_from(Line, Entry)
        .where(Entry.period_id == period_id, Entry.posted_at.is_not(None))
        .group_by(Entry.period_id, *told)
    )
    names = ("period_id", "account_id", "fund_id", "activity_id", "amount", "lines")
    db().execute(insert(PeriodTotal).from_select(names, sums))
