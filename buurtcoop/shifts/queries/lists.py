"""Questions about shifts; what comes back is plain and whole, nothing loads later.

What a list costs stands in `rows`. Names of others are read by `shift_for` only.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from buurtcoop.agreements.queries import lacking
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from buurtcoop.qualifications.models import Qualification
from buurtcoop.services.models import Service
from buurtcoop.services.queries import leads_now_and_then
from buurtcoop.shifts.models import Booking, CrewLine, Shift, ShiftState, Side
from buurtcoop.shifts.queries.promises import AGREED, KINDS, Kind, holds_place, is_live
from buurtcoop.shifts.queries.rows import IN_TIME, SHIFTS, WHO, as_seen, asked
from buurtcoop.shifts.seen import Key, LeadSeen, PersonSeen, ShiftPage, ShiftSeen

PAGE = 50
DAYS_IN_WEEK = 7
_other = aliased(Shift, name="other_shift")


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

    `free_for_me` leaves out what overlaps with anything the viewer promised, and what only asks
    for what the viewer does not have.
    """
    now = clock.now()
    conditions: list[ColumnElement[bool]] = [
        Shift.state == ShiftState.PLANNED,
        Shift.starts_at > now,
        exists().where(_has_room(side), *([_within_reach()] if free_for_me else [])),
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
    """One shift, with who leads it on its day and who is on it, as far as this viewer may know.

    Who is on the shift reads the first names of the others; who leads the service now, or may
    see the people of all shifts, reads the whole names. Raises LookupError.
    """
    lacks = or_(
        *(lacking(Shift.service_id, kind, viewer.person_id) for kind in AGREED.values())
    ).label("lacks_agreement")
    row = asked(SHIFTS.add_columns(lacks).where(Shift.id == shift_id), viewer).one_or_none()
    if row is None:
        raise LookupError(shift_id)
    today = clock.today()
    day = max(today, clock.local(row.starts_at).date())
    now, then = leads_now_and_then(row.service_id, today, day)
    seen = replace(
        as_seen([row], viewer)[0],
        leads=tuple(_lead(person, viewer) for person in then),
        lacks_agreement=row.lacks_agreement,
    )
    leading = viewer.person_id in {person.id for person in now}
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
    statement = SHIFTS.where(*conditions)
    if after is not None:
        statement = statement.where(tuple_(*IN_TIME) > _place(after))
    if before is not None:
        statement = statement.where(tuple_(*IN_TIME) < _place(before))
    ordered = statement.order_by(*(column.desc() if back else column for column in IN_TIME))
    rows = asked(ordered.limit(limit + 1), viewer).all()
    more, shown = len(rows) > limit, list(rows[:limit])
    if back:
        shown.reverse()
    shifts = as_seen(shown, viewer)
    if not shifts:
        return ShiftPage(shifts=[], previous=None, next=None)
    earlier = more if back else after is not None
    return ShiftPage(
        shifts=shifts,
        previous=shifts[0].key if earlier else None,
        next=shifts[-1].key if back or more else None,
    )


def _place(key: Key) -> ColumnElement[Any]:
    return tuple_(literal(key[0], Shift.starts_at.type), literal(key[1]))


def _has_room(side: Side | None) -> ColumnElement[bool]:
    room = and_(CrewLine.shift_id == Shift.id, CrewLine.taken + CrewLine.held < CrewLine.places)
    return room if side is None else and_(room, CrewLine.side == side)


def _within_reach() -> ColumnElement[bool]:
    """That the place asks for nothing, or for something that whoever asks has."""
    mine = exists().where(
        Qualification.person_id == bindparam(WHO),
        Qualification.skill_id == CrewLine.skill_id,
        Qualification.ended_at.is_(None),
    )
    return or_(CrewLine.skill_id.is_(None), mine)


def _free(since: datetime) -> list[ColumnElement[bool]]:
    return [~_promised_then(kind, since) for kind in KINDS.values()]


def _promised_then(kind: Kind, since: datetime) -> ColumnElement[bool]:
    """Whether whoever asks has a live promise of this kind at the time of the shift."""
    return exists().where(
        kind.person_id == bindparam(WHO),
        is_live(kind),
        _other.id == kind.shift_id,
        _other.ends_at > since,
        _other.starts_at < Shift.ends_at,
        _other.ends_at > Shift.starts_at,
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
