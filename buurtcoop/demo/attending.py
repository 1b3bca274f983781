"""Who was there: each lead says so on the evening itself, but for the last day and a half.

All helpers of the year were there, which gives the year its hours; a few guests of what is free
were late, had something come up, or were missed.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from buurtcoop.attendance.models import Outcome
from buurtcoop.attendance.operations import Said, record_shift
from buurtcoop.attendance.queries import on_shift
from buurtcoop.attendance.seen import Key
from buurtcoop.demo.stage import Event
from buurtcoop.demo.year import ShiftOnStage
from buurtcoop.shifts.models import Side

AFTER = timedelta(minutes=20)
NOT_YET = timedelta(hours=36)
# Of the guests of what is free: every so many.
LATE, EXCUSED, MISSED = 23, 29, 37


def attendance(shift: ShiftOnStage, now: datetime) -> Iterator[Event]:
    """The lead fills in who was there."""
    if shift.ends_at < now - NOT_YET:
        yield Event(shift.ends_at + AFTER, lambda: _record(shift))


def _record(shift: ShiftOnStage) -> None:
    offer = shift.planned.offer
    said = {
        found.key: Said(_outcome(found.key, free=not offer.price))
        for found in on_shift(shift.shift_id)
    }
    record_shift(shift.shift_id, said, shift.stage.lead_of(offer.slug))


def _outcome(key: Key, *, free: bool) -> Outcome:
    side, promise_id = key
    if side is Side.GIVE or not free:
        return Outcome.PRESENT
    for every, outcome in (
        (LATE, Outcome.LATE),
        (EXCUSED, Outcome.EXCUSED),
        (MISSED, Outcome.NO_SHOW),
    ):
        if promise_id % every == 0:
            return outcome
    return Outcome.PRESENT
