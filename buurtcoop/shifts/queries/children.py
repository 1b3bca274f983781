"""Questions about children that come by name."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from buurtcoop.agreements.models import Agreement, AgreementKind
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.members.rules import age_on
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import BookedChild, Booking, Shift


@dataclass(frozen=True)
class ChildComes:
    """A child on the list of a shift, with who booked it and whether photos are fine."""

    child_id: int
    name: str
    born: date | None
    booking_id: int
    guardian_id: int
    guardian_name: str
    guardian_phone: str | None
    photos: bool

    def age_on(self, day: date) -> int | None:
        """How old the child is on this day, in years; None once it was forgotten."""
        return None if self.born is None else age_on(self.born, day)


@dataclass(frozen=True)
class Comes:
    """Where a child stands on the list of something to come."""

    shift_id: int
    starts_at: datetime


def children_of_shift(shift_id: int) -> list[ChildComes]:
    """The children on the list of a shift, by name; also those who came. One statement."""
    child, guardian = aliased(Person), aliased(Person)
    rows = db().execute(
        select(
            child.id,
            child.call_name,
            child.birth_date,
            Booking.id,
            guardian.id,
            guardian.call_name,
            guardian.phone,
            Agreement.photos,
        )
        .select_from(BookedChild)
        .join(Booking, Booking.id == BookedChild.booking_id)
        .join(child, child.id == BookedChild.child_id)
        .join(guardian, guardian.id == Booking.person_id)
        .join(Agreement, Agreement.id == BookedChild.consent_id)
        .where(BookedChild.shift_id == shift_id, BookedChild.ended_at.is_(None))
        .order_by(child.sort_name, child.id)
    )
    return [ChildComes(*row) for row in rows]


def children_of_booking(booking_id: int) -> frozenset[int]:
    """The children that come with this booking."""
    found = select(BookedChild.child_id).where(
        BookedChild.booking_id == booking_id, BookedChild.ended_at.is_(None)
    )
    return frozenset(db().scalars(found))


def names_of_booking(booking_id: int) -> list[str]:
    """The first names of the children that come with this booking, by name."""
    found = (
        select(Person.call_name)
        .join(BookedChild, BookedChild.child_id == Person.id)
        .where(BookedChild.booking_id == booking_id, BookedChild.ended_at.is_(None))
        .order_by(Person.sort_name, Person.id)
    )
    return list(db().scalars(found))


def consents(service_id: int, child_ids: Collection[int]) -> dict[int, int]:
    """The running guardian's yes for each of these children: {child id: agreement id}."""
    rows = db().execute(
        select(Agreement.about_id, Agreement.id).where(
            Agreement.about_id.in_(child_ids),
            Agreement.service_id == service_id,
            Agreement.kind == AgreementKind.GUARDIAN,
            Agreement.ended_at.is_(None),
        )
    )
    return {row[0]: row[1] for row in rows}


def comes_meanwhile(
    child_ids: Collection[int], starts_at: datetime, ends_at: datetime, *, besides: int
) -> tuple[str, str] | None:
    """The name of one of these children that is elsewhere in this time, and of that service.

    Whoever of its guardians brings it there; `besides` is the shift that is asked for.
    """
    found = (
        select(Person.call_name, Service.name)
        .join(BookedChild, BookedChild.child_id == Person.id)
        .join(Shift, Shift.id == BookedChild.shift_id)
        .join(Service, Service.id == Shift.service_id)
        .where(
            Person.id.in_(child_ids),
            BookedChild.ended_at.is_(None),
            BookedChild.shift_id != besides,
            Shift.starts_at < ends_at,
            Shift.ends_at > starts_at,
        )
        .order_by(Person.id)
        .limit(1)
    )
    row = db().execute(found).one_or_none()
    return None if row is None else (row[0], row[1])


def said_by(guardian_id: int, child_id: int) -> list[Agreement]:
    """The running yeses of this guardian for this child."""
    found = select(Agreement).where(
        Agreement.person_id == guardian_id,
        Agreement.about_id == child_id,
        Agreement.ended_at.is_(None),
    )
    return list(db().scalars(found.order_by(Agreement.id)))


def comes_still(child_id: int, guardian_id: int | None = None) -> Comes | None:
    """The first thing to come a child is on the list for.

    With a guardian: only what that one booked, or what it comes to with that one's yes.
    """
    found = (
        select(Shift.id, Shift.starts_at)
        .join(BookedChild, BookedChild.shift_id == Shift.id)
        .join(Booking, Booking.id == BookedChild.booking_id)
        .where(
            BookedChild.child_id == child_id,
            BookedChild.ended_at.is_(None),
            Shift.ends_at > clock.now(),
        )
        .order_by(Shift.starts_at, Shift.id)
        .limit(1)
    )
    if guardian_id is not None:
        found = found.join(Agreement, Agreement.id == BookedChild.consent_id).where(
            or_(Booking.person_id == guardian_id, Agreement.person_id == guardian_id)
        )
    row = db().execute(found).one_or_none()
    return Comes(*row) if row else None
