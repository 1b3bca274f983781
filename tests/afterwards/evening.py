"""An evening that is over: Bram and Dees helped, Anna came."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.people.models import Person
from buurtcoop.shifts.models import Booking, Claim, PromiseState, Shift
from tests.cast import Cast
from tests.shifts.pages import books, claims, set_table
from tests.shifts.rota import EVENING, LONG

# Wednesday 20 January 2027, 21.00: an hour after it ended.
AFTER = EVENING + LONG + timedelta(hours=1)
NEXT_MORNING = AFTER + timedelta(hours=12)


@dataclass(frozen=True)
class Over:
    """An evening that is over, as plain numbers."""

    shift_id: int
    service_id: int
    slug: str = "eettafel"


def an_evening_that_is_over(instance: Instance, cast: Cast) -> Over:
    """The evening, committed; the clock of the caller still stands a week before it."""
    evening = set_table(instance)
    claims(instance, evening, cast.bram)
    claims(instance, evening, cast.dees)
    books(instance, evening, cast.anna)
    with instance.writing():
        shift = db().get_one(Shift, evening.shift_id)
        return Over(shift.id, shift.service_id)


def became(instance: Instance, person: Person, state: PromiseState) -> None:
    """All promises of this person ended like this."""
    with instance.writing():
        for kind in (Claim, Booking):
            db().execute(
                update(kind)
                .where(kind.person_id == person.id)
                .values(state=state, ended_at=clock.now())
            )


@contextmanager
def later(**much: float) -> Iterator[None]:
    """So much later than the evening."""
    with clock.stopped(AFTER + timedelta(**much)):
        yield
