"""The clockwork: wakes every half minute, and remembers nothing.

APScheduler with its store in memory and two jobs. What is due stands in the database, so a round
that was missed, doubled or broken off loses nothing. One process leads; when it is gone another
takes over within a second. A clockwork that was started by another process ends with it.
"""

import logging
import os
import signal
import threading
from datetime import UTC, datetime, timedelta
from types import FrameType

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy.exc import DBAPIError

from buurtcoop.core.instance import Instance
from buurtcoop.reminders.leader import Leadership, leadership
from buurtcoop.reminders.long_work import work_off
from buurtcoop.reminders.rounds import go_round
from buurtcoop.reminders.timetable import TIMETABLE, Timetable

log = structlog.get_logger()
EVERY_SECONDS = 30
# How often is looked whether somebody asked for long work: they wait for it.
WORK_SECONDS = 4.0
# How often a waiting process tries to lead, and how often the leader looks round.
POLL_SECONDS = 0.2
LOOK_SECONDS = 1.0


def run(
    instance: Instance,
    *,
    parent: int | None = None,
    every: float = EVERY_SECONDS,
    timetable: Timetable = TIMETABLE,
) -> None:
    """Go round until told to stop (SIGTERM, Ctrl-C) or until the process `parent` is gone.

    When told to stop it finishes the mail it is sending, and no other. Call it from the main
    thread.
    """
    stop = threading.Event()

    def told(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        _lead(instance, stop, parent=parent, every=every, timetable=timetable)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _lead(
    instance: Instance,
    stop: threading.Event,
    *,
    parent: int | None,
    every: float,
    timetable: Timetable,
) -> None:
    lock = leadership(instance.settings)
    while _goes_on(stop, parent):
        if not _taken(lock):
            stop.wait(POLL_SECONDS)
            continue
        log.info("clockwork leads", pid=os.getpid())
        lost = threading.Event()
        scheduler = _started(instance, stop, lost, every=every, timetable=timetable)
        while _goes_on(stop, parent) and lock.holds():
            stop.wait(LOOK_SECONDS)
        lost.set()
        scheduler.shutdown(wait=True)
        lock.release()
    log.info("clockwork stopped", pid=os.getpid())


def _started(
    instance: Instance,
    stop: threading.Event,
    lost: threading.Event,
    *,
    every: float,
    timetable: Timetable,
) -> BackgroundScheduler:
    """Two jobs: the round, and long work beside it, so that neither waits for the other.

    Missed ones are one; never two of a kind at once; late ones still run.
    """

    def ends() -> bool:
        return stop.is_set() or lost.is_set()

    def go() -> None:
        try:
            go_round(instance, timetable=timetable, stopped=ends)
        except Exception:
            log.exception("a round of the clockwork broke off; the next one tries again")

    def work() -> None:
        try:
            work_off(instance, stopped=ends)
        except Exception:
            log.exception("long work broke off; it will be taken over")

    # A round that outlasts the pause is no trouble: the next one is left out, as it should.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone=UTC)
    once = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler.add_job(go, Every(every), **once)
    scheduler.add_job(work, Every(min(every, WORK_SECONDS)), **once)
    scheduler.start()
    return scheduler


class Every(BaseTrigger):  # type: ignore[misc]  # the library ships no types
    """At once, and then a pause after each moment it is asked.

    Not APScheduler's interval: after a clock that went years ahead that one counts every round
    in between, one by one, until the memory is full.
    """

    def __init__(self, seconds: float) -> None:
        self._pause = timedelta(seconds=seconds)

    def get_next_fire_time(self, before: datetime | None, now: datetime) -> datetime:
        """When to go round next; the moments are those of the scheduler."""
        return now if before is None else now + self._pause


def _taken(lock: Leadership) -> bool:
    try:
        return lock.take()
    except DBAPIError as error:
        log.warning("no database to lead with", reason=str(error.orig))
        return False


def _goes_on(stop: threading.Event, parent: int | None) -> bool:
    """Whether nobody told us to stop and whoever started us is still there."""
    return not stop.is_set() and parent in (None, os.getppid())
