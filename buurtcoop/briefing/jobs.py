"""What goes because time passed: notes after the days of their service, kilometres after years."""

from datetime import datetime

from sqlalchemy import delete, select

from buurtcoop.briefing.models import Observation, Ride
from buurtcoop.briefing.operations import erase
from buurtcoop.briefing.rules import RIDES_KEPT
from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.shifts.models import Claim, Shift


def erase_notes(now: datetime) -> int:
    """Erase notes once their last day is over; only numbers stay. Returns how many."""
    return erase(Observation.erased_after < clock.local(now).date())


def forget_rides(now: datetime) -> int:
    """Forget kilometres two years after the shift. Returns how many."""
    over = (
        select(Claim.id)
        .join(Shift, Shift.id == Claim.shift_id)
        .where(Shift.ends_at < now - RIDES_KEPT)
    )
    gone = db().scalars(
        delete(Ride)
        .where(Ride.claim_id.in_(over))
        .returning(Ride.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
