"""The heartbeat of the clockwork."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from buurtcoop.core.database import Model
from buurtcoop.core.labels import internal


class Heartbeat(Model):
    """When the clockwork last went round; one row."""

    __tablename__ = "heartbeat"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = internal("the number of this row", primary_key=True, autoincrement=False)
    beat_at: Mapped[datetime] = internal("last complete round")
    trouble: Mapped[str] = internal("what went wrong in it, empty when nothing")
