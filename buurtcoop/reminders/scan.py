"""What is due now: messages put, jobs done, each room in a transaction of its own.

Always holds: twice is once (the keys of messages and job runs decide), a missed day is caught
up, and a room in trouble stops no other room.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import select, update

from buurtcoop.core import clock
from buurtcoop.core.database import skip_if_there
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.words import N_
from buurtcoop.messaging.models import Delivery, DeliveryState, Message
from buurtcoop.messaging.operations import put
from buurtcoop.messaging.outbox import end
from buurtcoop.messaging.queries import waiting_at_desk
from buurtcoop.messaging.rules import Rule, in_skipped_hour
from buurtcoop.reminders.models import JobRun
from buurtcoop.reminders.timetable import DueRoom, Job, Timetable

log = structlog.get_logger()
TOO_LATE = N_("Dit kwam te laat.")
NO_LONGER_TRUE = N_("Dit is niet meer nodig.")


@dataclass
class Scanned:
    """What one scan did, in sentences for the operator, and what went wrong."""

    did: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)


def scan(instance: Instance, now: datetime, timetable: Timetable, *, may_expire: bool) -> Scanned:
    """Put all that is due, do the jobs that are, and tidy what waits at our desk."""
    scanned = Scanned()
    rests = in_skipped_hour(now)
    for room in timetable.due:
        if not (rests and room.by_the_wall):
            _alone(instance, scanned, f"reminders of {room.name}", partial(_put_due, room, now))
    for job in () if rests else timetable.jobs:
        _alone(instance, scanned, f"job {job.name}", partial(_do, job, now))
    with instance.reading():
        waiting = [delivery.id for delivery in waiting_at_desk()]
    for number in waiting:
        look = partial(_look_over, number, now, timetable, may_expire=may_expire)
        _alone(instance, scanned, f"message at our desk, delivery {number}", look)
    return scanned


def _alone(instance: Instance, scanned: Scanned, name: str, act: Callable[[], str]) -> None:
    """One piece of work in its own transaction; its trouble is told and stays its own."""
    try:
        with instance.writing():
            said = act()
    except Exception as error:
        log.exception("trouble in the timetable", work=name)
        scanned.trouble.append(f"{name}: {type(error).__name__}: {error}")
        return
    if said:
        scanned.did.append(said)


def _put_due(room: DueRoom, now: datetime) -> str:
    count = 0
    for one in room.due(now):
        message_id = put(
            one.rule,
            subject_id=one.subject_id,
            occurrence=one.occurrence,
            recipient_id=one.recipient_id,
            expires_at=one.expires_at,
        )
        count += message_id is not None
    return f"{room.name}: {count} messages put in the outbox." if count else ""


def is_due(job: Job, now: datetime) -> bool:
    """Every round, or when its hour has passed and today has no row for it yet."""
    if job.daily_at is None:
        return True
    wall = clock.local(now)
    done = select(JobRun.name).where(JobRun.name == job.name, JobRun.local_day == wall.date())
    return wall.time() >= job.daily_at and db().scalar(done) is None


def _do(job: Job, now: datetime) -> str:
    if not is_due(job, now):
        return ""
    if job.daily_at is None:
        rows = job.run(now)
        return f"{job.name}: {rows} rows." if rows else ""
    today = clock.local(now).date()
    run = {"name": job.name, "local_day": today, "done_at": now, "rows": 0}
    if skip_if_there(db(), JobRun, JobRun.name, **run) is None:
        return ""
    rows = job.run(now)
    db().execute(
        update(JobRun).where(JobRun.name == job.name, JobRun.local_day == today).values(rows=rows)
    )
    return f"{job.name}: done for {today:%d-%m-%Y}, {rows} rows."


def _look_over(number: int, now: datetime, timetable: Timetable, *, may_expire: bool) -> str:
    """What waits for one of us ends by itself when it is too late or no longer true."""
    delivery = db().get_one(Delivery, number, with_for_update={"of": Delivery})
    if delivery.state is not DeliveryState.READY:
        return ""
    if delivery.message.expires_at <= now:
        if not may_expire:
            return ""
        end(delivery, DeliveryState.EXPIRED, TOO_LATE)
        return f"delivery {number} at our desk came too late."
    if still_needed(timetable.rule(delivery.message.rule), delivery.message):
        return ""
    end(delivery, DeliveryState.SUPPRESSED, NO_LONGER_TRUE)
    return f"delivery {number} at our desk is no longer needed."


def still_needed(rule: Rule, message: Message) -> bool:
    """Whether this is still to be said: to somebody we know, about something that holds."""
    return message.recipient.erased_at is None and rule.still_true(message)
