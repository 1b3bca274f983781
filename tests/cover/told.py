"""What was said, and saying all that is due."""

from sqlalchemy import select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.cover import reminders
from buurtcoop.cover.messages import RULES
from buurtcoop.messaging.models import Delivery, DeliveryState, Message
from buurtcoop.messaging.operations import put
from buurtcoop.people.models import Person


def told(rule: str) -> list[str]:
    """Who heard this, by name, in the order of the messages."""
    people = db().scalars(
        select(Person.call_name)
        .join(Message, Message.recipient_id == Person.id)
        .where(Message.rule == rule)
        .order_by(Message.id)
    )
    return list(people)


def say_all() -> int:
    """Say all this room should have said by now. Returns how many messages that made."""
    made = [
        put(
            one.rule,
            subject_id=one.subject_id,
            occurrence=one.occurrence,
            recipient_id=one.recipient_id,
            expires_at=one.expires_at,
        )
        for one in list(reminders.due(clock.now()))
    ]
    return len([number for number in made if number is not None])


def send_all() -> None:
    """Let everything that is still true reach its reader."""
    rules = {rule.name: rule for rule in RULES}
    for delivery in db().scalars(select(Delivery).where(Delivery.state == DeliveryState.READY)):
        rule = rules.get(delivery.message.rule)
        holds = rule is None or rule.still_true(delivery.message)
        db().execute(
            update(Delivery)
            .where(Delivery.id == delivery.id)
            .values(
                state=DeliveryState.SENT if holds else DeliveryState.SUPPRESSED,
                ended_at=clock.now(),
            )
        )
    db().expire_all()


def last(rule: str) -> Message:
    """The newest message of this rule."""
    return (
        db()
        .scalars(select(Message).where(Message.rule == rule).order_by(Message.id.desc()).limit(1))
        .one()
    )


def still_true(rule: str) -> bool:
    """Whether the newest message of this rule may still leave."""
    message = last(rule)
    return next(each for each in RULES if each.name == rule).still_true(message)
