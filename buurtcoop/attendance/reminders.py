"""What should have been said by now: the question who was there, and that somebody was missed.

Each asks the database for what was not said yet, so a second look finds nothing.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from buurtcoop.attendance.messages import MISSED, WHO_WAS_THERE
from buurtcoop.attendance.models import Attendance, How, Outcome
from buurtcoop.attendance.queries import ABOUT, to_fill_in
from buurtcoop.attendance.rules import (
    ANSWER_FOR,
    ASK_FOR,
    SAYS_FOR,
    TELL_FOR,
    asked_at,
    told_at,
)
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.messaging.models import Message
from buurtcoop.messaging.queries import heard
from buurtcoop.messaging.rules import Due
from buurtcoop.services.queries import leads_of
from buurtcoop.shifts.messages import occurrence_of
from buurtcoop.shifts.models import PromiseState, Shift, Side
from buurtcoop.shifts.queries import KINDS, coordinators

A_DAY = timedelta(days=1)


def due(now: datetime) -> Iterator[Due]:
    """Everything this room should have said by now."""
    yield from _who_was_there(now)
    for side in Side:
        yield from _missed(side, now)


def _who_was_there(now: datetime) -> Iterator[Due]:
    """To who leads it; where nobody does, to the coordinators."""
    unsaid = [
        shift
        for shift in to_fill_in(now - ASK_FOR - A_DAY, now)
        if asked_at(shift.ends_at) <= now < asked_at(shift.ends_at) + ASK_FOR
    ]
    if not unsaid:
        return
    said = heard(WHO_WAS_THERE, [shift.shift_id for shift in unsaid])
    leads = leads_of({shift.service_id for shift in unsaid}, clock.local(now).date())
    for shift in unsaid:
        occurrence = occurrence_of(shift.version)
        for person in leads[shift.service_id] or coordinators():
            if (shift.shift_id, occurrence, person.id) not in said:
                yield Due(
                    rule=WHO_WAS_THERE,
                    subject_id=shift.shift_id,
                    occurrence=occurrence,
                    recipient_id=person.id,
                    expires_at=shift.ends_at + ANSWER_FOR,
                )


def _missed(side: Side, now: datetime) -> Iterator[Due]:
    """To who was marked as missed, the next day; not to who has said how it was."""
    kind, about = KINDS[side], ABOUT[side].key
    later = aliased(Attendance)
    same = getattr(later, about) == getattr(Attendance, about)
    rows = db().execute(
        select(Attendance.id, Attendance.said_at, kind.person_id)
        .join(kind, kind.id == getattr(Attendance, about))
        .join(Shift, Shift.id == kind.shift_id)
        .where(
            Attendance.decides,
            Attendance.outcome == Outcome.NO_SHOW,
            Attendance.said_at > now - TELL_FOR - A_DAY,
            Shift.starts_at > now - SAYS_FOR,
            kind.state == PromiseState.MISSED,
            ~exists().where(same, (later.id > Attendance.id) | (later.how != How.LEAD)),
            ~exists().where(
                Message.rule == MISSED.name,
                Message.subject_kind == MISSED.subject_kind,
                Message.subject_id == Attendance.id,
            ),
        )
        .order_by(Attendance.id)
    )
    for attendance_id, said_at, person_id in rows:
        if told_at(said_at) <= now:
            yield Due(
                rule=MISSED,
                subject_id=attendance_id,
                occurrence="1",
                recipient_id=person_id,
                expires_at=told_at(said_at) + TELL_FOR,
            )
