"""Waiting for a place or for seats: into the row, out of it, and yes or no to an offer.

For the order of locks see `holding`; what happens by itself is in `offering`.
"""

from typing import Any

from sqlalchemy import Row, select

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.operations import put
from buurtcoop.shifts import rules
from buurtcoop.shifts.messages import LEAVE, NO, ON_WAITING_LIST, WAITING, YES
from buurtcoop.shifts.models import (
    Booking,
    Claim,
    CrewLine,
    ShiftState,
    Side,
    Waiting,
    WaitingState,
)
from buurtcoop.shifts.operations.allowing import (
    refuse_closed,
    refuse_late,
    refuse_unagreed,
    refuse_unqualified,
    refuse_unwilling,
    refuse_young,
)
from buurtcoop.shifts.operations.holding import (
    Held,
    hold_person,
    hold_shift,
    refuse_for_others,
)
from buurtcoop.shifts.operations.offering import end_waiting, settle_row
from buurtcoop.shifts.operations.places import hold_lines, hold_places, let_go, offer_next
from buurtcoop.shifts.operations.promising import book, claim
from buurtcoop.shifts.queries import KINDS, helpline, is_live

FIRST = "1"


def wait(line_id: int, person_id: int, by: Viewer, *, people: int = 1) -> Waiting:
    """Put this person on the waiting list of a line, for so many places.

    Holds afterwards: the person waits once on this side of the shift (a unique index decides),
    behind who came before. Waiting twice is once: it returns the entry that is there.
    Whether it overlaps with something else is asked when there is a place.
    Raises PlaceIsFree, MoreThanPlaces, AlreadyWaiting, AlreadyClaimed, ShiftPast, ShiftStarted,
    ClaimTooLate also when there is no time left to offer a place, ShiftCancelled,
    QualificationMissing, TooYoung, BirthDateMissing, NotAMember, NoMemberThen, HelpingIsOff,
    UsingIsOff, AgreementMissing, OthersAgreementMissing, NotForOthers, LookupError.
    """
    refuse_for_others(by, person_id)
    person = hold_person(person_id)
    line = _line(line_id)
    shift = hold_shift(line.shift_id)
    standing = _standing(shift.id, line.side, person_id)
    if standing is not None:
        if (standing.line_id, standing.people) != (line_id, people):
            raise rules.AlreadyWaiting
        return standing
    if _promised(shift.id, line.side, person_id) is not None:
        raise rules.AlreadyClaimed
    refuse_closed(shift)
    if by.person_id == person_id:
        refuse_late(shift)
    refuse_unwilling(person, line.side, shift)
    if line.side is Side.GIVE:
        refuse_young(person, shift)
    if line.skill_id is not None:
        refuse_unqualified(line.skill_id, person_id, shift)
    if people > line.places:
        raise rules.MoreThanPlaces(num=line.places)
    refuse_unagreed(person_id, line.side, shift.service_id, by)
    _refuse_needless(line_id, people, shift)
    return _join(shift, line_id, line.side, person_id, people, by)


def _join(
    shift: Held, line_id: int, side: Side, person_id: int, people: int, by: Viewer
) -> Waiting:
    """Behind who came before; and who was put there hears it."""
    waiting_id = insert_once(
        db(),
        Waiting,
        shift_id=shift.id,
        line_id=line_id,
        side=side,
        person_id=person_id,
        people=people,
        made_by_id=by.id,
        made_at=clock.now(),
        queued_at=clock.now(),
        state=WaitingState.WAITING,
        offers=0,
    )
    if waiting_id is None:
        raise rules.AlreadyWaiting
    waiting = db().get_one(Waiting, waiting_id)
    record(by, "shifts.wait", waiting)
    put(
        ON_WAITING_LIST,
        subject_id=waiting_id,
        occurrence=FIRST,
        recipient_id=person_id,
        expires_at=shift.starts_at,
    )
    return waiting


def leave(waiting_id: int, by: Viewer) -> Waiting:
    """Take somebody off a waiting list; a place that was offered goes to the next at once.

    Leaving twice is once. Raises NotForOthers, LookupError.
    """
    waiting, shift = _held(waiting_id, by)
    if waiting.ended_at is not None:
        return waiting
    kept = waiting.people if waiting.state is WaitingState.OFFERED else 0
    if not end_waiting(waiting, WaitingState.LEFT):
        return waiting
    record(by, "shifts.leave_waiting_list", waiting)
    if kept:
        let_go(waiting.line_id, kept)
        if shift.state is ShiftState.PLANNED:
            offer_next(waiting.line_id, starts_at=shift.starts_at, hold_hours=shift.hold_hours)
    return waiting


def accept(waiting_id: int, by: Viewer, *, occurrence: str = "") -> Claim | Booking:
    """ "Ja, graag": the place that was offered becomes a promise.

    `occurrence` is the number of the offer, when a mail asked. Saying it twice is once: it
    returns the promise that is there. Raises PromotionExpired, OfferGone, and what `claim` or
    `book` raises.
    """
    waiting, shift = _held(waiting_id, by)
    if waiting.state is WaitingState.TAKEN:
        promised = _promised(shift.id, waiting.side, waiting.person_id)
        if promised is not None:
            return promised
    refuse_closed(shift)
    _refuse_gone(waiting, occurrence)
    if waiting.side is Side.GIVE:
        return claim(waiting.line_id, waiting.person_id, by)
    return book(waiting.line_id, waiting.person_id, by, people=waiting.people)


def decline(waiting_id: int, by: Viewer, *, occurrence: str = "") -> Waiting:
    """ "Nee, bedankt" to an offer: off the list, and the next is asked.

    Raises PromotionExpired, OfferGone, NotForOthers, LookupError.
    """
    waiting, _shift = _held(waiting_id, by)
    if waiting.state is WaitingState.LEFT:
        return waiting
    _refuse_gone(waiting, occurrence)
    return leave(waiting_id, by)


def answer_offer(purpose: str, waiting_id: int, occurrence: str, by: Viewer) -> object:
    """What a link in a mail does: `waiting.yes`, `waiting.no`, `waiting.leave`.

    Raises what the verb raises, and LookupError for another purpose.
    """
    if purpose == f"{WAITING}.{YES}":
        return accept(waiting_id, by, occurrence=occurrence)
    if purpose == f"{WAITING}.{NO}":
        return decline(waiting_id, by, occurrence=occurrence)
    if purpose == f"{WAITING}.{LEAVE}":
        return leave(waiting_id, by)
    raise LookupError(purpose)


def _line(line_id: int) -> Row[int, Side, int, int | None]:
    row = (
        db()
        .execute(
            select(CrewLine.shift_id, CrewLine.side, CrewLine.places, CrewLine.skill_id).where(
                CrewLine.id == line_id
            )
        )
        .one_or_none()
    )
    if row is None:
        raise LookupError(line_id)
    return row


def _refuse_needless(line_id: int, people: int, shift: Held) -> None:
    """Nobody waits for what is free once everybody before was offered theirs, or for nothing."""
    hold_lines([line_id])
    settle_row(line_id, starts_at=shift.starts_at, hold_hours=shift.hold_hours)
    if hold_places(line_id, people):
        let_go(line_id, people)
        raise rules.PlaceIsFree
    if not rules.may_wait(clock.now(), shift.starts_at):
        line = helpline(shift.service_id)
        raise rules.ClaimTooLate(lead_name=line.name, lead_phone=line.phone)


def _held(waiting_id: int, by: Viewer) -> tuple[Waiting, Held]:
    """An entry of the list as it is while nobody else can answer it or pass it on."""
    waiting = db().get(Waiting, waiting_id)
    if waiting is None:
        raise LookupError(waiting_id)
    refuse_for_others(by, waiting.person_id)
    hold_person(waiting.person_id)
    shift = hold_shift(waiting.shift_id)
    hold_lines([waiting.line_id])
    db().refresh(waiting)
    return waiting, shift


def _refuse_gone(waiting: Waiting, occurrence: str) -> None:
    """Only the offer that stands can be answered, until it runs out."""
    if waiting.state is WaitingState.WAITING and occurrence == str(waiting.offers):
        raise rules.PromotionExpired(when=waiting.queued_at)
    if waiting.hold_until is None or occurrence not in ("", str(waiting.offers)):
        raise rules.OfferGone
    if waiting.hold_until <= clock.now():
        raise rules.PromotionExpired(when=waiting.hold_until)


def _standing(shift_id: int, side: Side, person_id: int) -> Waiting | None:
    return db().scalar(
        select(Waiting).where(
            Waiting.shift_id == shift_id,
            Waiting.side == side,
            Waiting.person_id == person_id,
            Waiting.ended_at.is_(None),
        )
    )


def _promised(shift_id: int, side: Side, person_id: int) -> Claim | Booking | None:
    kind: Any = KINDS[side]
    found: Claim | Booking | None = db().scalar(
        select(kind).where(kind.shift_id == shift_id, kind.person_id == person_id, is_live(kind))
    )
    return found
