"""Questions about promises, both sides in one answer."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from buurtcoop.agreements.models import AgreementKind
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts.models import (
    Booking,
    Claim,
    CrewLine,
    PromiseState,
    Shift,
    ShiftState,
    Side,
)
from buurtcoop.shifts.seen import Promise, SaidNo

Kind = type[Claim] | type[Booking]
KINDS: dict[Side, Kind] = {Side.GIVE: Claim, Side.RECEIVE: Booking}
# Whose yes a promise on each side takes, where the service asks it.
AGREED = {Side.GIVE: AgreementKind.VOLUNTEER, Side.RECEIVE: AgreementKind.SERVICE}
RELEASED = (PromiseState.RELEASED_IN_TIME, PromiseState.RELEASED_LATE)
SETTLED = (PromiseState.KEPT, PromiseState.EXCUSED, PromiseState.MISSED)
HOLDING = (PromiseState.PROMISED, *SETTLED)
PURPOSES: dict[str, Kind] = {"claim": Claim, "booking": Booking}


def is_live(kind: Any) -> ColumnElement[bool]:
    """Whether a promise counts; spelled out, so that the partial index serves the question."""
    return cast(ColumnElement[bool], kind.state == literal_column("'promised'"))


def holds_place(kind: Any) -> ColumnElement[bool]:
    """Whether a promise takes its places: it counts, or it was settled after the start."""
    return cast(ColumnElement[bool], kind.state.in_(HOLDING))


def was_there(kind: Any) -> ColumnElement[bool]:
    """Whether this person was there, as far as we know: it was kept, or nobody said otherwise."""
    return cast(ColumnElement[bool], kind.state.in_((PromiseState.PROMISED, PromiseState.KEPT)))


def took_part(person_id: int | None, shift_id: int) -> frozenset[Side]:
    """On which sides of a shift that is over this person was; none for a stranger."""
    if person_id is None:
        return frozenset()
    both = union_all(
        *(
            select(kind.side)
            .join(Shift, Shift.id == kind.shift_id)
            .where(
                kind.shift_id == shift_id,
                kind.person_id == person_id,
                was_there(kind),
                Shift.state == ShiftState.PLANNED,
                Shift.ends_at <= clock.now(),
            )
            for kind in KINDS.values()
        )
    )
    return frozenset(db().scalars(both))


def helps_at(person_id: int | None, shift_id: int) -> bool:
    """Whether this person helps on a shift, or helped there as far as we know."""
    found = exists().where(
        Claim.shift_id == shift_id, Claim.person_id == person_id, was_there(Claim)
    )
    return person_id is not None and bool(db().scalar(select(found)))


def was_missed(person_id: int | None, shift_id: int) -> bool:
    """Whether this person promised to be on this shift and was not seen there."""
    if person_id is None:
        return False
    both = (
        exists().where(
            kind.shift_id == shift_id,
            kind.person_id == person_id,
            kind.state == PromiseState.MISSED,
        )
        for kind in KINDS.values()
    )
    return bool(db().scalar(select(or_(*both))))


def promises_of(person_id: int, since: datetime) -> list[Promise]:
    """What this person promised on both sides and still counts, not over at `since`, by time."""
    return _promises(
        lambda kind: and_(kind.person_id == person_id, is_live(kind), Shift.ends_at > since)
    )


def calendar_of(person_id: int, since: datetime) -> list[Promise]:
    """What stands in a person's calendar: what counts, and what was called off."""
    shown = (PromiseState.PROMISED, PromiseState.CALLED_OFF)
    return _promises(
        lambda kind: and_(kind.person_id == person_id, kind.state.in_(shown), Shift.ends_at > since)
    )


def promise(kind: Kind, promise_id: int) -> Promise | None:
    """One promise with its shift, whatever became of it."""
    row = db().execute(select_promise(kind).where(kind.id == promise_id)).one_or_none()
    return read_promise(row) if row else None


def live_promises(shift_id: int) -> list[Promise]:
    """Everybody's promises on a shift that still count."""
    return _promises(lambda kind: and_(kind.shift_id == shift_id, is_live(kind)))


def promised_then(person_id: int, start: datetime, end: datetime) -> list[Promise]:
    """What this person promised at that time, on both sides."""
    return _promises(
        lambda kind: and_(
            kind.person_id == person_id,
            is_live(kind),
            Shift.starts_at < end,
            Shift.ends_at > start,
        )
    )


def helped_in_month(person_id: int, day: date) -> int:
    """How often this person helps, or did, in the month of this day."""
    number = db().scalar(
        select(func.count())
        .select_from(Claim)
        .join(Shift, Shift.id == Claim.shift_id)
        .where(Claim.person_id == person_id, helps_in_month(day))
    )
    return number or 0


def helps_in_month(day: date) -> ColumnElement[bool]:
    """That a claim and its shift count for who helps so often a month: the month of this day."""
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return and_(
        was_there(Claim),
        Shift.starts_at >= clock.start_of(first),
        Shift.starts_at < clock.start_of(following),
    )


def said_no(now: datetime, since: datetime, until: datetime) -> list[SaidNo]:
    """Who released a claim since then on a shift to come that still needs helpers, by time."""
    rows = db().execute(
        select(Shift.id, Service.name, Shift.starts_at, Claim.ended_at, Person.call_name)
        .join(Shift, Shift.id == Claim.shift_id)
        .join(Service, Service.id == Shift.service_id)
        .join(Person, Person.id == Claim.person_id)
        .where(
            Claim.ended_at >= since,
            Claim.state.in_(RELEASED),
            Shift.state == ShiftState.PLANNED,
            Shift.starts_at > now,
            Shift.starts_at < until,
            exists().where(
                CrewLine.shift_id == Shift.id,
                CrewLine.side == Side.GIVE,
                CrewLine.taken < CrewLine.minimum,
            ),
        )
        .order_by(Shift.starts_at, Shift.id, Claim.ended_at, Claim.id)
    )
    return [SaidNo(*row) for row in rows]


def released(shift_id: int) -> list[Claim | Booking]:
    """The released promises of a shift, for who may open their sealed reasons."""
    claims = select(Claim).where(Claim.shift_id == shift_id, Claim.state.in_(RELEASED))
    bookings = select(Booking).where(Booking.shift_id == shift_id, Booking.state.in_(RELEASED))
    return [
        *db().scalars(claims.options(joinedload(Claim.person)).order_by(Claim.id)),
        *db().scalars(bookings.options(joinedload(Booking.person)).order_by(Booking.id)),
    ]


def _promises(where: Callable[[Any], ColumnElement[bool]]) -> list[Promise]:
    """Promises of both sides that meet a condition, by time: one statement."""
    both = union_all(*(select_promise(kind).where(where(kind)) for kind in KINDS.values()))
    rows = db().execute(both.order_by("starts_at", "shift_id", "side"))
    return [read_promise(row) for row in rows]


def select_promise(kind: Kind) -> Select[*tuple[Any, ...]]:
    """The columns of a promise with its shift, as `read_promise` takes them."""
    return (
        select(
            kind.id.label("id"),
            kind.side.label("side"),
            kind.person_id,
            kind.shift_id.label("shift_id"),
            kind.line_id,
            CrewLine.role,
            (kind.people if kind is Booking else literal(1)).label("people"),
            Service.name.label("service_name"),
            Service.slug.label("service_slug"),
            Shift.starts_at.label("starts_at"),
            Shift.ends_at,
            Shift.place,
            kind.state,
            kind.confirmed_at,
            kind.made_at,
            Shift.version,
            Shift.moved_from,
            Shift.moved_at,
            Shift.state.label("shift_state"),
            Shift.reason,
            Service.release_hours,
            Service.rest_hours,
            Service.price,
            Service.children_per_carer,
            (Service.card != "").label("has_card"),
        )
        .join(Shift, Shift.id == kind.shift_id)
        .join(CrewLine, CrewLine.id == kind.line_id)
        .join(Service, Service.id == Shift.service_id)
    )


def read_promise(row: Row[*tuple[Any, ...]]) -> Promise:
    """A row of `select_promise` as a plain value."""
    values = {name: value for name, value in row._mapping.items() if name != "place_in_list"}
    return Promise(cancelled=values.pop("shift_state") is ShiftState.CANCELLED, **values)


def shift_of_promise(purpose: str, promise_id: int) -> Promise | None:
    """What a link such as `claim.cannot` is about; None when there is no such promise."""
    kind = PURPOSES.get(purpose.partition(".")[0])
    return promise(kind, promise_id) if kind else None
