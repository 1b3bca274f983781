"""What always holds of periods, closings and their stored totals."""

from collections import defaultdict

from sqlalchemy import func, select

from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.ledger.models import (
    Entry,
    Line,
    Period,
    PeriodClosing,
    PeriodState,
    PeriodTotal,
    Posting,
)
from buurtcoop.ledger.queries import periods

# (account, fund, activity) -> cents and how many lines.
Sums = dict[tuple[int, int, int | None], tuple[Money, int]]


def broken() -> list[str]:
    """A sentence for each invariant of periods that does not hold."""
    return [
        *_that_share_a_day(),
        *_closed_without_closing(),
        *_out_of_order(),
        *_posted_after_closing(),
        *_totals_that_differ(),
    ]


def _that_share_a_day() -> list[str]:
    rows = db().execute(select(Period.id, Period.starts_on, Period.ends_on).order_by(Period.id))
    periods = list(rows)
    return [
        f"Periods {one.id} and {other.id} share a day."
        for number, one in enumerate(periods)
        for other in periods[number + 1 :]
        if one.starts_on <= other.ends_on and one.ends_on >= other.starts_on
    ]


def _closed_without_closing() -> list[str]:
    rows = db().execute(
        select(Period.id, Period.state, PeriodClosing.id)
        .outerjoin(PeriodClosing)
        .where((Period.state == PeriodState.CLOSED) != PeriodClosing.id.is_not(None))
        .order_by(Period.id)
    )
    return [
        f"Period {number} is open and has a closing."
        if state is PeriodState.OPEN
        else f"Period {number} is closed without its closing."
        for number, state, _closing in rows
    ]


def _out_of_order() -> list[str]:
    last = select(func.max(Period.starts_on)).where(Period.state == PeriodState.CLOSED)
    rows = db().scalars(
        select(Period.id)
        .where(Period.state == PeriodState.OPEN, Period.starts_on < last.scalar_subquery())
        .order_by(Period.id)
    )
    return [f"Period {number} is open, and a later one is closed." for number in rows]


def _posted_after_closing() -> list[str]:
    late = db().scalars(
        select(Entry.id)
        .join(Posting)
        .join(PeriodClosing, PeriodClosing.period_id == Entry.period_id)
        .where(Posting.id > PeriodClosing.place)
        .order_by(Entry.id)
    )
    same = (Posting.id == PeriodClosing.place) & (Posting.hash == PeriodClosing.hash)
    wrong = db().scalars(
        select(PeriodClosing.period_id)
        .outerjoin(Posting, same)
        .where(PeriodClosing.place > 0, Posting.id.is_(None))
        .order_by(PeriodClosing.period_id)
    )
    return [
        *(f"Entry {number} was posted after its period closed." for number in late),
        *(
            f"The closing of period {number} names a place that is not in the chain."
            for number in wrong
        ),
    ]


def _totals_that_differ() -> list[str]:
    booked = _booked_in_closed_periods()
    stored: dict[int, Sums] = defaultdict(dict)
    for total in db().scalars(select(PeriodTotal)):
        key = (total.account_id, total.fund_id, total.activity_id)
        stored[total.period_id][key] = (total.amount, total.lines)
    return [
        f"The totals of the closed period {period.id} are not what was booked in it."
        for period in periods(state=PeriodState.CLOSED)
        if booked.get(period.id, {}) != stored.get(period.id, {})
    ]


def _booked_in_closed_periods() -> dict[int, Sums]:
    told = (Entry.period_id, Line.account_id, Line.fund_id, Line.activity_id)
    rows = db().execute(
        select(*told, func.sum(Line.amount), func.count())
        .join_from(Line, Entry)
        .join(Period)
        .where(Period.state == PeriodState.CLOSED)
        .group_by(*told)
    )
    booked: dict[int, Sums] = defaultdict(dict)
    for period_id, account_id, fund_id, activity_id, amount, lines in rows:
        booked[period_id][account_id, fund_id, activity_id] = (amount, lines)
    return booked
