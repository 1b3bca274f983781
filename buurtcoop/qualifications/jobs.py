"""What happens because time passed: what former members could do is forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.members.queries import left_before
from buurtcoop.qualifications.models import Qualification
from buurtcoop.qualifications.rules import KEPT_DAYS


def forget_qualifications(now: datetime) -> int:
    """1 month after the last day as a member everything goes. Returns how many rows went."""
    today = clock.local(now).date()
    left = left_before(today - timedelta(days=KEPT_DAYS))
    gone = db().scalars(
        delete(Qualification)
        .where(Qualification.person_id.in_(left))
        .returning(Qualification.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
