"""Promising and taking back, on both sides. For the order of locks see `holding`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import and_, exists, func, select, update
from sqlalchemy.orm import aliased

from buurtcoop.agreements.queries import lacking
from buurtcoop.audit.operations import record, seal
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.refusal import Refusal
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.shifts import rules
from buurtcoop.shifts.messages import CANNOT, COME, CONFIRMED, NAMES, occurrence_of
from buurtcoop.shifts.models import (
    Booking,
    Claim,
    CrewLine,
    PromiseState,
    Shift,
    Side,
    Waiting,
    WaitingState,
)
from buurtcoop.shifts.operations.allowing import (
    refuse_begun,
    refuse_beyond_own_limit,
    refuse_closed,
    refuse_late,
    refuse_overlap,
    refuse_unqualified,
    refuse_unwilling,
    refuse_young,
    without_agreement,
)
from buurtcoop.shifts.operations.children import bring, end_with, refuse_children
from buurtcoop.shifts.operations.holding import (
    Held,
    Promiser,
    hold_person,
    hold_shift,
    refuse_for_others,
)
from buurtcoop.shifts.operations.offering import take_in_turn
from buurtcoop.shifts.operations.places import (
    give_back,
    helpers_on,
    offer_next,
    offer_seats,
    take_places,
)
from buurtcoop.shifts.queries import AGREED, KINDS, is_live, shift_of_promise
from buurtcoop.shifts.queries.children import children_of_booking

P = TypeVar("P", bound=Claim | Booking)
MADE = {Side.GIVE: "shifts.claim", Side.RECEIVE: "shifts.book"}
TAKEN_BACK = {Side.GIVE: "shifts.release", Side.RECEIVE: "shifts.cancel"}


@dataclass(frozen=True)
class Wanted:
    """A crew line as somebody asks for it, and where that person stands on its waiting list.

    `kept`: places are kept for this person; `row`: somebody waits for this line; `unagreed`: the
    service asks an agreement that this person does not have.
    """

    id: int
    shift_id: int
    skill_id: int | None
    waiting_id: int | None
    kept: bool = False
    row: bool = False
    unagreed: bool = False


def claim(line_id: int, person_id: int, by: Viewer, *, asked: bool = False) -> Claim:
    """Promise that this person will be there and give.

    Holds afterwards: the person gives once on the shift, and no crew line has more takers than
    places, also with fifty at once (the conditional update decides, not this process). Claiming
    the same line twice is once: it returns the claim that is there.
    Who may act for others may also claim for somebody after the hour until which one may, and
    beyond the number of times a month that member chose: they talked about it. `asked`: we asked
    this member ourselves, so that hour does not count.
    Raises ShiftFull, LastPlaceGone, ShiftPast, ShiftStarted, ClaimTooLate, ShiftCancelled,
    Overlap, RestTooShort, QualificationMissing, TooYoung, BirthDateMissing, MonthlyCap,
    AlreadyClaimed, NotAMember, NoMemberThen, HelpingIsOff, AgreementMissing,
    OthersAgreementMissing, NotForOthers, LookupError.
    """
    return _promise(Claim, line_id, person_id, by, side=Side.GIVE, asked=asked)


def book(
    line_id: int,
    person_id: int,
    by: Viewer,
    *,
    people: int = 1,
    children: Collection[int] = (),
) -> Booking:
    """Promise that this person will come and receive, with so many people in all.

    Where children come by name: that these `children` of this guardian come, and nobody else.
    Holds afterwards what `claim` says, with a seat for each of them, and what `children.bring`
    says. Raises SeatsFull, SeatsTooFew, HelpersTooFew, CarerRatio, UsingIsOff, ChildrenNotNamed,
    ChildAge, ConsentMissing, ChildElsewhere and ChildBooked beside what `claim` raises.
    """
    named = frozenset(children)
    number = len(named) or people
    return _promise(
        Booking, line_id, person_id, by, side=Side.RECEIVE, people=number, children=named
    )


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


def answer(purpose: str, promise_id: int, by: Viewer, *, version: str) -> Claim | Booking:
    """What a link in a mail does: `claim.come`, `claim.cannot`, `booking.come`, `booking.cannot`.

    `version` is that of the shift as it was read: who says to come at a time that was changed
    meanwhile first reads the new one. Raises TimeChanged, what the verb raises, and LookupError
    for another purpose.
    """
    kind, _point, what = purpose.partition(".")
    if what == COME:
        _refuse_moved(purpose, promise_id, version)
    verbs: dict[tuple[str, str], Callable[[int, Viewer], Claim | Booking]] = {
        (NAMES[Side.GIVE], COME): confirm_claim,
        (NAMES[Side.GIVE], CANNOT): release,
        (NAMES[Side.RECEIVE], COME): confirm_booking,
        (NAMES[Side.RECEIVE], CANNOT): cancel,
    }
    return verbs[kind, what](promise_id, by)


def _refuse_moved(purpose: str, promise_id: int, version: str) -> None:
    found = shift_of_promise(purpose, promise_id)
    if found is None:
        raise LookupError(promise_id)
    now = hold_shift(found.shift_id)
    if occurrence_of(now.version) != version:
        raise rules.TimeChanged(when=now.starts_at)


def _promise(
    kind: type[P],
    line_id: int,
    person_id: int,
    by: Viewer,
    *,
    side: Side,
    people: int | None = None,
    asked: bool = False,
    children: frozenset[int] = frozenset(),
) -> P:
    """`people` is None for a claim, which takes one place."""
    refuse_for_others(by, person_id)
    person = hold_person(person_id, *children)
    wanted = _wanted(line_id, side, person_id)
    shift = hold_shift(wanted.shift_id)
    standing = db().scalar(
        select(kind).where(kind.shift_id == shift.id, kind.person_id == person_id, is_live(kind))
    )
    if standing is not None:
        return _same(standing, line_id, people or 1, children)
    for_oneself = by.person_id == person_id
    refuse_closed(shift)
    if for_oneself and not (asked or wanted.kept):
        refuse_late(shift)
    _refuse_misfit(person, side, shift, wanted, for_oneself=for_oneself)
    consents = {} if side is Side.GIVE else refuse_children(person_id, children, shift)
    if wanted.unagreed:
        raise without_agreement(person_id, shift.service_id, by)
    if not take(wanted, people or 1):
        raise _full(line_id, side, people or 1, shift)
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
    if isinstance(promised, Booking):
        bring(promised, consents)
    if side is Side.GIVE and shift.children_per_carer is not None:
        offer_seats(shift.id, starts_at=shift.starts_at, hold_hours=shift.hold_hours)
    put(
        CONFIRMED[side],
        subject_id=promise_id,
        occurrence=occurrence_of(shift.version),
        recipient_id=person_id,
        expires_at=shift.starts_at,
    )
    return promised


def _refuse_misfit(
    person: Promiser, side: Side, shift: Held, wanted: Wanted, *, for_oneself: bool
) -> None:
    """What stands in the way of this person: will, age, time, rest, skill, or the own limit."""
    refuse_unwilling(person, side, shift)
    if side is Side.GIVE:
        refuse_young(person, shift)
    refuse_overlap(shift, person.id, rest_too=side is Side.GIVE)
    if wanted.skill_id is not None:
        refuse_unqualified(wanted.skill_id, person.id, shift)
    if side is Side.GIVE and person.most_a_month is not None and for_oneself:
        refuse_beyond_own_limit(person.most_a_month, person.id, shift)


def _wanted(line_id: int, side: Side, person_id: int) -> Wanted:
    own = aliased(Waiting)
    waits = and_(
        own.shift_id == CrewLine.shift_id,
        own.side == side,
        own.person_id == person_id,
        own.ended_at.is_(None),
    )
    line = (
        select(
            CrewLine.id,
            CrewLine.shift_id,
            CrewLine.skill_id,
            own.id,
            func.coalesce(own.state == WaitingState.OFFERED, False),
            exists().where(Waiting.line_id == CrewLine.id, Waiting.ended_at.is_(None)),
            lacking(Shift.service_id, AGREED[side], person_id),
        )
        .join(Shift, Shift.id == CrewLine.shift_id)
        .outerjoin(own, waits)
        .where(CrewLine.id == line_id, CrewLine.side == side)
    )
    row = db().execute(line).one_or_none()
    if row is None:
        raise LookupError(line_id)
    return Wanted(*row)


def take(wanted: Wanted, people: int) -> bool:
    """Take the places kept for this person, else free ones; who has a place waits no longer."""
    if wanted.waiting_id is None and not wanted.row:
        return take_places(wanted.id, people)
    return take_in_turn(wanted.id, people, hold_shift(wanted.shift_id), wanted.waiting_id)


def _same(standing: P, line_id: int, people: int, children: frozenset[int]) -> P:
    """The promise that is there, when it is the one that was asked."""
    if standing.line_id != line_id or standing.people != people:
        raise rules.AlreadyClaimed
    if children and children != children_of_booking(standing.id):
        raise rules.AlreadyClaimed
    return standing


def _full(line_id: int, side: Side, people: int, shift: Held) -> Refusal:
    """Why there is no place: full, fewer than asked, too few helpers at all or for so many
    children, or somebody was just before you."""
    kind = KINDS[side]
    since = clock.now() - rules.JUST_NOW
    just_taken = exists().where(kind.line_id == line_id, is_live(kind), kind.made_at > since)
    left, gone = (
        db()
        .execute(
            select(CrewLine.places - CrewLine.taken - CrewLine.held, just_taken).where(
                CrewLine.id == line_id
            )
        )
        .one()
    )
    if left >= people:
        if helpers_on(shift.id) < shift.helpers_needed:
            return rules.HelpersTooFew(num=shift.helpers_needed)
        return rules.CarerRatio()
    if left:
        return rules.SeatsTooFew(left=left)
    if gone:
        return rules.LastPlaceGone()
    return rules.ShiftFull() if side is Side.GIVE else rules.SeatsFull()


def _take_back(kind: type[P], promise_id: int, by: Viewer, *, reason: str) -> P:
    promised = _found(kind, promise_id)
    refuse_for_others(by, promised.person_id)
    hold_person(promised.person_id)
    shift = hold_shift(promised.shift_id)
    db().refresh(promised)
    if promised.state is not PromiseState.PROMISED:
        return promised
    refuse_begun(shift)
    if free(promised, shift, end_of(shift, promised), by):
        seal(promised, "release_reason", reason)
        db().flush()
    return promised


def free(promised: Claim | Booking, shift: Held, state: PromiseState, by: Viewer) -> bool:
    """End a promise in this state and offer its places on; False when it had ended before."""
    if not end_live(promised, state):
        return False
    give_back(promised.line_id, promised.people)
    offer_next(promised.line_id, starts_at=shift.starts_at, hold_hours=shift.hold_hours)
    db().refresh(promised)
    record(by, TAKEN_BACK[promised.side], promised)
    withdraw(NAMES[promised.side], promised.id, reason="released")
    return True


def end_live(promised: Claim | Booking, state: PromiseState) -> bool:
    """End a promise once, and that its children come: the database decides whether it was live."""
    kind = type(promised)
    ended = db().scalars(
        update(kind)
        .where(kind.id == promised.id, is_live(kind))
        .values(state=state, ended_at=clock.now())
        .returning(kind.id)
        .execution_options(synchronize_session=False)
    )
    if ended.first() is None:
        return False
    if isinstance(promised, Booking):
        end_with([promised.id])
    return True


def end_of(shift: Held, promised: Claim | Booking) -> PromiseState:
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
