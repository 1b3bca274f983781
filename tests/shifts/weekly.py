"""A series every Wednesday evening, and who holds a place in it: what these tests begin with."""

from datetime import date, time

from sqlalchemy import select

from buurtcoop.core.instance import db
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts import operations
from buurtcoop.shifts.models import Claim, CrewLine, Series, Shift, Side
from buurtcoop.shifts.operations import Fixed, LinePlan
from buurtcoop.shifts.queries import is_live
from tests.cast import Cast, seen_by

# Eight Wednesdays: from 20 January to 10 March 2027, at five.
FIRST, LAST = date(2027, 1, 20), date(2027, 12, 29)
PLANNED = 8


def a_series(
    service: Service,
    cast: Cast,
    *,
    places: int = 2,
    rule: str = "FREQ=WEEKLY;BYDAY=WE",
    first_on: date = FIRST,
    starts_at: time = time(17),
    minutes: int = 180,
    skill_id: int | None = None,
) -> Series:
    """A series with one line to help on and one to come for."""
    return operations.start_series(
        service.id,
        rule=rule,
        starts_at=starts_at,
        minutes=minutes,
        place="De Knotwilg",
        first_on=first_on,
        last_on=LAST,
        lines=[
            LinePlan(Side.GIVE, "koken", places, skill_id=skill_id),
            LinePlan(Side.RECEIVE, "eten", 12),
        ],
        by=seen_by(cast.coor),
    )


def line_of(series: Series, side: Side = Side.GIVE) -> int:
    """The line of the series on this side."""
    return next(line.id for line in series.lines if line.side is side)


def holds(series: Series, person: Person, *, starts_on: date = FIRST) -> Fixed:
    """This person holds a place in the series, by own wish."""
    return operations.hold_fixed_place(
        line_of(series), person.id, seen_by(person), starts_on=starts_on
    )


def shift_on(series: Series, day: date) -> Shift:
    """The shift of the series on this day."""
    found = select(Shift).where(Shift.series_id == series.id, Shift.original_on == day)
    return db().scalars(found).one()


def helping_on(series: Series, person: Person) -> list[date]:
    """The days of the series on which this person is on the list to help."""
    days = (
        select(Shift.original_on)
        .join(Claim, Claim.shift_id == Shift.id)
        .where(Shift.series_id == series.id, Claim.person_id == person.id, is_live(Claim))
    )
    return list(db().scalars(days.order_by(Shift.original_on)))


def give_line(shift: Shift) -> CrewLine:
    """The line to help on of a shift."""
    return next(line for line in shift.lines if line.side is Side.GIVE)
