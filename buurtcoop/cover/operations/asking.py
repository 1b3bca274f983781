"""Asking members for a place, and what they answer."""

from collections.abc import Sequence

from sqlalchemy import select, update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db
from buurtcoop.core.viewer import Viewer
from buurtcoop.cover.messages import ASK, ASKED, FOUND
from buurtcoop.cover.models import Answer, Ask
from buurtcoop.cover.queries import who_to_ask
from buurtcoop.cover.rules import (
    AnsweredYes,
    AskedBeforeMove,
    CoverFound,
    NobodyMissing,
    NobodyToAsk,
    PlaceKept,
)
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.operations import put, withdraw
from buurtcoop.services.queries import led_by
from buurtcoop.shifts.models import Claim, CrewLine, Side, Waiting
from buurtcoop.shifts.operations import claim
from buurtcoop.shifts.operations.allowing import refuse_closed
from buurtcoop.shifts.operations.holding import (
    Held,
    hold_person,
    hold_shift,
    refuse_for_others,
)
from buurtcoop.shifts.operations.places import hold_lines
from buurtcoop.shifts.queries import helpline, is_live
from buurtcoop.shifts.queries.promises import RELEASED
from buurtcoop.shifts.rules import LastPlaceGone, NotYourRole, SeatsTooFew, ShiftFull

CHANGE = "shifts.change"
NO_PLACE = (ShiftFull, LastPlaceGone, SeatsTooFew)


def ask(line_id: int, number: int, by: Viewer, words: str = "") -> list[Ask]:
    """Ask so many members for a place on this line; `words` stand in the mail.

    Who is asked follows from `who_to_ask`. Holds afterwards: nobody was asked twice for this
    line as it stands, also when two press at once (the unique key decides); who was is left out.
    Raises NotYourRole, NobodyMissing, PlaceKept, NobodyToAsk, ShiftPast, ShiftStarted,
    ShiftCancelled, LookupError.
    """
    line = _line(line_id)
    shift = hold_shift(line.shift_id)
    if not by.may(CHANGE) and shift.service_id not in led_by(by.person_id, clock.today()):
        raise NotYourRole
    refuse_closed(shift)
    _refuse_not_needed(line)
    people = who_to_ask(line_id, number)
    if not people:
        line_to = helpline(shift.service_id)
        raise NobodyToAsk(contact_name=line_to.name, contact_phone=line_to.phone)
    # In one order for all, so that two who press at once do not wait for each other.
    numbers = sorted(each.person_id for each in people)
    asked = [_ask(line, shift, person_id, by, words) for person_id in numbers]
    return [each for each in asked if each is not None]


def answer(ask_id: int, yes: bool, by: Viewer) -> Claim | None:
    """What somebody says who was asked. Returns the claim of who says yes and gets the place.

    Holds afterwards: no more say yes and get it than are missing, also when many do at once
    (the line is held, and its places decide). Answering the same twice is once. Raises
    CoverFound, AskedBeforeMove, AnsweredYes, NotForOthers, LookupError, and what `claim` raises
    but that it is full or late: we asked.
    """
    asked = db().get(Ask, ask_id)
    if asked is None:
        raise LookupError(ask_id)
    refuse_for_others(by, asked.person_id)
    hold_person(asked.person_id)
    standing = _standing(asked)
    if not yes:
        if standing is not None:
            raise AnsweredYes
        _say(asked, Answer.NO)
        record(by, "cover.answer_no", asked)
        return None
    claimed = standing or _claim(asked, by)
    if _say(asked, Answer.YES):
        record(by, "cover.answer_yes", asked)
        _tell_who_released(asked, claimed)
    return claimed


def _claim(asked: Ask, by: Viewer) -> Claim:
    shift = hold_shift(asked.shift_id)
    refuse_closed(shift)
    if asked.version != shift.version:
        raise AskedBeforeMove(when=shift.starts_at)
    if waited_for := _waited_for(asked):
        hold_lines({asked.line_id, *waited_for})
    line = hold_line(asked.line_id)
    if line.taken >= line.minimum:
        raise CoverFound
    try:
        return claim(asked.line_id, asked.person_id, by, asked=True)
    except NO_PLACE as gone:
        raise CoverFound from gone


def _waited_for(asked: Ask) -> Sequence[int]:
    """The line of this shift this member waits for: it comes free with a yes, so it is held too."""
    return (
        db()
        .scalars(
            select(Waiting.line_id).where(
                Waiting.shift_id == asked.shift_id,
                Waiting.side == Side.GIVE,
                Waiting.person_id == asked.person_id,
                Waiting.ended_at.is_(None),
            )
        )
        .all()
    )


def hold_line(line_id: int) -> CrewLine:
    """The line, held until the transaction ends: who is missing is counted by one at a time."""
    return (
        db()
        .scalars(
            select(CrewLine)
            .where(CrewLine.id == line_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        .one()
    )


def _line(line_id: int) -> CrewLine:
    found = db().get(CrewLine, line_id, populate_existing=True)
    if found is None or found.side is not Side.GIVE:
        raise LookupError(line_id)
    return found


def _refuse_not_needed(line: CrewLine) -> None:
    if line.taken >= line.minimum:
        raise NobodyMissing
    if line.taken + line.held >= line.places:
        raise PlaceKept


def _ask(line: CrewLine, shift: Held, person_id: int, by: Viewer, words: str) -> Ask | None:
    ask_id = insert_once(
        db(),
        Ask,
        shift_id=shift.id,
        line_id=line.id,
        version=shift.version,
        person_id=person_id,
        asked_by_id=by.id,
        asked_at=clock.now(),
        words=words,
        answer=Answer.OPEN,
        answered_at=None,
    )
    if ask_id is None:
        return None
    asked = db().get_one(Ask, ask_id)
    record(by, "cover.ask", asked)
    put(
        ASKED,
        subject_id=ask_id,
        occurrence=str(shift.version),
        recipient_id=person_id,
        expires_at=shift.starts_at,
    )
    return asked


def _standing(asked: Ask) -> Claim | None:
    """The claim of who was asked on this very line, when there is one."""
    return db().scalar(
        select(Claim).where(
            Claim.line_id == asked.line_id,
            Claim.person_id == asked.person_id,
            is_live(Claim),
        )
    )


def _say(asked: Ask, what: Answer) -> bool:
    """Write an answer down; False when it was the answer already."""
    said = db().scalars(
        update(Ask)
        .where(Ask.id == asked.id, Ask.answer != what)
        .values(answer=what, answered_at=clock.now())
        .returning(Ask.id)
        .execution_options(synchronize_session=False)
    )
    first = said.first() is not None
    db().refresh(asked)
    withdraw(ASK, asked.id, rules=[ASKED], reason="answered")
    return first


def _tell_who_released(asked: Ask, claimed: Claim) -> None:
    """Who gave the place back first, and did not hear yet who took one over."""
    told = select(Message.subject_id).where(
        Message.rule == FOUND.name, Message.subject_kind == FOUND.subject_kind
    )
    back = select(Claim.person_id).where(Claim.shift_id == asked.shift_id, is_live(Claim))
    released = (
        db()
        .scalars(
            select(Claim)
            .where(
                Claim.line_id == asked.line_id,
                Claim.state.in_(RELEASED),
                Claim.id.not_in(told),
                Claim.person_id.not_in(back),
            )
            .order_by(Claim.ended_at, Claim.id)
            .limit(1)
        )
        .first()
    )
    if released is not None:
        put(
            FOUND,
            subject_id=released.id,
            occurrence=str(claimed.id),
            recipient_id=released.person_id,
            expires_at=asked.shift.starts_at,
        )
