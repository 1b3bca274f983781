"""The heartbeat of the clockwork, and what it did once a day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from buurtcoop.core.database import Model
from buurtcoop.core.labels import Ends, internal


class Heartbeat(Model):
    """When the clockwork last went round; one row."""

    __tablename__ = "heartbeat"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = internal("the number of this row", primary_key=True, autoincrement=False)
    beat_at: Mapped[datetime] = internal("last complete round")
    trouble: Mapped[str] = internal("what went wrong in it, empty when nothing")
    machine: Mapped[str] = internal("which start of which machine counted the seconds below")
    uptime: Mapped[int] = internal("seconds that machine ran, whatever its clock said")
    jumped_at: Mapped[datetime | None] = internal("when the clock last jumped; empty if never")


class JobRun(Model):
    """A job of the night that was done for a day; its work and this row commit together."""

    __tablename__ = "job_run"

    name: Mapped[str] = internal("which job", primary_key=True, ends=Ends.LOG_12M)
    local_day: Mapped[date] = internal(
        "the day on the wall it was done for", primary_key=True, ends=Ends.LOG_12M
    )
    done_at: Mapped[datetime] = internal("when", ends=Ends.LOG_12M)
    rows: Mapped[int] = internal("how many rows it did", ends=Ends.LOG_12M)
