"""What happens to shifts because time passes."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.shifts.models import Series, Shift
from buurtcoop.shifts.operations import extend_series
from buurtcoop.shifts.queries import KINDS
from buurtcoop.shifts.rules import HORIZON_DAYS, REASON_KEPT


def extend_all_series(now: datetime) -> int:
    """Make the shifts of every running series to the horizon. Returns how many were made."""
    today = clock.local(now).date()
    running = db().scalars(select(Series.id).where(Series.last_on >= today).order_by(Series.id))
    horizon = today + timedelta(days=HORIZON_DAYS)
    return sum(extend_series(series_id, horizon) for series_id in running.all())


def forget_reasons(now: datetime) -> int:
    """Erase why people released what is long over. Returns how many reasons went."""
    over = select(Shift.id).where(Shift.ends_at < now - REASON_KEPT)
    gone = 0
    for kind in KINDS.values():
        erased = db().scalars(
            update(kind)
            .where(kind.release_reason.is_not(None), kind.shift_id.in_(over))
            .values(release_reason=None)
            .returning(kind.id)
            .execution_options(synchronize_session=False)
        )
        gone += len(erased.all())
    return gone
