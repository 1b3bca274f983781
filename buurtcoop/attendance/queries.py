"""Questions about who was there, what was said of it, and what nobody said yet."""

from base64 import urlsafe_b64decode
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from buurtcoop.attendance.models import Attendance
from buurtcoop.attendance.rules import CODE_DIGITS, MAY_RECORD
from buurtcoop.attendance.seen import (
    Contradiction,
    Forgotten,
    Key,
    OnShift,
    PersonOnShift,
    ToFillIn,
    WentShort,
    Word,
    Words,
)
from buurtcoop.core import clock
from buurtcoop.core.instance import db, here
from buurtcoop.core.viewer import Viewer
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.services.queries import led_by
from buurtcoop.shifts.models import (
    Booking,
    Claim,
    CrewLine,
    PromiseState,
    Shift,
    ShiftState,
    Side,
)
from buurtcoop.shifts.queries import KINDS, holds_place, is_live, promise
from buurtcoop.shifts.rules import FOR_OTHERS
from buurtcoop.shifts.seen import PersonSeen, Promise, ShiftSeen

PAGE = 50
NOTHING_SAID = Words()
ABOUT = {Side.GIVE: Attendance.claim_id, Side.RECEIVE: Attendance.booking_id}


def door_code(shift_id: int) -> str:
    """The six digits at the door of a shift; they follow from the keys and are kept nowhere."""
    print_ = here().keys.mac("door", shift_id)
    number = int.from_bytes(urlsafe_b64decode(f"{print_}="))
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def may_record(service_id: int, viewer: Viewer) -> bool:
    """Whether this person leads the service, or looks after the rota."""
    if viewer.may(MAY_RECORD) or viewer.may(FOR_OTHERS):
        return True
    return service_id in led_by(viewer.person_id, clock.today())


def on_shift(shift_id: int, person_id: int | None = None) -> list[OnShift]:
    """The promises on a shift that took their places until the end; of one person, or of all."""
    both = union_all(
        *(
            select(
                kind.side.label("side"),
                kind.id.label("id"),
                kind.person_id,
                (kind.people if kind is Booking else literal(1)).label("people"),
                kind.state,
            ).where(
                kind.shift_id == shift_id,
                holds_place(kind),
                *([] if person_id is None else [kind.person_id == person_id]),
            )
            for kind in KINDS.values()
        )
    )
    return [OnShift(**row._mapping) for row in db().execute(both.order_by("side", "id"))]


def list_of(shift: ShiftSeen) -> list[PersonOnShift]:
    """Everybody on a shift as its lead sees it, who helps first."""
    people = [
        *(((Side.GIVE, person.promise_id), person) for person in shift.givers),
        *(((Side.RECEIVE, person.promise_id), person) for person in shift.guests),
    ]
    said = words_about(key for key, _person in people)
    return [_on_list(key, person, said.get(key, NOTHING_SAID)) for key, person in people]


def sides_of(shift_id: int) -> set[Side]:
    """The sides a shift has."""
    return set(db().scalars(select(CrewLine.side).where(CrewLine.shift_id == shift_id)))


def words_about(keys: Iterable[Key]) -> dict[Key, Words]:
    """What was said about these promises, in one statement: {(side, promise id): words}."""
    ids: dict[Side, list[int]] = defaultdict(list)
    for side, promise_id in keys:
        ids[side].append(promise_id)
    found: dict[Key, list[Word]] = defaultdict(list)
    if ids:
        about = or_(*(ABOUT[side].in_(numbers) for side, numbers in ids.items()))
        for row in db().execute(_WORDS.where(about).order_by(Attendance.id)):
            values = dict(row._mapping)
            claim_id, booking_id = values.pop("claim_id"), values.pop("booking_id")
            key = (Side.GIVE, claim_id) if claim_id else (Side.RECEIVE, booking_id)
            found[key].append(Word(**values))
    return {key: Words(tuple(words)) for key, words in found.items()}


_WORDS = select(
    Attendance.id,
    Attendance.claim_id,
    Attendance.booking_id,
    Attendance.outcome,
    Attendance.how,
    Attendance.decides,
    Attendance.minutes,
    Attendance.said_by_id,
    Attendance.said_at,
)


def to_fill_in(
    begun_after: datetime,
    begun_before: datetime,
    *,
    service_ids: Collection[int] | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int | None = None,
) -> list[ToFillIn]:
    """Shifts that began in this time and on which a promise is still open, by time.

    Of these services only when any are given; None is all of them.
    """
    statement = _open().where(Shift.starts_at > begun_after, Shift.starts_at <= begun_before)
    if service_ids is not None:
        statement = statement.where(Shift.service_id.in_(service_ids))
    if after is not None:
        place = tuple_(literal(after[0], Shift.starts_at.type), literal(after[1]))
        statement = statement.where(tuple_(Shift.starts_at, Shift.id) > place)
    rows = db().execute(statement.order_by(Shift.starts_at, Shift.id).limit(limit))
    return [ToFillIn(**row._mapping) for row in rows]


def forgotten(ended_after: datetime, ended_before: datetime) -> list[Forgotten]:
    """How many shifts of each service ended in this time with a promise still open."""
    unsaid = _open().where(Shift.ends_at > ended_after, Shift.ends_at <= ended_before).subquery()
    rows = db().execute(
        select(
            unsaid.c.service_id,
            unsaid.c.service_name,
            unsaid.c.service_slug,
            func.count().label("number"),
            func.min(unsaid.c.shift_id).label("shift_id"),
            func.min(unsaid.c.ends_at).label("ends_at"),
        )
        .group_by(unsaid.c.service_id, unsaid.c.service_name, unsaid.c.service_slug)
        .order_by("ends_at", unsaid.c.service_id)
    )
    return [Forgotten(**row._mapping) for row in rows]


def contradicted(
    since: datetime, *, service_ids: Collection[int] | None = None
) -> list[Contradiction]:
    """What people said since then of themselves, otherwise than what counts, by time.

    Of these services only when any are given; None is all of them.
    """
    later, earlier = aliased(Attendance), aliased(Attendance)
    found = (
        select(
            Attendance.id,
            Attendance.outcome,
            Attendance.said_at,
            Person.call_name.label("name"),
            Shift.id.label("shift_id"),
            Shift.starts_at,
            Service.name.label("service_name"),
        )
        .outerjoin(Claim, Claim.id == Attendance.claim_id)
        .outerjoin(Booking, Booking.id == Attendance.booking_id)
        .join(Person, Person.id == func.coalesce(Claim.person_id, Booking.person_id))
        .join(Shift, Shift.id == func.coalesce(Claim.shift_id, Booking.shift_id))
        .join(Service, Service.id == Shift.service_id)
        .where(
            Attendance.said_at > since,
            ~Attendance.decides,
            ~exists().where(_about_the_same(later), later.id > Attendance.id),
            exists().where(_about_the_same(earlier), earlier.decides),
        )
        .order_by(Attendance.said_at, Attendance.id)
    )
    if service_ids is not None:
        found = found.where(Shift.service_id.in_(service_ids))
    return [Contradiction(**row._mapping) for row in db().execute(found)]


def went_short(ended_after: datetime, ended_before: datetime) -> list[WentShort]:
    """Shifts that ended in this time with fewer helpers than their service asks at least, by time.

    Of everybody it was said whether they were there, and somebody was.
    """
    were_there = (
        select(func.count())
        .where(Claim.shift_id == Shift.id, Claim.state == PromiseState.KEPT)
        .correlate(Shift)
        .scalar_subquery()
    )
    at_least = Service.helpers_at_least - Service.adults_besides
    rows = db().execute(
        select(
            Shift.id.label("shift_id"),
            Service.name.label("service_name"),
            Shift.starts_at,
            Shift.ends_at,
            were_there.label("helpers"),
            at_least.label("at_least"),
        )
        .join(Service, Service.id == Shift.service_id)
        .where(
            Shift.state == ShiftState.PLANNED,
            Shift.ends_at > ended_after,
            Shift.ends_at <= ended_before,
            ~exists().where(Claim.shift_id == Shift.id, is_live(Claim)),
            were_there > 0,
            were_there < at_least,
        )
        .order_by(Shift.starts_at, Shift.id)
    )
    return [WentShort(**row._mapping) for row in rows]


def promise_behind(attendance_id: int) -> Promise | None:
    """The promise a word is about, with its shift; None when there is no such word."""
    word = db().get(Attendance, attendance_id)
    if word is None:
        return None
    side, promise_id = key_of(word)
    return promise(KINDS[side], promise_id)


def still_open(shift_id: int) -> bool:
    """Whether it went ahead, and of somebody nobody said yet whether they were there."""
    return db().execute(_open().where(Shift.id == shift_id)).first() is not None


def key_of(word: Attendance) -> Key:
    """Which promise a word is about."""
    if word.claim_id is not None:
        return Side.GIVE, word.claim_id
    assert word.booking_id is not None
    return Side.RECEIVE, word.booking_id


def _about_the_same(other: Any) -> ColumnElement[bool]:
    """That another word is about the promise this word is about."""
    return or_(other.claim_id == Attendance.claim_id, other.booking_id == Attendance.booking_id)


def _on_list(key: Key, person: PersonSeen, words: Words) -> PersonOnShift:
    counts, otherwise = words.decided, words.undecided
    return PersonOnShift(
        key=key,
        person_id=person.person_id,
        name=person.name,
        initials=person.initials,
        tint=person.tint,
        people=person.people,
        outcome=counts.outcome if counts else None,
        minutes=counts.minutes if counts else None,
        own_word=otherwise.outcome if otherwise else None,
    )


def _open() -> Select[*tuple[Any, ...]]:
    live: list[ColumnElement[bool]] = [
        exists().where(kind.shift_id == Shift.id, is_live(kind)) for kind in (Claim, Booking)
    ]
    return (
        select(
            Shift.id.label("shift_id"),
            Shift.service_id,
            Service.name.label("service_name"),
            Service.slug.label("service_slug"),
            Shift.starts_at,
            Shift.ends_at,
            Shift.place,
            Shift.version,
        )
        .join(Service, Service.id == Shift.service_id)
        .where(Shift.state == ShiftState.PLANNED, or_(*live))
    )
