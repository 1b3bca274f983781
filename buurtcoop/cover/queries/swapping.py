"""Places that could be swapped, and offers to swap."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.cover.models import Swap, SwapState
from buurtcoop.cover.seen import Offer, Place
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import running_on
from buurtcoop.people.models import Person
from buurtcoop.qualifications.models import Qualification
from buurtcoop.qualifications.queries import has, held_by
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import Claim, CrewLine, Shift, ShiftState, Side
from buurtcoop.shifts.queries import in_the_way, is_live, promises_of, taken_around
from buurtcoop.shifts.queries.busy import Takes

SHOWN = 20
MOST_LOOKED_AT = 200
PLACE = (
    "claim_id",
    "person_id",
    "name",
    "shift_id",
    "service_name",
    "role",
    "starts_at",
    "ends_at",
    "place",
)
_given, _wanted = aliased(Claim, name="given"), aliased(Claim, name="wanted")


def places_to_swap(claim_id: int) -> list[Place]:
    """Places of others at the same service that could be swapped for this one, by time.

    Both can take the other's place: the skill it asks, time and rest, still a member then, and
    not on that shift already. Six statements at any number of places. Raises LookupError.
    """
    own = _row(claim_id)
    rows = db().execute(_others(own).limit(MOST_LOOKED_AT)).all()
    skills = held_by([own.person_id])[own.person_id]
    mine = [
        each
        for each in promises_of(own.person_id, clock.now())
        if each.side is not Side.GIVE or each.id != own.claim_id
    ]
    theirs = _blocking(own, rows)
    leaves_on = db().scalar(
        select(Membership.ends_on).where(
            Membership.person_id == own.person_id, running_on(clock.today())
        )
    )
    found = [
        row
        for row in rows
        if _able(skills, row)
        and not _in_the_way(row, mine)
        and not theirs[row.person_id] - {(Side.GIVE, row.claim_id)}
        and (leaves_on is None or clock.local(row.starts_at).date() <= leaves_on)
    ]
    return [_place(row) for row in found[:SHOWN]]


def offers_of(person_id: int, now: datetime) -> tuple[list[Offer], list[Offer]]:
    """Offers this member can answer, and those this member made that nobody answered yet."""
    found = _offers(
        or_(_wanted.person_id == person_id, _given.person_id == person_id), is_open(now)
    )
    return (
        [each for each in found if each.wanted.person_id == person_id],
        [each for each in found if each.given.person_id == person_id],
    )


def offer(swap_id: int) -> Offer | None:
    """One offer, whatever became of it."""
    found = _offers(Swap.id == swap_id)
    return found[0] if found else None


def is_open(now: datetime) -> ColumnElement[bool]:
    """That an offer still stands: both places count, and neither shift began or was moved since."""
    return and_(
        Swap.state == SwapState.PROPOSED,
        *(
            exists().where(
                Claim.id == claim_id,
                is_live(Claim),
                Shift.id == Claim.shift_id,
                Shift.state == ShiftState.PLANNED,
                Shift.starts_at > now,
                Shift.moved_at.is_(None) | (Shift.moved_at <= Swap.made_at),
            )
            for claim_id in (Swap.claim_id, Swap.other_claim_id)
        ),
    )


def _places() -> Select[*tuple[Any, ...]]:
    """The columns of a place, with what decides whether it fits."""
    return (
        select(
            Claim.id.label("claim_id"),
            Claim.person_id,
            Person.call_name.label("name"),
            Claim.shift_id,
            Service.name.label("service_name"),
            CrewLine.role,
            Shift.starts_at,
            Shift.ends_at,
            Shift.place,
            Shift.service_id,
            CrewLine.skill_id,
            Service.rest_hours,
        )
        .join(Person, Person.id == Claim.person_id)
        .join(Shift, Shift.id == Claim.shift_id)
        .join(Service, Service.id == Shift.service_id)
        .join(CrewLine, CrewLine.id == Claim.line_id)
    )


def _row(claim_id: int) -> Row[*tuple[Any, ...]]:
    row = db().execute(_places().where(Claim.id == claim_id)).one_or_none()
    if row is None:
        raise LookupError(claim_id)
    return row


def _place(row: Row[*tuple[Any, ...]]) -> Place:
    return Place(**{name: row._mapping[name] for name in PLACE})


def _others(own: Row[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Other members' places at this service who could stand here."""
    day = clock.local(own.starts_at).date()
    here, there = aliased(Claim), aliased(Claim)
    found = _places().where(
        is_live(Claim),
        Claim.person_id != own.person_id,
        Shift.service_id == own.service_id,
        Shift.state == ShiftState.PLANNED,
        Shift.starts_at > clock.now(),
        ~exists().where(
            here.shift_id == own.shift_id, here.person_id == Claim.person_id, is_live(here)
        ),
        ~exists().where(
            there.shift_id == Shift.id, there.person_id == own.person_id, is_live(there)
        ),
        exists().where(
            Membership.person_id == Claim.person_id,
            running_on(clock.today()),
            Membership.ends_on.is_(None) | (Membership.ends_on >= day),
            Membership.gives,
        ),
    )
    if own.skill_id is not None:
        able = exists().where(Qualification.person_id == Claim.person_id, has(own.skill_id, day))
        found = found.where(able)
    return found.order_by(Shift.starts_at, Claim.id)


def _able(skills: list[Qualification], row: Row[*tuple[Any, ...]]) -> bool:
    if row.skill_id is None:
        return True
    day = clock.local(row.starts_at).date()
    return any(each.skill_id == row.skill_id and each.holds_on(day) for each in skills)


def _in_the_way(row: Row[*tuple[Any, ...]], mine: Collection[Any]) -> bool:
    """Whether another promise of who offers stands in the way of this place."""
    times = (row.starts_at, row.ends_at)
    others: list[Takes] = [each for each in mine if each.shift_id != row.shift_id]
    return any(in_the_way(times, row.rest_hours, each) for each in others)


def _blocking(
    own: Row[*tuple[Any, ...]], rows: Collection[Row[*tuple[Any, ...]]]
) -> dict[int, set[tuple[Side, int]]]:
    """The promises of these people that stand in the way of the place offered, by person."""
    times = (own.starts_at, own.ends_at)
    found: dict[int, set[tuple[Side, int]]] = {row.person_id: set() for row in rows}
    for each in taken_around(times, found):
        if each.shift_id != own.shift_id and in_the_way(times, own.rest_hours, each):
            found[each.person_id].add((each.side, each.promise_id))
    return found


def _offers(*conditions: ColumnElement[bool]) -> list[Offer]:
    """Offers with both places: two statements."""
    swaps = db().execute(
        select(Swap.id, Swap.claim_id, Swap.other_claim_id, Swap.made_at)
        .join(_given, _given.id == Swap.claim_id)
        .join(_wanted, _wanted.id == Swap.other_claim_id)
        .where(*conditions)
        .order_by(Swap.made_at, Swap.id)
    )
    rows = swaps.all()
    if not rows:
        return []
    wanted = {claim for row in rows for claim in (row.claim_id, row.other_claim_id)}
    places = {
        row.claim_id: _place(row) for row in db().execute(_places().where(Claim.id.in_(wanted)))
    }
    return [
        Offer(
            id=row.id,
            given=places[row.claim_id],
            wanted=places[row.other_claim_id],
            made_at=row.made_at,
        )
        for row in rows
    ]
