"""Take the claim or the order of sending and marking away: the counts notice.

The naive workers below are the ways mail is often sent: look, send, mark; and mark, send.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from random import Random
from time import sleep

import pytest
from sqlalchemy import select, update

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import Delivery, DeliveryState
from buurtcoop.messaging.post import Post
from buurtcoop.reminders.letters import mail_of
from buurtcoop.settings import Settings
from tests.conftest import MOMENT
from tests.mailing import connect, rule
from tests.sink import Sink, sink
from tests.workers import crowd, deliver, heard, worker

LAST = MOMENT + timedelta(days=1)
A_MOMENT = 0.03  # between marking and sending, as on a machine that is busy
Work = Callable[[Connection, Settings, datetime, bool], None]


def without_a_claim(ready: Connection, settings: Settings, moment: datetime, _: bool) -> None:
    """Look for a row, send it, mark it."""
    _each(ready, settings, moment, marks_first=False)


def marking_first(ready: Connection, settings: Settings, moment: datetime, _: bool) -> None:
    """Look for a row, mark it as sent, send it."""
    _each(ready, settings, moment, marks_first=True)


def _each(ready: Connection, settings: Settings, moment: datetime, *, marks_first: bool) -> None:
    with clock.stopped(moment), Post(settings) as post:
        instance = Instance(settings)
        ready.send(0)
        while True:
            with instance.reading():
                found = db().scalar(
                    select(Delivery)
                    .where(Delivery.state == DeliveryState.READY)
                    .order_by(Delivery.id)
                    .limit(1)
                )
                if found is None:
                    return
                mail = mail_of(found.message, rule())
            if marks_first:
                _mark(instance, found.id)
                sleep(A_MOMENT)
            post.send(mail)
            if not marks_first:
                _mark(instance, found.id)


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


def killed(instance: Instance, server: Sink, work: Work, dice: Random) -> int:
    """One worker after another, killed in the middle; returns how many mails are marked as sent
    and never came."""
    connect(instance, server)
    crowd(instance, 200, expires_at=LAST)
    for number in range(12):
        moment = MOMENT + number * timedelta(minutes=6)
        with worker(work, instance.settings, moment, False) as (process, ready):
            heard(ready)
            enough = len(server.taken) + dice.randint(1, 6)
            while process.is_alive() and len(server.taken) < enough:
                sleep(0.001)
            sleep(dice.uniform(0, 2 * A_MOMENT))
            process.kill()
            process.join()
    with instance.reading():
        marked = db().scalars(select(Delivery.id).where(Delivery.state == DeliveryState.SENT))
        return len(marked.all()) - len({mail.recipient for mail in server.taken})


@pytest.mark.guard
def test_without_a_claim_two_workers_mail_the_same_row(instance: Instance) -> None:
    with sink(slow=0.01) as server:
        assert two_at_once(instance, server, without_a_claim) > 0


@pytest.mark.guard
def test_with_the_claim_they_do_not(instance: Instance) -> None:
    with sink(slow=0.01) as server:
        assert two_at_once(instance, server, deliver) == 0


@pytest.mark.guard
def test_marking_before_sending_loses_mails_of_killed_workers(instance: Instance) -> None:
    with sink(slow=0.01) as server:
        assert killed(instance, server, marking_first, Random(7)) > 0


@pytest.mark.guard
def test_sending_before_marking_does_not(instance: Instance) -> None:
    with sink(slow=0.01) as server:
        assert killed(instance, server, deliver, Random(7)) <= 0
