"""What was said in a past that is replayed: the demo's year, books brought from elsewhere.

Nothing goes out. A waiting delivery becomes what it was then, at the moment it might have left,
with its step, so that history reads as if we had been there.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, insert, literal, select, update

from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.messaging.models import Delivery, DeliveryState, DeliveryStep, Message, Way
from buurtcoop.messaging.outbox import fall_back

MAILED = N_("Dit is toen gemaild.")
SAID = N_("Dit is toen gezegd of gebracht.")


def remember_as_said(before: datetime) -> int:
    """Let what was ready before this moment have arrived when it was ready.

    Returns how many deliveries. One statement per way for the states and one for the steps, at
    any number.
    """
    return sum(
        _settled(DeliveryState.SENT, words, [Delivery.way == way, Delivery.not_before < before])
        for way, words in ((Way.MAIL, MAILED), (Way.DESK, SAID))
    )


def remember_as_refused(message_id: int, words: str) -> None:
    """Let the mail of this message have been refused by the other side, in its own words.

    From there it goes as always: somebody of ours calls or brings it.
    """
    waiting = [Delivery.message_id == message_id, Delivery.way == Way.MAIL]
    _settled(DeliveryState.DEAD, words, waiting)
    fall_back(db().get_one(Message, message_id))


def _settled(state: DeliveryState, words: str, conditions: list[ColumnElement[bool]]) -> int:
    """The steps first, from the rows that still wait; then the rows themselves."""
    waiting = [Delivery.state == DeliveryState.READY, *conditions]
    steps = select(
        Delivery.id, Delivery.not_before, literal(state, Delivery.state.type), literal(words)
    ).where(*waiting)
    columns = ["delivery_id", "at", "state", "detail"]
    db().execute(insert(DeliveryStep).from_select(columns, steps))
    settled = db().scalars(
        update(Delivery)
        .where(*waiting)
        .values(state=state, tries=1, ended_at=Delivery.not_before)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(settled.all())
