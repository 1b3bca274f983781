"""An evening that is going on: Bram helps, Anna eats with two, and Coor leads or looks after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from buurtcoop.attendance import checks
from buurtcoop.attendance.models import Attendance
from buurtcoop.attendance.seen import Key
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.hours import checks as hours_checks
from buurtcoop.hours.models import TimeEntry
from buurtcoop.payments import checks as payments_checks
from buurtcoop.payments.models import Charge
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service, ServiceLead
from buurtcoop.shifts import checks as shifts_checks
from buurtcoop.shifts import operations as shifts
from buurtcoop.shifts.models import PromiseState, Side
from buurtcoop.shifts.queries import KINDS
from tests.cast import Cast, seen_by
from tests.shifts.rota import EVENING, LONG, Evening

END = EVENING + LONG
DURING = EVENING + timedelta(hours=1)
MINUTES = 180


@dataclass(frozen=True)
class Promised:
    """The promises of an evening, as keys."""

    shift_id: int
    bram: Key
    anna: Key

    def bram_and(self, *others: Key) -> list[Key]:
        """Bram and these."""
        return [self.bram, *others]


def promise_both(evening: Evening, cast: Cast) -> Promised:
    """Bram helps; Anna comes with two."""
    claim = shifts.claim(evening.give, cast.bram.id, seen_by(cast.bram))
    booking = shifts.book(evening.receive, cast.anna.id, seen_by(cast.anna), people=2)
    return Promised(evening.shift_id, (Side.GIVE, claim.id), (Side.RECEIVE, booking.id))


def lead(service: Service, person: Person) -> None:
    """This person leads the service since the beginning of 2026."""
    db().add(ServiceLead(service_id=service.id, person_id=person.id, starts_on=date(2026, 1, 1)))
    db().flush()


@contextmanager
def at(moment: datetime = DURING) -> Iterator[None]:
    """The clock stands still at another moment: an hour after the start when nothing is said."""
    with clock.stopped(moment):
        yield


def state(key: Key) -> PromiseState:
    kind = KINDS[key[0]]
    return db().scalars(select(kind.state).where(kind.id == key[1])).one()


def entries() -> list[int]:
    """The minutes of every time entry, in order."""
    return list(db().scalars(select(TimeEntry.minutes).order_by(TimeEntry.id)))


def charges() -> list[Charge]:
    return list(db().scalars(select(Charge).execution_options(populate_existing=True)))


def words() -> list[Attendance]:
    return list(db().scalars(select(Attendance).order_by(Attendance.id)))


def broken() -> list[str]:
    """What does not hold in the four rooms that attendance touches."""
    db().flush()
    rooms = (checks, hours_checks, payments_checks, shifts_checks)
    return [sentence for room in rooms for sentence in room.broken()]
