"""What happens to the notes of the clockwork because time passed."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from buurtcoop.core.instance import db
from buurtcoop.reminders.models import JobRun

RUNS_KEPT = timedelta(days=365)


def forget_runs(now: datetime) -> int:
    """12 months after a job was done its row goes. Returns how many."""
    gone = db().scalars(
        delete(JobRun).where(JobRun.done_at < now - RUNS_KEPT).returning(JobRun.name)
    )
    return len(gone.all())
