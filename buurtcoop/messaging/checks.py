"""What always holds of messages, over the whole database."""

from sqlalchemy import exists, func, not_, select

from buurtcoop.core.instance import db
from buurtcoop.messaging.models import ActionLink, Delivery, DeliveryState, DeliveryStep, Message


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_without_a_way(), *_said_twice(), *_without_history(), *_unanswered_links()]


def _without_a_way() -> list[str]:
    """So that all messages are accounted for: each has a delivery, and that has a state."""
    has_one = exists(select(Delivery.id).where(Delivery.message_id == Message.id))
    found = db().scalars(select(Message.id).where(not_(has_one)).order_by(Message.id))
    return [f"Message {number} has no delivery: nobody will hear it." for number in found]


def _said_twice() -> list[str]:
    found = db().scalars(
        select(Delivery.message_id)
        .where(Delivery.state == DeliveryState.SENT)
        .group_by(Delivery.message_id)
        .having(func.count() > 1)
        .order_by(Delivery.message_id)
    )
    return [f"Message {number} was said more than once." for number in found]


def _without_history() -> list[str]:
    """The last step of a delivery tells the state it is in."""
    newest = (
        select(func.max(DeliveryStep.id).label("id")).group_by(DeliveryStep.delivery_id).subquery()
    )
    told = (
        select(DeliveryStep.delivery_id, DeliveryStep.state)
        .join(newest, DeliveryStep.id == newest.c.id)
        .subquery()
    )
    found = db().scalars(
        select(Delivery.id)
        .outerjoin(told, told.c.delivery_id == Delivery.id)
        .where(told.c.state.is_(None) | (told.c.state != Delivery.state))
        .order_by(Delivery.id)
    )
    return [f"The history of delivery {number} does not tell how it stands." for number in found]


def _unanswered_links() -> list[str]:
    found = db().scalars(
        select(ActionLink.id)
        .where(ActionLink.used_at.is_(None), ActionLink.answer != "")
        .order_by(ActionLink.id)
    )
    return [f"Link {number} has an answer and was never used." for number in found]
