"""How far helpers drove: per shift, person and activity."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from buurtcoop.briefing.models import Ride
from buurtcoop.briefing.rules import RIDES_ASKED_FOR
from buurtcoop.briefing.seen import Around, RideSeen, RideToFill
from buurtcoop.coop.models import Activity
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Claim, Shift, ShiftState
from buurtcoop.shifts.queries import was_there


def rides_of(viewer: Viewer, found: Around) -> list[RideSeen]:
    """The helpers of a shift with their kilometres: all for who looks after it, else one's own."""
    rides = (
        select(Claim.id, Person, Ride.kilometres)
        .join(Person, Person.id == Claim.person_id)
        .outerjoin(Ride, Ride.claim_id == Claim.id)
        .where(Claim.shift_id == found.shift.id, was_there(Claim))
        .order_by(Claim.made_at, Claim.id)
    )
    if not found.looks_after:
        rides = rides.where(Claim.person_id == viewer.id)
    return [
        RideSeen(
            claim_id=claim_id, person_id=person.id, name=person.full_name, kilometres=kilometres
        )
        for claim_id, person, kilometres in db().execute(rides)
    ]


def kilometres_of(person_id: int, year: int) -> int:
    """How many kilometres this person drove in a year."""
    driven = _driven(select(func.sum(Ride.kilometres)), year)
    return int(db().scalar(driven.where(Claim.person_id == person_id)) or 0)


def kilometres_per_activity(year: int) -> list[tuple[str, int]]:
    """How many kilometres all drove in a year, per activity, the most first."""
    driven = (
        _driven(select(Activity.name, func.sum(Ride.kilometres)), year)
        .join(Service, Service.id == Shift.service_id)
        .join(Activity, Activity.id == Service.activity_id)
        .group_by(Activity.id, Activity.name)
        .order_by(func.sum(Ride.kilometres).desc(), Activity.name)
    )
    return [(name, int(total)) for name, total in db().execute(driven)]


def rides_to_fill(person_id: int, now: datetime) -> list[RideToFill]:
    """Where this person helped these weeks and filled in no kilometres yet, the first first."""
    rides = select(Shift.id, Service.name, Shift.starts_at)
    rows = db().execute(_to_fill(rides, person_id, now).order_by(Shift.starts_at, Shift.id))
    return [RideToFill(shift_id=row[0], service_name=row[1], starts_at=row[2]) for row in rows]


def drives(person_id: int, now: datetime) -> ColumnElement[bool]:
    """Whether kilometres of this person wait, as part of another question."""
    return _to_fill(select(Shift.id), person_id, now).exists()


def _to_fill(
    what: Select[*tuple[Any, ...]], person_id: int, now: datetime
) -> Select[*tuple[Any, ...]]:
    return (
        what.join(Claim, Claim.shift_id == Shift.id)
        .join(Service, Service.id == Shift.service_id)
        .outerjoin(Ride, Ride.claim_id == Claim.id)
        .where(
            Claim.person_id == person_id,
            was_there(Claim),
            Service.asks_kilometres,
            Shift.state == ShiftState.PLANNED,
            Shift.ends_at <= now,
            Shift.ends_at > now - RIDES_ASKED_FOR,
            Ride.id.is_(None),
        )
    )


def _driven(what: Select[*tuple[Any, ...]], year: int) -> Select[*tuple[Any, ...]]:
    """Of rides in a year on the wall."""
    within: list[ColumnElement[bool]] = [
        Shift.starts_at >= clock.start_of(date(year, 1, 1)),
        Shift.starts_at < clock.start_of(date(year + 1, 1, 1)),
    ]
    return (
        what.select_from(Ride)
        .join(Claim, Claim.id == Ride.claim_id)
        .join(Shift, Shift.id == Claim.shift_id)
        .where(*within)
    )
