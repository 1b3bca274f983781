"""Filling in kilometres, and mending them until the end of the next month."""

from sqlalchemy import delete, select, update

from buurtcoop.audit.operations import record
from buurtcoop.briefing.models import Ride
from buurtcoop.briefing.queries import reads
from buurtcoop.briefing.rules import (
    MOST_KILOMETRES,
    RideClosed,
    RideTooEarly,
    RideUnlikely,
    last_day_of_rides,
)
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Claim, Shift, ShiftState
from buurtcoop.shifts.queries import was_there


def fill_in(claim_id: int, kilometres: int | None, by: Viewer) -> None:
    """Say how far somebody drove in a shift: that helper, who leads it, or who looks after all.

    Holds afterwards: one ride per promise (the unique key decides), 1 to 500 whole kilometres;
    None takes it away. The same number again is once; another is written in the audit with the
    number before. Raises RideUnlikely, RideTooEarly, RideClosed; LookupError for everybody else,
    for who was not there, and where nobody asks for kilometres.
    """
    shift = _asked(claim_id, by)
    if kilometres is not None and not 1 <= kilometres <= MOST_KILOMETRES:
        raise RideUnlikely(max=MOST_KILOMETRES)
    if shift.state is not ShiftState.PLANNED or shift.ends_at > clock.now():
        raise RideTooEarly
    last = last_day_of_rides(shift.starts_at)
    if clock.today() > last:
        raise RideClosed(day=last)
    if kilometres is None:
        _take_away(claim_id, by)
        return
    new = insert_once(
        db(),
        Ride,
        claim_id=claim_id,
        kilometres=kilometres,
        made_by_id=by.id,
        made_at=clock.now(),
    )
    if new is not None:
        record(by, "briefing.fill_in", db().get_one(Ride, new), f"{kilometres} km")
        return
    _mend(claim_id, kilometres, by)


def _asked(claim_id: int, by: Viewer) -> Shift:
    """The shift of a promise whose kilometres this viewer may fill in; held alone till the end."""
    row = (
        db()
        .execute(
            select(Claim.person_id, Shift, Service.id)
            .join(Shift, Shift.id == Claim.shift_id)
            .join(Service, Service.id == Shift.service_id)
            .where(Claim.id == claim_id, was_there(Claim), Service.asks_kilometres)
            .with_for_update(of=Claim)
        )
        .one_or_none()
    )
    if row is None or not (row[0] == by.person_id or reads(by, row[2])):
        raise LookupError(claim_id)
    shift: Shift = row[1]
    return shift


def _mend(claim_id: int, kilometres: int, by: Viewer) -> None:
    mine = select(Ride).where(Ride.claim_id == claim_id)
    ride = db().scalars(mine.execution_options(populate_existing=True)).one()
    if ride.kilometres == kilometres:
        return
    record(by, "briefing.mend", ride, f"{ride.kilometres} km → {kilometres} km")
    db().execute(
        update(Ride)
        .where(Ride.id == ride.id)
        .values(kilometres=kilometres, made_by_id=by.id, made_at=clock.now())
    )


def _take_away(claim_id: int, by: Viewer) -> None:
    ride = db().scalar(select(Ride).where(Ride.claim_id == claim_id))
    if ride is None:
        return
    record(by, "briefing.take_away", ride, f"{ride.kilometres} km")
    db().execute(delete(Ride).where(Ride.id == ride.id))
