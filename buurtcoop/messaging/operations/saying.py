"""Saying something, taking it back, the links in it, and what is done by hand.

All of it flushes in the transaction of its cause; nothing here sends.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update

from buurtcoop.audit.operations import record
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import db, here, may_write
from buurtcoop.core.viewer import Viewer
from buurtcoop.core.words import N_
from buurtcoop.messaging.models import ActionLink, Delivery, DeliveryState, Message, Way
from buurtcoop.messaging.outbox import add_delivery, add_step, end, next_way
from buurtcoop.messaging.queries import fingerprint, is_last
from buurtcoop.messaging.rules import (
    LinkExpired,
    LinkUsed,
    NoLongerWaiting,
    Rule,
    first_moment,
    names_of,
)
from buurtcoop.people.models import Channel, Person

WAITING = (DeliveryState.READY, DeliveryState.CLAIMED, DeliveryState.RETRY)
BY_HAND = (
    DeliveryState.READY,
    DeliveryState.RETRY,
    DeliveryState.DOUBT,
    DeliveryState.DEAD,
)
TAKEN_BACK = N_("Teruggenomen, want er is iets veranderd.")
SAID_BY_HAND = N_("Dit is gezegd of gebracht.")
INSTEAD_OF_MAIL = N_("Iemand heeft het zelf gezegd of gebracht.")
SENT_AGAIN = N_("Iemand liet dit nog een keer versturen.")


def put(
    rule: Rule, *, subject_id: int, occurrence: str, recipient_id: int, expires_at: datetime
) -> int | None:
    """Say something once, in the transaction of its cause. Returns the number of the message.

    Holds afterwards: the message stands once, with a delivery by mail when that is how this
    person is reached, else one for our desk. None when it was said before, when it is too late,
    when this person was forgotten, or when it may only go by mail and there is no address.
    """
    now = clock.now()
    person = db().get_one(Person, recipient_id)
    by_mail = goes_by_mail(rule, person)
    if expires_at <= now or person.erased_at or (rule.mail_only and not by_mail):
        return None
    not_before = first_moment(now, expires_at, quiet_hours=rule.quiet_hours)
    message_id = insert_once(
        db(),
        Message,
        rule=rule.name,
        about=rule.about,
        subject_kind=rule.subject_kind,
        subject_id=subject_id,
        occurrence=occurrence,
        recipient_id=recipient_id,
        made_at=now,
        not_before=not_before,
        expires_at=expires_at,
        mail_only=rule.mail_only,
    )
    if message_id is None:
        return None
    way = Way.MAIL if by_mail else Way.DESK
    add_delivery(message_id, way, attempt=1, not_before=not_before)
    return message_id


def goes_by_mail(rule: Rule, person: Person) -> bool:
    """Whether this person hears this by mail."""
    if rule.address is not None:
        return True
    return bool(person.email) and (rule.mail_only or person.channel is Channel.MAIL)


def withdraw(
    subject_kind: str, subject_id: int, *, rules: Iterable[Rule] = (), reason: str = ""
) -> int:
    """Take back what was not sent yet about this row; of these rules only when any are given.

    `reason` is a message id. Returns how many deliveries were stopped. What is leaving at this
    moment leaves.
    """
    about = select(Message.id).where(
        Message.subject_kind == subject_kind, Message.subject_id == subject_id
    )
    if names := names_of(rules):
        about = about.where(Message.rule.in_(names))
    stopped = db().scalars(
        update(Delivery)
        .where(Delivery.message_id.in_(about), Delivery.state.in_(WAITING))
        .values(
            state=DeliveryState.SUPPRESSED,
            claim_token=None,
            leased_until=None,
            ended_at=clock.now(),
        )
        .returning(Delivery.id)
    )
    numbers = list(stopped)
    for number in numbers:
        add_step(number, DeliveryState.SUPPRESSED, reason or TAKEN_BACK)
    return len(numbers)


def offer_link(
    purpose: str,
    *,
    subject_kind: str,
    subject_id: int,
    occurrence: str,
    person_id: int,
    expires_at: datetime,
) -> str:
    """The path of a link with which this person can do this one thing, once.

    The same row gives the same link however often it is asked, so a mail that is sent again
    carries the same one; only its fingerprint is kept. A page that only reads gets a path that
    leads nowhere: there is no link before the mail is made.
    """
    if not may_write():
        return "/a/"
    key: dict[str, object] = {
        "purpose": purpose,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "occurrence": occurrence,
        "person_id": person_id,
    }
    insert_once(
        db(),
        ActionLink,
        **key,
        expires_at=expires_at,
        fingerprint=secrets.token_hex(),
        used_at=None,
        answer="",
    )
    link = db().scalars(select(ActionLink).filter_by(**key)).one()
    token = here().keys.mac("link", purpose, link.id, link.expires_at.isoformat())
    link.fingerprint = fingerprint(token)
    db().flush()
    return f"/a/{token}"


def use_link(link: ActionLink, answer: str) -> None:
    """Use a link up. `answer` is what was said with it, a message id.

    Holds afterwards: it was used once, also with twenty at once (the conditional update
    decides). Raises LinkUsed, LinkExpired.
    """
    now = clock.now()
    used = db().scalars(
        update(ActionLink)
        .where(ActionLink.id == link.id, ActionLink.used_at.is_(None), ActionLink.expires_at > now)
        .values(used_at=now, answer=answer)
        .returning(ActionLink.id)
    )
    done = used.first() is not None
    db().refresh(link)
    if done:
        return
    if link.used_at is not None:
        raise LinkUsed(answer=link.answer)
    raise LinkExpired(when=link.expires_at)


def done_by_hand(delivery_id: int, by: Viewer) -> None:
    """Somebody of ours called or brought it, also instead of a mail that waits or failed.

    Raises NoLongerWaiting.
    """
    delivery = _found(delivery_id, BY_HAND)
    if delivery.way is Way.MAIL:
        if delivery.state is not DeliveryState.DEAD:
            end(delivery, DeliveryState.SUPPRESSED, INSTEAD_OF_MAIL)
        delivery = next_way(delivery.message_id, Way.DESK)
    end(delivery, DeliveryState.SENT, SAID_BY_HAND)
    record(by, "messaging.done_by_hand", delivery)


def send_again(delivery_id: int, by: Viewer) -> None:
    """Mail once more what is in doubt or failed. Raises NoLongerWaiting."""
    failed = _found(delivery_id, (DeliveryState.DOUBT, DeliveryState.DEAD))
    if failed.way is not Way.MAIL or failed.message.expires_at <= clock.now():
        raise NoLongerWaiting
    end(failed, DeliveryState.DEAD, SENT_AGAIN)
    record(by, "messaging.send_again", next_way(failed.message_id, Way.MAIL))


def _found(delivery_id: int, states: tuple[DeliveryState, ...]) -> Delivery:
    """The last way of a message, in one of these states, locked. Raises NoLongerWaiting."""
    found = db().scalar(
        select(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state.in_(states), is_last())
        .with_for_update()
    )
    if found is None:
        raise NoLongerWaiting
    return found
