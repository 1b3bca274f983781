"""Ending an agreement: what was promised stays, but no child comes without a consent."""

from sqlalchemy import update

from buurtcoop.agreements.models import Agreement
from buurtcoop.agreements.operations import end_agreement
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.shifts.models import BookedChild, Booking
from buurtcoop.shifts.operations.holding import hold_shift
from buurtcoop.shifts.operations.places import give_back, offer_next
from buurtcoop.shifts.operations.promising import end_of, free
from buurtcoop.shifts.queries.agreed import children_with


def stop_agreement(agreement_id: int, by: Viewer) -> Agreement:
    """End it; of a guardian, the child does not come to what is still to begin.

    Holds afterwards: no child stands on a list to come with a consent that ended; brothers and
    sisters keep their seats. What a member promised for oneself stays until it is given back.
    Ending it twice is once. Raises NotForOthers, LookupError.
    """
    agreement = end_agreement(agreement_id, by)
    # The child is held, so no guardian brings it meanwhile; who booked need not be.
    for booked in children_with(agreement):
        _let_stay(booked, db().get_one(Booking, booked.booking_id), by)
    return agreement


def _let_stay(booked: BookedChild, booking: Booking, by: Viewer) -> None:
    """The child stays at home: the seat goes on to who waits, with the booking when it was all."""
    shift = hold_shift(booked.shift_id)
    db().refresh(booking)
    if booking.people == 1:
        free(booking, shift, end_of(shift, booking), by)
        return
    ended = db().scalars(
        update(BookedChild)
        .where(BookedChild.id == booked.id, BookedChild.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(BookedChild.id)
        .execution_options(synchronize_session=False)
    )
    if ended.first() is None:
        return
    db().execute(
        update(Booking)
        .where(Booking.id == booking.id)
        .values(people=Booking.people - 1)
        .execution_options(synchronize_session=False)
    )
    give_back(booking.line_id, 1)
    offer_next(booking.line_id, starts_at=shift.starts_at, hold_hours=shift.hold_hours)
    db().refresh(booking)
