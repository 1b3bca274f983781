"""One round of the clockwork: what is due is put, what waits is sent, and the heart beats.

The same for the scheduler, for `buurtcoop tick` and for the tests.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import select

from buurtcoop.coop.queries import is_founded, this_coop
from buurtcoop.core import clock
from buurtcoop.core.database import insert_once
from buurtcoop.core.instance import Instance, db
from buurtcoop.core.words import N_
from buurtcoop.messaging.models import Delivery, Message
from buurtcoop.messaging.queries import may_leave
from buurtcoop.reminders.delivery import drain
from buurtcoop.reminders.long_work import work_off
from buurtcoop.reminders.models import Heartbeat
from buurtcoop.reminders.scan import is_due, scan
from buurtcoop.reminders.steady import HELD, Steady, jumped, steady
from buurtcoop.reminders.timetable import TIMETABLE, Timetable

log = structlog.get_logger()
CLOCK_JUMPED = N_(
    "De klok van de computer versprong. Controleer de klok. Een uur lang vervalt er niets."
)


class TickRefused(Exception):
    """A tick at this moment would say things before their time; the text says what is allowed."""


@dataclass(frozen=True)
class Report:
    """What a round did, in sentences for the operator, and what went wrong in it."""

    did: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)


def tick(
    instance: Instance,
    at: datetime | None = None,
    dry_run: bool = False,
    *,
    timetable: Timetable = TIMETABLE,
) -> Report:
    """One scan and delivery, as if it were `at`.

    With `dry_run` nothing is written or sent and the report tells what would happen. Raises
    TickRefused for a moment to come, outside a demo coop: its messages would be too early.
    """
    moment = at or clock.now()
    if dry_run:
        with clock.stopped(moment):
            return _foretold(instance, moment, timetable)
    if at is None:
        report = go_round(instance, timetable=timetable)
        done = work_off(instance)
        report.did.extend([f"{done} pieces of long work done."] if done else [])
        return report
    with instance.reading():
        if at > clock.now() and not (is_founded() and this_coop().demo):
            raise TickRefused(
                "A tick in the future is for a demo coop only; with --dry-run it may be tried."
            )
    with clock.stopped(moment):
        return go_round(instance, timetable=timetable, beats=False)


def go_round(
    instance: Instance,
    *,
    timetable: Timetable = TIMETABLE,
    stopped: Callable[[], bool] = lambda: False,
    count: Callable[[], Steady] = steady,
    beats: bool = True,
) -> Report:
    """Put what is due, send what waits, beat.

    After a jump of the clock nothing is thrown away as too late for an hour. A round at another
    moment than now does not beat.
    """
    now = clock.now()
    with instance.reading():
        if not is_founded():
            return Report()
        last = db().get(Heartbeat, 1)
    jumped_at = _last_jump(last, now, count()) if beats else None
    holds = jumped_at is not None and abs(now - jumped_at) < HELD
    report = Report()
    if holds:
        report.trouble.append(CLOCK_JUMPED)
    scanned = scan(instance, now, timetable, may_expire=not holds)
    delivered = drain(instance, timetable, may_expire=not holds, stopped=stopped)
    report.did.extend([*scanned.did, *delivered.sentences()])
    report.trouble.extend([*scanned.trouble, *([delivered.trouble] if delivered.trouble else [])])
    if beats:
        with instance.writing():
            _beat(report, jumped_at, count())
    return report


def _last_jump(last: Heartbeat | None, now: datetime, counted: Steady) -> datetime | None:
    if last is None:
        return None
    before = Steady(last.machine, last.uptime)
    return now if jumped(last.beat_at, before, now, counted) else last.jumped_at


def _beat(report: Report, jumped_at: datetime | None, counted: Steady) -> None:
    beat = {
        "beat_at": clock.now(),
        "trouble": "\n".join(report.trouble),
        "machine": counted.machine,
        "uptime": counted.seconds,
        "jumped_at": jumped_at,
    }
    insert_once(db(), Heartbeat, id=1, **beat)
    heart = db().get_one(Heartbeat, 1, with_for_update=True)
    for name, value in beat.items():
        setattr(heart, name, value)


def _foretold(instance: Instance, moment: datetime, timetable: Timetable) -> Report:
    """What a round at this moment would put and send, read only."""
    report = Report()
    with instance.reading():
        if not is_founded():
            return report
        for room in timetable.due:
            for one in room.due(moment):
                if not _was_said(one.rule.name, one.subject_id, one.occurrence, one.recipient_id):
                    report.did.append(
                        f"would put {one.rule.name} about {one.rule.subject_kind} "
                        f"{one.subject_id} ({one.occurrence}) for person {one.recipient_id}."
                    )
        for job in timetable.jobs:
            if is_due(job, moment):
                report.did.append(f"would do {job.name}.")
        waiting = (
            select(Delivery.id, Message.rule, Message.recipient_id)
            .join(Message, Delivery.message_id == Message.id)
            .where(*may_leave(moment))
            .order_by(Delivery.not_before, Delivery.id)
        )
        for number, rule, person_id in db().execute(waiting):
            report.did.append(f"would send {rule} to person {person_id} (delivery {number}).")
    return report


def _was_said(rule: str, subject_id: int, occurrence: str, recipient_id: int) -> bool:
    said = select(Message.id).filter_by(
        rule=rule, subject_id=subject_id, occurrence=occurrence, recipient_id=recipient_id
    )
    return db().scalar(said) is not None
