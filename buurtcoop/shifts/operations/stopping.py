"""Ending an agreement: what was promised stays, but no child comes without a consent."""

from sqlalchemy import update

from buurtcoop.agreements.models import Agreement
from buurtcoop.agreements.operations import end_agreement
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.operations import put
from buurtcoop.shifts.messages import CHILD_STAYS_HOME, occurrence_of
from buurtcoop.shifts.models import BookedChild, Booking
from buurtcoop.shifts.operations.holding import Held, hold_shift
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
        let_stay(booked, by)
    return agreement


def let_stay(booked: BookedChild, by: Viewer) -> None:
    """The child stays at home: the seat goes on to who waits, with the booking when it was all.

    Who booked hears it, unless that person ended the consent.
    """
    shift = hold_shift(booked.shift_id)
    booking = db().get_one(Booking, booked.booking_id)
    db().refresh(booking)
    _give_seat_back(booked, booking, shift, by)
    db().refresh(booked)
    if booking.person_id != by.person_id and booked.ended_at is not None:
        put(
            CHILD_STAYS_HOME,
            subject_id=booked.id,
            occurrence=occurrence_of(1),
            recipient_id=booking.person_id,
            expires_at=shift.starts_at,
        )


def _give_seat_back(booked: BookedChild, booking: Booking, shift: Held, by: Viewer) -> None:
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
