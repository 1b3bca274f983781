"""Who may read around a shift: who helps there, who leads its service, who looks after all."""

from sqlalchemy import select

from buurtcoop.briefing.rules import READ, lines_of
from buurtcoop.briefing.seen import Around
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from buurtcoop.services.queries import led_by
from buurtcoop.shifts.models import Booking
from buurtcoop.shifts.queries import helps_at, holds_place, service_of, shift_for


def around(viewer: Viewer, shift_id: int) -> Around:
    """A shift for one who helps there, or looks after it. Raises LookupError for everybody else.

    Who gave the place back, or was not there after all, is everybody else.
    """
    service = service_of(shift_id)
    helps, looks_after = helps_at(viewer.person_id, shift_id), reads(viewer, service.id)
    if not (helps or looks_after):
        raise LookupError(shift_id)
    return Around(
        shift=shift_for(viewer, shift_id),
        helps=helps,
        looks_after=looks_after,
        card=tuple(lines_of(service.card)),
        kinds=tuple(lines_of(service.log_kinds)),
        log_days=service.log_days or 0,
        asks_diet=service.asks_diet,
        by_name=service.asks_consent,
        asks_kilometres=service.asks_kilometres,
    )


def reads(viewer: Viewer, service_id: int) -> bool:
    """Whether this person leads the service, or looks after all of them."""
    return viewer.may(READ) or service_id in led_by(viewer.person_id, clock.today())


def services_read(viewer: Viewer) -> frozenset[int] | None:
    """The services this person looks after; None is all of them."""
    return None if viewer.may(READ) else led_by(viewer.person_id, clock.today())


def guests_of(shift_id: int) -> list[tuple[Person, int]]:
    """Who comes to a shift and for how many, who booked first, first."""
    rows = db().execute(
        select(Person, Booking.people)
        .join(Booking, Booking.person_id == Person.id)
        .where(Booking.shift_id == shift_id, holds_place(Booking))
        .order_by(Booking.made_at, Booking.id)
    )
    return [(person, people) for person, people in rows]
