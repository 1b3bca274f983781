"""Which months take entries, and which are closed."""

from datetime import date

from sqlalchemy import func, select

from buurtcoop.core.instance import db
from buurtcoop.ledger.models import Period, PeriodClosing, PeriodState


def periods(*, state: PeriodState | None = None) -> list[Period]:
    """The months of the book, oldest first: all, or the open or the closed ones."""
    query = select(Period).order_by(Period.starts_on)
    return list(db().scalars(query if state is None else query.where(Period.state == state)))


def last_closed_day() -> date | None:
    """The last day that takes no entry any more."""
    return db().scalar(select(func.max(Period.ends_on)).where(Period.state == PeriodState.CLOSED))


def closing_of(period_id: int) -> PeriodClosing | None:
    """How and when a month was closed; none while it is open."""
    return db().scalar(select(PeriodClosing).where(PeriodClosing.period_id == period_id))
