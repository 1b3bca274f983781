"""Questions about messages, their deliveries and the links in them."""

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from buurtcoop.core.instance import db
from buurtcoop.messaging.models import (
    ActionLink,
    Delivery,
    DeliveryState,
    DeliveryStep,
    Message,
    Way,
)
from buurtcoop.messaging.rules import LinkUnknown


def fingerprint(token: str) -> str:
    """What we keep of a link."""
    return sha256(token.encode()).hexdigest()


def find_link(token: str) -> ActionLink:
    """The link with this token, also when it was used or ran out. Raises LinkUnknown."""
    found = db().scalar(select(ActionLink).where(ActionLink.fingerprint == fingerprint(token)))
    if found is None:
        raise LinkUnknown
    return found


def waiting_at_desk() -> Sequence[Delivery]:
    """What one of us has to call or print, with its message and person; what ends first, first."""
    return (
        db()
        .scalars(
            select(Delivery)
            .join(Delivery.message)
            .where(Delivery.way == Way.DESK, Delivery.state == DeliveryState.READY)
            .options(joinedload(Delivery.message).joinedload(Message.recipient))
            .order_by(Message.expires_at, Delivery.id)
        )
        .all()
    )


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


def messages_of(person_id: int, limit: int = 50) -> Sequence[Message]:
    """The newest messages to one person."""
    return (
        db()
        .scalars(
            select(Message)
            .where(Message.recipient_id == person_id)
            .order_by(Message.id.desc())
            .limit(limit)
        )
        .all()
    )
