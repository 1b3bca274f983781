"""Questions about shifts and promises; what comes back is plain and whole, nothing loads later.

A list costs two statements at any size: the shifts with what the viewer promised, and their
lines. Names of others are read by `shift_for` only.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
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
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload

from buurtcoop.access.queries import people_in_roles
from buurtcoop.access.rules import RoleName
from buurtcoop.coop.queries import this_coop
from buurtcoop.core import clock
from buurtcoop.core.instance import db, here
from buurtcoop.core.viewer import STRANGER, Viewer
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.services.queries import leads_of, led_by
from buurtcoop.shifts.models import (
    Booking,
    CalendarFeed,
    Claim,
    CrewLine,
    PromiseState,
    Shift,
    ShiftState,
    Side,
)
from buurtcoop.shifts.seen import (
    Helpline,
    Key,
    LineSeen,
    Own,
    PersonSeen,
    Promise,
    ShiftPage,
    ShiftSeen,
)

PAGE = 50
DAYS_IN_WEEK = 7
NOBODY = 0
Kind = type[Claim] | type[Booking]
KINDS: dict[Side, Kind] = {Side.GIVE: Claim, Side.RECEIVE: Booking}
PURPOSES: dict[str, Kind] = {"claim": Claim, "booking": Booking}


# --- Lists of shifts ---


def week_for(
    viewer: Viewer, monday: date, *, after: Key | None = None, limit: int = PAGE
) -> ShiftPage:
    """The shifts of the week that begins on this day, also those that do not go ahead."""
    week = and_(
        Shift.starts_at >= clock.start_of(monday),
        Shift.starts_at < clock.start_of(monday + timedelta(days=DAYS_IN_WEEK)),
    )
    return _page(viewer, [week], after, limit)


def open_shifts_for(
    viewer: Viewer,
    *,
    free_for_me: bool = False,
    side: Side | None = None,
    service_id: int | None = None,
    after: Key | None = None,
    limit: int = PAGE,
) -> ShiftPage:
    """What is to come and has a place left, on this side when one is given.

    `free_for_me` leaves out what overlaps with anything the viewer promised.
    """
    now = clock.now()
    conditions = [
        Shift.state == ShiftState.PLANNED,
        Shift.starts_at > now,
        exists().where(_has_room(side)),
    ]
    if service_id is not None:
        conditions.append(Shift.service_id == service_id)
    if free_for_me:
        conditions += [~_promised_then(kind, viewer.person_id, now) for kind in KINDS.values()]
    return _page(viewer, conditions, after, limit)


def shifts_of_service(viewer: Viewer, service_id: int, *, limit: int = 5) -> ShiftPage:
    """The next shifts of one service, also full ones and those that do not go ahead."""
    ahead = and_(Shift.service_id == service_id, Shift.starts_at > clock.now())
    return _page(viewer, [ahead], None, limit)


def shift_for(viewer: Viewer, shift_id: int) -> ShiftSeen:
    """One shift, with who is on it as far as this viewer may know. Raises LookupError.

    Who is on the shift reads the first names of the others; who leads the service, or may see
    the people of all shifts, reads the whole names.
    """
    row = db().execute(_select(viewer).where(Shift.id == shift_id)).one_or_none()
    if row is None:
        raise LookupError(shift_id)
    seen = _seen(row, _lines([shift_id]))
    whole = viewer.may("shifts.see_people") or seen.service_id in led_by(
        viewer.person_id, clock.today()
    )
    if not whole and seen.claim is None and seen.booking is None:
        return seen
    return _with_people(seen, whole=whole)


def shift_of_promise(purpose: str, promise_id: int) -> Promise | None:
    """What a link such as `claim.cannot` is about; None when there is no such promise."""
    kind = PURPOSES.get(purpose.partition(".")[0])
    return promise(kind, promise_id) if kind else None


def service_of(shift_id: int) -> Service:
    """The service a shift belongs to. Raises LookupError."""
    found = db().scalar(select(Service).join(Shift).where(Shift.id == shift_id))
    if found is None:
        raise LookupError(shift_id)
    return found


def _page(
    viewer: Viewer, conditions: Sequence[ColumnElement[bool]], after: Key | None, limit: int
) -> ShiftPage:
    statement = _select(viewer).where(*conditions).order_by(Shift.starts_at, Shift.id)
    if after is not None:
        place = tuple_(Shift.starts_at, Shift.id)
        statement = statement.where(
            place > tuple_(literal(after[0], Shift.starts_at.type), after[1])
        )
    rows = db().execute(statement.limit(limit + 1)).all()
    shown = rows[:limit]
    lines = _lines([row.id for row in shown])
    shifts = [_seen(row, lines) for row in shown]
    return ShiftPage(shifts=shifts, next=shifts[-1].key if len(rows) > limit else None)


def _select(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """The columns of a shift with the viewer's own live promises beside it."""
    person_id = viewer.person_id or NOBODY
    claim, booking = aliased(Claim, name="own_claim"), aliased(Booking, name="own_booking")
    return (
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
            Service.release_hours,
            claim.id.label("claim_id"),
            claim.line_id.label("claim_line_id"),
            claim.confirmed_at.label("claim_confirmed_at"),
            booking.id.label("booking_id"),
            booking.line_id.label("booking_line_id"),
            booking.people.label("booking_people"),
            booking.confirmed_at.label("booking_confirmed_at"),
        )
        .join(Service, Service.id == Shift.service_id)
        .outerjoin(claim, _own(claim, person_id))
        .outerjoin(booking, _own(booking, person_id))
    )


def is_live(kind: Any) -> ColumnElement[bool]:
    """Whether a promise counts; spelled out, so that the partial index serves the question."""
    return cast(ColumnElement[bool], kind.state == literal_column("'promised'"))


def _own(kind: Any, person_id: int) -> ColumnElement[bool]:
    return and_(kind.shift_id == Shift.id, kind.person_id == person_id, is_live(kind))


def _has_room(side: Side | None) -> ColumnElement[bool]:
    room = and_(CrewLine.shift_id == Shift.id, CrewLine.taken < CrewLine.places)
    return room if side is None else and_(room, CrewLine.side == side)


def _promised_then(kind: Kind, person_id: int | None, now: datetime) -> ColumnElement[bool]:
    """Whether this person has a live promise of this kind at the time of the shift."""
    other = aliased(Shift, name="other_shift")
    return exists().where(
        kind.person_id == (person_id or NOBODY),
        is_live(kind),
        other.id == kind.shift_id,
        other.ends_at > now,
        other.starts_at < Shift.ends_at,
        other.ends_at > Shift.starts_at,
    )


def _lines(shift_ids: Sequence[int]) -> dict[int, list[LineSeen]]:
    found: dict[int, list[LineSeen]] = {shift_id: [] for shift_id in shift_ids}
    rows = db().execute(
        select(
            CrewLine.id,
            CrewLine.shift_id,
            CrewLine.side,
            CrewLine.role,
            CrewLine.places,
            CrewLine.taken,
        )
        .where(CrewLine.shift_id.in_(shift_ids))
        .order_by(CrewLine.shift_id, CrewLine.side, CrewLine.id)
    )
    for line_id, shift_id, side, role, places, taken in rows:
        line = LineSeen(id=line_id, side=side, role=role, places=places, taken=taken)
        found[shift_id].append(line)
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


def _with_people(seen: ShiftSeen, *, whole: bool) -> ShiftSeen:
    people = {side: tuple(_people(kind, seen.id, whole=whole)) for side, kind in KINDS.items()}
    return replace(seen, givers=people[Side.GIVE], guests=people[Side.RECEIVE])


def _people(kind: Kind, shift_id: int, *, whole: bool) -> Iterator[PersonSeen]:
    people = Booking.people if kind is Booking else literal(1)
    rows = db().execute(
        select(kind.id, kind.line_id, people, kind.confirmed_at, Person)
        .join(Person, Person.id == kind.person_id)
        .where(kind.shift_id == shift_id, is_live(kind))
        .order_by(kind.made_at, kind.id)
    )
    for promise_id, line_id, number, confirmed_at, person in rows:
        yield PersonSeen(
            promise_id=promise_id,
            person_id=person.id,
            line_id=line_id,
            name=person.full_name if whole else person.call_name,
            initials=person.initials if whole else person.call_name[:1].upper(),
            tint=person.tint,
            people=number,
            confirmed=confirmed_at is not None,
        )


# --- Promises ---


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
    row = db().execute(_select_promise(kind).where(kind.id == promise_id)).one_or_none()
    return _promise(row) if row else None


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


def said_no(shift_ids: Sequence[int], since: datetime) -> dict[int, list[tuple[datetime, str]]]:
    """Who released a claim on these shifts since then: {shift id: [(when, first name)]}."""
    rows = db().execute(
        select(Claim.shift_id, Claim.ended_at, Person.call_name)
        .join(Person, Person.id == Claim.person_id)
        .where(
            Claim.shift_id.in_(shift_ids),
            Claim.state.in_((PromiseState.RELEASED_IN_TIME, PromiseState.RELEASED_LATE)),
            Claim.ended_at >= since,
        )
        .order_by(Claim.ended_at)
    )
    found: dict[int, list[tuple[datetime, str]]] = {}
    for shift_id, ended_at, name in rows:
        if ended_at is not None:
            found.setdefault(shift_id, []).append((ended_at, name))
    return found


def released(shift_id: int) -> list[Claim | Booking]:
    """The released promises of a shift, for who may open their sealed reasons."""
    ended = (PromiseState.RELEASED_IN_TIME, PromiseState.RELEASED_LATE)
    claims = select(Claim).where(Claim.shift_id == shift_id, Claim.state.in_(ended))
    bookings = select(Booking).where(Booking.shift_id == shift_id, Booking.state.in_(ended))
    return [
        *db().scalars(claims.options(joinedload(Claim.person)).order_by(Claim.id)),
        *db().scalars(bookings.options(joinedload(Booking.person)).order_by(Booking.id)),
    ]


def _promises(where: Callable[[Any], ColumnElement[bool]]) -> list[Promise]:
    """Promises of both sides that meet a condition, by time: one statement."""
    both = union_all(*(_select_promise(kind).where(where(kind)) for kind in KINDS.values()))
    rows = db().execute(both.order_by("starts_at", "shift_id", "side"))
    return [_promise(row) for row in rows]


def _select_promise(kind: Kind) -> Select[*tuple[Any, ...]]:
    return (
        select(
            kind.id,
            kind.side,
            kind.person_id,
            kind.shift_id,
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
            Shift.state.label("shift_state"),
            Shift.reason,
            Service.release_hours,
        )
        .join(Shift, Shift.id == kind.shift_id)
        .join(CrewLine, CrewLine.id == kind.line_id)
        .join(Service, Service.id == Shift.service_id)
    )


def _promise(row: Row[*tuple[Any, ...]]) -> Promise:
    values = row._asdict()
    return Promise(cancelled=values.pop("shift_state") is ShiftState.CANCELLED, **values)


# --- Figures, feeds, who to call ---


def coverage(first: date, days: int) -> list[tuple[date, int, int]]:
    """Taken and wanted places of those who give, per day from this day on: one statement."""
    dates = [first + timedelta(days=number) for number in range(days)]
    per_day = [
        select(
            literal(number).label("number"),
            func.coalesce(func.sum(CrewLine.taken), 0),
            func.coalesce(func.sum(CrewLine.places), 0),
        )
        .join(Shift, Shift.id == CrewLine.shift_id)
        .where(
            CrewLine.side == Side.GIVE,
            Shift.state == ShiftState.PLANNED,
            Shift.starts_at >= clock.start_of(day),
            Shift.starts_at < clock.start_of(day + timedelta(days=1)),
        )
        for number, day in enumerate(dates)
    ]
    rows = db().execute(union_all(*per_day).order_by("number"))
    return [(dates[number], taken, places) for number, taken, places in rows]


def unfilled(since: datetime, until: datetime) -> list[ShiftSeen]:
    """Planned shifts that begin in this time and still need helpers, by time."""
    conditions = [
        Shift.state == ShiftState.PLANNED,
        Shift.starts_at > since,
        Shift.starts_at < until,
        exists().where(_has_room(Side.GIVE)),
    ]
    statement = _select(STRANGER).where(*conditions).order_by(Shift.starts_at, Shift.id)
    rows = db().execute(statement).all()
    lines = _lines([row.id for row in rows])
    return [_seen(row, lines) for row in rows]


def helpline(service_id: int) -> Helpline:
    """Who to call about this service today."""
    leads = leads_of([service_id], clock.today())[service_id]
    staff = people_in_roles((RoleName.COORDINATOR, RoleName.DEPUTY))
    for person in [*leads, *(person for _role, person in staff)]:
        if person.phone:
            return Helpline(person.call_name, person.phone)
    coop = this_coop()
    return Helpline(coop.short_name, coop.phone)


def coordinators() -> list[Person]:
    """Who looks for helpers: the coordinators, or the deputies when there are none."""
    for role in (RoleName.COORDINATOR, RoleName.DEPUTY):
        found = {person.id: person for _role, person in people_in_roles((role,))}
        if found:
            return list(found.values())
    return []


def running_feed(person_id: int) -> CalendarFeed | None:
    """The calendar address this person has now."""
    return db().scalar(
        select(CalendarFeed).where(
            CalendarFeed.person_id == person_id, CalendarFeed.ended_at.is_(None)
        )
    )


def feed_token(person_id: int) -> str | None:
    """The token of this person's calendar address, made again from the key ring; or None."""
    feed = running_feed(person_id)
    return token_of(feed.person_id, feed.number) if feed else None


def person_of_feed(token: str) -> int:
    """Whose calendar this address gives. Raises LookupError, also for one that was ended."""
    found = db().scalar(
        select(CalendarFeed.person_id).where(
            CalendarFeed.fingerprint == feed_fingerprint(token), CalendarFeed.ended_at.is_(None)
        )
    )
    if found is None:
        raise LookupError("feed")
    return found


def token_of(person_id: int, number: int) -> str:
    """The secret of a person's first, second … calendar address; it is never kept."""
    return here().keys.mac("calendar", person_id, number)


def feed_fingerprint(token: str) -> str:
    """What we keep of a calendar address."""
    return here().keys.mac("calendar_feed", token)
