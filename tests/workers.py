"""Processes that deliver mail, to be killed or stopped by a test.

They start from a server that has everything imported, so that a life is for work and not for
starting up.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from buurtcoop.core import clock
from buurtcoop.core.instance import Instance, db
from buurtcoop.messaging.models import Delivery, DeliveryState
from buurtcoop.messaging.operations import put
from buurtcoop.people.models import Channel, Person
from buurtcoop.reminders import clockwork
from buurtcoop.reminders.delivery import drain
from buurtcoop.reminders.leader import leadership
from buurtcoop.settings import Settings
from tests.mailing import rule, table

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.workers"])

START_SECONDS = 60


def deliver(ready: Connection, settings: Settings, moment: datetime, harmful: bool) -> None:
    """Send all that is due, with a clock that stands still."""
    with clock.stopped(moment):
        instance = Instance(settings)
        ready.send(os.getpid())
        drain(instance, table(rule(harm_if_doubled=harmful)))


def go_round(ready: Connection, settings: Settings, moment: datetime) -> None:
    """The clockwork itself, until it is told to stop."""
    with clock.stopped(moment):
        ready.send(os.getpid())
        clockwork.run(Instance(settings), every=0.2, timetable=table(rule()))


def lead(ready: Connection, settings: Settings) -> None:
    """Wait to lead, say so, and hold on to it."""
    lock = leadership(settings)
    while not lock.take():
        time.sleep(clockwork.POLL_SECONDS)
    ready.send(os.getpid())
    signal.pause()


def parent(ready: Connection, settings: Settings) -> None:
    """A process that starts a clockwork of its own, as `serve` does.

    Its number is taken before the child is there: a child that asks may already be an orphan.
    """
    number = os.getpid()
    child = os.fork()
    if child == 0:
        clockwork.run(Instance(settings), parent=number, timetable=table())
        os._exit(0)
    ready.send(child)
    signal.pause()


@contextmanager
def worker(
    work: Callable[..., None], *arguments: Any
) -> Iterator[tuple[ForkServerProcess, Connection]]:
    """A process at work; killed at the end if it still is. What it sends comes on the pipe."""
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=work, args=(theirs, *arguments))
    process.start()
    theirs.close()
    try:
        yield process, ours
    finally:
        process.kill()
        process.join(START_SECONDS)
        ours.close()


def heard(pipe: Connection) -> int:
    """The number a worker sends when it is ready."""
    assert pipe.poll(START_SECONDS), "the worker did not start"
    number: int = pipe.recv()
    return number


def is_gone(pid: int) -> bool:
    """Whether this process ended, also when nobody has taken note of it yet."""
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z"


def crowd(instance: Instance, many: int, *, expires_at: datetime) -> list[int]:
    """So many people with one message each; returns the numbers of the messages."""
    with instance.writing():
        first = len(db().scalars(select(Person.id)).all())
        people = [
            {
                "call_name": f"Buur{number}",
                "prefix": "",
                "surname": "Velen",
                "sort_name": "velen",
                "birth_date": None,
                "email": f"buur{number}@example.org",
                "phone": None,
                "channel": Channel.MAIL,
                "language": "nl",
                "household_id": None,
                "made_at": clock.now(),
                "erased_at": None,
            }
            for number in range(first, first + many)
        ]
        ids = db().scalars(insert(Person).returning(Person.id), people).all()
        said = [
            put(rule(), subject_id=1, occurrence="once", recipient_id=each, expires_at=expires_at)
            for each in ids
        ]
    return [number for number in said if number is not None]


def not_sent(instance: Instance) -> int:
    """How many deliveries did not come to `sent`."""
    with instance.reading():
        left = select(Delivery.id).where(Delivery.state != DeliveryState.SENT)
        return len(db().scalars(left).all())
