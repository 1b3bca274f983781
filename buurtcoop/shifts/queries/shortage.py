"""Questions about what is missing: helpers, and somebody for the children."""

from datetime import datetime

from sqlalchemy import exists, func, select

from buurtcoop.core.instance import db
from buurtcoop.core.viewer import STRANGER
from buurtcoop.shifts.models import CrewLine, Shift, ShiftState, Side
from buurtcoop.shifts.queries.rows import IN_TIME, SHIFTS, as_seen, asked
from buurtcoop.shifts.seen import ShiftSeen


def unfilled(since: datetime, until: datetime) -> list[ShiftSeen]:
    """Planned shifts that begin in this time and still need helpers, by time."""
    conditions = [
        Shift.state == ShiftState.PLANNED,
        Shift.starts_at > since,
        Shift.starts_at < until,
        exists().where(
            CrewLine.shift_id == Shift.id,
            CrewLine.side == Side.GIVE,
            CrewLine.taken < CrewLine.minimum,
        ),
    ]
    rows = asked(SHIFTS.where(*conditions).order_by(*IN_TIME), STRANGER).all()
    return as_seen(rows, STRANGER)


def missing(shift_id: int) -> int:
    """How many helpers a shift still needs."""
    places = func.coalesce(func.sum(CrewLine.minimum - CrewLine.taken), 0)
    wanted = select(places).where(
        CrewLine.shift_id == shift_id,
        CrewLine.side == Side.GIVE,
        CrewLine.taken < CrewLine.minimum,
    )
    return int(db().scalar(wanted) or 0)
