"""What should have been said by now: a day ahead, that there are too few helpers to go."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from buurtcoop.briefing.messages import TOO_FEW
from buurtcoop.briefing.rules import ALARM_WITHIN
from buurtcoop.core.instance import db
from buurtcoop.messaging.queries import heard
from buurtcoop.messaging.rules import Due
from buurtcoop.shifts.messages import occurrence_of
from buurtcoop.shifts.models import Claim
from buurtcoop.shifts.queries import below_floor, is_live


def due(now: datetime) -> Iterator[Due]:
    """To each helper of a shift within a day, once: nobody goes alone."""
    shifts = {shift.id: shift for shift in below_floor(now, now + ALARM_WITHIN)}
    if not shifts:
        return
    said = heard(TOO_FEW, list(shifts))
    helpers = db().execute(
        select(Claim.shift_id, Claim.person_id)
        .where(Claim.shift_id.in_(shifts), is_live(Claim))
        .order_by(Claim.shift_id, Claim.id)
    )
    for shift_id, person_id in helpers:
        shift = shifts[shift_id]
        occurrence = occurrence_of(shift.version)
        if (shift_id, occurrence, person_id) in said:
            continue
        yield Due(
            rule=TOO_FEW,
            subject_id=shift_id,
            occurrence=occurrence,
            recipient_id=person_id,
            expires_at=shift.starts_at,
        )
