"""A service with shifts, and people who promise: what the tests of this room begin with."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from buurtcoop.access.rules import RoleName
from buurtcoop.coop.models import Activity
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.money import Money
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Booking, Claim, CrewLine, Shift, ShiftState, Side
from buurtcoop.shifts.queries import is_live
from tests.cast import add_person

# Wednesday 20 January 2027, 17.00 in Amsterdam: a week after the clock of the tests.
EVENING = clock.at(date(2027, 1, 20), datetime.min.time().replace(hour=17))
LONG = timedelta(hours=3)


@dataclass(frozen=True)
class Evening:
    """A shift with one line on each side, as plain numbers."""

    shift_id: int
    give: int
    receive: int


def a_service(name: str = "Eettafel", *, release_hours: int = 24, price: int = 400) -> Service:
    """A service of the cooperative, at four euros a seat."""
    activity = db().scalars(select(Activity)).first()
    assert activity is not None
    service = Service(
        slug=name.lower(),
        name=name,
        summary="Samen eten in het buurthuis.",
        description="Elke week koken we samen.",
        icon="tools-kitchen-2",
        place="De Knotwilg",
        give_task="koken en afwassen",
        price=Money(price),
        release_hours=release_hours,
        activity_id=activity.id,
        starts_on=date(2026, 1, 1),
        stops_on=None,
        opened_on=date(2026, 1, 1),
    )
    db().add(service)
    db().flush()
    return service


def an_evening(
    service: Service,
    starts_at: datetime = EVENING,
    *,
    length: timedelta = LONG,
    places: int = 2,
    seats: int = 4,
) -> Evening:
    """A planned shift with places for helpers and seats for guests."""
    shift = Shift(
        service_id=service.id,
        series_id=None,
        original_on=clock.local(starts_at).date(),
        starts_at=starts_at,
        ends_at=starts_at + length,
        place="De Knotwilg",
        state=ShiftState.PLANNED,
        version=1,
        moved_from=None,
        moved_at=None,
        reason="",
    )
    db().add(shift)
    db().flush()
    give = CrewLine(
        shift_id=shift.id,
        side=Side.GIVE,
        role="koken",
        places=places,
        minimum=places,
        taken=0,
        held=0,
    )
    receive = CrewLine(
        shift_id=shift.id, side=Side.RECEIVE, role="eten", places=seats, minimum=0, taken=0, held=0
    )
    db().add_all([give, receive])
    db().flush()
    return Evening(shift.id, give.id, receive.id)


def members(count: int, *, first: int = 100) -> list[Person]:
    """So many more members who give and receive."""
    return [
        add_person(f"Lid{number}", number=number, roles=(RoleName.MEMBER,))
        for number in range(first, first + count)
    ]


def taken(line_id: int) -> int:
    """What the line says is taken."""
    return db().scalars(select(CrewLine.taken).where(CrewLine.id == line_id)).one()


def counted(line_id: int) -> int:
    """What is promised on the line, counted from the promises themselves."""
    claims = select(func.count()).select_from(Claim).where(Claim.line_id == line_id, is_live(Claim))
    seats = select(func.coalesce(func.sum(Booking.people), 0)).where(
        Booking.line_id == line_id, is_live(Booking)
    )
    return db().scalars(claims).one() + db().scalars(seats).one()
