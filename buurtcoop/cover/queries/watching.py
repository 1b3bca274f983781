"""Who wants to hear of a shift."""

from sqlalchemy import select

from buurtcoop.core.instance import db
from buurtcoop.cover.models import Watch


def is_watching(person_id: int, shift_id: int) -> bool:
    """Whether this person hears of changes to this shift."""
    watching = select(Watch.id).where(
        Watch.person_id == person_id, Watch.shift_id == shift_id, Watch.ended_at.is_(None)
    )
    return db().scalar(watching) is not None
