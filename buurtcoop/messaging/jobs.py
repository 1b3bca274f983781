"""What happens to messages and links because time passed: they are forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from buurtcoop.core.instance import db
from buurtcoop.messaging.models import ActionLink, Delivery, DeliveryStep, LongWork, Message
from buurtcoop.messaging.outbox import ENDS

MESSAGES_KEPT = timedelta(days=365)
LINKS_KEPT = timedelta(days=30)
FILES_KEPT, WORK_KEPT = timedelta(days=7), timedelta(days=30)


def forget_messages(now: datetime) -> int:
    """12 months after it was written a message goes, with all its history. Returns how many.

    One that did not come to an end stays: somebody has to look at it first.
    """
    unfinished = select(Delivery.message_id).where(Delivery.state.not_in(ENDS))
    old = select(Message.id).where(
        Message.made_at < now - MESSAGES_KEPT, Message.id.not_in(unfinished)
    )
    deliveries = select(Delivery.id).where(Delivery.message_id.in_(old))
    db().execute(delete(DeliveryStep).where(DeliveryStep.delivery_id.in_(deliveries)))
    gone = db().scalars(
        delete(Delivery).where(Delivery.message_id.in_(old)).returning(Delivery.message_id)
    )
    numbers = set(gone)
    db().execute(delete(Message).where(Message.id.in_(numbers)))
    return len(numbers)


def forget_links(now: datetime) -> int:
    """30 days after a link was used or ran out it goes. Returns how many."""
    before = now - LINKS_KEPT
    gone = db().scalars(
        delete(ActionLink)
        .where((ActionLink.used_at < before) | (ActionLink.expires_at < before))
        .returning(ActionLink.id)
    )
    return len(gone.all())


def erase_files(now: datetime) -> int:
    """7 days after long work was done the bytes of its file go. Returns how many."""
    gone = db().scalars(
        update(LongWork)
        .where(LongWork.content.is_not(None), LongWork.ended_at < now - FILES_KEPT)
        .values(content=None, file_name="")
        .returning(LongWork.id)
    )
    return len(gone.all())


def forget_work(now: datetime) -> int:
    """30 days after long work ended its row goes. Returns how many."""
    gone = db().scalars(
        delete(LongWork).where(LongWork.ended_at < now - WORK_KEPT).returning(LongWork.id)
    )
    return len(gone.all())
