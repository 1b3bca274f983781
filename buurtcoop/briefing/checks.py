"""What always holds of notes and kilometres."""

from datetime import timedelta

from sqlalchemy import select

from buurtcoop.briefing.models import Observation, Ride
from buurtcoop.briefing.rules import SEEN_AROUND
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.shifts.models import Claim, Shift

LONGEST_LOG = timedelta(days=366)


def broken() -> list[str]:
    """A sentence for each invariant that does not hold."""
    return [*_elsewhen(), *_too_early()]


def _elsewhen() -> list[str]:
    """A note is of its shift, and has a last day within a year of it."""
    rows = db().execute(
        select(Observation.id, Observation.seen_at, Observation.erased_after, Shift)
        .join(Shift, Shift.id == Observation.shift_id)
        .order_by(Observation.id)
    )
    found = []
    for number, seen_at, erased_after, shift in rows:
        # A shift may be moved after something was noted: then its old time counts as well.
        starts = min(shift.starts_at, shift.moved_from or shift.starts_at)
        if not starts - SEEN_AROUND <= seen_at <= shift.ends_at + SEEN_AROUND:
            found.append(f"Note {number} is of another time than its shift.")
        if erased_after > clock.local(shift.ends_at).date() + LONGEST_LOG:
            found.append(f"Note {number} is kept longer than a year.")
    return found


def _too_early() -> list[str]:
    """Kilometres were filled in after the shift; its service may not ask them any more."""
    rows = db().execute(
        select(Ride.id)
        .join(Claim, Claim.id == Ride.claim_id)
        .join(Shift, Shift.id == Claim.shift_id)
        .where(Ride.made_at < Shift.ends_at)
        .order_by(Ride.id)
    )
    return [f"Ride {number} was filled in before its shift was over." for (number,) in rows]
