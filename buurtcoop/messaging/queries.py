"""Questions about messages, their deliveries and the links in them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload

from buurtcoop.core import clock
from buurtcoop.core.instance import db, here
from buurtcoop.core.viewer import Viewer
from buurtcoop.messaging.models import (
    ActionLink,
    Delivery,
    DeliveryState,
    DeliveryStep,
    LongWork,
    Message,
    Way,
    WorkState,
)
from buurtcoop.messaging.rules import LATE, REST, LinkUnknown, Rule

TO_LEAVE = (DeliveryState.READY, DeliveryState.RETRY)
MOST_WORK = 20
HELD = (DeliveryState.CLAIMED, DeliveryState.SENDING)


def may_leave(now: datetime) -> list[ColumnElement[bool]]:
    """The conditions under which a mail may be tried now.

    After an outage a member gets the mails that waited too long one by one: a late one rests
    until some time after the last mail this person got.
    """
    other, its_message = aliased(Delivery), aliased(Message)
    just_heard = exists(
        select(other.id)
        .join(its_message, other.message_id == its_message.id)
        .where(
            its_message.recipient_id == Message.recipient_id,
            other.way == Way.MAIL,
            or_(
                other.state.in_(HELD),
                and_(other.state == DeliveryState.SENT, other.ended_at > now - REST),
            ),
        )
    )
    return [
        Delivery.way == Way.MAIL,
        Delivery.state.in_(TO_LEAVE),
        Delivery.not_before <= now,
        not_(and_(Delivery.not_before < now - LATE, just_heard)),
    ]


def fingerprint(token: str) -> str:
    """What we keep of a link."""
    return sha256(token.encode()).hexdigest()


def find_link(token: str) -> ActionLink:
    """The link with this token, also when it was used or ran out. Raises LinkUnknown."""
    found = db().scalar(select(ActionLink).where(ActionLink.fingerprint == fingerprint(token)))
    if found is None:
        raise LinkUnknown
    return found


def waiting_at_desk(person_id: int | None = None) -> Sequence[Delivery]:
    """What one of us has to call or print, for everybody or for one person."""
    waiting = select(Delivery).where(
        Delivery.way == Way.DESK, Delivery.state == DeliveryState.READY
    )
    if person_id is not None:
        waiting = waiting.where(Message.recipient_id == person_id)
    return _deliveries(waiting)


def in_trouble() -> Sequence[Delivery]:
    """Mails in doubt, and mails that failed and did not go on over our desk: a person decides."""
    failed = and_(Delivery.state == DeliveryState.DEAD, Message.expires_at > clock.now())
    return _deliveries(
        select(Delivery).where(
            is_last(),
            Delivery.way == Way.MAIL,
            or_(Delivery.state == DeliveryState.DOUBT, failed),
        )
    )


def expired_since(moment: datetime) -> Sequence[Delivery]:
    """What came too late since this moment, by whatever way."""
    return _deliveries(
        select(Delivery).where(Delivery.state == DeliveryState.EXPIRED, Delivery.ended_at >= moment)
    )


def waiting_for_mail() -> Sequence[Delivery]:
    """Mails that are to leave, now or later."""
    return _deliveries(
        select(Delivery).where(Delivery.way == Way.MAIL, Delivery.state.in_(TO_LEAVE))
    )


def stuck_since(now: datetime) -> tuple[int, datetime] | None:
    """How many mails could not leave though they should have, and since when; None when well.

    A pause after a server's no does not count, nor the rest between late mails to one person;
    without a mail server every mail is stuck.
    """
    grace = LATE if here().settings.mail_host else timedelta()
    count, oldest = (
        db()
        .execute(
            select(func.count(), func.min(Delivery.not_before))
            .join(Message, Delivery.message_id == Message.id)
            .where(*may_leave(now), Delivery.not_before <= now - grace)
        )
        .one()
    )
    return (count, oldest) if count else None


def account(day: date) -> dict[DeliveryState, int]:
    """Of the messages that were to leave on this day: how many stand in which state.

    A message counts once, where its last way stands; all of them are in one of the states.
    """
    rows = db().execute(
        select(Delivery.state, func.count())
        .join(Message, Delivery.message_id == Message.id)
        .where(
            is_last(),
            Message.not_before >= clock.start_of(day),
            Message.not_before < clock.start_of(day + timedelta(days=1)),
        )
        .group_by(Delivery.state)
    )
    return {DeliveryState(state): count for state, count in rows}


def heard(rule: Rule, subject_ids: Collection[int]) -> set[tuple[int, str, int]]:
    """What was put of this rule about these rows: {(row id, occurrence, who it is for)}."""
    rows = db().execute(
        select(Message.subject_id, Message.occurrence, Message.recipient_id).where(
            Message.rule == rule.name,
            Message.subject_kind == rule.subject_kind,
            Message.subject_id.in_(subject_ids),
        )
    )
    return {(subject_id, occurrence, person_id) for subject_id, occurrence, person_id in rows}


def history_of(message_id: int) -> Sequence[DeliveryStep]:
    """All that happened to a message, in order: why did this member get no mail?"""
    return (
        db()
        .scalars(
            select(DeliveryStep)
            .join(Delivery, DeliveryStep.delivery_id == Delivery.id)
            .where(Delivery.message_id == message_id)
            .order_by(DeliveryStep.id)
        )
        .all()
    )


def _deliveries(found: Select[Delivery]) -> Sequence[Delivery]:
    """With their messages and persons; what ends first, first."""
    return (
        db()
        .scalars(
            found.join(Message, Delivery.message_id == Message.id)
            .options(joinedload(Delivery.message).joinedload(Message.recipient))
            .order_by(Message.expires_at, Delivery.id)
        )
        .all()
    )


def is_last() -> ColumnElement[bool]:
    """The last way tried for its message: how the message as a whole stands."""
    later = aliased(Delivery)
    return not_(
        exists(
            select(later.id).where(later.message_id == Delivery.message_id, later.id > Delivery.id)
        )
    )


def messages_of(person_id: int, limit: int = 50) -> Sequence[Delivery]:
    """The newest messages to one person, each with the last way tried."""
    return (
        db()
        .scalars(
            select(Delivery)
            .join(Message, Delivery.message_id == Message.id)
            .where(Message.recipient_id == person_id, is_last())
            .options(joinedload(Delivery.message).joinedload(Message.recipient))
            .order_by(Message.id.desc())
            .limit(limit)
        )
        .all()
    )


def last_way_of(message_id: int) -> Delivery:
    """How a message stands, with its person. Raises LookupError."""
    found = _deliveries(select(Delivery).where(Delivery.message_id == message_id, is_last()))
    if not found:
        raise LookupError(message_id)
    return found[0]


def my_work(viewer: Viewer, kinds: Collection[str]) -> list[LongWork]:
    """The long work of these kinds this person asked for, newest first, without its files."""
    mine = LongWork.asked_by_id == viewer.person_id, LongWork.kind.in_(kinds)
    newest = select(LongWork).where(*mine).order_by(LongWork.id.desc()).limit(MOST_WORK)
    return list(db().scalars(newest))


def work_for(viewer: Viewer, work_id: int) -> LongWork:
    """One of these. Raises LookupError for what is not there or somebody else's."""
    mine = LongWork.id == work_id, LongWork.asked_by_id == viewer.person_id
    found = db().scalar(select(LongWork).where(*mine))
    if found is None:
        raise LookupError(f"There is no long work {work_id} of this person.")
    return found


def work_waits() -> bool:
    """Whether long work waits, or was left behind."""
    return db().scalar(select(LongWork.id).where(may_begin(clock.now())).limit(1)) is not None


def may_begin(now: datetime) -> ColumnElement[bool]:
    """Long work that nobody does: it waits, or who did it went over its time."""
    left = and_(LongWork.state == WorkState.RUNNING, LongWork.leased_until <= now)
    return or_(LongWork.state == WorkState.WAITING, left)
