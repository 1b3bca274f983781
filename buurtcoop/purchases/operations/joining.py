"""Saying what one would want, and not any more; it binds to nothing."""

from collections.abc import Sequence

from sqlalchemy import select, update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.messaging.operations import withdraw
from buurtcoop.people.models import Person
from buurtcoop.purchases.models import Interest, PurchaseOrder
from buurtcoop.purchases.operations.holding import (
    buyer,
    hold_round,
    refuse_for_others,
    refuse_units,
)
from buurtcoop.purchases.queries import interest_of
from buurtcoop.purchases.rules import WISHING, RoundElsewhere

TAKEN_BACK = N_("Deze persoon doet niet meer mee.")
ORDERED = N_("Deze persoon bestelde al.")
WENT_ON = N_("Deze ronde is verder.")


def want(purchase_id: int, person_id: int, units: int, note: str, by: Viewer) -> Interest:
    """Say that this person would want so many, about. Saying it again changes it.

    Holds afterwards: one interest of this person stands in the round (the unique key decides).
    Raises NotForOthers, MembersOnly, UnitsWrong, RoundElsewhere, LookupError.
    """
    purchase = hold_round(purchase_id)
    refuse_for_others(by, person_id, purchase)
    refuse_units(units)
    buyer(person_id)
    if purchase.state not in WISHING:
        raise RoundElsewhere
    stood = interest_of(purchase_id, person_id) or _new(purchase_id, person_id, units)
    stood.units, stood.remark = units, note
    db().flush()
    record(by, "purchases.want", stood)
    return stood


def want_no_more(interest_id: int, by: Viewer) -> None:
    """Take an interest back. Doing it twice is once. Raises NotForOthers, LookupError."""
    interest = db().get(Interest, interest_id, populate_existing=True)
    if interest is None:
        raise LookupError(interest_id)
    refuse_for_others(by, interest.person_id, interest.purchase)
    if end_interests([interest_id], TAKEN_BACK):
        record(by, "purchases.want_no_more", interest)


def go_on_wanting(order: PurchaseOrder) -> None:
    """Who bought and gets it back wants it still, as far as we know: so they hear what follows."""
    if interest_of(order.purchase_id, order.person_id) is None:
        _new(order.purchase_id, order.person_id, order.units)


def end_interests_at_home(order: PurchaseOrder) -> None:
    """An order stands instead of what people at this address said to want."""
    there = select(Person.id).where(Person.household_id == order.household_id)
    theirs = select(Interest.id).where(
        Interest.purchase_id == order.purchase_id,
        Interest.ended_at.is_(None),
        (Interest.person_id == order.person_id) | Interest.person_id.in_(there),
    )
    end_interests(db().scalars(theirs.order_by(Interest.id)).all(), ORDERED)


def end_interests_in(purchase_id: int) -> None:
    """The round went on, or ended: nobody has to be told of it any more as one who might."""
    standing = select(Interest.id).where(
        Interest.purchase_id == purchase_id, Interest.ended_at.is_(None)
    )
    end_interests(db().scalars(standing.order_by(Interest.id)).all(), WENT_ON)


def end_interests(numbers: Sequence[int], reason: str) -> int:
    """End these, with what was not sent about them. Returns how many stood."""
    ended = db().scalars(
        update(Interest)
        .where(Interest.id.in_(numbers), Interest.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(Interest.id)
    )
    gone = ended.all()
    for number in gone:
        withdraw(Interest.__tablename__, number, reason=reason)
    return len(gone)


def _new(purchase_id: int, person_id: int, units: int) -> Interest:
    insert_once(
        db(),
        Interest,
        purchase_id=purchase_id,
        person_id=person_id,
        units=units,
        remark="",
        made_at=clock.now(),
        ended_at=None,
    )
    found = interest_of(purchase_id, person_id)
    assert found is not None
    return found
