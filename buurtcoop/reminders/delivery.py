"""The outbox is emptied: one row, one claim, one send, one mark.

No mail leaves inside a transaction, and none without a row that says `sending` first. A mail the
server took is marked sent by the token of its worker; when the worker vanished in between, the
mail goes once more with the same Message-ID, or waits for a person where a second one harms.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.words import N_
from buurtcoop.messaging import outbox
from buurtcoop.messaging.mail import Mail
from buurtcoop.messaging.models import Delivery, DeliveryState, Message
from buurtcoop.messaging.operations import goes_by_mail
from buurtcoop.messaging.outbox import Held
from buurtcoop.messaging.post import Answer, Answered, Post, ServerDown
from buurtcoop.messaging.queries import may_leave
from buurtcoop.reminders.letters import mail_of
from buurtcoop.reminders.scan import NO_LONGER_TRUE, TOO_LATE, still_needed
from buurtcoop.reminders.timetable import Timetable

log = structlog.get_logger()
# A round ends after this long, so that the heartbeat is not late; the next one goes on.
ROUND_SECONDS = 60.0
HOLD = timedelta(minutes=1)
OTHER_WAY = N_("Deze persoon wil nu op een andere manier bericht.")
CLOCK_JUMPED = N_("De klok van de computer versprong. We wachten even.")


@dataclass
class Delivered:
    """What one round did: how many deliveries came to which state, and what went wrong."""

    counts: Counter[DeliveryState] = field(default_factory=Counter)
    trouble: str = ""

    def sentences(self) -> list[str]:
        """For the operator."""
        return [f"{count} deliveries by mail: {state}." for state, count in self.counts.items()]


@dataclass(frozen=True, kw_only=True)
class Round:
    """What one round of delivery works with."""

    instance: Instance
    timetable: Timetable
    post: Post
    may_expire: bool
    did: Delivered

    def mark(self, change: Callable[[], DeliveryState | None]) -> None:
        """One change in a transaction of its own, counted; none when the lease was lost."""
        with self.instance.writing():
            state = change()
        if state is None:
            log.warning("a mail was taken over by another worker meanwhile")
            return
        self.did.counts[state] += 1


def drain(
    instance: Instance,
    timetable: Timetable,
    *,
    may_expire: bool = True,
    stopped: Callable[[], bool] = lambda: False,
) -> Delivered:
    """Send what is due until nothing is, or the mail server is down, or `stopped` says so.

    When it is told to stop it finishes its own row first. While the server is down nothing is
    claimed and no try is counted. A round ends after a minute; the next one goes on.
    """
    did = Delivered()
    with instance.writing():
        outbox.recover(clock.now(), may_double=timetable.may_double)
    if not _something_due(instance):
        return did
    with Post(instance.settings) as post:
        now = Round(
            instance=instance, timetable=timetable, post=post, may_expire=may_expire, did=did
        )
        try:
            post.open()
            _send_all(now, stopped)
        except ServerDown as down:
            log.error("mail server", reason=str(down))
            did.trouble = f"mail server: {down}"
    return did


def _something_due(instance: Instance) -> bool:
    with instance.reading():
        waiting = select(Delivery.id).join(Message, Delivery.message_id == Message.id)
        return db().scalar(waiting.where(*may_leave(clock.now())).limit(1)) is not None


def _send_all(now: Round, stopped: Callable[[], bool]) -> None:
    end = time.monotonic() + ROUND_SECONDS
    between = 1 / max(now.instance.settings.mail_rate, 1)
    next_at = time.monotonic()
    while not stopped() and time.monotonic() < end:
        with now.instance.writing():
            held = outbox.claim_next(clock.now())
        if held is None:
            return
        mail = _prepared(now, held)
        if mail is None:
            continue
        time.sleep(max(0.0, next_at - time.monotonic()))
        next_at = max(next_at, time.monotonic()) + between
        _send(now, held, mail)


def _prepared(now: Round, held: Held) -> Mail | None:
    """The mail, marked as leaving; or None when it does not leave (any more).

    What can't be made is set aside with the reason, so that the others go on. A database in
    trouble is no fault of the mail: that ends the round.
    """
    try:
        with now.instance.writing():
            return _made(now, held)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("a mail can't be made", delivery=held.delivery_id)
        reason = f"{type(error).__name__}: {error}"
        now.mark(partial(outbox.settle, held, DeliveryState.DEAD, reason, to_desk=False))
        return None


def _made(now: Round, held: Held) -> Mail | None:
    delivery, moment = outbox.still_held(held), clock.now()
    if delivery is None:
        return None
    message = delivery.message
    if message.expires_at <= moment:
        _too_late(now, held, moment)
        return None
    rule = now.timetable.rule(message.rule)
    if not still_needed(rule, message):
        outbox.settle(held, DeliveryState.SUPPRESSED, NO_LONGER_TRUE)
        now.did.counts[DeliveryState.SUPPRESSED] += 1
        return None
    if not goes_by_mail(rule, message.recipient):
        outbox.settle(held, DeliveryState.SUPPRESSED, OTHER_WAY)
        outbox.fall_back(message)
        now.did.counts[DeliveryState.SUPPRESSED] += 1
        return None
    mail = mail_of(message, rule)
    return mail if outbox.begin_sending(held, moment) else None


def _too_late(now: Round, held: Held, moment: datetime) -> None:
    if not now.may_expire:
        outbox.put_back(held, CLOCK_JUMPED, until=moment + HOLD)
        return
    outbox.settle(held, DeliveryState.EXPIRED, TOO_LATE)
    now.did.counts[DeliveryState.EXPIRED] += 1


def _send(now: Round, held: Held, mail: Mail) -> None:
    """Outside any transaction; then the mark. Raises ServerDown after the row was put back."""
    try:
        answer = now.post.send(mail)
    except ServerDown as down:
        now.mark(partial(outbox.put_back, held, str(down)))
        raise
    now.mark(partial(_marked, now.timetable, held, answer))


def _marked(timetable: Timetable, held: Held, answer: Answer) -> DeliveryState | None:
    match answer.kind:
        case Answered.TAKEN:
            return outbox.settle(held, DeliveryState.SENT, answer.words)
        case Answered.NEVER:
            return outbox.settle(held, DeliveryState.DEAD, answer.words)
        case Answered.LATER:
            return outbox.try_later(held, answer.words, clock.now())
        case Answered.UNSURE:
            delivery = outbox.still_held(held)
            if delivery is None or timetable.may_double(delivery.message.rule):
                return outbox.try_later(held, answer.words, clock.now())
            return outbox.settle(held, DeliveryState.DOUBT, answer.words)
