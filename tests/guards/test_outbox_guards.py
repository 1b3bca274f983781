"""Take the claim or the order of sending and marking away: the counts notice.

The naive workers below are the ways mail is often sent: look, send, mark; and mark, send.
"""

import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from random import Random
from time import sleep

import pytest
from sqlalchemy import select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.mail import Mail
from buurtcoop.messaging.models import Delivery, DeliveryState
from buurtcoop.messaging.post import Post
from buurtcoop.reminders.letters import mail_of
from buurtcoop.settings import Settings
from tests.conftest import MOMENT
from tests.mailing import connect, rule
from tests.sink import Sink, sink
from tests.workers import START_SECONDS, context, crowd, deliver, heard, worker

LAST = MOMENT + timedelta(days=1)
A_MOMENT = 0.06  # within which a worker is killed, somewhere on its way
SENT = 3  # so many mails a worker sends before it is held between marking and sending
Work = Callable[[Connection, Settings, datetime, bool], None]


def without_a_claim(
    both_looked: Barrier, ready: Connection, settings: Settings, moment: datetime, _: bool
) -> None:
    """Look for a row, send it, mark it; the first time both have looked before either sends."""
    with clock.stopped(moment), Post(settings) as post:
        instance = Instance(settings)
        ready.send(0)
        found = _look(instance)
        both_looked.wait(START_SECONDS)
        while found is not None:
            number, mail = found
            post.send(mail)
            _mark(instance, number)
            found = _look(instance)


def marking_first(ready: Connection, settings: Settings, moment: datetime, _: bool) -> None:
    """Look for a row, mark it as sent, send it; after a few it is held in between and says so."""
    with clock.stopped(moment), Post(settings) as post:
        instance = Instance(settings)
        ready.send(0)
        for sent in range(SENT + 1):
            found = _look(instance)
            assert found is not None
            number, mail = found
            _mark(instance, number)
            if sent == SENT:
                ready.send(number)
                signal.pause()
            post.send(mail)


def _look(instance: Instance) -> tuple[int, Mail] | None:
    """The first delivery that waits, with its mail."""
    with instance.reading():
        waits = select(Delivery).where(Delivery.state == DeliveryState.READY)
        found = db().scalar(waits.order_by(Delivery.id).limit(1))
        return None if found is None else (found.id, mail_of(found.message, rule()))


def _mark(instance: Instance, number: int) -> None:
    with instance.writing():
        sent = {"state": DeliveryState.SENT, "ended_at": clock.now()}
        db().execute(update(Delivery).where(Delivery.id == number).values(**sent))


def two_at_once(instance: Instance, server: Sink, work: Work) -> int:
    """Two workers on one outbox; returns how many mails came more than once."""
    connect(instance, server)
    crowd(instance, 60, expires_at=LAST)
    with (
        worker(work, instance.settings, MOMENT, False) as (first, ready),
        worker(work, instance.settings, MOMENT, False) as (second, also_ready),
    ):
        heard(ready)
        heard(also_ready)
        first.join(120)
        second.join(120)
    return len(server.taken) - len({mail.recipient for mail in server.taken})


def killed(instance: Instance, server: Sink, dice: Random) -> int:
    """One worker after another, killed in the middle; returns how many mails are marked as sent
    and never came."""
    connect(instance, server)
    crowd(instance, 200, expires_at=LAST)
    for number in range(12):
        moment = MOMENT + number * timedelta(minutes=6)
        with worker(deliver, instance.settings, moment, False) as (process, ready):
            heard(ready)
            enough = len(server.taken) + dice.randint(1, 6)
            while process.is_alive() and len(server.taken) < enough:
                sleep(0.001)
            sleep(dice.uniform(0, A_MOMENT))
            process.kill()
            process.join()
    return marked_only(instance, server)


def marked_only(instance: Instance, server: Sink) -> int:
    """How many mails are marked as sent and never came."""
    with instance.reading():
        marked = db().scalars(select(Delivery.id).where(Delivery.state == DeliveryState.SENT))
        return len(marked.all()) - len({mail.recipient for mail in server.taken})


@pytest.mark.guard
def test_without_a_claim_two_workers_mail_the_same_row(instance: Instance) -> None:
    with sink(slow=0.01) as server:
        assert two_at_once(instance, server, partial(without_a_claim, context.Barrier(2))) > 0


@pytest.mark.guard
def test_with_the_claim_they_do_not(instance: Instance) -> None:
    with sink(slow=0.01) as server:
        assert two_at_once(instance, server, deliver) == 0


@pytest.mark.guard
def test_marking_before_sending_loses_mails_of_killed_workers(instance: Instance) -> None:
    with sink(slow=0.01) as server:
        connect(instance, server)
        crowd(instance, 2 * SENT, expires_at=LAST)
        with worker(marking_first, instance.settings, MOMENT, False) as (process, ready):
            heard(ready)
            heard(ready)
            process.kill()
            process.join()
        assert (marked_only(instance, server), len(server.taken)) == (1, SENT)


@pytest.mark.guard
def test_sending_before_marking_does_not(instance: Instance) -> None:
    with sink(slow=0.01) as server:
        assert killed(instance, server, Random(7)) <= 0
