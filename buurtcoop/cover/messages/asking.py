"""What is said about asking: to who is asked, to who was asked in vain, to who released."""

from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.cover.models import Answer, Ask
from buurtcoop.cover.queries import short, why_asked
from buurtcoop.cover.rules import WHY
from buurtcoop.messaging.models import Delivery, DeliveryState, Message
from buurtcoop.messaging.operations import offer_link
from buurtcoop.messaging.rules import Rule, Said
from buurtcoop.shifts.messages import NAMES, NO, YES
from buurtcoop.shifts.models import Claim, PromiseState, ShiftState, Side
from buurtcoop.shifts.queries import is_live

ASK = Ask.__tablename__
REACHED = (DeliveryState.SENT, DeliveryState.DOUBT)


def _ask(said: Said) -> Ask:
    return db().get_one(
        Ask,
        said.subject_id,
        populate_existing=True,
        options=[joinedload(Ask.shift), joinedload(Ask.line)],
    )


def _stands(ask: Ask) -> bool:
    """Whether nothing was said yet, and the shift is to come as it was when this was asked."""
    shift = ask.shift
    return (
        ask.answer is Answer.OPEN
        and shift.state is ShiftState.PLANNED
        and shift.version == ask.version
        and shift.starts_at > clock.now()
        and not _helps(ask)
    )


def _helps(ask: Ask) -> bool:
    """Whether who was asked is on the shift by now, however that came."""
    standing = select(Claim.id).where(
        Claim.shift_id == ask.shift_id, Claim.person_id == ask.person_id, is_live(Claim)
    )
    return db().scalar(standing) is not None


def _may_be_asked(said: Said) -> bool:
    ask = _ask(said)
    return _stands(ask) and short(ask.line_id) > 0


def _solved(said: Said) -> bool:
    ask = _ask(said)
    return _stands(ask) and short(ask.line_id) == 0


def reached(ask_id: Any) -> ColumnElement[bool]:
    """That the question itself came to who was asked; who never read it needs no end of it."""
    return exists().where(
        Message.rule == ASKED.name,
        Message.subject_kind == ASK,
        Message.subject_id == ask_id,
        Delivery.message_id == Message.id,
        Delivery.state.in_(REACHED),
    )


def _question(said: Said) -> dict[str, object]:
    ask = _ask(said)
    return {
        **_moment(ask),
        "why": WHY[why_asked(ask)],
        "words": ask.words,
        "url_yes": _link(YES, ask),
        "url_no": _link(NO, ask),
    }


def _moment(ask: Ask) -> dict[str, object]:
    shift = ask.shift
    return {"service": shift.service.name, "start": shift.starts_at, "place": shift.place}


def _link(what: str, ask: Ask) -> str:
    return offer_link(
        f"cover.{what}",
        subject_kind=ASK,
        subject_id=ask.id,
        occurrence=str(ask.version),
        person_id=ask.person_id,
        expires_at=ask.shift.starts_at,
    )


def _in_place_of(said: Said) -> Claim:
    """The claim of who took the place over; its number is the occurrence."""
    return db().get_one(
        Claim,
        int(said.occurrence),
        populate_existing=True,
        options=[joinedload(Claim.person), joinedload(Claim.shift)],
    )


def _is_replaced(said: Said) -> bool:
    taken_over = _in_place_of(said)
    return taken_over.state is PromiseState.PROMISED and taken_over.shift.starts_at > clock.now()


def _replacement(said: Said) -> dict[str, object]:
    taken_over = _in_place_of(said)
    return {
        "service": taken_over.shift.service.name,
        "start": taken_over.shift.starts_at,
        "other_name": taken_over.person.call_name,
    }


ASKED = Rule(
    name="cover.asked",
    about=N_("De vraag of u kunt invallen"),
    subject_kind=ASK,
    audience=N_("Wie we vragen om te helpen"),
    quiet_hours=True,
    still_true=_may_be_asked,
    content=_question,
)
SOLVED = Rule(
    name="cover.solved",
    about=N_("Er is al iemand gevonden"),
    subject_kind=ASK,
    audience=N_("Wie we vroegen om te helpen"),
    quiet_hours=True,
    still_true=_solved,
    content=lambda said: _moment(_ask(said)),
)
FOUND = Rule(
    name="cover.found",
    about=N_("Er is een invaller"),
    subject_kind=NAMES[Side.GIVE],
    audience=N_("Wie zich afmeldde"),
    quiet_hours=True,
    still_true=_is_replaced,
    content=_replacement,
)
ASKING_RULES: tuple[Rule, ...] = (ASKED, SOLVED, FOUND)
