"""What the tests of messages share: an instance with a mail server, and a rule to try."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import Delivery, DeliveryState, DeliveryStep, Message
from buurtcoop.messaging.operations import put
from buurtcoop.messaging.rules import Rule
from buurtcoop.people.models import Person
from buurtcoop.reminders.timetable import Timetable
from tests.sink import Sink

# A real template of ours, filled with values of the test.
TEMPLATE = "members.welcome"


def rule(**changed: Any) -> Rule:
    """A rule that is always true."""
    how: dict[str, Any] = {
        "name": TEMPLATE,
        "about": "Welkom als lid",
        "subject_kind": "membership",
        "audience": "wie lid is geworden",
        "quiet_hours": False,
        "still_true": lambda said: True,
        "content": lambda said: {"member_number": said.subject_id, "url": "/rooster"},
    }
    return Rule(**{**how, **changed})


def table(*rules: Rule, **more: Any) -> Timetable:
    """A timetable of just these rules."""
    return Timetable(rules=rules, due=more.get("due", ()), jobs=more.get("jobs", ()))


def connect(instance: Instance, to: Sink | int, **settings: Any) -> None:
    """Let this instance send its mail to this server."""
    how: dict[str, Any] = {
        "mail_host": "127.0.0.1",
        "mail_port": to if isinstance(to, int) else to.port,
        "mail_tls": "none",
        "mail_from": "Buurtcoöp <hallo@example.org>",
        "mail_rate": 100_000,
        "base_url": "https://coop.example.org",
    }
    instance.settings = replace(instance.settings, **{**how, **settings})


def say(
    instance: Instance,
    to: Person,
    about: int = 1,
    *,
    by: Rule | None = None,
    expires_at: datetime | None = None,
) -> int:
    """Put a message and return its number."""
    with instance.writing():
        number = put(
            by or rule(),
            subject_id=about,
            occurrence="once",
            recipient_id=to.id,
            expires_at=expires_at or clock.now() + timedelta(days=1),
        )
    assert number is not None
    return number


def deliveries(instance: Instance, message_id: int) -> list[Delivery]:
    """The ways tried for a message, in order."""
    with instance.reading():
        found = db().scalars(
            select(Delivery).where(Delivery.message_id == message_id).order_by(Delivery.id)
        )
        return list(found)


def states(instance: Instance, message_id: int) -> list[str]:
    """Where each way of a message stands."""
    return [f"{found.way}: {found.state}" for found in deliveries(instance, message_id)]


def steps(instance: Instance, message_id: int) -> list[DeliveryState]:
    """All states its deliveries went through, in order."""
    with instance.reading():
        found = db().scalars(
            select(DeliveryStep.state)
            .join(Delivery, DeliveryStep.delivery_id == Delivery.id)
            .where(Delivery.message_id == message_id)
            .order_by(DeliveryStep.id)
        )
        return [DeliveryState(state) for state in found]


def details(instance: Instance, message_id: int) -> str:
    """All reasons in its history."""
    with instance.reading():
        found = db().scalars(
            select(DeliveryStep.detail)
            .join(Delivery, DeliveryStep.delivery_id == Delivery.id)
            .join(Message, Delivery.message_id == Message.id)
            .where(Message.id == message_id)
            .order_by(DeliveryStep.id)
        )
        return " | ".join(found)
