"""What happens because time passed: what former members could do is forgotten."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.members.models import Membership
from buurtcoop.qualifications.models import Qualification
from buurtcoop.qualifications.rules import KEPT_DAYS


def forget_qualifications(now: datetime) -> int:
    """1 month after the last day as a member everything goes. Returns how many rows went."""
    today = clock.local(now).date()
    last_day = func.max(func.coalesce(Membership.ends_on, date.max))
    left = (
        select(Membership.person_id)
        .group_by(Membership.person_id)
        .having(last_day < today - timedelta(days=KEPT_DAYS))
    )
    gone = db().scalars(
        delete(Qualification)
        .where(Qualification.person_id.in_(left))
        .returning(Qualification.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
