"""Promising and taking back, on both sides.

Order of locks, the same in the whole room so that nothing waits in a circle: the person, the
shift, its crew lines, the promise. Who promises or releases shares the shift; who moves it or
calls it off holds it alone. So one person's promises are made one by one, and no place is given
away on a shift that is being called off. SQLite has one writer at a time and skips the locks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, update

from buurtcoop.audit.operations import record, seal
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.members.models import Membership
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.people.models import Person
from buurtcoop.services.models import Service
from buurtcoop.shifts import rules
from buurtcoop.shifts.messages import CANNOT, COME, CONFIRMED, NAMES, occurrence_of
from buurtcoop.shifts.models import Booking, Claim, CrewLine, PromiseState, Shift, ShiftState, Side
from buurtcoop.shifts.queries import KINDS, helpline, is_live, promised_then

P = TypeVar("P", bound=Claim | Booking)
Question = Select[*tuple[Any, ...]]
MADE = {Side.GIVE: "shifts.claim", Side.RECEIVE: "shifts.book"}
TAKEN_BACK = {Side.GIVE: "shifts.release", Side.RECEIVE: "shifts.cancel"}


@dataclass(frozen=True)
class Promiser:
    """A person whose promises nobody else changes meanwhile, with the membership of today."""

    id: int
    member: bool
    gives: bool
    receives: bool
    leaves_on: date | None


@dataclass(frozen=True)
class Held:
    """A shift as it is while nobody can move it or call it off."""

    id: int
    service_id: int
    starts_at: datetime
    ends_at: datetime
    state: ShiftState
    version: int
    moved_at: datetime | None
    reason: str
    release_hours: int


def claim(line_id: int, person_id: int, by: Viewer) -> Claim:
    """Promise that this person will be there and give.

    Holds afterwards: the person gives once on the shift, and no crew line has more takers than
    places, also with fifty at once (the conditional update decides, not this process). Claiming
    the same line twice is once: it returns the claim that is there.
    Raises ShiftFull, LastPlaceGone, ShiftPast, ShiftStarted, ShiftCancelled, Overlap,
    AlreadyClaimed, NotAMember, HelpingIsOff, NotForOthers, LookupError.
    """
    return _promise(Claim, line_id, person_id, by, side=Side.GIVE)


def book(line_id: int, person_id: int, by: Viewer, *, people: int = 1) -> Booking:
    """Promise that this person will come and receive, with so many people in all.

    Holds afterwards what `claim` says, with a seat for each of them. Raises SeatsFull,
    SeatsTooFew and UsingIsOff beside what `claim` raises.
    """
    return _promise(Booking, line_id, person_id, by, side=Side.RECEIVE, people=people)


def release(claim_id: int, by: Viewer, *, reason: str = "") -> Claim:
    """Take a claim back; the place is free again, and the reason is locked away.

    In time or late follows from the service. Releasing twice is once.
    Raises TooLateToRelease, ShiftPast, NotForOthers, LookupError.
    """
    return _take_back(Claim, claim_id, by, reason=reason)


def cancel(booking_id: int, by: Viewer, *, reason: str = "") -> Booking:
    """Take a booking back; its seats are free again. Otherwise as `release`."""
    return _take_back(Booking, booking_id, by, reason=reason)


def confirm_claim(claim_id: int, by: Viewer) -> Claim:
    """ "Ik kom". Saying it twice is once. Raises PromiseEnded, NotForOthers, LookupError."""
    return _confirm(Claim, claim_id, by)


def confirm_booking(booking_id: int, by: Viewer) -> Booking:
    """ "Ik kom". Saying it twice is once. Raises PromiseEnded, NotForOthers, LookupError."""
    return _confirm(Booking, booking_id, by)


def answer(purpose: str, promise_id: int, by: Viewer) -> Claim | Booking:
    """What a link in a mail does: `claim.come`, `claim.cannot`, `booking.come`, `booking.cannot`.

    Raises what the verb raises, and LookupError for another purpose.
    """
    kind, _point, what = purpose.partition(".")
    verbs: dict[tuple[str, str], Callable[[int, Viewer], Claim | Booking]] = {
        (NAMES[Side.GIVE], COME): confirm_claim,
        (NAMES[Side.GIVE], CANNOT): release,
        (NAMES[Side.RECEIVE], COME): confirm_booking,
        (NAMES[Side.RECEIVE], CANNOT): cancel,
    }
    return verbs[kind, what](promise_id, by)


def _promise(
    kind: type[P],
    line_id: int,
    person_id: int,
    by: Viewer,
    *,
    side: Side,
    people: int | None = None,
) -> P:
    """`people` is None for a claim, which takes one place."""
    refuse_for_others(by, person_id)
    person = _hold_person(person_id)
    of_line = select(CrewLine.shift_id).where(CrewLine.id == line_id, CrewLine.side == side)
    shift = _hold_shift(Shift.id == of_line.scalar_subquery())
    standing = db().scalar(
        select(kind).where(kind.shift_id == shift.id, kind.person_id == person_id, is_live(kind))
    )
    if standing is not None:
        return _same(standing, line_id, people or 1)
    _refuse_closed(shift)
    _refuse_unwilling(person, side, shift)
    _refuse_overlap(shift, person_id)
    if not take_places(line_id, people or 1):
        raise _full(line_id, side)
    promise_id = insert_once(
        db(),
        kind,
        shift_id=shift.id,
        line_id=line_id,
        person_id=person_id,
        made_by_id=by.id,
        made_at=clock.now(),
        state=PromiseState.PROMISED,
        **({} if people is None else {"people": people}),
    )
    if promise_id is None:
        raise rules.AlreadyClaimed
    promised = db().get_one(kind, promise_id)
    record(by, MADE[side], promised)
    put(
        CONFIRMED[side],
        subject_id=promise_id,
        occurrence=occurrence_of(shift.version),
        recipient_id=person_id,
        expires_at=shift.starts_at,
    )
    return promised


def refuse_for_others(by: Viewer, person_id: int) -> None:
    """Anybody acts for oneself; for another only who may. Raises NotForOthers."""
    if by.person_id != person_id and not by.may(rules.FOR_OTHERS):
        raise rules.NotForOthers


def _hold_person(person_id: int) -> Promiser:
    """Lock a person for promises until the transaction ends. Raises LookupError.

    A lock that lets others refer to the person, such as a message to them.
    """
    today = clock.today()
    running = and_(
        Membership.person_id == Person.id,
        Membership.starts_on <= today,
        Membership.ends_on.is_(None) | (Membership.ends_on >= today),
    )
    person = (
        select(
            Person.id,
            Membership.id.is_not(None),
            func.coalesce(Membership.gives, False),
            func.coalesce(Membership.receives, False),
            Membership.ends_on,
        )
        .outerjoin(Membership, running)
        .where(Person.id == person_id)
        .order_by(Membership.starts_on.desc())
    )
    row = db().execute(_locked(person, key_share=True, of=Person)).first()
    if row is None:
        raise LookupError(person_id)
    return Promiser(*row)


def _hold_shift(which: ColumnElement[bool]) -> Held:
    """Lock a shift against moving until the transaction ends; others may promise on it too.

    Raises LookupError.
    """
    shift = (
        select(
            Shift.id,
            Shift.service_id,
            Shift.starts_at,
            Shift.ends_at,
            Shift.state,
            Shift.version,
            Shift.moved_at,
            Shift.reason,
            Service.release_hours,
        )
        .join(Service, Service.id == Shift.service_id)
        .where(which)
    )
    row = db().execute(_locked(shift, read=True, of=Shift)).one_or_none()
    if row is None:
        raise LookupError("shift")
    return Held(*row)


def _locked(statement: Question, *, of: type[Person | Shift], **how: bool) -> Question:
    """The question with a lock on the rows it finds; SQLite has one writer and needs none."""
    return statement.with_for_update(of=of, **how)


def take_places(line_id: int, number: int) -> bool:
    """Take places on a line, all of them or none: the database decides in one statement."""
    taken = db().scalars(
        update(CrewLine)
        .where(CrewLine.id == line_id, CrewLine.taken + number <= CrewLine.places)
        .values(taken=CrewLine.taken + number)
        .returning(CrewLine.id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def _same(standing: P, line_id: int, people: int) -> P:
    """The promise that is there, when it is the one that was asked."""
    if standing.line_id != line_id or standing.people != people:
        raise rules.AlreadyClaimed
    return standing


def _refuse_closed(shift: Held) -> None:
    if shift.state is ShiftState.CANCELLED:
        raise rules.ShiftCancelled(reason=shift.reason)
    now = clock.now()
    if shift.ends_at <= now:
        raise rules.ShiftPast
    if shift.starts_at <= now:
        line = helpline(shift.service_id)
        raise rules.ShiftStarted(lead_name=line.name, lead_phone=line.phone)


def _refuse_unwilling(person: Promiser, side: Side, shift: Held) -> None:
    """A running member, still one on that day, who set this side on."""
    if not person.member:
        raise rules.NotAMember
    if person.leaves_on is not None and clock.local(shift.starts_at).date() > person.leaves_on:
        raise rules.NoMemberThen(day=person.leaves_on)
    if side is Side.GIVE and not person.gives:
        raise rules.HelpingIsOff
    if side is Side.RECEIVE and not person.receives:
        raise rules.UsingIsOff


def _refuse_overlap(shift: Held, person_id: int) -> None:
    """Not in two places at once; who cooks may eat, so the other side of this shift is fine."""
    for other in promised_then(person_id, shift.starts_at, shift.ends_at):
        if other.shift_id != shift.id:
            raise rules.Overlap(other_service=other.service_name, when=other.starts_at)


def _full(line_id: int, side: Side) -> Refusal:
    """Why there is no place: full, fewer than asked, or somebody was just before you."""
    kind = KINDS[side]
    since = clock.now() - rules.JUST_NOW
    just_taken = exists().where(kind.line_id == line_id, is_live(kind), kind.made_at > since)
    left, gone = (
        db()
        .execute(select(CrewLine.places - CrewLine.taken, just_taken).where(CrewLine.id == line_id))
        .one()
    )
    if left:
        return rules.SeatsTooFew(left=left)
    if gone:
        return rules.LastPlaceGone()
    return rules.ShiftFull() if side is Side.GIVE else rules.SeatsFull()


def _take_back(kind: type[P], promise_id: int, by: Viewer, *, reason: str) -> P:
    promised = _found(kind, promise_id)
    refuse_for_others(by, promised.person_id)
    _hold_person(promised.person_id)
    shift = _hold_shift(Shift.id == promised.shift_id)
    db().refresh(promised)
    if promised.state is not PromiseState.PROMISED:
        return promised
    _refuse_begun(shift)
    if not _end_live(promised, _end(shift, promised)):
        return promised
    give_back(promised.line_id, promised.people)
    db().refresh(promised)
    seal(promised, "release_reason", reason)
    record(by, TAKEN_BACK[promised.side], promised)
    withdraw(NAMES[promised.side], promise_id, reason="released")
    return promised


def _end_live(promised: Claim | Booking, state: PromiseState) -> bool:
    """End a promise once: the database decides whether it was still live."""
    kind = type(promised)
    ended = db().scalars(
        update(kind)
        .where(kind.id == promised.id, is_live(kind))
        .values(state=state, ended_at=clock.now())
        .returning(kind.id)
        .execution_options(synchronize_session=False)
    )
    return ended.first() is not None


def give_back(line_id: int, number: int) -> None:
    """Free places of a line; the CHECK refuses more than were taken."""
    db().execute(
        update(CrewLine)
        .where(CrewLine.id == line_id)
        .values(taken=CrewLine.taken - number)
        .execution_options(synchronize_session=False)
    )


def _refuse_begun(shift: Held) -> None:
    now = clock.now()
    if shift.ends_at <= now:
        raise rules.ShiftPast
    if shift.starts_at <= now:
        line = helpline(shift.service_id)
        raise rules.TooLateToRelease(lead_name=line.name, lead_phone=line.phone)


def _end(shift: Held, promised: Claim | Booking) -> PromiseState:
    """In time or late. Who promised another time than it became is never late."""
    moved_after = shift.moved_at is not None and promised.made_at < shift.moved_at
    if moved_after and promised.confirmed_at is None:
        return PromiseState.RELEASED_IN_TIME
    if rules.in_time(clock.now(), shift.starts_at, shift.release_hours):
        return PromiseState.RELEASED_IN_TIME
    return PromiseState.RELEASED_LATE


def _found(kind: type[P], promise_id: int) -> P:
    promised = db().get(kind, promise_id)
    if promised is None:
        raise LookupError(promise_id)
    return promised


def _confirm(kind: type[P], promise_id: int, by: Viewer) -> P:
    promised = _found(kind, promise_id)
    refuse_for_others(by, promised.person_id)
    confirmed = db().scalars(
        update(kind)
        .where(kind.id == promise_id, is_live(kind), kind.confirmed_at.is_(None))
        .values(confirmed_at=clock.now())
        .returning(kind.id)
        .execution_options(synchronize_session=False)
    )
    first_time = confirmed.first() is not None
    db().refresh(promised)
    if promised.state is not PromiseState.PROMISED:
        raise rules.PromiseEnded
    if first_time:
        record(by, "shifts.confirm", promised)
    return promised
