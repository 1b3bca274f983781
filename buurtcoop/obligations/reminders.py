"""What should have been said by now: that a duty begins, and what is open near a month's end."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.members.models import Membership
from buurtcoop.members.queries import running_on
from buurtcoop.messaging.queries import heard
from buurtcoop.messaging.rules import Due
from buurtcoop.obligations.messages import BEGINS, ONCE, REMINDER
from buurtcoop.obligations.models import MemberDuty
from buurtcoop.obligations.queries import duties, duty_on, in_contact, short_in
from buurtcoop.obligations.rules import last_of, month_of, reminded_from

TOLD_UNTIL = timedelta(days=14)  # after the first day


def due(now: datetime) -> Iterator[Due]:
    """To all members that a duty begins; once to who has something open, that the month ends.

    Who is called by one of us gets no mail about it.
    """
    today = clock.local(now).date()
    for duty in duties():
        if duty.ends_on is None and today < duty.starts_on + TOLD_UNTIL:
            yield from _begins(duty, now)
    month = month_of(today)
    running = duty_on(month)
    if running is None or today < reminded_from(month):
        return
    occurrence = month.isoformat()
    said, called = heard(REMINDER, [running.id]), in_contact()
    for person_id in short_in(month):
        if person_id not in called and (running.id, occurrence, person_id) not in said:
            yield Due(
                rule=REMINDER,
                subject_id=running.id,
                occurrence=occurrence,
                recipient_id=person_id,
                expires_at=clock.start_of(last_of(month) + timedelta(days=1)),
            )


def _begins(duty: MemberDuty, now: datetime) -> Iterator[Due]:
    today = clock.local(now).date()
    said = heard(BEGINS, [duty.id])
    members = db().scalars(
        select(Membership.person_id).where(running_on(today)).order_by(Membership.person_id)
    )
    for person_id in members.all():
        if (duty.id, ONCE, person_id) not in said:
            yield Due(
                rule=BEGINS,
                subject_id=duty.id,
                occurrence=ONCE,
                recipient_id=person_id,
                expires_at=clock.start_of(duty.starts_on + TOLD_UNTIL),
            )
