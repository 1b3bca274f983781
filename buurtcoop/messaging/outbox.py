"""The outbox as a worker sees it: one row, one claim, one send, one mark.

Each function is one short transaction's work; sending itself happens between them, outside any
transaction. A worker holds a delivery by a token and a lease. When it vanishes the lease runs
out and `recover` decides: once more, or a person looks at it.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.core.words import N_
from buurtcoop.messaging.models import Delivery, DeliveryState, DeliveryStep, Message, Way
from buurtcoop.messaging.queries import may_leave
from buurtcoop.messaging.rules import LEASE, MOST_TRIES, SENDING_TAKES, next_try

READY, CLAIMED, SENDING = DeliveryState.READY, DeliveryState.CLAIMED, DeliveryState.SENDING
RETRY, DOUBT, SENT = DeliveryState.RETRY, DeliveryState.DOUBT, DeliveryState.SENT
DEAD, EXPIRED, SUPPRESSED = DeliveryState.DEAD, DeliveryState.EXPIRED, DeliveryState.SUPPRESSED
STOPPED = N_("De computer stopte terwijl hij hiermee bezig was. We proberen het opnieuw.")
STOPPED_SENDING = N_("De computer stopte tijdens het mailen. Misschien is de mail al weg.")
STOPPED_EVERY_TIME = N_("De computer stopte elke keer bij deze mail.")
ENDS = frozenset({SENT, DEAD, EXPIRED, SUPPRESSED})
LONGEST_DETAIL = 500
AT_ONCE = 200


@dataclass(frozen=True)
class Held:
    """A delivery and the token with which one worker holds it."""

    delivery_id: int
    token: str


def recover(now: datetime, *, may_double: Callable[[str], bool]) -> int:
    """Take over what a vanished worker left behind. Returns how many deliveries.

    `may_double` tells by the name of a rule whether it may go out twice: what stood at sending
    may have left, so it is sent once more or parked in doubt.
    """
    left = db().scalars(
        select(Delivery)
        .where(Delivery.state.in_((CLAIMED, SENDING)), Delivery.leased_until <= now)
        .options(joinedload(Delivery.message))
        .order_by(Delivery.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    found = left.all()
    for delivery in found:
        _take_over(delivery, now, may_double=may_double(delivery.message.rule))
    return len(found)


def _take_over(delivery: Delivery, now: datetime, *, may_double: bool) -> None:
    if delivery.state is SENDING and not may_double:
        _change(delivery, DOUBT, STOPPED_SENDING)
        return
    if delivery.tries >= MOST_TRIES:
        _change(delivery, DEAD, STOPPED_EVERY_TIME)
        fall_back(delivery.message)
        return
    if delivery.state is CLAIMED:
        delivery.tries += 1
    delivery.not_before = now
    _change(delivery, RETRY, STOPPED)


def claim_next(now: datetime) -> Held | None:
    """Hold the next mail that is due, or None when there is none.

    Holds afterwards: no other worker holds it (SQLite: the transaction began immediate;
    PostgreSQL: the row is locked and others skip it).
    """
    number = db().scalar(
        select(Delivery.id)
        .join(Message, Delivery.message_id == Message.id)
        .where(*may_leave(now))
        .order_by(Delivery.not_before, Delivery.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    if number is None:
        return None
    held = Held(number, secrets.token_hex(16))
    db().execute(
        update(Delivery)
        .where(Delivery.id == number)
        .values(state=CLAIMED, claim_token=held.token, leased_until=now + LEASE)
    )
    add_step(number, CLAIMED, "")
    return held


def still_held(held: Held) -> Delivery | None:
    """The delivery with its message and person, or None when the lease went to somebody else."""
    return db().scalar(
        select(Delivery)
        .where(Delivery.id == held.delivery_id, Delivery.claim_token == held.token)
        .options(joinedload(Delivery.message).joinedload(Message.recipient))
        .with_for_update(of=Delivery)
    )


def begin_sending(held: Held, now: datetime) -> bool:
    """Mark that the mail leaves now. False when the lease is gone or too short to finish."""
    begun = db().scalars(
        update(Delivery)
        .where(
            Delivery.id == held.delivery_id,
            Delivery.claim_token == held.token,
            Delivery.state == CLAIMED,
            Delivery.leased_until > now + SENDING_TAKES,
        )
        .values(state=SENDING, tries=Delivery.tries + 1)
        .returning(Delivery.id)
    )
    if begun.first() is None:
        return False
    add_step(held.delivery_id, SENDING, "")
    return True


def settle(
    held: Held, state: DeliveryState, detail: str, *, to_desk: bool = True
) -> DeliveryState | None:
    """Mark how it ended. None when somebody else held it by then: nothing is changed.

    A mail that is dead goes on over our desk, unless `to_desk` says that it can't.
    """
    delivery = still_held(held)
    if delivery is None:
        return None
    _change(delivery, state, detail)
    if state is DEAD and to_desk:
        fall_back(delivery.message)
    return state


def try_later(held: Held, detail: str, now: datetime) -> DeliveryState | None:
    """Try again after a pause; after the last try, or when that is too late, give up on mail."""
    delivery = still_held(held)
    if delivery is None:
        return None
    again = next_try(now, delivery.tries, secrets.SystemRandom().uniform(-1, 1))
    if delivery.tries >= MOST_TRIES or again >= delivery.message.expires_at:
        return settle(held, DEAD, detail)
    return _wait(delivery, again, detail)


def put_back(held: Held, detail: str, *, until: datetime | None = None) -> DeliveryState | None:
    """Let go without counting a try: something else than this mail is the trouble."""
    delivery = still_held(held)
    if delivery is None:
        return None
    if delivery.state is SENDING:
        delivery.tries -= 1
    return _wait(delivery, until or delivery.not_before, detail)


def _wait(delivery: Delivery, until: datetime, detail: str) -> DeliveryState:
    delivery.not_before = until
    _change(delivery, RETRY if delivery.tries else READY, detail)
    return delivery.state


def fall_back(message: Message) -> None:
    """Where mail failed, somebody of ours calls or brings it; unless that is too late by now."""
    if message.expires_at > clock.now() and not message.mail_only:
        next_way(message.id, Way.DESK)


def next_way(message_id: int, way: Way) -> Delivery:
    """One more way for a message whose earlier ones came to an end."""
    made = db().scalars(select(Delivery.id).where(Delivery.message_id == message_id)).all()
    return add_delivery(message_id, way, attempt=1 + len(made), not_before=clock.now())


def add_delivery(message_id: int, way: Way, *, attempt: int, not_before: datetime) -> Delivery:
    """A way to bring a message, ready to be tried."""
    delivery = Delivery(
        message_id=message_id,
        way=way,
        attempt=attempt,
        state=READY,
        tries=0,
        not_before=not_before,
        claim_token=None,
        leased_until=None,
        ended_at=None,
    )
    db().add(delivery)
    db().flush()
    add_step(delivery.id, READY, "")
    return delivery


def end(delivery: Delivery, state: DeliveryState, detail: str) -> None:
    """Bring a delivery that nobody holds to an end."""
    _change(delivery, state, detail)


def add_step(delivery_id: int, state: DeliveryState, detail: str) -> None:
    """Write down that a delivery changed. `detail`: our reason (a message id) or their words."""
    words = " ".join(detail.split())[:LONGEST_DETAIL]
    db().add(DeliveryStep(delivery_id=delivery_id, at=clock.now(), state=state, detail=words))
    db().flush()


def _change(delivery: Delivery, state: DeliveryState, detail: str) -> None:
    delivery.state = state
    delivery.claim_token = None
    delivery.leased_until = None
    delivery.ended_at = clock.now() if state in ENDS else None
    add_step(delivery.id, state, detail)
