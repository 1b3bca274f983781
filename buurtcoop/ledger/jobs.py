"""What happens in the books because time passed: what comes back stands ready on its day."""

from datetime import datetime

from sqlalchemy import select

from buurtcoop.core import clock
from buurtcoop.core.instance import db
from buurtcoop.ledger.models import RecurringEntry
from buurtcoop.ledger.operations import make_ready


def prepare_recurring(now: datetime) -> int:
    """Let every recurring entry whose day came stand ready. Returns how many."""
    today = clock.local(now).date()
    due = select(RecurringEntry.id).where(
        RecurringEntry.ended_at.is_(None), RecurringEntry.next_on <= today
    )
    numbers = db().scalars(due.order_by(RecurringEntry.id)).all()
    return sum(make_ready(recurring_id, today) for recurring_id in numbers)
