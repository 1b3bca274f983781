"""Questions about shifts; what comes back is plain and whole, nothing loads later.

A list costs two statements at any size: the shifts with what the viewer promised, and their
lines. Names of others are read by `shift_for` only.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Result,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import STRANGER, Viewer
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.services.queries import leads_of
from buurtcoop.shifts.models import Booking, Claim, CrewLine, Shift, ShiftState, Side
from buurtcoop.shifts.queries.promises import KINDS, Kind, holds_place, is_live
from buurtcoop.shifts.seen import Key, LeadSeen, LineSeen, Own, PersonSeen, ShiftPage, ShiftSeen

PAGE = 50
DAYS_IN_WEEK = 7
NOBODY = 0
IN_TIME = (Shift.starts_at, Shift.id)

# Made once: putting a question together costs more than asking it.
_WHO = "who"
_claim, _booking = aliased(Claim, name="own_claim"), aliased(Booking, name="own_booking")
_other = aliased(Shift, name="other_shift")


def _own(kind: Any) -> ColumnElement[bool]:
    return and_(kind.shift_id == Shift.id, kind.person_id == bindparam(_WHO), is_live(kind))


# The columns of a shift, with the live promises of whoever asks beside it.
_SHIFTS: Select[*tuple[Any, ...]] = (
    select(
        Shift.id,
        Shift.service_id,
        Shift.starts_at,
        Shift.ends_at,
        Shift.place,
        Shift.state,
        Shift.version,
        Shift.moved_from,
        Shift.reason,
        Service.name.label("service_name"),
        Service.slug.label("service_slug"),
        Service.icon,
        Service.give_task,
        Service.price,
        Service.release_hours,
        _claim.id.label("claim_id"),
        _claim.line_id.label("claim_line_id"),
        _claim.confirmed_at.label("claim_confirmed_at"),
        _booking.id.label("booking_id"),
        _booking.line_id.label("booking_line_id"),
        _booking.people.label("booking_people"),
        _booking.confirmed_at.label("booking_confirmed_at"),
    )
    .join(Service, Service.id == Shift.service_id)
    .outerjoin(_claim, _own(_claim))
    .outerjoin(_booking, _own(_booking))
)
_LINES = (
    select(
        CrewLine.id,
        CrewLine.shift_id,
        CrewLine.side,
        CrewLine.role,
        CrewLine.places,
        CrewLine.minimum,
        CrewLine.taken,
        CrewLine.held,
        CrewLine.skill_id,
    )
    .where(CrewLine.shift_id.in_(bindparam("shifts", expanding=True)))
    .order_by(CrewLine.shift_id, CrewLine.side, CrewLine.id)
)


def week_for(
    viewer: Viewer,
    monday: date,
    *,
    side: Side | None = None,
    free_for_me: bool = False,
    after: Key | None = None,
    limit: int = PAGE,
) -> ShiftPage:
    """The shifts of the week that begins on this day, also full ones and called-off ones.

    `side` leaves out what does not have that side, `free_for_me` what overlaps with a promise.
    """
    conditions: list[ColumnElement[bool]] = [
        Shift.starts_at >= clock.start_of(monday),
        Shift.starts_at < clock.start_of(monday + timedelta(days=DAYS_IN_WEEK)),
    ]
    if side is not None:
        conditions.append(exists().where(CrewLine.shift_id == Shift.id, CrewLine.side == side))
    if free_for_me:
        conditions += _free(clock.start_of(monday))
    return _page(viewer, conditions, after=after, limit=limit)


def open_shifts_for(
    viewer: Viewer,
    *,
    free_for_me: bool = False,
    side: Side | None = None,
    service_id: int | None = None,
    after: Key | None = None,
    before: Key | None = None,
    limit: int = PAGE,
) -> ShiftPage:
    """What is to come and has a place left, on this side when one is given.

    `free_for_me` leaves out what overlaps with anything the viewer promised.
    """
    now = clock.now()
    conditions: list[ColumnElement[bool]] = [
        Shift.state == ShiftState.PLANNED,
        Shift.starts_at > now,
        exists().where(_has_room(side)),
    ]
    if service_id is not None:
        conditions.append(Shift.service_id == service_id)
    if free_for_me:
        conditions += _free(now)
    return _page(viewer, conditions, after=after, before=before, limit=limit)


def shifts_of_service(viewer: Viewer, service_id: int, *, limit: int = 5) -> ShiftPage:
    """The next shifts of one service, also full ones and those that do not go ahead."""
    ahead = and_(Shift.service_id == service_id, Shift.starts_at > clock.now())
    return _page(viewer, [ahead], limit=limit)


def still_planned(service_id: int) -> tuple[int, datetime | None]:
    """How many shifts of a service are to come and go ahead, and when the last one begins."""
    number, last = (
        db()
        .execute(
            select(func.count(), func.max(Shift.starts_at)).where(
                Shift.service_id == service_id,
                Shift.state == ShiftState.PLANNED,
                Shift.starts_at > clock.now(),
            )
        )
        .one()
    )
    return number, last


def shift_for(viewer: Viewer, shift_id: int) -> ShiftSeen:
    """One shift, with who is on it as far as this viewer may know. Raises LookupError.

    Who is on the shift reads the first names of the others; who leads the service, or may see
    the people of all shifts, reads the whole names.
    """
    row = _asked(_SHIFTS.where(Shift.id == shift_id), viewer).one_or_none()
    if row is None:
        raise LookupError(shift_id)
    leads = leads_of([row.service_id], clock.today())[row.service_id]
    seen = replace(
        _seen(row, _lines([shift_id])), leads=tuple(_lead(person, viewer) for person in leads)
    )
    leading = viewer.person_id in {person.id for person in leads}
    whole = leading or viewer.may("shifts.see_people")
    if not whole and seen.claim is None and seen.booking is None:
        return seen
    return _with_people(seen, whole=whole)


def service_of(shift_id: int) -> Service:
    """The service a shift belongs to. Raises LookupError."""
    found = db().scalar(select(Service).join(Shift).where(Shift.id == shift_id))
    if found is None:
        raise LookupError(shift_id)
    return found


def _page(
    viewer: Viewer,
    conditions: Sequence[ColumnElement[bool]],
    *,
    after: Key | None = None,
    before: Key | None = None,
    limit: int,
) -> ShiftPage:
    """Some shifts by time; one more is read to know whether there is another page."""
    back = before is not None
    statement = _SHIFTS.where(*conditions)
    if after is not None:
        statement = statement.where(tuple_(*IN_TIME) > _place(after))
    if before is not None:
        statement = statement.where(tuple_(*IN_TIME) < _place(before))
    ordered = statement.order_by(*(column.desc() if back else column for column in IN_TIME))
    rows = _asked(ordered.limit(limit + 1), viewer).all()
    more, shown = len(rows) > limit, list(rows[:limit])
    if back:
        shown.reverse()
    lines = _lines([row.id for row in shown])
    shifts = [_seen(row, lines) for row in shown]
    if not shifts:
        return ShiftPage(shifts=[], previous=None, next=None)
    earlier = more if back else after is not None
    return ShiftPage(
        shifts=shifts,
        previous=shifts[0].key if earlier else None,
        next=shifts[-1].key if back or more else None,
    )


def _asked(question: Select[*tuple[Any, ...]], viewer: Viewer) -> Result[*tuple[Any, ...]]:
    return db().execute(question, {_WHO: viewer.person_id or NOBODY})


def _place(key: Key) -> ColumnElement[Any]:
    return tuple_(literal(key[0], Shift.starts_at.type), literal(key[1]))


def _has_room(side: Side | None) -> ColumnElement[bool]:
    room = and_(CrewLine.shift_id == Shift.id, CrewLine.taken + CrewLine.held < CrewLine.places)
    return room if side is None else and_(room, CrewLine.side == side)


def _free(since: datetime) -> list[ColumnElement[bool]]:
    return [~_promised_then(kind, since) for kind in KINDS.values()]


def _promised_then(kind: Kind, since: datetime) -> ColumnElement[bool]:
    """Whether whoever asks has a live promise of this kind at the time of the shift."""
    return exists().where(
        kind.person_id == bindparam(_WHO),
        is_live(kind),
        _other.id == kind.shift_id,
        _other.ends_at > since,
        _other.starts_at < Shift.ends_at,
        _other.ends_at > Shift.starts_at,
    )


def _lines(shift_ids: Sequence[int]) -> dict[int, list[LineSeen]]:
    found: dict[int, list[LineSeen]] = {shift_id: [] for shift_id in shift_ids}
    rows = db().execute(_LINES, {"shifts": shift_ids})
    for row in rows:
        values = dict(row._mapping)
        found[values.pop("shift_id")].append(LineSeen(**values))
    return found


def _seen(row: Row[*tuple[Any, ...]], lines: dict[int, list[LineSeen]]) -> ShiftSeen:
    claim = row.claim_id and Own(
        id=row.claim_id,
        line_id=row.claim_line_id,
        people=1,
        confirmed=row.claim_confirmed_at is not None,
    )
    booking = row.booking_id and Own(
        id=row.booking_id,
        line_id=row.booking_line_id,
        people=row.booking_people,
        confirmed=row.booking_confirmed_at is not None,
    )
    return ShiftSeen(
        id=row.id,
        service_id=row.service_id,
        service_name=row.service_name,
        service_slug=row.service_slug,
        icon=row.icon,
        give_task=row.give_task,
        price=row.price,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        state=row.state,
        version=row.version,
        moved_from=row.moved_from,
        reason=row.reason,
        release_hours=row.release_hours,
        claim=claim,
        booking=booking,
        lines=tuple(lines[row.id]),
    )


def _lead(person: Person, viewer: Viewer) -> LeadSeen:
    known = viewer.signed_in
    return LeadSeen(
        person_id=person.id,
        name=person.full_name if known else person.call_name,
        phone=(person.phone or "") if known else "",
        initials=person.initials if known else person.call_name[:1].upper(),
        tint=person.tint,
    )


def _with_people(seen: ShiftSeen, *, whole: bool) -> ShiftSeen:
    """The shift with everybody on it, who promised first, first: one statement."""
    promised = union_all(
        *(
            select(
                kind.id,
                kind.side,
                kind.person_id,
                kind.line_id,
                (kind.people if kind is Booking else literal(1)).label("people"),
                kind.confirmed_at,
                kind.made_at,
            ).where(kind.shift_id == seen.id, holds_place(kind))
            for kind in KINDS.values()
        )
    ).subquery()
    found: dict[Side, list[PersonSeen]] = {side: [] for side in Side}
    rows = db().execute(
        select(promised, Person)
        .join(Person, Person.id == promised.c.person_id)
        .order_by(promised.c.made_at, promised.c.id)
    )
    for row in rows:
        found[row.side].append(_person(row, whole=whole))
    return replace(seen, givers=tuple(found[Side.GIVE]), guests=tuple(found[Side.RECEIVE]))


def _person(row: Row[*tuple[Any, ...]], *, whole: bool) -> PersonSeen:
    person: Person = row.Person
    return PersonSeen(
        promise_id=row.id,
        person_id=person.id,
        line_id=row.line_id,
        name=person.full_name if whole else person.call_name,
        initials=person.initials if whole else person.call_name[:1].upper(),
        tint=person.tint,
        people=row.people,
        confirmed=row.confirmed_at is not None,
    )


def unfilled(since: datetime, until: datetime) -> list[ShiftSeen]:
    """Planned shifts that begin in this time and still need helpers, by time."""
    conditions = [
        Shift.state == ShiftState.PLANNED,
        Shift.starts_at > since,
        Shift.starts_at < until,
        exists().where(
            CrewLine.shift_id == Shift.id,
            CrewLine.side == Side.GIVE,
            CrewLine.taken < CrewLine.minimum,
        ),
    ]
    rows = _asked(_SHIFTS.where(*conditions).order_by(*IN_TIME), STRANGER).all()
    lines = _lines([row.id for row in rows])
    return [_seen(row, lines) for row in rows]


def missing(shift_id: int) -> int:
    """How many helpers a shift still needs."""
    places = func.coalesce(func.sum(CrewLine.minimum - CrewLine.taken), 0)
    wanted = select(places).where(
        CrewLine.shift_id == shift_id,
        CrewLine.side == Side.GIVE,
        CrewLine.taken < CrewLine.minimum,
    )
    return int(db().scalar(wanted) or 0)
