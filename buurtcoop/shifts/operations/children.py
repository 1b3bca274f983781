"""Children that come by name with a booking: who may, and when they do not come after all."""

from collections.abc import Collection

from sqlalchemy import update

from buurtcoop.agreements.operations.agreeing import end_by_itself
from buurtcoop.care.operations import end_guardianship
from buurtcoop.care.queries import Child, children_of
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from buurtcoop.shifts import rules
from buurtcoop.shifts.models import BookedChild, Booking
from buurtcoop.shifts.operations.holding import Held, hold_people, see_shifts
from buurtcoop.shifts.queries.children import comes_meanwhile, comes_still, consents, said_by

YOUNGEST, OLDEST = 0, 17  # a child is nobody of age


def refuse_children(guardian_id: int, children: Collection[int], shift: Held) -> dict[int, int]:
    """Whether these children may come with this guardian; returns the consent of each.

    Raises ChildrenNotNamed, ChildAge, ConsentMissing, ChildElsewhere, and LookupError for a
    child of somebody else, or where children do not come by name. The children are held, so
    that another guardian brings none of them elsewhere meanwhile.
    """
    if not shift.asks_consent:
        if children:
            raise LookupError("children")
        return {}
    if not children:
        raise rules.ChildrenNotNamed
    theirs = {child.id: child for child in children_of(guardian_id, clock.today())}
    for child_id in sorted(children):
        if child_id not in theirs:
            raise LookupError(child_id)
        refuse_age(theirs[child_id], shift)
    found = consents(shift.service_id, children)
    if len(found) < len(children):
        raise rules.ConsentMissing
    elsewhere = comes_meanwhile(children, shift.starts_at, shift.ends_at, besides=shift.id)
    if elsewhere is not None:
        child, service = elsewhere
        raise rules.ChildElsewhere(child=child, other_service=service)
    return found


def refuse_age(child: Child, shift: Held) -> None:
    """Only children of the ages it is for, on the day itself. Raises ChildAge."""
    first = YOUNGEST if shift.child_from_age is None else shift.child_from_age
    last = OLDEST if shift.child_to_age is None else shift.child_to_age
    age = child.age_on(clock.local(shift.starts_at).date())
    if not first <= age <= last:
        raise rules.ChildAge(child=child.name, age=age, first=first, last=last)


def bring(booking: Booking, found: dict[int, int]) -> None:
    """Put these children on the list with a booking: {child id: consent}.

    Holds afterwards: a child stands once on a shift, whoever of its guardians asks at the same
    moment (a unique index decides), with a consent that runs (a trigger). Raises ChildBooked.
    """
    for child_id, consent_id in sorted(found.items()):
        row_id = insert_once(
            db(),
            BookedChild,
            booking_id=booking.id,
            shift_id=booking.shift_id,
            child_id=child_id,
            consent_id=consent_id,
            ended_at=None,
        )
        if row_id is None:
            raise rules.ChildBooked(child=db().get_one(Person, child_id).call_name)


def end_with(booking_ids: Collection[int]) -> None:
    """The children of these bookings do not come any more."""
    db().execute(
        update(BookedChild)
        .where(BookedChild.booking_id.in_(booking_ids), BookedChild.ended_at.is_(None))
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def refuse_ages(shift_id: int, guardian_id: int, children: Collection[int]) -> None:
    """Before anything is asked of a guardian: whether these children have the age it is for.

    Raises ChildAge, LookupError.
    """
    [shift] = see_shifts([shift_id])
    theirs = {child.id: child for child in children_of(guardian_id, clock.today())}
    for child_id in children:
        if child_id not in theirs:
            raise LookupError(child_id)
        refuse_age(theirs[child_id], shift)


def let_child_go(guardian_id: int, child_id: int, by: Viewer) -> None:
    """This guardian takes a child away; with the last guardian the child is forgotten.

    The yes this guardian said for the child ends too. Raises ChildComes while it is on the list
    for something to come by this guardian's booking or with this guardian's yes, and what
    `care.end_guardianship` raises.
    """
    hold_people([guardian_id, child_id])
    coming = comes_still(child_id, guardian_id)
    if coming is not None:
        child = db().get_one(Person, child_id)
        raise rules.ChildComes(child=child.call_name, when=coming.starts_at)
    for agreement in said_by(guardian_id, child_id):
        end_by_itself(agreement, by)
    end_guardianship(guardian_id, child_id, by)
